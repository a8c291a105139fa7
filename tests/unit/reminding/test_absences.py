"""Who is away is told nothing; who covers is, as theirs."""

from datetime import date, timedelta
from typing import Any

import pytest
from tests.support.reminding import latest, mails, reads, reminded, sent
from tests.support.replay import replayed, stored
from tests.support.world import World, done, guards
from tests.support.worlds import ON_BOTH

from preceptor.errors import BadInput, UnknownId
from preceptor.model.refusal import Refusal
from preceptor.services import leaving, people, person_views
from preceptor.services.absences import announce_absence, withdraw_absence
from preceptor.services.audit import verify
from preceptor.services.audit_log import log


def away(world: World, login: str, first: str, last: str, cover: str, *, by: str = "olga") -> Any:
    days = {"from_on": date.fromisoformat(first), "until_on": date.fromisoformat(last)}
    return announce_absence(world.by(by), login, **days, cover=cover)


def withdraw(world: World, login: str, first: str, *, by: str = "olga") -> Any:
    return withdraw_absence(world.by(by), login, from_on=date.fromisoformat(first))


def refused(world: World, *arguments: str, **rest: str) -> list[str]:
    before = world.everything()
    answer = away(world, *arguments, **rest)
    assert isinstance(answer, Refusal)
    assert world.everything() == before
    return guards(answer.reasons)


@ON_BOTH
def test_what_falls_due_meanwhile_is_told_to_who_covers_as_theirs(school: World) -> None:
    done(away(school, "mina", "2026-04-06", "2026-04-10", "paul"))
    reminded(school.at("2026-04-09"))
    assert mails(school) == [("paul", "2026-04-09 09:00", 1)]
    assert "for Mina, who is away" in reads(school, "paul")["text"]
    reminded(school.at("2026-04-13"))
    assert mails(school)[1:] == [("mina", "2026-04-13 09:00", 1)]
    assert school.show("P-1")["due"][:10] == "2026-04-13"
    with school.store.reading() as tx:
        assert stored(tx) == replayed(tx)


def test_what_is_taken_to_a_manager_who_is_away_is_told_to_who_covers_for_them(school: World) -> None:
    done(away(school, "lena", "2026-04-16", "2026-04-16", "paul"))
    reminded(school.at("2026-04-16"))
    assert mails(school, "escalation") == [("paul", "2026-04-16 09:00", 1)]
    assert "For        Lena, who is away" in reads(school, "paul", "escalation")["text"]


def test_a_cover_who_goes_away_later_is_covered_in_turn(school: World) -> None:
    school.person("nora")
    done(away(school, "mina", "2026-04-06", "2026-04-10", "paul"))
    done(away(school, "paul", "2026-04-09", "2026-04-09", "nora"))
    reminded(school.at("2026-04-09"))
    assert mails(school) == [("nora", "2026-04-09 09:00", 1)]
    assert "for Mina, who is away" in reads(school, "nora")["text"]


def test_where_nobody_who_covers_can_be_reached_it_waits_for_the_return(school: World) -> None:
    school.person("nora")
    done(away(school, "mina", "2026-04-06", "2026-04-10", "nora"))
    done(leaving.deactivate(school.by("olga"), "nora"))
    reminded(school.at("2026-04-09"))
    assert mails(school) == [("mina", "2026-04-13 09:00", 1)]


def test_covers_in_a_circle_end_it(school: World) -> None:
    done(away(school, "mina", "2026-04-09", "2026-04-09", "paul"))
    done(away(school, "paul", "2026-04-08", "2026-04-08", "mina"))
    people.change(school.by("olga"), "paul", {"email": ""})
    reminded(school.at("2026-04-09"))
    assert mails(school) == [("mina", "2026-04-10 09:00", 1)]


