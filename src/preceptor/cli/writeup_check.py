"""`preceptor writeup check` and `explain`: what a strict and fair editor would say about a write-up, and why.

Both read files only, so they need no database and import none.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from preceptor.cli.base import options_of, print_json, verb
from preceptor.cli.check import exit_code, print_findings
from preceptor.cli.types import PATH
from preceptor.cli.writeup import writeup

if TYPE_CHECKING:
    from preceptor.render.findings import Format


@verb(writeup, "check", example="preceptor writeup check docs/postmortems/*.md --select T,S --format github")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=PATH)
@click.option("--format", "to", type=click.Choice(["text", "json", "sarif", "github"]), help="Default: text.")
@click.option("--select", multiple=True, metavar="CODES", help="Only these rules and families: T,B301 …")
@click.option("--ignore", multiple=True, metavar="CODES", help="All but these.")
@click.option("--team", metavar="TEAM", help="Whose settings hold, where `preceptor.toml` has some for teams.")
@click.pass_context
def check(
    ctx: click.Context,
    files: tuple[Path, ...],
    to: "Format | None",
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    team: str | None,
) -> int:
    """Check write-ups in Markdown: timelines, sections, blame, recommendations, analysis.

    Settings are those of the nearest folder upwards with a `preceptor.toml`, if there is one.
    Exit code 1 with errors or warnings; advice alone is 0. A FILE that cannot be read: 3.
    """
    from preceptor.bootstrap.writeups import make_write_up_checker
    from preceptor.services.writeup_checking import CODES, find
    from preceptor.writeup.rules import RULES

    options = options_of(ctx)
    checker = make_write_up_checker(options.folder, select=_split(select), ignore=_split(ignore))
    found = find(files, checker, team=team)
    rules = {**CODES, **{code: rule.summary for code, rule in RULES.items()}}
    print_findings(found, to or ("json" if options.as_json else "text"), rules)
    return exit_code(found, files)


@verb(writeup, "explain", example="preceptor writeup explain T103")
@click.argument("code", metavar="CODE")
@click.pass_context
def explain(ctx: click.Context, code: str) -> int:
    """What a rule finds, why that is bad, an example, and how it is configured. A family's letter lists its rules."""
    from preceptor.writeup.rules.pages import explained

    rules = explained(code)
    if options_of(ctx).as_json:
        keys = [{"code": one.code, "name": one.name, "family": one.family} for one in rules]
        print_json(
            [{**key, "severity": one.severity, "page": one.page} for key, one in zip(keys, rules, strict=True)]
        )
    elif len(rules) == 1:
        from preceptor.writeup.rules.pages import page_of

        click.echo(page_of(rules[0]))
    else:
        for one in rules:
            click.echo(f"{one.code}  {one.severity:<7}  {one.name}")
    return 0


def _split(told: tuple[str, ...]) -> list[str]:
    """Codes may be given apart, or with commas between them."""
    return [code for one in told for code in one.split(",") if code.strip()]
