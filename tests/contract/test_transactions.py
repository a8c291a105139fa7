"""One command is one transaction: whole or not at all, and once."""

import sqlite3
import threading
from datetime import date
from typing import Any, cast

import psycopg
import pytest
from tests.support.happenings import (
    a_pairing,
    a_person,
    a_request,
    a_team,
    an_observation,
    in_write,
    moved,
    the_story,
    write,
)
from tests.support.postgresql import connection_string

from preceptor.errors import BadInput, DatabaseProblem
from preceptor.model.event import GENESIS, Happening
from preceptor.ports import Answer, Reading, Store, Writing
from preceptor.store import SqlStore
from preceptor.store.chaining import Head


def test_it_keeps_the_contract_of_the_ports(sqlite_url: str) -> None:
    store: Store = SqlStore(sqlite_url)
    assert store


class _Stop(Exception):
    pass


def test_work_that_raises_leaves_nothing_behind(store: SqlStore) -> None:
    def work(tx: Writing) -> None:
        tx.record([a_person(tx.next_id("people"), "ada")])
        tx.keep_answer({"done": True})
        raise _Stop

    with pytest.raises(_Stop):
        in_write(store, work)
    with store.reading() as tx:
        assert list(tx.events()) == tx.people() == []
        assert tx.answer("in") is None


def test_a_transaction_sees_what_it_wrote_and_nobody_else_does(store: SqlStore, database_url: str) -> None:
    def work(tx: Writing) -> tuple[int, int]:
        tx.record([a_person(1, "ada")])
        with SqlStore(database_url).reading() as other:
            return len(tx.people()), len(other.people())

    assert in_write(store, work) == (1, 0)


def test_a_read_is_one_state_while_others_write(postgresql_url: str) -> None:
    """On SQLite a reader holds the others' commits off instead."""
    store = SqlStore(postgresql_url)
    write(store, "r", a_person(1, "ada"))
    with store.reading() as tx:
        assert len(tx.people()) == 1
        write(SqlStore(postgresql_url), "s", a_person(2, "bea"))
        assert len(tx.people()) == 1


def test_text_that_the_database_cannot_hold_is_refused_at_once(postgresql_url: str) -> None:
    with pytest.raises(DatabaseProblem, match="NUL"):
        write(SqlStore(postgresql_url), "r", a_team(1, "pay\0ments"))


def test_ids_rise_and_are_never_given_twice(store: SqlStore) -> None:
    def take(tx: Writing) -> list[int]:
        first = tx.next_id("people")
        block = tx.next_id("people", 3)
        tx.record([a_person(block + 2, f"p{block}")])
        return [first, block, tx.next_id("people")]

    assert in_write(store, take, "a") == [1, 2, 5]
    one, block, last = in_write(store, take, "b")
    assert 4 < one < block < last == block + 3
    with pytest.raises(KeyError):
        in_write(store, lambda tx: tx.next_id("requests"), "c")


def test_a_request_answers_as_before(store: SqlStore) -> None:
    body = {"id": "P-1", "state": "watch", "blocked": [{"guard": "counts"}], "n": 3, "none": None}

    def work(tx: Writing) -> Answer | None:
        assert tx.answer("once") is None
        tx.record([a_person(1, "ada")])
        tx.keep_answer(body)
        return tx.answer("once")

    expected = Answer(digest="d1", body=body)  # type: ignore[arg-type]
    assert store.write(a_request("once", digest="d1"), work) == expected
    with store.reading() as tx:
        assert tx.answer("once") == expected
        assert tx.answer("never") is None


def test_a_transaction_that_only_reads_leaves_no_request(store: SqlStore) -> None:
    in_write(store, lambda tx: tx.people())
    with store.reading() as tx:
        assert tx.answer("in") is None


