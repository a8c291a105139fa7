"""What is published for a later day is taken back before it, with all that its publication wrote ahead."""

import pytest
from tests.support.changes import Changing, a_version, looser, refused, stricter
from tests.support.replay import replayed, stored
from tests.support.world import OWNER, guards
from tests.support.worlds import ON_BOTH

from preceptor.services import change_views, process_views
from preceptor.services.audit import verify
from preceptor.services.reminding.running import remind
from preceptor.services.reports.of_process import report_process

THAT_DAY = "2026-04-01"


@pytest.fixture
def coming(changing: Changing) -> Changing:
    """Version 2.0.0, which is to hold from a later day on."""
    changing.released(stricter("2.0.0"), effective=THAT_DAY)
    changing.world.later(hours=1)
    return changing


@ON_BOTH
def test_what_was_taken_back_never_holds(coming: Changing) -> None:
    withdrawn = coming.withdraw("CH-1", by="mina")
    assert (withdrawn["state"], withdrawn["effective_at"], withdrawn["publisher"]) == ("withdrawn", None, OWNER)
    assert (withdrawn["next"], coming.world.owed("CH-1")) == ([], [])
    coming.world.at("2026-04-02")
    shown = process_views.show_process(coming.world.by(None), "retrospective")
    assert (shown["version"], shown["next"]) == ("1.0.0", [])
    assert verify(coming.world.by(None))["ok"]
    with coming.world.store.reading() as tx:
        assert stored(tx) == replayed(tx)


def test_nobody_is_told_of_it_on_its_day(coming: Changing) -> None:
    coming.withdraw("CH-1", by=OWNER)
    coming.world.at("2026-04-02")
    remind(coming.world.by(None))
    assert coming.world.told("publication-announced") == []
    assert [one["kind"] for one in coming.world.mine("mina")] == []


def test_its_author_is_told_that_it_does_not_come_and_from_when_on_it_was_to_hold(changing: Changing) -> None:
    changing.reviewed(a_version("1.0.1"), by="noah")
    changing.publish("CH-1", effective=THAT_DAY)
    changing.withdraw("CH-1", by=OWNER)
    assert changing.world.told("change-withdrawn") == [("change-withdrawn", "noah")]
    assert changing.mail("change-withdrawn") == {
        "by": OWNER,
        "change": "CH-1",
        "effective": "Wednesday, 1 April 2026, 00:00 (UTC)",
        "varies": None,
    }


def test_who_was_told_of_an_answer_is_told_that_it_does_not_come(changing: Changing) -> None:
    report = changing.report(by="noah")
    changing.propose(looser("1.1.0"), answers=[report])
    changing.approve("CH-1", by="mina")
    changing.publish("CH-1", effective=THAT_DAY)
    changing.withdraw("CH-1", by="mina")
    assert changing.world.told("report-reopened") == [("report-reopened", "noah")]
    assert changing.propose(looser("1.1.1"), answers=[report])["answers"][0]["id"] == report


@ON_BOTH
def test_its_day_must_not_have_come(coming: Changing) -> None:
    coming.world.at(THAT_DAY)
    remind(coming.world.by(None))
    assert guards(refused(coming, "withdraw", "CH-1", by=OWNER)) == ["takes-effect-later"]


def test_an_owner_takes_it_back_and_no_author(changing: Changing) -> None:
    changing.propose(a_version("1.0.1"), by="noah")
    changing.approve("CH-1", by="mina")
    changing.publish("CH-1", effective=THAT_DAY)
    (reason,) = refused(changing, "withdraw", "CH-1", by="noah")
    assert (reason.guard, reason.who) == ("actor", ("mina", OWNER))


def test_what_was_published_on_top_of_it_is_taken_back_before(coming: Changing) -> None:
    coming.released(a_version("2.0.1", steps=stricter("2.0.0").steps), effective="2026-05-01")
    (reason,) = refused(coming, "withdraw", "CH-1", by=OWNER)
    assert (reason.guard, reason.command) == ("nothing-on-top", "preceptor change withdraw CH-2")
    coming.withdraw("CH-2", by=OWNER)
    assert coming.withdraw("CH-1", by=OWNER)["state"] == "withdrawn"


def test_a_proposal_on_top_of_it_is_proposed_anew(coming: Changing) -> None:
    coming.reviewed(a_version("2.0.1", steps=stricter("2.0.0").steps))
    coming.withdraw("CH-1", by=OWNER)
    assert "follows-what-is-published" in guards(refused(coming, "publish", "CH-2"))


def test_the_first_version_of_a_process_stays(changing: Changing) -> None:
    changing.propose(a_version("0.1.0", name="planning"), by="noah")
    changing.approve("CH-1", by=OWNER)
    changing.publish("CH-1", effective=THAT_DAY)
    assert guards(refused(changing, "withdraw", "CH-1", by=OWNER)) == ["nothing-on-top"]


def test_its_version_goes_to_no_other_content(coming: Changing) -> None:
    coming.withdraw("CH-1", by=OWNER)
    (reason,) = refused(coming, "propose", looser("2.0.0"))
    assert (reason.guard, "CH-1 has published" in reason.message) == ("content-new", True)
    assert coming.propose(stricter("2.0.0"))["state"] == "in-review"


def test_a_review_that_was_missing_is_owed_no_longer(changing: Changing) -> None:
    changing.propose(a_version("1.0.1", of="recommendation"))
    changing.publish("CH-1", alone="nobody else is here yet", effective=THAT_DAY)
    changing.owner("mina", process="recommendation")
    assert changing.world.owed("CH-1") == [("review", "mina")]
    withdrawn = changing.withdraw("CH-1", by=OWNER)
    assert (withdrawn["unreviewed"], changing.world.owed("CH-1")) == (False, [])


def test_it_counts_as_no_completed_change(coming: Changing) -> None:
    coming.withdraw("CH-1", by=OWNER)
    found = report_process(coming.world.by(None), "change")["all"]
    assert found is not None and (found["open"], found["completed"]) == (0, 0)
    assert [one["state"] for one in change_views.list_changes(coming.world.by(None))] == ["withdrawn"]