def test_a_mail_that_waits_for_a_morning_on_which_its_reader_is_away_goes_to_who_covers(school: World) -> None:
    reminded(school.at("2026-04-11"))
    school.at("2026-04-12")
    done(away(school, "mina", "2026-04-13", "2026-04-13", "paul"))
    assert [login for login, _, how_many in mails(school) if how_many] == ["paul"]
    with pytest.raises(BadInput, match="will not be sent"):
        reads(school, "mina")
    assert "for Mina, who is away" in reads(school, "paul")["text"]


@pytest.mark.parametrize(
    ("back_on", "told"),
    [("2026-04-14", ("nora", "2026-04-14 13:00", 1)), ("2026-04-15", ("mina", "2026-04-14 09:00", 1))],
)
def test_what_comes_after_todays_mail_has_gone_is_in_tomorrows(school: World, back_on: str, told: object) -> None:
    school.person("nora", zone="America/New_York")
    school.at("2026-03-04").founder("quinn", role="moderator")
    school.start("nora", "quinn", role="moderator")
    last = date.fromisoformat(back_on) - timedelta(days=1)
    done(away(school, "nora", "2026-04-13", last.isoformat(), "mina"))
    reminded(school.at("2026-04-13"))
    sent(school, latest(school, "mina"))
    assert reminded(school.at("2026-04-13T13:00"), dry_run=True) == (1, 0, 1)
    assert reminded(school) == (1, 0, 1)
    assert mails(school)[-1] == told


@pytest.mark.parametrize("by", ["mina", "lena", "olga"])
def test_oneself_ones_manager_and_an_owner_may_say_so(school: World, by: str) -> None:
    answer = done(away(school, "mina", "2026-04-06", "2026-04-10", "paul", by=by))
    assert answer == {
        "id": "1",
        "person": "mina",
        "from_on": "2026-04-06",
        "until_on": "2026-04-10",
        "cover": "paul",
    }


def test_others_may_not(school: World) -> None:
    assert refused(school, "mina", "2026-04-06", "2026-04-10", "lena", by="paul") == ["actor"]


def test_every_reason_is_told_at_once(school: World) -> None:
    done(away(school, "mina", "2026-03-09", "2026-03-13", "paul"))
    done(away(school, "lena", "2026-03-10", "2026-03-10", "paul"))
    reasons = refused(school.at("2026-03-10"), "mina", "2026-03-08", "2026-03-20", "lena", by="paul")
    assert reasons == ["absence-once", "absence-to-come", "actor", "cover-there"]


@ON_BOTH
def test_an_absence_that_begins_on_the_same_day_is_corrected_and_what_waited_for_the_return_is_told(
    school: World,
) -> None:
    school.people("nora", "rosa")
    done(away(school, "mina", "2026-04-06", "2027-04-05", "nora"))
    left = done(leaving.deactivate(school.by("olga"), "nora"))
    assert [(one["person"], one["until_on"]) for one in left["covers"]] == [("mina", "2027-04-05")]
    reminded(school.at("2026-04-09"))
    assert mails(school) == [("mina", "2027-04-06 09:00", 1)]
    corrected = done(away(school, "mina", "2026-04-06", "2026-04-14", "rosa"))
    assert (corrected["id"], corrected["until_on"], corrected["cover"]) == ("1", "2026-04-14", "rosa")
    assert [one for one in mails(school) if one[2]] == [("rosa", "2026-04-09 09:00", 1)]
    done(away(school, "mina", "2026-04-06", "2026-04-08", "rosa"))
    assert person_views.show_person(school.by(None), "mina")["away"] == []
    with school.store.reading() as tx:
        assert stored(tx) == replayed(tx)
    assert [one["said"] for one in log(school.by(None), "mina")][-1] == (
        "mina is away from 2026-04-06 to 2026-04-08 instead, and rosa covers"
    )


