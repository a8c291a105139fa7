"""Labelled values in Markdown, such as `Owner: @ann`: on a line of their own, or behind a sentence."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from preceptor.writeup.inline import plain

#: A label in bold with its colon, without it, in italics, and bare.
_FORMS: Final = (r"(?:\*\*|__)(?:{})\s?:\s?(?:\*\*|__)", r"(?:\*\*|__|\*|_)(?:{})(?:\*\*|__|\*|_)\s?:", r"(?:{})\s?:")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_COMMENT = re.compile(r"<!--.*?-->")
_NOTHING = re.compile(
    r"(?:[\W_]|tbd|tba|todo|to do|n/?a|none(?: yet)?|unknown|open|not yet(?: known)?)*", re.IGNORECASE
)
#: Characters; a longer line is prose, and its labels are words.
_LONGEST_LINE: Final = 2000
#: Characters of the head of a column that are read. Our choice.
_LONGEST_HEAD: Final = 80
#: What people write as `(owner=kim, due=2026-03-02)`; `status=503` is no field.
_BY_EQUAL: Final = ("owner", "due", "ticket", "priority")
#: What may stand before a label inside a line, and what ends its value.
_BEFORE = r"(?:(?<=[(;,.|\[—–])\s*|(?<=\s-)\s+|(?<=[)\]])\s+|(?<=  ))"
_ENDS = re.compile(r"[;|)\]]|\s[—–]\s|\s-\s|,\s(?=(?:by|due|until|before|done when|once)\s)", re.IGNORECASE)


@dataclass(frozen=True)
class Labels:
    """Which words label which field."""

    #: At the beginning of a line, and behind other words.
    line: re.Pattern[str]
    inside: re.Pattern[str]

    @classmethod
    def of(cls, words: Mapping[str, str]) -> "Labels":
        """For each field, the words that label it: an expression without groups."""
        label = "|".join(
            form.format("|".join(f"(?P<{field.replace('-', '_')}_{n}>{words_})" for field, words_ in words.items()))
            for n, form in enumerate(_FORMS)
        )
        equal = "|".join(f"(?P<{field}_equal>{words_})" for field, words_ in words.items() if field in _BY_EQUAL)
        inside = f"{label}|(?:{equal})=(?=[\\w@#])" if equal else label
        return cls(
            re.compile(rf"[ \t>]*(?:[-+*]|\d{{1,3}}[.)])?[ \t]*(?:{label})\s*", re.IGNORECASE),
            re.compile(rf"{_BEFORE}(?:{inside})\s*", re.IGNORECASE),
        )


def take_fields(text: str, labels: Labels, *, inside: bool = True) -> tuple[str, dict[str, str]]:
    """The text without its labelled values, and the values, by field; several of one are joined.

    With `inside`, also those that stand in a line behind other words. A value that says nothing (`TBD`) is left out.
    """
    kept: list[str] = []
    found: dict[str, str] = {}
    fence = ""
    field: str | None = None
    for line in text.split("\n"):
        if match := _FENCE.match(line):
            fence = "" if fence and match[1].startswith(fence) else fence or match[1]
        if fence or len(line) > _LONGEST_LINE:
            kept.append(line)
            field = None
            continue
        if match := labels.line.match(line):
            field = _which(match)
            _add(found, field, line[match.end() :])
        elif field is not None and _continues(line):
            found[field] = f"{found.get(field, '')} {line.strip()}".strip()
        else:
            field = None
            kept.append(_inside(line, labels, found) if inside else line)
    return _closed(kept), {name: said for name, value in found.items() if (said := meaningful(value))}


def meaningful(value: str) -> str:
    """The value on one line; empty where it says nothing, such as a placeholder."""
    said = " ".join(_COMMENT.sub("", value).split())
    return "" if _NOTHING.fullmatch(plain(said)) else said


def columns_of(heads: Sequence[str], patterns: Mapping[str, re.Pattern[str]], rest: str) -> dict[str, int]:
    """Which column says what, from 0: per pattern the first head that is all of it; `rest` is the first other one."""
    found: dict[str, int] = {}
    for index, head in enumerate(heads):
        for name, pattern in patterns.items():
            if name not in found and pattern.fullmatch(head[:_LONGEST_HEAD]):
                found[name] = index
                break
    if rest not in found and (free := [index for index in range(len(heads)) if index not in found.values()]):
        found[rest] = free[0]
    return found


def is_field_line(text: str, labels: Labels) -> bool:
    """Whether a text begins with one of the labels."""
    return labels.line.match(text[:_LONGEST_LINE]) is not None


def _which(match: re.Match[str]) -> str:
    name = next(name for name, value in match.groupdict().items() if value is not None)
    return name.rpartition("_")[0].replace("_", "-")


def _add(found: dict[str, str], field: str, value: str) -> None:
    found[field] = ", ".join(filter(None, (found.get(field, ""), value.strip())))


def _continues(line: str) -> bool:
    """Whether a line goes on with what the line before it said."""
    return bool(line.strip()) and not re.match(r"\s*(?:[-+*>#|]|\d{1,3}[.)]\s)", line)


def _inside(line: str, labels: Labels, found: dict[str, str]) -> str:
    matches = list(labels.inside.finditer(line))
    if not matches:
        return line
    kept = [line[: matches[0].start()]]
    for index, match in enumerate(matches):
        stop = matches[index + 1].start() if index + 1 < len(matches) else len(line)
        end = _ENDS.search(line, match.end(), stop)
        until = end.start() if end else stop
        _add(found, _which(match), line[match.end() : until].rstrip(" ,."))
        kept.append(line[until:stop])
    return _tidy("".join(kept))


def _tidy(line: str) -> str:
    """A line without the brackets and marks that held nothing but labelled values."""
    line = re.sub(r"[(\[][\s;,|—–-]*[)\]]", "", line)
    return re.sub(r"(?<![\s;,|—–([-])[\s;,|—–([-]+$", "", line)


def _closed(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
