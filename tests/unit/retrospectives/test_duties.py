"""What `audit verify` finds in the events of retrospectives, whatever the guards said at the time."""

from datetime import timedelta
from typing import Any

import pytest
from tests.support.retrospectives import Incident, an_incident
from tests.support.world import OWNER, World

from preceptor.model.event import moment
from preceptor.services.audit import verify


def broken(world: World) -> list[str]:
    found = verify(world.by(None))
    assert found["ok"] == (not found["broken"])
    return [one["reason"] for one in found["broken"]]


def who(incident: Incident, login: str) -> Any:
    return incident.world.identity(login)


def test_one_that_was_carried_along_is_whole(world: World) -> None:
    an_incident(world, "finalise", excluded=("lena",))
    assert broken(world) == []


def test_a_part_for_somebody_who_is_excluded_is_found(world: World) -> None:
    incident = an_incident(world, "prepare", excluded=("otto",))
    incident.forged("retrospective-assigned", by="lena", role="author", person=who(incident, "otto"))
    assert broken(world) == ["the author is somebody who is to have no part in it"]


def test_the_exclusion_of_somebody_who_keeps_their_part_is_found(world: World) -> None:
    incident = an_incident(world, "research")
    incident.forged("retrospective-excluded", by="lena", excluded=who(incident, "ada"))
    assert broken(world) == ["somebody who has a role in it is to have no part in it"]


def test_a_review_that_was_left_before_its_least_window_is_found(world: World) -> None:
    incident = an_incident(world, "review")
    world.later(hours=1)
    incident.forged(
        "retrospective-advanced", by="ada", before="review", state="revise", reviewed_at=moment(world.now)
    )
    assert broken(world) == ["the review was cut short"]


def test_a_window_that_was_shortened_while_it_was_open_is_found(world: World) -> None:
    incident = an_incident(world, "review")
    least = incident.record.review_least - timedelta(hours=1)
    incident.forged(
        "retrospective-migrated",
        by="ada",
        state="review",
        edition=incident.record.edition,
        review_least=moment(least),
    )
    assert broken(world) == ["the window of a review that was open was shortened"]


def test_declining_is_no_short_cut(world: World) -> None:
    """What is given up is not complete."""
    incident = an_incident(world, "review")
    incident.forged("retrospective-declined", by="lena", before="review", state="declined")
    assert broken(world) == []


@pytest.mark.parametrize(("login", "found"), [("rita", False), ("mona", False), ("ada", True), ("otto", True)])
def test_a_thread_is_settled_by_who_opened_it_or_has_a_part_that_settles_it(
    world: World, login: str, found: bool
) -> None:
    """Otto was asked to review as well, and ada wrote it: neither may."""
    incident = an_incident(world, "review")
    world.person("mona")
    world.grant("mona", role="moderator")
    incident.assign("moderator", "mona")
    incident.thread(by="rita")
    incident.forged("thread-settled", by=login, thread=1, change_agreed=False)
    said = "a thread was settled by somebody who neither opened it nor has a part that settles it"
    assert broken(world) == ([said] if found else [])


def test_an_author_who_moderates_settles_as_the_moderator(world: World) -> None:
    incident = an_incident(world, "review")
    world.grant("ada", role="moderator")
    incident.assign("moderator", "ada")
    incident.thread(by="rita")
    incident.forged("thread-settled", by="ada", thread=1, change_agreed=False)
    assert broken(world) == []


def test_completion_over_an_open_thread_is_found(world: World) -> None:
    incident = an_incident(world, "review")
    incident.thread()
    incident.end_window()
    incident.forged("retrospective-completed", by=OWNER, before="review", state="follow-up")
    assert broken(world) == ["the write-up was noted to be complete while T-1 was open"]


def test_what_cannot_be_read_shows_nothing_by_itself(world: World) -> None:
    incident = an_incident(world)
    incident.forged("retrospective-noted", by="otto", noted_at="soon")
    assert broken(world) == []
