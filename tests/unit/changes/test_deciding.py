"""Who approves and who rejects, and that nobody does so for themselves."""

from dataclasses import replace

from tests.support.changes import Changing, a_version, refused
from tests.support.world import OWNER, guards, shipped

from preceptor.services import leaving, processes
from preceptor.services.audit import verify


def test_an_owner_other_than_the_author_approves(changing: Changing) -> None:
    changing.propose(a_version("1.0.1"))
    approved = changing.approve("CH-1", by="mina")
    assert (approved["state"], approved["approvals"], approved["blocked"]) == ("approved", ["mina"], [])
    assert "publish" in approved["next"]


def test_the_author_never_approves_nor_rejects(changing: Changing) -> None:
    changing.propose(a_version("1.0.1"))
    for act in ("approve", "reject"):
        (reason,) = refused(changing, act, "CH-1", by=OWNER)
        assert reason.guard == "actor"
        assert "author" in reason.message


def test_who_is_no_owner_decides_nothing(changing: Changing) -> None:
    changing.propose(a_version("1.0.1"))
    for act in ("approve", "reject", "publish", "withdraw"):
        (reason, *_) = refused(changing, act, "CH-1", by="noah")
        assert reason.guard == "actor", act
        assert "mina" in reason.who


def test_nobody_approves_twice(changing: Changing) -> None:
    two = replace(shipped()["retrospective"], version="1.1.0", approvals=2)
    changing.released(two)
    changing.owner("paul")
    changing.propose(a_version("1.1.1", approvals=2))
    changing.approve("CH-2", by="mina")
    assert guards(refused(changing, "approve", "CH-2", by="mina")) == ["approves-once"]


def test_as_many_approve_as_the_version_in_force_asks_for(changing: Changing) -> None:
    two = replace(shipped()["retrospective"], version="1.1.0", approvals=2)
    changing.released(two)
    changing.owner("paul")
    changing.propose(a_version("1.2.0", approvals=1))
    first = changing.approve("CH-2", by="mina")
    assert (first["state"], first["approvals_needed"]) == ("in-review", 2)
    assert changing.world.owed("CH-2") == [("review", "paul")]
    (reason,) = refused(changing, "publish", "CH-2")
    assert (reason.guard, reason.who, reason.command) == (
        "approved-enough",
        ("paul",),
        "preceptor change approve CH-2",
    )
    assert changing.approve("CH-2", by="paul")["state"] == "approved"


def test_what_is_approved_is_owed_to_be_published_by_the_owners(changing: Changing) -> None:
    changing.reviewed(a_version("1.0.1"), by="noah")
    assert changing.world.owed("CH-1") == [("step", "mina"), ("step", OWNER)]
    (owed,) = changing.world.mine("mina")
    assert owed["command"] == "preceptor change publish CH-1"


def test_a_rejection_says_why_and_ends_it(changing: Changing) -> None:
    report = changing.report(by="noah")
    changing.propose(a_version("1.0.1"), by="noah", answers=[report])
    rejected = changing.reject("CH-1", by="mina", why="say it shorter")
    assert (rejected["state"], rejected["next"], rejected["answers"]) == ("rejected", [], [])
    assert changing.world.owed("CH-1") == []
    assert changing.show("CH-1")["comments"] == [
        {"what": "reject", "by": "mina", "at": "2026-03-02T09:00:00.000000+00:00", "text": "say it shorter"}
    ]
    assert changing.world.told("change-rejected") == [("change-rejected", "noah")]
    assert guards(refused(changing, "approve", "CH-1", by="mina")) == ["state"]


def test_the_author_is_told_of_an_approval(changing: Changing) -> None:
    changing.reviewed(a_version("1.0.1"), by="noah")
    assert changing.world.told("change-approved") == [("change-approved", "noah")]


def test_the_author_or_an_owner_takes_it_back(changing: Changing) -> None:
    changing.propose(a_version("1.0.1"), by="noah")
    assert changing.withdraw("CH-1", by="noah")["state"] == "withdrawn"
    changing.propose(a_version("1.0.2"), by="noah")
    assert changing.withdraw("CH-2", by="mina")["state"] == "withdrawn"
    assert changing.world.owed("CH-2") == []


def test_the_author_is_told_that_somebody_else_withdrew_it(changing: Changing) -> None:
    for version in ("1.0.1", "1.0.2"):
        changing.propose(a_version(version), by="noah")
    changing.withdraw("CH-1", by="noah")
    assert changing.world.told("change-withdrawn") == []
    changing.withdraw("CH-2", by="mina")
    assert changing.world.told("change-withdrawn") == [("change-withdrawn", "noah")]
    assert changing.mail("change-withdrawn") == {"by": "mina", "change": "CH-2", "effective": None, "varies": None}


def test_an_author_who_has_left_is_not_told(changing: Changing) -> None:
    changing.propose(a_version("1.0.1"), by="noah")
    leaving.deactivate(changing.world.by(OWNER), "noah")
    changing.withdraw("CH-1", by="mina")
    assert changing.world.told("change-withdrawn") == []


def test_anyone_comments_until_it_has_ended(changing: Changing) -> None:
    changing.propose(a_version("1.0.1"))
    changing.comment("CH-1", "what could go in exchange?", by="noah")
    assert [one["text"] for one in changing.show("CH-1")["comments"]] == ["what could go in exchange?"]
    changing.withdraw("CH-1", by=OWNER)
    assert guards(refused(changing, "comment", "CH-1", "too late", by="noah")) == ["state"]


def test_why_says_who_can_approve(changing: Changing) -> None:
    changing.propose(a_version("1.0.1"))
    found = changing.world.why("CH-1")
    assert (found["id"], found["state"], found["ended"]) == ("CH-1", "in-review", False)
    assert [(one["guard"], one["who"], one["command"]) for one in found["blocked"]] == [
        ("approved-enough", ["mina"], "preceptor change approve CH-1")
    ]


def test_a_new_owner_owes_the_review_and_one_who_left_does_not(changing: Changing) -> None:
    changing.propose(a_version("1.0.1"))
    changing.owner("paul")
    assert changing.world.owed("CH-1") == [("review", "mina"), ("review", "paul")]
    processes.remove_owner(changing.world.by(OWNER), "retrospective", "mina")
    assert changing.world.owed("CH-1") == [("review", "paul")]
    leaving.deactivate(changing.world.by(OWNER), "paul")
    assert changing.world.owed("CH-1") == [("step", OWNER)]
    (owed,) = changing.world.mine(OWNER)
    assert owed["command"] == "preceptor change publish CH-1 --alone --why WHY"


def test_the_record_stays_whole(changing: Changing) -> None:
    report = changing.report(by="noah")
    changing.propose(a_version("1.0.1"), answers=[report])
    changing.comment("CH-1", "fine", by="noah")
    changing.approve("CH-1", by="mina")
    changing.publish("CH-1")
    changing.propose(a_version("1.0.2"), by="noah")
    changing.reject("CH-2", by="mina")
    found = verify(changing.world.by(None))
    assert found["broken"] == []
