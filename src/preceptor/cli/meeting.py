"""`preceptor meeting …`: about what a review left open, with those whom it needs."""

from datetime import datetime, time
from pathlib import Path

import click

from preceptor.cli.base import Noun, answer, context, request_id, verb, zone_of
from preceptor.cli.retrospective_text import show_moved
from preceptor.cli.review_text import show_meeting
from preceptor.cli.types import MOMENT, PATH, TEXT


@click.group(cls=Noun)
def meeting() -> None:
    """Meet about what a review left open, and about nothing else.

    A RETRO is typed as R-3.
    """


_RETRO = click.argument("typed", metavar="RETRO")


@verb(meeting, "schedule", example='preceptor meeting schedule R-3 --at 2026-03-27T14:00+01:00 --where "room 4"')
@_RETRO
@click.option("--at", type=MOMENT, required=True, metavar="TIME", help="ISO 8601, or 14:00: the next where you are.")
@click.option("--minutes", type=int, default=30, show_default=True, metavar="N", help="How long it takes.")
@click.option("--where", type=TEXT, metavar="TEXT", help="A room or an address. When it is moved: else as before.")
@request_id
@click.pass_context
def schedule(
    ctx: click.Context, typed: str, at: datetime | time, minutes: int, where: str | None, request_id: str | None
) -> int:
    """Announce the meeting, or move it. Invited are its three parts and who spoke in an open thread.

    By the presenter, the moderator, the note-taker, the team's lead or an owner.
    """
    from preceptor.services.retrospectives import meeting as service

    wired = context(ctx, request_id=request_id)
    found = service.schedule(wired, typed, at=at, minutes=minutes, where=where)
    return answer(ctx, found, lambda one: show_meeting(one, zone_of(wired)))


@verb(meeting, "agenda", example="preceptor meeting agenda R-3")
@_RETRO
@click.pass_context
def agenda(ctx: click.Context, typed: str) -> int:
    """The open threads with what was said in them, who is invited, and what was noted."""
    from preceptor.services.retrospectives import meeting as service

    wired = context(ctx)
    return answer(ctx, service.agenda(wired, typed), lambda one: show_meeting(one, zone_of(wired)))


@verb(meeting, "notes", example="preceptor meeting notes R-3 notes.md")
@_RETRO
@click.argument("file", metavar="FILE", type=PATH)
@request_id
@click.pass_context
def notes(ctx: click.Context, typed: str, file: Path, request_id: str | None) -> int:
    """Attach what was noted in the meeting: UTF-8 text, at most 1 MiB. By the note-taker or the moderator."""
    from preceptor.bootstrap.texts import read_text
    from preceptor.services.retrospectives import meeting as service

    text = read_text(file)
    wired = context(ctx, request_id=request_id)
    return answer(ctx, service.attach(wired, typed, text), lambda one: show_moved(one, zone_of(wired)))
