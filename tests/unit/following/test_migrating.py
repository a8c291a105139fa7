"""Running pairings move to the edition that their team follows, or stay on their own with the reasons on record."""

from tests.support.changes import Changing
from tests.support.ladders import renaming

SHADOW = {"watch": "shadow"}


def test_a_pairing_moves_with_what_it_was_credited(changing: Changing) -> None:
    world = changing.world
    pairing = world.pairing("noah", "tara")
    world.passed(pairing)
    before = world.show(pairing)
    world.later(hours=1)
    changing.released(renaming(watch="shadow"), in_flight="migrate", states=SHADOW)
    after = world.show(pairing)
    assert (after["state"], after["due"]) == ("shadow", before["due"])
    assert after["edition"]["version"] == "2.0.0"
    assert after["credits"] == {"shadow": 1, "do-watched": 0, "reverse": 0}
    assert world.owed(pairing) == [("rung", "noah")]
