"""Prints the story of `preceptor demo`, what it came to, and what to try next."""

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from preceptor.cli import show
from preceptor.cli.base import answer, options_of, say_reason, zone_of
from preceptor.cli.certification import show_certifications
from preceptor.cli.overview import show_overdue

if TYPE_CHECKING:
    from preceptor.bootstrap.story import Step
    from preceptor.services.documents import ReasonDocument


def play(ctx: click.Context, folder: Path) -> int:
    """Play, and tell it. The story ends now, or at `PRECEPTOR_NOW`."""
    from preceptor.bootstrap import make_context
    from preceptor.bootstrap.settings import read_settings
    from preceptor.bootstrap.story import PROCESS, play_story
    from preceptor.services import certification_views, overview

    as_json = options_of(ctx).as_json
    refused: list[Step] = []
    count = 0
    for step in play_story(folder):
        count += 1
        if not as_json:
            said = ": refused" if step.refusal else ""
            click.echo(f"  {step.on}  {step.who} {step.what}{said}")
        if step.refusal:
            refused.append(step)
    options_of(ctx).made = True
    wired = make_context(settings=read_settings(folder))
    certified = certification_views.list_certifications(wired, process=PROCESS)
    overdue = overview.overdue(wired)

    def told(_: object) -> None:
        show.heading("\nWho is certified today")
        show_certifications(certified)
        show.heading("\nWhat is overdue today")
        show_overdue(overdue, wired.now, zone_of(wired))
        for one in refused:
            show.heading(f"\nRefused on {one.on}: {one.who} {one.what}")
            for reason in one.refusal.reasons if one.refusal else ():
                say_reason(reason.guard, reason.message, reason.who, reason.command)
        _show_next(folder)

    reasons = [
        {"on": one.on.isoformat(), "who": one.who, "what": one.what, "refused": _documents(one)} for one in refused
    ]
    document = {"folder": str(folder), "steps": count, "refused": reasons, "overdue": overdue}
    return answer(ctx, document, told)


def _documents(step: "Step") -> "list[ReasonDocument]":
    from preceptor.services.documents import reason_document

    return [reason_document(reason) for reason in step.refusal.reasons] if step.refusal else []


def _show_next(folder: Path) -> None:
    show.heading("\nWhat to try next")
    for line in (
        f"cd {quote(str(folder))}",
        "preceptor pairing list",
        "preceptor why teo/author",
        "preceptor mine --as paul",
        "preceptor pairing show mina/author",
        "preceptor retrospective show R-1",
        "preceptor recommendation list",
        "preceptor report process retrospective",
        "preceptor certification gaps",
        "preceptor audit verify",
    ):
        click.echo(f"  {line}")
