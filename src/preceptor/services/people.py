"""Adds people, changes what is known of them, and lets them leave."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

from preceptor.errors import BadInput
from preceptor.model.canonical import Json
from preceptor.model.event import Happening, Payload
from preceptor.model.people import Person, Team, way_back
from preceptor.model.refusal import Reason, Refusal
from preceptor.ports import Reading
from preceptor.services.act import Act, refuse
from preceptor.services.command import carry_out
from preceptor.services.context import Context, known_person, known_team
from preceptor.services.documents import RunDocument
from preceptor.services.following.owed_runs import run_documents
from preceptor.services.following.team_runs import asked_on_joining, ended_by_leaving
from preceptor.services.person_fields import Details, demand, newcomer_troubles, person_troubles, tidy
from preceptor.services.rescheduling import lock_running, reschedule
from preceptor.services.returning import come_back, has_left, instead_of
from preceptor.services.variants.leads import team_changed


class PersonDocument(TypedDict):
    """A person as commands show them."""

    login: str
    name: str
    email: str | None
    time_zone: str | None
    country: str | None
    manager: str | None
    teams: list[str]
    #: Hours a week for learning and teaching; None: untracked.
    hours: int | None
    active: bool


class ChangedDocument(PersonDocument):
    """A person who was changed."""

    #: What the teams that they have joined ask of them. Not there in answers from before it was told.
    runs: NotRequired[list[RunDocument]]


class Changes(TypedDict, total=False):
    """New values for a person; what is not there stays. None (and an empty text) clears what may be empty."""

    name: str
    email: str | None
    time_zone: str | None
    country: str | None
    manager: str | None
    hours: int | None


def add(context: Context, details: Details) -> PersonDocument | Refusal:
    """Add a person, who is told so by mail. By an owner of any process. Raises `BadInput` and `UnknownId`."""

    wanted = tidied(details)
    demand(one for _, one in newcomer_troubles(wanted, context.calendars))

    def work(act: Act) -> PersonDocument:
        require_any_owner(act.tx, act.by, "add people")
        if known := act.tx.person_called(wanted.login):
            raise _taken(known)
        manager = _manager(act.tx, wanted.manager)
        teams = [known_team(act.tx, name).id for name in wanted.teams]
        identity = act.tx.next_id("people")
        act.record([added(act, identity, wanted, manager=manager, teams=teams)])
        return person_document(act.tx, act.tx.person(identity))

    return carry_out(context, "person add", _arguments(wanted), work)


def change(
    context: Context,
    login: str,
    changes: Changes,
    *,
    join: Sequence[str] = (),
    leave: Sequence[str] = (),
    returning: bool = False,
) -> ChangedDocument | Refusal:
    """Change what is known of a person, and the teams they belong to. By an owner of any process.

    Where their time zone or country changes, what they owe is due by their new calendar. What a team asks of its
    certified members beside the standard they owe once they have joined it, until they leave it. `returning`: who
    has left is active again first.
    """

    def work(act: Act) -> ChangedDocument:
        require_any_owner(act.tx, act.by, "change what is known of people")
        person = known_person(act.tx, login)
        if changes.keys() & {"time_zone", "country"}:
            lock_running(act, person)
        act.tx.lock_people([person.id])
        person = act.tx.person(person.id)
        if not person.active and not returning:
            refuse(has_left(act.tx, person))
        if not person.active:
            person = come_back(act, person)
        before = details_of(act.tx, person)
        after = tidied(_changed(before, changes))
        demand(one for _, one in person_troubles(after, context.calendars))
        happenings: list[Happening] = []
        if after != before:
            manager = _manager(act.tx, after.manager) if after.manager != before.manager else person.manager
            happenings.append(_changed_happening(person.id, after, manager))
        moved = _memberships(act.tx, person, join, leave)
        act.record([*happenings, *moved.values()])
        for team in moved:
            team_changed(act, team)
        if (after.time_zone, after.country) != (before.time_zone, before.country):
            act.record(reschedule(act, person, act.tx.person(person.id)))
        person = act.tx.person(person.id)
        teams = [act.tx.team(team) for team, one in moved.items() if one.kind == "team-joined"]
        asked = [event for team in teams for event in asked_on_joining(act, team, person)]
        act.record(asked)
        return {**person_document(act.tx, person), "runs": run_documents(act.tx, asked)}

    arguments: dict[str, Json] = {"login": login, "join": list(join), "leave": list(leave)}
    arguments["changes"] = {key: value for key, value in changes.items() if isinstance(value, (str, int, type(None)))}
    if returning:
        arguments["active"] = True
    return carry_out(context, "person change", arguments, work)


def _taken(known: Person) -> BadInput:
    if known.active:
        remedy = f"Choose another login, or: preceptor person change {known.login}"
    else:
        remedy = f"They left. Choose another login, or let them come back: {way_back(known.login)}"
    return BadInput(f"there is a person `{known.login}` already", remedy=remedy)


def changes_of(told: Mapping[str, str | None], *, hours: int | None, no_hours: bool) -> Changes:
    """The changes that a command line tells: an option that is not there changes nothing."""
    changes: Changes = {}
    for key in ("name", "email", "time_zone", "country", "manager"):
        if told.get(key) is not None:
            changes[key] = told[key]
    if hours is not None or no_hours:
        changes["hours"] = hours
    return changes


def require_any_owner(tx: Reading, person: Person, what: str) -> None:
    """Refuse unless the person owns a process: who keeps people, teams and owners."""
    owners = {owner.id: owner.login for process in tx.processes() for owner in tx.owners(process)}
    if person.id not in owners:
        refuse(
            Reason(
                guard="actor", message=f"only an owner of a process may {what}", who=tuple(sorted(owners.values()))
            )
        )


def added(act: Act, identity: int, details: Details, *, manager: int | None, teams: Sequence[int]) -> Happening:
    """What goes on record when a person is added."""
    return Happening(
        stream=f"person:{identity}",
        kind="person-added",
        data={
            "person": identity,
            "manager": manager,
            "hours": details.hours,
            "teams": list(teams),
            "by": act.by.id,
        },
        payloads=(Payload(person=identity, body=_body(details)),),
    )


def tidied(details: Details) -> Details:
    """The same without space around it, empty texts as None, and each team once. The login stays as it is."""

    def text(value: str | None) -> str | None:
        return (value or "").strip() or None

    return Details(
        login=details.login,
        name=tidy(details.name),
        email=text(details.email),
        time_zone=text(details.time_zone),
        country=text(details.country),
        manager=text(details.manager),
        teams=tuple(sorted({one.strip() for one in details.teams} - {""})),
        hours=details.hours,
    )


def details_of(tx: Reading, person: Person) -> Details:
    """A stored person in the words in which somebody would describe them."""
    return details_from(person, tx.teams(member=person.id), {one.id: one for one in _managers(tx, [person])})


def details_from(person: Person, teams: Sequence[Team], people: Mapping[int, Person]) -> Details:
    """The same, from what was loaded before."""
    return Details(
        login=person.login,
        name=person.name,
        email=person.email,
        time_zone=person.time_zone,
        country=person.country,
        manager=people[person.manager].login if person.manager is not None else None,
        teams=tuple(sorted(team.name for team in teams)),
        hours=person.hours,
    )


def person_document(tx: Reading, person: Person) -> PersonDocument:
    """A person as commands show them."""
    return document_of(details_of(tx, person), active=person.active)


def document_of(details: Details, *, active: bool) -> PersonDocument:
    """The same, from their details."""
    return {
        "login": details.login,
        "name": details.name,
        "email": details.email,
        "time_zone": details.time_zone,
        "country": details.country,
        "manager": details.manager,
        "teams": list(details.teams),
        "hours": details.hours,
        "active": active,
    }


def _managers(tx: Reading, people: Sequence[Person]) -> Sequence[Person]:
    wanted = {one.manager for one in people if one.manager is not None}
    return tx.people(wanted) if wanted else []


def _manager(tx: Reading, login: str | None) -> int | None:
    if login is None:
        return None
    manager = known_person(tx, login)
    if not manager.active:
        message = f"{login} is not active any more and can be nobody's manager"
        raise BadInput(message, remedy=instead_of([manager]))
    return manager.id


def _changed(before: Details, changes: Changes) -> Details:
    return Details(
        login=before.login,
        name=changes.get("name", before.name),
        email=changes.get("email", before.email),
        time_zone=changes.get("time_zone", before.time_zone),
        country=changes.get("country", before.country),
        manager=changes.get("manager", before.manager),
        teams=before.teams,
        hours=changes.get("hours", before.hours),
    )


def _changed_happening(identity: int, details: Details, manager: int | None) -> Happening:
    return Happening(
        stream=f"person:{identity}",
        kind="person-changed",
        data={"person": identity, "manager": manager, "hours": details.hours},
        payloads=(Payload(person=identity, body=_body(details)),),
    )


def _memberships(tx: Reading, person: Person, join: Sequence[str], leave: Sequence[str]) -> dict[int, Happening]:
    """What goes on record about each team that the person comes to or goes from, by its id."""
    joined = {team.id: team for team in (known_team(tx, name) for name in join)}
    left = {team.id: team for team in (known_team(tx, name) for name in leave)}
    if both := joined.keys() & left.keys():
        raise BadInput(f"{', '.join(joined[one].name for one in sorted(both))}: either join a team or leave it")
    for team in left.values():
        if person.id not in team.members:
            raise BadInput(f"{person.login} is not in the team {team.name}")
    new = [team for team in joined.values() if person.id not in team.members]
    return {
        **{team.id: _membership("team-joined", team, person) for team in new},
        **{team.id: _membership("team-left", team, person, _ended(tx, team, person)) for team in left.values()},
    }


def _membership(kind: str, team: Team, person: Person, settled: Sequence[Json] = ()) -> Happening:
    data: dict[str, Json] = {"team": team.id, "person": person.id, **({"settled": [*settled]} if settled else {})}
    return Happening(stream=f"team:{team.id}", kind=kind, data=data)


def _ended(tx: Reading, team: Team, person: Person) -> list[Json]:
    return [one.id for one in ended_by_leaving(tx, team, person)]


def _body(details: Details) -> dict[str, Json]:
    return {
        "login": details.login,
        "name": details.name,
        "email": details.email,
        "time_zone": details.time_zone,
        "country": details.country,
    }


def _arguments(details: Details) -> dict[str, Json]:
    return {**_body(details), "manager": details.manager, "teams": list(details.teams), "hours": details.hours}
