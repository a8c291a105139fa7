"""A world in which somebody learns a role, and others have to do with them."""

import pytest
from tests.support.world import World
from tests.support.worlds import founded_sqlite, world

from preceptor.services import people

__all__ = ["founded_sqlite", "school", "world"]


@pytest.fixture
def school(world: World) -> World:
    """Mina, whose manager is lena, learns the role of an author from paul in the team payments, which lena leads.

    Her rung `watch` is due on Monday, 13 April 2026, at 17:00 UTC. Olga owns the process.
    """
    world.person("lena")
    world.founder("paul")
    world.team("payments", lead="lena")
    world.person("mina", teams=("payments",))
    people.change(world.by("olga"), "mina", {"manager": "lena"})
    world.pairing("mina", "paul", team="payments")
    return world
