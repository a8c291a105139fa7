"""Adds teams, names their leads, and shows them."""

from collections.abc import Sequence
from typing import TypedDict

from preceptor.errors import BadInput
from preceptor.model.canonical import Json
from preceptor.model.certification import FULL
from preceptor.model.event import Happening
from preceptor.model.people import Person, Team
from preceptor.model.refusal import Refusal
from preceptor.ports import PairingFilter, Reading
from preceptor.services.act import Act
from preceptor.services.certification_views import list_certifications
from preceptor.services.command import carry_out
from preceptor.services.context import Context, known_person, known_team
from preceptor.services.documents import CertificationDocument
from preceptor.services.people import require_any_owner
from preceptor.services.person_fields import demand, place_troubles, team_troubles, tidy, title_troubles
from preceptor.services.person_views import PartDocument, part_documents
from preceptor.services.retrospectives import handing
from preceptor.services.returning import instead_of
from preceptor.services.variants import leads


class TeamDocument(TypedDict):
    """A team as commands show it."""

    name: str
    title: str
    time_zone: str | None
    country: str | None
    lead: str | None
    #: Logins of active members.
    members: list[str]
    #: Logins of the active people on the on-call rotation.
    on_call: list[str]


class TeamShownDocument(TeamDocument):
    """A team with what its members learn and may do."""

    pairings: list[PartDocument]
    #: What members hold with full standing.
    certified: list[CertificationDocument]


def add(
    context: Context,
    name: str,
    *,
    title: str,
    time_zone: str | None = None,
    country: str | None = None,
    lead: str | None = None,
) -> TeamDocument | Refusal:
    """Add a team. By an owner of any process. Raises `BadInput` and `UnknownId`."""

    def work(act: Act) -> TeamDocument:
        require_any_owner(act.tx, act.by, "add teams")
        troubles = [*team_troubles(name), *title_troubles(title, "title")]
        places = place_troubles(time_zone or None, country or None, context.calendars)
        demand([*troubles, *(one for _, one in places)])
        if act.tx.team_called(name):
            raise BadInput(f"there is a team `{name}` already", remedy="`preceptor team list` shows the teams.")
        identity = act.tx.next_id("teams")
        data: dict[str, Json] = {
            "team": identity,
            "name": name,
            "title": tidy(title),
            "time_zone": time_zone or None,
            "country": country or None,
            "lead": _lead(act, lead).id if lead is not None else None,
        }
        act.record([Happening(stream=f"team:{identity}", kind="team-added", data=data)])
        return _document(act.tx, act.tx.team(identity))

    arguments: dict[str, Json] = {"title": title, "time_zone": time_zone, "country": country, "lead": lead}
    return carry_out(context, "team add", {"team": name, **arguments}, work)


def name_lead(context: Context, name: str, login: str) -> TeamDocument | Refusal:
    """Name the lead of a team, an active person who need not be a member. By an owner of any process."""

    def work(act: Act) -> TeamDocument:
        require_any_owner(act.tx, act.by, "name the lead of a team")
        team, lead = known_team(act.tx, name), _lead(act, login)
        if team.lead != lead.id:
            leads.name_lead(act, team.id, lead.id)
        return _document(act.tx, act.tx.team(team.id))

    return carry_out(context, "team lead", {"team": name, "lead": login}, work)


def set_on_call(context: Context, name: str, logins: Sequence[str]) -> TeamDocument | Refusal:
    """Say who is on a team's on-call rotation: active people, who need not be members. By its lead or an owner.

    Whoever is on it when a review begins is asked; one that has begun goes on with those who were. Raises `BadInput`
    and `UnknownId`.
    """

    def work(act: Act) -> TeamDocument:
        team = known_team(act.tx, name)
        if team.lead != act.by.id:
            require_any_owner(act.tx, act.by, "say who is on call for a team that they do not lead")
        people = [known_person(act.tx, login) for login in logins]
        running = handing.of_team(act, team.id)
        act.tx.lock_people([one.id for one in people])
        gone = [one for one in people if not act.tx.person(one.id).active]
        if gone:
            names = ", ".join(one.login for one in gone)
            raise BadInput(f"{names} cannot be on call: not active any more", remedy=instead_of(gone))
        rotation = sorted({one.id for one in people})
        if rotation != sorted(one.id for one in act.tx.on_call(team.id)):
            data: dict[str, Json] = {"team": team.id, "people": [*rotation]}
            act.record([Happening(stream=f"team:{team.id}", kind="on-call-set", data=data)])
            handing.hand_on(act, running)
        return _document(act.tx, act.tx.team(team.id))

    return carry_out(context, "team on-call", {"team": name, "people": [*logins]}, work)


def on_call(context: Context, name: str) -> TeamDocument:
    """A team with its on-call rotation. Raises `UnknownId`."""
    with context.store.reading() as tx:
        return _document(tx, known_team(tx, name))


def list_teams(context: Context) -> list[TeamDocument]:
    """Every team, by name."""
    with context.store.reading() as tx:
        people = {one.id: one for one in tx.people()}
        return [_of(tx, team, people) for team in tx.teams()]


def show_team(context: Context, name: str) -> TeamShownDocument:
    """A team with its members, their pairings in it, and who is certified. Raises `UnknownId`."""
    held = list_certifications(context, team=name)
    with context.store.reading() as tx:
        team = known_team(tx, name)
        document = _document(tx, team)
        return {
            **document,
            "pairings": part_documents(tx, PairingFilter(team=team.id)),
            "certified": [one for one in held if one["state"] in FULL and one["person"] in document["members"]],
        }


def _lead(act: Act, login: str) -> Person:
    lead = known_person(act.tx, login)
    act.tx.lock_people([lead.id])
    if not act.tx.person(lead.id).active:
        raise BadInput(f"{login} is not active any more and cannot lead a team", remedy=instead_of([lead]))
    return lead


def _document(tx: Reading, team: Team) -> TeamDocument:
    wanted = {*team.members, *([team.lead] if team.lead is not None else [])}
    return _of(tx, team, {one.id: one for one in tx.people(wanted)})


def _of(tx: Reading, team: Team, people: dict[int, Person]) -> TeamDocument:
    return {
        "name": team.name,
        "title": team.title,
        "time_zone": team.time_zone,
        "country": team.country,
        "lead": people[team.lead].login if team.lead is not None else None,
        "members": sorted(people[one].login for one in team.members if people[one].active),
        "on_call": [one.login for one in tx.on_call(team.id)],
    }
