"""Takes answers to the survey: how useful a finished retrospective was, what to keep, drop and add."""

from typing import TypedDict

from preceptor.errors import BadInput
from preceptor.model.canonical import Json
from preceptor.model.event import Happening, Payload
from preceptor.model.refusal import Reason, Refusal
from preceptor.model.retrospective import Retrospective
from preceptor.model.survey import SCALE
from preceptor.services.act import Act, refuse
from preceptor.services.command import carry_out
from preceptor.services.context import Context
from preceptor.services.person_fields import demand, text_troubles
from preceptor.services.retrospectives.audience import took_part
from preceptor.services.retrospectives.facts import locked_retrospective


class AnsweredDocument(TypedDict):
    """That somebody answered. What they said in words stays out: it can be erased."""

    retrospective: str
    useful: int
    #: They had answered before, and this took its place.
    replaced: bool


def answer_survey(
    context: Context,
    typed: str,
    *,
    useful: int,
    keep: str | None = None,
    drop: str | None = None,
    add: str | None = None,
) -> AnsweredDocument | Refusal:
    """Say how useful a finished retrospective was, from 1 (not at all) to 5 (very). By whoever took part in it.

    A later answer takes the place of the one before, with all its words. Raises `BadInput` and `UnknownId`.
    """
    words = {"keep": keep, "drop": drop, "add": add}
    said = {name: text for name, text in words.items() if text is not None}

    def work(act: Act) -> AnsweredDocument:
        for name, text in said.items():
            demand(text_troubles(text, f"text of --{name}"))
        retrospective = locked_retrospective(act.tx, typed)
        reasons = _reasons(act, retrospective)
        if reasons:
            refuse(*reasons)
        before = act.tx.survey_answer(retrospective.id, act.by.id)
        act.record([_answered(act, retrospective, useful, said)])
        return {"retrospective": retrospective.short_id, "useful": useful, "replaced": before is not None}

    if useful not in SCALE:
        raise BadInput(f"useful is {SCALE[0]} (not at all) to {SCALE[-1]} (very), and not {useful}")
    arguments: dict[str, Json] = {"retrospective": typed, "useful": useful, **words}
    return carry_out(context, "survey answer", arguments, work)


def _reasons(act: Act, retrospective: Retrospective) -> list[Reason]:
    reasons = []
    if retrospective.completed_at is None:
        reasons.append(not_complete(retrospective))
    if act.by.id not in took_part(act.tx, retrospective):
        reasons.append(
            Reason(
                guard="took-part",
                message=f"{act.by.login} took no part in {retrospective.short_id}; only who did can tell whether it "
                "was useful",
                command=f"preceptor retrospective show {retrospective.short_id}",
            )
        )
    return reasons


def not_complete(retrospective: Retrospective) -> Reason:
    """That the write-up is not complete yet."""
    return Reason(
        guard="write-up-complete",
        message=f"the write-up of {retrospective.short_id} is not complete: it is in `{retrospective.state}`",
        command=f"preceptor why {retrospective.short_id}",
    )


def _answered(act: Act, retrospective: Retrospective, useful: int, said: dict[str, str]) -> Happening:
    return Happening(
        stream=f"retrospective:{retrospective.id}",
        kind="survey-answered",
        data={"retrospective": retrospective.id, "by": act.by.id, "useful": useful},
        payloads=(Payload(person=act.by.id, body={**said}),) if said else (),
    )
