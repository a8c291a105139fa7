"""Says beforehand what a publication would do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Literal, TypedDict

from preceptor.machine import decide
from preceptor.model import canonical
from preceptor.model.change_facts import ChangeFacts
from preceptor.model.event import moment
from preceptor.model.migration import Onward
from preceptor.model.overlay import name_of
from preceptor.model.people import can_mail
from preceptor.model.refusal import Refusal
from preceptor.model.retrospective_migration import Continued
from preceptor.ports import Reading
from preceptor.services.change_facts import facts_of, find_change
from preceptor.services.change_views import DifferenceDocument, differences
from preceptor.services.context import Context, acting_person
from preceptor.services.following.concerned import how_many_notices
from preceptor.services.following.moving import Moving, Outcome, Target, Targets
from preceptor.services.following.moving_retrospectives import RetrospectiveMoving, RetrospectiveOutcome
from preceptor.services.following.refreshing import how_many_refreshes
from preceptor.services.publication import reporters
from preceptor.services.publishing_terms import Terms
from preceptor.services.variants import carrying
from preceptor.services.variants.carrying import Carried

#: Instances that are looked at together: their facts come in a few queries.
_PAGE = 500


class EditionPreview(TypedDict):
    """What a publication changes for those who follow one edition. `team` is None for the standard.

    A team whose variant conflicts stays on its own: its digest is what it follows now, and nothing changes.
    """

    team: str | None
    #: When it begins: with the version, or later where a variant is to come that lies on an older one.
    effective: str
    digest: str
    changes: list[DifferenceDocument]


class InstancesPreview(TypedDict):
    """What becomes of running instances."""

    pinned: int
    migrated: int
    refused: int


class MovePreview(TypedDict):
    """What becomes of one instance that is to migrate. Due dates are None where nobody owes anything."""

    id: str
    state: str
    #: None, like its due date, where it cannot move.
    new_state: str | None
    old_due: str | None
    new_due: str | None
    refusal: str | None


class ConflictPreview(TypedDict):
    """Something in a team's variant that keeps it from following, until the team has decided."""

    team: str
    #: As it is typed: `checkout/retrospective`.
    variant: str
    #: From when on the team does not follow.
    effective: str
    #: What is in conflict, such as `research.due`.
    name: str
    message: str


PublicationPreview = TypedDict(
    "PublicationPreview",
    {
        "id": str,
        "process": str,
        "version": str,
        "class": str,
        "effective": str,
        "editions": list[EditionPreview],
        "notices": int,
        "instances": InstancesPreview,
        "moves": list[MovePreview],
        "refreshes": int,
        "conflicts": list[ConflictPreview],
        # Whether anybody else takes part here, whom a publication may concern.
        "concerns_others": bool,
    },
)


def foresee(context: Context, typed: str, terms: Terms, *, moves: int | None = None) -> PublicationPreview | Refusal:
    """What `publish` would do, or why it would be refused. Changes nothing.

    `moves`: how many instances that move are told at most, and how many that cannot; None: all. They are counted
    in any case.
    """
    terms.check()
    with context.store.reading() as tx:
        actor = acting_person(context, tx)
        change = find_change(tx, typed)
        terms.check_states(tx, change)
        facts = facts_of(
            context,
            tx,
            change,
            actor,
            effective_on=terms.effective,
            without_approvals=terms.without_approvals,
        )
        answer = decide(facts.lifecycle, facts, "publish")
        if isinstance(answer, Refusal):
            return answer
        published = replace(change, effective_at=facts.effective_at, decided_at=context.now)
        carried = carrying.foresee(tx, published, facts.after) if change.team is None else ()
        running = _Running(facts=facts, carried=carried, most=moves)
        running.look(context, tx, terms)
        told = sum(can_mail(facts.people[one]) for one in reporters(facts.answers, actor.id))
        return {
            "id": change.short_id,
            "process": change.process,
            "version": change.version,
            "class": change.change_class,
            "effective": moment(facts.effective_at),
            "editions": list(_editions(tx, facts, carried)),
            "notices": told + how_many_notices(tx, published, actor),
            "instances": running.counted,
            "moves": running.moves,
            "refreshes": how_many_refreshes(tx, published),
            "conflicts": list(_conflicts(change.process, carried)),
            "concerns_others": any(one.active and one.id != actor.id for one in tx.people()),
        }