@ON_BOTH
def test_an_absence_that_is_withdrawn_never_was_and_what_waited_for_the_return_is_told(school: World) -> None:
    school.people("rosa")
    done(away(school, "mina", "2026-04-09", "2026-04-20", "paul"))
    withdrawn = done(withdraw(school, "mina", "2026-04-09", by="mina"))
    assert (withdrawn["from_on"], withdrawn["until_on"], withdrawn["cover"]) == ("2026-04-09", "2026-04-20", "paul")
    assert person_views.show_person(school.by(None), "mina")["away"] == []
    assert person_views.show_person(school.by(None), "paul")["covers"] == []
    with school.store.reading() as tx:
        assert stored(tx) == replayed(tx)
    assert verify(school.by(None))["ok"]
    assert [one["said"] for one in log(school.by(None), "mina")][-1] == (
        "mina is not away from 2026-04-09 to 2026-04-20 after all"
    )
    done(away(school, "mina", "2026-04-10", "2026-04-12", "rosa"))


def test_what_waits_for_a_return_that_is_withdrawn_is_told_on_the_next_morning(school: World) -> None:
    school.people("nora")
    done(away(school, "mina", "2026-04-06", "2027-04-05", "nora"))
    done(leaving.deactivate(school.by("olga"), "nora"))
    reminded(school.at("2026-04-09"))
    assert mails(school) == [("mina", "2027-04-06 09:00", 1)]
    done(withdraw(school, "mina", "2026-04-06"))
    assert [one for one in mails(school) if one[2]] == [("mina", "2026-04-09 09:00", 1)]


def test_only_those_withdraw_an_absence_who_may_announce_it_and_only_one_that_is_there(school: World) -> None:
    school.people("rosa")
    done(away(school, "mina", "2026-04-06", "2026-04-08", "paul"))
    answer = withdraw(school, "mina", "2026-04-06", by="rosa")
    assert isinstance(answer, Refusal) and guards(answer.reasons) == ["actor"]
    with pytest.raises(UnknownId, match="begins on 2026-04-07 and is not over"):
        withdraw(school, "mina", "2026-04-07")
    with pytest.raises(UnknownId, match="not over"):
        withdraw(school.at("2026-04-09"), "mina", "2026-04-06")


def test_only_the_cover_of_a_later_absence_is_corrected(school: World) -> None:
    done(away(school, "mina", "2026-04-06", "2026-04-10", "paul"))
    done(away(school, "mina", "2026-04-06", "2026-04-10", "lena"))
    shown = person_views.show_person(school.by(None), "mina")["away"]
    assert [(one["from_on"], one["until_on"], one["cover"]) for one in shown] == [
        ("2026-04-06", "2026-04-10", "lena")
    ]
    assert person_views.show_person(school.by(None), "paul")["covers"] == []


def test_what_overlaps_otherwise_is_refused_with_who_corrects_it_and_how(school: World) -> None:
    done(away(school, "mina", "2026-04-06", "2026-04-10", "paul"))
    answer = away(school, "mina", "2026-04-08", "2026-04-12", "paul")
    assert isinstance(answer, Refusal)
    (reason,) = answer.reasons
    assert (reason.guard, reason.who) == ("absence-once", ("lena", "mina", "olga"))
    assert reason.command == "preceptor person away mina --from 2026-04-06 --until DATE --cover LOGIN"


def test_an_absence_that_is_over_is_not_corrected(school: World) -> None:
    done(away(school, "mina", "2026-04-06", "2026-04-08", "paul"))
    reasons = refused(school.at("2026-04-09"), "mina", "2026-04-06", "2026-04-10", "paul")
    assert reasons == ["absence-once", "absence-to-come"]


def test_an_absence_is_not_corrected_into_the_other_one(school: World) -> None:
    done(away(school, "mina", "2026-04-06", "2026-04-08", "paul"))
    done(away(school, "mina", "2026-04-10", "2026-04-12", "paul"))
    assert refused(school, "mina", "2026-04-06", "2026-04-10", "paul") == ["absence-once"]


