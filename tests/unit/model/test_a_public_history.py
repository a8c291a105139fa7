"""Nine states of a public process document: what `diff` tells of them is what a careful reader would say.

`tests/data/kubernetes-security-release/README.md` says where they are from, and where reader and engine part.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from preceptor.catalog.folder import read_folder
from preceptor.model.definition import Process
from preceptor.model.revision import change_class, diff, refuse_version

DATA = Path(__file__).parents[2] / "data" / "kubernetes-security-release"
PAIRS: list[dict[str, Any]] = json.loads((DATA / "expected.json").read_text(encoding="utf-8"))


@cache
def version(number: str) -> Process:
    catalogue, findings = read_folder(DATA / number)
    assert not findings
    return catalogue.processes["security-release"]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda one: f"{one['from']} to {one['to']}")
def test_a_version_has_the_changes_and_the_class_that_a_reader_gives_it(pair: dict[str, Any]) -> None:
    before, after = version(pair["from"]), version(pair["to"])
    found = diff(before, after)
    told = sorted((each["path"], each["class"]) for one in pair["changes"] for each in one.get("computed", [one]))
    assert sorted((one.path, one.change_class) for one in found) == told
    assert change_class(found) == pair["class"]
    assert refuse_version(before, after) == ()


def test_every_version_is_there() -> None:
    chain = [PAIRS[0]["from"], *(one["to"] for one in PAIRS)]
    assert [one["from"] for one in PAIRS[1:]] == chain[1:-1]
    assert {one.name for one in DATA.iterdir() if one.is_dir()} == set(chain)
