"""Retrospectives when people come, go, lead other teams or live elsewhere."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.support.replay import replayed, stored
from tests.support.retrospectives import a_team_on_call, an_incident
from tests.support.world import OWNER, World, done, guards
from tests.support.worlds import ON_BOTH

from preceptor.errors import RequestReused
from preceptor.model.refusal import Reason, Refusal
from preceptor.services import erasure, leaving, people, processes, teams
from preceptor.services.audit import verify
from preceptor.services.retrospectives import reviewing


def leave(world: World, login: str) -> None:
    done(leaving.deactivate(world.by(OWNER), login))


def erase(world: World, login: str, *, dry_run: bool = False) -> Any:
    return done(erasure.erase(world.by(OWNER), login, dry_run=dry_run))


def reasons_against_leaving(world: World, login: str) -> tuple[Reason, ...]:
    answer = leaving.deactivate(world.by(OWNER), login)
    assert isinstance(answer, Refusal)
    return answer.reasons


def moved_to(world: World, login: str, zone: str, country: str | None = None) -> None:
    changes = {"time_zone": zone, **({"country": country} if country else {})}
    done(people.change(world.by(OWNER), login, changes))


def due(world: World, login: str) -> list[datetime]:
    return [datetime.fromisoformat(one["due_at"]).astimezone(UTC) for one in world.mine(login)]


# who leaves
def test_who_has_a_part_that_another_could_have_cannot_leave_yet(world: World) -> None:
    an_incident(world, "research")
    (reason,) = reasons_against_leaving(world, "ada")
    assert (reason.guard, reason.who) == ("no-open-parts", ("lena", OWNER))
    assert reason.message == "ada is the author of R-1, Cards were refused"
    assert reason.command == "preceptor retrospective assign R-1 --role author LOGIN"


def test_once_another_has_the_part_they_leave(world: World) -> None:
    incident = an_incident(world, "research")
    world.founder("abel")
    incident.assign("author", "abel")
    leave(world, "ada")
    assert world.owed("R-1") == [("step", "abel")]


def test_a_part_in_what_has_ended_holds_nobody(world: World) -> None:
    incident = an_incident(world, "prepare")
    incident.assign("author", "ada")
    incident.decline()
    leave(world, "ada")


def test_what_a_lead_owed_passes_to_the_owners(world: World) -> None:
    an_incident(world, "prepare")
    leave(world, "lena")
    assert world.owed("R-1") == [("step", OWNER)]
    assert verify(world.by(None))["ok"]


def test_what_the_only_person_on_call_owed_passes_to_the_team(world: World) -> None:
    a_team_on_call(world, on_call=("otto",))
    world.person("tess", teams=("payments",))
    an_incident(world)
    leave(world, "otto")
    assert [one["instance"] for one in world.mine("tess")] == ["R-1"]


def test_a_reviewer_who_leaves_holds_up_nobody(world: World) -> None:
    """They are silent at the end, and nobody waits for them until then."""
    incident = an_incident(world, "review")
    leave(world, "otto")
    leave(world, "rita")
    assert world.owed("R-1") == [("step", "ada")]
    world.at(incident.record.review_least)
    assert incident.blocked() == []
    incident.advance()
    assert incident.show()["reviewers"] == {"otto": "silent", "rita": "silent"}


# who leads, owns or is on call
def test_a_new_lead_owes_what_the_old_one_did(world: World) -> None:
    an_incident(world, "prepare")
    world.person("liam")
    done(teams.name_lead(world.by(OWNER), "payments", "liam"))
    assert world.owed("R-1") == [("step", "liam")]


def test_a_new_owner_owes_what_owners_owe(world: World) -> None:
    incident = an_incident(world, "finalise")
    world.person("oleg")
    done(processes.add_owner(world.by(OWNER), "retrospective", "oleg"))
    assert world.owed(incident.id) == [("step", "oleg"), ("step", OWNER)]
    done(processes.remove_owner(world.by(OWNER), "retrospective", "oleg"))
    assert world.owed(incident.id) == [("step", OWNER)]


def test_who_comes_on_call_while_notes_are_taken_owes_them(world: World) -> None:
    an_incident(world)
    world.person("nils")
    done(teams.set_on_call(world.by("lena"), "payments", ["nils", "rita"]))
    assert world.owed("R-1") == [("step", "nils"), ("step", "rita")]


def test_who_comes_on_call_after_a_review_began_is_not_asked(world: World) -> None:
    incident = an_incident(world, "review")
    world.person("nils")
    before = incident.record
    done(teams.set_on_call(world.by("lena"), "payments", ["nils"]))
    assert world.owed("R-1", "review") == [("review", "otto"), ("review", "rita")]
    assert incident.record == before


# where people live
@ON_BOTH
def test_what_is_owed_is_due_in_the_calendar_that_its_ower_has_now(world: World) -> None:
    incident = an_incident(world, "research")
    assert due(world, "ada") == [datetime(2026, 3, 5, 17, tzinfo=UTC)]
    moved_to(world, "ada", "America/New_York")
    assert due(world, "ada") == [datetime(2026, 3, 5, 22, tzinfo=UTC)]
    assert incident.record.due_at == datetime(2026, 3, 5, 22, tzinfo=UTC)
    with world.store.reading() as tx:
        assert stored(tx) == replayed(tx)


def test_a_holiday_there_counts_from_now_on(world: World) -> None:
    """Whit Monday of 2026 is on 25 May."""
    world.at("2026-05-22")
    an_incident(world, "research")
    assert due(world, "ada") == [datetime(2026, 5, 27, 17, tzinfo=UTC)]
    moved_to(world, "ada", "Europe/Berlin", "DE")
    assert due(world, "ada") == [datetime(2026, 5, 28, 15, tzinfo=UTC)]


def test_a_reviewer_has_until_the_end_of_the_day_where_they_are_and_no_longer_than_the_review_is_open(
    world: World,
) -> None:
    """From the end of the window on who said nothing is recorded as silent: nobody is told of a later day."""
    incident = an_incident(world, "review")
    window = (incident.record.review_least, incident.record.review_most)
    moved_to(world, "rita", "America/New_York")
    moved_to(world, "otto", "Asia/Kolkata")
    assert due(world, "rita") == [incident.record.review_most] == [datetime(2026, 3, 9, 17, tzinfo=UTC)]
    assert due(world, "otto") == [datetime(2026, 3, 9, 11, 30, tzinfo=UTC)]
    assert (incident.record.review_least, incident.record.review_most) == window
    assert incident.record.due_at == datetime(2026, 3, 9, 11, 30, tzinfo=UTC)
    moved_to(world, "otto", "UTC")
    assert due(world, "otto") == [datetime(2026, 3, 9, 17, tzinfo=UTC)]


def test_a_reviewers_holiday_makes_no_review_longer(world: World) -> None:
    """Memorial Day of 2026 is on 25 May, on which a review of five business days ends in a team elsewhere."""
    world.at("2026-05-18")
    world.person("rita", zone="America/New_York", country="US")
    incident = an_incident(world, "review")
    assert due(world, "rita") == [incident.record.review_most] == [datetime(2026, 5, 25, 17, tzinfo=UTC)]


def test_nothing_is_rescheduled_for_who_owes_nothing(world: World) -> None:
    an_incident(world, "research")
    moved_to(world, "rita", "America/New_York")
    assert world.events("retrospective-rescheduled") == []


# who is erased
def test_who_has_a_part_that_another_could_have_cannot_be_erased_yet(world: World) -> None:
    an_incident(world, "research")
    answer = erasure.erase(world.by(OWNER), "ada")
    assert isinstance(answer, Refusal)
    assert guards(answer.reasons) == ["no-open-parts"]


def test_notes_go_with_who_took_them_and_the_title_stays(world: World) -> None:
    incident = an_incident(world)
    incident.note("it was me who saw it first")
    otto = world.identity("otto")
    erase(world, "otto")
    shown = incident.show()
    assert shown["title"] == "Cards were refused"
    assert [(one["by"], one["text"]) for one in shown["notes"]] == [(f"erased-{otto}", "erased")]
    assert verify(world.by(None))["ok"]


@ON_BOTH
def test_an_answer_that_names_somebody_only_among_its_reviewers_is_forgotten(world: World) -> None:
    an_incident(world, "review")
    done(reviewing.pass_(world.by("otto"), "R-1"))
    context = world.by("rita", request_id="passed")
    assert "otto" in done(reviewing.pass_(context, "R-1"))["reviewers"]
    erase(world, "otto")
    with pytest.raises(RequestReused):
        reviewing.pass_(context, "R-1")


def test_erasing_says_which_write_ups_still_name_the_person(world: World) -> None:
    incident = an_incident(world, "research")
    incident.write_up(text="# Cards\n\nRita saw it.\n")
    incident.write_up(text="# Cards\n\nA responder saw it.\n")
    found = erase(world, "rita", dry_run=True)
    assert any(
        one.startswith("write-ups that name the person") and "R-1, revision 1;" in one for one in found["remains"]
    )


def test_erasing_says_nothing_of_write_ups_that_do_not_name_the_person(world: World) -> None:
    incident = an_incident(world, "research")
    incident.write_up()
    assert not any("write-ups" in one for one in erase(world, "rita", dry_run=True)["remains"])
