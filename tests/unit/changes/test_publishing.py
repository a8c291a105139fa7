"""Publications: when they hold, what they follow, and what is said beforehand."""

import pytest
from tests.support.changes import Changing, a_version, looser, refused, stricter
from tests.support.world import OWNER, WasRefused, guards

from preceptor.errors import BadInput
from preceptor.services import change_views, process_views
from preceptor.services.process_log import log_process
from preceptor.services.reminding.running import remind


def test_a_version_holds_at_once_and_the_one_before_is_superseded(changing: Changing) -> None:
    changing.world.later(hours=1)
    changing.released(a_version("1.0.1"))
    assert changing.state("CH-1") == "in-force"
    assert changing.show("CH-1")["publisher"] == OWNER
    shown = process_views.show_process(changing.world.by(None), "retrospective")
    assert shown["version"] == "1.0.1"
    changing.world.later(hours=1)
    changing.released(a_version("1.0.2"))
    assert [changing.state("CH-1"), changing.state("CH-2")] == ["superseded", "in-force"]
    listed = change_views.list_changes(changing.world.by(None), state="superseded")
    assert [one["id"] for one in listed] == ["CH-1"]


def test_a_day_to_come_begins_where_the_publisher_is_and_holds_by_itself(changing: Changing) -> None:
    changing.world.person("paul", zone="America/New_York")
    changing.owner("paul")
    changing.reviewed(a_version("1.0.1"))
    published = changing.publish("CH-1", by="paul", effective="2026-03-16")
    assert (published["state"], published["effective_at"]) == ("scheduled", "2026-03-16T04:00:00.000000+00:00")
    changing.world.at("2026-03-16T03:59:00+00:00")
    assert changing.state("CH-1") == "scheduled"
    changing.world.at("2026-03-16T04:00:00+00:00")
    assert changing.state("CH-1") == "in-force"
    assert process_views.show_process(changing.world.by(None), "retrospective")["version"] == "1.0.1"


def test_a_day_that_is_past_is_refused_and_today_is_at_once(changing: Changing) -> None:
    changing.reviewed(a_version("1.0.1"))
    assert guards(refused(changing, "publish", "CH-1", effective="2026-03-01")) == ["effective-not-past"]
    assert changing.publish("CH-1", effective="2026-03-02")["state"] == "in-force"


def test_a_day_beyond_the_calendar_is_bad_input(changing: Changing) -> None:
    changing.world.person("paul", zone="Asia/Tokyo")
    changing.owner("paul")
    changing.reviewed(a_version("1.0.1"))
    with pytest.raises(BadInput, match="beyond the calendar"):
        changing.publish("CH-1", by="paul", effective="0001-01-01")


@pytest.mark.parametrize("day", ["2027-03-03", "9000-12-31", "9999-12-31"])
def test_a_day_more_than_a_year_ahead_is_bad_input_since_nothing_else_could_hold_before_it(
    changing: Changing, day: str
) -> None:
    changing.reviewed(a_version("1.0.1"))
    for act in (changing.publish, changing.foresee):
        with pytest.raises(BadInput, match="more than 12 months ahead") as caught:
            act("CH-1", effective=day)
        assert "The latest day on which it may take effect is 2027-03-02" in str(caught.value.remedy)
    assert changing.publish("CH-1", effective="2027-03-02")["state"] == "scheduled"


def test_nothing_is_published_before_it_is_approved(changing: Changing) -> None:
    changing.propose(a_version("1.0.1"))
    assert guards(refused(changing, "publish", "CH-1")) == ["approved-enough"]


def test_of_two_proposals_on_one_version_the_second_has_to_be_proposed_anew(changing: Changing) -> None:
    changing.reviewed(a_version("1.0.1"))
    changing.reviewed(looser("1.1.0"))
    changing.publish("CH-1")
    (reason,) = refused(changing, "publish", "CH-2")
    assert reason.guard == "follows-what-is-published"
    assert "on top of 1.0.1" in reason.message


def test_two_proposals_of_one_version_are_told_so(changing: Changing) -> None:
    changing.reviewed(a_version("1.0.1"))
    changing.reviewed(a_version("1.0.1", title="Other words"))
    changing.publish("CH-1")
    assert guards(refused(changing, "publish", "CH-2")) == ["content-new", "follows-what-is-published"]


def test_a_version_on_top_of_one_to_come_cannot_hold_before_it(changing: Changing) -> None:
    changing.reviewed(stricter("2.0.0"))
    changing.publish("CH-1", effective="2026-04-01")
    change = changing.propose(a_version("2.0.1", steps=stricter("2.0.0").steps))
    assert change["follows"] == "2.0.0"
    changing.approve("CH-2", by="mina")
    assert guards(refused(changing, "publish", "CH-2")) == ["effective-not-past"]
    assert changing.publish("CH-2", effective="2026-04-02")["state"] == "scheduled"
    changing.world.at("2026-04-02")
    assert [changing.state("CH-1"), changing.state("CH-2")] == ["superseded", "in-force"]


