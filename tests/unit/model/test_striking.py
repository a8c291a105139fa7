"""What rests on an observation: which signature counted it, what is left without it, and what it let catch up."""

from dataclasses import replace
from datetime import date
from typing import Any

from tests.unit.model.facts import BAKES, BEGAN, TASTES

from preceptor.model.certification import Certification
from preceptor.model.event import GENESIS, Event
from preceptor.model.pairing import Credit
from preceptor.model.striking import Signature, caught_up_with, shortfalls, signatures


def stream(*told: tuple[str, dict[str, Any]]) -> list[Event]:
    """A pairing's stream."""
    return [
        Event(
            id=number,
            stream="pairing:1",
            seq=number,
            kind=kind,
            at=BEGAN,
            actor=None,
            request="r",
            fixed_clock=False,
            data=data,
            payload_digests=(),
            previous=GENESIS,
            hash=GENESIS,
        )
        for number, (kind, data) in enumerate(told, 1)
    ]


def credited(observation: int, rung: str = "taste", attempt: int = 1) -> tuple[str, dict[str, Any]]:
    return "observation-credited", {"observation": observation, "rung": rung, "attempt": attempt}


def signed(before: str, state: str, *, attempt: int = 1, **rest: Any) -> tuple[str, dict[str, Any]]:
    return "rung-advanced", {"before": before, "state": state, "attempt": attempt, "signed_by": 7, **rest}


def test_what_waits_for_its_signature_has_none() -> None:
    assert signatures(stream(credited(1))) == {}


def test_a_signature_rests_on_all_that_counted_on_its_rung_and_earns_for_them() -> None:
    found = signatures(
        stream(
            credited(1),
            credited(2),
            signed("taste", "bake"),
            credited(3, "bake"),
            signed("bake", "done", earned="lead", observers_reduced=[2, 1]),
        )
    )
    below = Signature(rung="taste", attempt=1, by=7, earned=("lead",))
    assert found == {1: below, 2: below, 3: Signature(rung="bake", attempt=1, by=7, observers=1, earned=("lead",))}


def test_what_counted_in_an_attempt_that_was_repeated_was_not_signed_for() -> None:
    again = ("rung-repeated", {"state": "taste", "attempt": 2})
    found = signatures(stream(credited(1), again, credited(2, attempt=2), signed("taste", "bake")))
    assert found == {2: Signature(rung="taste", attempt=2, by=7)}


def test_what_happened_before_the_pairing_came_to_a_rung_counts_in_its_first_attempt() -> None:
    found = signatures(stream(credited(1, "bake", 0), signed("taste", "bake"), signed("bake", "done")))
    assert found == {1: Signature(rung="bake", attempt=1, by=7)}


def test_a_rung_that_a_migration_called_otherwise_is_followed() -> None:
    moved = ("pairing-migrated", {"state": "try", "renamed": [["taste", "try"]]})
    assert signatures(stream(credited(1), moved, signed("try", "bake"))) == {
        1: Signature(rung="try", attempt=1, by=7)
    }
    assert signatures(stream(credited(1), signed("taste", "bake"), moved)) == {
        1: Signature(rung="try", attempt=1, by=7)
    }


def a_credit(observation: int, *, observers: tuple[int, ...] = (3,), **ratings: Any) -> Credit:
    return Credit(
        observation=observation,
        pairing=1,
        rung="taste",
        attempt=1,
        held_on=date(2026, 3, 2),
        subject="bread",
        observers=observers,
        ratings={standard.replace("_", "-"): rating for standard, rating in ratings.items()},
    )


def test_a_rung_that_the_rest_of_the_record_shows_lacks_nothing() -> None:
    assert shortfalls(TASTES, [a_credit(1), a_credit(2, names_it="met")]) == []


def test_what_is_missing_is_said_one_by_one() -> None:
    assert shortfalls(TASTES, [a_credit(1)]) == ["1 of 2 observations", "nothing that says `names-it` is met"]
    assert shortfalls(TASTES, [a_credit(1, names_it="met"), a_credit(2, names_it="not-yet")]) == [
        "nothing that says `names-it` is met"
    ]
    two = replace(BAKES, observations=1, observers=2, standards=())
    assert shortfalls(two, [a_credit(1)]) == ["1 of 2 different observers"]
    assert shortfalls(two, [a_credit(1)], observers=1) == []


def a_certification(identity: int, source: str, **rest: Any) -> Certification:
    return Certification(
        id=identity,
        person=1,
        process="baking",
        role="baker",
        capability="lead",
        version="1.0.0",
        edition=f"edition {identity}",
        granted_on=date(2026, 3, 2),
        valid_until=date(2027, 3, 2),
        source=source,
        idle_days=180,
        idle_occasions=3,
        **rest,
    )


def test_what_caught_up_says_with_what_also_after_a_renewal() -> None:
    first = a_certification(1, "rung", refresh_for="2.0.0", renewed_by=2)
    caught_up = a_certification(2, "refresh", renewed_by=3)
    renewed = a_certification(3, "renewal")
    before = {2: first, 3: caught_up}
    assert caught_up_with(caught_up, before) == caught_up_with(renewed, before) == ("2.0.0", "edition 2")


def test_what_never_had_to_catch_up_and_what_an_owner_approved_did_not() -> None:
    first = a_certification(1, "rung", refresh_for="2.0.0", renewed_by=2)
    assert caught_up_with(a_certification(1, "rung"), {}) is None
    assert caught_up_with(a_certification(2, "founder"), {2: first}) is None
    assert caught_up_with(a_certification(2, "renewal"), {2: replace(first, refresh_for=None)}) is None
