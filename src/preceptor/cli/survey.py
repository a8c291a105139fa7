"""`preceptor survey …`: how useful finished retrospectives were."""

from typing import TYPE_CHECKING, Literal

import click

from preceptor.cli import show
from preceptor.cli.base import Noun, answer, context, request_id, verb
from preceptor.cli.types import TEXT, Whole

if TYPE_CHECKING:
    from preceptor.services.learning.answering import AnsweredDocument
    from preceptor.services.learning.usefulness import SurveyDocument, UsefulnessDocument


@click.group(cls=Noun)
def survey() -> None:
    """How useful finished retrospectives were, and what to keep, drop and add.

    Nobody owes an answer. Fewer than five are not told apart, and no text is shown with a name.
    """


@verb(
    survey,
    "answer",
    example='preceptor survey answer R-3 --useful 4 --keep "the timeline" --drop "the meeting" --add "a diagram"',
)
@click.argument("typed", metavar="RETRO")
@click.option("--useful", type=Whole(1, 5), required=True, metavar="1..5", help="1: not at all; 5: very.")
@click.option("--keep", type=TEXT, metavar="T", help="What was worth its time.")
@click.option("--drop", type=TEXT, metavar="T", help="What was not.")
@click.option("--add", type=TEXT, metavar="T", help="What was missing.")
@request_id
@click.pass_context
def answer_(
    ctx: click.Context,
    typed: str,
    useful: int,
    keep: str | None,
    drop: str | None,
    add: str | None,
    request_id: str | None,
) -> int:
    """Say how useful a finished retrospective was. By whoever took part; a later answer replaces the one before."""
    from preceptor.services.learning import answering

    wired = context(ctx, request_id=request_id)
    found = answering.answer_survey(wired, typed, useful=useful, keep=keep, drop=drop, add=add)
    return answer(ctx, found, _show_answered)


@verb(survey, "results", example="preceptor survey results --by team")
@click.option("--process", default="retrospective", metavar="P", help="Default: `retrospective`.")
@click.option("--team", metavar="T", help="Only the retrospectives of this team.")
@click.option(
    "--by", type=click.Choice(["version", "team"]), default="version", help="What answers are put together by."
)
@click.pass_context
def results(ctx: click.Context, process: str, team: str | None, by: Literal["version", "team"]) -> int:
    """What people answered, per version of the process or per team. Nothing is told of fewer than five answers.

    A version stands without the variants of it that teams follow; what was answered about those stands apart.
    """
    from preceptor.services.learning import usefulness

    found = usefulness.survey_results(context(ctx), process, team=team, by=by)
    return answer(ctx, found, _show_results)


def _show_answered(found: "AnsweredDocument") -> None:
    again = ", instead of your answer before" if found["replaced"] else ""
    click.echo(f"Thank you. Your answer about {found['retrospective']} is on record{again}.")


def _show_results(found: "SurveyDocument") -> None:
    groups = {"everybody": found["everybody"], **found["groups"]}
    rows = [{"group": name, **_row(one)} for name, one in groups.items()]
    columns = {"group": found["by"].upper(), "answers": "ANSWERS", "median": "MEDIAN"}
    show.table(rows, {**columns, **{str(one): str(one) for one in range(1, 6)}, "note": ""}, empty="")
    for name, one in found["groups"].items():
        for what in ("keep", "drop", "add"):
            for text in one[what]:
                click.echo(show.wrapped(text, first=f"{name} {what}: ", rest="  "))


def _row(one: "UsefulnessDocument") -> dict[str, object]:
    from preceptor.render.report_words import untold

    return {"answers": one["answers"], "median": one["median"], **one["distribution"], "note": untold(one)}
