"""Whatever is published and acknowledged in whatever order: nobody is asked twice, and no word is lost."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.changes import RETROSPECTIVE, Changing
from tests.support.following import a_shorter_week, on_top, published
from tests.support.replay import replayed, stored
from tests.support.world import World, done
from tests.support.worlds import founded_sqlite

from preceptor.model.version import Version
from preceptor.ports import ObligationFilter
from preceptor.services import people
from preceptor.services.following.acknowledging import acknowledge
from preceptor.store import SqlStore

__all__ = ["founded_sqlite"]

LEVELS = {"patch": None, "minor": "advisory", "major": "required"}
READERS = ("olga", "mina", "carl", "stella")
steps = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(sorted(LEVELS)), st.integers(0, 3)),
        st.tuples(st.just("reads"), st.sampled_from(READERS)),
        st.tuples(st.just("varies"), st.integers(1, 2)),
        st.tuples(st.just("moves"), st.booleans()),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=steps)
def test_nobody_is_asked_twice_and_no_acknowledgement_is_lost(founded_sqlite: Path, story: list[Any]) -> None:
    with TemporaryDirectory() as folder:
        shutil.copyfile(founded_sqlite, Path(folder, "preceptor.db"))
        world = World(store=SqlStore(f"sqlite:///{folder}/preceptor.db"))
        _tell(world, story)
        world.store.close()


def _tell(world: World, story: list[Any]) -> None:
    changing = Changing(world)
    changing.owner("mina")
    for team, login in (("checkout", "carl"), ("storefront", "stella")):
        world.team(team)
        world.person(login, teams=(team,))
    said: set[Any] = set()
    for what, how in story:
        world.later(hours=1)
        _take(changing, what, how)
        with world.store.reading() as tx:
            owed = tx.obligations(ObligationFilter(process=RETROSPECTIVE, kind="acknowledge"))
            # One thing is asked of each at most.
            assert len({one.person for one in owed}) == len(owed)
            now = {(one.person, one.edition, one.version, one.at) for one in tx.acknowledgements(RETROSPECTIVE)}
            # What was said stays said.
            assert said <= now
            said = now
            if what == "reads":
                assert world.identity(how) not in {one.person for one in owed}
            told = [(one.to, one.context["change"]) for one in tx.notices() if one.kind == "publication-announced"]
            assert len(set(told)) == len(told)
            assert stored(tx) == replayed(tx)


def _take(changing: Changing, what: str, how: Any) -> None:
    world = changing.world
    if what == "reads":
        acknowledge(world.by(how), RETROSPECTIVE)
    elif what == "varies":
        with world.store.reading() as tx:
            found = tx.in_force(RETROSPECTIVE, world.now)
        assert found
        published(world, a_shorter_week("checkout", of=found.version, days=how))
    elif what == "moves":
        join, leave = (["checkout"], []) if how else ([], ["checkout"])
        with world.store.reading() as tx:
            inside = "checkout" in {one.name for one in tx.teams(world.identity("stella"))}
        if inside != how:
            done(people.change(world.by("olga"), "stella", {}, join=join, leave=leave))
    else:
        with world.store.reading() as tx:
            found = tx.in_force(RETROSPECTIVE, world.now)
        assert found
        version = Version.parse(found.version).bump(what)  # type: ignore[arg-type]
        changing.released(on_top(world, str(version), LEVELS[what]))
