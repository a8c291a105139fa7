"""`preceptor process …`: the documented processes."""

from typing import TYPE_CHECKING

import click

from preceptor.cli import show
from preceptor.cli.base import Noun, answer, context, options_of, request_id, verb, zone_of

if TYPE_CHECKING:
    from preceptor.model.refusal import Refusal
    from preceptor.services.following.acknowledging import AcknowledgedDocument
    from preceptor.services.process_page import PageDocument, TextDocument
    from preceptor.services.process_views import ProcessDocument
    from preceptor.services.processes import OwnersDocument, ReportDocument


@click.group(cls=Noun)
def process() -> None:
    """The documented processes: what holds, who owns it, and what people miss in it."""


@verb(process, "list", example="preceptor process list")
@click.pass_context
def list_(ctx: click.Context) -> int:
    """Every process with the version in force and its owners."""
    from preceptor.services import process_views

    return answer(ctx, process_views.list_processes(context(ctx)), _show_list)


@verb(process, "show", example="preceptor process show retrospective --team checkout")
@click.argument("name", metavar="PROCESS")
@click.option("--team", metavar="TEAM", help="As this team follows it, with where each part comes from.")
@click.option("--version", metavar="V", help="Default: the version in force, or what the team follows now.")
@click.pass_context
def show_(ctx: click.Context, name: str, team: str | None, version: str | None) -> int:
    """One process: what holds since when, its steps, who owes them, by when and how well, and how roles are learnt.

    With --team the edition that the team really follows; with --version its edition on that version.
    """
    from preceptor.cli.process_text import show_process
    from preceptor.services import process_views

    wired = context(ctx)
    found = process_views.show_process(wired, name, team=team, version=version)
    return answer(ctx, found, lambda shown: show_process(shown, zone_of(wired)))


@verb(process, "diff", example="preceptor process diff retrospective")
@click.argument("name", metavar="PROCESS")
@click.argument("before", metavar="[V1]", required=False)
@click.argument("after", metavar="[V2]", required=False)
@click.option("--team", metavar="TEAM", help="Compare what this team follows.")
@click.pass_context
def diff(ctx: click.Context, name: str, before: str | None, after: str | None, team: str | None) -> int:
    """What changed in a process, in sentences, with the class of each change.

    Without versions: from the version in force to what the folder's files say, and which version that takes.
    With V1: from it to the version in force. With V1 and V2: from the one to the other.
    With --team alone: from the standard to what the team makes of it; with versions too: its editions on them.
    """
    from preceptor.bootstrap.pages import make_workshop
    from preceptor.cli.diff_text import show_diff
    from preceptor.services import process_diff

    wired = context(ctx)
    if before:
        return answer(ctx, process_diff.diff_versions(wired, name, before, after, team=team), show_diff)
    if team:
        return answer(ctx, process_diff.diff_team(wired, name, team), show_diff)
    workshop = make_workshop(options_of(ctx).folder)
    return answer(ctx, process_diff.diff_folder(wired, workshop, name), show_diff)


@verb(process, "log", example="preceptor process log retrospective")
@click.argument("name", metavar="PROCESS")
@click.option("--team", metavar="TEAM", help="What this team followed, with its own editions and waivers.")
@click.pass_context
def log(ctx: click.Context, name: str, team: str | None) -> int:
    """Every publication of a process: why, by whom, in answer to which reports, and whether somebody reviewed it."""
    from preceptor.cli.process_log_text import show_log, show_team_log
    from preceptor.services import process_log

    wired = context(ctx)
    if team:
        rows = process_log.log_team(wired, name, team)
        return answer(ctx, rows, lambda rows: show_team_log(rows, zone_of(wired)))
    return answer(ctx, process_log.log_process(wired, name), lambda rows: show_log(rows, zone_of(wired)))


@verb(process, "owner", example="preceptor process owner retrospective --add paul")
@click.argument("name", metavar="PROCESS")
@click.option("--add", metavar="LOGIN", help="Let this person own it.")
@click.option("--remove", metavar="LOGIN", help="Let this person own it no longer; never the last.")
@request_id
@click.pass_context
def owner(ctx: click.Context, name: str, add: str | None, remove: str | None, request_id: str | None) -> int:
    """Say who owns a process. By one of its owners."""
    from preceptor.services import processes

    if (add is None) == (remove is None):
        raise click.UsageError("either --add LOGIN or --remove LOGIN")
    wired = context(ctx, request_id=request_id)
    found = processes.add_owner(wired, name, add) if add else processes.remove_owner(wired, name, remove or "")
    return answer(ctx, found, _show_owners)


