"""Writes docs/reference/ and docs/rules/ from the code: the commands, the guards, the findings, and a page a rule.

`python -m docs.generate` writes the pages, `python -m docs.generate --check` says which are stale.
"""

import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from preceptor.catalog.problems import CODES as IN_DEFINITIONS
from preceptor.cli.base import Verb
from preceptor.cli.root import root
from preceptor.model.credit import CREDIT_RULES
from preceptor.model.registry import GUARDS
from preceptor.model.relations import ESCALATION, RELATIONS, STEP_OWNERS
from preceptor.services.checking import CODES as IN_FOLDERS
from preceptor.services.csv_rows import CODES as IN_CSV
from preceptor.services.observation_rows import CODES as IN_OBSERVATIONS
from preceptor.services.people_import import CODES as IN_PEOPLE
from preceptor.services.recommendations.syncing import CODES as IN_EXPORTS
from preceptor.services.writeup_checking import CODES as IN_WRITE_UPS
from preceptor.writeup.rules import FAMILIES, RULES
from preceptor.writeup.rules.pages import page_of

#: Everything that has a code, with the sentence that explains it.
CODES: Mapping[str, str] = {
    **IN_DEFINITIONS,
    **IN_FOLDERS,
    **IN_CSV,
    **IN_PEOPLE,
    **IN_OBSERVATIONS,
    **IN_EXPORTS,
    **{code: rule.summary for code, rule in RULES.items()},
    **IN_WRITE_UPS,
}
FOLDER = Path(__file__).resolve().parent
_MADE = "<!-- Made by `make docs`. Do not edit: change the code that it is made from. -->"
_SHARED = ("--folder", "--database", "--as", "--json", "--help")
_WIDE = 10_000


def pages() -> dict[str, str]:
    """Every page by its place in docs/; the same for the same code."""
    reference = {"cli.md": _cli(), "guards.md": _guards(), "findings.md": _findings()}
    rules = {f"{code}.md": _rule(code) for code in RULES}
    return {
        **{f"reference/{name}": text for name, text in reference.items()},
        "rules/index.md": _rules(),
        **{f"rules/{name}": text for name, text in rules.items()},
    }


def stale() -> list[str]:
    """The pages that are missing or not as the code is, by their places in docs/."""
    return [name for name, text in pages().items() if _stored(FOLDER / name) != text]


