"""Obliges certified people to catch up with a major change.

By reading, the acknowledgement is all that is owed. By one observed run, somebody has to come and watch it. What is
certified holds in full until its date. Owners who approved the version know it: theirs is refreshed at once, but not
that of whoever published it alone, because nobody has looked at it but the one who wrote it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from preceptor.model.canonical import Json
from preceptor.model.change import Change
from preceptor.model.event import Happening
from preceptor.model.people import Person
from preceptor.ports import Reading
from preceptor.services.act import Act
from preceptor.services.following.deadlines import REFRESH_WITHIN, Terms
from preceptor.services.following.owed_runs import a_run, certified, open_runs
from preceptor.services.following.team_runs import asked_anew, runs_asked
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
        roles = asked_anew(tx, change)
        return len({(one.person, one.role) for one in found if one.role in roles and one.person in members})
    if change.change_class != "major":
        return 0
    approvers = {one.person for one in tx.approvals(change.id)}
    return sum(after.ladder_of(one.role) is not None and one.person not in approvers for one in found)


def refreshes(act: Act, change: Change, people: Sequence[Person], *, start: datetime) -> Refreshes:
    """What a publication asks of those of these people who are certified, counted from `start`."""
    if change.team is not None:
        there: list[Json] = [*runs_asked(act, change, people, start)]
        return Refreshes(data={"owed": there} if there else {}, counted=len(there))
    if change.change_class != "major":
        return Refreshes()
    found = Refreshes()
    by_id = {one.id: one for one in people}
    after = act.tx.definition(change.digest)
    approvers = {one.person for one in act.tx.approvals(change.id)}
    terms = Terms(act.context, start, REFRESH_WITHIN, REMINDERS["refresh"])
    groups: dict[str, list[Json]] = {}
    runs: list[Json] = []
    already = open_runs(act, change.process, by_id)
    for person, role, group in certified(act, change.process, by_id):
        ladder = after.ladder_of(role)
        if ladder is None:
            continue
        run = already.get((person.id, None, role))
        if person.id in approvers:
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
            runs.append(a_run(act, person, change.process, None, role, term))
    if groups:
        found.data["refresh"] = [{"by": by, "certifications": ids} for by, ids in sorted(groups.items())]
    if runs:
        found.data["owed"] = runs
    return found
