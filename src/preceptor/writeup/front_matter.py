"""What stands before a document for the program that makes a page of it: in YAML, TOML or JSON."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from preceptor.model.writeup import TOML

#: How front matter begins, with the lines that end it and what its first line is: in YAML, and in TOML.
_FRONT_MATTER: Final = {
    "---": (("---", "..."), re.compile(r"[\w-]+\s*:")),
    "+++": (("+++",), TOML),
}
#: What belongs to the key of a line before it: a point of a list.
_OF_A_KEY: Final = re.compile(r"\s{0,8}- \S")
_JSON_KEY: Final = re.compile(r"\s*\"[\w-]{1,40}\"\s{0,20}:")
#: What such a page begins with where nothing opens it.
_OF_PAGES: Final = re.compile(r"(?:title|slug|layout|permalink):\s", re.IGNORECASE)
#: Lines of front matter that nobody opened, and half of those in JSON; a longer run of fields is text. Our choice.
_FEW_FIELDS: Final = 30


class FrontMatter(NamedTuple):
    """The lines up to `until`, counted from 1, and what they say."""

    until: int
    raw: str


def front_matter(lines: Sequence[str]) -> FrontMatter | None:
    """What a document begins with; None where that is text."""
    if (end := _json_end(lines)) is not None:
        return FrontMatter(end + 1, "\n".join(lines[: end + 1]).strip())
    sort = _FRONT_MATTER.get(lines[0].rstrip())
    if sort is None:
        return _unopened(lines)
    ends, key = sort
    end = next((n for n, line in enumerate(lines) if n and line.rstrip() in ends), None)
    if end is None or not (end > 1 and key.match(lines[1])):
        return None
    return FrontMatter(end + 1, "\n".join(lines[1:end]))


def _unopened(lines: Sequence[str]) -> FrontMatter | None:
    """The same where only the line behind it is there, or a `title:` or `slug:` and no such line at all."""
    ends, key = _FRONT_MATTER["---"]
    titled = _OF_PAGES.match(lines[0]) is not None
    begin = enumerate(lines[:_FEW_FIELDS])
    end = next((n for n, line in begin if line.rstrip() in ends or (titled and not line.strip())), None)
    if end is None or end < 2 or not all(key.match(line) or _OF_A_KEY.match(line) for line in lines[:end]):
        return None
    return FrontMatter(end + 1, "\n".join(lines[:end]))


def _json_end(lines: Sequence[str]) -> int | None:
    """The line, from 0, that ends front matter in JSON; None where the document does not begin with any."""
    first = next((number for number, line in enumerate(lines[:_FEW_FIELDS]) if line.strip()), None)
    if first is None or lines[first].strip() != "{":
        return None
    behind = enumerate(lines[first + 1 : first + 1 + 2 * _FEW_FIELDS], first + 1)
    end = next((number for number, line in behind if line.strip() == "}"), None)
    keyed = end is not None and _JSON_KEY.match(lines[first + 1]) is not None
    return end if keyed else None
