"""`preceptor doctor`: what is wrong around it."""

from typing import TYPE_CHECKING

import click

from preceptor.cli import show
from preceptor.cli.base import answer, options_of, verb

if TYPE_CHECKING:
    from preceptor.services.diagnosis import CheckDocument

_MARKS = {"ok": ("ok", "green"), "warning": ("warning", "yellow"), "problem": ("PROBLEM", "red")}


@verb(None, "doctor", example="preceptor doctor")
@click.option("--mail-to", metavar="E", help="Send one mail there. Without it none is sent.")
@click.pass_context
def doctor(ctx: click.Context, mail_to: str | None) -> int:
    """Check versions, the folder, the database, privileges, the clock, the mail server and mails that wait.

    Changes nothing; the mail server is asked whether it takes mail from us, and then told that there is none.

    On SQLite, who can write the file is trusted, and --as is a convenience. Exit code 4 with a problem.
    """
    from preceptor.bootstrap.surroundings import look_around
    from preceptor.services.doctor import diagnose, healthy

    options = options_of(ctx)
    around = look_around(folder=options.folder, database=options.database, person=options.person, mail_to=mail_to)
    checks = diagnose(around)
    return answer(ctx, checks, _show) or (0 if healthy(checks) else 4)


def _show(checks: "list[CheckDocument]") -> None:
    for one in checks:
        mark, colour = _MARKS[one["state"]]
        shown = click.style(mark.ljust(8), fg=colour) if show.fancy() else mark.ljust(8)
        click.echo(f"{shown} {one['check']}: {show.cell(one['message'])}")
        if one["remedy"]:
            click.echo(f"           {show.cell(one['remedy'])}")
