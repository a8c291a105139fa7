"""Obligations, certifications and the outbox."""

from datetime import date, timedelta

from tests.support.happenings import (
    NOW,
    a_certificate,
    a_pairing,
    a_person,
    a_team,
    in_write,
    moved,
    owed,
    write,
)

from preceptor.model.event import Happening, moment
from preceptor.model.notice import Notice
from preceptor.model.obligation import Obligation
from preceptor.ports import ObligationFilter
from preceptor.store import SqlStore

PEOPLE = (
    a_team(1, "payments"),
    a_team(2, "search"),
    a_person(1, "ada", teams=(1,)),
    a_person(2, "bea"),
    a_person(3, "cem", teams=(2,)),
)


def test_an_obligation_is_read_as_it_was_opened(store: SqlStore) -> None:
    write(store, "r", *PEOPLE, a_pairing(1, trainee=1, preceptor=2, owes=(owed(1, person=1, instance="P-1"),)))
    with store.reading() as tx:
        assert tx.obligations(ObligationFilter()) == [
            Obligation(
                id=1,
                kind="rung",
                person=1,
                process="retrospective",
                instance="P-1",
                opens_at=NOW,
                due_at=NOW,
                next_reminder_at=NOW,
            )
        ]


def test_obligations_are_found_by_whom_what_and_when(store: SqlStore) -> None:
    day = timedelta(days=1)
    obligations = (
        owed(1, person=1, due_at=NOW + 3 * day, instance="P-1"),
        owed(2, team=1, due_at=NOW + 2 * day, kind="rebase"),
        owed(3, person=2, due_at=NOW + day, instance="P-1", kind="feedback"),
        owed(4, person=2, due_at=NOW + day, instance="P-10"),
        owed(5, person=3, due_at=NOW, opens_at=NOW - day, process="release"),
    )
    write(
        store,
        "r",
        *PEOPLE,
        a_pairing(1, trainee=1, preceptor=2, team=1, owes=obligations),
        a_pairing(10, trainee=3, preceptor=2, team=2),
    )
    expected = (
        (ObligationFilter(), [5, 3, 4, 2, 1]),
        (ObligationFilter(person=2), [3, 4]),
        # Owed by the team, by its member Ada, and by Bea about its pairing.
        (ObligationFilter(team=1), [3, 2, 1]),
        (ObligationFilter(team=2), [5, 4]),
        (ObligationFilter(process="release"), [5]),
        (ObligationFilter(instance="P-1"), [3, 1]),
        (ObligationFilter(kind="feedback"), [3]),
        (ObligationFilter(due_before=NOW + 2 * day), [5, 3, 4]),
        (ObligationFilter(opened_by=NOW - day), [5]),
        (ObligationFilter(team=1, person=2, due_before=NOW + 9 * day), [3]),
    )
    with store.reading() as tx:
        assert [[one.id for one in tx.obligations(which)] for which, _ in expected] == [ids for _, ids in expected]


def test_what_is_settled_is_owed_no_more_and_what_moves_is_due_later(store: SqlStore) -> None:
    write(store, "r", *PEOPLE, a_pairing(1, trainee=1, preceptor=2, owes=(owed(1, person=1), owed(2, person=2))))
    later = NOW + timedelta(days=9)
    write(
        store,
        "s",
        moved("pairing-extended", 1, 2, settled=[1], moved=[{"id": 2, "due_at": moment(later)}]),
    )
    with store.reading() as tx:
        (left,) = tx.obligations(ObligationFilter())
        assert (left.id, left.due_at, left.next_reminder_at) == (2, later, None)


def test_what_was_owed_at_a_moment_is_what_was_open_then_whatever_became_of_it(store: SqlStore) -> None:
    obligations = (
        owed(1, person=1),
        owed(2, person=2, instance="P-1"),
        owed(3, person=3),
        owed(4, team=1, opens_at=NOW + timedelta(minutes=9)),
    )
    write(store, "r", *PEOPLE, a_pairing(1, trainee=1, preceptor=2, team=1, owes=obligations))
    write(store, "s", moved("pairing-extended", 1, 2, settled=[1, 2]), minutes=5)

    def owed_at(minutes: int, **rest: int) -> list[int]:
        with store.reading() as tx:
            found = tx.obligations(ObligationFilter(open_at=NOW + timedelta(minutes=minutes), **rest))
            return [one.id for one in found]

    assert [owed_at(-1), owed_at(0), owed_at(4), owed_at(5), owed_at(9)] == [[], [1, 2, 3], [1, 2, 3], [3], [3, 4]]
    assert (owed_at(4, team=1), owed_at(5, team=1), owed_at(9, team=1)) == ([1, 2], [], [4])
    assert owed_at(4, person=2) == [2]


def test_certifications_come_by_process_role_person_and_day(store: SqlStore) -> None:
    write(
        store,
        "r",
        *PEOPLE,
        a_certificate(1, 2, role="moderator"),
        a_certificate(2, 2, granted_on=date(2026, 1, 9)),
        a_certificate(3, 2, granted_on=date(2026, 1, 5)),
        a_certificate(4, 1, capability="teach"),
        a_certificate(5, 1, process="change"),
    )
    ended: dict[str, object] = {"certification": 3, "revoked_on": "2026-02-01"}
    write(store, "s", Happening(stream="person:2", kind="certification-revoked", data=ended))  # type: ignore[arg-type]
    with store.reading() as tx:
        assert [one.id for one in tx.certifications()] == [5, 4, 3, 2, 1]
        assert [one.id for one in tx.certifications("retrospective", "author", 2)] == [3, 2]
        assert [one.id for one in tx.certifications(person=1)] == [5, 4]
        (revoked,) = (one for one in tx.certifications() if one.revoked_on)
        assert (revoked.id, revoked.revoked_on, revoked.granted_on) == (3, date(2026, 2, 1), date(2026, 1, 5))


def _notice(key: str, to: int = 1) -> Notice:
    return Notice(kind="rung-advanced", to=to, dedup_key=key, context={"pairing": 1}, thread="retrospective")


def test_a_notice_is_queued_once_for_ever(store: SqlStore) -> None:
    write(store, "r", *PEOPLE)
    in_write(store, lambda tx: tx.queue([_notice("a"), _notice("b", to=2), _notice("a")]), "s")
    in_write(store, lambda tx: tx.queue([_notice("b", to=2), _notice("c")]), "t")
    in_write(store, lambda tx: tx.queue([]), "u")
    with store.reading() as tx:
        queued = tx.notices()
        assert [(one.to, one.state, one.attempts, one.context) for one in queued] == [
            (1, "ready", 0, {"pairing": 1}),
            (2, "ready", 0, {"pairing": 1}),
            (1, "ready", 0, {"pairing": 1}),
        ]
        assert [one.id for one in queued] == sorted(one.id for one in queued)
        assert queued[0].created_at == queued[0].next_at == NOW
        assert tx.notices("sent") == []
        assert tx.notice(queued[1].id) == queued[1]
        assert tx.notice(99) is None
        assert tx.answer("u") is None
