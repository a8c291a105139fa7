"""Waivers: who gives them, for what, until when, and what is owed because of it."""

from datetime import date

import pytest
from tests.support.changes import a_version, stricter
from tests.support.replay import replayed, stored
from tests.support.varying import Varying, an_overlay, due
from tests.support.world import OWNER, done, guards

from preceptor.errors import BadInput, UnknownId
from preceptor.model.overlay import Waiver
from preceptor.model.refusal import Refusal
from preceptor.ports import Writing
from preceptor.services import leaving, people, teams
from preceptor.services.change_facts import lock_owners
from preceptor.services.variants import waiving

UNTIL = "2026-05-29"


def test_a_waived_standard_counts_as_advisory_from_now_on(varying: Varying) -> None:
    given = varying.waive("preventive-item", UNTIL, step="finalise")
    assert given == {
        "team": "checkout",
        "process": "retrospective",
        "step": "finalise",
        "what": "preventive-item",
        "until": UNTIL,
        "approver": OWNER,
    }
    finalise = next(one for one in varying.follows().steps if one.name == "finalise")
    assert {one.id: one.level for one in finalise.standards}["preventive-item"] == "advisory"
    [event] = varying.world.events("variant-waived")
    assert (event.stream, event.data["origin"]) == ("team:1", "waived")
    with varying.world.store.reading() as tx:
        assert tx.payloads(event.id) == [{"text": "the logs are being moved"}]


@pytest.mark.postgres
@pytest.mark.parametrize("world", ["postgresql"], indirect=True)
def test_who_joins_the_team_at_the_same_time_gives_it_no_waiver(
    varying: Varying, monkeypatch: pytest.MonkeyPatch
) -> None:
    joins = iter([OWNER])

    def lock(tx: Writing, process: str) -> None:
        for login in joins:
            done(people.change(varying.world.by(OWNER), login, {}, join=["checkout"]))
        lock_owners(tx, process)

    monkeypatch.setattr(waiving, "lock_owners", lock)
    answer = waiving.waive(
        varying.world.by(OWNER),
        "checkout",
        "retrospective",
        step="finalise",
        what="preventive-item",
        why="the logs are being moved",
        until=date.fromisoformat(UNTIL),
    )
    assert isinstance(answer, Refusal) and guards(answer.reasons) == ["actor"]


def test_the_lead_owes_to_do_without_it_from_its_end_on(varying: Varying) -> None:
    varying.waive("preventive-item", UNTIL, step="finalise")
    assert varying.world.mine("lena") == []
    [owed] = varying.world.overdue(within="1 year")
    assert (owed["kind"], owed["person"], owed["step"]) == ("waiver", "lena", "finalise.preventive-item")
    assert owed["due_at"] == "2026-05-29T17:00:00.000000+00:00"
    varying.world.at("2026-05-18")
    [seen] = varying.world.mine("lena")
    assert f"ends on {UNTIL}" in seen["what"]
    varying.world.at("2026-06-01")
    [late] = varying.world.overdue()
    assert f"ended on {UNTIL}" in late["what"]
    assert "mina or olga" in late["what"]
    assert late["command"] == ("preceptor variant propose process/teams/checkout/retrospective.yaml --why WHY")
    assert varying.listed()[0]["waivers"][0]["ended"] is True


def test_a_team_without_a_lead_owes_it_as_a_whole_and_a_lead_takes_it_over(varying: Varying) -> None:
    varying.world.team("search")
    varying.waive("preventive-item", UNTIL, step="finalise", team="search")
    [owed] = varying.world.overdue(within="1 year")
    assert (owed["person"], owed["team"]) == (None, "search")
    done(teams.name_lead(varying.world.by(OWNER), "search", "noah"))
    [owed] = varying.world.overdue(within="1 year")
    assert (owed["person"], owed["team"], owed["due_at"]) == ("noah", None, "2026-05-29T17:00:00.000000+00:00")
    done(leaving.deactivate(varying.world.by(OWNER), "noah"))
    [owed] = varying.world.overdue(within="1 year")
    assert (owed["person"], owed["team"]) == (None, "search")
    with varying.world.store.reading() as tx:
        assert replayed(tx) == stored(tx)


def test_another_waiver_takes_the_place_of_the_first(varying: Varying) -> None:
    varying.waive("preventive-item", UNTIL, step="finalise")
    assert guards(varying.refused("waive", "preventive-item", UNTIL, step="finalise")) == ["content-new"]
    varying.world.later(days=1)
    varying.waive("preventive-item", "2026-07-31", step="finalise", by="mina")
    [owed] = varying.world.overdue(within="1 year")
    assert owed["due_at"].startswith("2026-07-31")
    assert [one["until"] for one in varying.listed()[0]["waivers"]] == ["2026-07-31"]


def test_a_variant_without_it_ends_it(varying: Varying) -> None:
    varying.waive("preventive-item", UNTIL, step="finalise")
    varying.published(an_overlay())
    assert [one for one in varying.world.overdue(within="1 year") if one["kind"] == "waiver"] == []
    assert varying.listed()[0]["waivers"] == []


def test_a_waived_field_allows_a_variant_that_the_lead_approves(varying: Varying) -> None:
    varying.waive("due", UNTIL)
    assert varying.rows()[-1].standard is True
    longer = due("5 business days", waive={"due": Waiver(until=UNTIL)})
    varying.published(an_overlay(research=longer), approver="lena")
    assert varying.show()["waivers"][0]["approver"] == OWNER
    assert varying.world.owed("checkout/retrospective") == [("waiver", "lena")]


def test_a_rung_is_named_by_its_role(varying: Varying) -> None:
    assert varying.waive("within", UNTIL, step="author.watch")["step"] == "author.watch"
    assert varying.listed()[0]["waivers"][0]["step"] == "author.watch"


