"""Runs that a team asks for, on each kind of database: whoever comes while its variant is published is asked once."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from threading import Event
from typing import Any

import pytest
from tests.support.changes import Changing
from tests.support.replay import broken_links, replayed, stored
from tests.support.varying import Varying
from tests.support.world import OWNER, World, done

from preceptor.model.definition import Standard
from preceptor.model.overlay import Overlay, RungChanges, StandardsChanges
from preceptor.services import certifications, people
from preceptor.services.following import team_runs
from preceptor.services.people import Changes
from preceptor.store import SqlStore

MORE = RungChanges(standards=StandardsChanges(add=(Standard(id="cards", text="Knows the card rules."),)))
ASKING = Overlay(team="checkout", process="retrospective", of="1.0.0", roles={"author": {"do-watched": MORE}})

STANDARD = Overlay(team="checkout", process="retrospective", of="1.0.0")


@pytest.fixture
def varying(store: SqlStore) -> Varying:
    """Olga and mina own the retrospective, lena leads checkout. ben is in it, carl too and certified; cora is
    certified."""
    world = World(store=store).found()
    changing = Changing(world)
    changing.owner("mina")
    world.person("lena")
    world.team("checkout", lead="lena")
    world.person("ben", teams=["checkout"])
    world.person("carl", teams=["checkout"])
    world.founders("cora", "carl")
    return Varying(changing)


@contextmanager
def elsewhere(world: World, url: str) -> Iterator[World]:
    """The same database on another machine."""
    own = SqlStore(url, patience=60)
    try:
        yield replace(world, store=own)
    finally:
        own.close()


def join(world: World) -> None:
    done(people.change(world.by(OWNER), "cora", Changes(), join=["checkout"]))


def leave(world: World) -> None:
    done(people.change(world.by(OWNER), "carl", Changes(), leave=["checkout"]))


def grant(world: World) -> None:
    world.grant("ben")


@pytest.mark.parametrize(
    ("variants", "act", "place", "owing"),
    [
        ([ASKING], join, (people, "asked_on_joining"), ["carl", "cora"]),
        ([ASKING], leave, (people, "ended_by_leaving"), []),
        ([ASKING], grant, (certifications, "asked_on_certifying"), ["ben", "carl"]),
        ([ASKING, STANDARD], join, (people, "asked_on_joining"), []),
        ([ASKING, STANDARD], grant, (certifications, "asked_on_certifying"), []),
    ],
)
def test_who_comes_or_goes_while_a_variant_is_published_is_asked_once_or_not_at_all(
    varying: Varying,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    variants: Sequence[Overlay],
    act: Callable[[World], None],
    place: tuple[Any, str],
    owing: list[str],
) -> None:
    world = varying.world
    *before, last = variants
    for overlay in before:
        varying.published(overlay)
    change = str(varying.propose(last)["id"])
    varying.approve(change)
    looked = Event()
    look = getattr(team_runs, place[1])

    def slowly(*arguments: Any) -> Any:
        """What it sees before the variant is published, and commits after that, if anything lets it."""
        found = look(*arguments)
        looked.set()
        time.sleep(0.5)
        return found

    monkeypatch.setattr(*place, slowly)

    def coming() -> None:
        with elsewhere(world, database_url) as there:
            act(there)

    with ThreadPoolExecutor(1) as machine:
        came = machine.submit(coming)
        assert looked.wait(60)
        with elsewhere(world, database_url) as there:
            Varying(Changing(there)).publish(change)
        came.result(60)
    found = [one["person"] for one in world.overdue(within="99 years") if one["kind"] == "refresh"]
    assert sorted(found) == owing
    with world.store.reading() as tx:
        assert stored(tx) == replayed(tx)
        assert broken_links(tx) == []