def test_nobody_covers_for_themselves_nor_who_has_left_or_cannot_be_mailed(school: World) -> None:
    days = ("2026-04-06", "2026-04-10")
    assert refused(school, "mina", *days, "mina") == ["cover-another"]
    school.person("nora")
    school.person("otto", email=False)
    done(leaving.deactivate(school.by("olga"), "nora"))
    assert refused(school, "mina", *days, "nora") == ["cover-active"]
    assert refused(school, "mina", *days, "otto") == ["cover-reachable"]
    assert refused(school, "nora", *days, "mina") == ["people-active"]


def test_who_cannot_cover_is_named_with_for_whom_who_chooses_another_and_how(school: World) -> None:
    days = ("2026-04-06", "2026-04-10")
    school.people("nora", "vera")
    done(leaving.deactivate(school.by("olga"), "nora"))
    done(away(school, "vera", *days, "paul"))
    for cover, said in (
        ("nora", "nora, who is to cover for mina, is not active any more"),
        ("vera", "vera, who is to cover for mina, is away too, from 2026-04-06 to 2026-04-10"),
        ("mina", "mina cannot cover for themselves"),
    ):
        answer = away(school, "mina", *days, cover)
        assert isinstance(answer, Refusal)
        (reason,) = answer.reasons
        assert (reason.message, reason.who) == (said, ("lena", "mina", "olga"))
        assert reason.command == "preceptor person away mina --from 2026-04-06 --until 2026-04-10 --cover LOGIN"


def test_of_who_cannot_be_mailed_it_is_said_who_gives_them_an_address(school: World) -> None:
    school.person("otto", email=False)
    answer = away(school, "mina", "2026-04-06", "2026-04-10", "otto", by="mina")
    assert isinstance(answer, Refusal)
    (reason,) = answer.reasons
    assert (reason.who, reason.command) == (("olga",), "preceptor person change otto --email E")
    assert reason.message == "otto, who is to cover for mina, has no address, so nobody can tell them what falls due"


def test_of_a_first_day_that_is_over_it_is_said_from_when_on_it_may_be(school: World) -> None:
    answer = away(school, "mina", "2026-03-01", "2026-03-10", "paul")
    assert isinstance(answer, Refusal)
    (reason,) = answer.reasons
    assert (reason.guard, reason.who) == ("absence-to-come", ("lena", "mina", "olga"))
    assert reason.message == "2026-03-01 is over; today is 2026-03-02 where mina is"
    assert reason.command == "preceptor person away mina --from DATE --until DATE --cover paul"


def test_days_in_the_wrong_order_and_unknown_people_are_bad_input(school: World) -> None:
    with pytest.raises(BadInput, match="the last day, 2026-04-05, is before the first, 2026-04-06"):
        away(school, "mina", "2026-04-06", "2026-04-05", "paul")
    with pytest.raises(BadInput, match="longer than a year"):
        away(school, "mina", "2026-04-06", "2062-04-07", "paul")
    for login, cover in (("nobody", "paul"), ("mina", "nobody")):
        with pytest.raises(UnknownId, match="there is no person `nobody`"):
            away(school, login, "2026-04-06", "2026-04-07", cover)


def test_absences_may_touch_and_are_shown_until_they_are_over(school: World) -> None:
    done(away(school, "mina", "2026-04-06", "2026-04-10", "paul"))
    done(away(school, "mina", "2026-04-11", "2026-04-12", "lena"))
    shown = person_views.show_person(school.by(None), "mina")
    assert [(one["from_on"], one["cover"]) for one in shown["away"]] == [
        ("2026-04-06", "paul"),
        ("2026-04-11", "lena"),
    ]
    covers = person_views.show_person(school.at("2026-04-10").by(None), "paul")["covers"]
    assert [one["person"] for one in covers] == ["mina"]
    assert person_views.show_person(school.at("2026-04-13").by(None), "mina")["away"] == []
