"""What `observation void` asks on a terminal."""

import sys
from typing import Any

import click
import pytest
from tests.support.world import OWNER, World

from preceptor.cli.observation import _ask_before


@pytest.fixture
def signed(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Mina's first rung was signed for with O-1 and O-2; O-3 waits on the second. Somebody sits at a terminal."""
    world.founder("paul")
    world.person("mina")
    world.climb(world.pairing("mina", "paul"))
    world.observe("P-1")
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    return world


def test_it_shows_what_rests_on_it_and_asks(signed: World, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda prompt: "n")
    with pytest.raises(click.Abort):
        _ask_before(signed.by(OWNER), "O-1", "the wrong day")
    assert "without it: 1 of 2 observations. It stays." in capsys.readouterr().out


def test_where_nothing_rests_on_it_it_does_not_ask(signed: World, capsys: Any) -> None:
    _ask_before(signed.by(OWNER), "O-3", "the wrong day")
    _ask_before(signed.by("paul"), "O-1", "not mine to strike")
    assert capsys.readouterr().out == ""
