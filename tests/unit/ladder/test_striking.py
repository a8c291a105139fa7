"""What stays although it rests on an observation that was struck, and who gets to know it."""

from pathlib import Path
from typing import Any

import pytest
from tests.support.reminding import reads
from tests.support.world import World, done, refused

from preceptor.services.audit import verify
from preceptor.services.audit_log import log
from preceptor.services.gaps import gaps
from preceptor.services.observation_import import import_observations
from preceptor.services.processes import add_owner


@pytest.fixture
def school(world: World) -> World:
    """Mina climbed with paul up to the last rung: she watched in O-1 and O-2, and did it watched in O-3 and O-4."""
    world.founders("paul", "quinn")
    world.people("mina", "noor")
    pairing = world.pairing("mina", "paul")
    world.climb(pairing)
    world.climb(pairing, with_observers=["paul", "quinn"])
    return world.later(days=1)


def struck(world: World) -> list[Any]:
    return list(gaps(world.by(None))["rests_on_struck"])


def test_what_was_signed_for_with_it_stays_and_is_told_with_what_takes_it_away(school: World) -> None:
    [signed] = school.void("O-4")["signed"]
    assert signed == {
        "person": "mina",
        "pairing": "P-1",
        "rung": "do-watched",
        "signed_by": "paul",
        "left": ["1 of 2 observations", "1 of 2 different observers"],
        "certified": ["lead"],
        "command": "preceptor certification revoke mina --process retrospective --role author --capability lead "
        "--why WHY",
    }
    assert school.holds("mina") == {"lead": "valid"}
    assert verify(school.by(None))["ok"]


def test_what_a_lower_rung_was_signed_for_with_bears_all_above_it(school: World) -> None:
    [signed] = school.void("O-1")["signed"]
    assert (signed["rung"], signed["left"], signed["certified"]) == ("watch", ["1 of 2 observations"], ["lead"])


def test_everybody_whom_it_concerns_is_told_but_for_whoever_strikes_it(school: World) -> None:
    assert school.void("O-4")["told"] == ["mina", "paul"]
    assert {to for _, to in school.told("observation-voided")} == {"mina", "paul"}
    said = " ".join(reads(school, "mina", "observation-voided")["text"].split())
    assert "You were signed for with it in P-1, on the rung `do-watched`. What was signed stays signed" in said
    assert "so does what you hold by it (`lead`), unless an owner revokes it" in said


def test_every_other_owner_is_told_how_to_take_away_what_rests_on_it(school: World) -> None:
    done(add_owner(school.by("olga"), "retrospective", "noor"))
    assert school.void("O-4")["told"] == ["mina", "paul", "noor"]
    said = " ".join(reads(school, "noor", "observation-voided")["text"].split())
    assert "Mina was signed for with it in P-1" in said
    assert "preceptor certification revoke mina --process retrospective --role author --capability lead" in said


def test_two_that_one_person_performed_are_both_told(school: World) -> None:
    school.void("O-1")
    school.void("O-2")
    assert [to for _, to in school.told("observation-voided")].count("mina") == 2


def test_the_gaps_show_it_until_it_is_revoked(school: World) -> None:
    assert struck(school) == []
    school.void("O-4")
    [one] = struck(school)
    assert (one["observation"], one["person"], one["certified"], one["rung"]) == (
        "O-4",
        "mina",
        ["lead"],
        "do-watched",
    )
    school.revoke("mina")
    assert struck(school) == []


def test_the_gaps_show_it_until_somebody_renews_it_who_can_know_it(school: World) -> None:
    school.void("O-4")
    school.at("2027-02-01")
    assert len(struck(school)) == 1
    school.renew("mina", capability="lead")
    assert struck(school) == []


def test_the_pairing_shows_it_for_ever(school: World) -> None:
    school.void("O-4")
    [note] = [one for one in school.show("P-1")["notes"] if "struck" in one]
    assert note.startswith(
        "O-4 was struck after the rung `do-watched` had been signed for with it; without it: 1 of 2"
    )


def test_where_enough_is_left_nothing_rests_on_it(world: World) -> None:
    world.founders("paul", "quinn")
    world.person("mina")
    pairing = world.pairing("mina", "paul")
    world.passed(pairing)
    world.climb(pairing)
    answer = world.void("O-1")
    assert (answer["signed"], answer["pairings"], answer["told"]) == ([], [pairing], ["mina", "paul"])
    assert not [one for one in world.show(pairing).get("notes", ()) if "struck" in one]


def test_what_waits_for_its_signature_goes_back_to_the_trainee_and_nothing_else(school: World) -> None:
    newest = school.observe("P-1", watchers=["noor"])["id"]
    answer = school.void(newest)
    assert (answer["signed"], answer["behind"], answer["runs"], answer["lapsed"]) == ([], [], [], [])


def test_who_has_not_done_it_for_too_long_without_it_is_named(world: World) -> None:
    world.founders("paul", "quinn")
    world.person("mina")
    pairing = world.pairing("mina", "paul")
    world.later(days=100)
    once = world.observe(pairing, performer="paul", watchers=["mina"])["id"]
    for _ in range(4):
        world.later(days=25).observe(pairing, performer="quinn", watchers=["mina"])
    planned = world.void(once, dry_run=True)["lapsed"]
    assert world.holds("paul") == {"lead": "valid", "teach": "valid"}
    assert world.void(once)["lapsed"] == planned
    assert [(one["person"], one["capability"]) for one in planned] == [("paul", "lead"), ("paul", "teach")]
    assert world.holds("paul") == {"lead": "lapsed", "teach": "lapsed"}


def test_the_log_names_what_was_signed_with_it(school: World) -> None:
    school.void("O-4")
    told = [one["said"] for one in log(school.by(None), "O-4") if one["kind"] == "observation-voided"]
    assert told == ["O-4 was struck; what was signed with it stays: P-1"]


def test_a_dry_run_is_refused_where_striking_is(school: World) -> None:
    assert refused(school.void, "O-4", by="paul", dry_run=True)[0].guard == "actor"


def test_a_founder_of_an_import_whose_first_day_is_struck_is_named(world: World, tmp_path: Path) -> None:
    world.people("paul", "mina")
    path = tmp_path / "past.csv"
    header = "held_on,role,subject,performer,watchers"
    path.write_text(f"{header}\n2026-02-02,moderator,INC-1,paul,mina\n2026-02-03,moderator,INC-2,paul,mina\n")
    done(import_observations(world.by("olga"), path, process="retrospective", add_people=False))
    assert world.void("O-2")["signed"] == []
    [founder] = world.void("O-1")["signed"]
    assert (founder["person"], founder["pairing"], founder["certified"]) == ("paul", None, ["lead", "teach"])
    assert [one["person"] for one in struck(world)] == ["paul"]
