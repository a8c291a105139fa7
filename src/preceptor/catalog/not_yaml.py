"""Says in plain words why a text is not YAML, and what to type instead.

The parser names its own parts, such as block mappings and flow nodes. What it found is told from its words, from
where it stood, and from the line itself; what nobody has put into words is told as what could not be read there.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from ruamel.yaml.error import MarkedYAMLError, YAMLError

from preceptor.catalog.document import Place
from preceptor.catalog.problems import shown
from preceptor.model.finding import Finding

#: What can be said of a text: what is wrong, and what to type.
_Said = tuple[str, str | None]

_QUOTES: Final = "put quotes around text that has a colon and a space in it"
_APOSTROPHE: Final = "put quotes around the whole text; an apostrophe between single quotes is written twice"
_COLUMN: Final = "let it begin in the same column as the key or the point of a list that it belongs to"
#: The key with which a line begins, up to its colon.
_FIRST_KEY: Final = re.compile(r"""\s*(?:- +)*[\w"'./-]+\s*""")


@dataclass(frozen=True, kw_only=True)
class _Stumble:
    """Where the parser stopped, and what it said."""

    #: What it was doing, and what was in the way; as one text.
    said: str
    #: The line in which it stopped, in its two parts, and whether it is the first.
    before: str
    behind: str
    first: bool
    #: The line, counted from 1, in which began what it was reading; the same line where it did not say.
    begun: int
    line: int

    @property
    def found(self) -> str:
        """What stood there, as the parser calls it: a character, or a kind of token."""
        match = re.search(r"(?:found|got)(?: character| unknown escape character)? \(?(['\"])(.*?)\1", self.said)
        return match[2] if match else ""


def not_yaml(error: YAMLError, text: str, path: str) -> Finding:
    """The finding for what the parser raised over a text called `path`."""
    place, begun, parts = Place(), 1, ("", "")
    if isinstance(error, MarkedYAMLError):
        mark: Any = error.problem_mark or error.context_mark
        if mark:
            place = Place(mark.line + 1, mark.column + 1)
            begun = error.context_mark.line + 1 if error.context_mark else place.line
        parts = (str(error.context or ""), str(error.problem or ""))
    lines = text.splitlines()
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    stumble = _Stumble(
        said=" ".join(", ".join(parts).split()),
        before=line[: place.column - 1],
        behind=line[place.column - 1 :],
        first=place.line == 1,
        begun=begun,
        line=place.line,
    )
    message, suggestion = _in_words(stumble)
    return Finding(
        path=path, line=place.line, column=place.column, code="D107", message=message, suggestion=suggestion
    )


def _in_words(one: _Stumble) -> _Said:
    for words, say in _SAYINGS:
        if words in one.said and (said := say(one)):
            return said
    return (
        f"this cannot be read as YAML: {shown(one.behind.strip())}" if one.behind.strip() else "this is not YAML",
        "compare it with the lines around it, or put quotes around it if it is text",
    )


def _colon(one: _Stumble) -> _Said:
    if not one.first and _FIRST_KEY.fullmatch(one.before):
        message = f"the key {shown(one.before.strip())} stands deeper than the line before it, which has its value"
        return message, f"{_COLUMN}; {_QUOTES}"
    return "a second colon stands in this line, where the value has begun already", _QUOTES


def _character(one: _Stumble) -> _Said:
    if one.found == "\\t":
        return "a tab stands where spaces indent", "indent with spaces"
    found = "a backtick" if one.found == "`" else shown(one.found)
    return f"no text begins with {found} unless it is in quotes", "put quotes around it"


def _unclosed(what: str, end: str) -> Callable[[_Stumble], _Said]:
    def say(one: _Stumble) -> _Said:
        where = f"the {what} that begins in line {one.begun}"
        if one.line == one.begun and one.found == ":":
            message = f"a second colon stands in {where}, where `,` or `{end}` is needed"
            return message, f"write a comma before the next key, or {_QUOTES}"
        if one.line == one.begun:
            return f"`,` or `{end}` is missing in {where}", "separate its parts with commas"
        return f"{where} is not closed", f"close it with `{end}`"

    return say


