"""Running pairings by the page, and what decides how they move."""

import pytest
from tests.support.happenings import (
    NOW,
    a_credit,
    a_pairing,
    a_person,
    a_team,
    an_observation,
    in_write,
    moved,
    owed,
    write,
)
from tests.support.replay import replayed, stored

from preceptor.model.canonical import Json
from preceptor.model.event import Happening, moment
from preceptor.ports import ObligationFilter, RunningUnder, Writing
from preceptor.store import SqlStore, session

PEOPLE = tuple(a_person(n, f"p{n}") for n in range(1, 8))


@pytest.fixture
def running(store: SqlStore) -> SqlStore:
    """Five of one process, of which one has ended, and one of another."""
    write(
        store,
        "r",
        a_team(1, "payments"),
        *PEOPLE,
        *(a_pairing(n, trainee=n, preceptor=7, team=1 if n % 2 else None) for n in range(1, 6)),
        a_pairing(6, trainee=6, preceptor=7, process="release"),
        an_observation(1, performer=7, watchers=(1, 2)),
        an_observation(2, performer=7, watchers=(1,), subject="Another"),
        *(a_credit(observation, pairing, observers=(7,)) for observation, pairing in ((1, 1), (1, 2), (2, 1))),
        moved("pairing-touched", 1, 1, owed=[owed(10 + n, person=1, instance=f"P-{n}") for n in range(1, 4)]),
    )
    write(store, "s", moved("pairing-withdrawn", 3, 2, state="withdrawn", ended_at=moment(NOW)))
    return store


def test_those_that_run_come_by_id_in_pages(running: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("preceptor.store.running_reading.PAGE", 2)
    with running.reading() as tx:
        assert [one.id for one in tx.running("retrospective")] == [1, 2, 4, 5]
        assert [one.id for one in tx.running("retrospective", 1)] == [1, 5]
        assert list(tx.running("retrospective", 2)) == []
        assert next(iter(tx.running("retrospective"))) == tx.pairing(1)
    assert session.PAGE != 2


def test_they_are_counted_by_edition_and_team(running: SqlStore) -> None:
    with running.reading() as tx:
        found = tx.running_under("retrospective")
        edition = found[0].edition
        assert sorted(found, key=lambda one: one.team or 0) == [
            RunningUnder(edition=edition, team=None, how_many=2),
            RunningUnder(edition=edition, team=1, how_many=2),
        ]
        assert tx.running_under("retrospective", 1) == [RunningUnder(edition=edition, team=1, how_many=2)]
        assert tx.running_under("nothing") == []


def test_credits_are_counted_for_many_at_once(running: SqlStore) -> None:
    with running.reading() as tx:
        assert tx.credited([1, 2, 4]) == {1: [("watch", 1, 2)], 2: [("watch", 1, 1)]}
        assert tx.credited([]) == {}


def test_what_is_owed_is_found_for_many_at_once(running: SqlStore) -> None:
    with running.reading() as tx:
        found = tx.obligations(ObligationFilter(instances=frozenset({"P-1", "P-3", "P-99", "it's"})))
        assert [one.instance for one in found] == ["P-1", "P-3"]
        assert tx.obligations(ObligationFilter(instances=frozenset())) == []


def test_the_next_are_locked_after_an_id(running: SqlStore) -> None:
    def work(tx: Writing) -> list[list[int]]:
        asked = ({"after": 0, "how_many": 2}, {"after": 2, "how_many": 9}, {"after": 0, "how_many": 9, "team": 1})
        return [[one.id for one in tx.lock_running("retrospective", **one)] for one in asked]

    assert in_write(running, work) == [[1, 2], [4, 5], [1, 5]]


def test_what_touches_one_row_again_and_again_comes_to_the_last(store: SqlStore) -> None:
    """Changes of one shape share a statement, and never pass another change of their row."""
    write(store, "r", *PEOPLE, a_pairing(1, trainee=1, preceptor=7), a_pairing(2, trainee=2, preceptor=7))

    def touch(pairing: int, **data: Json) -> Happening:
        return moved("pairing-touched", pairing, 1, **data)

    later = moment(NOW.replace(hour=20))
    write(
        store,
        "s",
        touch(1, owed=[owed(1, person=1)]),
        touch(1, settled=[1]),
        touch(2, owed=[owed(2, person=1)]),
        touch(2, moved=[{"id": 2, "due_at": later, "remind_at": later}]),
        touch(2, settled=[2]),
        touch(1, owed=[owed(3, person=1)]),
        moved("rung-advanced", 1, 2, state="do-watched", attempt=1),
        moved("pairing-paused", 1, 3, state="paused", back="do-watched", paused_at=moment(NOW)),
        moved("rung-advanced", 1, 4, state="reverse", attempt=1),
        minutes=1,
    )
    with store.reading() as tx:
        assert stored(tx) == replayed(tx)
        assert [one.id for one in tx.obligations(ObligationFilter())] == [3]


def test_a_renamed_rung_keeps_its_repeats(store: SqlStore) -> None:
    write(
        store,
        "r",
        *PEOPLE,
        a_pairing(1, trainee=1, preceptor=7),
        moved("rung-repeated", 1, 2, attempt=2),
        moved(
            "pairing-migrated",
            1,
            3,
            state="look",
            edition="f" * 64,
            renamed=[["do-watched", "do"], ["watch", "look"]],
        ),
        moved("rung-repeated", 1, 4, attempt=3),
        moved("rung-advanced", 1, 5, state="do", attempt=1),
        moved("pairing-migrated", 1, 6, state="paused", back="lead", edition="e" * 64, renamed=[["do", "lead"]]),
        moved("rung-repeated", 1, 7, attempt=2),
    )
    with store.reading() as tx:
        found = {rung: tx.repeats(1, rung) for rung in ("watch", "look", "do-watched", "do", "lead")}
        assert found == {"watch": 0, "look": 2, "do-watched": 0, "do": 0, "lead": 1}
        assert stored(tx) == replayed(tx)
