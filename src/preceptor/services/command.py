"""A command that writes: one request, one transaction, one answer."""

import uuid
from collections.abc import Callable, Mapping
from typing import TypeVar, cast

from preceptor.errors import BadInput, EnvironmentProblem, RequestReused
from preceptor.model import canonical
from preceptor.model.canonical import Json
from preceptor.model.deadline import BeyondCalendar
from preceptor.model.refusal import Refusal
from preceptor.ports import Answer, Reading, Request, Writing
from preceptor.services.act import Act, Refused
from preceptor.services.context import Context, acting_person
from preceptor.services.settle import settle

Document = TypeVar("Document")

#: Characters; several times a UUID, and far less than an index entry may have.
_LONGEST_ID = 200


def carry_out(
    context: Context,
    command: str,
    arguments: Mapping[str, Json],
    work: Callable[[Act], Document],
    *,
    as_system: bool = False,
) -> Document | Refusal:
    """Run `work` as one transaction under one request.

    A request that was answered before is answered the same again. A refusal leaves nothing behind, and is a
    value; it is counted where the folder says so. Raises `NoPerson` where the command needs a person and has none,
    `UnknownId` for an unknown login, `RequestReused` where the request id belongs to another command, `BadInput`
    where it is none.
    """
    identity = _identity(context.request_id)
    digest = _digest(context, command, arguments)
    asked_before = context.request_id is not None

    def transaction(tx: Writing) -> Document:
        nonlocal asked_before
        # An id that was made up a moment ago has no answer yet; but a commit may take effect and its answer be lost.
        before = _said_before(tx, identity, digest) if asked_before else None
        asked_before = True
        if before:
            return cast(Document, before.body)
        if tx.job_waits(context.now):
            raise _WorkWaits
        actor = None if nobody else acting_person(context, tx)
        settle(Act(context=context, tx=tx, actor=None))
        if actor:
            tx.act_for(actor.id)
        answer = work(Act(context=context, tx=tx, actor=actor))
        tx.keep_answer(cast(Json, answer))
        return answer

    require_writes(context)
    nobody = as_system and (context.person is None or context.assumed)
    request = Request(
        id=identity,
        digest=digest,
        actor=None,
        now=context.now,
        fixed_clock=context.fixed_clock,
    )
    try:
        while True:
            try:
                answer = _written(context, request, transaction)
                context.progress.done = True
                return answer
            except _WorkWaits:
                from preceptor.services.following.jobs import run_due  # few commands come after a publication

                run_due(context)
    except Refused as refused:
        if context.counts_refusals and refused.tried:
            context.store.count_refusal(refused.tried, context.now.date())
        return refused.refusal
    except BeyondCalendar as error:
        raise BadInput(str(error), remedy="Say less, or see to the durations in the definition.") from error


def answered_before(context: Context, command: str, arguments: Mapping[str, Json]) -> Answer | None:
    """What this request was answered before; None: not yet, or it has no id. Raises as `carry_out` does.

    For commands that work in several transactions, and whose last one is `carry_out`.
    """
    if context.request_id is None:
        return None
    identity, digest = _identity(context.request_id), _digest(context, command, arguments)
    with context.store.reading() as tx:
        return _said_before(tx, identity, digest)


def require_writes(context: Context) -> None:
    """Raise `EnvironmentProblem` where a fixed clock may not write."""
    if not context.writes_allowed:
        raise EnvironmentProblem(
            "the clock is fixed by PRECEPTOR_NOW, and this database takes no writes under a fixed clock",
            remedy="Unset PRECEPTOR_NOW; or, for a demonstration, set allow_fixed_clock = true under [folder].",
        )


def _written(context: Context, request: Request, transaction: Callable[[Writing], Document]) -> Document:
    """Run the transaction. Where it is stopped while it is committed, the record knows whether that took effect."""
    try:
        return context.store.write(request, transaction)
    except KeyboardInterrupt:
        with context.store.reading() as tx:
            before = _said_before(tx, request.id, request.digest)
        if before is None:
            raise
        return cast(Document, before.body)


class _WorkWaits(Exception):
    """Something that a publication brought about is not done yet, and comes before any other command."""


def _digest(context: Context, command: str, arguments: Mapping[str, Json]) -> str:
    """What tells two requests apart that have the same id."""
    return canonical.digest([command, dict(arguments), context.person])


def _said_before(tx: Reading, identity: str, digest: str) -> Answer | None:
    """What a request was answered. Raises `RequestReused`."""
    before = tx.answer(identity)
    if before and before.digest != digest:
        raise RequestReused
    return before


def _identity(asked: str | None) -> str:
    """The request's id: the one that was given, where it can be one, else a new one."""
    if asked is None:
        return uuid.uuid4().hex
    if not asked.strip() or not asked.isprintable() or len(asked) > _LONGEST_ID:
        raise BadInput(f"a request id has 1 to {_LONGEST_ID} characters that can be printed")
    return asked
