"""Reminders: each stage once, in one mail a day, in the morning of a working day."""

import pytest
from tests.support.changes import Changing
from tests.support.following import on_top
from tests.support.reminding import mails, reads, reminded
from tests.support.replay import replayed, stored
from tests.support.world import World
from tests.support.worlds import ON_BOTH

from preceptor.errors import BadInput, RequestReused
from preceptor.services import people
from preceptor.services.reminding import running, values
from preceptor.services.reminding.running import RemindedDocument

NOTHING = (0, 0, 0)


def _folds(world: World) -> None:
    with world.store.reading() as tx:
        assert stored(tx) == replayed(tx)


def _owned_by_two(world: World) -> Changing:
    world.person("olaf")
    changing = Changing(world)
    changing.owner("olaf")
    return changing


@ON_BOTH
def test_each_stage_goes_once_however_often_it_is_asked(school: World) -> None:
    told = []
    for day in ("2026-04-08", "2026-04-09", "2026-04-10", "2026-04-13", "2026-04-14", "2026-04-15", "2026-04-16"):
        for time in ("08:59", "09:00", "09:01", "17:00"):
            found = reminded(school.at(f"{day}T{time}"))
            if found != NOTHING:
                told.append((f"{day} {time}", found))
    reminded(school.at("2026-04-17"))
    assert told == [
        ("2026-04-09 09:00", (1, 0, 1)),
        ("2026-04-13 09:00", (1, 0, 1)),
        ("2026-04-15 09:00", (1, 0, 1)),
        ("2026-04-16 09:00", (0, 1, 1)),
    ]
    assert [login for login, _, _ in mails(school)] == ["mina"] * 3
    assert mails(school, "escalation") == [("lena", "2026-04-16 09:00", 1), ("olga", "2026-04-17 09:00", 1)]
    assert reminded(school.at("2027-01-04"))[1] == 0
    _folds(school)


@ON_BOTH
def test_what_is_due_on_one_day_is_one_mail(school: World) -> None:
    school.founder("paul", role="moderator")
    school.pairing("mina", "paul", role="moderator")
    assert reminded(school.at("2026-04-09")) == (2, 0, 1)
    assert mails(school) == [("mina", "2026-04-09 09:00", 2)]


def test_who_was_forgotten_for_long_is_told_once_and_so_is_everybody_else(school: World) -> None:
    assert reminded(school.at("2026-06-01")) == (1, 1, 3)
    assert reminded(school) == NOTHING
    _folds(school)


@ON_BOTH
def test_a_request_that_is_repeated_answers_as_before_and_reminds_of_nothing_more(school: World) -> None:
    def asked() -> RemindedDocument:
        return running.remind(school.by(None, request_id="tuesday"))

    school.at("2026-04-09")
    first = asked()
    assert first["reminded"] == 1
    school.at("2026-04-16")
    assert asked() == first
    assert reminded(school)[0] == 1
    with pytest.raises(RequestReused):
        people.change(school.by("olga", request_id="tuesday"), "mina", {"name": "Mina Roth"})
    _folds(school)


def test_a_dry_run_says_the_same_and_writes_nothing(school: World) -> None:
    before = school.at("2026-06-01").everything()
    assert reminded(school, dry_run=True) == (1, 1, 3)
    assert school.everything() == before


