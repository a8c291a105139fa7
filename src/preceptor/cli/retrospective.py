"""`preceptor retrospective …`: one incident, from the first note to implemented recommendations."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from preceptor.cli.base import Noun, answer, context, request_id, verb, zone_of
from preceptor.cli.retrospective_text import (
    show_candidates,
    show_discussion,
    show_done,
    show_list,
    show_moved,
    show_noted,
    show_whole,
)
from preceptor.cli.types import DAY, MOMENT, TEXT, Whole

if TYPE_CHECKING:
    from datetime import date, time

    from preceptor.services.learning.discussing import DiscussionDocument


@click.group(cls=Noun)
def retrospective() -> None:
    """One incident: rough notes, the right people, research, write-up, review, recommendations.

    A RETRO is typed as R-3.
    """


_RETRO = click.argument("typed", metavar="RETRO")


@verb(
    retrospective,
    "open",
    example='preceptor retrospective open "Slow checkout after the cache upgrade" --team checkout --incident INC-20',
)
@click.argument("title", metavar="TITLE", type=TEXT)
@click.option("--team", required=True, metavar="T", help="Whose incident it is; its edition of the process holds.")
@click.option("--incident", type=TEXT, metavar="ID", help="What the incident is called elsewhere.")
@click.option("--exclude", multiple=True, metavar="LOGIN", help="Is to have no part in it. Nobody asks why.")
@click.option("--process", default="retrospective", metavar="P", help="Default: `retrospective`.")
@request_id
@click.pass_context
def open_(
    ctx: click.Context,
    title: str,
    team: str,
    incident: str | None,
    exclude: tuple[str, ...],
    process: str,
    request_id: str | None,
) -> int:
    """Open a retrospective, as soon as the incident is noticed. By anyone."""
    from preceptor.services.retrospectives import opening

    wired = context(ctx, request_id=request_id)
    found = opening.open_one(wired, title, team=team, incident=incident, exclude=exclude, process=process)
    return answer(ctx, found, lambda one: show_moved(one, zone_of(wired)))


@verb(retrospective, "note", example='preceptor retrospective note "error rate back to normal after the restart"')
@click.argument("words", nargs=-1, required=True, metavar="[RETRO] TEXT")
@click.option("--at", type=MOMENT, metavar="TIME", help="When it was: 14:05 (today, where you are) or ISO 8601.")
@click.option("--reference", type=TEXT, metavar="URL", help="A graph, a log, a message that shows it.")
@request_id
@click.pass_context
def note(
    ctx: click.Context,
    words: tuple[str, ...],
    at: "datetime | time | None",
    reference: str | None,
    request_id: str | None,
) -> int:
    """Write down what you see, try or learn while it happens. Rough is fine.

    Without RETRO: about the only one of your teams that takes notes.
    """
    from preceptor.services.retrospectives import opening

    if len(words) > 2:
        raise click.UsageError("put the text in quotes: preceptor retrospective note [RETRO] TEXT")
    *named, text = words
    wired = context(ctx, request_id=request_id)
    said = TEXT.convert(text, None, ctx)
    found = opening.note(wired, named[0] if named else None, said, at=at, reference=reference)
    return answer(ctx, found, lambda one: show_noted(one, zone_of(wired)))


@verb(retrospective, "resolve", example="preceptor retrospective resolve R-3 --at 15:40 --severity 2 --user-facing")
@_RETRO
@click.option("--at", type=MOMENT, required=True, metavar="TIME", help="Since when it is over.")
@click.option("--severity", type=Whole(1, 5), required=True, metavar="N", help="1 is the worst, 5 the least.")
@click.option("--user-facing", is_flag=True, help="Users noticed.")
@request_id
@click.pass_context
def resolve(
    ctx: click.Context,
    typed: str,
    at: "datetime | time",
    severity: int,
    user_facing: bool,
    request_id: str | None,
) -> int:
    """Say that the incident is over: the clocks of the retrospective start. By anyone."""
    from preceptor.services.retrospectives import opening

    wired = context(ctx, request_id=request_id)
    found = opening.resolve(wired, typed, at=at, severity=severity, user_facing=user_facing)
    return answer(ctx, found, lambda one: show_moved(one, zone_of(wired)))


@verb(retrospective, "decline", example='preceptor retrospective decline R-3 --why "a test alert, nothing was down"')
@_RETRO
@click.option("--why", type=TEXT, required=True, metavar="WHY", help="The reason; it is kept.")
@request_id
@click.pass_context
def decline(ctx: click.Context, typed: str, why: str, request_id: str | None) -> int:
    """End it: it would not be bad enough if it happened again. By the team's lead or an owner."""
    from preceptor.services.retrospectives import moves

    wired = context(ctx, request_id=request_id)
    return answer(ctx, moves.decline(wired, typed, why=why), lambda one: show_moved(one, zone_of(wired)))


@verb(retrospective, "suggest", example="preceptor retrospective suggest R-3 --role author")
@_RETRO
@click.option("--role", required=True, metavar="R", help="author, presenter, moderator or note-taker.")
@click.pass_context
def suggest(ctx: click.Context, typed: str, role: str) -> int:
    """Who could have a role, best first, and why the others are out."""
    from preceptor.services.retrospectives import people

    return answer(ctx, people.suggest(context(ctx), typed, role=role), show_candidates)


