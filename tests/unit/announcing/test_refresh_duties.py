"""What `audit verify` finds about refreshes: they follow a certificate of the same person, and last no longer."""

from datetime import UTC, datetime
from typing import Any

import pytest

from preceptor.model.duties import Duties
from preceptor.model.event import Event

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
HELD: dict[str, Any] = {
    "certification": 1,
    "person": 5,
    "process": "retrospective",
    "role": "author",
    "capability": "teach",
    "version": "1.0.0",
    "edition": "e",
    "granted_on": "2026-03-02",
    "valid_until": "2027-03-02",
    "source": "founder",
}


def an_event(kind: str, seq: int, *, actor: int, **data: Any) -> Event:
    return Event(
        id=seq,
        stream="person:5",
        seq=seq,
        kind=kind,
        at=AT,
        actor=actor,
        request=None,
        fixed_clock=False,
        data={**HELD, **data},
        payload_digests=(),
        previous="",
        hash="",
    )


def breaches(**refreshed: Any) -> list[str]:
    """What is found where somebody whom another granted their certificate refreshes it themselves."""
    duties = Duties()
    again = {"certification": 2, "source": "refresh", "version": "2.0.0", "renews": 1, **refreshed}
    events = (
        an_event("certification-granted", 1, actor=1),
        an_event("certification-granted", 2, actor=1, certification=3, person=6),
        an_event("certification-refreshed", 3, actor=5, **again),
    )
    return [one.reason for event in events for one in duties.look(event)] + [one.reason for one in duties.rest()]


def test_whoever_has_read_it_refreshes_their_own_although_another_may_teach() -> None:
    assert breaches() == []


@pytest.mark.parametrize(
    "wrong", [{"valid_until": "2028-03-02"}, {"renews": 7}, {"renews": 3}, {"role": "moderator"}]
)
def test_one_that_lasts_longer_or_follows_nothing_of_theirs_is_found(wrong: dict[str, Any]) -> None:
    assert breaches(**wrong) == ["a refresh certifies more than what it refreshes"]
