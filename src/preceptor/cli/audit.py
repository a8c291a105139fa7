"""`preceptor audit …`: the record."""

import json
from collections.abc import Iterable
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from preceptor.cli import show
from preceptor.cli.base import Noun, answer, context, options_of, verb
from preceptor.cli.types import PATH
from preceptor.model.counting import counted

if TYPE_CHECKING:
    from preceptor.services.audit import VerifyDocument
    from preceptor.services.audit_log import EventDocument
    from preceptor.services.replay import BrokenDocument, ReplayDocument
    from preceptor.services.sealing import SealDocument


@click.group(cls=Noun)
def audit() -> None:
    """The record: read it, verify it, seal it, replay it. None of these writes to the database."""


@verb(audit, "log", example="preceptor audit log P-12")
@click.argument("about", metavar="[ID]", required=False)
@click.pass_context
def log(ctx: click.Context, about: str | None) -> int:
    """Every event in the order recorded, or those about ID.

    ID is a pairing (P-12, or trainee/role), an observation (O-5), a change (CH-4), a retrospective (R-3), a
    recommendation (REC-7), a thread of a review (T-5), a login, or the name of a process or team.
    """
    from preceptor.services import audit_log

    return _print_events(audit_log.log(context(ctx), about), as_json=options_of(ctx).as_json)


@verb(audit, "verify", example="preceptor audit verify --against seal-2026-03.json")
@click.option("--against", type=PATH, metavar="FILE", help="A seal: finds what was rewritten or cut off since.")
@click.pass_context
def verify(ctx: click.Context, against: Path | None) -> int:
    """Check the record: chains, payloads, who signed, and that the state is what the events say.

    Without a seal, a whole record that was rewritten by the database's owner cannot be told from a true one.
    Exit code 1 where anything is broken.
    """
    from preceptor.services import audit, sealing

    found = audit.verify(context(ctx), sealing.read_seal(against) if against else None)
    return answer(ctx, found, _show_verified) or (0 if found["ok"] else 1)


@verb(audit, "seal", example="preceptor audit seal /mnt/elsewhere/seal-2026-03.json")
@click.argument("file", type=PATH, metavar="FILE")
@click.option("--yes", is_flag=True, help="Overwrite the file where it is there.")
@click.pass_context
def seal(ctx: click.Context, file: Path, yes: bool) -> int:
    """Write the head of every chain to a file. Keep it where the owner of the database cannot change it."""
    from preceptor.services import sealing

    return answer(ctx, sealing.seal(context(ctx), file, overwrite=yes), _show_seal)


@verb(audit, "replay", example="preceptor audit replay")
@click.pass_context
def replay(ctx: click.Context) -> int:
    """Fold every event again, and compare the state with what they come to. Exit code 1 where it differs."""
    from preceptor.services import replay

    found = replay.replay(context(ctx))
    return answer(ctx, found, _show_replay) or (0 if found["ok"] else 1)


def _print_events(found: "Iterable[EventDocument]", *, as_json: bool) -> int:
    """Print events as they come: a long record never has to fit into memory."""
    if as_json:
        _print_json_list(found)
        return 0
    empty = True
    for one in found:
        empty = False
        fixed = " (fixed clock)" if one["fixed_clock"] else ""
        said = show.cell(one["said"])
        click.echo(f"{one['id'].rjust(6)}  {show.day(one['at'])}{fixed}  {show.cell(one['actor'])}: {said}")
        for body in one["payloads"]:
            click.echo(f"{'':8}{_told(body)}")
    if empty:
        click.echo("Nothing is on record.")
    return 0


def _print_json_list(documents: "Iterable[EventDocument]") -> None:
    separator = "[\n"
    for one in documents:
        click.echo(f"{separator}{json.dumps(one, ensure_ascii=False)}", nl=False)
        separator = ",\n"
    click.echo("[]" if separator == "[\n" else "\n]")


def _told(body: object) -> str:
    if not isinstance(body, dict):
        return "(erased)"
    return "; ".join(f"{name}: {show.cell(value)}" for name, value in body.items() if value is not None)


def _show_verified(found: "VerifyDocument") -> None:
    click.echo(f"{counted(found['events'], 'event')} in {counted(found['streams'], 'stream')}.")
    if found["sealed_at"]:
        click.echo(f"Compared with the seal of {show.day(found['sealed_at'])}.")
    _show_broken(found["broken"], found["left_out"])
    if found["ok"]:
        click.echo("The record is whole, nobody signed for themselves, and the state is what the events say.")


def _show_replay(found: "ReplayDocument") -> None:
    show.table(found["tables"], {"table": "TABLE", "rows": "ROWS", "equal": "EQUAL"}, empty="")
    _show_broken(found["broken"], found["left_out"])


def _show_broken(broken: "list[BrokenDocument]", left_out: int) -> None:
    for one in broken:
        where = "" if one["stream"] is None else f"{one['stream']} {one['seq'] or ''}: "
        click.echo(f"BROKEN  {show.cell(where)}{show.cell(one['reason'])}")
    if left_out:
        click.echo(f"        and {left_out} more")


def _show_seal(found: "SealDocument") -> None:
    told = f"{counted(found['events'], 'event')} in {counted(found['streams'], 'stream')}"
    click.echo(f"Sealed {told}: {show.cell(found['file'])}")
    click.echo(f"Its digest is {found['digest']}.")
    click.echo(f"Keep it elsewhere. To compare: preceptor audit verify --against {quote(show.cell(found['file']))}")
    if not found["ok"]:
        click.echo("The chains were broken already; preceptor audit verify says where.", err=True)
