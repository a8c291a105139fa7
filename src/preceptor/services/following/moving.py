"""Decides how running pairings move to the edition that their team follows, a page of them at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from preceptor.model.change import Change
from preceptor.model.definition import Process
from preceptor.model.migration import Onward, Plan, Position, Way, recomputed, way_between
from preceptor.model.pairing import Pairing
from preceptor.model.people import Person
from preceptor.model.refusal import Refusal
from preceptor.model.retrospective import Retrospective
from preceptor.model.version import Version
from preceptor.ports import Reading, TeamEdition
from preceptor.services.context import Context
from preceptor.services.editions import edition_of_team

#: Dates that are kept at most: enough for many pages, few enough to stay small in memory.
_KEPT = 10_000


@dataclass(frozen=True, kw_only=True)
class Target:
    """An edition that running instances are to move to."""

    digest: str
    process: Process


@dataclass(frozen=True, kw_only=True)
class Targets:
    """Where a publication moves the running instances of each team; None: nowhere."""

    #: Of whoever follows the standard.
    others: Target | None
    #: Of teams with an edition of their own, by the team's id.
    teams: Mapping[int, Target | None] = field(default_factory=dict)

    def of(self, one: Pairing | Retrospective) -> Target | None:
        """Where an instance is to go."""
        if one.team is None:
            return self.others
        return self.teams.get(one.team, self.others)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What becomes of one pairing."""

    pairing: Pairing
    #: Where it was to go, and where it goes on there or why it does not; None: nothing changed for its team.
    target: Target | None = None
    answer: Onward | Refusal | None = None
    #: When its rung is due; UTC.
    due_at: datetime | None = None


def targets_of(tx: Reading, change: Change) -> Targets:
    """Where a published change moves running instances, from the moment on from which it holds."""
    if change.team is not None:
        process, digest = edition_of_team(tx, change.process, change.team, change.begins)
        return Targets(others=None, teams={change.team: Target(digest=digest, process=process)})
    followed: dict[int, TeamEdition] = {}
    for one in tx.team_editions(change.process):
        if one.effective_at <= change.begins:
            followed[one.team] = one
    return Targets(
        others=Target(digest=change.digest, process=tx.definition(change.digest)),
        teams={
            # A team whose variant conflicts stays on what it had, and so does what it runs.
            team: Target(digest=one.digest, process=tx.definition(one.digest))
            if one.version == change.version
            else None
            for team, one in followed.items()
            if not one.standard
        },
    )


@dataclass(kw_only=True)
class Moving:
    """Decides once for all pairings that stand at the same place, and once for all dates in the same calendar."""

    context: Context
    tx: Reading
    plan: Plan
    targets: Targets
    #: When they move, UTC.
    now: datetime
    _ways: dict[tuple[str, str, str], Way | Refusal | None] = field(default_factory=dict)
    _answers: dict[tuple[object, ...], Onward | Refusal] = field(default_factory=dict)
    _rules: dict[tuple[object, ...], datetime | None] = field(default_factory=dict)

    def outcomes(self, pairings: Sequence[Pairing]) -> Iterator[Outcome]:
        """What becomes of each, in their order. Reads what it depends on in a few queries for all of them."""
        if len(self._rules) > _KEPT:
            self._rules.clear()
        credited = self.tx.credited([one.id for one in pairings])
        recomputes = self.plan.due == "recompute"
        people = {one.id: one for one in self.tx.people({one.trainee for one in pairings})} if recomputes else {}
        for one in pairings:
            target = self.targets.of(one)
            way = self._way(one, target) if target else None
            if way is None:
                yield Outcome(pairing=one)
                continue
            answer = way if isinstance(way, Refusal) else self._answer(one, way, tuple(credited.get(one.id, ())))
            due = one.due_at
            if recomputes and isinstance(answer, Onward):
                due = self._due(one, answer, people[one.trainee])
            yield Outcome(pairing=one, target=target, answer=answer, due_at=due)

    def _way(self, pairing: Pairing, target: Target) -> Way | Refusal | None:
        key = (pairing.edition, target.digest, pairing.role)
        if key not in self._ways:
            old, new = self.tx.definition(pairing.edition), target.process
            # What follows a later version already goes on with it.
            goes = pairing.edition != target.digest and Version.parse(old.version) <= Version.parse(new.version)
            self._ways[key] = way_between(old, new, pairing.role, self.plan) if goes else None
        return self._ways[key]

    def _answer(self, pairing: Pairing, way: Way, credited: tuple[tuple[str, int, int], ...]) -> Onward | Refusal:
        # Each way is kept, so that no other has its id.
        key = (id(way), pairing.state, pairing.back, pairing.attempt, credited)
        answer = self._answers.get(key)
        if answer is None:
            position = Position(state=pairing.state, back=pairing.back, attempt=pairing.attempt, credited=credited)
            answer = self._answers[key] = way.onward(position)
        return answer

    def _due(self, pairing: Pairing, onward: Onward, trainee: Person) -> datetime | None:
        key = (onward.rung.within, pairing.entered_at, trainee.time_zone, trainee.country)
        if key not in self._rules:
            self._rules[key] = onward.by_rule(pairing.entered_at, self.context.calendar_of(trainee))
        return recomputed(pairing.due_at, self._rules[key], pairing.paused_at or self.now)
