"""`preceptor person erase`, which the group of persons takes in."""

import sys
from typing import TYPE_CHECKING

import click

from preceptor.cli.base import answer, context, options_of, request_id, verb

if TYPE_CHECKING:
    from preceptor.model.refusal import Refusal
    from preceptor.services.context import Context
    from preceptor.services.erasure import ErasureDocument


@verb(None, "erase", example="preceptor person erase mina --dry-run")
@click.argument("login", metavar="LOGIN")
@click.option("--dry-run", is_flag=True, help="Say what would be deleted and what stays, and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@request_id
@click.pass_context
def erase(ctx: click.Context, login: str, dry_run: bool, yes: bool, request_id: str | None) -> int:
    """Delete who somebody was: name, address, the texts about them. What happened stays, under an opaque id.

    By an owner. Cannot be undone. Earlier requests that named the person cannot be repeated any more.
    """
    wired = context(ctx, request_id=request_id)
    if not (dry_run or yes):
        stop = _ask(ctx, wired, login)
        if stop is not None:
            return stop
    return answer(ctx, _erase(wired, login, dry_run=dry_run), _show)


def _erase(wired: "Context", login: str, *, dry_run: bool) -> "ErasureDocument | Refusal":
    from preceptor.services import erasure

    return erasure.erase(wired, login, dry_run=dry_run)


def _ask(ctx: click.Context, wired: "Context", login: str) -> int | None:
    """Show what would happen and ask. The exit code where it ends here; None: go on."""
    from preceptor.model.refusal import Refusal

    if options_of(ctx).as_json or not sys.stdin.isatty():
        raise click.UsageError("nobody can be asked here; say --yes, or look first with --dry-run")
    planned = _erase(wired, login, dry_run=True)
    if isinstance(planned, Refusal):
        return answer(ctx, planned, _show)
    _show(planned)
    click.confirm(f"Erase {login} for good?", abort=True)
    return None


def _show(found: "ErasureDocument") -> None:
    would = "Would delete" if found["dry_run"] else "Deleted"
    click.echo(f"{would} {found['payloads']} texts, and {found['requests']} answers of earlier requests.")
    click.echo(f"The person is called {found['person']} from {'then' if found['dry_run'] else 'now'} on.")
    click.echo("What remains:")
    for one in found["remains"]:
        click.echo(f"  - {one}")
