"""What may be proposed, by whom, and in answer to what."""

from dataclasses import replace

import pytest
from tests.support.changes import Changing, a_version, looser, refused, stricter
from tests.support.world import OWNER, done, guards, shipped

from preceptor.errors import BadInput, NoPerson, UnknownId
from preceptor.services import change_views, erasure
from preceptor.services.why import why


def test_anyone_proposes_and_every_owner_but_the_author_owes_a_review(changing: Changing) -> None:
    change = changing.propose(a_version("1.0.1"), by="noah")
    assert (change["id"], change["process"], change["version"]) == ("CH-1", "retrospective", "1.0.1")
    assert (change["class"], change["state"], change["author"], change["approvals"]) == (
        "patch",
        "in-review",
        "noah",
        [],
    )
    assert changing.world.owed("CH-1") == [("review", "mina"), ("review", OWNER)]
    other = changing.propose(a_version("1.0.2"), by="mina")
    assert changing.world.owed(other["id"]) == [("review", OWNER)]


def test_a_review_is_due_as_the_process_of_changes_says(changing: Changing) -> None:
    changing.propose(a_version("1.0.1"), by="noah")
    (owed,) = changing.world.mine("mina")
    assert owed["due_at"].startswith("2026-03-09")
    assert (owed["kind"], owed["process"], owed["step"]) == ("review", "retrospective", "in-review")
    assert owed["what"] == "review CH-1: retrospective 1.0.1, by noah"
    assert owed["command"] == "preceptor change show CH-1"


def test_the_class_is_that_of_the_largest_change(changing: Changing) -> None:
    assert changing.propose(looser("1.1.0"))["class"] == "minor"
    assert changing.propose(stricter("2.0.0"))["class"] == "major"


def test_a_version_below_its_class_is_refused_with_what_makes_it_so(changing: Changing) -> None:
    reasons = refused(changing, "propose", stricter("1.0.1"))
    assert guards(reasons) == ["version-rises"]
    assert any("2.0.0" in one.message for one in reasons)
    assert any("It is signed." in one.message for one in reasons)
    assert guards(refused(changing, "propose", a_version("0.9.0"))) == ["version-rises"]


def test_what_is_published_already_is_not_published_again(changing: Changing) -> None:
    assert guards(refused(changing, "propose", shipped()["retrospective"])) == ["content-new"]
    assert guards(refused(changing, "propose", a_version("1.0.0"))) == ["content-new"]
    same = replace(shipped()["retrospective"], version="1.0.1")
    assert guards(refused(changing, "propose", same)) == ["content-new"]


def test_an_older_version_is_as_published_as_the_newest(changing: Changing) -> None:
    changing.world.later(hours=1)
    changing.released(a_version("1.0.5"))
    changing.world.later(hours=1)
    reasons = refused(changing, "propose", a_version("1.0.0", title="Other words"))
    assert "content-new" in guards(reasons)


def test_the_same_is_not_proposed_twice(changing: Changing) -> None:
    changing.propose(a_version("1.0.1"))
    reasons = refused(changing, "propose", a_version("1.0.1"), by="noah")
    assert guards(reasons) == ["content-new"]
    assert reasons[0].command == "preceptor change show CH-1"


def test_a_new_process_is_major_and_decided_on_by_the_owners_of_change(changing: Changing) -> None:
    changing.owner("mina", process="change")
    new = replace(shipped()["recommendation"], name="lunch", version="0.1.0")
    change = changing.propose(new, by="noah")
    assert (change["class"], change["follows"]) == ("major", None)
    assert changing.world.owed(change["id"]) == [("review", "mina"), ("review", OWNER)]
    changing.approve(change["id"], by="mina")
    published = changing.publish(change["id"], by="mina")
    assert published["state"] == "in-force"
    with changing.world.store.reading() as tx:
        assert [one.login for one in tx.owners("lunch")] == ["mina"]
        assert tx.in_force("lunch", changing.world.now) is not None


