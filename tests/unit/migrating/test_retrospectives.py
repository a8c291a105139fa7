"""Running retrospectives move to the edition that their team follows, or stay on their own with reasons on record."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.support.changes import Changing
from tests.support.courses import a_course
from tests.support.reminding import reads
from tests.support.replay import replayed, stored
from tests.support.retrospectives import Incident, an_incident
from tests.support.reviews import under_review
from tests.support.variants import adopt
from tests.support.world import OWNER, World
from tests.support.worlds import ON_BOTH

from preceptor.errors import BadInput
from preceptor.model.definition import Process
from preceptor.model.duration import Duration
from preceptor.model.migration import Plan
from preceptor.model.overlay import DueChanges, Overlay, StepChanges
from preceptor.model.retrospective_migration import Continued, Route, Standpoint, route_between
from preceptor.services.audit import verify
from preceptor.services.following import migrating_retrospectives

DIG = {"research": "dig"}


def moved(changing: Changing, process: Process, **terms: Any) -> dict[str, int]:
    """Publish a version an hour later, so that what runs moves; what became of what ran."""
    changing.world.later(hours=1)
    published = changing.publish(changing.reviewed(process), in_flight="migrate", **terms)
    assert verify(changing.world.by(None))["ok"]
    return {key: published["followed"][key] for key in ("migrated", "refused", "pinned")}


def version_of(incident: Incident) -> str:
    return str(incident.show()["edition"]["version"])


def why_it_stays(world: World) -> list[str]:
    (event,) = world.events("retrospective-stayed")
    return [one["guard"] for one in event.data["reasons"]]


def announced_to(world: World, login: str) -> str:
    """What the mail about the publication says of the retrospectives that wait for its reader."""
    text = " ".join(reads(world, login, "publication-announced")["text"].split())
    return text.partition("Where the retrospectives stand that wait for you: - R-1, Cards were refused: ")[2]


def due(world: World, login: str) -> tuple[str, str]:
    (one,) = [one for one in world.mine(login) if one["instance"] == "R-1"]
    return one["step"], one["due_at"][:16]


@ON_BOTH
def test_it_goes_on_under_the_new_names_with_the_time_that_it_had(changing: Changing) -> None:
    world = changing.world
    incident = an_incident(world, "research")
    before = due(world, "ada")[1]
    assert moved(changing, a_course(names=DIG), states=DIG) == {"migrated": 1, "refused": 0, "pinned": 0}
    assert (incident.state, version_of(incident)) == ("dig", "2.0.0")
    assert due(world, "ada") == ("dig", before)
    assert "It goes on under version 2.0.0 now." in announced_to(world, "ada")
    incident.write_up()
    incident.advance()
    assert incident.state == "write-up"
    with world.store.reading() as tx:
        assert stored(tx) == replayed(tx)


def test_it_stays_where_its_state_is_called_otherwise_and_nobody_says_how(changing: Changing) -> None:
    incident = an_incident(changing.world, "research")
    assert moved(changing, a_course(names=DIG)) == {"migrated": 0, "refused": 1, "pinned": 0}
    assert (incident.state, version_of(incident)) == ("research", "1.0.0")
    assert why_it_stays(changing.world) == ["state-goes-on"]
    said = announced_to(changing.world, "ada")
    assert "It could not be moved, and goes on under version 1.0.0: the state `research` does not exist" in said


def test_without_being_asked_it_finishes_under_the_edition_that_it_began_with(changing: Changing) -> None:
    incident = an_incident(changing.world, "research")
    changing.world.later(hours=1)
    published = changing.publish(changing.reviewed(a_course()))
    assert published["followed"]["pinned"] == 1
    assert version_of(incident) == "1.0.0"


def test_what_has_ended_does_not_move(changing: Changing) -> None:
    incident = an_incident(changing.world, "prepare")
    incident.decline()
    assert moved(changing, a_course()) == {"migrated": 0, "refused": 0, "pinned": 0}


def test_a_longer_allowance_counts_where_dates_are_computed_anew(changing: Changing) -> None:
    world = changing.world
    incident = an_incident(world, "research")
    moved(changing, a_course(research={"within": "6 business days"}), due="recompute")
    assert due(world, "ada") == ("research", "2026-03-10T17:00")
    assert incident.record.due_at == datetime(2026, 3, 10, 17, tzinfo=UTC)


def test_nobody_is_late_because_of_a_move(changing: Changing) -> None:
    world = changing.world
    an_incident(world, "research")
    world.at("2026-03-04")
    moved(changing, a_course(research={"within": "1 business day"}), due="recompute")
    assert due(world, "ada") == ("research", "2026-03-05T17:00")


def test_whoever_has_to_see_to_it_under_the_new_edition_owes_it(changing: Changing) -> None:
    """With the time that the lead had."""
    world = changing.world
    an_incident(world, "prepare")
    assert due(world, "lena") == ("prepare", "2026-03-03T17:00")
    moved(changing, a_course(prepare={"role": "owner"}))
    assert world.owed("R-1") == [("step", "mina"), ("step", OWNER)]
    assert due(world, OWNER) == ("prepare", "2026-03-03T17:00")


def test_who_is_reminded_on_other_days_keeps_the_date(changing: Changing) -> None:
    world = changing.world
    an_incident(world, "research")
    moved(changing, a_course(research={"remind": (0,)}))
    assert due(world, "ada") == ("research", "2026-03-05T17:00")
    (event,) = world.events("retrospective-migrated")
    assert [one["remind_at"][:10] for one in event.data["moved"]] == ["2026-03-05"]


# reviews
def test_an_open_review_keeps_its_window_and_who_was_asked(changing: Changing) -> None:
    world = changing.world
    incident = an_incident(world, "review")
    before = incident.record
    moved(changing, a_course(review={"at_least": "1 business day", "at_most": "2 business days"}))
    after = incident.record
    assert (after.review_least, after.review_most) == (before.review_least, before.review_most)
    assert world.owed("R-1") == [("review", "otto"), ("review", "rita"), ("step", "ada")]


@pytest.mark.parametrize(
    ("least", "most", "until"),
    [
        ("1 business day", "2 business days", ("2026-03-04", "2026-03-09", "2026-03-09")),
        ("4 business days", "8 business days", ("2026-03-06", "2026-03-12", "2026-03-12")),
    ],
)
def test_a_window_that_is_computed_anew_never_gets_shorter(
    changing: Changing, least: str, most: str, until: tuple[str, str, str]
) -> None:
    world = changing.world
    incident = an_incident(world, "review")
    moved(changing, a_course(review={"at_least": least, "at_most": most}), due="recompute")
    window = incident.record
    found = (window.review_least.date().isoformat(), window.review_most.date().isoformat())
    assert (*found, due(world, "rita")[1][:10]) == until
    (ending,) = [one for one in world.overdue(person="ada", within="30 days") if one["instance"] == "R-1"]
    assert ending["due_at"][:10] == until[1], "who ends the review has as long as it is open"


def test_an_open_review_goes_on_under_its_new_name(changing: Changing) -> None:
    world = changing.world
    incident = an_incident(world, "review")
    moved(changing, a_course(names={"review": "reading"}), states={"review": "reading"})
    assert world.owed("R-1") == [("review", "otto"), ("review", "rita"), ("step", "ada")]
    incident.end_window()
    incident.advance()
    assert incident.show()["reviewers"] == {"otto": "silent", "rita": "silent"}


@pytest.mark.parametrize(
    ("state", "to", "guards"),
    [
        ("review", "write-up", ["review-goes-on"]),
        ("write-up", "review", ["review-goes-on"]),
        ("research", "revise", ["reviewed-so-far"]),
        ("revise", "follow-up", ["completed-so-far"]),
        ("research", "done", ["state-goes-on"]),
    ],
)
def test_nobody_gets_past_a_review_or_completion_because_of_a_move(
    changing: Changing, state: str, to: str, guards: list[str]
) -> None:
    incident = an_incident(changing.world, state)
    assert moved(changing, a_course(), states={state: to})["refused"] == 1
    assert why_it_stays(changing.world) == guards
    assert incident.state == state


def test_what_was_reviewed_may_go_on_behind_a_review(changing: Changing) -> None:
    incident = an_incident(changing.world, "revise")
    moved(changing, a_course(), states={"revise": "finalise"})
    assert incident.state == "finalise"


def test_no_open_thread_comes_to_where_nobody_can_settle_it(changing: Changing) -> None:
    review = under_review(changing.world).to_meeting()
    assert moved(changing, a_course(), states={"meeting": "revise"})["refused"] == 1
    assert why_it_stays(changing.world) == ["threads-go-on"]
    (event,) = changing.world.events("retrospective-stayed")
    assert "from `revise` on nobody can settle it in retrospective 2.0.0" in event.data["reasons"][0]["message"]
    review.settle("T-1")
    assert not review.review()["threads"][0]["open"]


def test_once_its_threads_are_settled_it_goes_there(changing: Changing) -> None:
    review = under_review(changing.world).to_meeting()
    review.settle("T-1")
    moved(changing, a_course(), states={"meeting": "revise"})
    assert review.state == "revise"


def test_an_open_thread_goes_along_to_where_it_can_be_settled(changing: Changing) -> None:
    review = under_review(changing.world).to_meeting()
    moved(changing, a_course(names={"meeting": "talk"}), states={"meeting": "talk"})
    assert (review.state, review.settle("T-1")["open"]) == ("talk", False)


def test_an_open_thread_that_nobody_could_settle_before_holds_back_no_move() -> None:
    """An older move may have brought it there, and a later version may let it be settled again."""
    old, new = a_course("1.0.0"), a_course()
    route = route_between(old, new, Plan())
    assert isinstance(route, Route)
    onward = route.onward(Standpoint(state="revise", reviewed=True, disputed=True))
    assert isinstance(onward, Continued)


def test_it_stays_where_a_role_that_somebody_has_is_missing(changing: Changing) -> None:
    incident = an_incident(changing.world, "research")
    changing.world.person("pia")
    incident.assign("presenter", "pia")
    moved(changing, a_course(without_roles=("presenter",)))
    assert why_it_stays(changing.world) == ["roles-go-on"]


# teams
def test_one_of_a_team_with_a_variant_moves_to_the_teams_edition(changing: Changing) -> None:
    world = changing.world
    incident = an_incident(world, "research")
    world.later(hours=1)
    adopt(world.store, world.now, an_overlay())
    assert incident.show()["edition"]["variant"] is None
    moved(changing, a_course())
    assert (version_of(incident), incident.show()["edition"]["variant"]) == ("2.0.0", "payments")


def test_one_that_is_opened_follows_the_edition_of_its_team(changing: Changing) -> None:
    """Its deadlines are the variant's."""
    world = changing.world
    an_incident(world, "prepare").decline()
    world.later(hours=1)
    adopt(world.store, world.now, an_overlay())
    world.at("2026-03-09")
    incident = an_incident(world, "research")
    assert incident.show()["edition"]["variant"] == "payments"
    assert incident.record.due_at == datetime(2026, 3, 11, 17, tzinfo=UTC)


