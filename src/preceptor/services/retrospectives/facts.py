"""Loads what the guards of a retrospective read."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from preceptor.errors import BadInput, UnknownId
from preceptor.model.credit import rule_of
from preceptor.model.definition import CAPABILITIES, Lifecycle, Process, Role
from preceptor.model.pairing import Pairing
from preceptor.model.people import Person
from preceptor.model.retrospective import Retrospective
from preceptor.model.retrospective_facts import Candidate, RetrospectiveFacts
from preceptor.model.standard_checks import about, parts_of
from preceptor.ports import PairingFilter, Reading, RetrospectiveFilter, Writing
from preceptor.services.context import Context, number_in
from preceptor.services.recommendations.next_steps import next_steps
from preceptor.services.standings import Standings, standings_today


def find_retrospective(tx: Reading, typed: str) -> Retrospective:
    """The retrospective that somebody typed: `R-3` or `3`. Raises `UnknownId`."""
    found = tx.retrospective(number_in(typed, "R", "a retrospective"))
    if found is None:
        remedy = "`preceptor retrospective list` shows the retrospectives."
        raise UnknownId(f"there is no retrospective `{typed}`", remedy=remedy)
    return found


def locked_retrospective(tx: Writing, typed: str) -> Retrospective:
    """The same, locked for the rest of the transaction, and as it is once the lock is held. Raises `UnknownId`."""
    tx.lock_retrospectives([number_in(typed, "R", "a retrospective")])
    return find_retrospective(tx, typed)


def lifecycle_of(process: Process) -> Lifecycle:
    """The lifecycle that retrospectives follow. Raises `BadInput` for a process that is not about them."""
    found = process.lifecycles.get(process.lifecycle or "")
    if found is None or found.governs != "retrospective":
        raise BadInput(
            f"the process {process.name} {process.version} is not about retrospectives",
            remedy="Its lifecycle would have to say `governs: retrospective`.",
        )
    return found


def role_of(process: Process, name: str) -> Role:
    """The role of a process. Raises `UnknownId`."""
    found = next((one for one in process.roles if one.name == name), None)
    if found is None:
        known = ", ".join(one.name for one in process.roles)
        raise UnknownId(f"{process.name} has no role `{name}`; it has {known}", remedy="")
    return found


def facts_of(context: Context, tx: Reading, retrospective: Retrospective, actor: Person | None) -> RetrospectiveFacts:
    """Everything that a decision about the retrospective depends on, as of now."""
    found = parts_in(context, tx, retrospective, actor)
    candidates = _candidates(context, tx, found.process, found.assigned)
    return replace(found, candidates=candidates, parts=_parts(tx, found))


def parts_in(context: Context, tx: Reading, retrospective: Retrospective, actor: Person | None) -> RetrospectiveFacts:
    """The same without what those who have a role may do: enough to tell who owes what."""
    process = tx.definition(retrospective.edition)
    owners, team = tx.owners(retrospective.process), tx.team(retrospective.team)
    on_call, assigned = tx.on_call(team.id), tx.assigned(retrospective.id)
    reviewers, threads = tuple(tx.reviewers(retrospective.id)), tuple(tx.threads(retrospective.id))
    submissions, agreed = tx.submissions(retrospective.id), next_steps(tx, retrospective)
    named = {
        retrospective.opener,
        *assigned.values(),
        *(one.submitter for one in submissions[-1:]),
        *(one.person for one in reviewers),
        *(person for one in threads for person in one.voices),
        *([team.lead] if team.lead else []),
        *agreed.people,
    }
    people = {one.id: one for one in (*tx.people(named), *on_call, *owners, *([actor] if actor else []))}
    return RetrospectiveFacts(
        retrospective=retrospective,
        process=process,
        lifecycle=lifecycle_of(process),
        people=people,
        owners=tuple(one.id for one in owners),
        team=team.name,
        team_lead=team.lead,
        on_call=tuple(one.id for one in on_call),
        actor=actor.id if actor else None,
        assigned=assigned,
        excluded=tx.excluded(retrospective.id),
        submission=submissions[-1] if submissions else None,
        reviewers=reviewers,
        threads=threads,
        next_steps=agreed,
        now=context.now,
    )


def _parts(tx: Reading, facts: RetrospectiveFacts) -> frozenset[str]:
    """What the last revision of the write-up has of what checks are about; looked up where a standard asks for it."""
    if facts.step is None or not any(about(one) for one in facts.step.standards):
        return frozenset()
    said = tx.write_up(facts.retrospective.id, facts.retrospective.writeup)
    return parts_of(said.data) if said else frozenset()


def with_candidate(facts: RetrospectiveFacts, candidate: Candidate, person: Person) -> RetrospectiveFacts:
    """The facts with somebody who would get a role."""
    return replace(facts, wanted=candidate, people={**facts.people, person.id: person})


def _candidates(
    context: Context, tx: Reading, process: Process, assigned: Mapping[str, int]
) -> Mapping[str, Candidate]:
    found: dict[str, Candidate] = {}
    for role, person in assigned.items():
        ladder = next((one.ladder for one in process.roles if one.name == role), None)
        held = standings_today(context, tx, process.name, role) if ladder else {}
        found[role] = candidate_of(tx, process, role, person, held)
    return found


def candidate_of(tx: Reading, process: Process, role: str, person: int, held: Standings) -> Candidate:
    """What is known of somebody who has a role or would get it. `held`: today's standings in that role."""
    pairings = tx.pairings(PairingFilter(process=process.name, role=role, trainees=frozenset({person}), open=True))
    return Candidate(
        role=role,
        person=person,
        standings={one: held[person, one] for one in CAPABILITIES if (person, one) in held},
        learns_by_doing=any(_learns_by_doing(tx, one, held) for one in pairings),
        load=tx.load(person),
    )


def _learns_by_doing(tx: Reading, pairing: Pairing, held: Standings) -> bool:
    """Whether the trainee does the work on the present rung, and the preceptor may teach it."""
    definition = tx.definition(pairing.edition)
    ladder = definition.ladder_of(pairing.role)
    if ladder is None or held.get((pairing.preceptor, "teach")) not in ("valid", "refresh-due"):
        return False
    rule = rule_of(definition.lifecycle_of_ladder(ladder).state(pairing.state))
    return rule is not None and rule.trainee_performs


def only_open_one(tx: Reading, teams: Iterable[int], states: Collection[str]) -> Retrospective:
    """The only retrospective of some teams in one of some states. Raises `BadInput` for none and for several."""
    found = [
        one
        for team in teams
        for one in tx.retrospectives(RetrospectiveFilter(team=team, open=True))
        if one.state in states
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        remedy = "Open one: preceptor retrospective open TITLE --team TEAM."
        raise BadInput("your teams have no retrospective that takes notes", remedy=remedy)
    ids = ", ".join(f"{one.short_id} ({one.title})" for one in found)
    raise BadInput(f"it could be about {ids}", remedy="Say which one: preceptor retrospective note RETRO TEXT.")
