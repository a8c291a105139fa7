"""What the guards of a change read: everything that a decision about it depends on, loaded beforehand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from preceptor.model.change import Approval, Change, Published, Report, Unreviewed
from preceptor.model.conformance import Breach
from preceptor.model.definition import Lifecycle, Process
from preceptor.model.people import Person, active_logins
from preceptor.model.refusal import Reason
from preceptor.model.waivers import may_waive


@dataclass(frozen=True, kw_only=True)
class VariantFacts:
    """A team's variant that a change would publish. Built by `services/variants/facts.py`."""

    team: str
    #: Ids of the team's lead and members.
    insiders: frozenset[int]
    #: The version that it lies on, and which one holds on the effective day.
    standard: Published
    holding: str
    #: What the team follows on that version without the change, and from when on.
    current: Published
    #: What it may not do on the effective day, where its new waivers are approved.
    breaches: tuple[Breach, ...] = ()
    #: What it waives that nobody else has approved yet, as people call it: also after it was published unreviewed.
    new_waivers: tuple[str, ...] = ()
    #: The versions that it was carried over to.
    carried_to: tuple[str, ...] = ()


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
    #: The team's variant that it would publish, and who leads the team; None: it changes the standard.
    variant: VariantFacts | None = None
    team_lead: int | None = None
    #: None: the system, or nobody in particular.
    actor: int | None = None
    approvals: tuple[Approval, ...] = ()
    #: How many approvals the version asks for that it follows.
    needed: int = 1
    #: An open change that proposes the same, word for word, as people type it.
    twin: str | None = None
    #: A change that published its version with another content, and was taken back before its day.
    taken_back: str | None = None
    #: The reports that it answers.
    answers: tuple[Report, ...] = ()
    now: datetime
    #: Today where the actor is, and the day from which on the version is to hold; None: at once.
    today: date
    effective_on: date | None = None
    #: The moment of that day's begin, or now.
    effective_at: datetime
    #: The change that published the version that it follows, where that is yet to come and may be taken back, as
    #: people type it.
    base_to_come: str | None = None
    #: Of one that is published for a later day: the changes that were published on top of it, as people type them.
    on_top: tuple[str, ...] = ()
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
        """What it was proposed on top of: the published version, or what the team follows."""
        if self.variant is not None:
            return self.variant.current
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
        """Who may approve it, but for its author and for whoever published it: the owners; of a variant the team's
        lead as well, unless it has new waivers."""
        able = (
            self.able_to_waive
            if self.variant is None or self.variant.new_waivers
            else (*self.having("team-lead"), *self.owners)
        )
        return tuple(one for one in dict.fromkeys(able) if one not in (self.change.author, self.change.publisher))

    @property
    def left_to_approve(self) -> tuple[int, ...]:
        """The reviewers who did not approve it yet."""
        approved = {one.person for one in self.approvals}
        return tuple(one for one in self.reviewers if one not in approved)

    @property
    def asked_to_approve(self) -> tuple[int, ...]:
        """Those of them who owe it: of a variant the team's lead where they may, so that owners need not look at what
        every team does inside the locks."""
        left = self.left_to_approve
        return tuple(one for one in left if one == self.team_lead) or left

    @property
    def able_to_waive(self) -> tuple[int, ...]:
        """The owners who may approve new waivers of a variant; all of them where it is no variant."""
        return self.owners if self.variant is None else may_waive(self.owners, self.variant.insiders)

    @property
    def waives(self) -> int | None:
        """Who gives the new waivers of a variant when it is published: the first owner who approved it, or who
        publishes it where nobody else could. None: nobody did."""
        able = [one.person for one in self.approvals if one.person in self.able_to_waive]
        if able:
            return able[0]
        return self.actor if not self.reviewers and self.actor in self.able_to_waive else None

    def logins_having(self, relations: Iterable[str]) -> tuple[str, ...]:
        """Logins of those who have one of the relations, each once."""
        return self.logins(person for relation in relations for person in self.having(relation))

    def logins(self, people: Iterable[int]) -> tuple[str, ...]:
        """The logins of those of some people who are active, each once, in their order."""
        return active_logins(self.people, people)

    def command(self, verb: str, *rest: str) -> str:
        """`preceptor change VERB`, or `preceptor variant VERB`, for this change. `variant show` shows a team's."""
        noun = "change" if verb == "show" else self.noun
        return " ".join(("preceptor", noun, verb, self.change.short_id, *rest))

    @property
    def propose_anew(self) -> str:
        """The command with which something better is proposed."""
        return f"preceptor {self.noun} propose FILE --why WHY"

    @property
    def noun(self) -> str:
        """Under which commands it goes."""
        return "change" if self.variant is None else "variant"
