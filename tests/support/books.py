"""Plain books of a programme: who was certified on a day, and what was done uncertified.

Shares nothing with the engine. A day is a number (`date.toordinal`), every question goes through everything again.
"""

from dataclasses import dataclass, field
from datetime import date

#: As the retrospective's ladders say: twelve months; idle after six months in which three occasions passed.
MONTHS, IDLE_MONTHS, IDLE_OCCASIONS = 12, 6, 3


def months_after(day: int, months: int) -> int:
    """The same day of the month so much later, or the month's last day."""
    begin = date.fromordinal(day)
    year, month = divmod(begin.year * 12 + begin.month - 1 + months, 12)
    for back in range(4):
        try:
            return date(year, month + 1, begin.day - back).toordinal()
        except ValueError:
            continue
    raise AssertionError


@dataclass(frozen=True)
class Grant:
    person: str
    role: str
    capability: str
    day: int
    until: int
    source: str


@dataclass(frozen=True)
class Occasion:
    day: int
    role: str
    performer: str
    watchers: tuple[str, ...]


@dataclass
class Books:
    """What happened, in the order in which it happened."""

    grants: list[Grant] = field(default_factory=list)
    occasions: list[Occasion] = field(default_factory=list)

    def grant(self, person: str, role: str, capability: str, day: int, source: str) -> None:
        self.grants.append(Grant(person, role, capability, day, months_after(day, MONTHS), source))

    def renew(self, person: str, role: str, capability: str, day: int) -> None:
        before = self.speaking(person, role, capability, day)
        assert before
        until = months_after(before.until, MONTHS)
        self.grants.append(Grant(person, role, capability, day, until, "renewal"))

    def speaking(self, person: str, role: str, capability: str, on: int) -> Grant | None:
        """The last grant up to a day."""
        mine = [
            one
            for one in self.grants
            if (one.person, one.role, one.capability) == (person, role, capability) and one.day <= on
        ]
        return mine[-1] if mine else None

    def state(self, person: str, role: str, capability: str, on: int) -> str | None:
        """`valid`, `lapsed`, or None where nothing was ever granted."""
        grant = self.speaking(person, role, capability, on)
        if grant is None:
            return None
        if on > grant.until:
            return "lapsed"
        idle = months_after(grant.day, IDLE_MONTHS) - grant.day
        of_role = [one for one in self.occasions if one.role == role and grant.day < one.day <= on]
        did = [
            one.day
            for one in of_role
            if one.performer == person or (capability == "teach" and person in one.watchers)
        ]
        last = grant.day
        for day in range(grant.day, on + 1):
            if day - last >= idle and sum(last < one.day <= day for one in of_role) >= IDLE_OCCASIONS:
                return "lapsed"
            if day in did:
                last = day
        return "valid"

    def holders(self, role: str, capability: str, on: int) -> list[str]:
        known = dict.fromkeys(one.person for one in self.grants if (one.role, one.capability) == (role, capability))
        return [one for one in known if self.state(one, role, capability, on) == "valid"]

    def uncertified(self) -> list[tuple[int, str, str, bool, bool]]:
        """Day, role, performer, whether they had watched before, and whether somebody who may teach watched."""
        return sorted(
            (
                one.day,
                one.role,
                one.performer,
                any(
                    before.role == one.role and before.day < one.day and one.performer in before.watchers
                    for before in self.occasions
                ),
                any(self.state(watcher, one.role, "teach", one.day) == "valid" for watcher in one.watchers),
            )
            for one in self.occasions
            if self.state(one.performer, one.role, "lead", one.day) != "valid"
        )
