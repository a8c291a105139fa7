"""What stands before completion, through the command: whoever is named does what they are told, and it goes on."""

import shlex
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.support.command import Run, document
from tests.support.recommendations import a_write_up, recommended, reviewed, written
from tests.support.retrospectives import Incident
from tests.support.world import World

from preceptor.store import SqlStore

NOW = datetime.fromisoformat("2026-03-02T09:00:00Z")


def about_to_be_complete(folder: Path, monkeypatch: pytest.MonkeyPatch, **effect: Any) -> Incident:
    """A retrospective of the folder that only its one recommendation keeps from completion."""
    store = SqlStore(f"sqlite:///{folder / 'preceptor.db'}")
    world = World(store=store, now=NOW, fixed_clock=True)
    incident = reviewed(world, written("Alert on old certificates", **effect)).until("finalise")
    monkeypatch.setenv("PRECEPTOR_NOW", world.now.isoformat())
    return incident


def missing(preceptor: Run) -> list[tuple[list[str], str]]:
    """Who can do what about it, as `why` says."""
    return [(one["who"], one["command"]) for one in document(preceptor("why", "R-1", "--json"))["blocked"]]


def told(command: str, **words: str) -> list[str]:
    """A command as it is typed, with what was to be filled in."""
    return [words.get(one, one) for one in shlex.split(command)[1:]]


def test_a_recommendation_that_only_detects_sends_the_write_up_back_to_its_author(
    preceptor: Run, made_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    incident = about_to_be_complete(made_folder, monkeypatch, effect="detect")
    recommended(incident)[0].accept()
    ((who, command),) = missing(preceptor)
    assert who == ["ada", "lena", "olga"]
    (owed,) = [one for one in document(preceptor("mine", "--json")) if one["instance"] == "R-1"]
    assert owed["command"] == command
    answer = document(preceptor(*told(command, WHY="nothing prevents it"), "--json", by="ada"))
    assert answer["state"] == "revise"
    incident.write_up(a_write_up(written("Alert on old certificates", effect="detect"), "Rotate them every week"))
    assert document(preceptor("retrospective", "advance", "R-1", "--json", by="ada"))["state"] == "finalise"
    ((who, command),) = missing(preceptor)
    assert preceptor(*told(command, P="1", WHY="so that it cannot happen"), by=who[0])[0] == 0
    assert document(preceptor("retrospective", "advance", "R-1", "--json"))["state"] == "follow-up"
    incident.world.store.close()


@pytest.mark.parametrize("effect", ["prevent", None])
def test_whoever_decides_lets_the_only_recommendation_prevent(
    preceptor: Run, made_folder: Path, monkeypatch: pytest.MonkeyPatch, effect: str | None
) -> None:
    """It was declined, or nobody has said what it does."""
    incident = about_to_be_complete(made_folder, monkeypatch, effect=effect)
    if effect:
        recommended(incident)[0].decline()
    for _ in range(3):
        if blocked := missing(preceptor):
            who, command = blocked[-1]
            assert preceptor(*told(command, P="1", WHY="it would have helped"), by=who[0])[0] == 0
    assert document(preceptor("retrospective", "advance", "R-1", "--json"))["state"] == "follow-up"
    incident.world.store.close()


def test_an_owner_who_may_not_decide_is_told_to_ask_why(
    preceptor: Run, made_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who owns retrospectives need not own what becomes of recommendations."""
    incident = about_to_be_complete(made_folder, monkeypatch)
    incident.world.person("mina")
    assert preceptor("process", "owner", "retrospective", "--add", "mina")[0] == 0
    ((who, _),) = missing(preceptor)
    assert who == ["lena", "olga"]
    (owed,) = [one for one in document(preceptor("mine", "--json", by="mina")) if one["instance"] == "R-1"]
    assert owed["command"] == "preceptor why R-1"
    incident.world.store.close()