def test_a_dry_run_and_a_run_go_through_more_than_one_batch(school: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BATCH", 1)
    school.person("nora")
    school.founder("quinn")
    school.pairing("nora", "quinn")
    assert reminded(school.at("2026-04-09"), dry_run=True) == reminded(school) == (2, 0, 2)
    _folds(school)


def test_it_is_morning_where_somebody_is(world: World) -> None:
    world.person("mina", zone="America/New_York")
    world.founder("paul")
    world.pairing("mina", "paul")
    assert reminded(world.at("2026-04-09T12:59")) == NOTHING
    assert reminded(world.at("2026-04-09T13:00")) == (1, 0, 1)
    assert mails(world) == [("mina", "2026-04-09 13:00", 1)]


def test_nothing_is_sent_on_a_weekend_and_what_came_late_goes_on_the_next_working_day(school: World) -> None:
    reminded(school.at("2026-04-11"))
    assert mails(school) == [("mina", "2026-04-13 09:00", 1)]
    reminded(school.at("2026-04-13"))
    assert mails(school) == [("mina", "2026-04-13 09:00", 1)]
    _folds(school)


def test_what_is_found_after_the_working_day_waits_for_the_next_morning(school: World) -> None:
    reminded(school.at("2026-04-09T16:59"))
    reminded(school.at("2026-04-13T17:00"))
    assert mails(school) == [("mina", "2026-04-09 16:59", 1), ("mina", "2026-04-14 09:00", 1)]


def test_nothing_is_sent_on_a_public_holiday(world: World) -> None:
    world.person("mina", zone="Europe/Berlin", country="DE")
    world.founder("paul")
    world.at("2026-03-18").pairing("mina", "paul")
    # Two business days before Monday, 4 May, was Wednesday; Friday is a holiday.
    reminded(world.at("2026-05-01"))
    assert mails(world) == [("mina", "2026-05-04 07:00", 1)]


@ON_BOTH
def test_what_comes_later_joins_the_mail_that_waits(school: World) -> None:
    school.at("2026-03-04").founder("quinn", role="moderator")
    school.start("mina", "quinn", role="moderator")
    reminded(school.at("2026-04-11"))
    assert mails(school) == [("mina", "2026-04-13 09:00", 1)]
    assert reminded(school.at("2026-04-13")) == (2, 0, 0)
    assert mails(school) == [("mina", "2026-04-13 09:00", 2)]


def test_a_date_that_somebody_moved_has_its_reminders_anew(school: World) -> None:
    reminded(school.at("2026-04-13"))
    school.extend("P-1", "2026-05-11")
    assert reminded(school.at("2026-05-06")) == NOTHING
    assert reminded(school.at("2026-05-07")) == (1, 0, 1)
    _folds(school)


def test_a_date_that_only_a_calendar_moved_goes_on_with_the_stages_that_are_left(school: World) -> None:
    reminded(school.at("2026-04-13"))
    people.change(school.by("olga"), "mina", {"time_zone": "America/New_York"})
    assert reminded(school.at("2026-04-13T14:00")) == NOTHING
    assert reminded(school.at("2026-04-15T13:00")) == (1, 0, 1)
    _folds(school)


def test_what_is_done_meanwhile_drops_out_and_a_mail_with_nothing_left_is_not_sent(school: World) -> None:
    reminded(school.at("2026-04-11"))
    assert "P-1" in reads(school, "mina")["text"]
    school.withdraw("P-1")
    with pytest.raises(BadInput, match="will not be sent: all of which it was to tell is done"):
        reads(school, "mina")


def test_the_mail_says_what_by_when_and_how(school: World) -> None:
    reminded(school.at("2026-04-15"))
    mail = reads(school, "mina")
    assert mail["subject"] == (
        "Overdue: climb the rung `watch` of author (retrospective), due Monday, 13 April 2026, 17:00 (UTC)"
    )
    assert "17:00 (UTC); 1 day overdue" in mail["text"]
    assert "\n  preceptor pairing observe P-1 --on DATE --subject SUBJECT\n" in mail["text"]
    reminded(school.at("2026-04-16"))
    told = reads(school, "lena", "escalation")
    assert told["subject"].startswith("Overdue: Mina has not done this: climb the rung `watch`")
    assert "Owed by    Mina (mina)" in told["text"]


def test_a_patch_is_told_in_the_next_digest_once(school: World) -> None:
    changing = _owned_by_two(school)
    school.at("2026-04-01")
    changing.released(on_top(school, "1.0.1", None), approver="olaf")
    reminded(school.at("2026-04-09"))
    assert "1.0.1: preceptor change show CH-1" in " ".join(reads(school, "mina")["text"].split())
    reminded(school.at("2026-04-13"))
    assert "1.0.1" not in reads(school, "mina")["text"]


def test_a_patch_alone_is_no_reason_for_a_mail_but_is_told_where_the_rest_is_done(school: World) -> None:
    changing = _owned_by_two(school)
    school.at("2026-04-08")
    changing.released(on_top(school, "1.0.1", None), approver="olaf")
    assert reminded(school) == NOTHING
    reminded(school.at("2026-04-09"))
    school.withdraw("P-1")
    assert reads(school, "mina")["subject"].startswith("Reworded: ")


def test_without_a_manager_only_the_owner_hears_of_it_and_nobody_hears_of_what_they_owe_themselves(
    world: World,
) -> None:
    world.founders("paul")
    world.pairing("olga", "paul")
    assert reminded(world.at("2026-06-01")) == (1, 0, 1)
    _folds(world)


def test_whoever_cannot_be_mailed_is_not_and_the_others_are(world: World) -> None:
    world.person("mina", email=False)
    world.founder("paul")
    world.pairing("mina", "paul")
    assert reminded(world.at("2026-06-01")) == (0, 1, 1)
    assert mails(world) == []


def test_what_has_lapsed_is_not_reminded_of(world: World) -> None:
    world.founder("paul")
    assert reminded(world.at("2027-03-02"))[0] == 2
    assert reminded(world.at("2027-03-20")) == NOTHING


def test_what_a_publication_asks_is_asked_first_and_reminded_of_later(school: World) -> None:
    changing = _owned_by_two(school)
    changing.released(on_top(school, "1.1.0", "advisory"), approver="olaf")
    told = reminded(school.at("2026-03-12"))
    assert told[0] == 5
    _folds(school)


def test_a_mail_names_what_is_due_first_and_says_how_much_more_there_is(
    school: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(values, "MOST", 1)
    school.at("2026-03-04").founder("quinn", role="moderator")
    school.start("mina", "quinn", role="moderator")
    reminded(school.at("2026-04-13"))
    mail = reads(school, "mina")
    assert mail["subject"] == "2 things to do; the first due Monday, 13 April 2026, 17:00 (UTC)"
    assert "And 1 more: preceptor mine" in mail["text"]
    assert "moderator" not in mail["text"]
