"""Decides how running pairings move to the edition that their team follows, a page of them at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from preceptor.model.change import Change
from preceptor.model.definition import Process
from preceptor.model.migration import Onward, Plan, Position, Way, way_between
from preceptor.model.pairing import Pairing
from preceptor.model.people import Person
from preceptor.model.refusal import Refusal
from preceptor.model.version import Version
from preceptor.ports import Reading, TeamEdition
from preceptor.services.context import Context


@dataclass(frozen=True, kw_only=True)
class Target:
    """An edition that pairings are to move to."""

    digest: str
    process: Process


@dataclass(frozen=True, kw_only=True)
class Targets:
    """Where a publication moves the pairings of each team; None: nowhere."""

    #: Of whoever follows the standard.
    others: Target | None
    #: Of teams with an edition of their own, by the team's id.
    teams: Mapping[int, Target | None] = field(default_factory=dict)

    def of(self, pairing: Pairing) -> Target | None:
        """Where a pairing is to go."""
        if pairing.team is None:
            return self.others
        return self.teams.get(pairing.team, self.others)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What becomes of one pairing."""

    pairing: Pairing
    #: Where it was to go; None: it stays, as nothing changed for its team.
    target: Target | None = None
    #: None where it has no target.
    answer: Onward | Refusal | None = None


def targets_of(tx: Reading, change: Change) -> Targets:
    """Where a published change moves pairings, from the moment on from which it holds."""
    published = Target(digest=change.digest, process=tx.definition(change.digest))
    if change.team is not None:
        return Targets(others=None, teams={change.team: published})
    followed: dict[int, TeamEdition] = {}
    for one in tx.team_editions(change.process):
        if change.effective_at is None or one.effective_at <= change.effective_at:
            followed[one.team] = one
    return Targets(
        others=published,
        teams={
            # A team whose variant conflicts stays on what it had, and so do its pairings.
            team: Target(digest=one.digest, process=tx.definition(one.digest))
            if one.version == change.version
            else None
            for team, one in followed.items()
            if not one.standard
        },
    )


@dataclass(kw_only=True)
class Moving:
    """Decides once for all pairings that stand at the same place, under the same edition, in the same calendar."""

    context: Context
    tx: Reading
    plan: Plan
    targets: Targets
    #: When they move, UTC.
    now: datetime
    _ways: dict[tuple[str, str, str], Way | Refusal | None] = field(default_factory=dict)
    _decided: dict[tuple[object, ...], Onward | Refusal] = field(default_factory=dict)

    def outcomes(self, pairings: Sequence[Pairing]) -> Iterator[Outcome]:
        """What becomes of each, in their order. Reads what it depends on in a few queries for all of them."""
        credited = self.tx.credited([one.id for one in pairings])
        people = {one.id: one for one in self.tx.people({one.trainee for one in pairings})}
        for one in pairings:
            target = self.targets.of(one)
            way = self._way(one, target) if target else None
            if way is None:
                yield Outcome(pairing=one)
            elif isinstance(way, Refusal):
                yield Outcome(pairing=one, target=target, answer=way)
            else:
                answer = self._answer(one, way, tuple(credited.get(one.id, ())), people[one.trainee])
                yield Outcome(pairing=one, target=target, answer=answer)

    def _way(self, pairing: Pairing, target: Target) -> Way | Refusal | None:
        key = (pairing.edition, target.digest, pairing.role)
        if key not in self._ways:
            old = self.tx.definition(pairing.edition)
            # What follows a later version already goes on with it.
            goes = pairing.edition != target.digest and Version.parse(old.version) <= Version.parse(
                target.process.version
            )
            self._ways[key] = way_between(old, target.process, pairing.role, self.plan) if goes else None
        return self._ways[key]

    def _answer(
        self, pairing: Pairing, way: Way, credited: tuple[tuple[str, int, int], ...], trainee: Person
    ) -> Onward | Refusal:
        position = Position(
            role=pairing.role,
            state=pairing.state,
            back=pairing.back,
            attempt=pairing.attempt,
            entered_at=pairing.entered_at,
            due_at=pairing.due_at,
            paused_at=pairing.paused_at,
            credited=credited,
        )
        key = (id(way), trainee.time_zone, trainee.country, position)
        if key not in self._decided:
            self._decided[key] = way.onward(position, self.context.calendar_of(trainee), self.now)
        return self._decided[key]
