"""The log: chained, erasable without a break, and all that the state is made from."""

from datetime import date, timedelta

import pytest
from sqlalchemy import create_engine, text
from tests.support.happenings import (
    NOW,
    STORY,
    a_certificate,
    a_pairing,
    a_person,
    a_request,
    an_observation,
    in_write,
    moved,
    the_story,
    write,
)
from tests.support.replay import broken_links, replayed, stored

from preceptor.errors import ClockBehind
from preceptor.model.event import GENESIS, Happening, Payload
from preceptor.model.projection import kinds
from preceptor.ports import Writing
from preceptor.store import SqlStore


def test_events_are_numbered_and_chained_stream_by_stream(store: SqlStore) -> None:
    the_story(store)
    with store.reading() as tx:
        events = list(tx.events())
        assert [event.kind for event in events] == [one.kind for one in STORY]
        assert [event.id for event in events] == list(range(1, len(STORY) + 1))
        pairing = list(tx.events("pairing:1"))
        assert [event.seq for event in pairing] == [1, 2, 3, 4, 5]
        assert [event.previous for event in pairing] == [GENESIS, *(event.hash for event in pairing[:-1])]
        assert broken_links(tx) == []
        assert list(tx.events("pairing:9")) == []


def test_an_event_says_who_asked_when_and_under_which_request(store: SqlStore) -> None:
    def work(tx: Writing) -> None:
        tx.record([a_person(1, "ada")])
        tx.record([moved("pairing-touched", 7, 1)], as_system=True)

    store.write(a_request("asked", actor=5, minutes=2), work)
    with store.reading() as tx:
        ada, system = tx.events()
        assert (ada.actor, ada.request, ada.fixed_clock) == (5, "asked", True)
        assert ada.at == NOW + timedelta(minutes=2) == tx.last_moment()
        assert (system.actor, system.request) == (None, "asked")


def test_a_stream_goes_on_over_transactions_and_calls(store: SqlStore) -> None:
    def work(tx: Writing) -> None:
        tx.record([moved("pairing-touched", 1, 1), moved("pairing-touched", 2, 1)])
        tx.record([moved("pairing-touched", 1, 1)])

    for name in ("a", "b"):
        in_write(store, work, name)
    with store.reading() as tx:
        assert [event.seq for event in tx.events("pairing:1")] == [1, 2, 3, 4]
        assert [event.seq for event in tx.events("pairing:2")] == [1, 2]
        assert broken_links(tx) == []


def test_many_events_are_recorded_and_paged_in_order(store: SqlStore) -> None:
    write(store, "r", *(moved("pairing-touched", n % 3, 1) for n in range(1501)))
    with store.reading() as tx:
        assert [event.id for event in tx.events()] == list(range(1, 1502))
        assert [event.seq for event in tx.events("pairing:0")] == list(range(1, 502))
        assert broken_links(tx) == []


def test_the_state_is_what_the_events_replay_to(store: SqlStore) -> None:
    the_story(store)
    write(
        store,
        "more",
        a_pairing(2, trainee=3, preceptor=2),
        an_observation(2, performer=3, subject="other"),
        a_certificate(3, 3),
        Happening(
            stream="person:2", kind="certification-revoked", data={"certification": 1, "revoked_on": "2026-03-02"}
        ),
        Happening(stream="team:1", kind="team-left", data={"team": 1, "person": 3}),
        Happening(
            stream="process:retrospective",
            kind="step-reported",
            data={
                "report": 1,
                "process": "retrospective",
                "step": "research",
                "kind": "unclear",
                "edition": "x",
                "by": 1,
            },
        ),
        Happening(stream="process:retrospective", kind="observation-voided", data={"observation": 2}),
        minutes=1,
    )
    with store.reading() as tx:
        rows = stored(tx)
        assert rows == replayed(tx)
        assert len(rows["people"]) == 3
        assert len(rows["reports"]) == 1
        with pytest.raises(KeyError):
            list(tx.rows("events"))


def test_rows_of_a_long_table_are_paged_without_loss(store: SqlStore) -> None:
    write(store, "r", *(a_person(n, f"p{n}") for n in range(1, 31)))
    write(
        store,
        "s",
        *(an_observation(n, performer=1, watchers=tuple(range(2, 31)), subject=str(n)) for n in range(1, 31)),
    )
    with store.reading() as tx:
        assert len(list(tx.rows("participants"))) == 900
        assert stored(tx) == replayed(tx)


