"""Moves running retrospectives to the edition that their team follows now."""

from preceptor.model.canonical import Json
from preceptor.model.change import Change
from preceptor.model.event import Happening, moment
from preceptor.model.obligation import Obligation
from preceptor.model.refusal import Refusal
from preceptor.model.retrospective_migration import Continued
from preceptor.ports import Job
from preceptor.services.act import Act
from preceptor.services.following.batch import Done
from preceptor.services.following.migrating import plan_of
from preceptor.services.following.moving import Target, targets_of
from preceptor.services.following.moving_retrospectives import RetrospectiveMoving, RetrospectiveOutcome
from preceptor.services.owing import Owing

#: Retrospectives of one transaction. Fewer than pairings: each is looked at by itself. Our choice.
_BATCH = 200


def batch(act: Act, job: Job) -> Done:
    """The next of them, by id. One event each: it has moved, or it stays and why."""
    change = act.tx.change(job.change)
    if change is None or job.terms.get("in_flight") != "migrate":
        return Done(last=True)  # those that stay are counted with the pairings that do
    running = act.tx.lock_running_retrospectives(change.process, after=job.after, how_many=_BATCH, team=change.team)
    targets = targets_of(act.tx, change)
    moving = RetrospectiveMoving(context=act.context, tx=act.tx, plan=plan_of(job), targets=targets, now=act.now)
    outcomes = list(moving.outcomes(running))
    act.record([_happening(act, change, one) for one in outcomes if one.answer is not None])
    migrated = sum(isinstance(one.answer, Continued) for one in outcomes)
    refused = sum(isinstance(one.answer, Refusal) for one in outcomes)
    return Done(
        after=running[-1].id if running else job.after,
        last=len(running) < _BATCH,
        counted={"migrated": migrated, "refused": refused, "pinned": len(outcomes) - migrated - refused},
    )


def _happening(act: Act, change: Change, outcome: RetrospectiveOutcome) -> Happening:
    one, answer = outcome.retrospective, outcome.answer
    about: dict[str, Json] = {
        "retrospective": one.id,
        "process": one.process,
        "team": one.team,
        "change": change.id,
        "version": change.version,
    }
    stream = f"retrospective:{one.id}"
    if isinstance(answer, Continued) and outcome.target is not None:
        data = {**about, **_moved(act, outcome, outcome.target, answer)}
        return Happening(stream=stream, kind="retrospective-migrated", data=data)
    found = answer.reasons if isinstance(answer, Refusal) else ()
    reasons: list[Json] = [{"guard": reason.guard, "message": reason.message} for reason in found]
    stayed = {**about, "edition": one.edition, "reasons": reasons}
    return Happening(stream=stream, kind="retrospective-stayed", data=stayed)


def _moved(act: Act, outcome: RetrospectiveOutcome, target: Target, onward: Continued) -> dict[str, Json]:
    one, owing = outcome.retrospective, Owing(act=act)
    _owe(owing, outcome, onward)
    data: dict[str, Json] = {
        "before": one.edition,
        "edition": target.digest,
        "revision": one.revision + 1,
        "state": onward.state,
        "due_at": moment(outcome.due_at) if outcome.due_at else None,
    }
    if outcome.window and outcome.window != (one.review_least, one.review_most):
        data["review_least"], data["review_most"] = map(moment, outcome.window)
    return {**data, **owing.data}


def _owe(owing: Owing, outcome: RetrospectiveOutcome, onward: Continued) -> None:
    """What is owed moves along, under the name that the step has now."""
    step = onward.step
    kept: list[Obligation] = []
    if step is None:
        owing.settle(list(outcome.before))
        return
    for each in outcome.owed:
        was, duty = each.was, each.duty
        opens_later = was is not None and duty.opens_at is not None and was.opens_at < duty.opens_at
        if was is not None and was.step == step.name and not opens_later:
            kept.append(was)
            if duty.due_at != was.due_at or onward.reminded_anew:
                owing.move(was, duty.who, duty.due_at, step.remind, anew=duty.due_at != was.due_at)
            continue
        owing.open(
            duty.kind,
            person=duty.who,
            process=outcome.retrospective.process,
            instance=outcome.retrospective.short_id,
            step=step.name,
            due_at=duty.due_at,
            remind=step.remind,
            opens_at=was.opens_at if was and not opens_later else duty.opens_at,
        )
    owing.settle([one for one in outcome.before if one not in kept])
