"""Which stages an obligation has: those of its definition, in the edition that it is under now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from preceptor.model.change import Change
from preceptor.model.definition import Rung, Step
from preceptor.model.obligation import Kind, Obligation
from preceptor.model.pairing import Pairing
from preceptor.model.reminding import Stage, stages_of
from preceptor.model.retrospective import Retrospective
from preceptor.ports import ChangeFilter, PairingFilter, Reading, RetrospectiveFilter
from preceptor.services.owing import reminders_of

#: What is over once it is missed, so that nobody can help any more: a certificate has lapsed then.
_NOT_ESCALATED: frozenset[Kind] = frozenset({"renew"})


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What the obligations of one batch are about, looked up at once."""

    tx: Reading
    #: By the id that people type.
    pairings: Mapping[str, Pairing]
    changes: Mapping[str, Change]
    retrospectives: Mapping[str, Retrospective]

    @classmethod
    def about(cls, tx: Reading, obligations: Sequence[Obligation]) -> "Rules":
        """Look up what some obligations are about."""
        pairings, changes, running = (_ids(obligations, prefix) for prefix in ("P-", "CH-", "R-"))
        return cls(
            tx=tx,
            pairings={one.short_id: one for one in tx.pairings(PairingFilter(ids=pairings))} if pairings else {},
            changes={one.short_id: one for one in tx.changes(ChangeFilter(ids=changes))} if changes else {},
            retrospectives={one.short_id: one for one in tx.retrospectives(RetrospectiveFilter(ids=running))}
            if running
            else {},
        )

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
        about = self.pairings.get(one.instance or "") or self._with_steps(one)
        return one.team or (about.team if about else None)

    def _defined(self, one: Obligation) -> Rung | Step | None:
        pairing, stepping = self.pairings.get(one.instance or ""), self._with_steps(one)
        if pairing is not None and one.kind == "rung":
            ladder = self.tx.definition(pairing.edition).ladder_of(pairing.role)
            return ladder.rung(one.step or "") if ladder else None
        if stepping is not None:
            steps = self.tx.definition(stepping.edition).steps
            return next((step for step in steps if step.name == one.step), None)
        return None

    def _with_steps(self, one: Obligation) -> Change | Retrospective | None:
        """What goes from step to step, where the obligation is about such a thing."""
        return self.changes.get(one.instance or "") or self.retrospectives.get(one.instance or "")


def _ids(obligations: Sequence[Obligation], prefix: str) -> frozenset[int]:
    named = [one.instance for one in obligations if one.instance and one.instance.startswith(prefix)]
    return frozenset(int(one.removeprefix(prefix)) for one in named)
