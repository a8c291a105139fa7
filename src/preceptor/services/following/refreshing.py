"""Obliges certified people to catch up with a major change.

By reading, the acknowledgement is all that is owed. By one observed run, somebody has to come and watch it. What is
certified holds in full until its date. Owners who approved the version know it: theirs is refreshed at once, but not
that of whoever published it alone, because nobody has looked at it but the one who wrote it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from preceptor.model.canonical import Json
from preceptor.model.certification import Certification
from preceptor.model.change import Change
from preceptor.model.definition import Process
from preceptor.model.event import Happening, moment
from preceptor.model.people import Person
from preceptor.ports import Reading
from preceptor.services.act import Act
from preceptor.services.following.deadlines import REFRESH_WITHIN, Terms
from preceptor.services.granting import caught_up
from preceptor.services.owing import REMINDERS


@dataclass(kw_only=True)
class Refreshes:
    """What a publication asks of the certified people of one batch."""

    #: For the batch's event.
    data: dict[str, Json] = field(default_factory=dict)
    #: Ids of obligations that end with it.
    settled: list[Json] = field(default_factory=list)
    #: What is on record at once.
    happenings: list[Happening] = field(default_factory=list)
    #: How many certifications have to be refreshed.
    counted: int = 0


def how_many_refreshes(tx: Reading, change: Change) -> int:
    """How many certifications have to be refreshed when the change is published."""
    found = [
        one
        for one in tx.certifications(process=change.process)
        if not (one.revoked_on or one.lapsed_on or one.renewed_by)
    ]
    after = tx.definition(change.digest)
    if change.team is not None:
        members = tx.team(change.team).members
        roles = asked_more(tx, change)
        return len({(one.person, one.role) for one in found if one.role in roles and one.person in members})
    if change.change_class != "major":
        return 0
    approvers = {one.person for one in tx.approvals(change.id)}
    return sum(after.ladder_of(one.role) is not None and one.person not in approvers for one in found)


def refreshes(act: Act, change: Change, people: Sequence[Person], *, start: datetime) -> Refreshes:
    """What a publication asks of those of these people who are certified, counted from `start`."""
    if change.team is not None:
        return _runs_there(act, change, people, start)
    if change.change_class != "major":
        return Refreshes()
    found = Refreshes()
    by_id = {one.id: one for one in people}
    after = act.tx.definition(change.digest)
    held = [one for one in act.tx.held_by(by_id, change.process) if _stands(act, one, by_id[one.person])]
    approvers = {one.person for one in act.tx.approvals(change.id)}
    terms = Terms(act.context, start, REFRESH_WITHIN, REMINDERS["refresh"])
    groups: dict[str, list[Json]] = {}
    runs: list[Json] = []
    open_runs = _open_runs(act, change.process, by_id)
    for (person_id, role), group in _by_role(held):
        person, ladder = by_id[person_id], after.ladder_of(role)
        if ladder is None:
            continue
        run = open_runs.get((person_id, None, role))
        if person_id in approvers:
            found.settled.extend([] if run is None else [run])
            found.happenings.extend(
                caught_up(act, one, person, after, edition=change.digest, source="founder") for one in group
            )
            continue
        term = terms.of(person)
        # Who has not caught up with the version before is not given longer because another one came.
        for one in group:
            by = min(one.refresh_by or term.day, term.day)
            groups.setdefault(by.isoformat(), []).append(one.id)
            found.counted += 1
        if ladder.valid.refresh == "run" and run is None:
            runs.append(_run(act, person, change.process, None, role, term.due_at, term.remind_at))
    if groups:
        found.data["refresh"] = [{"by": by, "certifications": ids} for by, ids in sorted(groups.items())]
    if runs:
        found.data["owed"] = runs
    return found


def _runs_there(act: Act, change: Change, people: Sequence[Person], start: datetime) -> Refreshes:
    """A certificate holds for the organisation; where a team asks for more, one observed run there is owed by its
    certified members, and nothing of the certificate changes."""
    roles = asked_more(act.tx, change)
    if not roles or change.team is None:
        return Refreshes()
    team = act.tx.team(change.team)
    members = {one.id: one for one in people if one.id in team.members}
    instance = f"{team.name}/{change.process}"
    open_runs = _open_runs(act, change.process, members)
    held = [one for one in act.tx.held_by(members, change.process) if _stands(act, one, members[one.person])]
    terms = Terms(act.context, start, REFRESH_WITHIN, REMINDERS["refresh"])
    runs: list[Json] = []
    for (person_id, role), _ in _by_role(held):
        if role in roles and (person_id, instance, role) not in open_runs:
            term = terms.of(members[person_id])
            runs.append(_run(act, members[person_id], change.process, instance, role, term.due_at, term.remind_at))
    return Refreshes(data={"owed": runs} if runs else {}, counted=len(runs))


def asked_more(tx: Reading, change: Change) -> frozenset[str]:
    """The roles of whose rungs a team's variant asks more required standards than what the team followed before."""
    before = tx.definition(change.base) if change.base else None
    required = _required(tx.definition(change.digest))
    known: Mapping[str, frozenset[str]] = _required(before) if before else {}
    return frozenset(role for role, asked in required.items() if asked - known.get(role, frozenset()))


def _required(process: Process) -> dict[str, frozenset[str]]:
    return {
        role.name: frozenset(
            f"{rung.name}.{standard.id}"
            for rung in role.ladder.rungs
            for standard in rung.standards
            if standard.level == "required"
        )
        for role in process.roles
        if role.ladder
    }


def _stands(act: Act, one: Certification, person: Person) -> bool:
    """Whether it may still hold; that it lapsed by not being used is on record up to yesterday."""
    today = act.today(person)
    return one.valid_until >= today and (one.refresh_by is None or one.refresh_by >= today)


def _by_role(held: Sequence[Certification]) -> Iterator[tuple[tuple[int, str], list[Certification]]]:
    """By person, so that ids are given in the same order as people were asked for."""
    rows = sorted(held, key=lambda one: (one.person, one.role, one.id))
    for key, group in groupby(rows, key=lambda one: (one.person, one.role)):
        yield key, list(group)


def _open_runs(act: Act, process: str, people: Mapping[int, Person]) -> dict[tuple[int, str | None, str], int]:
    """The observed runs that are owed already: by person, instance and role."""
    owed = act.tx.owed_by(people, process, "refresh")
    return {(one.person, one.instance, str(one.step)): one.id for one in owed if one.person is not None}


def _run(
    act: Act, person: Person, process: str, instance: str | None, role: str, due_at: str, remind_at: str | None
) -> dict[str, Json]:
    """One observed run that somebody owes."""
    return {
        "id": act.tx.next_id("obligations"),
        "kind": "refresh",
        "person": person.id,
        "process": process,
        "instance": instance,
        "step": role,
        "opens_at": moment(act.now),
        "due_at": due_at,
        "remind_at": remind_at,
    }