@verb(
    process,
    "report",
    example='preceptor process report retrospective --step research --missing "where the logs are kept"',
)
@click.argument("name", metavar="PROCESS")
@click.option("--step", required=True, metavar="S", help="A step, or a rung of a ladder.")
@click.option("--missing", is_flag=True, help="Something is missing in it.")
@click.option("--unclear", is_flag=True, help="Something in it is unclear.")
@click.argument("text", metavar="TEXT")
@request_id
@click.pass_context
def report(
    ctx: click.Context, name: str, step: str, missing: bool, unclear: bool, text: str, request_id: str | None
) -> int:
    """Report that something in a step is missing or unclear, for its owners to see. By anyone."""
    from preceptor.services import processes

    if missing == unclear:
        raise click.UsageError("either --missing or --unclear")
    wired = context(ctx, request_id=request_id)
    kind: processes.Complaint = "missing" if missing else "unclear"
    return answer(ctx, processes.report(wired, name, step=step, kind=kind, text=text), _show_report)


@verb(process, "acknowledge", example="preceptor process acknowledge retrospective")
@click.argument("name", metavar="PROCESS")
@click.option("--version", metavar="V", help="The version that you have read; refused where a newer one is asked.")
@request_id
@click.pass_context
def acknowledge(ctx: click.Context, name: str, version: str | None, request_id: str | None) -> int:
    """Say that you have read what a process is like now. By whoever is asked, for themselves.

    Where the process refreshes certifications by reading, it refreshes yours.
    """
    from preceptor.services.following import acknowledging

    wired = context(ctx, request_id=request_id)
    return answer(ctx, acknowledging.acknowledge(wired, name, version=version), _show_acknowledged)


@verb(process, "render", example="preceptor process render --check")
@click.argument("name", metavar="[PROCESS]", required=False)
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 where PROCESS.md is stale.")
@click.pass_context
def render(ctx: click.Context, name: str | None, check: bool) -> int:
    """Write PROCESS.md from process/ and workflows/, or say that it is stale.

    With PROCESS, the page of this process alone is printed, and nothing is written. What a process asks for comes
    from the folder's files, what changed last from the database; without one, what the page says of that stays.
    """
    from preceptor.bootstrap.pages import make_workshop
    from preceptor.services import process_page

    workshop, wired = make_workshop(options_of(ctx).folder), context(ctx)
    if name and not check:
        return answer(ctx, process_page.page_of(workshop, wired, name), _print_page)
    found: PageDocument | Refusal = (process_page.check_page if check else process_page.write_page)(workshop, wired)
    return answer(ctx, found, _show_checked if check else _show_written)


def _show_list(found: "list[ProcessDocument]") -> None:
    rows = [{**one, "since": show.day(one["in_force_since"])} for one in found]
    columns = {"process": "PROCESS", "version": "VERSION", "since": "IN FORCE SINCE", "variants": "VARIANTS"}
    show.table(rows, {**columns, "owners": "OWNERS", "title": "TITLE"}, empty="No process is published.")


def _show_owners(found: "OwnersDocument") -> None:
    click.echo(f"{found['process']} is owned by {', '.join(found['owners'])}.")


def _show_report(found: "ReportDocument") -> None:
    click.echo(
        f"Reported as {found['id']}: {found['step']} of {found['process']} {found['version']}, {found['kind']}."
    )


def _show_acknowledged(found: "AcknowledgedDocument") -> None:
    click.echo(f"{found['person']} has read {found['process']} {found['version']}: on record.")
    for one in found["refreshed"]:
        click.echo(f"  refreshed: `{one['capability']}` for {one['role']}")
    for due in found["still_due"]:
        click.echo(f"  still due: one observed run for `{due['capability']}` of {due['role']}, by {due['by']}")


def _print_page(found: "TextDocument") -> None:
    click.echo(found["text"], nl=False)


def _show_checked(found: "PageDocument") -> None:
    click.echo(f"{found['path']} says what process/ and workflows/ say.")
    _show_kept(found)


def _show_written(found: "PageDocument") -> None:
    what = f"Written: {found['path']}" if found["changed"] else f"{found['path']} was up to date"
    click.echo(f"{what} ({', '.join(found['processes'])}).")
    _show_kept(found)


def _show_kept(found: "PageDocument") -> None:
    if found["kept"]:
        click.echo(f"What changed last stands there as before: {show.cell(found['kept'])}")
