"""Where a team stands, once a week."""

from datetime import date, timedelta

import pytest
from tests.support.recommendations import a_recommendation
from tests.support.reminding import mails, reads
from tests.support.world import World, done
from tests.support.worlds import ON_BOTH

from preceptor.errors import BadInput
from preceptor.services.absences import announce_absence
from preceptor.services.reminding.running import remind


def told(world: World, **rest: bool) -> int:
    """Remind now; how many mails tell of teams."""
    return remind(world.by(None), **rest)["statuses"]


def _certified(world: World, *teams: str) -> None:
    """Let somebody be in these teams of whom there is something to tell."""
    world.person("quinn", teams=teams)
    world.grant("quinn")


@ON_BOTH
def test_a_team_is_told_once_a_week_on_monday_morning(school: World) -> None:
    _certified(school, "payments")
    assert told(school.at("2026-03-09T08:59")) == 0
    assert told(school.at("2026-03-09T09:00"), dry_run=True) == told(school) == 1
    assert [told(school.at(day)) for day in ("2026-03-09T09:01", "2026-03-11", "2026-03-15", "2026-03-16")] == [
        0,
        0,
        0,
        1,
    ]
    assert [(login, at) for login, at, _ in mails(school, "status")] == [
        ("lena", "2026-03-09 09:00"),
        ("lena", "2026-03-16 09:00"),
    ]


def test_a_week_that_begins_with_a_holiday_is_told_on_the_next_working_day(world: World) -> None:
    world.person("lena", zone="Europe/Berlin", country="DE")
    world.team("payments", lead="lena", time_zone="Europe/Berlin", country="DE")
    _certified(world, "payments")
    told(world.at("2026-03-30"))
    assert told(world.at("2026-04-06")) == 0  # Easter Monday
    assert told(world.at("2026-04-07T06:59")) == 0
    assert told(world.at("2026-04-07T07:00")) == 1


def test_on_a_weekend_nothing_is_told(school: World) -> None:
    assert told(school.at("2026-03-07")) == 0


def test_a_team_without_a_lead_is_told_as_a_whole(world: World) -> None:
    world.team("payments")
    world.people("mina", "nora", teams=("payments",))
    world.person("otto", teams=("payments",), email=False)
    world.grant("otto")
    assert told(world.at("2026-03-09")) == 2
    assert [login for login, _, _ in mails(world, "status")] == ["mina", "nora"]


def test_each_team_is_told_in_its_own_morning(world: World) -> None:
    world.people("lena", "liam")
    world.team("payments", lead="lena", time_zone="Asia/Tokyo")
    world.team("checkout", lead="liam", time_zone="America/Los_Angeles")
    _certified(world, "payments", "checkout")
    told(world.at("2026-03-06T20:00"))
    assert [told(world.at(f"2026-03-09T{hour}:00")) for hour in ("00", "09", "15", "16", "17")] == [1, 0, 0, 1, 0]


def test_who_covers_for_the_lead_is_told(school: World) -> None:
    _certified(school, "payments")
    day = date(2026, 3, 9)
    done(announce_absence(school.by("lena"), "lena", from_on=day, until_on=day, cover="paul"))
    told(school.at("2026-03-09"))
    assert [login for login, _, _ in mails(school, "status")] == ["paul"]


def test_it_says_who_advanced_who_is_certified_and_what_is_overdue(school: World) -> None:
    _certified(school, "payments")
    school.at("2026-03-05")
    school.climb("P-1")
    told(school.at("2026-03-09"))
    text = reads(school, "lena", "status")["text"]
    assert 'Mina finished "Watch an author at work"' in " ".join(text.split())
    assert "Quinn (lead, teach)" in text
    assert "Overdue:\n\n- nothing" in text
    told(school.at("2026-06-01"))
    mail = reads(school, "lena", "status")
    assert "1 thing overdue" in mail["subject"]
    assert "days overdue" in " ".join(mail["text"].split())
    assert "- nobody" in mail["text"]


def test_a_team_of_which_there_is_nothing_to_tell_is_not_told(world: World) -> None:
    world.person("lena")
    world.team("payments", lead="lena")
    assert told(world.at("2026-03-09")) == 0
    world.person("mina", teams=("payments",))
    world.grant("mina")
    assert told(world.at("2026-03-16")) == 1
    world.revoke("mina")
    with pytest.raises(BadInput, match="will not be sent: there is nothing to tell of the team"):
        reads(world, "lena", "status")


def test_a_team_is_told_what_became_of_its_recommendations(world: World) -> None:
    """A full stop of the write-up is none of the mail, which goes on after it."""
    one = a_recommendation(world, "in-progress", text="Alert on the oldest certificate.")
    other = a_recommendation(world, "planned", text="Restore a backup every night.")
    other.drop(why="the vendor does it")
    monday = world.today + timedelta(days=7 - world.today.weekday())
    assert told(world.at(monday)) == 1
    text = " ".join(reads(world, "lena", "status")["text"].split())
    assert f"- {one.id} Alert on the oldest certificate: in-progress; Otto, due Monday, 23 March 2026" in text
    assert f"- {other.id} Restore a backup every night: dropped, the vendor does it" in text
    # A week later what ended is known already.
    told(world.at(monday + timedelta(days=7)))
    assert other.id not in " ".join(reads(world, "lena", "status")["text"].split())


def test_a_reminder_ends_what_a_recommendation_asks_for_with_one_full_stop(world: World) -> None:
    one = a_recommendation(world, text="Alert on the oldest certificate.")
    (due,) = (each["due_at"] for each in world.mine("lena"))
    remind(world.at(due[:10]).by(None))
    mail = reads(world, "lena", "digest")
    assert f"{one.id}, Alert on the oldest certificate, due" in mail["subject"]
    assert f"{one.id}, Alert on the oldest certificate.\n" in mail["text"]
