"""What recommendations come to decides when a write-up is complete, and when its retrospective is done."""

from tests.support.recommendations import Recommended, a_write_up, recommended, reviewed, written
from tests.support.world import World

from preceptor.model.next_steps import NextSteps
from preceptor.services.recommendations.next_steps import next_steps


def _come_to(world: World, one: Recommended) -> NextSteps:
    with world.store.reading() as tx:
        return next_steps(tx, one.incident.record)


def test_a_write_up_is_complete_once_everything_is_decided_and_something_prevents(world: World) -> None:
    incident = reviewed(world, written("Alert on old certificates", effect="detect"), "Rotate them", user_facing=True)
    first, second = recommended(incident)
    incident.until("finalise")
    assert incident.blocked().count("next-steps-agreed") == 2
    first.accept(priority=2)
    second.decline()
    assert incident.blocked() == ["something-prevents", "something-prevents"]
    second.reopen()
    second.accept(priority=1)
    incident.advance()
    assert incident.state == "follow-up"


def test_a_retrospective_is_done_once_each_that_was_accepted_is_done_or_dropped(world: World) -> None:
    incident = reviewed(world, "Alert on old certificates", "Rotate them", "Ask the vendor")
    first, second, third = recommended(incident)
    third.decline()
    first.until("in-progress")
    second.until("planned")
    incident.until("follow-up")
    assert incident.blocked() == ["recommendations-settled", "recommendations-settled"]
    first.finish()
    second.drop()
    incident.advance()
    assert incident.state == "done"


def test_whoever_committed_owes_the_follow_up_until_theirs_is_settled_and_then_the_lead(world: World) -> None:
    incident = reviewed(world, "Alert on old certificates", "Rotate them")
    first, second = recommended(incident)
    first.accept()
    second.accept()
    incident.until("follow-up")
    assert world.owed(incident.id) == [("step", "lena")]
    first.commit(owner="otto")
    second.commit(owner="rita")
    assert world.owed(incident.id) == [("step", "otto"), ("step", "rita")]
    first.start()
    first.finish()
    assert world.owed(incident.id) == [("step", "rita")]
    second.drop(by="lena")
    assert world.owed(incident.id) == [("step", "lena")]


def test_one_that_was_joined_is_what_the_other_one_comes_to(world: World) -> None:
    (other,) = recommended(reviewed(world, "Alert on certificates that end"))
    (one,) = recommended(reviewed(world, "Alert on old certificates"))
    one.join(other)
    assert [each.id for each in _come_to(world, one).undecided] == [other.id]
    other.until("in-progress")
    assert [each.id for each in _come_to(world, one).unsettled] == [other.id] and _come_to(world, one).top_priority
    one.incident.until("follow-up")
    assert world.owed(one.incident.id) == [("step", "otto")]
    other.finish()
    one.incident.advance()
    assert one.incident.state == "done"


def test_what_was_declined_or_dropped_prevents_nothing(world: World) -> None:
    (one,) = recommended(reviewed(world, "Alert on old certificates"))
    assert _come_to(world, one).prevents
    one.accept()
    one.drop(by="lena")
    assert not _come_to(world, one).prevents and not _come_to(world, one).top_priority


def test_an_amended_write_up_opens_what_it_recommends_besides(world: World) -> None:
    incident = reviewed(world, "Alert on old certificates")
    (first,) = recommended(incident)
    first.accept()
    incident.until("follow-up")
    incident.amend()
    incident.write_up(a_write_up("Alert on old certificates", "Rotate them"))
    assert [one.state for one in recommended(incident)] == ["accepted", "proposed"]
