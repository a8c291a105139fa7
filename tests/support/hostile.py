"""Hostile arguments for every command of the command line, made by walking the commands that there are."""

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass

import click

from preceptor.cli.base import Verb
from preceptor.cli.root import root, run

#: A system takes no longer argument (Linux: MAX_ARG_STRLEN), and none with a NUL.
LONG = "x" * 131_000
#: Bytes that are no UTF-8, as Python is given them on a command line.
NO_TEXT = b"min\xe4\xff".decode("utf-8", "surrogateescape")
#: What is never the name of anything.
NAMES = (
    "",
    " ",
    NO_TEXT,
    "\x1b[2J\x07",
    "mina\u202e\u200f",
    LONG,
    "../../etc/passwd",
    "mina/author/more",
    "/",
    "' OR 1=1 --",
    "{0.__class__}%s%n",
    "[red]mina[/red]",
    "\U0001f984\u0301",
    "\n",
    "-1",
)
#: What no text may be that is kept, mailed and shown.
TEXTS = ("", " \t\n", NO_TEXT, "\x1b[2J\x07", "left\u202eright", LONG, "line\u2028separator")
IDS = (
    *NAMES,
    "P-99999999999999999999",
    "P-999999999999999999",
    "P-0",
    "P--1",
    "P-1.0",
    "P-\uff11",
    "P-",
    "O-99999999999999999999",
    "O-0",
    "N-99999999999999999999",
    "N-0",
    "mina/",
    "/author",
    "9" * 5_000,
)
NUMBERS = ("", " ", "-1", str(10**30), "9" * 5_000, "1e3", "nan", "0x10", NO_TEXT)
_NO_DAYS = ("", "2026-02-30", "0000-01-01", "10000-01-01", "-0001-01-01", "27.3.2026", "now", NO_TEXT, "9" * 5_000)
DAYS = (*_NO_DAYS, "0001-01-01", "9999-12-31")
TIMES = (
    *DAYS,
    "0001-01-01T00:00+23:59",
    "9999-12-31T23:59-23:59",
    "2026-03-02T09:00",
    "2026-03-02T09:00+99:00",
)
DURATIONS = (
    *("", "days", "-1 days", "1e9 days", "1 fortnight", "1.5 days", f"{10**9} years", f"{10**30} days", NO_TEXT),
    *("100000 years", "100000 business days", "100000 minutes", "9" * 5_000 + " days"),
)
REQUESTS = ("", " ", NO_TEXT, "\x1b[2J", LONG, "id\u202e")

#: No file that could be read.
FILES = ("", NO_TEXT, "nowhere.csv", "/", "/proc/nothing", "nowhere/else", LONG, "x" * 300)
#: What looks hostile, and may be asked for all the same: the ends of the calendar.
FINE = frozenset({"0001-01-01", "9999-12-31", "100000 business days", "100000 minutes"})

#: What each placeholder stands for where nothing is wrong with it, and what is tried instead.
_KINDS: dict[str, tuple[str, Sequence[str]]] = {
    **dict.fromkeys(("TRAINEE", "LOGIN"), ("mina", NAMES)),
    **dict.fromkeys(("PAIRING", "ID", "[ID]"), ("P-1", IDS)),
    "OBSERVATION": ("O-1", IDS),
    "NOTICE": ("N-1", IDS),
    **dict.fromkeys(("PROCESS", "[PROCESS]"), ("retrospective", NAMES)),
    "ROLE": ("author", NAMES),
    "TEAM": ("checkout", NAMES),
    "STATE": ("watch", NAMES),
    "STANDARD": ("all", NAMES),
    "S": ("research", NAMES),
    "V": ("1.0.0", NAMES),
    "Z": ("Europe/Berlin", (*NAMES[1:], "europe/berlin", "posix/UTC", "/etc/localtime", "Europe/Berlin/..")),
    "C": ("DE", (*NAMES[1:], "de", "DE-XX", "--")),
    "E": ("mina@example.org", (*NAMES[1:], "a@b@c", "a@b\nBcc: all@example.org", "=?utf-8?q?x?=@example.org")),
    **dict.fromkeys(("N", "T"), ("Mina", TEXTS)),
    **dict.fromkeys(("TEXT", "WHY", "SUBJECT"), ("a word", TEXTS)),
    "DATE": ("2026-03-02", DAYS),
    "TIME": ("2026-03-02T09:00+01:00", TIMES),
    "DURATION": ("3 days", DURATIONS),
}

