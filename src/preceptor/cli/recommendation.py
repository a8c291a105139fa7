"""`preceptor recommendation …`: what a write-up recommends, until it is done or dropped."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from preceptor.cli.base import Noun, answer, context, request_id, verb
from preceptor.cli.recommendation_text import (
    show_common,
    show_controls,
    show_lines,
    show_moved,
    show_similar,
    show_synced,
    show_whole,
)
from preceptor.cli.types import DAY, HOW_MANY, PATH, TEXT, Whole

if TYPE_CHECKING:
    from preceptor.model.writeup import Effect, RecommendationKind


@click.group(cls=Noun)
def recommendation() -> None:
    """What a write-up recommends: decide on it, commit to it, see it through.

    A REC is typed as REC-12.
    """


_REC = click.argument("typed", metavar="REC")
_WHY = click.option("--why", type=TEXT, required=True, metavar="WHY", help="The reason; it is kept.")


@verb(recommendation, "list", example='preceptor recommendation list "alert" --team checkout --state planned')
@click.argument("query", required=False, metavar="[QUERY]")
@click.option("--state", metavar="S", help="Only those in this state: proposed, accepted, planned …")
@click.option("--team", metavar="T", help="Only those of this team.")
@click.option("--control", metavar="C", help="Only those that add or improve this safety control.")
@click.option("--label", metavar="LABEL", help="Only those with this label.")
@click.pass_context
def list_(
    ctx: click.Context,
    query: str | None,
    state: str | None,
    team: str | None,
    control: str | None,
    label: str | None,
) -> int:
    """Every recommendation that fits, ended ones included; QUERY is looked for in its text and control."""
    from preceptor.services.recommendations import views

    wired = context(ctx)
    found = views.list_recommendations(wired, query, state=state, team=team, control=control, label=label)
    return answer(ctx, found, show_lines)


@verb(recommendation, "show", example="preceptor recommendation show REC-12")
@_REC
@click.pass_context
def show_(ctx: click.Context, typed: str) -> int:
    """One recommendation: what it says, everything that was decided about it, and what it waits for."""
    from preceptor.services.recommendations import views

    return answer(ctx, views.show_recommendation(context(ctx), typed), show_whole)


@verb(recommendation, "accept", example='preceptor recommendation accept REC-12 --priority 1 --why "two incidents"')
@_REC
@click.option("--priority", type=Whole(1), required=True, metavar="P", help="1 is the top.")
@_WHY
@click.option("--kind", type=click.Choice(["software", "configuration", "process"]), help="Where it was not said.")
@click.option("--effect", type=click.Choice(["prevent", "detect", "mitigate"]), help="Where it was not said.")
@click.option("--control", type=TEXT, metavar="C", help="The safety control that it adds or improves.")
@click.option("--step", metavar="PROCESS/STEP", help="Of kind process: which step of which process it is about.")
@request_id
@click.pass_context
def accept(
    ctx: click.Context,
    typed: str,
    priority: int,
    why: str,
    kind: "RecommendationKind | None",
    effect: "Effect | None",
    control: str | None,
    step: str | None,
    request_id: str | None,
) -> int:
    """Decide that it will be done, how urgently, and why; given again, it changes the priority.

    By the team's lead or an owner.
    """
    from preceptor.services.recommendations import deciding

    wired = context(ctx, request_id=request_id)
    found = deciding.accept(
        wired, typed, priority=priority, why=why, kind=kind, effect=effect, control=control, step=step
    )
    return answer(ctx, found, show_moved)


@verb(recommendation, "decline", example='preceptor recommendation decline REC-12 --why "the service ends in May"')
@_REC
@_WHY
@request_id
@click.pass_context
def decline(ctx: click.Context, typed: str, why: str, request_id: str | None) -> int:
    """Decide that it will not be done, and why. By the team's lead or an owner."""
    from preceptor.services.recommendations import deciding

    return answer(ctx, deciding.decline(context(ctx, request_id=request_id), typed, why=why), show_moved)


