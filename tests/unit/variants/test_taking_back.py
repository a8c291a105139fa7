"""What becomes of teams' variants where a version, or a variant, is taken back before its day."""

from tests.support.changes import refused
from tests.support.following import slower
from tests.support.replay import replayed, stored
from tests.support.varying import Varying, an_overlay, due
from tests.support.world import OWNER, guards
from tests.support.worlds import ON_BOTH

from preceptor.model.overlay import StepChanges, Waiver
from preceptor.services.audit import verify

THAT_DAY = "2026-03-10"


def whole(varying: Varying) -> bool:
    """Whether the record is, and the state is what its events say."""
    with varying.world.store.reading() as tx:
        return stored(tx) == replayed(tx) and verify(varying.world.by(None))["ok"]


@ON_BOTH
def test_a_team_that_was_carried_over_stays_with_what_it_follows(varying: Varying) -> None:
    varying.published(an_overlay(prepare=StepChanges(how="Ask in our channel.")))
    before = varying.rows()
    varying.world.later(hours=1)
    varying.changing.released(slower("1.1.0"), effective=THAT_DAY)
    assert len(varying.rows()) == len(before) + 1
    varying.changing.withdraw("CH-2", by=OWNER)
    assert varying.rows() == before
    varying.world.at("2026-03-11")
    assert [(line["version"], line["state"]) for line in varying.listed()] == [("1.0.0", "current")]
    assert whole(varying)


def test_a_team_that_had_to_decide_owes_nothing_any_more(varying: Varying) -> None:
    varying.published(an_overlay())
    varying.world.later(hours=1)
    varying.changing.released(slower("1.1.0"), effective=THAT_DAY)
    assert varying.world.owed("checkout/retrospective") == [("rebase", "lena")]
    varying.changing.withdraw("CH-2", by=OWNER)
    assert varying.world.owed("checkout/retrospective") == []
    assert whole(varying)


def test_what_a_team_decided_for_the_version_is_taken_back_before(varying: Varying) -> None:
    varying.published(an_overlay())
    before = varying.rows()
    varying.world.later(hours=1)
    varying.changing.released(slower("1.1.0"), effective=THAT_DAY)
    varying.rebase(take={"research.due": "team"})
    (reason,) = refused(varying.changing, "withdraw", "CH-2", by=OWNER)
    assert (reason.guard, reason.command) == ("nothing-on-top", "preceptor change withdraw CH-3")
    varying.changing.withdraw("CH-3", by=OWNER)
    assert varying.world.owed("checkout/retrospective") == [("rebase", "lena")]
    varying.changing.withdraw("CH-2", by=OWNER)
    assert (varying.rows(), varying.world.owed("checkout/retrospective")) == (before, [])
    assert whole(varying)


def test_a_variant_that_was_proposed_on_the_version_is_proposed_anew(varying: Varying) -> None:
    varying.changing.released(slower("1.1.0"), effective=THAT_DAY)
    varying.propose(an_overlay(of="1.1.0"))
    varying.approve("CH-2")
    varying.changing.withdraw("CH-1", by=OWNER)
    assert varying.changing.show("CH-2")["state"] == "approved"
    assert "lies-on-what-holds" in guards(varying.refused("publish", "CH-2"))
    assert varying.changing.withdraw("CH-2", by="ben")["state"] == "withdrawn"


@ON_BOTH
def test_a_variant_that_is_to_come_is_taken_back(varying: Varying) -> None:
    varying.published(an_overlay(), effective=THAT_DAY)
    assert varying.changing.withdraw("CH-1", by="mina")["state"] == "withdrawn"
    assert varying.world.told("change-withdrawn") == [("change-withdrawn", "ben")]
    assert varying.changing.mail("change-withdrawn")["varies"] == "Checkout"
    varying.world.at("2026-03-11")
    assert (varying.rows(), varying.listed()) == ([], [])
    assert varying.follows().version == "1.0.0"
    assert whole(varying)


def test_waivers_that_came_with_it_end_and_those_that_it_ended_go_on(varying: Varying) -> None:
    varying.waive("preventive-item", "2026-05-29", step="finalise")
    varying.world.later(hours=1)
    longer = due("5 business days", waive={"due": Waiver(until="2026-06-30")})
    varying.published(an_overlay(research=longer), approver="mina", effective=THAT_DAY)
    assert holding(varying) == ["research.due"]
    varying.changing.withdraw("CH-1", by=OWNER)
    assert holding(varying) == ["finalise.preventive-item"]
    assert varying.world.owed("checkout/retrospective") == [("waiver", "lena")]
    assert varying.listed()[0]["waivers"][0]["what"] == "preventive-item"
    assert whole(varying)


def test_one_that_was_carried_over_to_a_version_stays_until_another_takes_its_place(varying: Varying) -> None:
    varying.published(an_overlay(prepare=StepChanges(how="Ask in our channel.")), effective=THAT_DAY)
    varying.world.later(hours=1)
    varying.changing.released(slower("1.1.0"), effective="2026-04-01")
    (reason,) = refused(varying.changing, "withdraw", "CH-1", by=OWNER)
    assert (reason.guard, "1.1.0" in reason.message) == ("nothing-on-top", True)
    varying.changing.withdraw("CH-2", by=OWNER)
    assert varying.changing.withdraw("CH-1", by=OWNER)["state"] == "withdrawn"
    assert (varying.rows(), whole(varying)) == ([], True)


def holding(varying: Varying) -> list[str]:
    """The waivers that the team has."""
    with varying.world.store.reading() as tx:
        found = tx.waivers(1, "retrospective")
    return [f"{one.step}.{one.what}" for one in found if one.ended_at is None]