def test_a_process_of_changes_that_could_change_nothing_is_bad_input(changing: Changing) -> None:
    useless = a_version("2.0.0", of="change", lifecycle=None, steps=(), lifecycles={})
    with pytest.raises(BadInput, match="nothing could be changed"):
        changing.propose(useless)


def test_reports_are_linked_to_the_one_change_that_answers_them(changing: Changing) -> None:
    first, second = changing.report(by="noah"), changing.report(by="noah", step="watch")
    change = changing.propose(a_version("1.0.1"), answers=[first, second])
    assert [one["id"] for one in change["answers"]] == ["RP-1", "RP-2"]
    assert guards(refused(changing, "propose", a_version("1.0.2"), answers=[first])) == ["reports-open"]
    changing.withdraw("CH-1", by=OWNER)
    assert changing.propose(a_version("1.0.2"), answers=[first])["answers"][0]["by"] == "noah"


def test_unknown_and_foreign_reports_are_bad_input(changing: Changing) -> None:
    changing.report(by="noah", process="change", step="in-review")
    for wrong in ("RP-9", "CH-1", "RP-1"):
        with pytest.raises(BadInput):
            changing.propose(a_version("1.0.1"), answers=[wrong])


def test_owners_are_told_and_read_why(changing: Changing) -> None:
    changing.propose(looser("1.1.0"), by="noah", why="nobody finds the logs")
    told = [("change-proposed", "mina"), ("change-proposed", OWNER)]
    assert sorted(changing.world.told("change-proposed")) == told
    assert changing.show("CH-1")["why"] == "nobody finds the logs"


def test_a_reason_is_needed_and_somebody_who_acts(changing: Changing) -> None:
    with pytest.raises(BadInput):
        changing.propose(a_version("1.0.1"), why="  ")
    with pytest.raises(NoPerson):
        changing.propose(a_version("1.0.1"), by="ghost")


def test_repeating_a_request_proposes_once(changing: Changing) -> None:
    first = changing.propose(a_version("1.0.1"), request_id="r1")
    assert changing.propose(a_version("1.0.1"), request_id="r1") == first
    assert len(change_views.list_changes(changing.world.by(None))) == 1


def test_what_is_different_is_shown_in_sentences(changing: Changing) -> None:
    changing.propose(stricter("2.0.0"))
    shown = changing.show("CH-1")
    assert any(one["class"] == "major" and "It is signed." in one["sentence"] for one in shown["changes"])
    assert {"path", "kind", "before", "after"} <= set(shown["changes"][0])


def test_the_words_of_an_erased_author_are_gone_and_the_change_stays(changing: Changing) -> None:
    changing.propose(a_version("1.0.1"), by="noah", why="my own idea")
    done(erasure.erase(changing.world.by(OWNER), "noah"))
    shown = changing.show("CH-1")
    assert shown["why"] == "erased"
    assert shown["author"].startswith("erased-")


def test_unknown_changes_are_unknown_ids(changing: Changing) -> None:
    for wrong in ("CH-9", "P-1", "nothing"):
        with pytest.raises(UnknownId):
            changing.show(wrong)
    with pytest.raises(UnknownId):
        why(changing.world.by(None), "CH-9")
    with pytest.raises(UnknownId):
        change_views.list_changes(changing.world.by(None), process="ghost")


def test_whoever_edits_a_lifecycle_is_told_which_other_processes_have_it_as_it_was(changing: Changing) -> None:
    retrospective = shipped()["retrospective"]
    changing.owner("mina", process="change")
    changing.released(a_version("1.0.0", name="onboarding"))
    assert changing.propose(a_version("1.0.1"))["rises_with"] == []
    ladder = retrospective.lifecycles["ladder"]
    edited = {**retrospective.lifecycles, "ladder": replace(ladder, title="The way up")}
    assert changing.propose(a_version("1.0.2", lifecycles=edited))["rises_with"] == ["onboarding", "release-team"]
    changing.owner("mina", process="onboarding")
    changing.released(a_version("1.0.1", name="onboarding", lifecycles=edited))
    assert changing.show("CH-3")["rises_with"] == ["release-team"]