def test_a_row_that_was_changed_behind_the_log_differs_from_replay(store: SqlStore, database_url: str) -> None:
    the_story(store)
    store.close()
    _behind(database_url, "UPDATE certifications SET valid_until = '2036-01-05' WHERE id = 1")
    with store.reading() as tx:
        different = [name for name, rows in stored(tx).items() if rows != replayed(tx)[name]]
    assert different == ["certifications"]


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE events SET data = replace(data, 'watch', 'reverse') WHERE seq = 1 AND stream = 'pairing:1'",
        "UPDATE events SET data = 'not json' WHERE seq = 1 AND stream = 'pairing:1'",
        "UPDATE events SET payload_digests = 'not json' WHERE seq = 1 AND stream = 'pairing:1'",
        "UPDATE events SET actor_id = 1 WHERE seq = 1 AND stream = 'pairing:1'",
        "UPDATE events SET kind = 'pairing-touched' WHERE seq = 1 AND stream = 'pairing:1'",
    ],
)
def test_an_event_that_was_changed_does_not_verify(store: SqlStore, database_url: str, tampering: str) -> None:
    the_story(store)
    store.close()
    _behind(database_url, tampering)
    with store.reading() as tx:
        assert ("pairing:1", 1) in broken_links(tx)


def test_an_event_that_was_removed_leaves_a_gap(store: SqlStore, database_url: str) -> None:
    the_story(store)
    store.close()
    _behind(database_url, "DELETE FROM events WHERE stream = 'pairing:1' AND seq = 2")
    with store.reading() as tx:
        assert broken_links(tx) == [("pairing:1", 3)]


def test_a_payload_that_does_not_parse_is_an_error_and_still_seen(store: SqlStore, database_url: str) -> None:
    write(store, "r", a_person(1, "ada"))
    store.close()
    _behind(database_url, "UPDATE payloads SET body = '{\"login\": '")
    with store.reading() as tx:
        with pytest.raises(ValueError, match="Expecting value"):
            tx.payloads(1)
        (kept,) = tx.kept_payloads([1])[1]
        assert kept.body == '{"login": '


def test_erasing_a_person_removes_their_words_and_breaks_no_chain(store: SqlStore) -> None:
    the_story(store)

    def erase(tx: Writing) -> int:
        gone = tx.erase(1)
        tx.record([Happening(stream="person:1", kind="person-erased", data={"person": 1})])
        return gone

    assert in_write(store, erase) == 2
    assert in_write(store, lambda tx: tx.erase(1), "again") == 0
    with store.reading() as tx:
        assert tx.person(1).login == "erased-1"
        assert not tx.person(1).active
        added = next(event for event in tx.events("person:1"))
        assert tx.payloads(added.id) == [None]
        (kept,) = tx.kept_payloads([added.id])[added.id]
        assert (kept.person, kept.salt, kept.body) == (1, None, None)
        assert broken_links(tx) == []
        assert stored(tx) == replayed(tx)
        assert tx.person(2).login == "bea"


def test_erased_words_are_not_left_in_the_file(sqlite_url: str) -> None:
    store = SqlStore(sqlite_url)
    secret = "Wilhelmine-Friederike-Sophie"
    write(store, "r", a_person(1, "ada", email=f"{secret}@example.org"))

    def erase(tx: Writing) -> None:
        tx.erase(1)
        tx.record([Happening(stream="person:1", kind="person-erased", data={"person": 1})])

    in_write(store, erase)
    store.close()
    with open(sqlite_url.removeprefix("sqlite:///"), "rb") as file:
        assert secret.encode() not in file.read()


def test_payloads_are_salted_so_that_equal_words_have_unequal_digests(store: SqlStore) -> None:
    same = Payload(person=None, body={"text": "yes"})
    write(
        store,
        "r",
        *(Happening(stream="pairing:1", kind="pairing-touched", data={}, payloads=(same, same)) for _ in range(2)),
    )
    with store.reading() as tx:
        digests = [digest for event in tx.events() for digest in event.payload_digests]
        assert len(set(digests)) == 4
        assert [tx.payloads(event.id) for event in tx.events()] == [[{"text": "yes"}] * 2] * 2


def test_a_clock_behind_a_touched_stream_writes_nothing(store: SqlStore) -> None:
    write(store, "r", moved("pairing-touched", 1, 1), minutes=10)
    with pytest.raises(ClockBehind, match="pairing:1"):
        write(store, "s", moved("pairing-touched", 2, 1), moved("pairing-touched", 1, 1), minutes=9)
    write(store, "t", moved("pairing-touched", 1, 1), minutes=10)
    write(store, "u", moved("pairing-touched", 2, 1), minutes=9)
    with store.reading() as tx:
        assert [event.request for event in tx.events()] == ["r", "t", "u"]
        assert tx.answer("s") is None


def test_every_kind_of_event_writes_only_columns_that_the_tables_have() -> None:
    told = {one.kind for one in STORY}
    assert told < kinds()


def test_time_is_settled_through_a_day(store: SqlStore) -> None:
    assert in_write(store, lambda tx: tx.settled_through(), "a") is None
    for day in (1, 5):
        in_write(store, lambda tx, day=day: tx.settle_through(date(2026, 3, day)), f"b{day}")  # type: ignore[misc]
    assert in_write(store, lambda tx: tx.settled_through(), "c") == date(2026, 3, 5)


def _behind(url: str, command: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(command.replace(":", r"\:")))
    engine.dispose()