@verb(
    recommendation,
    "commit",
    example="preceptor recommendation commit REC-12 --owner mina --due 2026-05-29 --ticket https://tracker/PAY-7",
)
@_REC
@click.option("--owner", required=True, metavar="LOGIN", help="Who does it, and has said yes.")
@click.option("--due", type=DAY, required=True, metavar="DATE", help="A date that its owner believes in.")
@click.option("--ticket", required=True, metavar="URL", help="Where the work is tracked.")
@click.option("--why", type=TEXT, metavar="WHY", help="Where it changes hands, or ends later than the standard says.")
@request_id
@click.pass_context
def commit(
    ctx: click.Context, typed: str, owner: str, due: date, ticket: str, why: str | None, request_id: str | None
) -> int:
    """Put on record who does it, by when, and in which ticket."""
    from preceptor.services.recommendations import committing

    wired = context(ctx, request_id=request_id)
    return answer(ctx, committing.commit(wired, typed, owner=owner, due=due, ticket=ticket, why=why), show_moved)


@verb(recommendation, "start", example="preceptor recommendation start REC-12")
@_REC
@request_id
@click.pass_context
def start(ctx: click.Context, typed: str, request_id: str | None) -> int:
    """Say that work has begun."""
    from preceptor.services.recommendations import committing

    return answer(ctx, committing.start(context(ctx, request_id=request_id), typed), show_moved)


@verb(recommendation, "done", example="preceptor recommendation done REC-12 --evidence https://code/merge/812")
@_REC
@click.option("--evidence", required=True, metavar="URL", help="Where somebody else can see that it is done.")
@request_id
@click.pass_context
def done(ctx: click.Context, typed: str, evidence: str, request_id: str | None) -> int:
    """Say that it is done, and where that can be seen."""
    from preceptor.services.recommendations import committing

    return answer(ctx, committing.done(context(ctx, request_id=request_id), typed, evidence=evidence), show_moved)


@verb(recommendation, "drop", example='preceptor recommendation drop REC-12 --why "the cache is gone"')
@_REC
@_WHY
@request_id
@click.pass_context
def drop(ctx: click.Context, typed: str, why: str, request_id: str | None) -> int:
    """Give it up openly."""
    from preceptor.services.recommendations import committing

    return answer(ctx, committing.drop(context(ctx, request_id=request_id), typed, why=why), show_moved)


@verb(recommendation, "reopen", example='preceptor recommendation reopen REC-12 --why "it happened again"')
@_REC
@_WHY
@request_id
@click.pass_context
def reopen(ctx: click.Context, typed: str, why: str, request_id: str | None) -> int:
    """Decide on it anew, or commit to it anew; what was said before stays."""
    from preceptor.services.recommendations import deciding

    return answer(ctx, deciding.reopen(context(ctx, request_id=request_id), typed, why=why), show_moved)


@verb(recommendation, "revise", example='preceptor recommendation revise REC-12 --due 2026-06-30 --why "vendor late"')
@_REC
@click.option("--due", type=DAY, required=True, metavar="DATE", help="The new date.")
@_WHY
@request_id
@click.pass_context
def revise(ctx: click.Context, typed: str, due: date, why: str, request_id: str | None) -> int:
    """Move the date; the dates before it and their reasons stay in sight."""
    from preceptor.services.recommendations import committing

    return answer(ctx, committing.revise(context(ctx, request_id=request_id), typed, due=due, why=why), show_moved)


@verb(recommendation, "keep", example='preceptor recommendation keep REC-12 --why "still our weakest spot"')
@_REC
@_WHY
@request_id
@click.pass_context
def keep(ctx: click.Context, typed: str, why: str, request_id: str | None) -> int:
    """Say that it still makes sense; it is asked again after a while. None is written in stone."""
    from preceptor.services.recommendations import committing

    return answer(ctx, committing.keep(context(ctx, request_id=request_id), typed, why=why), show_moved)