def _nothing(one: _Stumble) -> _Said | None:
    if one.found == "<stream end>":
        return "the file ends within a list or a mapping", "close it with `]` or `}`"
    if one.found == ",":
        return "there is nothing before this comma", "leave the comma out, or put quotes around it if it is text"
    if one.found in ("]", "}"):
        return f"`{one.found}` closes nothing here", "leave it out, or put quotes around it if it is text"
    return None


def _uneven(one: _Stumble) -> _Said:
    if one.before.strip() and one.before.rstrip()[-1] in "'\"":
        return "text goes on behind the closing quotation mark", _APOSTROPHE
    if one.before.strip() and one.before.rstrip()[-1] in "]}":
        return f"something stands behind the closing `{one.before.rstrip()[-1]}`", "put quotes around it all"
    if "block collection" in one.said and one.found == "?":
        return (
            "a key begins where a list goes on",
            "begin the line with `- `, or give the list a key and indent it below",
        )
    if one.found == "-":
        return (
            "a point of a list stands where keys go on",
            "put it below a key that has no other value, or put quotes around it",
        )
    return "this line is indented otherwise than those that it could belong to", _COLUMN


def _no_colon(one: _Stumble) -> _Said:
    message = f"line {one.begun} is neither `key: value` nor a part of what stands above it"
    return message, "write a colon and a space behind the key, or indent the line if it goes on the text above"


def _always(message: str, suggestion: str) -> Callable[[_Stumble], _Said]:
    return lambda one: (message, suggestion)


def _quotation(one: _Stumble) -> _Said:
    message = f"the quotation mark of line {one.begun} is not closed"
    return message, "close it with the same mark; an apostrophe between single quotes is written twice"


def _escape(one: _Stumble) -> _Said:
    message = "a backslash between double quotes begins no character that there is here"
    return message, "write it twice, or put the text between single quotes"


def _document(one: _Stumble) -> _Said:
    if one.found == "<stream end>":
        return _DIRECTIVE
    return "this begins further to the left than the file does", "let all keys of the file begin in the same column"


_DIRECTIVE: Final = (
    "a line that begins with `%` is an order to the reader, and none is taken",
    "leave the line out, or put quotes around it if it is text",
)
#: By a part of what the parser said: what that means. The first that has something to say counts.
_SAYINGS: Final[tuple[tuple[str, Callable[[_Stumble], _Said | None]], ...]] = (
    ("mapping values are not allowed", _colon),
    ("cannot start any token", _character),
    ("parsing a flow sequence", _unclosed("list", "]")),
    ("parsing a flow mapping", _unclosed("mapping", "}")),
    ("expected the node content", _nothing),
    ("expected <block end>", _uneven),
    ("could not find expected ':'", _no_colon),
    ("scanning a quoted scalar", _quotation),
    ("scanning a double-quoted scalar", _escape),
    ("'<document start>'", _document),
    ("YAML document (version", lambda one: _DIRECTIVE),
    ("YAML directive", lambda one: _DIRECTIVE),
    ("a directive", lambda one: _DIRECTIVE),
    ("an directive", lambda one: _DIRECTIVE),
    ("tag handle", _always("no text begins with `!` unless it is in quotes", "put quotes around it")),
    ("a tag", _always("no text begins with `!` unless it is in quotes", "put quotes around it")),
    ("an alias", _always("no text begins with `*` unless it is in quotes", "put quotes around it")),
    ("an anchor", _always("no text begins with `&` unless it is in quotes", "put quotes around it")),
    (
        "follow up line",
        _always("an empty line above the text has spaces in it", "remove the spaces in the empty lines"),
    ),
    (
        "a block scalar",
        _always("behind `|` or `>` its line ends", "begin the text in the next line, indented deeper than its key"),
    ),
    (
        "sequence entries are not allowed",
        _always(
            "a point of a list stands behind a key in its line",
            "begin the list in the next line, or put quotes around it if it is text",
        ),
    ),
    (
        "mapping keys are not allowed",
        _always("no text begins with `?` and a space unless it is in quotes", "put quotes around it"),
    ),
)
