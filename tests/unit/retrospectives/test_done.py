"""The list of done write-ups."""

from typing import Any

from tests.support.finished import finished
from tests.support.recommendations import recommended
from tests.support.retrospectives import an_incident
from tests.support.world import World

from preceptor.services.retrospectives import views


def listed(world: World, text: str | None = None, **which: Any) -> list[str]:
    return [one["id"] for one in views.done(world.by(None), text, **which)]


def test_only_what_is_complete_is_listed_the_latest_first(world: World) -> None:
    first = finished(world)
    world.later(days=3)
    second = finished(world, "Logins were refused")
    an_incident(world, "research", title="Search was slow")
    assert listed(world) == [second.id, first.id]


def test_it_says_what_became_recommended(world: World) -> None:
    incident = finished(world)
    (found,) = views.done(world.by(None))
    assert found["recommendations"] == [one.id for one in recommended(incident)] != []


def test_it_is_found_by_text_team_control_and_day(world: World) -> None:
    first = finished(world, controls=("Certificate alert",))
    begin = world.today
    world.later(days=30)
    second = finished(world, "Logins were refused", controls=("Canary",))
    assert listed(world, "LOGINS were") == [second.id]
    assert listed(world, team="payments") == [second.id, first.id]
    assert listed(world, control="certificate  ALERT") == [first.id]
    assert listed(world, since=world.today) == [second.id]
    assert listed(world, before=world.today) == [first.id]
    assert listed(world, before=begin) == []