@pytest.mark.parametrize(
    ("step", "what", "why"),
    [
        ("research", "timeline-checked", "locked"),
        ("research", "referenced", "advisory"),
        ("review", "due", "locked"),
        ("author.watch", "observations", "whole organisation"),
        ("research", "how", "filled in"),
    ],
)
def test_what_cannot_be_waived_is_refused_with_its_reason(varying: Varying, step: str, what: str, why: str) -> None:
    (reason,) = varying.refused("waive", what, UNTIL, step=step)
    assert (reason.guard, why in reason.message) == ("waivable", True)


def test_a_day_that_is_not_to_come_is_refused(varying: Varying) -> None:
    for day in ("2026-03-02", "2020-01-01"):
        assert guards(varying.refused("waive", "due", day)) == ["waiver-ends"]
    assert varying.waive("due", "2027-03-02")["until"] == "2027-03-02"


def test_a_day_beyond_the_calendar_is_bad_input(varying: Varying) -> None:
    with pytest.raises(BadInput):
        varying.waive("due", "9999-12-31")


def test_only_an_owner_who_is_not_of_the_team_waives_while_there_is_one(varying: Varying) -> None:
    (reason,) = varying.refused("waive", "due", UNTIL, by="lena")
    assert (reason.guard, reason.who) == ("actor", ("mina", OWNER))
    for login in ("lena", "ben"):
        varying.changing.owner(login)
        (reason,) = varying.refused("waive", "due", UNTIL, by=login)
        assert (reason.guard, reason.who) == ("actor", ("mina", OWNER))


def test_whom_to_ask_for_another_one_is_who_may_give_it(varying: Varying) -> None:
    varying.waive("preventive-item", UNTIL, step="finalise")
    done(people.change(varying.world.by(OWNER), "mina", {}, join=["checkout"]))
    varying.world.at("2026-05-18")
    [seen] = varying.world.mine("lena")
    assert "or ask olga for another" in seen["what"]


def test_where_every_owner_is_of_the_team_one_of_them_gives_it(varying: Varying) -> None:
    from preceptor.services import processes

    varying.changing.owner("lena")
    for login in ("mina", OWNER):
        done(processes.remove_owner(varying.world.by("lena"), "retrospective", login))
    assert varying.waive("due", UNTIL, by="lena")["approver"] == "lena"


def test_unknown_names_and_an_empty_reason_are_bad_input(varying: Varying) -> None:
    for rest in ({"step": "knitting"}, {"team": "nobody"}, {"step": "author.knit"}):
        with pytest.raises(UnknownId):
            varying.waive("due", UNTIL, **rest)
    with pytest.raises(UnknownId, match="neither a standard nor a field `purl`"):
        varying.waive("purl", UNTIL)
    with pytest.raises(BadInput):
        varying.waive("due", UNTIL, why=" ")


def test_it_holds_on_every_version_that_is_to_come(varying: Varying) -> None:
    varying.changing.released(stricter("2.0.0"), effective="2026-04-01")
    varying.waive("preventive-item", UNTIL, step="finalise")
    varying.world.at("2026-04-01")
    finalise = next(one for one in varying.follows().steps if one.name == "finalise")
    assert {one.id: one.level for one in finalise.standards}["preventive-item"] == "advisory"
    assert varying.listed()[0]["state"] == "current"


def test_a_variant_that_takes_effect_later_has_it_too(varying: Varying) -> None:
    varying.published(an_overlay(), effective="2026-04-01")
    varying.waive("preventive-item", UNTIL, step="finalise")
    varying.world.at("2026-04-01")
    steps = {one.name: one for one in varying.follows().steps}
    assert {one.id: one.level for one in steps["finalise"].standards}["preventive-item"] == "advisory"
    assert str(steps["research"].due.within) == "2 business days"


def test_two_waivers_both_reach_a_variant_that_takes_effect_later(varying: Varying) -> None:
    varying.published(an_overlay(), effective="2026-04-01")
    varying.waive("preventive-item", UNTIL, step="finalise")
    varying.waive("within", UNTIL, step="author.watch")
    varying.world.at("2026-04-01")
    overlay = varying.overlay()
    assert overlay is not None
    assert sorted(str(path[-1]) for path in overlay.waivers()) == ["preventive-item", "within"]


def test_it_is_carried_over_when_the_standard_moves(varying: Varying) -> None:
    varying.waive("preventive-item", UNTIL, step="finalise")
    varying.world.later(hours=1)
    varying.changing.released(a_version("1.0.1"))
    assert (varying.rows()[-1].version, varying.listed()[0]["waivers"][0]["until"]) == ("1.0.1", UNTIL)


def test_a_waiver_that_ended_before_the_version_holds_keeps_the_team_where_it_is(varying: Varying) -> None:
    varying.waive("preventive-item", UNTIL, step="finalise")
    varying.world.later(hours=1)
    varying.changing.released(a_version("1.0.1"), effective="2026-06-01")
    assert varying.world.owed("checkout/retrospective") == [("rebase", "lena"), ("waiver", "lena")]


def test_who_gave_it_stays_on_record_when_they_are_erased(varying: Varying) -> None:
    from preceptor.services import erasure

    varying.changing.owner("paul")
    varying.waive("preventive-item", UNTIL, step="finalise", by="paul")
    before = varying.rows()[-1].digest
    done(erasure.erase(varying.world.by(OWNER), "paul"))
    assert varying.rows()[-1].digest == before
    assert varying.listed()[0]["waivers"][0]["approver"].startswith("erased-")
    assert "paul" not in str(varying.show())
