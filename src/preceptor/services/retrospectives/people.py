"""Who has which part in a retrospective: proposes people, assigns and excludes them."""

from dataclasses import replace
from typing import TypedDict

from preceptor.machine import Decision, obstacles
from preceptor.model.canonical import Json
from preceptor.model.certification import FULL
from preceptor.model.event import Happening
from preceptor.model.people import Person
from preceptor.model.refusal import Refusal
from preceptor.model.retrospective_facts import RetrospectiveFacts
from preceptor.ports import Reading, RetrospectiveFilter
from preceptor.services.act import Act
from preceptor.services.context import Context, known_person
from preceptor.services.retrospectives.documents import RetrospectiveDocument
from preceptor.services.retrospectives.facts import (
    candidate_of,
    facts_of,
    find_retrospective,
    role_of,
    with_candidate,
)
from preceptor.services.retrospectives.inviting import called_in, invited_to
from preceptor.services.retrospectives.moves import happened, move
from preceptor.services.standings import Standings, standings_today


class CandidateDocument(TypedDict):
    """One person who could have a role. `hours_left` is None where hours are untracked."""

    person: str
    eligible: bool
    #: `lead` where they are certified, `learning` where they learn it by doing it, else None.
    certified: str | None
    #: Open retrospectives in which they have a part.
    open_parts: int
    hours_left: int | None
    same_team: bool
    #: They took notes while the incident ran, and so may stand too near to it.
    took_notes: bool
    reasons: list[str]


def suggest(context: Context, typed: str, *, role: str) -> list[CandidateDocument]:
    """Who could have a role in a retrospective: eligible first, then who took no notes, own team, fewest parts.

    For a role with a ladder: whoever was ever certified or learns it by doing it; else the team. Raises `UnknownId`.
    """
    with context.store.reading() as tx:
        retrospective = find_retrospective(tx, typed)
        facts = facts_of(context, tx, retrospective, None)
        ladder = role_of(facts.process, role).ladder
        held = standings_today(context, tx, facts.process.name, role) if ladder else {}
        members = frozenset(tx.team(retrospective.team).members)
        pool = {person for person, _ in held} | members if ladder else members
        noted = {one.person for one in tx.notes(retrospective.id)}
        found = [_judged(tx, facts, role, one, held, members, noted) for one in tx.people(pool)]
        # Of a role that has to be learnt, those who never began are no proposal.
        shown = [one for one in found if not ladder or one["certified"] or _was_certified(tx, one["person"], held)]
    return sorted(
        shown,
        key=lambda one: (
            not one["eligible"],
            one["took_notes"],
            one["certified"] != "lead" and ladder is not None,
            not one["same_team"],
            one["open_parts"],
            -(one["hours_left"] if one["hours_left"] is not None else 0),
            one["person"],
        ),
    )


def _was_certified(tx: Reading, login: str, held: Standings) -> bool:
    return known_person(tx, login).id in {person for person, _ in held}


def _judged(
    tx: Reading,
    facts: RetrospectiveFacts,
    role: str,
    person: Person,
    held: Standings,
    members: frozenset[int],
    noted: set[int],
) -> CandidateDocument:
    candidate = candidate_of(tx, facts.process, role, person.id, held)
    judged = with_candidate(facts, candidate, person)
    reasons = [one.message for one in obstacles(facts.lifecycle, judged, "assign")]
    certified = candidate.standings.get("lead") in FULL
    parts = tx.retrospectives(RetrospectiveFilter(person=person.id, open=True))
    return {
        "person": person.login,
        "eligible": not reasons,
        "certified": "lead" if certified else "learning" if candidate.learns_by_doing else None,
        "open_parts": len(parts),
        "hours_left": candidate.hours_left(person),
        "same_team": person.id in members,
        "took_notes": person.id in noted,
        "reasons": reasons,
    }


def assign(context: Context, typed: str, *, role: str, login: str) -> RetrospectiveDocument | Refusal:
    """Give somebody a role. By the team's lead or an owner. Raises `UnknownId`."""

    def prepare(act: Act, facts: RetrospectiveFacts) -> RetrospectiveFacts:
        person = known_person(act.tx, login)
        act.tx.lock_people([person.id])
        ladder = role_of(facts.process, role).ladder
        held = standings_today(context, act.tx, facts.process.name, role) if ladder else {}
        return with_candidate(facts, candidate_of(act.tx, facts.process, role, person.id, held), person)

    def effect(act: Act, facts: RetrospectiveFacts, decision: Decision) -> list[Happening]:
        if facts.wanted is None:
            raise LookupError("nobody is to be assigned")
        person = facts.wanted.person
        after = replace(facts, assigned={**facts.assigned, role: person})
        before, now = (invited_to(one.assigned, one.open_threads) for one in (facts, after))
        data: dict[str, Json] = {"role": role, "person": person, **called_in(act, facts.retrospective, before, now)}
        return [happened(act, after, "retrospective-assigned", data)]

    return move(context, typed, "assign", {"role": role, "login": login}, effect, prepare=prepare)


def exclude(context: Context, typed: str, *, login: str) -> RetrospectiveDocument | Refusal:
    """Let somebody have no part in it. Why is not asked. By the team's lead or an owner. Raises `UnknownId`."""

    def prepare(act: Act, facts: RetrospectiveFacts) -> RetrospectiveFacts:
        person = known_person(act.tx, login)
        return replace(facts, wanted_exclusion=person.id, people={**facts.people, person.id: person})

    def effect(act: Act, facts: RetrospectiveFacts, decision: Decision) -> list[Happening]:
        fresh = facts.wanted_exclusion not in facts.excluded
        return [happened(act, facts, "retrospective-excluded", {"excluded": facts.wanted_exclusion} if fresh else {})]

    return move(context, typed, "exclude", {"login": login}, effect, prepare=prepare)
