"""Queries of the store. Every moment is aware UTC; a missing single record is None."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from preceptor.ports.climbing import Climbing
from preceptor.ports.counting import Counting
from preceptor.ports.learning import Learning
from preceptor.ports.measuring import Measuring

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from preceptor.model.canonical import Json
    from preceptor.model.certification import Certification
    from preceptor.model.change import Approval, Change, Report
    from preceptor.model.definition import Process
    from preceptor.model.edition import Edition
    from preceptor.model.event import Event
    from preceptor.model.obligation import Obligation
    from preceptor.model.pairing import Pairing
    from preceptor.model.people import Absence, Person, Team
    from preceptor.model.projection import Value
    from preceptor.model.recommendation import Recommendation
    from preceptor.model.retrospective import Note, Retrospective, Reviewer, Submission, Thread
    from preceptor.ports.filters import (
        ChangeFilter,
        ObligationFilter,
        RecommendationFilter,
        RetrospectiveFilter,
    )
    from preceptor.ports.records import (
        Acknowledgement,
        Announcement,
        Answer,
        FailedControl,
        GrantedWaiver,
        Job,
        KeptPayload,
        Progress,
        QueuedNotice,
        Revision,
        RunningUnder,
        Said,
        TeamEdition,
        WriteUpText,
    )


class Reading(Climbing, Counting, Learning, Measuring, Protocol):
    """Queries. Inside `Store.write` they see the transaction's own writes."""

    # people and teams
    def person(self, identity: int) -> Person: ...
    def person_called(self, login: str) -> Person | None: ...
    def people(self, identities: Collection[int] | None = None) -> Sequence[Person]:
        """The people with these ids, or everybody; by login."""
        ...

    def team(self, identity: int) -> Team: ...
    def team_called(self, name: str) -> Team | None: ...
    def teams(self, member: int | None = None) -> Sequence[Team]:
        """Every team, or those of a member; by name."""
        ...

    def team_names(self) -> Mapping[int, str]:
        """The name of every team, by id."""
        ...

    def absences(self, people: Collection[int], since: date) -> Sequence[Absence]:
        """When these people are away on a day or later; by person, then when."""
        ...

    def covered_by(self, person: int, since: date) -> Sequence[Absence]:
        """The absences in which a person stands in for others, on a day or later."""
        ...

    # processes
    def processes(self) -> Sequence[str]: ...
    def owners(self, process: str) -> Sequence[Person]:
        """Active owners, by login."""
        ...

    def revisions(self, process: str) -> Sequence[Revision]:
        """By the moment they came or come into force."""
        ...

    def in_force(self, process: str, at: datetime) -> Revision | None: ...
    def definition(self, digest: str) -> Process:
        """The process as an edition has it; cached for the life of the store. `KeyError` if unknown."""
        ...

    def edition(self, digest: str) -> Edition:
        """The same with the overlay that made it, if one did. `KeyError` if unknown."""
        ...

    # teams' variants
    def team_editions(self, process: str | None = None, team: int | None = None) -> Sequence[TeamEdition]:
        """What teams have followed, follow and will follow, by the moment it begins, then id."""
        ...

    def waivers(self, team: int, process: str) -> Sequence[GrantedWaiver]:
        """By id, ended ones included."""
        ...

    # what follows from publications
    def announcements(self, change: int) -> Sequence[Announcement]:
        """By id."""
        ...

    def acknowledgements(self, process: str, person: int | None = None) -> Sequence[Acknowledgement]:
        """By person, then when."""
        ...

    def concerned(self, process: str, *, team: int | None = None, after: int = 0, limit: int) -> Sequence[Person]:
        """The next active people, by id, whom a publication of a process or of a team's variant of it concerns."""
        ...

    def how_many_concerned(self, process: str, *, team: int | None = None) -> int:
        """How many of them have an address."""
        ...

    def memberships(self, people: Collection[int]) -> Mapping[int, frozenset[int]]:
        """The teams that each of these people belongs to or leads; whoever has none is left out."""
        ...

    def owed_by(self, people: Collection[int], process: str, kind: str) -> Sequence[Obligation]:
        """What these people owe of one kind about a process; open ones, by due date, then id."""
        ...

    def held_by(self, people: Collection[int], process: str) -> Sequence[Certification]:
        """The certifications of these people for a process that were not ended, nor renewed or refreshed."""
        ...

    def acknowledged(
        self, process: str, version: str, since: datetime, *, team: int | None = None
    ) -> Sequence[Progress]:
        """By team, how many were asked since a moment to acknowledge a version, and how many of them did.

        `team`: only people of this one and of none.
        """
        ...

    def jobs(self, *, open: bool = True) -> Sequence[Job]:
        """Those that are not finished, or all; in the order in which they are due."""
        ...

    def purged_through(self) -> date | None:
        """On which day (UTC) old mails were purged last; None: never yet."""
        ...

    def job_waits(self, now: datetime) -> bool:
        """Whether one is due that is not finished."""
        ...

    # changes
    def change(self, identity: int) -> Change | None: ...
    def changes(self, which: ChangeFilter) -> Sequence[Change]:
        """By id."""
        ...

    def approvals(self, change: int) -> Sequence[Approval]:
        """In the order in which they were given."""
        ...

    def reports(self, identities: Collection[int]) -> Sequence[Report]:
        """The reports with these ids, by id."""
        ...

    def reports_answered(self, change: int) -> Sequence[Report]:
        """The reports that a change answers, by id."""
        ...

    # retrospectives
    def on_call(self, team: int) -> Sequence[Person]:
        """The team's on-call rotation, by login."""
        ...

    def retrospective(self, identity: int) -> Retrospective | None: ...
    def retrospectives(self, which: RetrospectiveFilter) -> Sequence[Retrospective]:
        """By id."""
        ...

    def assigned(self, retrospective: int) -> Mapping[str, int]:
        """Who has which role in it, by role."""
        ...

    def excluded(self, retrospective: int) -> frozenset[int]:
        """Who is to have no part in it."""
        ...

    def notes(self, retrospective: int) -> Sequence[Note]:
        """What was noted while the incident ran, by the moment it is about, then the order in which it was noted."""
        ...

    def submissions(self, retrospective: int) -> Sequence[Submission]:
        """The revisions of its write-up, by number."""
        ...

    def write_up(self, retrospective: int, number: int) -> WriteUpText | None:
        """What a revision of a write-up says."""
        ...

    def reviewers(self, retrospective: int) -> Sequence[Reviewer]:
        """Who was asked in its last review, by id."""
        ...

    def thread(self, identity: int) -> Thread | None: ...
    def threads(self, retrospective: int) -> Sequence[Thread]:
        """Those of its reviews, by id."""
        ...

    def said_in(self, retrospective: int, *kinds: str) -> Sequence[Said]:
        """What was said on its stream in events of these kinds, in the order recorded."""
        ...

    # recommendations
    def recommendation(self, identity: int) -> Recommendation | None: ...
    def recommendations(self, which: RecommendationFilter) -> Sequence[Recommendation]:
        """By id."""
        ...

    def labels(self, recommendations: Collection[int]) -> Mapping[int, Sequence[str]]:
        """The labels of each of these recommendations, sorted; one without any is left out."""
        ...

    def links(self, recommendation: int) -> Sequence[str]:
        """The addresses where there is more about it, sorted."""
        ...

    def failed_controls(self, *, team: int | None = None, limit: int) -> Sequence[FailedControl]:
        """The safety controls that failed in most incidents whose write-up was reviewed, most first, then by name."""
        ...

    # what runs under a process
    def running(self, process: str, team: int | None = None) -> Iterator[Pairing]:
        """The pairings of a process, or of one team in it, that have not ended; by id, paged by key."""
        ...

    def running_retrospectives(self, process: str, team: int | None = None) -> Iterator[Retrospective]:
        """The retrospectives that have not ended, in the same way."""
        ...

    def running_under(self, process: str, team: int | None = None) -> Sequence[RunningUnder]:
        """How many there are of them, by edition and team."""
        ...

    # obligations, notices, events
    def obligations(self, which: ObligationFilter) -> Sequence[Obligation]:
        """Open ones, by due date, then id."""
        ...

    def notices(self, state: str | None = None) -> Sequence[QueuedNotice]: ...
    def notice(self, identity: int) -> QueuedNotice | None: ...
    def notices_called(self, keys: Collection[str]) -> Mapping[str, QueuedNotice]:
        """The notices that are in the outbox under some of these `dedup_key`s."""
        ...

    def last_digests(self, people: Collection[int]) -> Mapping[int, datetime]:
        """When the last digest of each of these people was queued; who never had one is left out."""
        ...

    def reminders_due(self, now: datetime, *, after: tuple[datetime, int], limit: int) -> Sequence[Obligation]:
        """The next open obligations of which somebody is to be told by now: by that moment, then id."""
        ...

    def notices_waiting(self) -> int:
        """How many are still to be sent, now or later, those included that somebody sends right now."""
        ...

    def events(self, stream: str | None = None) -> Iterator[Event]:
        """In the order recorded; paged by key."""
        ...

    def payloads(self, event: int) -> Sequence[Mapping[str, Json] | None]:
        """The bodies that belong to an event, in order; None where erased. `ValueError` where one does not parse."""
        ...

    def kept_payloads(self, events: Sequence[int]) -> Mapping[int, Sequence[KeptPayload]]:
        """The payloads of many events, in order, by the event's id; an event without any is left out."""
        ...

    def rows(self, table: str) -> Iterator[Mapping[str, Value]]:
        """The rows of a table that events project to, by primary key, to be compared with a replay."""
        ...

    def answer(self, request: str) -> Answer | None: ...
    def settled_through(self, what: str = "time") -> date | None:
        """Up to and with which day something was seen to; None: never yet. `time`: its consequences, in UTC."""
        ...

    def last_moment(self) -> datetime | None:
        """When the latest event happened."""
        ...
