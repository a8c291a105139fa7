"""`preceptor check`: definitions, settings, templates and PROCESS.md, with every problem that they have.

It reads files, and needs no database. Where one is there, it is asked for the teams, if any has templates of its own.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from preceptor.cli.base import options_of, print_json, verb
from preceptor.cli.types import PATH

if TYPE_CHECKING:
    from preceptor.model.finding import Finding
    from preceptor.render.findings import Format

#: What is said of a path that cannot be read at all: by the catalogue, and of a write-up.
_UNREADABLE = ("D101", "X101", "X102")


@verb(None, "check", example="preceptor check process/retrospective.yaml --format github")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=PATH)
@click.option("--format", "to", type=click.Choice(["text", "json", "sarif", "github"]), help="Default: text.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of definitions, for editors.")
@click.option("--guards", is_flag=True, help="Print what lifecycles may ask for, with parameters.")
@click.pass_context
def check(ctx: click.Context, paths: tuple[Path, ...], to: "Format | None", schema: bool, guards: bool) -> int:
    """Check definitions, settings and templates: every problem with its line, not only the first.

    Without PATH: the governance folder. Where its database is there, a team that there is not is found too.

    Exit code 1 with errors or warnings; advice alone is 0. A PATH that cannot be read: 3.
    """
    if schema or guards:
        return _print_schema() if schema else _print_guards(as_json=options_of(ctx).as_json or to == "json")
    from preceptor.bootstrap import today
    from preceptor.bootstrap.folder_check import FolderChecks
    from preceptor.services.checking import find

    checks = FolderChecks(database=options_of(ctx).database)
    found = find(paths or (governance_folder(ctx),), on=today(), checker=checks)
    print_findings(found, to or ("json" if options_of(ctx).as_json else "text"))
    return exit_code(found, paths)


def governance_folder(ctx: click.Context) -> Path:
    """The governance folder, as short as it can be written from here."""
    from preceptor.bootstrap.settings import find_folder

    folder, here = find_folder(options_of(ctx).folder), Path.cwd()
    return Path(os.path.relpath(folder, here)) if folder.is_relative_to(here) else folder


def print_findings(found: "Sequence[Finding]", to: "Format", rules: "Mapping[str, str] | None" = None) -> None:
    """Every finding, in a form for people, programs or a forge.

    `rules` explains each code in a sentence; without it, those of definitions are meant.
    """
    from preceptor import __version__
    from preceptor.render.findings import formatted
    from preceptor.services.source_lines import SourceLines

    rules = _rules() if rules is None else rules
    text = formatted(found, to=to, rules=rules, version=__version__, line_of=SourceLines().line_of)
    if text:
        click.echo(text)
    elif to == "text":
        click.echo("No problem was found.")


def _rules() -> "Mapping[str, str]":
    from preceptor.catalog.problems import CODES as CATALOGUE_CODES
    from preceptor.services.checking import CODES

    return {**CATALOGUE_CODES, **CODES}


def exit_code(found: "Sequence[Finding]", paths: Sequence[Path]) -> int:
    """0 where nothing but advice was found, 3 where a path that was asked for cannot be read, else 1."""
    from preceptor.model.finding import passes

    asked = {str(path) for path in paths}
    if any(one.code in _UNREADABLE and one.path in asked for one in found):
        return 3
    return 0 if passes(found) else 1


def _print_schema() -> int:
    from preceptor.catalog.schema import schema

    print_json(schema())
    return 0


def _print_guards(*, as_json: bool) -> int:
    from preceptor.model.registry import GUARDS

    parameters = {
        name: {parameter: kind.__name__ for parameter, kind in guard.parameters.items()}
        for name, guard in GUARDS.items()
    }
    if as_json:
        keys = [{"guard": one.name, "governs": one.governs, "summary": one.summary} for one in GUARDS.values()]
        print_json([{**one, "parameters": parameters[one["guard"]]} for one in keys])
        return 0
    for name, guard in GUARDS.items():
        given = ", ".join(f"{parameter}: {kind}" for parameter, kind in parameters[name].items())
        click.echo(f"{name}({given}), for a {guard.governs}" if given else f"{name}, for a {guard.governs}")
        click.echo("\n".join(f"    {line}".rstrip() for line in guard.summary.splitlines()))
    return 0
