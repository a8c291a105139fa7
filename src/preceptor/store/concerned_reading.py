"""Whom a publication concerns, and what many people at once owe and hold because of it.

Whoever it concerns is found person by person through the indexes that lead from a person elsewhere, in the order of
their ids, so that a batch takes no longer because many were seen to before it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, exists, func, or_, select, union

from preceptor.model.obligation import Obligation
from preceptor.ports import Progress
from preceptor.store.duty_reading import CERTIFICATES, OPEN
from preceptor.store.duty_tables import obligations
from preceptor.store.following_tables import acknowledgements
from preceptor.store.ladder_tables import certifications, pairings
from preceptor.store.people_reading import PERSON
from preceptor.store.people_tables import people, team_members, teams
from preceptor.store.prepared import Prepared, one_of
from preceptor.store.process_tables import owners
from preceptor.store.retrospective_tables import assignments, retrospectives, reviewers
from preceptor.store.session import Session

if TYPE_CHECKING:
    from preceptor.model.certification import Certification
    from preceptor.model.people import Person

#: Built when they are first asked for: only what follows from a publication asks.
_PROCESS: BindParameter[str] = bindparam("process")
_TEAM: BindParameter[int] = bindparam("team")


def _whom(*, team: bool) -> ColumnElement[bool]:
    """The people whom a publication of the standard concerns, or of a team's variant."""
    owns = exists().where(owners.c.process == _PROCESS, owners.c.person_id == people.c.id)
    runs = (pairings.c.process == _PROCESS, pairings.c.ended_at.is_(None))
    in_it = [
        exists().where(side == people.c.id, *runs, *((pairings.c.team_id == _TEAM,) if team else ()))
        for side in (pairings.c.trainee_id, pairings.c.preceptor_id)
    ]
    held = (retrospectives.c.process == _PROCESS, retrospectives.c.ended_at.is_(None))
    in_it += [
        exists().where(
            parts.c.person_id == people.c.id,
            parts.c.retrospective_id == retrospectives.c.id,
            *held,
            *((retrospectives.c.team_id == _TEAM,) if team else ()),
        )
        for parts in (assignments, reviewers)
    ]
    if team:
        member = exists().where(team_members.c.team_id == _TEAM, team_members.c.person_id == people.c.id)
        return or_(member, exists().where(teams.c.id == _TEAM, teams.c.lead_id == people.c.id), owns, *in_it)
    member = exists().where(team_members.c.person_id == people.c.id)
    leads = people.c.id.in_(select(teams.c.lead_id).where(teams.c.lead_id.is_not(None)))
    holds = exists().where(
        certifications.c.person_id == people.c.id, certifications.c.process == _PROCESS, *_NOT_ENDED
    )
    return or_(member, leads, owns, holds, *in_it)


_NOT_ENDED = (certifications.c.revoked_on.is_(None), certifications.c.lapsed_on.is_(None))


@cache
def _page(*, team: bool) -> Prepared:
    after, limit = (bindparam(name, type_=people.c.id.type) for name in ("after", "limit"))
    found = select(*PERSON).where(people.c.id > after, people.c.active.is_(True), _whom(team=team))
    return Prepared(found.order_by(people.c.id).limit(limit))


@cache
def _count(*, team: bool) -> Prepared:
    mailed = (people.c.active.is_(True), people.c.email.is_not(None))
    return Prepared(select(func.count()).select_from(people).where(*mailed, _whom(team=team)))


@cache
def _memberships() -> Prepared:
    return Prepared(
        union(
            select(team_members.c.person_id, team_members.c.team_id).where(
                one_of(team_members.c.person_id, "people")
            ),
            select(teams.c.lead_id, teams.c.id).where(one_of(teams.c.lead_id, "people")),
        )
    )


@cache
def _owed() -> Prepared:
    about = (obligations.c.process == _PROCESS, obligations.c.kind == bindparam("kind"))
    return Prepared(OPEN.where(one_of(obligations.c.person_id, "people"), *about))


@cache
def _held() -> Prepared:
    about = (certifications.c.process == _PROCESS, *_NOT_ENDED, certifications.c.renewed_by.is_(None))
    return Prepared(CERTIFICATES.where(one_of(certifications.c.person_id, "people"), *about))


@cache
def _progress(*, team: bool) -> Prepared:
    """Who was asked since a moment to acknowledge a version, and who of them has since then."""
    since = bindparam("since", type_=obligations.c.opens_at.type)
    asking = (
        select(obligations.c.person_id)
        .where(
            obligations.c.kind == "acknowledge",
            obligations.c.process == _PROCESS,
            obligations.c.step == bindparam("version"),
            obligations.c.opens_at >= since,
        )
        .distinct()
        .cte("asked")
    )
    said = exists().where(
        acknowledgements.c.person_id == asking.c.person_id,
        acknowledgements.c.process == _PROCESS,
        acknowledgements.c.at >= since,
    )
    joined = asking.outerjoin(team_members, team_members.c.person_id == asking.c.person_id)
    found: Select[Any] = select(
        teams.c.name.label("team"), func.count().label("of"), func.count().filter(said).label("acknowledged")
    ).select_from(joined.outerjoin(teams, teams.c.id == team_members.c.team_id))
    if team:
        found = found.where(or_(teams.c.id == _TEAM, teams.c.id.is_(None)))
    return Prepared(found.group_by(teams.c.name).order_by(teams.c.name.is_(None), teams.c.name))


class ConcernedReading(Session):
    """Queries about the people whom a publication concerns."""

    def concerned(self, process: str, *, team: int | None = None, after: int = 0, limit: int) -> "Sequence[Person]":
        """Give the next active people whom a publication of a process, or of a team's variant of it, concerns."""
        from preceptor.model.people import Person

        asked = {"process": process, "team": team, "after": after, "limit": limit}
        found = self._records(Person, _page(team=team is not None), asked)
        # Whoever is told is looked up again by who queues the mail.
        self._people |= {one.id: one for one in found}
        return found

    def how_many_concerned(self, process: str, *, team: int | None = None) -> int:
        """Give how many of them have an address."""
        row = self._one(_count(team=team is not None), {"process": process, "team": team})
        return 0 if row is None else int(row[0])

    def memberships(self, people: Collection[int]) -> Mapping[int, frozenset[int]]:
        """Give the teams that each of these people belongs to or leads; whoever has none is left out."""
        found: dict[int, set[int]] = {}
        for person, team in self._all(_memberships(), {"people": people}):
            found.setdefault(person, set()).add(team)
        return {person: frozenset(teams) for person, teams in found.items()}

    def owed_by(self, people: Collection[int], process: str, kind: str) -> Sequence[Obligation]:
        """Give what these people owe of one kind about a process, by due date, then id."""
        return self._records(Obligation, _owed(), {"people": people, "process": process, "kind": kind})

    def held_by(self, people: Collection[int], process: str) -> "Sequence[Certification]":
        """Give the certifications of these people for a process that were not ended, nor renewed or refreshed."""
        from preceptor.model.certification import Certification  # `overdue` does without it

        return self._records(Certification, _held(), {"people": people, "process": process})

    def acknowledged(
        self, process: str, version: str, since: datetime, *, team: int | None = None
    ) -> Sequence[Progress]:
        """Give by team how many were asked to acknowledge a version, and how many of them did."""
        asked = {"process": process, "version": version, "since": since, "team": team}
        return self._records(Progress, _progress(team=team is not None), asked)