def test_two_versions_do_not_begin_at_the_same_moment(changing: Changing) -> None:
    """Of the first everybody would be told, and nobody would ever follow it."""
    changing.released(looser("1.1.0"), effective="2026-04-01")
    changing.world.later(hours=1)
    changing.reviewed(a_version("1.1.1", steps=looser("1.1.0").steps))
    for act in ("publish", "foresee"):
        answer = {"publish": changing.publish, "foresee": changing.foresee}[act]
        with pytest.raises(WasRefused) as caught:
            answer("CH-2", effective="2026-04-01")
        (reason,) = caught.value.refusal.reasons
        assert (reason.guard, "`preceptor change withdraw CH-1`" in reason.message) == ("effective-not-past", True)
        assert reason.command == "preceptor change publish CH-2 --effective DATE"
    assert changing.publish("CH-2", effective="2026-04-02")["state"] == "scheduled"


def test_nobody_is_sent_to_take_the_first_version_back_which_stays(changing: Changing) -> None:
    changing.propose(a_version("0.1.0", name="planning"), by="noah")
    changing.approve("CH-1", by=OWNER)
    changing.publish("CH-1", effective="2026-04-01")
    changing.propose(a_version("0.1.1", name="planning", title="Plans"), by="noah")
    changing.approve("CH-2", by=OWNER)
    (reason,) = refused(changing, "publish", "CH-2", effective="2026-04-01")
    assert (reason.guard, reason.message.rpartition("; ")[2]) == ("effective-not-past", "choose a later day")


def test_one_that_took_its_place_after_it_was_withdrawn_is_all_that_anybody_is_told_of(changing: Changing) -> None:
    changing.released(stricter("2.0.0"), effective="2026-04-01")
    changing.withdraw("CH-1", by="mina")
    changing.released(looser("2.0.1"), effective="2026-04-01")
    changing.world.at("2026-04-02")
    remind(changing.world.by(None))
    told = {one.data["version"] for one in changing.world.events("publication-announced")}
    assert told == {"2.0.1"}


def test_what_would_be_undone_by_a_version_to_come_is_refused_but_for_an_emergency(changing: Changing) -> None:
    changing.reviewed(stricter("2.0.0"))
    changing.publish("CH-1", effective="2026-04-01")
    assert changing.propose(a_version("1.0.1"))["follows"] == "1.0.0"
    changing.approve("CH-2", by="mina")
    assert guards(refused(changing, "publish", "CH-2")) == ["follows-what-is-published"]
    assert changing.publish("CH-2", emergency="it misleads people")["state"] == "in-force"


def test_the_only_owner_publishes_alone_and_a_second_one_owes_the_review(changing: Changing) -> None:
    changing.propose(a_version("1.0.1", of="recommendation"))
    (reason,) = refused(changing, "publish", "CH-1")
    assert reason.command == "preceptor change publish CH-1 --alone --why WHY"
    published = changing.publish("CH-1", alone="nobody else is here yet")
    assert (published["state"], published["unreviewed"], published["emergency"]) == ("in-force", True, False)
    assert changing.world.owed("CH-1") == []
    changing.owner("mina", process="recommendation")
    assert changing.world.owed("CH-1") == [("review", "mina")]
    (owed,) = changing.world.mine("mina")
    assert owed["what"].startswith("review what was published without a review, CH-1")
    reviewed = changing.approve("CH-1", by="mina")
    assert (reviewed["state"], reviewed["unreviewed"], reviewed["approvals"]) == ("in-force", False, ["mina"])
    assert changing.world.owed("CH-1") == []
    assert guards(refused(changing, "approve", "CH-1", by="mina")) == ["approves-once", "review-owed"]


def test_alone_is_for_who_has_nobody_to_ask(changing: Changing) -> None:
    changing.propose(a_version("1.0.1"))
    (reason,) = refused(changing, "publish", "CH-1", alone="quicker")
    assert (reason.guard, reason.who) == ("approved-enough", ("mina",))


def test_an_owner_who_did_not_write_it_approves_it_instead_of_publishing_alone(changing: Changing) -> None:
    changing.propose(a_version("1.0.1", of="recommendation"), by="noah")
    assert guards(refused(changing, "publish", "CH-1", alone="quicker")) == ["approved-enough"]
    changing.approve("CH-1", by=OWNER)
    assert changing.publish("CH-1")["unreviewed"] is False


