"""Findings as text for people, and in the formats that editors and continuous integration read."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal
from urllib.parse import quote

from preceptor.model.finding import Finding

#: The formats that `check --format` takes.
Format = Literal["text", "json", "sarif", "github"]

_SARIF_LEVELS = {"error": "error", "warning": "warning", "advice": "note"}
_GITHUB_COMMANDS = {"error": "error", "warning": "warning", "advice": "notice"}
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def as_text(findings: Sequence[Finding]) -> str:
    """Give a line `path:line:column: CODE message` for each, and its suggestion indented below it."""
    lines = []
    for one in findings:
        lines.append(_visible(f"{one.path}:{one.line}:{one.column}: {one.code} {one.message}"))
        if one.suggestion:
            lines.append(_visible(f"    {one.suggestion}"))
    return "\n".join(lines)


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


def formatted(findings: Sequence[Finding], to: Format, *, rules: Mapping[str, str], version: str) -> str:
    """Give the findings in one of the formats; `rules` and `version` as for `as_sarif`."""
    plain: Mapping[str, Callable[[Sequence[Finding]], str]] = {"text": as_text, "json": as_json, "github": as_github}
    return as_sarif(findings, rules=rules, version=version) if to == "sarif" else plain[to](findings)


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
                    "region": {"startLine": one.line, "startColumn": one.column},
                }
            }
        ],
    }


def _uri(path: str) -> str:
    written = quote(path.replace("\\", "/").encode("utf-8", "surrogateescape"), safe="/~")
    return f"file://{written}" if written.startswith("/") else written


def _whole(one: Finding) -> str:
    return f"{one.message} ({one.suggestion})" if one.suggestion else one.message


def _annotation(one: Finding) -> str:
    values = {"file": one.path, "line": str(one.line), "col": str(one.column), "title": one.code}
    properties = ",".join(f"{name}={_property(value)}" for name, value in values.items())
    return f"::{_GITHUB_COMMANDS[one.severity]} {properties}::{_data(_whole(one))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
