"""What the recommendations of a retrospective have come to, and what could still come of them."""

from dataclasses import dataclass

from preceptor.model.recommendation import TOP_PRIORITY, Recommendation

#: What is not going to be there.
_REFUSED = ("declined", "dropped")


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """A recommendation that stands in the write-up; of one that was joined to another, that other one."""

    fate: Recommendation
    #: Who decides on it: the lead of its team, and the owners of the process that it is handled by.
    deciders: tuple[int, ...] = ()

    @property
    def id(self) -> str:
        """How people type it."""
        return self.fate.short_id

    @property
    def holds(self) -> bool:
        """Whether it was neither declined nor dropped."""
        return self.fate.verdict not in _REFUSED

    @property
    def prevents(self) -> bool:
        """Whether it would keep the incident from happening again."""
        return self.fate.effect == "prevent"

    @property
    def urgent(self) -> bool:
        """Whether it has the top priority."""
        return self.fate.priority == TOP_PRIORITY

    @property
    def acceptable(self) -> bool:
        """Whether it may be accepted, or given another priority: it has neither ended nor been turned down."""
        return self.fate.verdict in (None, "accepted")


@dataclass(frozen=True, kw_only=True)
class NextSteps:
    """What the recommendations of a retrospective have come to."""

    #: Short ids, in the order of the write-up.
    ids: tuple[str, ...] = ()
    #: What became of them, each once.
    steps: tuple[NextStep, ...] = ()

    @property
    def undecided(self) -> tuple[NextStep, ...]:
        """Those that nobody has decided on."""
        return tuple(one for one in self.steps if one.fate.verdict is None)

    @property
    def unsettled(self) -> tuple[NextStep, ...]:
        """Those that were accepted and are neither done nor dropped."""
        return tuple(one for one in self.steps if one.fate.verdict == "accepted")

    @property
    def prevents(self) -> bool:
        """Whether at least one that holds prevents."""
        return any(one.holds and one.prevents for one in self.steps)

    @property
    def top_priority(self) -> bool:
        """Whether at least one that holds has the top priority."""
        return any(one.holds and one.urgent for one in self.steps)

    @property
    def owners(self) -> tuple[int, ...]:
        """People who committed to one that is not settled, each once."""
        return tuple(dict.fromkeys(one.fate.owner for one in self.unsettled if one.fate.owner is not None))

    @property
    def people(self) -> frozenset[int]:
        """Everybody who decides on one or committed to one."""
        return frozenset((*self.owners, *(person for one in self.steps for person in one.deciders)))
