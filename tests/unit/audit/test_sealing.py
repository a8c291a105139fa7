"""A seal kept elsewhere finds what a chain alone cannot: rewriting and truncation."""

import json
from pathlib import Path

import pytest
from tests.support.world import World
from tests.unit.audit.conftest import Behind
from tests.unit.audit.test_verify import rechain

from preceptor.errors import BadInput
from preceptor.services.audit import verify
from preceptor.services.sealing import read_seal, seal


@pytest.fixture
def sealed(story: World, tmp_path: Path) -> Path:
    file = tmp_path / "elsewhere.json"
    assert seal(story.by(None), file)["ok"]
    return file


def reasons(world: World, file: Path) -> list[str]:
    return [one["reason"] for one in verify(world.by(None), read_seal(file))["broken"]]


def test_a_record_that_only_grew_agrees_with_its_seal(story: World, sealed: Path) -> None:
    story.later(days=1).passed("P-1")
    assert reasons(story, sealed) == []


def test_a_chain_that_was_rewritten_whole_is_found_with_a_seal_alone(
    story: World, sealed: Path, behind: Behind
) -> None:
    (event,) = [one for one in story.events("person-added") if one.data["person"] == story.identity("rosa")]
    rechain(story, behind, event, by=story.identity("rosa"))
    assert verify(story.by(None))["ok"]
    assert reasons(story, sealed) == ["it was rewritten since the seal was made"]


def test_an_end_that_was_cut_off_is_found(story: World, sealed: Path, behind: Behind) -> None:
    (event,) = story.events("team-added")
    behind("DELETE FROM events WHERE id = :id", id=event.id)
    found = reasons(story, sealed)
    assert "it was there when the seal was made, and is gone" in found
    assert any("events were sealed" in reason for reason in found)


def test_a_seal_says_when_and_by_what_it_was_made(story: World, sealed: Path) -> None:
    told = json.loads(sealed.read_text())
    assert told["sealed_at"] == story.now.isoformat(timespec="microseconds")
    assert told["events"] == len(story.events())
    assert told.keys() == {
        "digest", "events", "fixed_clock", "format", "preceptor", "python", "sealed_at", "streams",
    }  # fmt: skip


def test_a_seal_is_not_overwritten_unless_asked(story: World, sealed: Path) -> None:
    with pytest.raises(BadInput, match="there is such a file"):
        seal(story.by(None), sealed)
    seal(story.by(None), sealed, overwrite=True)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace('"events": ', '"events": 1'),
        lambda text: text[:-20],
        lambda text: "[]",
        lambda text: "{}",
        lambda text: "\x00",
        lambda text: "[" * 100_000,
        lambda text: text.replace('"format": 1', '"format": 9'),
    ],
)
def test_a_seal_that_was_changed_is_bad_input(sealed: Path, change: object) -> None:
    sealed.write_text(change(sealed.read_text()))  # type: ignore[operator]
    with pytest.raises(BadInput):
        read_seal(sealed)


def test_a_seal_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_seal(tmp_path / "none.json")
