"""`preceptor change …`: how a documented process is changed."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from preceptor.cli.base import Noun, answer, context, options_of, request_id, verb, zone_of
from preceptor.cli.change_text import show_change, show_list, show_moved, show_published
from preceptor.cli.preview_text import MOVES, show_preview
from preceptor.cli.progress import progress_bar
from preceptor.cli.types import DAY, TEXT

if TYPE_CHECKING:
    from preceptor.services.context import Context
    from preceptor.services.publishing_terms import Terms


@click.group(cls=Noun)
def change() -> None:
    """Change a documented process: propose, review, approve, publish.

    A CHANGE is typed as CH-4.
    """


@verb(change, "propose", example='preceptor change propose process/retrospective.yaml --why "…" --answers RP-3')
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--why", type=TEXT, required=True, metavar="WHY", help="The reason; it is kept.")
@click.option("--answers", multiple=True, metavar="REPORT", help="A report that it answers; as often as needed.")
@request_id
@click.pass_context
def propose(ctx: click.Context, file: Path, why: str, answers: tuple[str, ...], request_id: str | None) -> int:
    """Put the process in FILE in review, as a new version of the published one. By anyone.

    A process that is not published yet is proposed as a new one: the owners of the process `change` decide on it,
    and whoever publishes it owns it.
    """
    from preceptor.bootstrap.pages import read_definition
    from preceptor.services import changes

    wired = context(ctx, request_id=request_id)
    definition = read_definition(file, options_of(ctx).folder)
    found = changes.propose(wired, definition, why=why, answers=answers)
    return answer(ctx, found, lambda one: show_moved(one, zone_of(wired)))


@verb(change, "list", example="preceptor change list --state in-review")
@click.option(
    "--state", metavar="S", help="Only those in this state: `in-review`, `approved`, `scheduled`, `in-force` …"
)
@click.option("--process", metavar="PROCESS", help="Only those of this process.")
@click.pass_context
def list_(ctx: click.Context, state: str | None, process: str | None) -> int:
    """Every change, decided ones included."""
    from preceptor.services import change_views

    wired = context(ctx)
    found = change_views.list_changes(wired, state=state, process=process)
    return answer(ctx, found, lambda rows: show_list(rows, zone_of(wired)))


@verb(change, "show", example="preceptor change show CH-4")
@click.argument("typed", metavar="CHANGE")
@click.pass_context
def show(ctx: click.Context, typed: str) -> int:
    """One change: what is different, why, what was said, and what it waits for."""
    from preceptor.services import change_views

    wired = context(ctx)
    return answer(ctx, change_views.show_change(wired, typed), lambda one: show_change(one, zone_of(wired)))


@verb(change, "comment", example='preceptor change comment CH-4 "what could go in exchange?"')
@click.argument("typed", metavar="CHANGE")
@click.argument("text", metavar="TEXT", type=TEXT)
@request_id
@click.pass_context
def comment(ctx: click.Context, typed: str, text: str, request_id: str | None) -> int:
    """Say something about a change. By anyone."""
    from preceptor.services import changes

    found = changes.comment(context(ctx, request_id=request_id), typed, text)
    return answer(ctx, found, lambda one: click.echo(f"Your comment stands beside {one['id']}."))


@verb(change, "approve", example="preceptor change approve CH-4 --as paul")
@click.argument("typed", metavar="CHANGE")
@request_id
@click.pass_context
def approve(ctx: click.Context, typed: str, request_id: str | None) -> int:
    """Approve a change, or review afterwards what was published unreviewed. By an owner, never its author."""
    from preceptor.services import changes

    wired = context(ctx, request_id=request_id)
    return answer(ctx, changes.approve(wired, typed), lambda one: show_moved(one, zone_of(wired)))


@verb(change, "reject", example='preceptor change reject CH-4 --why "…"')
@click.argument("typed", metavar="CHANGE")
@click.option("--why", type=TEXT, required=True, metavar="WHY", help="The reason; it is kept.")
@request_id
@click.pass_context
def reject(ctx: click.Context, typed: str, why: str, request_id: str | None) -> int:
    """End a change in review, with a reason. By an owner, never its author."""
    from preceptor.services import changes

    wired = context(ctx, request_id=request_id)
    return answer(ctx, changes.reject(wired, typed, why=why), lambda one: show_moved(one, zone_of(wired)))


@verb(change, "withdraw", example="preceptor change withdraw CH-4")
@click.argument("typed", metavar="CHANGE")
@request_id
@click.pass_context
def withdraw(ctx: click.Context, typed: str, request_id: str | None) -> int:
    """Take a change back before it is published. By its author, or an owner."""
    from preceptor.services import changes

    wired = context(ctx, request_id=request_id)
    return answer(ctx, changes.withdraw(wired, typed), lambda one: show_moved(one, zone_of(wired)))


@verb(change, "publish", example="preceptor change publish CH-4 --effective 2026-06-01")
@click.argument("typed", metavar="CHANGE")
@click.option("--effective", type=DAY, metavar="DATE", help="The first day on which it holds. Default: at once.")
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
