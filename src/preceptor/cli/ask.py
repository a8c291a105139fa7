"""Asks on a terminal for what an observation was not told: each standard, and the feedback in three parts."""

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from preceptor.services.context import Context
    from preceptor.services.observations import Told


def ask_judgement(ctx: click.Context, wired: "Context", typed: str, told: "Told") -> "Told":
    """The same occasion with the answers of who may rate it; unchanged where nobody can be asked."""
    from preceptor.cli.base import options_of
    from preceptor.services.judging import judgement_of
    from preceptor.services.observations import standards_to_rate

    if told.judgement or options_of(ctx).as_json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return told
    standards = standards_to_rate(wired, typed, told)
    if standards is None:
        return told
    met: list[str] = []
    not_yet: list[str] = []
    for standard in standards:
        click.echo(f"{standard.id}: {standard.text}")
        seen = click.prompt(
            "  met, not-yet or unseen", type=click.Choice(["met", "not-yet", "unseen"]), default="unseen"
        )
        {"met": met, "not-yet": not_yet}.get(seen, []).append(standard.id)
    well = click.prompt("What went well")
    change = click.prompt("What to change")
    next_ = click.prompt("The next step")
    return replace(told, judgement=judgement_of(met, not_yet, well, change, next_))
