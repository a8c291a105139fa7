"""A world in which two teams follow the retrospective, and people who have to do with it in other ways."""

import pytest
from tests.support.changes import Changing
from tests.support.world import World
from tests.support.worlds import founded_sqlite, world

__all__ = ["changing", "founded_sqlite", "world"]


@pytest.fixture
def changing(world: World) -> Changing:
    """Olga and mina own the retrospective. carl is in the team checkout, stella in storefront, both in berlin time;
    anna holds the role of an author, tim learns it from her, and noah has to do with nothing."""
    found = Changing(world)
    for team in ("checkout", "storefront"):
        world.team(team)
    world.person("carl", teams=("checkout",), zone="Europe/Berlin", country="DE")
    world.person("stella", teams=("storefront",), zone="Europe/Berlin", country="DE")
    world.founder("anna")
    world.people("tim", "noah")
    world.pairing("tim", "anna")
    found.owner("mina")
    world.later(hours=1)
    return found
