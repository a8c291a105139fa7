"""A command that writes: one request, one transaction, one answer."""

import uuid
from collections.abc import Callable, Mapping
from typing import TypeVar, cast

from preceptor.errors import EnvironmentProblem, RequestReused
from preceptor.model import canonical
from preceptor.model.canonical import Json
from preceptor.model.refusal import Refusal
from preceptor.ports import Request, Writing
from preceptor.services.act import Act, Context, Refused, acting_person
from preceptor.services.settle import settle

Document = TypeVar("Document")


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
    value. Raises `NoPerson` where the command needs a person and has none, `UnknownId` for an unknown login,
    `RequestReused` where the request id belongs to another command.
    """
    digest = canonical.digest([command, dict(arguments), context.person])
    identity = context.request_id or uuid.uuid4().hex

    def transaction(tx: Writing) -> Document:
        before = tx.answer(identity)
        if before:
            if before.digest != digest:
                raise RequestReused
            return cast(Document, before.body)
        settle(Act(context=context, tx=tx, actor=None))
        answer = work(Act(context=context, tx=tx, actor=actor))
        tx.keep_answer(cast(Json, answer))
        return answer

    if not context.writes_allowed:
        raise EnvironmentProblem(
            "the clock is fixed by PRECEPTOR_NOW, and this database takes no writes under a fixed clock",
            remedy="Unset PRECEPTOR_NOW; or, for a demonstration, set allow_fixed_clock = true under [folder].",
        )
    actor = None if as_system and (context.person is None or context.assumed) else acting_person(context)
    request = Request(
        id=identity,
        digest=digest,
        actor=actor.id if actor else None,
        now=context.now,
        fixed_clock=context.fixed_clock,
    )
    try:
        return context.store.write(request, transaction)
    except Refused as refused:
        return refused.refusal
