"""`preceptor database …`: its schema and its privileges."""

from typing import TypedDict

import click

from preceptor.cli.base import Noun, answer, options_of, verb


class _Granted(TypedDict):
    role: str
    statements: list[str]
    applied: bool
    warnings: list[str]


@click.group(cls=Noun)
def database() -> None:
    """Bring the database's schema up to date, and say what a role may do."""


@verb(database, "upgrade", example="preceptor database upgrade")
@click.pass_context
def upgrade(ctx: click.Context) -> int:
    """Bring the schema to what this release knows: all of it or nothing; without effect where it is there."""
    from preceptor.store.inspection import schema_of
    from preceptor.store.schema import upgrade

    url = _url(ctx)
    before = schema_of(url)
    upgrade(url)
    return answer(ctx, {"from": before, "to": schema_of(url)}, _show_upgrade)


@verb(database, "grant", example="preceptor database grant --role preceptor_daily --dry-run")
@click.option("--role", required=True, metavar="ROLE", help="Who runs preceptor every day; not who owns the tables.")
@click.option("--dry-run", is_flag=True, help="Print the statements, and change nothing.")
@click.pass_context
def grant(ctx: click.Context, role: str, dry_run: bool) -> int:
    """PostgreSQL: let a role run every command, append to history, and not change or delete it.

    Run it as the owner of the tables, and again after every `database upgrade`.
    """
    from preceptor.store.privileges import grant

    statements, warnings = grant(_url(ctx), role, dry_run=dry_run)
    document: _Granted = {"role": role, "statements": statements, "applied": not dry_run, "warnings": warnings}
    return answer(ctx, document, _show_grant)


def _url(ctx: click.Context) -> str:
    from preceptor.bootstrap.settings import find_folder, read_settings

    options = options_of(ctx)
    return read_settings(find_folder(options.folder), options.database).database


def _show_upgrade(found: dict[str, str | None]) -> None:
    if found["from"] == found["to"]:
        click.echo(f"The schema is {found['to']} already; nothing was changed.")
    else:
        click.echo(f"The schema went from {found['from'] or 'nothing'} to {found['to']}.")


def _show_grant(found: _Granted) -> None:
    for statement in found["statements"]:
        click.echo(f"{statement};")
    for warning in found["warnings"]:
        click.echo(f"Mind: {warning}.", err=True)
    click.echo(
        f"{'Granted to' if found['applied'] else 'Nothing was changed; this is for'} {found['role']}.", err=True
    )
