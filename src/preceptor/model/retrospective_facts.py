"""What the guards of a retrospective read: everything that a decision about it depends on, loaded beforehand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from preceptor.model.certification import FULL, Standing
from preceptor.model.definition import Capability, Lifecycle, Process, Step
from preceptor.model.next_steps import NextSteps
from preceptor.model.pairing import Load
from preceptor.model.people import Person, active_logins
from preceptor.model.retrospective import Retrospective, Reviewer, Submission, Thread

#: Who stands to it in another way than by a role of the process.
_STANDING = ("reviewer", "team-lead", "owner", "anyone")


def reviews(step: Step | None) -> bool:
    """Whether a step is a review: it has a window, and whoever owes it is asked."""
    return step is not None and step.due.at_least is not None


def follows_up(step: Step | None) -> bool:
    """Whether a step is about what was recommended: the write-up is complete before it begins."""
    return step is not None and step.role == "recommendation-owner"


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody who has a role, or would get it."""

    role: str
    person: int
    #: By what they were certified to do; empty where the role has no ladder or nobody ever certified them.
    standings: Mapping[Capability, Standing] = field(default_factory=dict)
    #: They learn the role on a rung on which they do it themselves, under somebody who may teach it.
    learns_by_doing: bool = False
    load: Load = field(default_factory=Load)

    def hours_left(self, person: Person) -> int | None:
        """Hours a week that are left to them; None: untracked."""
        return None if person.hours is None else person.hours - self.load.hours


@dataclass(frozen=True, kw_only=True)
class RetrospectiveFacts:
    """A retrospective with its people and records. Built by `services/retrospectives/facts.py`."""

    retrospective: Retrospective
    process: Process
    lifecycle: Lifecycle
    #: Everybody who is named below, by id.
    people: Mapping[int, Person]
    #: Ids of the active owners of the process.
    owners: tuple[int, ...]
    team: str
    team_lead: int | None = None
    #: The team's on-call rotation now, by login.
    on_call: tuple[int, ...] = ()
    #: None: the system, or nobody in particular.
    actor: int | None = None
    assigned: Mapping[str, int] = field(default_factory=dict)
    #: Who is to have no part in it.
    excluded: frozenset[int] = frozenset()
    #: What is known of everybody who has a role, by role; and of whoever would get one.
    candidates: Mapping[str, Candidate] = field(default_factory=dict)
    wanted: Candidate | None = None
    #: The last revision of the write-up.
    submission: Submission | None = None
    #: What it has of the parts that checks of standards look at (`standard_checks.py`).
    parts: frozenset[str] = frozenset()
    #: Those who were asked in the present or last review, and its threads.
    reviewers: tuple[Reviewer, ...] = ()
    threads: tuple[Thread, ...] = ()
    #: The thread that somebody speaks in or settles.
    thread: Thread | None = None
    #: For when a meeting is wanted, and how long it is to take.
    wanted_meeting: datetime | None = None
    wanted_minutes: int | None = None
    #: Whom somebody would exclude.
    wanted_exclusion: int | None = None
    next_steps: NextSteps = field(default_factory=NextSteps)
    now: datetime

    @property
    def state(self) -> str:
        """Where it is in its lifecycle."""
        return self.retrospective.state

    @property
    def back(self) -> str | None:
        """A retrospective never pauses."""
        return None

    @property
    def step(self) -> Step | None:
        """The step that is owed now."""
        return next((step for step in self.process.steps if step.name == self.state), None)

    @property
    def open_threads(self) -> tuple[Thread, ...]:
        """In the order in which they were opened."""
        return tuple(one for one in self.threads if one.open)

    @property
    def to_review(self) -> tuple[int, ...]:
        """Whom a review asks that begins now: the rotation without the author, as nobody signs for themselves."""
        return tuple(one for one in self.on_call if one not in self.having("author"))

    @property
    def writers(self) -> tuple[int, ...]:
        """Who writes the write-up, and whoever handed its last revision in."""
        return (*self.having("author"), *([self.submission.submitter] if self.submission else []))

    def may_do(self, candidate: Candidate) -> bool:
        """Whether somebody may do a role: it needs no certificate, or they hold it, or learn it by doing it."""
        if self.process.ladder_of(candidate.role) is None:
            return True
        return candidate.standings.get("lead") in FULL or candidate.learns_by_doing

    @property
    def relations(self) -> frozenset[str]:
        """What the actor is to it."""
        words = (*(role.name for role in self.process.roles), *_STANDING)
        return frozenset(word for word in words if self._is(word))

    def _is(self, relation: str) -> bool:
        if self.actor is None:
            return False
        if relation == "anyone":
            return self.people[self.actor].active
        return self.actor in self.having(relation)

    def having(self, relation: str) -> tuple[int, ...]:
        """Who has a relation to it, as far as that can be listed."""
        match relation:
            case "reviewer":
                return tuple(one.person for one in self.reviewers)
            case "team-lead":
                return () if self.team_lead is None else (self.team_lead,)
            case "owner":
                return self.owners
            case "on-call":
                return self.on_call
            case "recommendation-owner":
                return self.next_steps.owners
            case "anyone":
                return ()
            case role:
                return (self.assigned[role],) if role in self.assigned else ()

    def logins_having(self, relations: Iterable[str]) -> tuple[str, ...]:
        """Logins of those who have one of the relations, each once."""
        return self.logins(person for relation in relations for person in self.having(relation))

    def logins(self, people: Iterable[int]) -> tuple[str, ...]:
        """The logins of those of some people who are active, each once, in their order."""
        return active_logins(self.people, people)

    def able(self, trigger: str) -> tuple[str, ...]:
        """Logins of those who may fire a trigger in the present state, as far as they can be listed; nobody where
        no move of that name leaves it."""
        moves = (move for move in self.lifecycle.moves_from(self.state) if move.do == trigger)
        return self.logins_having(relation for move in moves for relation in move.by)

    def command(self, verb: str, *rest: str, noun: str = "retrospective") -> str:
        """`preceptor retrospective VERB` for this one, or that of another noun."""
        return " ".join(("preceptor", noun, verb, self.retrospective.short_id, *rest))
