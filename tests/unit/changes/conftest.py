"""A world with its owner, and what people do about changes in it."""

import pytest
from tests.support.changes import Changing
from tests.support.world import World
from tests.support.worlds import founded_sqlite, world

__all__ = ["changing", "founded_sqlite", "world"]


@pytest.fixture
def changing(world: World) -> Changing:
    """Olga and mina own the retrospective; noah takes part."""
    found = Changing(world)
    found.owner("mina")
    world.person("noah")
    return found
