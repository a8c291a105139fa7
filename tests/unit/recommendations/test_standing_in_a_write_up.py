"""What a write-up recommends is on record from the end of its review on, and follows it while nobody has decided."""

import pytest
from tests.support.recommendations import a_write_up, recommended, reviewed, written
from tests.support.retrospectives import an_incident
from tests.support.world import World
from tests.support.worlds import ON_BOTH

from preceptor.model.recommendation import named_in

pytestmark = ON_BOTH


def test_before_the_end_of_the_review_nothing_is_open(world: World) -> None:
    incident = an_incident(world, "write-up")
    incident.write_up(a_write_up("Alert on old certificates"))
    incident.until("review")
    assert recommended(incident) == [] and world.events("recommendation-proposed") == []
    incident.until("revise")
    (one,) = recommended(incident)
    assert (one.state, one.record.text) == ("proposed", "Alert on old certificates")


def test_a_revision_after_the_review_opens_what_it_recommends_besides(world: World) -> None:
    incident = reviewed(world, "Alert on old certificates")
    incident.write_up(a_write_up("Rotate certificates by machine", "Alert on old certificates"))
    texts = [one.record.text for one in recommended(incident)]
    assert texts == ["Rotate certificates by machine", "Alert on old certificates"]
    assert len(world.events("recommendation-proposed")) == 2


def test_what_the_write_up_says_of_it_is_kept(world: World) -> None:
    (one,) = recommended(reviewed(world, written("Alert on old certificates", effect="detect", kind="software")))
    shown = one.show()
    assert {key: shown[key] for key in ("kind", "effect", "control", "done_when", "team", "incident", "author")} == {
        "kind": "software",
        "effect": "detect",
        "control": "Certificate alert",
        "done_when": "It fires.",
        "team": "payments",
        "incident": "Cards were refused",
        "author": "ada",
    }


def test_the_same_words_in_another_case_and_order_are_the_same_recommendation(world: World) -> None:
    incident = reviewed(world, "Alert on old certificates", "Rotate them")
    first, second = recommended(incident)
    incident.write_up(a_write_up("Rotate them", "alert  on old Certificates"))
    assert [one.id for one in recommended(incident)] == [second.id, first.id]


def test_one_that_the_write_up_names_by_its_id_is_reworded_with_it(world: World) -> None:
    incident = reviewed(world, "Alert on old certificates")
    (one,) = recommended(incident)
    incident.write_up(a_write_up(f"**{one.id}**: Alert a month before a certificate ends"))
    assert [each.id for each in recommended(incident)] == [one.id]
    assert one.record.text == "Alert a month before a certificate ends"
    assert [said["what"] for said in one.show()["history"]] == ["proposed", "reworded"]


def test_an_id_of_another_incident_is_a_mere_mention(world: World) -> None:
    (other,) = recommended(reviewed(world, "Alert on old certificates"))
    incident = reviewed(world, f"{other.id}: do it for the other cluster too")
    (one,) = recommended(incident)
    assert one.id != other.id and other.record.text == "Alert on old certificates"


def test_a_revision_in_the_same_words_changes_nothing(world: World) -> None:
    incident = reviewed(world, "Alert on old certificates")
    before = len(world.events())
    incident.write_up(a_write_up("Alert on old certificates"))
    assert [one.kind for one in world.events()[before:]] == ["write-up-submitted"]


def test_one_that_a_revision_leaves_out_ends_and_counts_no_longer(world: World) -> None:
    incident = reviewed(world, "Alert on old certificates", "Rotate them")
    first, second = recommended(incident)
    incident.write_up(a_write_up("Rotate them"))
    assert (first.state, first.record.left_out) == ("declined", 3)
    assert [one.id for one in recommended(incident)] == [second.id] and first.owed() == []
    assert first.show()["history"][-1]["what"] == "left out"


def test_one_that_comes_back_into_the_write_up_is_open_again(world: World) -> None:
    incident = reviewed(world, "Alert on old certificates")
    (one,) = recommended(incident)
    incident.write_up(a_write_up())
    incident.write_up(a_write_up("Alert on old certificates"))
    assert (one.state, one.record.left_out) == ("proposed", None)
    assert one.owed() == [("step", "lena")]


def test_one_that_somebody_reopened_waits_for_a_decision_until_a_later_revision_leaves_it_out(world: World) -> None:
    incident = reviewed(world, "Alert on old certificates", "Rotate them")
    first, second = recommended(incident)
    second.accept()
    incident.write_up(a_write_up("Rotate them"))
    first.reopen()
    incident.advance()
    assert (first.state, first.owed()) == ("proposed", [("step", "lena")])
    assert [one.id for one in recommended(incident)] == [first.id, second.id]
    assert "next-steps-agreed" in incident.blocked()
    incident.amend()
    incident.write_up(a_write_up("Rotate them", "Restore a backup every night"))
    assert (first.state, first.show()["history"][-1]["what"]) == ("declined", "left out")


def test_one_that_was_accepted_stays_whatever_the_write_up_says(world: World) -> None:
    incident = reviewed(world, "Alert on old certificates")
    (one,) = recommended(incident)
    one.accept()
    incident.write_up(a_write_up("Rotate them"))
    assert (one.state, one.record.text) == ("accepted", "Alert on old certificates")
    assert len(recommended(incident)) == 2


def test_one_that_was_declined_is_not_proposed_again_by_the_next_revision(world: World) -> None:
    incident = reviewed(world, "Alert on old certificates")
    (one,) = recommended(incident)
    one.decline()
    incident.write_up(a_write_up("Alert on old certificates", "Rotate them"))
    assert one.state == "declined" and len(recommended(incident)) == 2


def test_a_text_that_stands_twice_is_one_recommendation_and_an_empty_one_is_none(world: World) -> None:
    incident = reviewed(world, "Rotate them", "rotate them", written(" "))
    assert len(recommended(incident)) == 1


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        ("REC-12 Alert on it", 12, "Alert on it"),
        ("[REC-12] Alert on it", 12, "Alert on it"),
        ("**REC-12**: Alert on it", 12, "Alert on it"),
        ("Alert on it (REC-12)", 12, "Alert on it"),
        ("Alert on it, as in REC-12", None, "Alert on it, as in REC-12"),
        ("REC-12a is a part", None, "REC-12a is a part"),
        ("REC-12", 12, ""),
    ],
)
def test_a_text_names_itself_at_its_beginning_or_in_brackets_at_its_end(
    world: World, text: str, number: int | None, rest: str
) -> None:
    assert named_in(text) == (number, rest)