def commands(
    command: click.Command = root, path: tuple[str, ...] = ("preceptor",)
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every noun and verb below `command` with its words, in the order of the help."""
    if not isinstance(command, click.Group):
        return
    ctx = click.Context(command)
    for name in command.list_commands(ctx):
        found = command.get_command(ctx, name)
        if found is None or found.hidden:
            continue
        yield (*path, name), found
        yield from commands(found, (*path, name))


def _stored(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.is_file() else None


def _cli() -> str:
    parts = ["# Commands", _MADE, inspect.cleandoc(_RULES), "## All commands", _table_of_commands()]
    for path, command in commands():
        parts += _command(path, command)
    return _joined(parts)


def _table_of_commands() -> str:
    rows = [
        f"| [`{' '.join(path)}`](#{_anchor(' '.join(path))}) | {_cell(_first_sentence(command))} |"
        for path, command in commands()
        if isinstance(command, Verb)
    ]
    return "\n".join(["| command | what it does |", "|---|---|", *rows])


def _command(path: tuple[str, ...], command: click.Command) -> Iterator[str]:
    name = " ".join(path)
    yield f"{'##' if len(path) == 2 else '###'} {name}"
    if command.help:
        yield _prose(command.help)
    if isinstance(command, click.Group):
        return
    ctx = click.Context(command, info_name=name, terminal_width=_WIDE, max_content_width=_WIDE)
    yield f"```text\n{command.get_usage(ctx).removeprefix('Usage: ')}\n```"
    options = [
        f"| `{names}` | {_cell(meaning)} |"
        for parameter in command.get_params(ctx)
        if not set(parameter.opts) & set(_SHARED)
        for names, meaning in [parameter.get_help_record(ctx) or ("", "")]
        if names and meaning
    ]
    if options:
        yield "\n".join(["| option | |", "|---|---|", *options])
    if command.epilog:
        example = [line.strip() for line in command.epilog.replace("\b", "").splitlines()]
        yield "\n".join(["```sh", *(line for line in example if line and line != "Example:"), "```"])


def _guards() -> str:
    parts = [
        "# What a lifecycle may name",
        _MADE,
        "A lifecycle in `workflows/` and a process in `process/` take some of their words from the engine.\n"
        "These are all of them. `preceptor check --guards` prints the guards of the version that you run.",
        "## Guards",
        "A guard must be true before a move may happen.\n"
        "It reads its answer from records: no command sets it.\n"
        "Where it is not true it says what is missing, who can supply it, and with which command.",
    ]
    for guard in GUARDS.values():
        parts.append(f"### {guard.name}")
        parts.append(_prose(guard.summary))
        parts.append(f"For instances of the kind `{guard.governs}`.")
        if guard.parameters:
            parts.append("\n".join(f"- `{name}`: {kind.__name__}" for name, kind in guard.parameters.items()))
    parts += [
        "## What counts",
        "A state of a ladder's lifecycle names under `counts` the rule that says which observations count there.",
    ]
    for rule in CREDIT_RULES.values():
        rater = {
            "present": "Somebody who was there and may teach rates it; where there was nobody, the preceptor.",
            "preceptor": "The pairing's preceptor rates it, whether or not they were there.",
        }[rule.rated_by]
        parts += [f"### {rule.name}", f"{rule.summary}\n{rater}"]
    parts += ["## Who may", "`by` and `never` name what somebody is to the instance."]
    parts += _by_kind(RELATIONS)
    parts += ["## Who owes a step", "Beside the roles of the process, the `role` of a step can be one of these."]
    parts += _by_kind(STEP_OWNERS)
    parts += ["## To whom it is taken", "`escalate` names who hears of what stays overdue.", _words(ESCALATION)]
    return _joined(parts)


def _by_kind(words: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for kind, known in words.items():
        if known:
            yield f"For a {kind}:"
            yield _words(known)


def _words(known: Mapping[str, str]) -> str:
    rows = [f"| `{word}` | {_cell(meaning)} |" for word, meaning in known.items()]
    return "\n".join(["| word | who that is |", "|---|---|", *rows])


def _findings() -> str:
    parts = [
        "# Findings",
        _MADE,
        "Everything that is wrong with a file is reported with path, line and column, and not only the first.\n"
        "`preceptor check` finds those with D in a governance folder, an import those with C in a CSV file,\n"
        "`preceptor writeup check` the others in write-ups; those have [a page each](../rules/index.md).",
    ]
    for title, codes in (
        ("Reading a definition", _beginning("D1")),
        ("The shape of a definition", _beginning("D2")),
        ("What a definition means", _beginning("D3")),
        ("What a team's variant may say", _beginning("D4")),
        ("What is beside the definitions", IN_FOLDERS),
        ("A CSV file as such", IN_CSV),
        ("A row of people", IN_PEOPLE),
        ("A row of observations", IN_OBSERVATIONS),
        ("A row of a tracker's export", IN_EXPORTS),
    ):
        parts += [f"## {title}", _table_of(codes)]
    for letter, title in FAMILIES.items():
        parts += [f"## Write-ups: {title[0].lower()}{title[1:]}", _table_of(_rules_of(letter))]
    return _joined([*parts, "## A write-up that cannot be read", _table_of(IN_WRITE_UPS)])


def _table_of(codes: Mapping[str, str]) -> str:
    rows = [f"| {code} | {_cell(text)} |" for code, text in codes.items()]
    return "\n".join(["| code | what it says |", "|---|---|", *rows])


def _rules_of(letter: str) -> Mapping[str, str]:
    return {code: rule.summary for code, rule in RULES.items() if code.startswith(letter)}


def _rules() -> str:
    parts = [
        "# Rules for write-ups",
        _MADE,
        "What `preceptor writeup check` looks for; `preceptor writeup explain CODE` prints the same pages.\n"
        "[Check write-ups](../how-to/check-write-ups.md) tells how they are used and configured.",
    ]
    for letter, title in FAMILIES.items():
        several = [rule for code, rule in RULES.items() if code.startswith(letter)]
        rows = [f"| [{one.code}]({one.code}.md) | {one.name} | {one.severity} |" for one in several]
        parts += [f"## {title}", "\n".join(["| code | | usually |", "|---|---|---|", *rows])]
    return _joined(parts)


def _rule(code: str) -> str:
    title, _, rest = page_of(RULES[code]).partition("\n\n")
    return _joined([title, _MADE, rest])


def _beginning(letters: str) -> Mapping[str, str]:
    return {code: text for code, text in IN_DEFINITIONS.items() if code.startswith(letters)}


def _prose(text: str) -> str:
    """Filled paragraphs as one sentence a line; paragraphs that click is told to leave alone stay as they are."""
    paragraphs = []
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        if paragraph.startswith("\b"):
            paragraphs.append("```text\n" + paragraph.removeprefix("\b").strip("\n") + "\n```")
        else:
            paragraphs.append(re.sub(r"(?<=[.:?]) (?=[A-Z`])", "\n", " ".join(paragraph.split())))
    return "\n\n".join(paragraphs)


def _first_sentence(command: click.Command) -> str:
    paragraph = " ".join(inspect.cleandoc(command.help or "").split("\n\n")[0].split())
    return re.split(r"(?<=\.) ", paragraph, maxsplit=1)[0]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _anchor(heading: str) -> str:
    return heading.lower().replace(" ", "-")


def _joined(parts: list[str]) -> str:
    return "\n\n".join(parts) + "\n"


_RULES = """
    Every command is `preceptor NOUN VERB`; a few have no noun.
    `preceptor` alone is `preceptor mine`.

    These options work with every command, before and after its noun and verb:

    | option | | else |
    |---|---|---|
    | `--folder DIR` | the governance folder | `PRECEPTOR_FOLDER`, else the nearest folder upwards with a `preceptor.toml` |
    | `--database URL` | the database | `PRECEPTOR_DATABASE_URL`, else `preceptor.toml`, else `preceptor.db` in the folder |
    | `--as PERSON` | the login of who asks | `PRECEPTOR_PERSON`, else your login on this system |
    | `--json` | print one JSON document and nothing else on standard output | tables and sentences |
    | `--help` | what the command does, with an example | |

    Exit codes:

    | code | meaning |
    |---|---|
    | 0 | done |
    | 1 | refused by the process; or `check` has errors or warnings; or `audit verify` found a break |
    | 2 | wrong usage |
    | 3 | bad input: a definition, a file, an unknown id |
    | 4 | the environment: database, mail server, permissions, clock |

    Whatever is not 0 has changed nothing.
    [Scripting](../how-to/scripting.md) says more.
    """  # noqa: E501


def main(arguments: list[str]) -> int:
    """Write the pages, or with `--check` name the stale ones; 1 where there are any."""
    if arguments == ["--check"]:
        found = stale()
        for name in found:
            print(f"docs/{name} is not as the code is: make docs", file=sys.stderr)
        return 1 if found else 0
    if arguments:
        print("python -m docs.generate [--check]", file=sys.stderr)
        return 2
    for name, text in pages().items():
        (FOLDER / name).parent.mkdir(exist_ok=True)
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
