"""What is done with a proposal: comment, approve, reject, withdraw, publish.

`preceptor change` and `preceptor variant` have the same verbs, for the standard and for what a team does differently.
"""

import sys
from datetime import date
from typing import TYPE_CHECKING

import click

from preceptor.cli.base import answer, context, options_of, request_id, verb, zone_of
from preceptor.cli.change_text import show_moved, show_published
from preceptor.cli.preview_text import MOVES, show_preview
from preceptor.cli.progress import progress_bar
from preceptor.cli.types import DAY, TEXT

if TYPE_CHECKING:
    from preceptor.services.context import Context
    from preceptor.services.publishing_terms import Terms


def add_verbs(group: click.Group, noun: str, approver: str) -> None:
    """Give a noun the verbs. `approver` says who approves."""
    why = click.option("--why", type=TEXT, required=True, metavar="WHY", help="The reason; it is kept.")
    change = click.argument("typed", metavar="CHANGE")

    @verb(group, "comment", example=f'preceptor {noun} comment CH-4 "what could go in exchange?"')
    @change
    @click.argument("text", metavar="TEXT", type=TEXT)
    @request_id
    @click.pass_context
    def comment(ctx: click.Context, typed: str, text: str, request_id: str | None) -> int:
        """Say something about a change. By anyone."""
        from preceptor.services import changes

        found = changes.comment(context(ctx, request_id=request_id), typed, text)
        return answer(ctx, found, lambda one: click.echo(f"Your comment stands beside {one['id']}."))

    @verb(group, "approve", example=f"preceptor {noun} approve CH-4 --as paul")
    @change
    @request_id
    @click.pass_context
    def approve(ctx: click.Context, typed: str, request_id: str | None) -> int:
        from preceptor.services import changes

        wired = context(ctx, request_id=request_id)
        return answer(ctx, changes.approve(wired, typed), lambda one: show_moved(one, zone_of(wired)))

    approve.help = f"Approve a change, or review afterwards what was published unreviewed. By {approver}."

    @verb(group, "reject", example=f'preceptor {noun} reject CH-4 --why "…"')
    @change
    @why
    @request_id
    @click.pass_context
    def reject(ctx: click.Context, typed: str, why: str, request_id: str | None) -> int:
        from preceptor.services import changes

        wired = context(ctx, request_id=request_id)
        return answer(ctx, changes.reject(wired, typed, why=why), lambda one: show_moved(one, zone_of(wired)))

    reject.help = f"End a change in review, with a reason. By {approver}."

    @verb(group, "withdraw", example=f"preceptor {noun} withdraw CH-4")
    @change
    @request_id
    @click.pass_context
    def withdraw(ctx: click.Context, typed: str, request_id: str | None) -> int:
        """Take a change back before it takes effect. By its author or an owner.

        What is published for a later day is taken back by an owner, as long as that day has not come.
        """
        from preceptor.services import changes

        wired = context(ctx, request_id=request_id)
        return answer(ctx, changes.withdraw(wired, typed), lambda one: show_moved(one, zone_of(wired)))

    @verb(group, "publish", example=f"preceptor {noun} publish CH-4 --effective 2026-06-01")
    @change
    @click.option(
        "--effective",
        type=DAY,
        metavar="DATE",
        help="The first day on which it holds, at most 12 months ahead. Default: at once.",
    )
    @click.option(
        "--in-flight",
        type=click.Choice(["finish", "migrate"]),
        default="finish",
        help="Running instances finish on their edition (the default), or move to this one.",
    )
    @click.option(
        "--map", "states", multiple=True, metavar="OLD=NEW", help="With `migrate`: a state that is called otherwise."
    )
    @click.option(
        "--due",
        type=click.Choice(["keep", "recompute"]),
        default="keep",
        help="With `migrate`: what becomes of due dates.",
    )
    @click.option("--alone", is_flag=True, help="Without approval, as the only owner: recorded as unreviewed.")
    @click.option("--emergency", is_flag=True, help="Without approval: a review is owed afterwards.")
    @click.option("--why", type=TEXT, metavar="WHY", help="The reason for `--alone` or `--emergency`; it is kept.")
    @click.option("--dry-run", is_flag=True, help="Say what it would do, and change nothing.")
    @click.option("--yes", is_flag=True, help="Do not ask.")
    @request_id
    @click.pass_context
    def publish(
        ctx: click.Context,
        typed: str,
        effective: date | None,
        in_flight: str,
        states: tuple[str, ...],
        due: str,
        alone: bool,
        emergency: bool,
        why: str | None,
        dry_run: bool,
        yes: bool,
        request_id: str | None,
    ) -> int:
        """Publish a change, now or for a later day. By an owner.

        What was published never changes. Where others take part, it asks, or takes --yes.
        """
        from preceptor.services import foreseeing, publishing

        wired = context(ctx, request_id=request_id)
        terms = _terms(effective, in_flight, states, due, alone, emergency, why)
        if dry_run:
            moves = None if options_of(ctx).as_json else MOVES
            planned = foreseeing.foresee(wired, typed, terms, moves=moves)
            return answer(ctx, planned, lambda one: show_preview(one, zone_of(wired)))
        if not yes:
            stop = _ask(ctx, wired, typed, terms)
            if stop is not None:
                return stop
        with progress_bar() as progress:
            published = publishing.publish(wired, typed, terms, progress)
        return answer(ctx, published, lambda one: show_published(one, zone_of(wired)))


def _terms(
    effective: date | None,
    in_flight: str,
    states: tuple[str, ...],
    due: str,
    alone: bool,
    emergency: bool,
    why: str | None,
) -> "Terms":
    from preceptor.services.publishing_terms import Terms, states_of

    if alone and emergency:
        raise click.UsageError("either --alone or --emergency")
    if (alone or emergency) != (why is not None):
        raise click.UsageError("--why belongs to --alone and --emergency, and they need it")
    if in_flight == "finish" and (states or due != "keep"):
        raise click.UsageError("--map and --due belong to --in-flight migrate")
    return Terms(
        effective=effective,
        in_flight="migrate" if in_flight == "migrate" else "finish",
        states=states_of(states),
        due="recompute" if due == "recompute" else "keep",
        without_approvals="alone" if alone else "emergency" if emergency else None,
        why=why,
    )


def _ask(ctx: click.Context, wired: "Context", typed: str, terms: "Terms") -> int | None:
    """Show what would happen and ask. The exit code where it ends here; None: go on."""
    from preceptor.model.refusal import Refusal
    from preceptor.services import foreseeing

    planned = foreseeing.foresee(wired, typed, terms, moves=MOVES)
    if isinstance(planned, Refusal):
        # It may have been published by this very request: then it is answered as before.
        return None
    if not planned["concerns_others"]:
        return None
    if options_of(ctx).as_json or not sys.stdin.isatty():
        raise click.UsageError("nobody can be asked here; say --yes, or look first with --dry-run")
    show_preview(planned, zone_of(wired))
    click.confirm(f"Publish {planned['process']} {planned['version']}?", abort=True)
    return None
