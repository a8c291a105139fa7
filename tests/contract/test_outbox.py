"""The outbox as a queue: each notice is somebody's for a while, and nobody's for ever."""

import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from tests.support.happenings import NOW, a_person, in_write, write

from preceptor.model.delivery import Settlement
from preceptor.model.notice import Notice
from preceptor.ports import QueuedNotice
from preceptor.store import SqlStore
from preceptor.store.session import Session

MINUTES = timedelta(minutes=10)
#: A lease that has run out when it is given.
OVER = timedelta(seconds=-1)


@pytest.fixture
def outbox(store: SqlStore) -> SqlStore:
    """An outbox with three notices to ada."""
    write(store, "ada", a_person(1, "ada", email="ada@example.org"))
    queue(store, 3)
    return store


def queue(store: SqlStore, how_many: int, prefix: str = "n") -> None:
    notices = [
        Notice(kind="person-added", to=1, dedup_key=f"{prefix}{n}", context={"n": n}, thread="person:1")
        for n in range(how_many)
    ]
    in_write(store, lambda tx: tx.queue(notices), f"queue {prefix}")


def claim(
    store: SqlStore, token: str, *, limit: int = 10, lease: timedelta = MINUTES, **rest: Any
) -> Sequence[QueuedNotice]:
    now = NOW + rest.pop("later", timedelta())
    return in_write(
        store, lambda tx: tx.claim_notices(token, now=now, lease=lease, limit=limit, domain="example.org"), token
    )


def settle(store: SqlStore, token: str, notice: QueuedNotice, state: Any = "sent", **rest: Any) -> int:
    values: dict[str, Any] = {"attempts": 1, "unknowns": notice.unknowns, "next_at": None, "reply": "250 ok", **rest}
    done = Settlement(notice=notice.id, state=state, **values)
    return in_write(store, lambda tx: tx.settle_notices(token, [done]), f"settle {notice.id}")


def states(store: SqlStore) -> list[str]:
    with store.reading() as tx:
        return [one.state for one in tx.notices()]


def test_what_is_taken_is_taken_once(outbox: SqlStore) -> None:
    first, second, third = claim(outbox, "a", limit=2), claim(outbox, "b"), claim(outbox, "c")
    assert [one.context["n"] for one in first] == [0, 1]
    assert [one.context["n"] for one in second] == [2]
    assert third == []
    assert states(outbox) == ["leased"] * 3
    assert {one.state for one in (*first, *second)} == {"leased"}


def test_nothing_is_taken_before_its_time(outbox: SqlStore) -> None:
    assert claim(outbox, "a", later=-timedelta(seconds=1)) == []
    (first, *_) = claim(outbox, "b")
    settle(outbox, "b", first, "unknown", next_at=NOW + timedelta(minutes=5), unknowns=1)
    in_write(outbox, lambda tx: tx.release_notices("b"), "release")
    assert [one.context["n"] for one in claim(outbox, "c", later=timedelta(minutes=4))] == [1, 2]
    assert [(one.context["n"], one.unknowns) for one in claim(outbox, "d", later=timedelta(minutes=5))] == [(0, 1)]


def test_what_was_settled_is_sent_and_not_taken_again(outbox: SqlStore) -> None:
    (first, *_) = claim(outbox, "a")
    assert settle(outbox, "a", first, sent_at=NOW) == 1
    with outbox.reading() as tx:
        kept = tx.notice(first.id)
        assert tx.notices_waiting() == 2
    assert kept and (kept.state, kept.attempts, kept.last_reply, kept.sent_at) == ("sent", 1, "250 ok", NOW)
    assert claim(outbox, "b", later=timedelta(days=99)) == []


def test_only_who_holds_a_lease_can_settle_under_it(outbox: SqlStore) -> None:
    (first, *_) = claim(outbox, "a", lease=OVER)
    (again, *_) = claim(outbox, "b")
    assert again.id == first.id
    assert settle(outbox, "a", first) == 0
    assert states(outbox) == ["leased"] * 3
    assert settle(outbox, "b", again) == 1


def begin(store: SqlStore, token: str, *notices: QueuedNotice) -> int:
    ids = [one.id for one in notices]
    return in_write(store, lambda tx: tx.begin_notices(token, ids), f"begin {token}")


