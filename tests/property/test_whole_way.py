"""Random commands from the first note to the end, by anybody, at any time: what never completes a retrospective.

No sequence of commands completes one whose review was cut short, whose author was excluded, whose thread stayed open,
or of whose recommendations nobody has decided on one that prevents anything.
"""

import shutil
from datetime import datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.support.recommendations import Recommended, a_write_up, recommended, written
from tests.support.replay import replayed, stored
from tests.support.retrospectives import a_team_on_call, an_incident
from tests.support.reviews import UnderReview
from tests.support.world import OWNER, WasRefused, World
from tests.support.worlds import founded_sqlite

from preceptor.errors import BadInput, UnknownId
from preceptor.services.audit import verify
from preceptor.store import SqlStore

__all__ = ["founded_sqlite"]

EVERYBODY = ("ada", "abe", "otto", "rita", "mo", "lena", OWNER)
#: By how often they are tried, and by whom most times.
COMMANDS: dict[str, tuple[int, tuple[str, ...]]] = {
    "advance": (14, ("ada", "abe", "lena", "mo", OWNER)),
    "resolve": (3, ("otto",)),
    "assign": (4, ("lena",)),
    "exclude": (2, ("lena", OWNER)),
    "submit": (5, ("ada", "abe")),
    "comment": (2, ("otto", "rita")),
    "settle": (5, ("otto", "rita", "mo")),
    "pass_": (3, ("otto", "rita")),
    "schedule": (1, ("mo", "lena")),
    "attach": (1, ("mo",)),
    "accept": (5, ("lena", OWNER)),
    "decline": (1, ("lena",)),
    "commit": (4, ("lena",)),
    "start": (3, ("otto",)),
    "finish": (4, ("otto",)),
    "drop": (1, ("otto",)),
    "amend": (1, ("ada", "abe", OWNER)),
    "later": (6, EVERYBODY),
}
#: What leads on from each state; most tries are among these.
ONWARD = {
    "notes": ("resolve",),
    "prepare": ("assign", "advance"),
    "research": ("submit", "advance"),
    "write-up": ("advance",),
    "review": ("pass_", "settle", "later", "advance", "comment"),
    "meeting": ("settle", "schedule", "later", "attach", "advance"),
    "revise": ("submit", "advance", "accept"),
    "finalise": ("accept", "accept", "advance"),
    "follow-up": ("commit", "start", "finish", "drop", "decline", "advance"),
    "done": ("amend", "later"),
}


