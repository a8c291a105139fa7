"""Who may certify whom: nobody signs for themselves while somebody else is there who could."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from preceptor.model.obligation import Obligation
from preceptor.model.people import Person
from preceptor.model.refusal import Reason
from preceptor.model.wording import either
from preceptor.ports import Reading
from preceptor.services.standings import Standings, holding, standings

#: Of those who may renew something, so many are named; with more of them, the rest are counted.
_NAMED = 3


@dataclass(frozen=True, kw_only=True)
class Signers:
    """Who else may sign for somebody, and whether they may themselves."""

    #: Logins of the others who are still there.
    others: tuple[str, ...]
    #: One of them may teach the role.
    taught: bool
    #: They may do it themselves: nobody else may teach, and they own the process, or nobody else is there at all.
    oneself: bool


def signers_for(tx: Reading, held: Standings, process: str, person: int, *, able: frozenset[int]) -> Signers:
    """Who may sign for a person. `able`: who may do it beside the owners of the process."""
    owners = {one.id for one in tx.owners(process)}
    who = tuple(one.login for one in tx.people({*owners, *able} - {person}) if one.active)
    taught = any(one.active for one in tx.people(holding(held, "teach") - {person}))
    return Signers(others=who, taught=taught, oneself=not taught and (person in owners or not who))


def not_oneself(
    tx: Reading,
    by: Person,
    held: Standings,
    process: str,
    role: str,
    *,
    able: frozenset[int] = frozenset(),
    command: str | None = None,
) -> Reason | None:
    """What stands against it that somebody certifies themselves: somebody else may teach who is still there; for who
    owns nothing, also that an owner is there.

    `held`: the role's standings today. `able`: who may do it beside the owners, with which command.
    """
    signers = signers_for(tx, held, process, by.id, able=able)
    if signers.oneself:
        return None
    return Reason(
        guard="not-oneself",
        message=(
            f"nobody signs for themselves while somebody else may teach {role}"
            if signers.taught
            else f"nobody signs for themselves while an owner of {process} can"
        )
        + ("" if signers.others else f", and {process} has no other owner who could do it"),
        who=signers.others or (by.login,),
        command=command if signers.others else f"preceptor process owner {process} --add LOGIN",
    )


def renewers(tx: Reading, owed: Iterable[Obligation], at: datetime) -> Mapping[int, str]:
    """By the id of an obligation to have something renewed: who does it, in words; empty where that is its holder."""
    found: dict[int, str] = {}
    known: dict[tuple[str, str], Standings] = {}
    for one in owed:
        if one.kind != "renew" or one.person is None:
            continue
        place = one.process, (one.step or "").partition("/")[0]
        if place not in known:
            known[place] = standings(tx, *place, at.date())
        held = known[place]
        signers = signers_for(tx, held, one.process, one.person, able=holding(held, "teach"))
        found[one.id] = "" if signers.oneself else _named(signers.others)
    return found


def _named(logins: tuple[str, ...]) -> str:
    more = len(logins) - _NAMED
    return either([*logins[:_NAMED], f"{more} more"] if more > 0 else logins)