def test_what_was_begun_under_a_lease_that_ran_out_is_in_doubt_and_keeps_its_message_id(outbox: SqlStore) -> None:
    before = claim(outbox, "a", lease=OVER)
    assert begin(outbox, "a", *before[:2]) == 2
    after = claim(outbox, "b", lease=OVER)
    assert [one.message_id for one in after] == [one.message_id for one in before]
    assert [one.unknowns for one in (*before, *after)] == [0, 0, 0, 1, 1, 0]
    begin(outbox, "b", after[0])
    assert [one.unknowns for one in claim(outbox, "c")] == [2, 1, 0]
    assert begin(outbox, "b", after[0]) == 0


def test_a_message_id_is_unique_and_says_nothing_about_the_person(outbox: SqlStore) -> None:
    ids = [str(one.message_id) for one in claim(outbox, "0123456789abcdef")]
    assert len(set(ids)) == 3
    assert all(one.startswith("0123456789abcdef.") and one.endswith("@example.org") for one in ids)


def test_a_lease_is_renewed_as_long_as_somebody_is_at_it(outbox: SqlStore) -> None:
    claim(outbox, "a", lease=OVER)
    assert in_write(outbox, lambda tx: tx.renew_leases("a", MINUTES)) == 3
    assert claim(outbox, "b") == []
    assert in_write(outbox, lambda tx: tx.renew_leases("b", MINUTES)) == 0


def test_a_lease_runs_out_by_the_clock_of_the_database(outbox: SqlStore) -> None:
    claim(outbox, "a", lease=timedelta(seconds=0.3))
    assert claim(outbox, "b") == []
    time.sleep(0.4)
    assert len(claim(outbox, "c")) == 3


def test_what_is_given_back_is_ready_at_once(outbox: SqlStore) -> None:
    claim(outbox, "a")
    assert in_write(outbox, lambda tx: tx.release_notices("a")) == 3
    assert states(outbox) == ["ready"] * 3
    assert [one.unknowns for one in claim(outbox, "b")] == [0, 0, 0]


@pytest.mark.parametrize("state", ["dead", "held", "unknown", "ready"])
def test_what_was_given_up_can_be_tried_again(outbox: SqlStore, state: str) -> None:
    (first, *_) = claim(outbox, "a")
    settle(outbox, "a", first, state, attempts=35, next_at=NOW + timedelta(days=1))
    assert in_write(outbox, lambda tx: tx.revive_notice(first.id, NOW))
    (again,) = claim(outbox, "b")
    assert (again.id, again.attempts, again.message_id) == (first.id, 0, first.message_id)


def test_what_was_sent_or_is_being_sent_is_not_tried_again(outbox: SqlStore) -> None:
    first, second, *_ = claim(outbox, "a")
    settle(outbox, "a", first)
    for one in (first.id, second.id, 999):
        assert not in_write(outbox, lambda tx, one=one: tx.revive_notice(one, NOW), f"revive {one}")


def test_nothing_that_a_relay_writes_is_kept_as_a_request(outbox: SqlStore) -> None:
    claim(outbox, "a")
    with outbox.reading() as tx:
        assert tx.answer("a") is None


def test_many_who_take_at_the_same_time_get_every_notice_once(store: SqlStore) -> None:
    write(store, "ada", a_person(1, "ada"))
    queue(store, 200)
    got: list[int] = []

    def take(name: str) -> None:
        number = 0
        while found := claim(store, f"{name}-{number}", limit=7):
            got.extend(one.id for one in found)
            number += 1

    threads = [threading.Thread(target=take, args=(f"t{n}",)) for n in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert len(got) == len(set(got)) == 200


def test_taking_looks_only_at_what_waits(outbox: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    plans: list[str] = []
    asked = Session._execute

    def explained(self: Session, ready: Any, *rows: Any) -> Any:
        if "outbox" in ready.text and not ready.text.startswith("INSERT"):
            cursor = self._driver.cursor()
            if self._dialect.name == "sqlite":
                cursor.execute(f"EXPLAIN QUERY PLAN {ready.text}", ready.arranged(rows[0]))
            else:
                cursor.execute("SET LOCAL enable_seqscan = off")
                cursor.execute(f"EXPLAIN {ready.text}", ready.arranged(rows[0]))
            plans.extend(str(row[-1]) for row in cursor.fetchall())
        return asked(self, ready, *rows)

    monkeypatch.setattr(Session, "_execute", explained)
    (first, *_) = claim(outbox, "a")
    in_write(outbox, lambda tx: tx.renew_leases("a", MINUTES), "renew")
    settle(outbox, "a", first)
    in_write(outbox, lambda tx: tx.release_notices("a"), "release")
    told = "\n".join(plans)
    assert "ix_outbox_waiting" in told and "ix_outbox_leased" in told and "ix_outbox_lease_token" in told, told
    assert "SCAN outbox" not in told and "Seq Scan" not in told, told
