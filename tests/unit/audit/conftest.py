"""`world` on both databases, a story in it, and a hand that changes the database behind the engine's back."""

from collections.abc import Callable

import pytest
from sqlalchemy import text
from tests.support.world import World
from tests.support.worlds import founded_sqlite, world

__all__ = ["behind", "founded_sqlite", "story", "world"]

Behind = Callable[..., None]


@pytest.fixture
def story(world: World) -> World:
    """Mina has climbed one rung with paul and is on her way up the second: P-1, with feedback and a note."""
    world.team("checkout")
    world.people("mina", teams=["checkout"])
    world.founders("paul", "rosa")
    pairing = world.later(hours=1).pairing("mina", "paul", team="checkout")
    for _ in range(2):
        world.later(days=1).passed(pairing)
    world.later(hours=1).advance(pairing, note="Mina asks well")
    world.later(days=1).observe(pairing)
    return world


@pytest.fixture
def behind(world: World) -> Behind:
    """Run SQL that no command would run."""

    def run(*statements: str, **values: object) -> None:
        with world.store._engine().begin() as connection:
            for statement in statements:
                connection.execute(text(statement), values)
        # The next command is another process, which has read no definition yet.
        world.store._editions.clear()

    return run
