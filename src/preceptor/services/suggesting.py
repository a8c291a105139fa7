"""Proposes preceptors: the eligible, best first, and why the others are out."""

from typing import TypedDict

from preceptor.errors import UnknownId
from preceptor.model.definition import Ladder
from preceptor.model.pairing import Load
from preceptor.model.people import Person
from preceptor.ports import Reading
from preceptor.services.context import Context, known_team
from preceptor.services.editions import edition_in_force
from preceptor.services.standings import standings_today


class SuggestionDocument(TypedDict):
    """One person who was ever certified to teach the role. `hours_left` is None where hours are untracked."""

    person: str
    eligible: bool
    open_pairings: int
    hours_left: int | None
    teams: list[str]
    same_team: bool
    reasons: list[str]


def suggest(context: Context, *, process: str, role: str, team: str | None = None) -> list[SuggestionDocument]:
    """Who could be a preceptor for the role: eligible first, then own team, fewest pairings, most hours left."""
    with context.store.reading() as tx:
        definition, _ = edition_in_force(tx, process, context.now)
        ladder = definition.ladder_of(role)
        if ladder is None:
            known = ", ".join(one.name for one in definition.roles if one.ladder)
            raise UnknownId(f"{process} has no role `{role}` with a ladder; it has {known}", remedy="")
        members = frozenset(known_team(tx, team).members) if team is not None else frozenset()
        held = standings_today(context, tx, process, role)
        teachers = tx.people({person for person, capability in held if capability == "teach"})
        found = [_suggestion(tx, ladder, one, held[one.id, "teach"], members) for one in teachers]
    return sorted(
        found,
        key=lambda one: (
            not one["eligible"],
            not one["same_team"],
            one["open_pairings"],
            -(one["hours_left"] if one["hours_left"] is not None else ladder.preceptor_hours),
            one["person"],
        ),
    )


def _suggestion(
    tx: Reading, ladder: Ladder, person: Person, standing: str, members: frozenset[int]
) -> SuggestionDocument:
    load = tx.load(person.id)
    left = None if person.hours is None else person.hours - load.hours
    reasons = _against(ladder, person, standing, load, left)
    return {
        "person": person.login,
        "eligible": not reasons,
        "open_pairings": load.as_preceptor,
        "hours_left": left,
        "teams": [one.name for one in tx.teams(member=person.id)],
        "same_team": person.id in members,
        "reasons": reasons,
    }


def _against(ladder: Ladder, person: Person, standing: str, load: Load, left: int | None) -> list[str]:
    reasons = []
    if not person.active:
        reasons.append("is not active any more")
    if standing not in ("valid", "refresh-due"):
        reasons.append(f"`teach` {'has lapsed' if standing == 'lapsed' else 'was revoked'}")
    if load.as_preceptor >= ladder.load:
        reasons.append(f"has {load.as_preceptor} open pairings, and {ladder.load} are the most")
    if left is not None and left < ladder.preceptor_hours:
        reasons.append(f"has {left} hours a week left, and a pairing needs {ladder.preceptor_hours}")
    return reasons
