"""The order of a reading list."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from preceptor.model.retrospective import Retrospective
from preceptor.model.study import Library, NamedControl, Reader, naming

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)


def a_write_up(identity: int, *, severity: int | None = 2, days: int = 0, team: int = 1) -> Retrospective:
    return Retrospective(
        id=identity,
        process="retrospective",
        title=f"incident {identity}",
        team=team,
        edition="e",
        state="done",
        opener=1,
        opened_at=BEGIN,
        entered_at=BEGIN,
        severity=severity,
        completed_at=BEGIN + timedelta(days=days),
    )


def a_library(*finished: Retrospective, **controls: list[int]) -> Library:
    """`controls`: by the name of a safety control, the write-ups that name it."""
    named = [
        NamedControl(retrospective=one, key=name, name=name.title()) for name, ids in controls.items() for one in ids
    ]
    return Library(finished=finished, controls=named)


def order(library: Library, **reader: frozenset[int]) -> list[int]:
    return [one.retrospective.id for one in library.reading_list(Reader(**reader))]


def test_what_somebody_knows_is_not_proposed() -> None:
    assert order(a_library(a_write_up(1), a_write_up(2)), known=frozenset({1})) == [2]


def test_controls_that_the_readers_own_incidents_name_come_first() -> None:
    library = a_library(a_write_up(1, severity=1), a_write_up(2, severity=5), pool=[2, 9])
    assert order(library) == [1, 2]
    assert order(library, own=frozenset({9})) == [2, 1]
    assert library.reading_list(Reader(own=frozenset({9})))[0].shared == ("Pool",)


def test_an_own_incident_does_not_share_its_controls_with_itself() -> None:
    library = a_library(a_write_up(1), a_write_up(2), pool=[1], retry=[2, 1])
    first, second = library.reading_list(Reader(own=frozenset({1})))
    assert (first.retrospective.id, first.shared) == (2, ("Retry",))
    assert second.shared == ()


def test_then_comes_what_whoever_teaches_the_reader_did() -> None:
    library = a_library(a_write_up(1, severity=1), a_write_up(2, severity=5))
    assert order(library, taught=frozenset({2})) == [2, 1]


def test_then_what_many_write_ups_name() -> None:
    library = a_library(a_write_up(1, severity=1), a_write_up(2), a_write_up(3), pool=[2, 3], alone=[1])
    found = library.reading_list(Reader())
    assert [one.retrospective.id for one in found] == [2, 3, 1]
    assert (found[0].common, found[0].common_in) == ("Pool", 2)
    assert (found[2].common, found[2].common_in) == (None, 0)


def test_then_the_worst_and_then_the_latest() -> None:
    library = a_library(
        a_write_up(1, severity=None, days=9), a_write_up(2, days=1), a_write_up(3, days=2), a_write_up(4, severity=1)
    )
    assert order(library) == [4, 3, 2, 1]


def test_a_control_of_what_is_not_finished_is_not_common() -> None:
    library = a_library(a_write_up(1), pool=[1, 7, 8])
    assert library.reading_list(Reader())[0].common_in == 0


def test_the_order_does_not_depend_on_how_write_ups_are_stored() -> None:
    every = [a_write_up(1), a_write_up(2), a_write_up(3)]
    assert len({tuple(order(a_library(*some, pool=[1, 3]))) for some in permutations(every)}) == 1


@pytest.mark.parametrize(("control", "found"), [("pool", [1]), ("nothing", [])])
def test_a_list_can_be_narrowed_to_a_control(control: str, found: list[int]) -> None:
    library = a_library(a_write_up(1), a_write_up(2), pool=[1], retry=[2])
    assert [one.retrospective.id for one in naming(library.reading_list(Reader()), library, control)] == found
