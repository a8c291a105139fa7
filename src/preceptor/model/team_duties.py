"""Separation of duties about teams, told from events alone: no team gives itself waivers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from preceptor.model.event import Event
from preceptor.model.waivers import may_waive


@dataclass(kw_only=True)
class TeamDuties:
    """Who leads, belongs to and owns what, as events say. They have to come in the order recorded."""

    _leads: dict[int, int | None] = field(default_factory=dict)
    _members: dict[int, set[int]] = field(default_factory=dict)
    _owners: dict[str, set[int]] = field(default_factory=dict)
    #: Who is not active any more.
    left: set[int] = field(default_factory=set)
    #: By the change that was published: the process and the team that its waivers were given for.
    _waiving: dict[int, tuple[str, int]] = field(default_factory=dict)

    def note(self, kind: str, data: Any) -> None:
        """Keep what an event says about who is what."""
        match kind:
            case "team-added" | "team-lead-named":
                self._leads[data["team"]] = data.get("lead")
            case "person-added":
                for team in data.get("teams", ()):
                    self._members.setdefault(team, set()).add(data["person"])
            case "team-joined":
                self._members.setdefault(data["team"], set()).add(data["person"])
            case "team-left":
                self._members.get(data["team"], set()).discard(data["person"])
            case "owner-added":
                self._owners.setdefault(data["process"], set()).add(data["person"])
            case "owner-removed":
                self._owners.get(data["process"], set()).discard(data["person"])
            case "person-deactivated" | "person-erased":
                self.left.add(data["person"])
            case "person-returned":
                self.left.discard(data["person"])
                for owners in self._owners.values():
                    owners.discard(data["person"])

    def waived(self, event: Event, data: Any, author: int | None) -> Iterator[str]:
        """Who gave a team waivers, and whether they might. `author`: of the variant that they came with."""
        able = self._able(data["process"], data["team"])
        if data.get("waived") and "change" in data:
            self._waiving[data["change"]] = data["process"], data["team"]
        for approver in dict.fromkeys(one["approver"] for one in data.get("waived", ())):
            if event.kind == "variant-waived" and event.actor is not None and approver != event.actor:
                yield "a waiver is given by another person than the one who acted"
            if approver not in able:
                yield "a waiver is given by somebody of the team itself, or by nobody who owns the process"
            elif approver == author and set(able) - {author}:
                yield "a waiver is given by the author of the variant that asks for it"

    def reviewed(self, change: int, by: int) -> Iterator[str]:
        """Who reviewed a change once it was published, and whether they might where waivers were given with it."""
        if change in self._waiving and by not in self._able(*self._waiving[change]):
            yield "waivers are reviewed by somebody of the team itself, or by nobody who owns the process"

    def _able(self, process: str, team: int) -> Iterable[int]:
        lead = self._leads.get(team)
        insiders = {*self._members.get(team, ()), *([lead] if lead is not None else [])}
        return may_waive(sorted(self.owners(process)), insiders)

    def owners(self, process: str) -> frozenset[int]:
        """Who owns a process and has not left."""
        return frozenset(self._owners.get(process, set()) - self.left)
