"""Asks on a terminal for what an observation was not told: each standard, and the feedback in three parts."""

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from preceptor.services.context import Context
    from preceptor.services.observations import Told


_RATINGS = ("met", "not-yet", "unseen")


def ask_judgement(ctx: click.Context, wired: "Context", typed: str, told: "Told") -> "Told":
    """The same occasion with the answers of who may rate it; unchanged where nobody can be asked."""
    from preceptor.cli.base import options_of
    from preceptor.services.judging import judgement_of
    from preceptor.services.observations import question_about

    if told.judgement or options_of(ctx).as_json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return told
    question = question_about(wired, typed, told)
    if question is None:
        return told
    met: list[str] = []
    not_yet: list[str] = []
    click.echo(f"About {question.trainee} on the rung `{question.rung}`.")
    if question.standards:
        click.echo(f"Rate each standard: {', '.join(_RATINGS)}.")
    for standard in question.standards:
        click.echo(f"{standard.id}: {standard.text}")
        # Nobody meets a standard by pressing return: what was not looked at was not seen.
        seen = click.prompt("  rating", type=click.Choice(_RATINGS), default="unseen", show_choices=False)
        {"met": met, "not-yet": not_yet}.get(seen, []).append(standard.id)
    well = click.prompt("What went well")
    change = click.prompt("What to change")
    next_ = click.prompt("The next step")
    return replace(told, judgement=judgement_of(met, not_yet, well, change, next_))
