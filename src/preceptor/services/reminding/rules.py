"""Which stages an obligation has: those of its definition, in the edition that it is under now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from preceptor.model.change import Change
from preceptor.model.definition import Rung, Step
from preceptor.model.obligation import Kind, Obligation
from preceptor.model.pairing import Pairing
from preceptor.model.recommendation import Recommendation
from preceptor.model.reminding import Stage, stages_of
from preceptor.model.retrospective import Retrospective
from preceptor.ports import ChangeFilter, PairingFilter, Reading, RecommendationFilter, RetrospectiveFilter
from preceptor.services.owing import reminders_of

#: What is over once it is missed, so that nobody can help any more: a certificate has lapsed then.
_NOT_ESCALATED: frozenset[Kind] = frozenset({"renew"})
_Instance = Pairing | Change | Retrospective | Recommendation


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What the obligations of one batch are about, looked up at once."""

    tx: Reading
    #: By the id that people type.
    instances: Mapping[str, _Instance]

    @classmethod
    def about(cls, tx: Reading, obligations: Sequence[Obligation]) -> "Rules":
        """Look up what some obligations are about."""
        found: list[_Instance] = []
        if ids := _ids(obligations, "P-"):
            found += tx.pairings(PairingFilter(ids=ids))
        if ids := _ids(obligations, "CH-"):
            found += tx.changes(ChangeFilter(ids=ids))
        if ids := _ids(obligations, "R-"):
            found += tx.retrospectives(RetrospectiveFilter(ids=ids))
        if ids := _ids(obligations, "REC-"):
            found += tx.recommendations(RecommendationFilter(ids=ids))
        return cls(tx=tx, instances={one.short_id: one for one in found})

    def stages(self, one: Obligation) -> tuple[Stage, ...]:
        """The stages of an obligation, in order."""
        owed = self._defined(one)
        if owed is not None:
            return stages_of(owed.remind, owed.escalate)
        return (
            stages_of(reminders_of(one.kind), ()) if one.kind in _NOT_ESCALATED else stages_of(reminders_of(one.kind))
        )

    def team_of(self, one: Obligation) -> int | None:
        """The team that an obligation is about, if it is about one."""
        about = self.instances.get(one.instance or "")
        return one.team or (about.team if about else None)

    def _defined(self, one: Obligation) -> Rung | Step | None:
        about = self.instances.get(one.instance or "")
        if about is None:
            return None
        definition = self.tx.definition(about.edition)
        if isinstance(about, Pairing):
            ladder = definition.ladder_of(about.role)
            return ladder.rung(one.step or "") if ladder and one.kind == "rung" else None
        return next((step for step in definition.steps if step.name == one.step), None)


def _ids(obligations: Sequence[Obligation], prefix: str) -> frozenset[int]:
    named = [one.instance for one in obligations if one.instance and one.instance.startswith(prefix)]
    return frozenset(int(one.removeprefix(prefix)) for one in named)