def _editions(tx: Reading, facts: ChangeFacts, carried: Sequence[Carried]) -> Iterator[EditionPreview]:
    change = facts.change
    team = tx.team(change.team).name if change.team is not None else None
    yield {
        "team": team,
        "effective": moment(facts.effective_at),
        "digest": change.digest,
        "changes": differences(facts.before, facts.after),
    }
    for one in carried:
        yield {
            "team": one.team.name,
            "effective": moment(one.at),
            "digest": one.before if one.form is None else canonical.digest(one.form),
            "changes": differences(tx.definition(one.before), one.after) if one.after else [],
        }


def _conflicts(process: str, carried: Sequence[Carried]) -> Iterator[ConflictPreview]:
    for one in carried:
        team, at = one.team.name, moment(one.at)
        named = [(conflict.name, conflict.message) for conflict in one.conflicts]
        named += [(name_of(breach.path), breach.message) for breach in one.breaches]
        for name, message in named:
            yield {
                "team": team,
                "variant": f"{team}/{process}",
                "effective": at,
                "name": name,
                "message": message,
            }


@dataclass(kw_only=True)
class _Running:
    """What becomes of the instances that run when the change comes into force."""

    facts: ChangeFacts
    carried: Sequence[Carried]
    #: How many moves of each kind are kept.
    most: int | None
    counted: InstancesPreview = field(default_factory=lambda: InstancesPreview(pinned=0, migrated=0, refused=0))
    moves: list[MovePreview] = field(default_factory=list)

    def look(self, context: Context, tx: Reading, terms: Terms) -> None:
        """Go through all of them, a page at a time."""
        change = self.facts.change
        if terms.in_flight == "finish":
            running = tx.running_under(change.process, change.team)
            self.counted["pinned"] = sum(one.how_many for one in running)
            return
        moving = Moving(
            context=context,
            tx=tx,
            plan=terms.plan,
            targets=self._targets(),
            now=self.facts.effective_at,
        )
        pairings = iter(tx.running(change.process, change.team))
        while page := list(islice(pairings, _PAGE)):
            for one in moving.outcomes(page):
                self._count(one.answer, _move(one) if one.answer else None)
        self._look_at_retrospectives(context, tx, terms, moving.targets)

    def _look_at_retrospectives(self, context: Context, tx: Reading, terms: Terms, targets: Targets) -> None:
        change, now = self.facts.change, self.facts.effective_at
        moving = RetrospectiveMoving(context=context, tx=tx, plan=terms.plan, targets=targets, now=now)
        running = iter(tx.running_retrospectives(change.process, change.team))
        while page := list(islice(running, _PAGE)):
            for one in moving.outcomes(page):
                self._count(one.answer, _move_of_retrospective(one) if one.answer else None)

    def _targets(self) -> Targets:
        change = self.facts.change
        published = Target(digest=change.digest, process=self.facts.after)
        if change.team is not None:
            return Targets(others=None, teams={change.team: published})
        return Targets(
            others=published,
            teams={
                one.team.id: Target(digest=canonical.digest(one.form), process=one.after)
                if one.form is not None and one.after is not None
                else None
                for one in self.carried
                if one.at == self.facts.effective_at
            },
        )

    def _count(self, answer: Onward | Continued | Refusal | None, move: MovePreview | None) -> None:
        if answer is None or move is None:
            self.counted["pinned"] += 1
            return
        kind: Literal["migrated", "refused"] = "refused" if isinstance(answer, Refusal) else "migrated"
        self.counted[kind] += 1
        if self.most is None or self.counted[kind] <= self.most:
            self.moves.append(move)


def _move(one: Outcome) -> MovePreview:
    pairing, answer = one.pairing, one.answer
    # While it rests nobody owes anything.
    old = None if pairing.paused_at else pairing.due_at
    new = None if pairing.paused_at or not isinstance(answer, Onward) else one.due_at
    return {
        "id": pairing.short_id,
        "state": pairing.state,
        "new_state": answer.state if isinstance(answer, Onward) else None,
        "old_due": moment(old) if old else None,
        "new_due": moment(new) if new else None,
        "refusal": "; ".join(x.message for x in answer.reasons) if isinstance(answer, Refusal) else None,
    }


def _move_of_retrospective(one: RetrospectiveOutcome) -> MovePreview:
    found, answer = one.retrospective, one.answer
    new = one.due_at if isinstance(answer, Continued) else None
    return {
        "id": found.short_id,
        "state": found.state,
        "new_state": answer.state if isinstance(answer, Continued) else None,
        "old_due": moment(found.due_at) if found.due_at else None,
        "new_due": moment(new) if new else None,
        "refusal": "; ".join(x.message for x in answer.reasons) if isinstance(answer, Refusal) else None,
    }
