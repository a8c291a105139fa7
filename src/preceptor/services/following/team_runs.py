"""The observed runs that a team's variant asks of its members who are certified already.

A certificate holds for the organisation, and nothing of it changes. Where the variant adds required standards to the
rungs of a role, one observed run in the team is owed: by its certified members when that is published, by whoever
joins the team certified, and by whoever is certified in it. The run is owed no longer once it was done, or the
person has left the team, holds nothing for the role any more, or the variant asks no more than the standard.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from preceptor.model.canonical import Json
from preceptor.model.change import Change
from preceptor.model.event import Happening
from preceptor.model.obligation import Obligation
from preceptor.model.pairing import Observation
from preceptor.model.people import Person, Team
from preceptor.model.team_asking import Required, added, asked_since
from preceptor.ports import ObligationFilter, Reading
from preceptor.services.act import Act
from preceptor.services.following.deadlines import REFRESH_WITHIN, Terms
from preceptor.services.following.observed_runs import has_done
from preceptor.services.following.owed_runs import a_run, certified, open_runs
from preceptor.services.owing import REMINDERS
from preceptor.services.team_history import Followed, followed
from preceptor.services.variants.followed import instance_of

#: A person's id and a role.
Certified = tuple[int, str]


def asking(tx: Reading, process: str, team: Team, at: datetime) -> Mapping[str, datetime]:
    """By role of which the team asks more than the standard at a moment: since when it asks for all of that."""
    eras = [(one.effective_at, _added(tx, one)) for one in _until(tx, process, team.id, at)]
    return asked_since(eras)


def asked_anew(tx: Reading, change: Change) -> frozenset[str]:
    """The roles of which a team's variant asks more than before, once it is published or before that."""
    if change.team is None:
        return frozenset()
    eras = [(one.change, _added(tx, one)) for one in _until(tx, change.process, change.team, change.begins)]
    if all(published != change.id for published, _ in eras):
        eras.append((change.id, _added_by(tx, change.digest)))
    return frozenset(role for role, by in asked_since(eras).items() if by == change.id)


def runs_asked(act: Act, change: Change, people: Sequence[Person], start: datetime) -> Sequence[dict[str, Json]]:
    """The runs that the publication of a variant asks of those of these people who are certified members."""
    roles = asked_anew(act.tx, change)
    if not roles or change.team is None:
        return []
    # Whoever is being certified, or leaves the team, comes before this or after it: they are locked by that, too.
    act.tx.lock_people(act.tx.team(change.team).members)
    team = act.tx.team(change.team)
    members = {one.id: one for one in people if one.id in team.members}
    return list(_runs(act, team, change.process, members, start, lambda _, role: role in roles))


def asked_on_joining(act: Act, team: Team, person: Person) -> list[Happening]:
    """What somebody owes because they have joined a team. After that is on record, so that no variant is published
    for the team in between."""
    processes = sorted({one.process for one in act.tx.team_editions(team=team.id)})
    return [event for process in processes for event in _asked(act, team, process, [person], None)]


def asked_on_certifying(act: Act, person: Person, process: str, role: str) -> list[Happening]:
    """What somebody owes because they are certified for a role from now on. After that is on record."""
    teams = act.tx.teams(member=person.id)
    return [event for team in teams for event in _asked(act, team, process, [person], {(person.id, role)})]


def asked_on_import(act: Act, process: str, granted: Collection[Certified]) -> list[Happening]:
    """The same for many people at once."""
    teams = sorted({one.team for one in act.tx.team_editions(process)}) if granted else []
    found: list[Happening] = []
    for team in (act.tx.team(one) for one in teams):
        people = act.tx.people({person for person, _ in granted} & {*team.members})
        found.extend(_asked(act, team, process, people, granted))
    return found


def asked_again(act: Act, person: Person, observation: Observation) -> list[dict[str, Json]]:
    """The runs that somebody owes again because an observation is struck, with which alone they had done them."""
    found: list[dict[str, Json]] = []
    process, role = observation.process, observation.role

    def done(team: Team, since: datetime, without: int | None) -> bool:
        return has_done(act.context, act.tx, person, team, process, role, since, without=without)

    for team in act.tx.teams(member=person.id):
        since = asking(act.tx, process, team, act.now).get(role)
        if since is not None and done(team, since, None) and not done(team, since, observation.id):
            found.extend(_runs(act, team, process, {person.id: person}, act.now, lambda _, one: one == role))
    return found


