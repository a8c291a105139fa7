"""Pairings, what they were credited with, their feedback and their load."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.support.happenings import (
    EDITION,
    NOW,
    a_credit,
    a_pairing,
    a_person,
    a_team,
    an_observation,
    feedback,
    in_write,
    moved,
    rated,
    write,
)

from preceptor.model.definition import Ladder, Process, Role, Rung, Validity
from preceptor.model.duration import Duration
from preceptor.model.event import moment
from preceptor.model.pairing import Credit, Load, Pairing
from preceptor.ports import PairingFilter
from preceptor.store import SqlStore

PEOPLE = (a_person(1, "ada"), a_person(2, "bea"), a_person(3, "cem"), a_person(4, "dan"))


def test_a_pairing_is_read_as_its_events_left_it(store: SqlStore) -> None:
    write(store, "r", a_team(1, "payments"), *PEOPLE, a_pairing(1, trainee=1, preceptor=2, team=1))
    begun = Pairing(
        id=1,
        process="retrospective",
        role="author",
        trainee=1,
        preceptor=2,
        team=1,
        edition=EDITION,
        state="watch",
        entered_at=NOW,
        due_at=NOW + timedelta(days=42),
        started_at=NOW,
    )
    with store.reading() as tx:
        assert tx.pairing(1) == begun
        assert tx.pairing(2) is None
    later = moment(NOW + timedelta(minutes=5))
    write(store, "s", moved("pairing-paused", 1, 2, state="paused", back="watch", paused_at=later), minutes=5)
    with store.reading() as tx:
        assert tx.pairing(1) == replace(
            begun, state="paused", back="watch", paused_at=NOW + timedelta(minutes=5), revision=2
        )


def test_pairings_are_listed_by_id_and_by_every_field_of_the_filter(store: SqlStore) -> None:
    write(
        store,
        "r",
        a_team(1, "payments"),
        *PEOPLE,
        a_pairing(1, trainee=1, preceptor=2, team=1),
        a_pairing(2, trainee=3, preceptor=2, role="moderator"),
        a_pairing(3, trainee=2, preceptor=4, process="release"),
        an_observation(1, performer=2, watchers=(3,)),
        a_credit(1, 2, observers=(2,)),
    )
    write(store, "s", moved("pairing-withdrawn", 1, 2, state="withdrawn", ended_at=moment(NOW)))
    expected = (
        (PairingFilter(), [1, 2, 3]),
        (PairingFilter(open=True), [2, 3]),
        (PairingFilter(process="release"), [3]),
        (PairingFilter(role="moderator"), [2]),
        (PairingFilter(team=1), [1]),
        (PairingFilter(state="watch"), [2, 3]),
        (PairingFilter(person=2), [1, 2, 3]),
        (PairingFilter(person=4, open=True), [3]),
        (PairingFilter(trainees=frozenset({3, 1, 77})), [1, 2]),
        (PairingFilter(trainees=frozenset()), []),
        (PairingFilter(observation=1), [2]),
        (PairingFilter(ids=frozenset({1, 3, 9})), [1, 3]),
        (PairingFilter(process="release", role="moderator"), []),
    )
    with store.reading() as tx:
        assert [[one.id for one in tx.pairings(which)] for which, _ in expected] == [ids for _, ids in expected]


def test_credits_come_by_the_day_held_with_observers_ratings_and_feedback(store: SqlStore) -> None:
    write(
        store,
        "r",
        *PEOPLE,
        a_pairing(1, trainee=1, preceptor=2),
        a_pairing(2, trainee=3, preceptor=2),
        an_observation(1, performer=2, watchers=(1, 3), held_on=date(2026, 3, 1)),
        an_observation(2, performer=2, watchers=(1,), held_on=date(2026, 2, 1), subject="Earlier"),
        a_credit(1, 1, observers=(2, 4)),
        a_credit(1, 2, observers=(2,)),
        a_credit(2, 1, observers=(2,)),
        rated(1, 1, 2, talk_through="met", explains="not-yet"),
        feedback(1, 1, by=2, about=1),
    )
    with store.reading() as tx:
        assert tx.credits(1) == [
            Credit(
                observation=2,
                pairing=1,
                rung="watch",
                attempt=1,
                held_on=date(2026, 2, 1),
                subject="Earlier",
                observers=(2,),
            ),
            Credit(
                observation=1,
                pairing=1,
                rung="watch",
                attempt=1,
                held_on=date(2026, 3, 1),
                subject="Incident 7",
                observers=(2, 4),
                ratings={"talk-through": "met", "explains": "not-yet"},
                feedback=True,
            ),
        ]
        assert [one.observation for one in tx.credits(2)] == [1]
        assert tx.credits(3) == []


def test_feedback_is_told_by_observation_and_reads_erased_once_it_was(store: SqlStore) -> None:
    write(
        store,
        "r",
        *PEOPLE,
        a_pairing(1, trainee=1, preceptor=2),
        an_observation(1, performer=2, watchers=(1,)),
        an_observation(2, performer=4, watchers=(1,)),
        feedback(1, 1, by=2, about=1, well="calm"),
        feedback(2, 1, by=4, about=1, well="clear"),
    )
    with store.reading() as tx:
        assert tx.feedback(1) == {
            1: {"by": "bea", "well": "calm", "change": "ask more", "next": "lead one"},
            2: {"by": "dan", "well": "clear", "change": "ask more", "next": "lead one"},
        }
        assert tx.feedback(2) == {}
    in_write(store, lambda tx: tx.erase(1))
    with store.reading() as tx:
        assert tx.feedback(1)[2] == {"by": "dan", "well": "erased", "change": "erased", "next": "erased"}


def test_repeats_are_counted_for_each_rung_apart(store: SqlStore) -> None:
    write(
        store,
        "r",
        *PEOPLE,
        a_pairing(1, trainee=1, preceptor=2),
        moved("rung-repeated", 1, 2, attempt=2),
        moved("rung-repeated", 1, 3, attempt=3),
        moved("rung-advanced", 1, 4, state="do-watched", attempt=1),
        moved("rung-repeated", 1, 5, attempt=2),
    )
    with store.reading() as tx:
        assert [tx.repeats(1, rung) for rung in ("watch", "do-watched", "reverse")] == [2, 1, 0]
        assert tx.repeats(2, "watch") == 0


@pytest.fixture
def ladder_edition(store: SqlStore) -> str:
    """An edition whose pairings take four hours of a trainee and two of a preceptor."""
    month = Duration.parse("1 months")
    process = Process(
        name="retrospective",
        title="Retrospective",
        version="1.0.0",
        roles=(
            Role(
                name="author",
                title="Author",
                ladder=Ladder(
                    lifecycle="ladder",
                    rungs=(Rung(name="watch", title="Watch", observations=2, within=month),),
                    valid=Validity(length=month, renew_from=month, idle=month),
                    feedback_within=month,
                    trainee_hours=4,
                    preceptor_hours=2,
                ),
            ),
        ),
    )
    in_write(store, lambda tx: tx.publish(process, EDITION), "publish")
    return EDITION


def test_a_load_is_what_open_pairings_take_that_do_not_rest(store: SqlStore, ladder_edition: str) -> None:
    write(
        store,
        "r",
        *PEOPLE,
        a_pairing(1, trainee=1, preceptor=2, edition=ladder_edition),
        a_pairing(2, trainee=2, preceptor=3, edition=ladder_edition),
        a_pairing(3, trainee=3, preceptor=2, edition=ladder_edition),
        a_pairing(4, trainee=4, preceptor=2, edition=ladder_edition),
    )
    write(
        store,
        "s",
        moved("pairing-paused", 3, 2, state="paused", paused_at=moment(NOW)),
        moved("pairing-withdrawn", 4, 2, state="withdrawn", ended_at=moment(NOW)),
    )
    with store.reading() as tx:
        assert tx.load(2) == Load(as_trainee=1, as_preceptor=1, hours=6)
        assert tx.load(2, without=1) == Load(as_trainee=1, as_preceptor=0, hours=4)
        assert tx.load(4) == Load()