def test_an_emergency_is_reviewed_afterwards_by_the_other_owners(changing: Changing) -> None:
    changing.owner("paul")
    changing.propose(a_version("1.0.1"), by="noah")
    published = changing.publish("CH-1", by=OWNER, emergency="it misleads people")
    assert (published["unreviewed"], published["emergency"]) == (True, True)
    assert changing.world.owed("CH-1") == [("review", "mina"), ("review", "paul")]
    assert guards(refused(changing, "approve", "CH-1", by=OWNER)) == ["another-reviews"]
    reviewed = changing.approve("CH-1", by="paul")
    assert (reviewed["unreviewed"], reviewed["emergency"]) == (False, True)
    assert changing.world.owed("CH-1") == []


def test_exceptions_need_a_reason_and_an_emergency_waits_for_no_day(changing: Changing) -> None:
    changing.propose(a_version("1.0.1"))
    for wrong in ({"alone": " "}, {"emergency": ""}, {"emergency": "now", "effective": "2026-04-01"}):
        with pytest.raises(BadInput):
            changing.publish("CH-1", **wrong)


def test_a_pairing_keeps_the_edition_that_it_began_with(changing: Changing) -> None:
    changing.world.team("checkout")
    changing.world.founders("rosa")
    pairing = changing.world.pairing("noah", "rosa")
    before = changing.world.show(pairing)["edition"]
    changing.world.later(hours=1)
    changing.reviewed(a_version("1.0.1"))
    assert changing.foresee("CH-1")["instances"] == {"pinned": 1, "migrated": 0, "refused": 0}
    changing.publish("CH-1")
    assert changing.world.show(pairing)["edition"] == before


def test_a_rehearsal_says_what_it_would_do_and_changes_nothing(changing: Changing) -> None:
    report = changing.report(by="noah")
    changing.propose(looser("1.1.0"), answers=[report])
    assert guards(refused(changing, "foresee", "CH-1")) == ["approved-enough"]
    changing.approve("CH-1", by="mina")
    before = changing.world.everything()
    planned = changing.foresee("CH-1", effective="2026-04-01")
    assert changing.world.everything() == before
    assert (planned["process"], planned["version"], planned["class"]) == ("retrospective", "1.1.0", "minor")
    assert planned["effective"] == "2026-04-01T00:00:00.000000+00:00"
    assert [one["team"] for one in planned["editions"]] == [None]
    assert sorted(one["class"] for one in planned["editions"][0]["changes"]) == ["minor", "patch"]
    assert (planned["notices"], planned["moves"], planned["refreshes"], planned["conflicts"]) == (3, [], 0, [])


def test_reporters_are_told_once_that_they_are_answered(changing: Changing) -> None:
    reports = [changing.report(by="noah"), changing.report(by="noah", step="watch"), changing.report(by=OWNER)]
    changing.propose(a_version("1.0.1"), answers=reports)
    changing.approve("CH-1", by="mina")
    assert changing.world.told("report-answered") == []
    changing.publish("CH-1")
    # Olga published it, and knows.
    assert changing.world.told("report-answered") == [("report-answered", "noah")]


def test_the_log_says_who_why_and_in_answer_to_what(changing: Changing) -> None:
    changing.world.later(hours=1)
    report = changing.report(by="noah")
    changing.propose(a_version("1.0.1"), by="noah", why="nobody finds the logs", answers=[report])
    changing.publish("CH-1", emergency="they are needed today")
    newest, first = log_process(changing.world.by(None), "retrospective")
    assert (newest["version"], newest["change"], newest["by"], newest["author"]) == ("1.0.1", "CH-1", OWNER, "noah")
    assert (newest["why"], newest["reason"]) == ("nobody finds the logs", "they are needed today")
    assert (newest["unreviewed"], newest["emergency"]) == (True, True)
    assert newest["answers"] == [{"id": "RP-1", "step": "research", "kind": "missing", "by": "noah"}]
    assert (first["change"], first["why"], first["answers"]) == (None, None, [])


def test_repeating_a_publication_answers_as_before(changing: Changing) -> None:
    changing.reviewed(a_version("1.0.1"))
    first = changing.publish("CH-1", request_id="p1")
    changing.world.later(days=1)
    assert changing.publish("CH-1", request_id="p1") == first


def test_the_digest_that_was_proposed_is_the_one_that_is_published(changing: Changing) -> None:
    proposed = changing.propose(a_version("1.0.1"))["digest"]
    changing.approve("CH-1", by="mina")
    changing.publish("CH-1")
    with changing.world.store.reading() as tx:
        revision = tx.in_force("retrospective", changing.world.now)
    assert revision is not None and revision.digest == proposed
