"""What every command shares: the four options, the request id, answering, and failing."""

import errno
import io
import json
import os
import re
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from datetime import tzinfo

    from preceptor.model.refusal import Refusal
    from preceptor.services.context import Context

Function = TypeVar("Function", bound=Callable[..., Any])

#: Characters of a line of a message; a sentence with a long path in it.
_LONGEST_LINE = 2_000
_DONE = "  What the command does is done, and on record."
#: What JSON may hold as it is, and a terminal should not be given: it moves the cursor or turns the writing around.
_UNSEEN = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@dataclass
class Options:
    """What the command line says for any command; None: look elsewhere (CLI ground rules)."""

    folder: str | None = None
    database: str | None = None
    person: str | None = None
    as_json: bool = False
    #: What the command was wired with, once it is.
    wired: "Context | None" = None
    #: What the command makes beside the record is made.
    made: bool = False

    @property
    def done(self) -> bool:
        """Whether what the command does is done; what is left is to say so."""
        return self.made or (self.wired is not None and self.wired.progress.done)


def options_of(ctx: click.Context) -> Options:
    """The options of this run, whether they stood before or after the noun and verb."""
    options = ctx.find_root().ensure_object(Options)
    return options


def _keep(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def callback(ctx: click.Context, parameter: click.Parameter, value: Any) -> None:
        if value == "":
            from preceptor.errors import BadInput

            raise BadInput(f"{parameter.opts[0]} is empty", remedy="Say it, or leave the option out.")
        if value is not None and value is not False:
            setattr(options_of(ctx), name, value)

    return callback


def _shared() -> list[click.Parameter]:
    """The four options that work everywhere; anew for each command, since click changes its parameters."""
    return [
        click.Option(
            ["--folder"], metavar="DIR", expose_value=False, callback=_keep("folder"),
            help="The governance folder; else PRECEPTOR_FOLDER, else the nearest one upwards.",
        ),
        click.Option(
            ["--database"], metavar="URL", expose_value=False, callback=_keep("database"),
            help="The database; else PRECEPTOR_DATABASE_URL, else the folder's.",
        ),
        click.Option(
            ["--as"], metavar="PERSON", expose_value=False, callback=_keep("person"),
            help="The login of who asks; else PRECEPTOR_PERSON, else your login on this system.",
        ),
        click.Option(
            ["--json"], is_flag=True, expose_value=False, callback=_keep("as_json"),
            help="Print one JSON document.",
        ),
    ]  # fmt: skip


class Verb(click.Command):
    """A command with the shared options, and an example at the end of its help."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.extend(_shared())


#: Characters: longer than any first sentence, so that none is cut off.
_WHOLE = 1_000


class Noun(click.Group):
    """A group with the shared options."""

    command_class = Verb

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.extend(_shared())

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the source, which is the order in which they are needed."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """What is typed; who typed what there is not is told what was meant, or what there is."""
        name = args[0]
        if self.get_command(ctx, name) is None and not (ctx.resilient_parsing or name.startswith("-")):
            ctx.fail(f"there is no command `{ctx.command_path} {name}`; {self.suggest(ctx, name)}")
        return super().resolve_command(ctx, args)

    def suggest(self, ctx: click.Context, name: str) -> str | None:
        """What may have been meant by a command that there is not, or what there is."""
        from preceptor.catalog.problems import nearest

        return nearest(name, self.list_commands(ctx), more=f"{ctx.command_path} --help")

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Each with its whole first sentence, over as many lines as it takes."""
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, command.get_short_help_str(_WHOLE)) for name, command in self.commands.items()]
            )


def verb(group: click.Group | None, name: str, *, example: str) -> Callable[[Function], click.Command]:
    """Make a function a command of `group`, with an example in its help."""

    def register(function: Function) -> click.Command:
        # \b keeps click from filling the lines of the example into a paragraph.
        command = click.command(name, cls=Verb, epilog=f"\b\nExample:\n  {example}")(function)
        if group is not None:
            group.add_command(command)
        return command

    return register


def context(ctx: click.Context, *, request_id: str | None = None) -> "Context":
    """The wired context of this run."""
    from preceptor.bootstrap import make_context

    options = options_of(ctx)
    options.wired = make_context(
        folder=options.folder, database=options.database, person=options.person, request_id=request_id
    )
    return options.wired


def zone_of(wired: "Context") -> "tzinfo":
    """In which zone whoever asks is shown when something is due."""
    from preceptor.services.context import zone_of_reader

    return zone_of_reader(wired)