def an_overlay() -> Overlay:
    due = DueChanges(within=Duration.parse("2 business days"))
    return Overlay(process="retrospective", team="payments", of="1.0.0", steps={"research": StepChanges(due=due)})


# batches, and what is said beforehand
@ON_BOTH
def test_batches_go_on_where_they_stopped(changing: Changing, monkeypatch: pytest.MonkeyPatch) -> None:
    world = changing.world
    monkeypatch.setattr(migrating_retrospectives, "_BATCH", 2)
    incidents = [an_incident(world, "research", title=f"The {n}th") for n in range(5)]
    assert moved(changing, a_course())["migrated"] == 5
    assert {version_of(one) for one in incidents} == {"2.0.0"}
    assert len(world.events("retrospective-migrated")) == 5


def test_it_is_said_beforehand_what_becomes_of_each(changing: Changing) -> None:
    world = changing.world
    an_incident(world, "research")
    an_incident(world, "notes", title="The second")
    change = changing.reviewed(a_course(names=DIG, notes={"within": "3 business days"}))
    found = changing.foresee(change, in_flight="migrate", due="recompute")
    assert found["instances"] == {"pinned": 0, "migrated": 1, "refused": 1}
    first, second = found["moves"]
    assert (first["id"], first["new_state"], first["new_due"]) == ("R-1", None, None)
    assert "--map research=STATE" in first["refusal"]
    assert (second["id"], second["state"], second["new_state"]) == ("R-2", "notes", "notes")
    assert (second["old_due"][:10], second["new_due"][:10]) == ("2026-03-04", "2026-03-05")
    assert changing.foresee(change)["instances"] == {"pinned": 2, "migrated": 0, "refused": 0}


def test_states_of_retrospectives_can_be_mapped(changing: Changing) -> None:
    changing.world.later(hours=1)
    an_incident(changing.world, "research")
    change = changing.reviewed(a_course(names=DIG))
    with pytest.raises(BadInput, match="cannot be mapped") as caught:
        changing.publish(change, in_flight="migrate", states={"research": "digging"})
    assert "2.0.0 has no state `digging`" in str(caught.value.problems[0])


def test_a_publication_concerns_whoever_has_a_part_in_what_runs(changing: Changing) -> None:
    """Also who is in no team and holds nothing."""
    world = changing.world
    world.person("nia")
    world.person("max")
    incident = an_incident(world, "write-up")
    incident.assign("presenter", "max")
    with world.store.reading() as tx:
        told = {one.login for one in tx.concerned("retrospective", limit=99)}
    assert "max" in told
    assert "nia" not in told
    incident.advance()
    with world.store.reading() as tx:
        assert {"otto", "rita"} <= {one.login for one in tx.concerned("retrospective", limit=99)}
        assert "otto" in {one.login for one in tx.concerned("retrospective", team=incident.record.team, limit=99)}
