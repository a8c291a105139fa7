"""Decides how running retrospectives move to the edition that their team follows, and what is owed for them then."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from preceptor.model.migration import Plan, recomputed
from preceptor.model.obligation import Obligation
from preceptor.model.people import Person, Team
from preceptor.model.refusal import Refusal
from preceptor.model.retrospective import Retrospective
from preceptor.model.retrospective_facts import RetrospectiveFacts, reviews
from preceptor.model.retrospective_migration import Continued, Route, Standpoint, route_between
from preceptor.model.version import Version
from preceptor.ports import ObligationFilter, Reading
from preceptor.services.context import Context
from preceptor.services.following.moving import Target, Targets
from preceptor.services.retrospectives.duties import Duty, due_by_rule, duties_of, window_from
from preceptor.services.retrospectives.facts import lifecycle_of, parts_in


@dataclass(frozen=True, kw_only=True)
class Owed:
    """What one person or team owes from the move on."""

    duty: Duty
    #: What they owed of the same kind before; None: nothing.
    was: Obligation | None


@dataclass(frozen=True, kw_only=True)
class RetrospectiveOutcome:
    """What becomes of one retrospective."""

    retrospective: Retrospective
    #: Where it was to go, and where it goes on there or why it does not; None: nothing changed for its team.
    target: Target | None = None
    answer: Continued | Refusal | None = None
    owed: tuple[Owed, ...] = ()
    #: What was owed before, by whomever.
    before: tuple[Obligation, ...] = ()
    #: The window of a review that is open, as it is from then on.
    window: tuple[datetime, datetime] | None = None

    @property
    def due_at(self) -> datetime | None:
        """When the first who owes it has to be done, UTC."""
        return min((one.duty.due_at for one in self.owed), default=None)


@dataclass(kw_only=True)
class RetrospectiveMoving:
    """Decides once for all retrospectives that stand at the same place."""

    context: Context
    tx: Reading
    plan: Plan
    targets: Targets
    #: When they move, UTC.
    now: datetime
    _routes: dict[tuple[str, str], Route | Refusal | None] = field(default_factory=dict)
    _answers: dict[tuple[str, str, Standpoint], Continued | Refusal] = field(default_factory=dict)

    def outcomes(self, retrospectives: Sequence[Retrospective]) -> Iterator[RetrospectiveOutcome]:
        """What becomes of each, in their order."""
        owed: dict[str | None, list[Obligation]] = {}
        instances = frozenset(one.short_id for one in retrospectives)
        for one in self.tx.obligations(ObligationFilter(instances=instances)):
            if one.kind in ("step", "review"):
                owed.setdefault(one.instance, []).append(one)
        for each in retrospectives:
            yield self._outcome(each, owed.get(each.short_id, []))

    def _outcome(self, one: Retrospective, before: Sequence[Obligation]) -> RetrospectiveOutcome:
        target = self.targets.of(one)
        route = self._route(one, target) if target else None
        if target is None or route is None:
            return RetrospectiveOutcome(retrospective=one)
        facts = parts_in(self.context, self.tx, one, None)
        answer = route if isinstance(route, Refusal) else self._answer(facts, route)
        if isinstance(answer, Refusal):
            return RetrospectiveOutcome(retrospective=one, target=target, answer=answer)
        process = target.process
        moved = replace(one, state=answer.state, edition=target.digest)
        after = replace(facts, retrospective=moved, process=process, lifecycle=lifecycle_of(process), now=self.now)
        window = self._window(after)
        if window:
            moved = replace(moved, review_least=window[0], review_most=window[1])
            after = replace(after, retrospective=moved)
        return RetrospectiveOutcome(
            retrospective=one,
            target=target,
            answer=answer,
            owed=tuple(self._owed(after, before)),
            before=tuple(before),
            window=window,
        )

    def _route(self, one: Retrospective, target: Target) -> Route | Refusal | None:
        key = (one.edition, target.digest)
        if key not in self._routes:
            old, new = self.tx.definition(one.edition), target.process
            # What follows a later version already goes on with it.
            goes = one.edition != target.digest and Version.parse(old.version) <= Version.parse(new.version)
            self._routes[key] = route_between(old, new, self.plan) if goes else None
        return self._routes[key]

    def _answer(self, facts: RetrospectiveFacts, route: Route) -> Continued | Refusal:
        one = facts.retrospective
        standpoint = Standpoint(
            state=one.state,
            roles=frozenset(facts.assigned),
            reviewed=one.reviewed_at is not None,
            disputed=bool(facts.open_threads),
        )
        key = (one.edition, route.new.version, standpoint)
        if key not in self._answers:
            self._answers[key] = route.onward(standpoint)
        return self._answers[key]

    def _owed(self, after: RetrospectiveFacts, before: Sequence[Obligation]) -> Iterator[Owed]:
        """Whoever owes the step under the new edition; who owed it before has the time that they had."""
        for duty in duties_of(self.context, self.tx, after):
            was = next((each for each in before if each.kind == duty.kind and _owes(each, duty.who)), None)
            yield Owed(duty=replace(duty, due_at=self._due(after, duty, was)), was=was)

    def _due(self, after: RetrospectiveFacts, duty: Duty, was: Obligation | None) -> datetime:
        one, step = after.retrospective, after.step
        kept = was.due_at if was else one.due_at
        ends_review = reviews(step) and duty.kind == "step"
        if kept is None or step is None or (was is None and ends_review):
            return duty.due_at
        if self.plan.due == "keep":
            return kept
        if ends_review:
            return max(kept, duty.due_at)
        since = was.opens_at if was else one.entered_at
        rule = due_by_rule(one, step, since, self.context.calendar_of(duty.who))
        found = recomputed(kept, rule, self.now) or kept
        return max(kept, found) if reviews(step) else found

    def _window(self, after: RetrospectiveFacts) -> tuple[datetime, datetime] | None:
        """A review that is open gets no shorter; with dates computed anew it gets as long as the new edition says."""
        one, step = after.retrospective, after.step
        if not reviews(step) or step is None or self.plan.due == "keep":
            return None
        if one.review_from is None or one.review_least is None or one.review_most is None:
            return None
        team = self.tx.team(one.team)
        least, most = window_from(one.review_from, step, self.context.calendar_of(team))
        return max(least, one.review_least), max(most, one.review_most)


def _owes(one: Obligation, who: Person | Team) -> bool:
    return one.team == who.id if isinstance(who, Team) else one.person == who.id