request_id = click.option(
    "--request-id", metavar="ID", help="Repeating a command with the same id answers as before, and does it once."
)


def answer(
    ctx: click.Context,
    document: "Any | Refusal",
    show: Callable[[Any], None],
) -> int:
    """Print what a service answered; 1 for a refusal, else 0."""
    from preceptor.model.refusal import Refusal

    if isinstance(document, Refusal):
        return refuse(ctx, document)
    try:
        if options_of(ctx).as_json:
            print_json(document)
        else:
            show(document)
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise
        return _unheard(ctx, error)
    return 0


def _unheard(ctx: click.Context, error: OSError) -> int:
    """Say that the answer could not be written. Where what the command does is done, that is no failure."""
    _let_go_of_output()
    done = options_of(ctx).done
    _say(f"preceptor: the answer cannot be written: {error.strerror}")
    if done:
        _say(_DONE)
    return 0 if done else 4


def stopped(options: Options, *, asked: bool) -> int:
    """Say that the command was stopped, and give the exit code: what is on record is done, whoever heard of it.

    `asked`: by the answer to a question of its own, which comes before anything is done.
    """
    if not asked:
        _let_go_of_output()
    _say("stopped; nothing was changed" if asked else "stopped")
    if options.done:
        _say(_DONE)
    return 0 if options.done else 1


def _let_go_of_output() -> None:
    """What is still to be written goes nowhere; else the interpreter would fail on it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def refuse(ctx: click.Context, refusal: "Refusal") -> int:
    """Say every reason, what is missing, who can supply it and with which command."""
    from preceptor.services.documents import reason_document

    if options_of(ctx).as_json:
        print_json({"refused": [reason_document(reason) for reason in refusal.reasons]})
    else:
        click.echo("Refused; nothing was changed.", err=True)
        for reason in refusal.reasons:
            say_reason(reason.guard, reason.message, reason.who, reason.command, err=True)
    return 1


def say_reason(guard: str, message: str, who: Sequence[str], command: str | None, *, err: bool = False) -> None:
    """One reason for people: what is missing, who can supply it, and how."""
    from preceptor.cli.show import cell

    click.echo(f"  - {cell(message)}  [{guard}]", err=err)
    if who:
        click.echo(f"      who: {', '.join(who)}", err=err)
    if command:
        click.echo(f"      how: {command}", err=err)


def print_json(document: object) -> None:
    """One JSON document on standard output."""
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    text = json.dumps(document, indent=2, ensure_ascii=plain)
    try:
        click.echo(_UNSEEN.sub(lambda one: f"\\u{ord(one[0]):04x}", text))
    except BrokenPipeError:
        # Whoever reads our output has enough; the exit code says how the command went all the same.
        _let_go_of_output()


def fail(error: Exception, *, as_json: bool) -> int:
    """Say what went wrong, and give the exit code. What nobody foresaw is shown whole, for who can mend it."""
    from preceptor.errors import EnvironmentProblem, PreceptorError

    if isinstance(error, click.ClickException):
        document: dict[str, object] = {"code": "usage", "message": error.format_message(), "path": None, "line": None}
        if as_json:
            print_json({"error": document})
        else:
            said = io.StringIO()
            error.show(file=said)
            _say(said.getvalue())
        return error.exit_code
    if isinstance(error, OSError) and error.strerror:
        place = None if error.filename is None else os.fsdecode(error.filename)
        error = EnvironmentProblem(f"the system says: {error.strerror}", path=place)
    if not isinstance(error, PreceptorError):
        traceback.print_exception(error)
        error = EnvironmentProblem(
            f"preceptor met what it was not made for: {error!r}",
            remedy="Please report it with the lines above.",
        )
    if as_json:
        try:
            print_json({"error": error.as_document()})
        except OSError:
            _let_go_of_output()
            _say(f"preceptor: {error}")
    else:
        _say(f"preceptor: {error}")
        if error.remedy:
            _say(f"  {error.remedy}")
    return error.exit_code


def say_problem(problem: "Mapping[str, object]") -> None:
    """Say to standard error what is the matter, as an error's document has it, where an answer comes with it."""
    _say(f"preceptor: {problem['message']}")
    if problem["remedy"]:
        _say(f"  {problem['remedy']}")


def _say(message: str) -> None:
    """To standard error. A message may quote what was typed, so nothing in it moves a cursor or fills a screen."""
    from preceptor.cli.show import cell

    for line in message.splitlines():
        click.echo(cell(line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}…"), err=True)