#: What is only looked for: nothing is found, and that is an answer.
_SOUGHT = frozenset({"query", "--control", "--label"})


@dataclass(frozen=True, kw_only=True)
class Case:
    """One command with one hostile argument, and all others as they should be."""

    arguments: tuple[str, ...]
    #: Which argument it is, and its beginning.
    name: str
    #: It may be taken: an empty text that clears a field, the end of the calendar, or what is only looked for.
    may_pass: bool


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What came of a command."""

    code: int
    out: str
    err: str


def verbs() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command that does something, with the words that it is called by."""
    yield from _verbs(root, ())


def _verbs(command: click.Command, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    if not isinstance(command, click.Group):
        yield words, command
        return
    within = click.Context(command)
    for name in command.list_commands(within):
        found = command.get_command(within, name)
        assert found
        yield from _verbs(found, (*words, name))


def cases(words: tuple[str, ...], command: click.Command) -> Iterator[Case]:
    """Every hostile argument for a command, one at a time."""
    for hostile in _own(command):
        for value in kind(hostile)[1]:
            cleared = not value.strip() and (words == ("person", "change") or not hostile.required)
            sought = hostile.opts[0] in _SOUGHT
            yield Case(
                arguments=usual(words, command, {hostile.opts[0]: value}),
                name=f"{hostile.opts[0]} {value[:30]!a}",
                may_pass=value in FINE or cleared or sought,
            )


def usual(words: tuple[str, ...], command: click.Command, told: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """How a command is typed with what it needs, and with what is `told` by the names of options and arguments."""
    options, positional, values = [], [], dict(told or {})
    for wanted in _ONE_OF.get(words, ()):
        if not values.keys() & _ONE_OF[words].keys():
            values[wanted] = _ONE_OF[words][wanted]
    for one in _own(command):
        needed = one.required or one.opts[0] in _TOGETHER.get(words, ())
        value = values.get(one.opts[0], kind(one)[0] if needed else None)
        if value is None:
            continue
        if isinstance(one, click.Option):
            options.append(f"{one.opts[0]}={value}")
        else:
            positional.append(value)
    flags = [name for name in _FLAGS if any(name in one.opts for one in command.params)]
    return (*words, *flags, *options, "--", *positional)


def _own(command: click.Command) -> list[click.Parameter]:
    """The parameters of a command that take a value, without those that all commands share."""
    shared = {name for one in Verb(None).params for name in one.opts}
    return [one for one in command.params if not shared & set(one.opts) and not getattr(one, "is_flag", False)]


#: Of these options a command needs one; the first will do.
_ONE_OF = {
    ("process", "owner"): {"--add": "mina", "--remove": "mina"},
    ("team", "on-call"): {"--set": "mina"},
}
#: These options a command needs together, unless it is asked for something else.
_TOGETHER = {("person", "away"): ("--until", "--cover")}
#: What a command needs before it looks at the rest.
_FLAGS = ("--missing", "--yes")


def kind(parameter: click.Parameter) -> tuple[str, Sequence[str]]:
    """A value that is right for a parameter as far as can be known, and those that are not."""
    if parameter.name == "request_id":
        return "request-1", REQUESTS
    if isinstance(parameter.type, click.Choice):
        return str(parameter.type.choices[0]), NAMES
    if isinstance(parameter.type, click.Path):
        return "nowhere", FILES
    if isinstance(parameter.type, click.types.IntParamType):
        return "3", NUMBERS
    return _KINDS.get(parameter.metavar or "", ("x", NAMES))


def ran(*arguments: str) -> Ran:
    """Run a command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(arguments)
    return Ran(code=code, out=out.getvalue(), err=err.getvalue())