def test_a_request_is_written_once(store: SqlStore) -> None:
    write(store, "same", a_person(1, "ada"))
    with pytest.raises((DatabaseProblem, BadInput)):
        write(SqlStore(store._url.render_as_string(hide_password=False), patience=0.2), "same", a_person(2, "bea"))
    with store.reading() as tx:
        assert len(tx.people()) == 1


@pytest.mark.parametrize(
    "again",
    [
        a_person(9, "ada"),
        a_pairing(9, trainee=1, preceptor=2),
        an_observation(9, performer=2, subject=" INCIDENT  7"),
    ],
    ids=["a login", "a second open pairing", "the same occasion"],
)
def test_what_must_be_unique_is_refused_by_the_database_itself(store: SqlStore, again: object) -> None:
    the_story(store)
    impatient = SqlStore(store._url.render_as_string(hide_password=False), patience=0.2)
    with pytest.raises(DatabaseProblem):
        write(impatient, "s", again)  # type: ignore[arg-type]
    impatient.close()
    with store.reading() as tx:
        assert tx.answer("s") is None


def test_a_reference_to_nobody_is_refused_at_the_commit(store: SqlStore) -> None:
    with pytest.raises(DatabaseProblem):
        write(store, "r", a_pairing(1, trainee=1, preceptor=2))


def test_an_ended_pairing_makes_room_for_another(store: SqlStore) -> None:
    the_story(store)
    write(
        store,
        "s",
        moved("pairing-withdrawn", 1, 3, state="withdrawn", ended_at="2026-03-02T08:30:00+00:00"),
        a_pairing(2, trainee=1, preceptor=2),
    )
    with store.reading() as tx:
        assert tx.pairing(2)


def test_work_runs_again_whole_after_a_lost_race(postgresql_url: str) -> None:
    store, rival = SqlStore(postgresql_url), SqlStore(postgresql_url)
    runs = []

    def work(tx: Writing) -> None:
        runs.append(len(list(tx.events())))
        if len(runs) == 1:
            write(rival, "rival", moved("pairing-touched", 1, 1))
            # The head was read before the rival's commit, as a slower reader's would have been.
            tx._chaining.heads["pairing:1"] = Head(0, GENESIS, None)  # type: ignore[attr-defined]
        tx.record([moved("pairing-touched", 1, 2)])

    in_write(store, work)
    with store.reading() as tx:
        assert [(event.seq, event.request) for event in tx.events()] == [(1, "rival"), (2, "in")]
    assert runs == [0, 1]


def test_locked_rows_make_a_second_command_wait_and_then_see_the_first(postgresql_url: str) -> None:
    store, rival = SqlStore(postgresql_url), SqlStore(postgresql_url)
    the_story(store)
    holding, seen = threading.Event(), []

    def first(tx: Writing) -> None:
        tx.lock_pairings([1])
        tx.lock_people([2, 1])
        holding.set()
        waiting.join(0.3)
        gone = Happening(stream="person:1", kind="person-deactivated", data={"person": 1})
        tx.record([moved("pairing-paused", 1, 3, state="paused"), gone])

    def second(tx: Writing) -> None:
        assert tx.person(1).active
        holding.wait()
        tx.lock_pairings([1])
        tx.lock_people([1])
        seen.append((_state(tx), tx.person(1).active))

    waiting = threading.Thread(target=lambda: rival.write(a_request("second"), second))
    waiting.start()
    store.write(a_request("first"), first)
    waiting.join()
    assert seen == [("paused", False)]


