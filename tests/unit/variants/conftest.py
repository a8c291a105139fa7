"""A world with a team that does some things differently, and who decides about it."""

import pytest
from tests.support.changes import Changing
from tests.support.varying import Varying
from tests.support.world import World
from tests.support.worlds import founded_sqlite, world

__all__ = ["changing", "founded_sqlite", "varying", "world"]


@pytest.fixture
def changing(world: World) -> Changing:
    """Olga and mina own the retrospective; noah, ben and lena take part; lena leads checkout, where ben is."""
    found = Changing(world)
    found.owner("mina")
    world.people("noah", "lena")
    world.team("checkout", lead="lena")
    world.person("ben", teams=["checkout"])
    return found


@pytest.fixture
def varying(changing: Changing) -> Varying:
    """What they do about variants."""
    return Varying(changing)
