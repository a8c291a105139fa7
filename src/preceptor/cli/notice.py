"""`preceptor notice …`: the mails that wait or were sent."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from preceptor.cli import show
from preceptor.cli.base import Noun, answer, context, options_of, request_id, say_problem, verb
from preceptor.cli.types import PATH, Whole
from preceptor.model.counting import times

if TYPE_CHECKING:
    from preceptor.bootstrap.relay import RelayDocument
    from preceptor.services.notices_view import Letters, NoticeShownDocument, PreviewDocument
    from preceptor.services.reminding.running import RemindedDocument

_STATES = ("ready", "leased", "sent", "unknown", "dead", "held")


@click.group(cls=Noun)
def notice() -> None:
    """The mails that wait or were sent. A NOTICE is typed as N-90."""


@verb(notice, "list", example="preceptor notice list --state ready")
@click.option("--state", type=click.Choice(_STATES), help="Only those in this state.")
@click.pass_context
def list_(ctx: click.Context, state: str | None) -> int:
    """Every mail that waits or was sent: to whom, about what, and what became of it."""
    from preceptor.services import notices_view

    found = notices_view.list_notices(context(ctx), _letters(ctx), state=state)
    columns = {"id": "NOTICE", "to": "TO", "state": "STATE", "attempts": "TRIES", "subject": "SUBJECT"}
    empty = f"There are no notices in the state `{state}`." if state else "There are no notices."
    return answer(ctx, found, lambda rows: show.table(rows, columns, empty=empty))


@verb(notice, "show", example="preceptor notice show N-90")
@click.argument("typed", metavar="NOTICE")
@click.pass_context
def show_(ctx: click.Context, typed: str) -> int:
    """One mail: to whom, about what, and what became of it; what it said, for 90 days after it was sent."""
    from preceptor.services import notices_view

    return answer(ctx, notices_view.show_notice(context(ctx), _letters(ctx), typed), _show_one)


@verb(notice, "preview", example="preceptor notice preview N-90")
@click.argument("typed", metavar="NOTICE")
@click.option("--html", type=PATH, metavar="FILE", help="Write its HTML here.")
@click.pass_context
def preview(ctx: click.Context, typed: str, html: Path | None) -> int:
    """The mail as its reader would get it now. Nothing is sent.

    With --html, the part that mail programs show is written to a file, to be looked at in a browser.
    """
    from preceptor.services import notices_view

    found = notices_view.preview_notice(context(ctx), _letters(ctx), typed)
    if html:
        html.write_text(found["html"], encoding="utf-8")
    return answer(ctx, found, _show_preview)


@verb(notice, "remind", example="preceptor notice remind")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@request_id
@click.pass_context
def remind(ctx: click.Context, dry_run: bool, request_id: str | None) -> int:
    """Tell people of what they owe, and others of what stays undone, once for each stage. Made to be run by cron.

    Everybody gets one digest a day, in their morning, and none on a day off; each team is told once a week where it
    stands. It may run every minute, and on several machines at once. Works batch by batch: what was done before an
    error stays done. The mails go out with the relay.
    """
    from preceptor.services.reminding import running

    return answer(ctx, running.remind(context(ctx, request_id=request_id), dry_run=dry_run), _show_reminded)


@verb(notice, "relay", example="preceptor notice relay --once")
@click.option(
    "--once", "mode", flag_value="once", default="once", help="What is ready now, as from cron. The default."
)
@click.option("--watch", "mode", flag_value="watch", help="What comes as well, until SIGTERM or Ctrl-C.")
@click.option("--workers", type=Whole(1, 50), default=4, show_default=True, help="Connections at a time.")
@click.option("--rate", type=click.FloatRange(0.001, 10_000), help="At most so many mails a second.")
@click.pass_context
def relay(ctx: click.Context, mode: str, workers: int, rate: float | None) -> int:
    """Send the mails that are ready to the mail server. Any number of relays may run at once.

    Works mail by mail: each is sent, put off or given up by itself, and none is sent again, so there is no request to
    repeat. Exit code 4 where the server takes nothing now;
    what was not sent waits.
    """
    from preceptor.bootstrap.relay import relay_settings, run_relay

    options = options_of(ctx)
    settings = relay_settings(options.folder, options.database)
    document = run_relay(settings, workers=workers, rate=rate, watching=mode == "watch")
    return answer(ctx, document, _show_relayed) or (4 if "error" in document else 0)


@verb(notice, "retry", example="preceptor notice retry N-90")
@click.argument("typed", metavar="NOTICE")
@request_id
@click.pass_context
def retry(ctx: click.Context, typed: str, request_id: str | None) -> int:
    """Let the next relay try a mail anew that was given up, once its cause is mended; or sooner than planned."""
    from preceptor.services.relay import dead_letters

    retried = dead_letters.retry(context(ctx, request_id=request_id), typed)
    return answer(ctx, retried, lambda one: click.echo(f"{one['id']} to {one['to']} goes out with the next relay."))


def _letters(ctx: click.Context) -> "Letters":
    from preceptor.bootstrap.pages import make_letters

    return make_letters(options_of(ctx).folder)


def _show_one(found: "NoticeShownDocument") -> None:
    show.heading(f"{found['id']}: {show.cell(found['subject'])}")
    for title, value in (
        ("kind", found["kind"]),
        ("to", f"{found['to']}, {found['email'] or 'who has no address'}"),
        ("state", found["state"]),
        ("attempts", found["attempts"]),
        ("made", show.day(found["created_at"])),
        ("next try", show.day(found["next_at"])),
        ("last reply", found["last_reply"]),
        ("sent", show.day(found["sent_at"])),
        ("in doubt", f"{times(found['unknowns'])} without an answer" if found["unknowns"] else None),
        ("message", found["message_id"]),
        ("about", found["thread"]),
    ):
        click.echo(f"  {title:<10} {show.cell(value)}")
    if found["text"] is not None:
        click.echo()
        click.echo(found["text"], nl=False)


def _show_preview(found: "PreviewDocument") -> None:
    click.echo(f"To: {show.cell(found['email'] or found['to'])}")
    click.echo(f"Subject: {show.cell(found['subject'])}")
    click.echo()
    click.echo(found["text"], nl=False)


def _show_reminded(done: "RemindedDocument") -> None:
    counts = f"reminded: {done['reminded']}, taken to others: {done['escalated']}, about teams: {done['statuses']}"
    click.echo(f"{counts}; new mails: {done['mails']}{' (this was a dry run)' if done['dry_run'] else ''}")


def _show_relayed(done: "RelayDocument") -> None:
    counts = (
        f"{done['sent']} sent",
        f"{done['retried']} put off",
        f"{done['dead'] - done['dropped']} given up",
        f"{done['dropped']} not needed any more",
        f"{done['unknown']} without an answer",
        f"{done['held']} that cannot be made",
    )
    click.echo(f"{', '.join(counts)}; {done['remaining']} {'remains' if done['remaining'] == 1 else 'remain'}.")
    if "error" in done:
        say_problem(done["error"])
