"""Tells whom a publication concerns, and lets them owe its acknowledgement.

Many people share one event, so that a hundred thousand of them make a hundred events: who owes what stands in it
grouped by when it is due, and each mail holds no more than which announcements it tells.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from preceptor.model.canonical import Json
from preceptor.model.change import Change
from preceptor.model.event import Happening, moment
from preceptor.model.obligation import Obligation
from preceptor.model.people import Person, can_mail
from preceptor.model.version import Version
from preceptor.ports import Job
from preceptor.services.act import Act
from preceptor.services.following.batch import Done
from preceptor.services.following.concerned import tells
from preceptor.services.following.deadlines import ACKNOWLEDGE_WITHIN, Terms
from preceptor.services.following.editions import editions_changed
from preceptor.services.following.refreshing import refreshes
from preceptor.services.following.team_runs import no_longer_asked
from preceptor.services.owing import REMINDERS
from preceptor.services.settle import settle

#: How many people one batch sees to: a transaction of some tens of milliseconds, an event of some tens of kilobytes.
BATCH = 1_000


def batch(act: Act, job: Job) -> Done:
    """The next of them, by id. What was done before is not done again: the job says how far it came."""
    change = act.tx.change(job.change)
    if change is None:
        raise LookupError(f"there is no change {job.change}")
    if not job.after:
        settle(act)  # what has lapsed by now is not asked for
        act.record(no_longer_asked(act, change.process, change.team))
    announced = _announced(act, change) if tells(act.tx, change) else _Announced()
    people = act.tx.concerned(change.process, team=change.team, after=job.after, limit=BATCH)
    told = _told(act, people, announced)
    owed = _owed(act, job, change, people)
    refreshed = refreshes(act, change, people, start=job.due_at)
    data: dict[str, Json] = {**owed.data, **refreshed.data}
    if owed.settled or refreshed.settled:
        data["settled"] = [*owed.settled, *refreshed.settled]
    if told:
        data["told"] = told
    if data:
        about: dict[str, Json] = {
            "change": change.id,
            "process": change.process,
            "version": change.version,
            "class": change.change_class,
            "told": [],
        }
        stream = f"process:{change.process}"
        act.record([Happening(stream=stream, kind="publication-announced", data={**about, **data})])
    act.record(refreshed.happenings)
    counted = {"told": len(told), "asked": owed.asked, "refreshes": refreshed.counted}
    last = len(people) < BATCH
    return Done(
        after=people[-1].id if people else job.after,
        last=last,
        counted={what: number for what, number in counted.items() if number},
    )


@dataclass(frozen=True, kw_only=True)
class _Announced:
    """The announcements of a publication."""

    #: For those who follow the standard; for a variant, the only one there is.
    common: int = 0
    #: By the team whose edition it is.
    own: Mapping[int, int] = field(default_factory=dict)


def _announced(act: Act, change: Change) -> _Announced:
    """Those on record; the first batch makes them."""
    found = act.tx.announcements(change.id)
    if not found:
        _announce(act, change)
        found = act.tx.announcements(change.id)
    own = {one.team: one.id for one in found if one.team is not None}
    common = next((one.id for one in found if one.team == change.team), found[0].id)
    return _Announced(common=common, own=own if change.team is None else {})


def _announce(act: Act, change: Change) -> None:
    changed = editions_changed(act.tx, change)
    first = act.tx.next_id("announcements", len(changed))
    editions: list[Json] = [
        {"id": identity, "team": one.team, "before": one.before, "after": one.after}
        for identity, one in enumerate(changed, first)
    ]
    data: dict[str, Json] = {
        "change": change.id,
        "process": change.process,
        "version": change.version,
        "editions": editions,
    }
    act.record([Happening(stream=f"process:{change.process}", kind="announcement-made", data=data)])


def _told(act: Act, people: Sequence[Person], announced: _Announced) -> list[Json]:
    """Who can be mailed, each with what to tell them: one announcement for each different edition of their teams."""
    if not announced.common:
        return []
    reached = [one.id for one in people if can_mail(one)]
    teams = act.tx.memberships(reached) if announced.own else {}
    told: list[Json] = []
    for person in reached:
        mine = {announced.own.get(team, announced.common) for team in teams.get(person, ())}
        told.append([person, [*sorted(mine)] if mine else [announced.common]])
    return told


@dataclass(kw_only=True)
class _Owed:
    """What a batch opens and ends."""

    settled: list[Json] = field(default_factory=list)
    #: By due date, next reminder and last stage: whose acknowledgement is due then.
    groups: dict[tuple[str, str | None, int | None], list[int]] = field(default_factory=dict)
    data: dict[str, Json] = field(default_factory=dict)
    #: How many are asked who were not asked before.
    asked: int = 0


def _owed(act: Act, job: Job, change: Change, people: Sequence[Person]) -> _Owed:
    """What is owed from now on. A major version asks anew; after a smaller one an open acknowledgement goes on to
    mean it, and is due when it was; a patch asks nobody who is not asked already."""
    owed = _Owed()
    terms = Terms(act.context, job.due_at, ACKNOWLEDGE_WITHIN, REMINDERS["acknowledge"])
    open_now: dict[int, list[Obligation]] = {}
    for one in act.tx.owed_by([person.id for person in people], change.process, "acknowledge"):
        if one.person is not None:
            open_now.setdefault(one.person, []).append(one)
    for person in people:
        mine = open_now.get(person.id, ())
        if mine and any(Version.parse(str(one.step)) > Version.parse(change.version) for one in mine):
            continue  # a team that stayed behind goes on from an older version
        if mine and change.change_class != "major":
            _carry(owed, change, mine)
        elif change.change_class != "patch":
            owed.settled.extend(one.id for one in mine)
            term = terms.of(person)
            owed.groups.setdefault((term.due_at, term.remind_at, None), []).append(person.id)
            owed.asked += not mine
    _number(act, owed)
    return owed


def _carry(owed: _Owed, change: Change, mine: Sequence[Obligation]) -> None:
    """What is asked for already means this version from now on."""
    first = mine[0]
    if len(mine) == 1 and first.step == change.version:
        return
    owed.settled.extend(one.id for one in mine)
    reminder = moment(first.next_reminder_at) if first.next_reminder_at else None
    owed.groups.setdefault((moment(first.due_at), reminder, first.stage), []).append(int(first.person or 0))


def _number(act: Act, owed: _Owed) -> None:
    how_many = sum(map(len, owed.groups.values()))
    if not how_many:
        return
    identity = iter(range(act.tx.next_id("obligations", how_many), 2**63))
    owed.data["acknowledge"] = [
        {
            "due_at": due,
            "remind_at": reminder,
            **({} if stage is None else {"stage": stage}),
            "people": [[person, next(identity)] for person in people],
        }
        for (due, reminder, stage), people in owed.groups.items()
    ]
