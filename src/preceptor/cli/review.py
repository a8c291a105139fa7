"""`preceptor review …`: what people say about a write-up, in writing and when it suits them."""

from typing import get_args

import click

from preceptor.cli.base import Noun, answer, context, request_id, verb, zone_of
from preceptor.cli.retrospective_text import show_moved
from preceptor.cli.review_text import show_review, show_thread
from preceptor.cli.types import TEXT
from preceptor.model.retrospective import ThreadKind


@click.group(cls=Noun)
def review() -> None:
    """Review a write-up: comment, answer, settle what was agreed, or pass.

    A RETRO is typed as R-3, a THREAD as T-5.
    """


_RETRO = click.argument("typed", metavar="RETRO")
_THREAD = click.argument("typed", metavar="THREAD")


@verb(review, "comment", example='preceptor review comment R-3 --kind clarify "which of the two caches is meant?"')
@_RETRO
@click.option(
    "--kind",
    type=click.Choice(get_args(ThreadKind)),
    required=True,
    help="change: this is wrong or missing; clarify: I do not understand it; disagree: I see it differently.",
)
@click.argument("text", metavar="TEXT", type=TEXT)
@request_id
@click.pass_context
def comment(ctx: click.Context, typed: str, kind: ThreadKind, text: str, request_id: str | None) -> int:
    """Open a thread about the write-up. By whoever was asked to review it."""
    from preceptor.services.retrospectives import reviewing

    wired = context(ctx, request_id=request_id)
    return answer(ctx, reviewing.comment(wired, typed, text, kind=kind), lambda one: show_thread(one, zone_of(wired)))


@verb(review, "reply", example='preceptor review reply T-5 "the one in front of the shop; I will say so"')
@_THREAD
@click.argument("text", metavar="TEXT", type=TEXT)
@request_id
@click.pass_context
def reply(ctx: click.Context, typed: str, text: str, request_id: str | None) -> int:
    """Answer in a thread that is open. By the author, or whoever was asked to review."""
    from preceptor.services.retrospectives import reviewing

    wired = context(ctx, request_id=request_id)
    return answer(ctx, reviewing.reply(wired, typed, text), lambda one: show_thread(one, zone_of(wired)))


@verb(review, "resolve", example='preceptor review resolve T-5 --how "both caches are named now"')
@_THREAD
@click.option("--how", type=TEXT, required=True, metavar="TEXT", help="What was agreed; it is kept.")
@click.option(
    "--change/--no-change",
    default=None,
    help="Whether the write-up is to be changed. Default: yes where the thread is of the kind change, else no.",
)
@request_id
@click.pass_context
def resolve(ctx: click.Context, typed: str, how: str, change: bool | None, request_id: str | None) -> int:
    """Settle a thread. By whoever opened it; in the meeting also by its moderator or note-taker. Once whoever opened
    it has left, by another reviewer, the team's lead or an owner, and never by the author.
    """
    from preceptor.services.retrospectives import reviewing

    wired = context(ctx, request_id=request_id)
    found = reviewing.settle(wired, typed, how=how, change=change)
    return answer(ctx, found, lambda one: show_thread(one, zone_of(wired)))


@verb(review, "pass", example="preceptor review pass R-3")
@_RETRO
@request_id
@click.pass_context
def pass_(ctx: click.Context, typed: str, request_id: str | None) -> int:
    """Say that you have nothing to add. By whoever was asked to review."""
    from preceptor.services.retrospectives import reviewing

    wired = context(ctx, request_id=request_id)
    return answer(ctx, reviewing.pass_(wired, typed), lambda one: show_moved(one, zone_of(wired)))


@verb(review, "list", example="preceptor review list R-3")
@_RETRO
@click.pass_context
def list_(ctx: click.Context, typed: str) -> int:
    """The window, who was asked, every thread with what was said, and what is agreed and not made yet."""
    from preceptor.services.retrospectives import reviewing

    wired = context(ctx)
    return answer(ctx, reviewing.list_review(wired, typed), lambda one: show_review(one, zone_of(wired)))
