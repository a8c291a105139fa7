"""The observed runs that a team asks of certified people: who owes one when, and what ends it.

ben is in checkout, which lena leads. cora, tess and noah may lead and teach the role of an author; none is in a team.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.support.changes import a_version
from tests.support.reminding import reads
from tests.support.replay import replayed, stored
from tests.support.varying import RETROSPECTIVE, Varying, an_overlay, standards
from tests.support.world import OWNER, World, done, guards, refused

from preceptor.model.definition import Process, Standard
from preceptor.model.event import Happening
from preceptor.model.overlay import Overlay, RungChanges, StandardsChanges
from preceptor.ports import ObligationFilter, Request
from preceptor.services import leaving, people
from preceptor.services.audit import verify
from preceptor.services.following.team_runs import asked_anew
from preceptor.services.observation_import import import_observations

CART = Standard(id="cart-known", text="Can draw the way of a cart from memory.")
CARDS = Standard(id="cards", text="Knows the card rules.")
INSTANCE = "checkout/retrospective"
#: 30 business days from the Monday, and from the Tuesday, with which the tests begin.
FROM_MONDAY, FROM_TUESDAY = "2026-04-13", "2026-04-14"


def asking(*more: Standard, role: str = "author", of: str = "1.0.0", team: str = "checkout") -> Overlay:
    """A variant that asks for more standards before somebody may do a role alone."""
    changes = RungChanges(standards=StandardsChanges(add=more))
    return Overlay(team=team, process=RETROSPECTIVE, of=of, roles={role: {"do-watched": changes}})


def back_to_the_standard(of: str = "1.0.0") -> Overlay:
    return Overlay(team="checkout", process=RETROSPECTIVE, of=of)


def change(world: World, login: str, *, join: Any = (), leave: Any = (), **rest: Any) -> Any:
    return done(people.change(world.by(OWNER), login, {}, join=join, leave=leave, **rest))


def joins(world: World, login: str, team: str = "checkout") -> Any:
    return change(world, login, join=[team])


def leaves(world: World, login: str, team: str = "checkout") -> Any:
    return change(world, login, leave=[team])


def owed(world: World) -> list[tuple[str, str, str, str]]:
    """Who owes a run: login, instance, role and the day on which it is due."""
    found = [one for one in world.overdue(within="99 years") if one["kind"] == "refresh"]
    return [(one["person"], one["instance"], one["step"], one["due_at"][:10]) for one in found]


def who_owes(world: World) -> list[str]:
    return sorted(one[0] for one in owed(world))


def observed(world: World, login: str) -> None:
    """Let somebody be watched by tess doing it in a pairing of the team, which begins with it."""
    trainee = world.person(f"trainee-of-{login}", teams=["checkout"])
    pairing = world.pairing(trainee, "tess", team="checkout")
    world.observe(pairing, performer=login, watchers=["tess", trainee])
    world.withdraw(pairing)


@pytest.fixture
def world(varying: Varying) -> World:
    found = varying.world
    for login in ("cora", "tess"):
        found.founder(login)
    found.grant("noah")
    return found


@pytest.fixture
def asked(varying: Varying, world: World) -> Varying:
    """Since Monday the team checkout asks for more of authors; now it is Tuesday."""
    varying.published(asking(CART))
    world.later(days=1)
    return varying


@pytest.fixture(autouse=True)
def _sound(world: World) -> Any:
    """Whatever a test did: the state is what the events say, and nobody signed for themselves."""
    yield
    with world.store.reading() as tx:
        assert stored(tx) == replayed(tx)
    found = verify(world.by(None))
    assert found["ok"], found["broken"]


# who comes to owe one


def test_who_joins_certified_owes_one_there(asked: Varying, world: World) -> None:
    shown = joins(world, "cora")
    assert owed(world) == [("cora", INSTANCE, "author", FROM_TUESDAY)]
    [run] = shown["runs"]
    assert (run["team"], run["process"], run["role"], run["due_at"][:10]) == (
        "checkout",
        RETROSPECTIVE,
        "author",
        FROM_TUESDAY,
    )
    assert world.holds("cora") == {"lead": "valid", "teach": "valid"}


def test_it_is_the_same_run_as_the_one_that_the_publication_asks_for(varying: Varying, world: World) -> None:
    joins(world, "cora")
    varying.published(asking(CART))
    joins(world, "noah")
    found = [one for one in world.overdue(within="99 years") if one["kind"] == "refresh"]
    cora, noah = ({**one, "id": None, "person": None} for one in found)
    assert {**cora, "command": cora["command"].replace("cora", "noah")} == noah
    with world.store.reading() as tx:
        first, second = (one for one in tx.obligations(ObligationFilter(kind="refresh")))
        assert replace(first, id=0, person=0) == replace(second, id=0, person=0)


def test_who_joins_is_told_by_mail_and_in_the_log(asked: Varying, world: World) -> None:
    joins(world, "cora")
    assert world.told("run-asked") == [("run-asked", "cora")]
    [event] = world.events("run-asked")
    assert event.stream == f"person:{world.identity('cora')}"


def test_who_is_not_certified_owes_nothing(asked: Varying, world: World) -> None:
    world.person("pia")
    assert joins(world, "pia")["runs"] == []
    assert owed(world) == []


def test_a_team_without_a_variant_asks_for_nothing(asked: Varying, world: World) -> None:
    world.team("storefront")
    joins(world, "cora", "storefront")
    assert owed(world) == []


@pytest.mark.parametrize(
    "overlay",
    [
        an_overlay(),
        an_overlay(research=standards(add=(CART,))),
        asking(replace(CART, level="advisory")),
    ],
)
def test_a_variant_that_adds_no_required_standard_to_a_rung_asks_for_nothing(
    varying: Varying, world: World, overlay: Overlay
) -> None:
    joins(world, "cora")
    varying.published(overlay)
    joins(world, "noah")
    assert owed(world) == []


def test_only_the_roles_that_it_adds_to_are_asked_for(asked: Varying, world: World) -> None:
    world.founder("mo", role="moderator")
    joins(world, "mo")
    assert owed(world) == []
    world.grant("mo")
    assert owed(world) == [("mo", INSTANCE, "author", FROM_TUESDAY)]


def test_for_all_roles_and_processes_of_a_team_there_is_one_mail_a_process(asked: Varying, world: World) -> None:
    world.grant("cora", role="moderator")
    both = replace(asking(CART), roles={**asking(CART).roles, **asking(CARDS, role="moderator").roles})
    asked.published(both)
    joins(world, "cora")
    assert [one[2] for one in owed(world)] == ["author", "moderator"]
    assert world.told("run-asked") == [("run-asked", "cora")]


def test_who_is_certified_in_the_team_owes_one(asked: Varying, world: World) -> None:
    world.grant("ben")
    assert owed(world) == [("ben", INSTANCE, "author", FROM_TUESDAY)]
    assert world.told("run-asked") == [("run-asked", "ben")]


def test_a_second_capability_asks_for_no_second_run(asked: Varying, world: World) -> None:
    world.grant("ben", capability="lead")
    world.grant("ben", capability="teach")
    assert who_owes(world) == ["ben"]
    assert world.told("run-asked") == [("run-asked", "ben")]


def test_in_two_teams_that_ask_for_more_one_is_owed_in_each(asked: Varying, world: World) -> None:
    world.team("storefront", lead="lena")
    asked.published(asking(CARDS, team="storefront"))
    change(world, "cora", join=["checkout", "storefront"])
    assert [(one[0], one[1]) for one in owed(world)] == [
        ("cora", INSTANCE),
        ("cora", "storefront/retrospective"),
    ]
    world.grant("ben")
    joins(world, "ben", "storefront")
    assert who_owes(world) == ["ben", "ben", "cora", "cora"]


def test_who_learnt_it_in_the_team_as_the_team_asks_has_done_it(asked: Varying, world: World) -> None:
    pairing = world.pairing("ben", "tess", team="checkout")
    world.climb(pairing)
    world.climb(pairing, with_observers=["tess", "cora"])
    assert world.holds("ben") == {"lead": "valid"}
    assert owed(world) == []


def test_who_certifies_somebody_reads_what_they_owe_by_when(asked: Varying, world: World) -> None:
    joins(world, "ben")
    lead, teach = world.grant("ben")
    run = {"person": "ben", "team": "checkout", "process": RETROSPECTIVE, "role": "author"}
    assert [{**one, "due_at": one["due_at"][:10]} for one in lead["runs"]] == [{**run, "due_at": FROM_TUESDAY}]
    assert "runs" not in teach
    assert "runs" not in world.grant("ben", role="moderator")[0]


def test_who_signs_reads_what_the_trainee_owes_by_when(varying: Varying, world: World) -> None:
    pairing = world.pairing("ben", "tess", team="checkout")
    assert "runs" not in world.climb(pairing)
    for watcher in ("tess", "cora"):
        world.passed(pairing, watchers=[watcher], by=watcher)
    world.later(days=1)
    varying.published(asking(CART))
    [run] = world.advance(pairing)["runs"]
    assert (run["person"], run["team"], run["due_at"][:10]) == ("ben", "checkout", FROM_TUESDAY)


def test_who_learnt_it_as_the_team_did_it_before_owes_one(varying: Varying, world: World) -> None:
    pairing = world.pairing("ben", "tess", team="checkout")
    world.climb(pairing)
    for watcher in ("tess", "cora"):
        world.passed(pairing, watchers=[watcher], by=watcher)
    world.later(days=1)
    varying.published(asking(CART))
    world.advance(pairing)
    assert world.holds("ben") == {"lead": "valid"}
    assert owed(world) == [("ben", INSTANCE, "author", FROM_TUESDAY)]


def test_a_founder_of_a_record_of_the_past_owes_one_and_is_not_mailed(
    asked: Varying, world: World, tmp_path: Path
) -> None:
    joins(world, "mina")
    path = tmp_path / "past.csv"
    header = "held_on,role,subject,performer,watchers"
    # Nobody has moderated before; noah is in no team.
    path.write_text(f"{header}\n2026-02-02,moderator,INC-1,mina,noah\n2026-02-02,moderator,INC-2,noah,mina\n")
    asked.published(replace(asking(CART), roles={**asking(CART).roles, **asking(CARDS, role="moderator").roles}))
    before = world.told()

    def take_in(*, dry_run: bool = False) -> Any:
        asked_for = import_observations(
            world.by(OWNER), path, process=RETROSPECTIVE, add_people=False, dry_run=dry_run
        )
        return done(asked_for)

    tried = take_in(dry_run=True)
    assert owed(world) == []
    first, again = take_in(), take_in()
    assert [(one["person"], one["team"], one["role"]) for one in first["runs"]] == [("mina", "checkout", "moderator")]
    assert tried == first
    assert "runs" not in again
    assert world.holds("mina", role="moderator") == {"lead": "valid", "teach": "valid"}
    assert owed(world) == [("mina", INSTANCE, "moderator", FROM_TUESDAY)]
    assert world.told() == before


def test_what_is_renewed_asks_for_nothing(varying: Varying, world: World) -> None:
    joins(world, "cora")
    varying.published(asking(CART))
    observed(world, "cora")
    world.at("2027-02-01")
    world.renew("cora")
    assert owed(world) == []


# what ends it


def test_it_is_done_by_a_run_there(asked: Varying, world: World) -> None:
    joins(world, "cora")
    observed(world, "cora")
    assert owed(world) == []


def test_it_is_owed_again_once_the_run_is_struck(asked: Varying, world: World) -> None:
    joins(world, "cora")
    observed(world, "cora")
    world.at("2026-06-01")
    [run] = world.void("O-1")["runs"]
    assert (run["person"], run["team"], run["role"], run["due_at"][:10]) == (
        "cora",
        "checkout",
        "author",
        "2026-07-13",
    )
    assert owed(world) == [("cora", INSTANCE, "author", "2026-07-13")]
    assert world.told("observation-voided")[-1] == ("observation-voided", "cora")
    assert world.told("run-asked") == [("run-asked", "cora")]
    said = " ".join(reads(world, "cora", "observation-voided")["text"].split())
    assert "as the team checkout asks for more now" in said
    world.observe(world.pairing("ben", "tess", team="checkout"), performer="cora", watchers=["tess"])
    assert owed(world) == []


def test_a_run_that_another_one_shows_as_well_is_not_owed_again(asked: Varying, world: World) -> None:
    joins(world, "cora")
    observed(world, "cora")
    pairing = world.pairing("ben", "tess", team="checkout")
    world.observe(pairing, performer="cora", watchers=["tess"])
    assert world.void("O-1")["runs"] == []
    assert owed(world) == []


def test_a_run_that_no_team_asks_for_any_more_is_not_owed_again(asked: Varying, world: World) -> None:
    joins(world, "cora")
    observed(world, "cora")
    leaves(world, "cora")
    assert world.void("O-1")["runs"] == []


def test_what_was_learnt_in_the_team_is_owed_there_once_all_of_it_is_struck(asked: Varying, world: World) -> None:
    pairing = world.pairing("ben", "tess", team="checkout")
    world.climb(pairing)
    world.climb(pairing, with_observers=["tess", "cora"])
    assert world.void("O-3")["runs"] == []
    assert [one["team"] for one in world.void("O-4")["runs"]] == ["checkout"]


def test_who_is_not_certified_any_more_owes_no_run_again(asked: Varying, world: World) -> None:
    joins(world, "cora")
    observed(world, "cora")
    world.revoke("cora")
    assert world.void("O-1")["runs"] == []


def test_who_leaves_the_team_owes_it_no_longer(asked: Varying, world: World) -> None:
    world.team("storefront", lead="lena")
    asked.published(asking(CARDS, team="storefront"))
    change(world, "cora", join=["checkout", "storefront"])
    leaves(world, "cora")
    assert [one[1] for one in owed(world)] == ["storefront/retrospective"]


def test_what_the_publication_asked_for_ends_in_the_same_way(varying: Varying, world: World) -> None:
    joins(world, "cora")
    varying.published(asking(CART))
    assert who_owes(world) == ["cora"]
    leaves(world, "cora")
    assert owed(world) == []


def test_who_comes_again_owes_it_anew_and_is_told_again(asked: Varying, world: World) -> None:
    joins(world, "cora")
    leaves(world, "cora")
    world.later(days=7)
    joins(world, "cora")
    assert owed(world) == [("cora", INSTANCE, "author", "2026-04-21")]
    assert world.told("run-asked") == [("run-asked", "cora")] * 2


def test_who_comes_again_and_has_done_it_owes_nothing(asked: Varying, world: World) -> None:
    joins(world, "cora")
    observed(world, "cora")
    world.later(days=1)
    leaves(world, "cora")
    joins(world, "cora")
    assert owed(world) == []


def test_another_wording_of_the_variant_is_no_reason_to_do_it_again(asked: Varying, world: World) -> None:
    joins(world, "cora")
    observed(world, "cora")
    leaves(world, "cora")
    world.later(days=1)
    asked.published(asking(replace(CART, text="Draws the way of a cart.")))
    joins(world, "cora")
    assert owed(world) == []


def test_a_variant_that_asks_for_more_still_is_a_reason(asked: Varying, world: World) -> None:
    joins(world, "cora")
    observed(world, "cora")
    leaves(world, "cora")
    world.later(days=1)
    asked.published(asking(CART, CARDS))
    joins(world, "cora")
    assert who_owes(world) == ["cora"]


def test_who_holds_nothing_any_more_owes_nothing_and_owes_it_anew_once_certified_again(
    asked: Varying, world: World
) -> None:
    joins(world, "cora")
    world.revoke("cora", capability="teach")
    assert who_owes(world) == ["cora"]
    world.revoke("cora", capability="lead")
    assert owed(world) == []
    world.later(days=7)
    world.grant("cora", capability="lead")
    assert owed(world) == [("cora", INSTANCE, "author", "2026-04-21")]


def test_a_lapse_ends_it_and_a_new_grant_asks_for_it(asked: Varying, world: World) -> None:
    joins(world, "cora")
    world.at("2027-03-10")
    world.grant("tess")
    assert owed(world) == []
    world.grant("cora")
    assert who_owes(world) == ["cora"]


def test_who_has_left_and_comes_back_owes_it_once_they_are_certified_again(asked: Varying, world: World) -> None:
    joins(world, "cora")
    done(leaving.deactivate(world.by(OWNER), "cora"))
    assert owed(world) == []
    change(world, "cora", returning=True)
    assert owed(world) == []
    world.grant("cora")
    assert who_owes(world) == ["cora"]


def test_who_comes_back_into_the_team_holds_nothing_that_it_could_ask_about(asked: Varying, world: World) -> None:
    done(leaving.deactivate(world.by(OWNER), "cora"))
    assert change(world, "cora", join=["checkout"], returning=True)["runs"] == []
    assert owed(world) == []


def test_a_team_that_goes_back_to_the_standard_asks_nobody_any_more(asked: Varying, world: World) -> None:
    joins(world, "cora")
    world.grant("ben")
    asked.published(back_to_the_standard())
    assert owed(world) == []
    joins(world, "noah")
    assert owed(world) == []
    [ended] = world.events("runs-ended")
    assert len(ended.data["settled"]) == 2


def test_what_is_asked_for_no_more_ends_for_who_has_done_the_rest(asked: Varying, world: World) -> None:
    joins(world, "cora")
    observed(world, "cora")
    world.later(days=1)
    joins(world, "noah")
    asked.published(asking(CART, CARDS))
    assert who_owes(world) == ["cora", "noah"]
    world.later(days=1)
    asked.published(asking(CART))
    assert who_owes(world) == ["noah"]


def required_by_all(version: str) -> Process:
    """A version of the standard that asks all teams for what checkout has asked for."""
    found = a_version(version)
    roles = tuple(
        replace(
            role,
            ladder=replace(
                role.ladder,
                rungs=tuple(
                    replace(rung, standards=(*rung.standards, CART)) if rung.name == "do-watched" else rung
                    for rung in role.ladder.rungs
                ),
            ),
        )
        if role.name == "author" and role.ladder
        else role
        for role in found.roles
    )
    return replace(found, roles=roles)


def test_what_the_standard_asks_of_everybody_is_no_run_in_a_team(asked: Varying, world: World) -> None:
    joins(world, "cora")
    asked.changing.released(required_by_all("2.0.0"))
    assert owed(world) == []
    joins(world, "noah")
    assert owed(world) == []
    assert world.holds("cora") == {"lead": "refresh-due", "teach": "refresh-due"}


def test_a_variant_that_follows_a_stricter_standard_asks_for_no_run(varying: Varying, world: World) -> None:
    joins(world, "cora")
    varying.published(an_overlay())
    varying.changing.released(required_by_all("2.0.0"))
    world.later(days=1)
    varying.published(an_overlay(of="2.0.0", research=standards(text={})))
    assert owed(world) == []


# later days


def test_before_its_day_a_variant_asks_nobody_and_on_it_everybody_who_has_come_meanwhile(
    varying: Varying, world: World
) -> None:
    varying.published(asking(CART), effective="2026-03-10")
    joins(world, "cora")
    world.grant("ben")
    assert owed(world) == []
    world.at("2026-03-12")
    joins(world, "noah")
    # Who was there already has the time from that day on, and who has come since from then on.
    assert sorted(owed(world)) == [
        ("ben", INSTANCE, "author", "2026-04-21"),
        ("cora", INSTANCE, "author", "2026-04-21"),
        ("noah", INSTANCE, "author", "2026-04-23"),
    ]
    assert world.told("run-asked") == [("run-asked", "noah")]


def test_a_variant_that_is_taken_back_before_its_day_asks_nobody(varying: Varying, world: World) -> None:
    found = varying.published(asking(CART), effective="2026-03-10")
    joins(world, "cora")
    varying.changing.withdraw(found, by=OWNER)
    world.at("2026-03-12")
    joins(world, "noah")
    assert owed(world) == []


def test_until_the_day_on_which_the_team_goes_back_it_asks(asked: Varying, world: World) -> None:
    asked.published(back_to_the_standard(), effective="2026-03-10")
    joins(world, "cora")
    assert who_owes(world) == ["cora"]
    world.at("2026-03-12")
    joins(world, "noah")
    assert owed(world) == []


def test_what_a_publication_will_ask_is_known_before(varying: Varying, world: World) -> None:
    joins(world, "cora")
    found = str(varying.propose(asking(CART))["id"])
    varying.approve(found)
    assert varying.changing.foresee(found)["refreshes"] == 1
    varying.publish(found)
    with world.store.reading() as tx:
        published = tx.change(int(found[3:]))
        assert published
        assert asked_anew(tx, published) == {"author"}
    assert who_owes(world) == ["cora"]


# folders from before


def joined_before(world: World, login: str, kind: str = "team-joined") -> None:
    """Somebody joined, or left, when that asked for nothing and ended nothing."""
    person = world.identity(login)

    def work(tx: Any) -> None:
        team = tx.team_called("checkout")
        data = {"team": team.id, "person": person}
        tx.record([Happening(stream=f"team:{team.id}", kind=kind, data=data)])

    request = Request(id=f"{kind} {login} {world.now}", digest="d", actor=None, now=world.now, fixed_clock=False)
    world.store.write(request, work)


def test_who_joined_before_is_not_asked_afterwards(asked: Varying, world: World) -> None:
    joined_before(world, "cora")
    world.later(days=1)
    joins(world, "noah")
    world.revoke("cora", capability="teach")
    asked.published(asking(replace(CART, text="Draws the way of a cart.")))
    assert who_owes(world) == ["noah"]


def test_who_joined_before_is_asked_by_coming_again_or_by_a_variant_that_asks_for_more(
    asked: Varying, world: World
) -> None:
    joined_before(world, "cora")
    joined_before(world, "noah")
    change(world, "cora", leave=["checkout"])
    joins(world, "cora")
    assert who_owes(world) == ["cora"]
    asked.published(asking(CART, CARDS))
    assert who_owes(world) == ["cora", "noah"]


def test_what_who_left_before_still_owes_ends_with_the_next_publication(asked: Varying, world: World) -> None:
    joins(world, "cora")
    joined_before(world, "cora", "team-left")
    assert who_owes(world) == ["cora"]
    asked.published(asking(replace(CART, text="Draws the way of a cart.")))
    assert owed(world) == []


# what is told


def test_without_a_pairing_it_is_said_that_one_has_to_begin_and_by_whom(asked: Varying, world: World) -> None:
    joins(world, "cora")
    [run] = world.mine("cora")
    assert run["what"] == (
        "do author (retrospective) once while somebody watches who may teach it, as the team checkout asks for more "
        "now; first lena or mina or olga starts a pairing there to record it in, as none is open"
    )
    start = "preceptor pairing start TRAINEE --process retrospective --role author --preceptor LOGIN --team checkout"
    assert run["command"] == start
    # One of another team will not do.
    world.person("tara")
    world.pairing("tara", "tess")
    assert world.mine("cora")[0]["command"] == start
    world.pairing("ben", "tess", team="checkout")
    [run] = world.mine("cora")
    assert run["command"] == (
        "preceptor pairing observe P-2 --on DATE --subject SUBJECT --performer cora --watcher LOGIN"
    )
    assert "first" not in run["what"]


def test_a_refusal_names_the_team_and_how_the_run_is_put_on_record(asked: Varying, world: World) -> None:
    joins(world, "cora")
    [reason] = asked_reasons(world, "cora")
    assert reason.guard == "observed-run"
    assert "in the team checkout" in reason.message and "starts a pairing there" in reason.message
    assert reason.who == ("lena", "mina", "olga")
    assert reason.command == (
        "preceptor pairing start TRAINEE --process retrospective --role author --preceptor LOGIN --team checkout"
    )
    world.pairing("ben", "tess", team="checkout")
    [reason] = asked_reasons(world, "cora")
    assert reason.who == ("noah", "tess")
    assert reason.command == (
        "preceptor pairing observe P-1 --on DATE --subject SUBJECT --performer cora --watcher noah"
    )


def asked_reasons(world: World, login: str) -> Any:
    found = refused(world.refresh, login)
    assert guards(found) == ["observed-run"]
    return found


def test_a_run_in_a_pairing_of_the_team_that_began_before_the_variant_counts_there(
    varying: Varying, world: World
) -> None:
    pairing = world.pairing("ben", "tess", team="checkout")
    varying.published(asking(CART))
    world.later(days=1)
    joins(world, "cora")
    world.observe(pairing, performer="cora", watchers=["tess", "ben"])
    assert owed(world) == []
    leaves(world, "cora")
    joins(world, "cora")
    assert owed(world) == []