@verb(retrospective, "assign", example="preceptor retrospective assign R-3 --role author mina")
@_RETRO
@click.option("--role", required=True, metavar="R", help="author, presenter, moderator or note-taker.")
@click.argument("login", metavar="LOGIN")
@request_id
@click.pass_context
def assign(ctx: click.Context, typed: str, role: str, login: str, request_id: str | None) -> int:
    """Give somebody a role. By the team's lead or an owner."""
    from preceptor.services.retrospectives import people

    wired = context(ctx, request_id=request_id)
    found = people.assign(wired, typed, role=role, login=login)
    return answer(ctx, found, lambda one: show_moved(one, zone_of(wired)))


@verb(retrospective, "exclude", example="preceptor retrospective exclude R-3 noor")
@_RETRO
@click.argument("login", metavar="LOGIN")
@request_id
@click.pass_context
def exclude(ctx: click.Context, typed: str, login: str, request_id: str | None) -> int:
    """Let somebody have no part in it. Nobody asks why. By the team's lead or an owner."""
    from preceptor.services.retrospectives import people

    wired = context(ctx, request_id=request_id)
    return answer(ctx, people.exclude(wired, typed, login=login), lambda one: show_moved(one, zone_of(wired)))


@verb(retrospective, "list", example="preceptor retrospective list --team checkout --state review")
@click.option("--team", metavar="T", help="Only those of this team.")
@click.option("--state", metavar="S", help="Only those in this state, such as `research` or `review`.")
@click.pass_context
def list_(ctx: click.Context, team: str | None, state: str | None) -> int:
    """Every retrospective, ended ones included."""
    from preceptor.services.retrospectives import views

    wired = context(ctx)
    found = views.list_retrospectives(wired, team=team, state=state)
    return answer(ctx, found, lambda rows: show_list(rows, zone_of(wired)))


@verb(retrospective, "show", example="preceptor retrospective show R-3")
@_RETRO
@click.pass_context
def show_(ctx: click.Context, typed: str) -> int:
    """One retrospective: where it stands, who has which part, its notes, and what is missing."""
    from preceptor.services.retrospectives import views

    wired = context(ctx)
    return answer(ctx, views.show_retrospective(wired, typed), lambda one: show_whole(one, zone_of(wired)))


@verb(retrospective, "advance", example="preceptor retrospective advance R-3")
@_RETRO
@click.option("--to", metavar="STATE", help="Where there is a choice: `meeting` or `revise` after a review.")
@request_id
@click.pass_context
def advance(ctx: click.Context, typed: str, to: str | None, request_id: str | None) -> int:
    """End the present step, where its work is done. By whoever the step belongs to."""
    from preceptor.services.retrospectives import moves

    wired = context(ctx, request_id=request_id)
    return answer(ctx, moves.advance(wired, typed, to=to), lambda one: show_moved(one, zone_of(wired)))


@verb(retrospective, "amend", example='preceptor retrospective amend R-3 --why "the vendor found another cause"')
@_RETRO
@click.option("--why", type=TEXT, required=True, metavar="WHY", help="The reason; it is kept.")
@request_id
@click.pass_context
def amend(ctx: click.Context, typed: str, why: str, request_id: str | None) -> int:
    """Open a write-up again for a new revision, once it is complete or about to be.

    By its author, the team's lead or an owner.
    """
    from preceptor.services.retrospectives import moves

    wired = context(ctx, request_id=request_id)
    return answer(ctx, moves.amend(wired, typed, why=why), lambda one: show_moved(one, zone_of(wired)))


@verb(retrospective, "done", example='preceptor retrospective done "connection pool" --team checkout')
@click.argument("query", required=False, metavar="[QUERY]")
@click.option("--team", metavar="T", help="Only those of this team.")
@click.option("--control", metavar="C", help="Only those whose write-up names this safety control.")
@click.option("--since", type=DAY, metavar="DATE", help="Completed on this day (UTC) or later.")
@click.option("--before", type=DAY, metavar="DATE", help="Completed before this day (UTC).")
@click.pass_context
def done(
    ctx: click.Context,
    query: str | None,
    team: str | None,
    control: str | None,
    since: "date | None",
    before: "date | None",
) -> int:
    """The list of done write-ups; QUERY is looked for in title, incident and text."""
    from preceptor.services.retrospectives import views

    wired = context(ctx)
    found = views.done(wired, query, team=team, control=control, since=since, before=before)
    return answer(ctx, found, lambda rows: show_done(rows, zone_of(wired)))


@verb(
    retrospective,
    "discuss",
    example='preceptor retrospective discuss R-3 --with mina --on 2026-05-04 --learnt "a full pool looks like a slow '
    'database" --report RP-3',
)
@_RETRO
@click.option("--with", "others", multiple=True, metavar="LOGIN", help="Who else was there; as often as needed.")
@click.option("--on", "held_on", type=DAY, required=True, metavar="DATE", help="When it was held.")
@click.option("--learnt", type=TEXT, required=True, metavar="TEXT", help="What you learnt from it.")
@click.option("--report", "reports", multiple=True, metavar="RP-3", help="A report on a process that came of it.")
@request_id
@click.pass_context
def discuss(
    ctx: click.Context,
    typed: str,
    others: tuple[str, ...],
    held_on: "date",
    learnt: str,
    reports: tuple[str, ...],
    request_id: str | None,
) -> int:
    """Put on record that you and others discussed a finished write-up, and what you learnt. By anyone."""
    from preceptor.services.learning import discussing

    wired = context(ctx, request_id=request_id)
    found = discussing.discuss(wired, typed, others=others, held_on=held_on, learnt=learnt, reports=reports)
    return answer(ctx, found, _show_discussed)


def _show_discussed(found: "DiscussionDocument") -> None:
    click.echo(found["retrospective"])
    show_discussion(found)
