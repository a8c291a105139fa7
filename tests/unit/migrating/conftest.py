"""A world in which people climb while the process changes."""

import pytest
from tests.support.changes import Changing
from tests.support.world import World
from tests.support.worlds import founded_sqlite, world

__all__ = ["changing", "founded_sqlite", "world"]


@pytest.fixture
def changing(world: World) -> Changing:
    """Olga and mina own the retrospective; tara may teach, and noah and nina learn in the team checkout."""
    found = Changing(world)
    found.owner("mina")
    world.team("checkout", lead="olga")
    world.person("noah", teams=["checkout"])
    world.person("nina", teams=["checkout"])
    world.founders("tara", "theo")
    return found
