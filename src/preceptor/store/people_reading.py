"""People and teams."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, bindparam, select

from preceptor.model.people import Person, Team
from preceptor.store.people_tables import people, team_members, teams
from preceptor.store.prepared import Parameters, Prepared, one_of
from preceptor.store.retrospective_tables import on_call
from preceptor.store.session import Session

PERSON = (
    people.c.id,
    people.c.login,
    people.c.name,
    people.c.email,
    people.c.time_zone,
    people.c.country,
    people.c.manager_id.label("manager"),
    people.c.hours,
    people.c.active,
)
_BY_LOGIN: Select[Any] = select(*PERSON).order_by(people.c.login)
_EVERYBODY = Prepared(_BY_LOGIN)
_SOME = Prepared(_BY_LOGIN.where(one_of(people.c.id, "ids")))
_PERSON = Prepared(select(*PERSON).where(people.c.id == bindparam("id")))
_CALLED = Prepared(select(*PERSON).where(people.c.login == bindparam("login")))

_TEAM = (
    teams.c.id,
    teams.c.name,
    teams.c.title,
    teams.c.time_zone,
    teams.c.country,
    teams.c.lead_id.label("lead"),
)
_BY_NAME: Select[Any] = select(*_TEAM).order_by(teams.c.name)
_OF_MEMBER = select(team_members.c.team_id).where(team_members.c.person_id == bindparam("person"))
_TEAMS = Prepared(_BY_NAME)
_TEAM_NAMES = Prepared(select(teams.c.id, teams.c.name))
_ONE_TEAM = Prepared(_BY_NAME.where(teams.c.id == bindparam("id")))
_TEAM_CALLED = Prepared(_BY_NAME.where(teams.c.name == bindparam("name")))
_TEAMS_OF = Prepared(_BY_NAME.where(teams.c.id.in_(_OF_MEMBER)))
_MEMBERS = Prepared(
    select(team_members.c.team_id, team_members.c.person_id)
    .where(one_of(team_members.c.team_id, "teams"))
    .order_by(team_members.c.person_id)
)
_ON_CALL = Prepared(
    select(on_call.c.person_id)
    .join(people, people.c.id == on_call.c.person_id)
    .where(on_call.c.team_id == bindparam("team"), people.c.active)
    .order_by(people.c.login)
)


class PeopleReading(Session):
    """Queries about people and teams."""

    def person(self, identity: int) -> Person:
        """Give the person with this id. Raises `KeyError` where there is none."""
        if identity not in self._people:
            found = self._record(Person, _PERSON, {"id": identity})
            if found is None:
                raise KeyError(identity)
            self._people[identity] = found
        return self._people[identity]

    def person_called(self, login: str) -> Person | None:
        """Give the person with this login."""
        found = self._record(Person, _CALLED, {"login": login})
        return found and self._people.setdefault(found.id, found)

    def people(self, identities: Collection[int] | None = None) -> Sequence[Person]:
        """Give the people with these ids, or everybody; by login. Ids that nobody has are left out."""
        if identities is None:
            return self._records(Person, _EVERYBODY)
        wanted = set(identities)
        unread = wanted - self._people.keys()
        if unread:
            self._people |= {one.id: one for one in self._records(Person, _SOME, {"ids": unread})}
        found = [self._people[identity] for identity in wanted if identity in self._people]
        return sorted(found, key=lambda person: person.login)

    def team(self, identity: int) -> Team:
        """Give the team with this id. Raises `KeyError` where there is none."""
        found = self._teams(_ONE_TEAM, {"id": identity})
        if not found:
            raise KeyError(identity)
        return found[0]

    def team_called(self, name: str) -> Team | None:
        """Give the team with this name."""
        found = self._teams(_TEAM_CALLED, {"name": name})
        return found[0] if found else None

    def teams(self, member: int | None = None) -> Sequence[Team]:
        """Give every team, or those of a member; by name, each with its members by id."""
        return self._teams(_TEAMS) if member is None else self._teams(_TEAMS_OF, {"person": member})

    def team_names(self) -> Mapping[int, str]:
        """Give the name of every team, by id."""
        return dict(self._all(_TEAM_NAMES))

    def on_call(self, team: int) -> Sequence[Person]:
        """Give the active people of a team's on-call rotation, by login."""
        return [self.person(row[0]) for row in self._all(_ON_CALL, {"team": team})]

    def _teams(self, query: Prepared, parameters: Parameters | None = None) -> list[Team]:
        found = self._records(Team, query, parameters)
        if not found:
            return []
        members: dict[int, list[int]] = {}
        for team, person in self._all(_MEMBERS, {"teams": [one.id for one in found]}):
            members.setdefault(team, []).append(person)
        return [replace(team, members=tuple(members.get(team.id, ()))) for team in found]
