"""The root command, its nouns in the order in which a newcomer needs them, and what becomes of errors."""

import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from preceptor import __version__
from preceptor.cli.base import Noun, Options, fail, stopped

#: Noun or verb: where its command lives, and its line in `--help`.
COMMANDS = {
    "init": ("setup:init", "Make a governance folder with the shipped processes, published and owned."),
    "demo": ("setup:demo", "Make a folder and play several weeks of two teams in it."),
    "mine": ("overview:mine", "What I owe now, each with the command that does it."),
    "overdue": ("overview:overdue", "What is overdue, and whose turn it is."),
    "why": ("overview:why", "What blocks something, and who can unblock it."),
    "pairing": ("pairing:pairing", "Climb the ladder: watch, do it watched, reverse the roles."),
    "observation": ("observation:observation", "Import a record of observations, or strike one."),
    "certification": ("certification:certification", "Who may lead and who may teach, today or on any day."),
    "retrospective": ("retrospective:retrospective", "One incident: notes, people, write-up, review, completion."),
    "writeup": ("writeup_documents:writeup", "The document about an incident: make, check, hand in, compare."),
    "review": ("review:review", "Review a write-up: comment, answer, settle, pass."),
    "meeting": ("meeting:meeting", "Meet about what a review left open."),
    "recommendation": ("recommendation:recommendation", "What write-ups recommend: decide, commit, see through."),
    "survey": ("survey:survey", "How useful finished retrospectives were."),
    "study": ("study:study", "What to read: finished write-ups, most worth first."),
    "person": ("person:person", "People: add, change, import, list, say who is away, deactivate, erase."),
    "team": ("team:team", "Teams: add, list, show, name who leads them and who is on call."),
    "process": ("process:process", "The documented processes: list, show, render, report, owners."),
    "change": ("change:change", "Change a process: propose, review, approve, publish."),
    "variant": ("variant:variant", "What a team does differently: propose, publish, rebase, waive."),
    "check": ("check:check", "Check definitions: every problem, with its line."),
    "notice": ("notice:notice", "The mails that wait or were sent."),
    "report": ("report:report", "How things stand, counted from the record, and what to look at."),
    "export": ("export:export", "For other programs: calendars, tables, diagrams."),
    "audit": ("audit:audit", "The record: read it, verify it, replay it, seal it."),
    "database": ("database:database", "Bring the database's schema up to date; say what a role may do."),
    "doctor": ("doctor:doctor", "Check what preceptor needs around it."),
}


#: So many nouns are named with their verb; of more, only the nouns.
_FEW = 3

#: The variables that hold words; a folder's name may be any bytes.
_WORDS = ("PRECEPTOR_PERSON", "PRECEPTOR_DATABASE_URL", "PRECEPTOR_NOW")


class _Root(Noun):
    """The root group: `preceptor` alone is `preceptor mine`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name][0].partition(":")
        command = getattr(import_module(f"preceptor.cli.{module}"), attribute)
        assert isinstance(command, click.Command)
        return command

    def suggest(self, ctx: click.Context, name: str) -> str | None:
        """A verb without its noun is told with it."""
        groups = ((noun, self.get_command(ctx, noun)) for noun in COMMANDS)
        nouns = [noun for noun, one in groups if isinstance(one, Noun) and name in one.commands]
        if len(nouns) > _FEW:
            return f"`preceptor NOUN {name}` says it of: {', '.join(nouns)}"
        if nouns:
            return f"did you mean {' or '.join(f'`preceptor {noun} {name}`' for noun in nouns)}?"
        return super().suggest(ctx, name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(
    cls=_Root,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 118},
    epilog="Begin with: preceptor init DIR  (or look around first: preceptor demo DIR)",
)
@click.version_option(__version__, prog_name="preceptor")
@click.pass_context
def root(ctx: click.Context) -> None:
    """The engine under a documented process: who may lead, who is learning, what is overdue, and why.

    Without a command: preceptor mine.
    """
    if ctx.invoked_subcommand is None:
        mine = root.get_command(ctx, "mine")
        if mine:
            ctx.invoke(mine)


def run(arguments: Sequence[str]) -> int:
    """Run one command; the exit code. 0 done, 1 refused, 2 usage, 3 bad input, 4 environment."""
    as_json = "--json" in arguments
    options = Options()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show a letter is no reason to fail after the work is done.
            stream.reconfigure(errors="backslashreplace")
    try:
        _readable(*arguments, *(value for name, value in os.environ.items() if name in _WORDS))
        answer = root.main(args=list(arguments), prog_name="preceptor", standalone_mode=False, obj=options)
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except (click.Abort, KeyboardInterrupt) as stop:
        return stopped(options, asked=isinstance(stop, click.Abort) and stop.__cause__ is None)
    except SystemExit:
        # click's way to say that whoever reads our output has enough; what there was to do is done.
        return 0
    except Exception as error:
        return fail(error, as_json=as_json)
    return answer if isinstance(answer, int) else 0


def _readable(*told: str) -> None:
    """Bytes that are no text in the system's encoding reach Python as lone surrogates, which nobody can store."""
    for one in told:
        if any("\ud800" <= character <= "\udfff" for character in one):
            from preceptor.errors import BadInput

            raise BadInput(f"{one[:80]!a} is not text in the encoding of this system")
