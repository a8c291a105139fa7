"""Findings as text for people, and in the formats that editors and continuous integration read."""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal
from urllib.parse import quote

from preceptor.model.finding import Finding

#: The formats that `check --format` takes.
Format = Literal["text", "json", "sarif", "github"]

#: Gives the line of a file that a finding is about; None where it cannot be shown.
LineOf = Callable[[Finding], str | None]

#: Characters of a line that are shown, and how many of them stand before the place where the line is cut.
_WIDEST, _CONTEXT = 100, 30
_SARIF_LEVELS = {"error": "error", "warning": "warning", "advice": "note"}
_GITHUB_COMMANDS = {"error": "error", "warning": "warning", "advice": "notice"}
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def as_text(findings: Sequence[Finding], *, line_of: LineOf = lambda _: None) -> str:
    """Give a line `path:line:column: CODE message` for each, the line of the file with a caret, and the suggestion.

    `line_of` gives the line of the file that a finding is about, or None where it cannot be shown.
    """
    lines = []
    for one in findings:
        lines.append(_visible(f"{one.path}:{one.line}:{one.column}: {one.code} {one.message}"))
        if written := line_of(one):
            lines += [f"    {part}" for part in _pointed_at(written, one)]
        if one.suggestion:
            lines.append(_visible(f"    {one.suggestion}"))
    return "\n".join(lines)


def _pointed_at(line: str, one: Finding) -> tuple[str, str]:
    """The line, or as much of it around the place as fits, and a line with carets below what is meant."""
    begin = min(one.column - 1, len(line))
    end = max(begin + 1, min((one.end_column or 0) - 1, len(line)))
    first = 0 if begin < _WIDEST - _CONTEXT else begin - _CONTEXT
    last = min(len(line), first + _WIDEST)
    before = ("…" if first else "") + line[first:begin]
    meant, after = line[begin:end], line[min(end, last) : last] + ("…" if last < len(line) else "")
    marks = "^" * max(1, min(_width(_plain(meant[: last - begin])), _WIDEST))
    return _plain(before + meant[: last - begin] + after), " " * _width(_plain(before)) + marks


def _plain(text: str) -> str:
    return _visible(text.replace("\t", "    "))


def _width(text: str) -> int:
    """Columns of a terminal."""
    if text.isascii():
        return len(text)
    wide = {"W": 2, "F": 2}
    return sum(0 if unicodedata.combining(one) else wide.get(unicodedata.east_asian_width(one), 1) for one in text)


def as_json(findings: Sequence[Finding]) -> str:
    """Give one JSON list, with the keys of `Finding.as_document`."""
    return json.dumps([one.as_document() for one in findings], indent=2)


def as_sarif(findings: Sequence[Finding], *, rules: Mapping[str, str], version: str) -> str:
    """Give a SARIF 2.1.0 log. `rules` explains each code in a sentence, `version` is that of preceptor."""
    codes = sorted({one.code for one in findings})
    positions = {code: number for number, code in enumerate(codes)}
    driver = {
        "name": "preceptor",
        "version": version,
        "rules": [{"id": code, "shortDescription": {"text": rules.get(code, code)}} for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        # Columns count characters, as in everything else that preceptor prints.
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, positions[one.code]) for one in findings],
    }
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2)


def as_github(findings: Sequence[Finding]) -> str:
    """Give one workflow command a line, which GitHub shows beside the line that it is about."""
    return "\n".join(_annotation(one) for one in findings)


def formatted(
    findings: Sequence[Finding],
    to: Format,
    *,
    rules: Mapping[str, str],
    version: str,
    line_of: LineOf = lambda _: None,
) -> str:
    """Give the findings in one of the formats; see `as_sarif` for `rules` and `version`, `as_text` for `line_of`."""
    if to == "text":
        return as_text(findings, line_of=line_of)
    if to == "sarif":
        return as_sarif(findings, rules=rules, version=version)
    return as_json(findings) if to == "json" else as_github(findings)


def _visible(text: str) -> str:
    """Nothing in a file may move the cursor of whoever reads about it, or forge a line."""
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _result(one: Finding, rule: int) -> dict[str, Any]:
    return {
        "ruleId": one.code,
        "ruleIndex": rule,
        "level": _SARIF_LEVELS[one.severity],
        "message": {"text": _whole(one)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(one.path)},
                    "region": _region(one),
                }
            }
        ],
    }


def _region(one: Finding) -> dict[str, int]:
    place = {"startLine": one.line, "startColumn": one.column}
    return place if one.end_column is None else {**place, "endColumn": one.end_column}


def _uri(path: str) -> str:
    written = quote(path.replace("\\", "/").encode("utf-8", "surrogateescape"), safe="/~")
    return f"file://{written}" if written.startswith("/") else written


def _whole(one: Finding) -> str:
    return f"{one.message} ({one.suggestion})" if one.suggestion else one.message


def _annotation(one: Finding) -> str:
    values = {"file": one.path, "line": str(one.line), "col": str(one.column)}
    if one.end_column is not None:
        values["endColumn"] = str(one.end_column)
    values["title"] = one.code
    properties = ",".join(f"{name}={_property(value)}" for name, value in values.items())
    return f"::{_GITHUB_COMMANDS[one.severity]} {properties}::{_data(_whole(one))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
