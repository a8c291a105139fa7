"""What the guards of a change read: everything that a decision about it depends on, loaded beforehand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from preceptor.model.change import Approval, Change, Published, Report, Unreviewed
from preceptor.model.definition import Lifecycle, Process
from preceptor.model.people import Person
from preceptor.model.refusal import Reason


@dataclass(frozen=True, kw_only=True)
class ChangeFacts:
    """A change with the versions, people and reports around it. Built by `services/change_facts.py`."""

    change: Change
    lifecycle: Lifecycle
    #: What it would publish, and the version that it follows; None where the process is new.
    after: Process
    before: Process | None = None
    #: Why `after`, under its version, cannot follow `before`; and whether it says anything else at all.
    against_version: tuple[Reason, ...] = ()
    differs: bool = True
    #: Every published version of the process, by the moment it takes effect; and of them those in force or to come.
    published: tuple[Published, ...] = ()
    live: tuple[Published, ...] = ()
    #: Everybody who is named below, by id.
    people: Mapping[int, Person]
    #: Ids of the active owners: of the process, or of the process `change` where it is new.
    owners: tuple[int, ...]
    #: The lead of the team whose variant it changes.
    team_lead: int | None = None
    #: None: the system, or nobody in particular.
    actor: int | None = None
    approvals: tuple[Approval, ...] = ()
    #: How many approvals the version asks for that it follows.
    needed: int = 1
    #: An open change that proposes the same, word for word, as people type it.
    twin: str | None = None
    #: The reports that it answers.
    answers: tuple[Report, ...] = ()
    now: datetime
    #: Today where the actor is, and the day from which on the version is to hold; None: at once.
    today: date
    effective_on: date | None = None
    #: The moment of that day's begin, or now.
    effective_at: datetime
    #: How it is to be published without approvals; None: with them.
    without_approvals: Unreviewed | None = None

    @property
    def state(self) -> str:
        """Where the change is in its lifecycle."""
        return self.change.state

    @property
    def back(self) -> str | None:
        """A change never pauses."""
        return None

    @property
    def base(self) -> Published | None:
        """The published version that it was proposed on top of."""
        return next((one for one in self.published if one.digest == self.change.base), None)

    @property
    def relations(self) -> frozenset[str]:
        """What the actor is to the change."""
        return frozenset(
            relation for relation in ("author", "team-lead", "owner", "anyone", "system") if self._is(relation)
        )

    def _is(self, relation: str) -> bool:
        if self.actor is None:
            return relation == "system"
        if relation == "anyone":
            return self.people[self.actor].active
        return self.actor in self.having(relation)

    def having(self, relation: str) -> tuple[int, ...]:
        """Who has a relation to the change, as far as that can be listed."""
        return {
            "author": (self.change.author,),
            "team-lead": () if self.team_lead is None else (self.team_lead,),
            "owner": self.owners,
            "anyone": (),
            "system": (),
        }[relation]

    @property
    def reviewers(self) -> tuple[int, ...]:
        """The owners who may approve it: all but the author, and but whoever published it."""
        return tuple(one for one in self.owners if one not in (self.change.author, self.change.publisher))

    @property
    def left_to_approve(self) -> tuple[int, ...]:
        """The reviewers who did not approve it yet."""
        approved = {one.person for one in self.approvals}
        return tuple(one for one in self.reviewers if one not in approved)

    def logins_having(self, relations: Iterable[str]) -> tuple[str, ...]:
        """Logins of those who have one of the relations, each once."""
        return self.logins(person for relation in relations for person in self.having(relation))

    def logins(self, people: Iterable[int]) -> tuple[str, ...]:
        """The logins of some people, each once, in their order."""
        return tuple(dict.fromkeys(self.people[person].login for person in people))

    def command(self, verb: str, *rest: str) -> str:
        """`preceptor change VERB` for this change."""
        return " ".join(("preceptor change", verb, self.change.short_id, *rest))
