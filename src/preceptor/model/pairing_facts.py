"""What the guards of a pairing read: everything that a decision about it depends on, loaded beforehand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from preceptor.model.certification import FULL, Standing
from preceptor.model.credit import Rule, rule_of
from preceptor.model.definition import CAPABILITIES, Capability, Ladder, Lifecycle, Rung
from preceptor.model.pairing import Credit, Load, Pairing, Rating
from preceptor.model.people import Person, active_logins


@dataclass(frozen=True, kw_only=True)
class PairingFacts:
    """A pairing with the people, records and standings around it. Built by `services/pairing_facts.py`."""

    pairing: Pairing
    #: False: somebody would begin it, and nothing is called by its id yet.
    begun: bool = True
    ladder: Ladder
    lifecycle: Lifecycle
    #: Everybody who is named below, by id.
    people: Mapping[int, Person]
    #: Ids of the active owners of the process.
    owners: tuple[int, ...]
    #: The pairing's team, by name, and its lead.
    team: str | None = None
    team_lead: int | None = None
    #: None: the system, or nobody in particular.
    actor: int | None
    #: Every credit of the pairing, on all rungs and attempts.
    history: tuple[Credit, ...] = ()
    #: What counts on the present rung in the present attempt.
    credits: tuple[Credit, ...] = ()
    #: Who owes the feedback that is missing, by observation.
    feedback_from: Mapping[int, int] = field(default_factory=dict)
    #: Who may rate the observation that is `unrated`.
    raters: tuple[int, ...] = ()
    #: Standings today of whoever was ever certified for the role.
    standings: Mapping[tuple[int, Capability], Standing] = field(default_factory=dict)
    #: Load without this pairing.
    trainee_load: Load = field(default_factory=Load)
    preceptor_load: Load = field(default_factory=Load)
    #: The trainee's other open pairing in this role, as people type it.
    other_pairing: str | None = None
    #: Today where the trainee is.
    today: date
    #: What `extend` asks for, as days where the trainee is.
    wanted_due: date | None = None
    present_due: date | None = None

    @property
    def state(self) -> str:
        """Where the pairing is in its lifecycle."""
        return self.pairing.state

    @property
    def back(self) -> str | None:
        """Where a pause returns to."""
        return self.pairing.back

    @property
    def rung(self) -> Rung | None:
        """The present rung; None on a state that is none."""
        return self.ladder.rung(self.pairing.state)

    @property
    def rule(self) -> Rule | None:
        """What counts on the present rung."""
        return rule_of(self.lifecycle.state(self.pairing.state))

    @property
    def trainee(self) -> Person:
        return self.people[self.pairing.trainee]

    @property
    def preceptor(self) -> Person:
        return self.people[self.pairing.preceptor]

    def holds(self, person: int, capability: Capability) -> bool:
        """Whether the person holds the capability for the role today with full standing."""
        return self.standings.get((person, capability)) in FULL

    @property
    def teachers(self) -> tuple[int, ...]:
        """Active people other than the trainee who hold `teach` for the role, in any team, whatever their load."""
        return tuple(
            person
            for (person, capability), standing in sorted(self.standings.items())
            if capability == "teach"
            and standing in FULL
            and person != self.pairing.trainee
            and person in self.people
            and self.people[person].active
        )

    @property
    def observers_needed(self) -> int:
        """Distinct observers for the present rung: as configured, but not more than there are teachers."""
        rung = self.rung
        return max(1, min(rung.observers, len(self.teachers))) if rung else 0

    @property
    def ratings(self) -> Mapping[str, Rating]:
        """The latest rating of each standard on the present rung and attempt."""
        return {standard: rating for credit in self.credits for standard, rating in credit.ratings.items()}

    @property
    def unrated(self) -> Credit | None:
        """The last observation of the rung that nobody rated, while a required standard is still to be rated."""
        wanted = {one.id for one in self.rung.standards if one.level == "required"} if self.rung else set()
        if wanted <= self.ratings.keys():
            return None
        return next((credit for credit in reversed(self.credits) if not credit.ratings), None)

    @property
    def relations(self) -> frozenset[str]:
        """What the actor is to the pairing."""
        return frozenset(
            relation for relation in ("trainee", "preceptor", "team-lead", "owner", "anyone") if self._is(relation)
        )

    def _is(self, relation: str) -> bool:
        if self.actor is None:
            return False
        if relation == "anyone":
            return self.people[self.actor].active
        return self.actor in self._having(relation)

    def _having(self, relation: str) -> tuple[int, ...]:
        return {
            "trainee": (self.pairing.trainee,),
            "preceptor": (self.pairing.preceptor,),
            "team-lead": () if self.team_lead is None else (self.team_lead,),
            "owner": self.owners,
            "anyone": (),
        }[relation]

    def logins_having(self, relations: Iterable[str]) -> tuple[str, ...]:
        """Logins of those who have one of the relations, each once."""
        return self.logins(person for relation in relations for person in self._having(relation))

    def logins(self, people: Iterable[int]) -> tuple[str, ...]:
        """The logins of those of some people who are active, each once, in their order."""
        return active_logins(self.people, people)

    def command(self, verb: str, *rest: str) -> str:
        """`preceptor pairing VERB` for this pairing."""
        return " ".join(("preceptor pairing", verb, self.pairing.short_id, *rest))

    @property
    def certified(self) -> tuple[Capability, ...]:
        """What the trainee holds for the role today."""
        return tuple(one for one in CAPABILITIES if self.holds(self.pairing.trainee, one))