@verb(recommendation, "join", example="preceptor recommendation join REC-12 REC-4")
@_REC
@click.argument("other", metavar="REC")
@request_id
@click.pass_context
def join(ctx: click.Context, typed: str, other: str, request_id: str | None) -> int:
    """Let the second one answer the first as well: one commitment for both incidents."""
    from preceptor.services.recommendations import deciding

    return answer(ctx, deciding.join(context(ctx, request_id=request_id), typed, other), show_moved)


@verb(recommendation, "similar", example="preceptor recommendation similar REC-12")
@_REC
@click.option("--most", type=HOW_MANY, default=10, metavar="N", help="How many, at most 1000. Default: 10.")
@click.pass_context
def similar(ctx: click.Context, typed: str, most: int) -> int:
    """Those that ask for something similar, the most similar first, with the words that match."""
    from preceptor.services.recommendations import views

    return answer(ctx, views.similar(context(ctx), typed, limit=most), show_similar)


@verb(recommendation, "common", example="preceptor recommendation common --team checkout")
@click.option("--team", metavar="T", help="Only those of this team.")
@click.option("--most", type=HOW_MANY, default=10, metavar="N", help="How many, at most 1000. Default: 10.")
@click.pass_context
def common(ctx: click.Context, team: str | None, most: int) -> int:
    """What several incidents ask for, that of most incidents first."""
    from preceptor.services.recommendations import views

    return answer(ctx, views.common(context(ctx), team=team, limit=most), show_common)


@verb(recommendation, "controls", example="preceptor recommendation controls --team checkout")
@click.option("--team", metavar="T", help="Only in this team's incidents.")
@click.option("--most", type=HOW_MANY, default=20, metavar="N", help="How many, at most 1000. Default: 20.")
@click.pass_context
def controls(ctx: click.Context, team: str | None, most: int) -> int:
    """The safety controls that fail most often, and what is recommended for each."""
    from preceptor.services.recommendations import views

    return answer(ctx, views.failing_controls(context(ctx), team=team, limit=most), show_controls)


@verb(recommendation, "label", example="preceptor recommendation label REC-12 alerting --remove later")
@_REC
@click.argument("labels", nargs=-1, metavar="[LABEL]...")
@click.option("--remove", multiple=True, metavar="LABEL", help="Take it away.")
@request_id
@click.pass_context
def label(
    ctx: click.Context, typed: str, labels: tuple[str, ...], remove: tuple[str, ...], request_id: str | None
) -> int:
    """Give it labels, by which it is found again. By anyone."""
    from preceptor.services.recommendations import tagging

    return answer(ctx, tagging.label(context(ctx, request_id=request_id), typed, labels, remove=remove), show_moved)


@verb(recommendation, "link", example="preceptor recommendation link REC-12 https://wiki/cache-alerts")
@_REC
@click.argument("urls", nargs=-1, metavar="[URL]...")
@click.option("--remove", multiple=True, metavar="URL", help="Take it away.")
@request_id
@click.pass_context
def link(
    ctx: click.Context, typed: str, urls: tuple[str, ...], remove: tuple[str, ...], request_id: str | None
) -> int:
    """Link to more about it. By anyone."""
    from preceptor.services.recommendations import tagging

    return answer(ctx, tagging.link(context(ctx, request_id=request_id), typed, urls, remove=remove), show_moved)


@verb(recommendation, "sync", example="preceptor recommendation sync tickets.csv --dry-run")
@click.argument("file", metavar="FILE.csv", type=PATH)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@request_id
@click.pass_context
def sync_(ctx: click.Context, file: Path, dry_run: bool, request_id: str | None) -> int:
    """Take over from a tracker's export how far the work is. It works item by item.

    The columns `ticket` (an address, or its end such as PAY-7) and `state` have to be there; `reason` and `evidence`
    may be; others are passed over. How they are called in your export, and what its words for states mean, is said
    in preceptor.toml. A row that cannot be read changes nothing; a step that is refused keeps no other from being
    taken, and ends in exit code 1.
    """
    from preceptor.services.recommendations import syncing

    found = syncing.sync(context(ctx, request_id=request_id), file, dry_run=dry_run)
    code = answer(ctx, found, show_synced)
    return code or int(any(one["refused"] for one in found["recommendations"]))