class Way:
    """Commands that somebody tries; what is refused changes nothing."""

    def __init__(self, world: World, random: Random) -> None:
        self.world, self.random, self.told = world, random, list[str]()
        a_team_on_call(world)
        world.founder("abe")
        world.founder("mo", role="moderator")
        begun = an_incident(world)
        self.one = UnderReview(world=world, id=begun.id, author="ada", lead="lena")
        self.done = set[str]()

    def step(self) -> None:
        (command,) = self.random.choices(list(COMMANDS), weights=[often for often, _ in COMMANDS.values()])
        if self.random.random() < 0.7 and (onward := ONWARD.get(self.one.state)):
            command = self.random.choice(onward)
        able = COMMANDS[command][1] if self.random.random() < 0.85 else EVERYBODY
        by = self.random.choice(able)
        before = self.world.events()
        try:
            getattr(self, command)(by)
        except (WasRefused, UnknownId, BadInput) as refused:
            self.told.append(f"{by} {command}: refused, {refused}")
            assert self.world.events() == before
        else:
            self.done.add(command)
            self.told.append(f"{by} {command} in {self.one.state}")

    def advance(self, by: str) -> None:
        self.one.advance(by=by)

    def resolve(self, by: str) -> None:
        self.one.resolve(by=by, user_facing=True)

    def assign(self, by: str) -> None:
        role = self.random.choice(("author", "author", "presenter", "moderator", "note-taker"))
        self.one.assign(role, self.random.choice(EVERYBODY), by=by)

    def exclude(self, by: str) -> None:
        self.one.exclude(self.random.choice(EVERYBODY), by=by)

    def submit(self, by: str) -> None:
        effects = self.random.choices(("prevent", "detect"), k=2)
        said = a_write_up(*(written(f"Remedy {number}", effect=one) for number, one in enumerate(effects)))
        to_make = [one["id"] for one in self.one.review()["threads"] if one["change_agreed"] and not one["made_in"]]
        self.one.write_up(said, by=by, made=[int(one[2:]) for one in to_make])

    def comment(self, by: str) -> None:
        self.one.comment(by=by, kind=self.random.choice(("change", "clarify", "disagree")))

    def settle(self, by: str) -> None:
        self.one.settle(self._any([one["id"] for one in self.one.review()["threads"]], "T-1"), by=by)

    def pass_(self, by: str) -> None:
        self.one.pass_(by=by)

    def schedule(self, by: str) -> None:
        self.one.schedule(by=by)

    def attach(self, by: str) -> None:
        self.one.attach(by=by)

    def _recommended(self) -> Recommended:
        found = recommended(self.one)
        return self.random.choice(found) if found else Recommended(self.world, "REC-1", self.one)

    def accept(self, by: str) -> None:
        self._recommended().accept(by=by, priority=self.random.choice((1, 1, 2)))

    def decline(self, by: str) -> None:
        self._recommended().decline(by=by)

    def commit(self, by: str) -> None:
        self._recommended().commit(by=by)

    def start(self, by: str) -> None:
        self._recommended().start(by=by)

    def finish(self, by: str) -> None:
        self._recommended().finish(by=by)

    def drop(self, by: str) -> None:
        self._recommended().drop(by=by)

    def amend(self, by: str) -> None:
        self.one.amend(by=by)

    def later(self, by: str) -> None:
        self.world.later(hours=self.random.choice((1, 8, 24, 72, 200)))

    def _any(self, some: list[str], otherwise: str) -> str:
        return self.random.choice(some) if some else otherwise

    def holds(self) -> None:
        """What completion promises, read from the events alone."""
        excluded, threads, roles = set[int](), set[int](), dict[str, int]()
        decided: dict[int, Any] = {}
        reviewed, least = False, None
        for event in self.world.events():
            data: Any = event.data
            if event.kind == "retrospective-opened":
                excluded |= set(data["excluded"])
            if isinstance(data.get("excluded"), int):
                excluded.add(data["excluded"])
            if event.kind == "retrospective-assigned":
                roles[data["role"]] = data["person"]
            if data.get("review_least"):
                least = datetime.fromisoformat(data["review_least"])
            if data.get("before") == "review":
                assert least is not None and event.at >= least
                reviewed = True
            if event.kind == "thread-opened":
                threads.add(data["thread"])
            if event.kind == "thread-settled":
                threads.discard(data["thread"])
            if event.kind.startswith("recommendation-"):
                decided[data["recommendation"]] = {**decided.get(data["recommendation"], {}), **data}
            if event.kind == "recommendation-done":
                assert data["evidence"]
            if event.kind == "retrospective-completed":
                assert reviewed
                assert not threads
                assert roles["author"] not in excluded
                assert any(one["state"] == "accepted" or one.get("verdict") for one in decided.values())
                assert any(one.get("effect") == "prevent" for one in decided.values())
            if event.kind == "retrospective-advanced" and data["state"] == "done":
                assert all(one["state"] in ("done", "dropped", "declined") for one in decided.values())
        with self.world.store.reading() as tx:
            assert replayed(tx) == stored(tx)
        assert verify(self.world.by(None))["ok"]


def play(store: SqlStore, seed: int, steps: int) -> Way:
    way = Way(World(store=store), Random(seed))
    try:
        for _ in range(steps):
            way.step()
        way.holds()
    except AssertionError as broken:
        raise AssertionError("\n".join([str(broken), *way.told])) from broken
    return way


@pytest.mark.slow
@given(seed=st.integers(0, 2**32))
@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_nothing_completes_what_is_not_complete(founded_sqlite: Path, seed: int) -> None:
    with TemporaryDirectory() as folder:
        shutil.copyfile(founded_sqlite, Path(folder) / "preceptor.db")
        store = SqlStore(f"sqlite:///{folder}/preceptor.db")
        try:
            play(store, seed, 120)
        finally:
            store.close()


def test_some_ways_lead_to_the_end(founded_sqlite: Path, tmp_path: Path) -> None:
    """Otherwise the law above would hold of nothing."""
    completed = 0
    for seed in range(4):
        shutil.copyfile(founded_sqlite, tmp_path / f"{seed}.db")
        store = SqlStore(f"sqlite:///{tmp_path / f'{seed}.db'}")
        way = play(store, seed, 250)
        completed += way.one.record.completed_at is not None
        store.close()
    assert completed


@pytest.mark.torture
def test_nothing_completes_what_is_not_complete_for_long(store: SqlStore) -> None:
    """On both databases."""
    world = World(store=store).found()
    way = Way(world, Random(7))
    for _ in range(1500):
        way.step()
    way.holds()
