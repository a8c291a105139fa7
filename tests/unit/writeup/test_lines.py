"""Each rule on fragments of write-ups in each layout: it finds what an editor finds, and leaves near misses alone."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from tests.support import linting

LINES = Path(__file__).resolve().parents[2] / "data" / "writeup-lines"
#: Stands at the end of the line on which a finding is due.
MARK = re.compile(r" *⇐$", re.MULTILINE)


def _cases() -> Iterator[Any]:
    for path in sorted(LINES.glob("*.yaml")):
        for code, cases in YAML(typ="safe").load(path).items():
            for case in cases:
                yield pytest.param(code, case, id=f"{code}-{case['layout']}-{case['says']}".replace(" ", "-"))


CASES = list(_cases())


@pytest.mark.parametrize(("code", "case"), CASES)
def test_a_rule_finds_what_an_editor_finds_in(code: str, case: dict[str, str]) -> None:
    due = {number for number, line in enumerate(case["text"].splitlines(), start=1) if MARK.search(line)}
    found = {
        finding.line
        for finding in linting.found_in(MARK.sub("", case["text"]))
        if finding.code == code and case.get("section", "") in finding.message.lower()
    }
    assert found == due


def test_every_rule_has_a_line_to_find_and_a_near_miss() -> None:
    found = {param.values[0] for param in CASES if MARK.search(param.values[1]["text"])}
    missed = {param.values[0] for param in CASES if not MARK.search(param.values[1]["text"])}
    assert found == missed == linting.codes()
