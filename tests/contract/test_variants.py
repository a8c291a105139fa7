"""Teams' variants on both kinds of database: what is kept, and two who publish at once."""

import pytest
from tests.support.changes import Changing, looser
from tests.support.racing import publish_at_once
from tests.support.replay import replayed, stored
from tests.support.varying import Varying, an_overlay, due
from tests.support.world import BEGIN, World, shipped

from preceptor.store import SqlStore


def a_team(database_url: str) -> Varying:
    """Checkout, led by lena, in a world of its own on a database."""
    processes = [shipped()["retrospective"], shipped()["change"]]
    world = World(store=SqlStore(database_url), now=BEGIN).found(processes)
    changing = Changing(world)
    changing.owner("mina")
    world.person("lena")
    world.team("checkout", lead="lena")
    world.person("ben", teams=["checkout"])
    world.later(hours=1)
    return Varying(changing)


def test_a_variant_its_waiver_and_its_rebase_are_what_the_events_say(database_url: str) -> None:
    varying = a_team(database_url)
    varying.published(an_overlay())
    varying.waive("preventive-item", "2026-05-29", step="finalise")
    varying.world.later(hours=1)
    varying.changing.released(looser("1.1.0"))
    assert [one.origin for one in varying.rows()] == ["published", "waived", "rebased"]
    owed = varying.world.overdue(team="checkout", within="1 year")
    assert [one["instance"] for one in owed if one["kind"] == "waiver"] == ["checkout/retrospective"]
    with varying.world.store.reading() as tx:
        assert replayed(tx) == stored(tx)
    varying.world.store.close()


@pytest.mark.slow
def test_of_two_variants_of_a_team_that_are_published_at_once_one_wins(database_url: str) -> None:
    varying = a_team(database_url)
    changes = []
    for days in ("2 business days", "1 business day"):
        changes.append(str(varying.propose(an_overlay(research=due(days)))["id"]))
        varying.approve(changes[-1])
    varying.world.store.close()
    answers = publish_at_once(database_url, changes, varying.world.now)
    assert answers == ["follows-what-is-published", "in-force"]
    assert len(varying.rows()) == 1
    varying.world.store.close()


@pytest.mark.slow
def test_a_variant_and_the_standard_that_are_published_at_once_do_not_part(database_url: str) -> None:
    """Whoever comes second sees the other: the variant is carried over, or it is refused."""
    varying = a_team(database_url)
    varying.propose(an_overlay())
    varying.approve("CH-1")
    standard = varying.changing.reviewed(looser("1.1.0"))
    varying.world.store.close()
    answers = publish_at_once(database_url, ["CH-1", standard], varying.world.now)
    versions = [one.version for one in varying.rows()]
    if answers == ["in-force", "in-force"] or "superseded" in answers:
        assert versions == ["1.0.0", "1.1.0"]
    else:
        assert (answers[0] in ("follows-what-is-published", "lies-on-what-holds"), versions) == (True, [])
    varying.world.store.close()