def test_a_deadlock_is_tried_again_until_both_are_done(postgresql_url: str) -> None:
    stores = SqlStore(postgresql_url), SqlStore(postgresql_url)
    the_story(stores[0])
    both = threading.Barrier(2)
    one_is_done = threading.Event()
    tried: list[int] = []

    def work(tx: Writing, first: int, second: int) -> None:
        tried.append(first)
        if tried.count(first) > 1:
            one_is_done.wait(20)  # else it may take its lock before who waits for it does: another deadlock
        tx.lock_people([first])
        if tried.count(first) == 1:
            both.wait(5)
        tx.lock_people([second])
        tx.record([moved("pairing-touched", first, 1)])

    def command(store: SqlStore, first: int, second: int) -> None:
        store.write(a_request(f"r{first}"), lambda tx: work(tx, first, second))
        one_is_done.set()

    threads = [
        threading.Thread(target=command, args=(store, a, b))
        for store, a, b in zip(stores, (1, 2), (2, 1), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(tried) == 3
    with stores[0].reading() as tx:
        assert tx.answer("r1")
        assert tx.answer("r2")
        assert [event.kind for event in tx.events()].count("pairing-touched") == 2


def test_a_busy_database_is_waited_for(sqlite_url: str) -> None:
    store = SqlStore(sqlite_url, patience=10)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(0.4, lambda: other.execute("COMMIT"))
    timer.start()
    write(store, "r", a_person(1, "ada"))
    timer.join()
    with store.reading() as tx:
        assert len(tx.people()) == 1


def test_a_database_that_stays_busy_ends_the_command_with_a_remedy(sqlite_url: str) -> None:
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseProblem, match="busy") as caught:
        write(SqlStore(sqlite_url, patience=0.3), "r", a_person(1, "ada"))
    assert caught.value.exit_code == 4
    assert caught.value.remedy
    other.execute("ROLLBACK")


def test_a_reader_that_holds_off_a_commit_makes_the_work_run_again(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("preceptor.store.database.BUSY", 0.05)
    store, runs = SqlStore(sqlite_url, patience=10), []
    reader = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM people").fetchall()
    timer = threading.Timer(0.4, lambda: reader.execute("COMMIT"))
    timer.start()

    def work(tx: Writing) -> None:
        runs.append(len(tx.people()))
        tx.record([a_person(1, "ada")])

    in_write(store, work)
    timer.join()
    assert len(runs) > 1
    assert set(runs) == {0}


def test_a_server_that_drops_the_connection_is_asked_again(postgresql_url: str) -> None:
    store = SqlStore(postgresql_url)
    the_story(store)
    runs = []

    def work(tx: Writing) -> None:
        runs.append(1)
        if len(runs) == 1:
            pid = tx._connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()  # type: ignore[attr-defined]
            with psycopg.connect(connection_string(postgresql_url), autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s)", (pid,))
        tx.record([moved("pairing-touched", 1, 3)])

    in_write(store, work)
    assert len(runs) == 2
    with store.reading() as tx:
        assert len(list(tx.events("pairing:1"))) == 6


def test_dates_and_moments_come_back_as_they_were(store: SqlStore) -> None:
    the_story(store)
    with store.reading() as tx:
        assert {type(one.held_on) for one in tx.observations()} == {date}
        assert {event.at.tzname() for event in tx.events()} == {"UTC"}


def _state(tx: Reading) -> str | None:
    pairing = tx.pairing(1)
    return pairing and pairing.state


def test_a_command_on_sqlite_does_not_look_through_what_happened_before(sqlite_url: str) -> None:
    """SQLite would, for each row that is added while another one refers to a row which is still to come."""
    store = SqlStore(sqlite_url)

    def steps(name: str, minutes: int) -> int:
        """How long the database takes for a command, in thousands of its own instructions."""
        taken = 0

        def one_more() -> int:
            nonlocal taken
            taken += 1
            return 0

        def work(tx: Writing) -> Any:
            driver = cast(Any, tx)._driver
            driver.set_progress_handler(one_more, 1000)
            tx.record([a_team(tx.next_id("teams"), name)])
            return driver

        store.write(a_request(name, minutes=minutes), work).set_progress_handler(None, 0)
        return taken

    few = steps("few", 1)
    teams = [a_team(1000 + number, f"team-{number}") for number in range(3000)]
    write(store, "fill", *teams, minutes=2)
    assert steps("many", 3) <= few + 1
