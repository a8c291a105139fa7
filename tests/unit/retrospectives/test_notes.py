"""Notes while the incident runs: one short command, stamped, before anything else is known."""

from datetime import datetime, time

import pytest
from tests.support.retrospectives import an_incident
from tests.support.world import World, done, guards

from preceptor.errors import BadInput, UnknownId
from preceptor.services.retrospectives import opening


def test_a_note_is_stamped_with_the_moment_and_keeps_its_reference(world: World) -> None:
    incident = an_incident(world)
    world.later(minutes=4)
    incident.note("error rate at 4 %", reference="https://graphs.example.org/7")
    (note,) = incident.show()["notes"]
    assert note == {
        "at": "2026-03-02T09:04:00.000000+00:00",
        "text": "error rate at 4 %",
        "reference": "https://graphs.example.org/7",
        "by": "otto",
    }


def test_notes_stand_in_the_order_of_what_happened_and_not_of_writing(world: World) -> None:
    incident = an_incident(world)
    world.later(minutes=30)
    incident.note("restarted it")
    incident.note("first alert", at=datetime.fromisoformat("2026-03-02T10:02:00+01:00"))
    assert [one["text"] for one in incident.show()["notes"]] == ["first alert", "restarted it"]


def test_a_bare_time_is_today_where_the_writer_is(world: World) -> None:
    incident = an_incident(world)
    world.person("mei", zone="Asia/Tokyo")
    incident.note("seen on the dashboard", by="mei", at=time(17, 45))
    assert incident.show()["notes"][0]["at"] == "2026-03-02T08:45:00.000000+00:00"


def test_a_bare_time_that_is_yet_to_come_was_yesterday(world: World) -> None:
    incident = an_incident(world)
    incident.note("seen before midnight", at=time(23, 50))
    assert incident.show()["notes"][0]["at"] == "2026-03-01T23:50:00.000000+00:00"


def test_a_note_about_what_is_yet_to_come_is_bad_input(world: World) -> None:
    incident = an_incident(world)
    with pytest.raises(BadInput, match="yet to come"):
        incident.note("soon", at=datetime.fromisoformat("2026-03-02T12:00:00+00:00"))


def test_without_an_id_it_is_about_the_only_one_that_takes_notes(world: World) -> None:
    incident = an_incident(world)
    world.person("rosa", teams=["payments"])
    done(opening.note(world.by("rosa"), None, "queue is growing"))
    assert [one["by"] for one in incident.show()["notes"]] == ["rosa"]


def test_without_an_id_several_are_named_so_that_one_can_be_chosen(world: World) -> None:
    an_incident(world, title="Cards were refused")
    an_incident(world, title="Mails were late")
    with pytest.raises(BadInput, match=r"R-1 \(Cards were refused\), R-2 \(Mails were late\)"):
        opening.note(world.by("lena"), None, "queue is growing")


def test_without_an_open_one_it_says_how_to_open_one(world: World) -> None:
    an_incident(world, "prepare")
    with pytest.raises(BadInput) as caught:
        opening.note(world.by("lena"), None, "queue is growing")
    assert "preceptor retrospective open" in str(caught.value.remedy)


def test_after_it_was_resolved_no_notes_are_taken(world: World) -> None:
    incident = an_incident(world, "prepare")
    assert guards(incident.refused("note", "late")) == ["state"]


def test_anybody_notes_and_nobody_else_is_asked(world: World) -> None:
    incident = an_incident(world)
    world.person("stranger")
    incident.note("I see it too", by="stranger")
    assert len(incident.show()["notes"]) == 1


def test_resolving_starts_the_clocks(world: World) -> None:
    incident = an_incident(world)
    world.later(hours=1)
    incident.resolve(severity=1, user_facing=True)
    shown = incident.show()
    assert (shown["state"], shown["severity"], shown["user_facing"]) == ("prepare", 1, True)
    assert shown["resolved_at"] == "2026-03-02T10:00:00.000000+00:00"
    # One business day after the resolution, at the end of the lead's day.
    assert shown["due"] == "2026-03-03T17:00:00.000000+00:00"
    assert world.owed(incident.id) == [("step", "lena")]


def test_the_severity_is_one_to_five(world: World) -> None:
    incident = an_incident(world)
    for severity in (0, 6, -1):
        with pytest.raises(BadInput, match="a severity is 1"):
            opening.resolve(world.by("otto"), incident.id, at=world.now, severity=severity)


def test_declining_ends_it_with_a_reason_and_only_the_lead_or_an_owner_does_so(world: World) -> None:
    incident = an_incident(world)
    assert guards(incident.refused("decline", by="otto", why="no harm done")) == ["actor"]
    declined = incident.decline(why="a test alert")
    assert (declined["state"], declined["next"], declined["completed_at"]) == ("declined", [], None)
    assert world.owed(incident.id) == []


def test_a_title_that_would_harm_a_mail_is_bad_input(world: World) -> None:
    an_incident(world)
    for title in ("", "  ", "two\nlines", "=?utf-8?q?x?="):
        with pytest.raises(BadInput):
            opening.open_one(world.by("otto"), title, team="payments")


def test_a_team_or_person_that_is_not_there_is_named(world: World) -> None:
    an_incident(world)
    with pytest.raises(UnknownId, match="nowhere"):
        opening.open_one(world.by("otto"), "Mails were late", team="nowhere")
    with pytest.raises(UnknownId, match="ghost"):
        opening.open_one(world.by("otto"), "Mails were late", team="payments", exclude=("ghost",))


def test_a_process_that_is_not_about_retrospectives_is_refused(world: World) -> None:
    an_incident(world)
    with pytest.raises(BadInput, match="not about retrospectives"):
        opening.open_one(world.by("otto"), "Mails were late", team="payments", process="change")


def test_a_request_that_is_repeated_notes_once(world: World) -> None:
    incident = an_incident(world)
    for _ in range(2):
        done(opening.note(world.by("otto", request_id="n-1"), incident.id, "restarted it"))
    assert len(incident.show()["notes"]) == 1
