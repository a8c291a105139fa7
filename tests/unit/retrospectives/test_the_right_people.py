"""Who may have which part in a retrospective."""

import json

from tests.support.retrospectives import an_incident
from tests.support.world import World, guards

from preceptor.services import leaving


def test_whoever_is_excluded_is_refused_for_every_role_and_nobody_says_why(world: World) -> None:
    incident = an_incident(world, "notes", excluded=["ada"])
    incident.resolve()
    for role in ("author", "presenter", "moderator", "note-taker"):
        reasons = incident.refused("assign", role, "ada")
        assert "ada is to have no part in R-1" in [one.message for one in reasons]
        assert all(one.command == f"preceptor retrospective suggest R-1 --role {role}" for one in reasons)


def test_no_reason_for_an_exclusion_is_stored_anywhere(world: World) -> None:
    an_incident(world, "notes", excluded=["ada"])
    (opened,) = world.events("retrospective-opened")
    assert json.dumps(dict(opened.data)).count("why") == 0
    assert opened.data["excluded"] == [world.identity("ada")]


def test_who_is_excluded_is_not_shown_with_the_retrospective(world: World) -> None:
    incident = an_incident(world, "notes", excluded=["ada"])
    assert "ada" not in json.dumps(incident.show())


def test_an_author_holds_lead_for_the_role(world: World) -> None:
    incident = an_incident(world, "prepare")
    reasons = incident.refused("assign", "author", "otto")
    assert guards(reasons) == ["eligible"]
    assert "otto is not certified as author" in reasons[0].message


def test_who_learns_by_doing_it_watched_may_be_the_author(world: World) -> None:
    world.founders("ben")
    world.person("tess")
    pairing = world.pairing("tess", "ben")
    incident = an_incident(world, "prepare")
    assert guards(incident.refused("assign", "author", "tess")) == ["eligible"]
    world.climb(pairing)
    incident.assign("author", "tess")
    assert incident.show()["roles"] == {"author": "tess"}


def test_a_lapsed_certificate_does_not_do(world: World) -> None:
    incident = an_incident(world, "prepare")
    world.at("2027-06-01")
    reasons = incident.refused("assign", "author", "ada")
    assert [one.message for one in reasons] == ["ada may not be the author: the certificate has lapsed"]


def test_a_role_without_a_ladder_asks_for_no_certificate(world: World) -> None:
    incident = an_incident(world, "prepare")
    incident.assign("presenter", "otto")
    assert incident.show()["roles"]["presenter"] == "otto"


def test_who_has_no_hours_left_is_refused(world: World) -> None:
    world.founders("ben")
    world.person("tess", hours=4)
    world.pairing("tess", "ben")
    incident = an_incident(world, "prepare")
    (reason,) = incident.refused("assign", "presenter", "tess")
    assert "no hours left" in reason.message


def test_the_three_parts_of_a_meeting_are_three_people(world: World) -> None:
    incident = an_incident(world, "prepare")
    incident.assign("presenter", "otto")
    assert guards(incident.refused("assign", "note-taker", "otto")) == ["parts-differ"]
    incident.assign("note-taker", "rita")
    # The author may present: both are about the document.
    incident.assign("author", "ada")
    incident.assign("presenter", "ada")


def test_only_the_lead_or_an_owner_assigns(world: World) -> None:
    incident = an_incident(world, "prepare")
    (reason,) = incident.refused("assign", "author", "ada", by="ada")
    assert (reason.guard, reason.who) == ("actor", ("lena", "olga"))


def test_proposed_are_the_eligible_first_with_reasons_against_the_rest(world: World) -> None:
    incident = an_incident(world, "notes", excluded=["ada"])
    world.founders("ben", "cleo")
    incident.note("I restarted it", by="cleo")
    incident.resolve()
    found = incident.suggest("author")
    assert [(one["person"], one["eligible"], one["took_notes"]) for one in found] == [
        ("ben", True, False),
        ("cleo", True, True),
        ("ada", False, False),
    ]
    assert found[-1]["reasons"] == ["ada is to have no part in R-1"]


def test_who_left_is_not_eligible(world: World) -> None:
    world.founders("ben")
    incident = an_incident(world, "prepare")
    leaving.deactivate(world.by("olga"), "ben")
    ben = next(one for one in incident.suggest("author") if one["person"] == "ben")
    assert not ben["eligible"]
    assert "ben is not active any more" in ben["reasons"]


def test_nothing_goes_on_without_an_author(world: World) -> None:
    incident = an_incident(world, "prepare")
    (reason,) = incident.refused("advance", by="lena")
    assert (reason.guard, reason.command) == (
        "role-assigned",
        "preceptor retrospective assign R-1 --role author LOGIN",
    )


def test_somebody_can_be_excluded_later_but_not_while_they_have_a_part(world: World) -> None:
    incident = an_incident(world, "research")
    assert guards(incident.refused("exclude", "ada")) == ["has-no-part"]
    incident.exclude("otto")
    incident.exclude("otto")
    assert guards(incident.refused("assign", "presenter", "otto")) == ["eligible"]


def test_an_author_whose_certificate_was_revoked_does_not_reach_the_review(world: World) -> None:
    incident = an_incident(world, "write-up")
    world.revoke("ada")
    assert "role-eligible" in guards(incident.refused("advance", by="ada"))
