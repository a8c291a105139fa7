"""People and teams."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, bindparam, select

from preceptor.model.people import Person, Team
from preceptor.store.session import Session, chunks
from preceptor.store.tables import people, team_members, teams

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
_EVERYBODY: Select[Any] = select(*PERSON).order_by(people.c.login)
_PERSON = select(*PERSON).where(people.c.id == bindparam("id"))
_CALLED = select(*PERSON).where(people.c.login == bindparam("login"))
_SOME = _EVERYBODY.where(people.c.id.in_(bindparam("ids", expanding=True)))

_TEAM = (
    teams.c.id,
    teams.c.name,
    teams.c.title,
    teams.c.time_zone,
    teams.c.country,
    teams.c.lead_id.label("lead"),
)
_TEAMS: Select[Any] = select(*_TEAM).order_by(teams.c.name)
_ONE_TEAM = _TEAMS.where(teams.c.id == bindparam("id"))
_TEAM_CALLED = _TEAMS.where(teams.c.name == bindparam("name"))
_TEAMS_OF = _TEAMS.where(
    teams.c.id.in_(select(team_members.c.team_id).where(team_members.c.person_id == bindparam("person")))
)
_MEMBERS = select(team_members.c.team_id, team_members.c.person_id).order_by(team_members.c.person_id)
_MEMBERS_OF = _MEMBERS.where(team_members.c.team_id.in_(bindparam("teams", expanding=True)))


class PeopleReading(Session):
    """Queries about people and teams."""

    def person(self, identity: int) -> Person:
        """Give the person with this id. Raises `KeyError` where there is none."""
        if identity not in self._people:
            row = self._one(_PERSON, {"id": identity})
            if row is None:
                raise KeyError(identity)
            self._people[identity] = Person(**row._mapping)
        return self._people[identity]

    def person_called(self, login: str) -> Person | None:
        """Give the person with this login."""
        row = self._one(_CALLED, {"login": login})
        return None if row is None else self._people.setdefault(row.id, Person(**row._mapping))

    def people(self, identities: Collection[int] | None = None) -> Sequence[Person]:
        """Give the people with these ids, or everybody; by login. Ids that nobody has are left out."""
        if identities is None:
            return [Person(**row._mapping) for row in self._all(_EVERYBODY)]
        wanted = set(identities)
        for some in chunks(wanted - self._people.keys()):
            for row in self._all(_SOME, {"ids": some}):
                self._people[row.id] = Person(**row._mapping)
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

    def _teams(self, query: Select[Any], parameters: Mapping[str, Any] | None = None) -> list[Team]:
        found = [Team(**row._mapping) for row in self._all(query, parameters)]
        members: dict[int, list[int]] = {}
        for some in chunks([team.id for team in found]):
            for team, person in self._all(_MEMBERS_OF, {"teams": some}):
                members.setdefault(team, []).append(person)
        return [replace(team, members=tuple(members.get(team.id, ()))) for team in found]
