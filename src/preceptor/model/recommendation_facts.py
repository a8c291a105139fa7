"""What the guards of a recommendation read: everything that a decision about it depends on, loaded beforehand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from preceptor.model.deadline import Calendar
from preceptor.model.deadline import due_at as deadline
from preceptor.model.definition import Lifecycle, Process, Step
from preceptor.model.people import Person, active_logins
from preceptor.model.recommendation import Recommendation, accepting
from preceptor.model.retrospective import Retrospective
from preceptor.model.trackers import Trackers
from preceptor.model.writeup import Effect, RecommendationKind

#: What somebody can be to one (`model/relations.py`).
_RELATIONS = ("recommendation-owner", "author", "team-lead", "owner", "anyone")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody asks for. None: they say nothing about it."""

    priority: int | None = None
    kind: RecommendationKind | None = None
    effect: Effect | None = None
    control: str | None = None
    owner: int | None = None
    due_on: date | None = None
    ticket: str | None = None
    evidence: str | None = None
    #: The one that it is to be joined to.
    other: Recommendation | None = None
    why: str | None = None


@dataclass(frozen=True, kw_only=True)
class RecommendationFacts:
    """A recommendation with its people and records. Built by `services/recommendations/facts.py`."""

    recommendation: Recommendation
    retrospective: Retrospective
    process: Process
    lifecycle: Lifecycle
    #: Everybody who is named below, by id.
    people: Mapping[int, Person]
    #: Ids of the active owners of the process.
    owners: tuple[int, ...]
    team_lead: int | None = None
    #: Who wrote the write-up that it stands in.
    author: int | None = None
    #: None: the system, or nobody in particular.
    actor: int | None = None
    #: None: somebody merely looks.
    wanted: Wanted | None = None
    #: Those that were joined to it.
    followers: tuple[int, ...] = ()
    trackers: Trackers = field(default_factory=Trackers)
    #: Of whoever owns it, or would: when days end there.
    calendar: Calendar
    now: datetime

    @property
    def state(self) -> str:
        """Where it is in its lifecycle."""
        return self.recommendation.state

    @property
    def back(self) -> str | None:
        """A recommendation never pauses."""
        return None

    @property
    def today(self) -> date:
        """Today where its owner is."""
        return self.calendar.today(self.now)

    @property
    def step(self) -> Step | None:
        """The step that is owed now."""
        return self.step_called(self.state)

    def step_called(self, name: str) -> Step | None:
        """The step of its edition with this name."""
        return next((step for step in self.process.steps if step.name == name), None)

    def deadline_of(self, step: Step, calendar: Calendar | None = None) -> datetime | None:
        """When a step is due by its rule, in its owner's calendar or another; None: it has no rule."""
        start, due = self.recommendation, step.due
        allowed = due.by_severity.get(str(self.retrospective.severity)) or due.within or due.at_most
        if allowed is None:
            return None
        began = start.opened_at if due.start == "opened" else start.entered_at
        if due.start == "resolved":
            began = self.retrospective.resolved_at or start.opened_at
        return deadline(began, allowed, calendar or self.calendar)

    @property
    def relations(self) -> frozenset[str]:
        """What the actor is to it."""
        return frozenset(relation for relation in _RELATIONS if self._is(relation))

    def _is(self, relation: str) -> bool:
        if self.actor is None:
            return False
        if relation == "anyone":
            return self.people[self.actor].active
        return self.actor in self.having(relation)

    def having(self, relation: str) -> tuple[int, ...]:
        """Who has a relation to it, as far as that can be listed."""
        one = {
            "recommendation-owner": self.recommendation.owner,
            "author": self.author,
            "team-lead": self.team_lead,
        }.get(relation)
        if one is not None:
            return (one,)
        return self.owners if relation == "owner" else ()

    def people_having(self, relations: Iterable[str]) -> tuple[int, ...]:
        """Ids of those who have one of the relations, each once."""
        return tuple(dict.fromkeys(person for relation in relations for person in self.having(relation)))

    def logins_having(self, relations: Iterable[str]) -> tuple[str, ...]:
        """Logins of those who have one of the relations, each once."""
        return self.logins(self.people_having(relations))

    def logins(self, people: Iterable[int]) -> tuple[str, ...]:
        """The logins of those of some people who are active, each once, in their order."""
        return active_logins(self.people, people)

    def command(self, verb: str, *rest: str) -> str:
        """`preceptor recommendation VERB` for this one."""
        return " ".join(("preceptor recommendation", verb, self.recommendation.short_id, *rest))

    def accept_command(self) -> str:
        """What accepts this one: what is said now need not be looked for again, as a refusal keeps nothing of it."""
        said = self.wanted or Wanted()
        return accepting(self.recommendation, kind=said.kind, effect=said.effect, control=said.control)