def ended_by_leaving(tx: Reading, team: Team, person: Person) -> list[Obligation]:
    """The runs that somebody owes in a team, which they leave."""
    owed = tx.obligations(ObligationFilter(person=person.id, kind="refresh"))
    return [one for one in owed if one.instance == instance_of(team, one.process)]


def no_longer_asked(act: Act, process: str, team: int | None) -> list[Happening]:
    """The runs that nobody owes any more now that another edition is followed: by one team, or by any (None)."""
    tx = act.tx
    teams = [tx.team(one) for one in sorted({one.team for one in tx.team_editions(process, team)})]
    found = _open_there(tx, process, teams)
    # As in `runs_asked`; and whoever is observed now is locked by that.
    tx.lock_people({one for team in teams for one in team.members} | {one.person for one in found if one.person})
    owed: dict[str | None, list[Obligation]] = {}
    for one in _open_there(tx, process, teams):
        owed.setdefault(one.instance, []).append(one)
    return [event for one in teams for event in _ended(act, process, one.id, owed.get(instance_of(one, process), ()))]


def _open_there(tx: Reading, process: str, teams: Sequence[Team]) -> Sequence[Obligation]:
    instances = frozenset(instance_of(one, process) for one in teams)
    return tx.obligations(ObligationFilter(kind="refresh", instances=instances)) if instances else ()


def _ended(act: Act, process: str, team_id: int, owed: Sequence[Obligation]) -> Iterator[Happening]:
    if not owed:
        return
    team = act.tx.team(team_id)
    asked = asking(act.tx, process, team, act.now)
    over: list[Json] = [
        one.id
        for one in owed
        if one.person not in team.members or not _still_asked(act, team, one, asked.get(str(one.step)))
    ]
    if over:
        data: dict[str, Json] = {"team": team.id, "process": process, "settled": over}
        yield Happening(stream=f"team:{team.id}", kind="runs-ended", data=data)


def _still_asked(act: Act, team: Team, owed: Obligation, since: datetime | None) -> bool:
    """Whether the team asks for it; what was done for all that it still asks for need not be done again."""
    if since is None or owed.person is None:
        return False
    person = act.tx.person(owed.person)
    return not has_done(act.context, act.tx, person, team, owed.process, str(owed.step), since)


def _asked(
    act: Act, team: Team, process: str, people: Sequence[Person], only: Collection[Certified] | None
) -> Iterator[Happening]:
    """What these members owe from now on who have not done it since it was asked for. `only`: for these roles."""
    asked = asking(act.tx, process, team, act.now)
    active = {one.id: one for one in people if one.active}
    if not asked or not active:
        return

    def is_missing(person: Person, role: str) -> bool:
        if role not in asked or (only is not None and (person.id, role) not in only):
            return False
        return not has_done(act.context, act.tx, person, team, process, role, asked[role])

    found = _runs(act, team, process, active, act.now, is_missing)
    for person, runs in groupby(found, key=lambda one: one["person"]):
        data: dict[str, Json] = {"person": person, "team": team.id, "process": process, "owed": list[Json](runs)}
        yield Happening(stream=f"person:{person}", kind="run-asked", data=data)


def _runs(
    act: Act,
    team: Team,
    process: str,
    members: Mapping[int, Person],
    start: datetime,
    is_missing: Callable[[Person, str], bool],
) -> Iterator[dict[str, Json]]:
    """A run for each role for which a member is certified and misses one, unless it is owed already; by person."""
    instance = instance_of(team, process)
    already = open_runs(act, process, members)
    terms = Terms(act.context, start, REFRESH_WITHIN, REMINDERS["refresh"])
    for person, role, _ in certified(act, process, members):
        if (person.id, instance, role) not in already and is_missing(person, role):
            yield a_run(act, person, process, instance, role, terms.of(person))


def _until(tx: Reading, process: str, team: int, at: datetime) -> Sequence[Followed]:
    """What a team with a variant has followed up to a moment."""
    if not tx.team_editions(process, team):
        return ()
    return [one for one in followed(tx, process, team) if one.effective_at <= at]


def _added(tx: Reading, one: Followed) -> Required:
    return _added_by(tx, one.digest) if one.own else {}


def _added_by(tx: Reading, digest: str) -> Required:
    edition = tx.edition(digest)
    return added(edition.process, tx.definition(edition.standard))
