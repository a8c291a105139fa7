"""What `audit verify` finds about changes: nobody approves their own, whatever the database says."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from preceptor.model.duties import Duties
from preceptor.model.event import Event

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def an_event(kind: str, seq: int, *, actor: int, **data: Any) -> Event:
    return Event(
        id=seq,
        stream="change:1",
        seq=seq,
        kind=kind,
        at=AT,
        actor=actor,
        request=None,
        fixed_clock=False,
        data={"change": 1, "author": 1, **data},
        payload_digests=(),
        previous="",
        hash="",
    )


PROPOSED = an_event("change-proposed", 1, actor=1)


def breaches(*events: Event) -> list[str]:
    duties = Duties()
    return [one.reason for event in events for one in duties.look(event)]


def test_an_ordinary_change_breaks_nothing() -> None:
    published = an_event(
        "change-published", 3, actor=1, publisher=1, approvals=[2], needed=1, unreviewed=False, emergency=False
    )
    assert breaches(PROPOSED, an_event("change-approved", 2, actor=2, approved_by=2), published) == []


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (an_event("change-approved", 2, actor=1, approved_by=1), "approved their own"),
        (an_event("change-approved", 2, actor=2, approved_by=3), "another person than the one who acted"),
        (an_event("change-approved", 2, actor=1, approved_by=1, author=2), "another author"),
        (an_event("change-rejected", 2, actor=1), "rejected their own"),
        (
            an_event("change-published", 2, actor=1, publisher=1, approvals=[1], needed=1, unreviewed=False),
            "approved their own",
        ),
        (
            an_event("change-published", 2, actor=1, publisher=1, approvals=[], needed=1, unreviewed=False),
            "too few approvals",
        ),
    ],
)
def test_who_signed_for_themselves_is_found(event: Event, said: str) -> None:
    assert any(said in reason for reason in breaches(PROPOSED, event))


def test_whoever_published_it_does_not_review_it() -> None:
    published = an_event("change-published", 2, actor=2, publisher=2, approvals=[], needed=1, unreviewed=True)
    reviewed = an_event("change-approved", 3, actor=2, approved_by=2)
    assert breaches(PROPOSED, published, reviewed) == ["it is reviewed by whoever published it"]


def test_somebody_else_than_the_author_proposed_it() -> None:
    assert breaches(an_event("change-proposed", 1, actor=3)) == [
        "it is proposed by another person than the one who acted"
    ]


@pytest.mark.parametrize(
    ("effective", "said"), [(AT, ["it was taken back after it had taken effect"]), (AT + timedelta(days=1), [])]
)
def test_what_was_taken_back_after_it_had_taken_effect_is_found(effective: datetime, said: list[str]) -> None:
    published = an_event(
        *("change-published", 2), actor=1, publisher=1, approvals=[2], needed=1, unreviewed=False,
        effective_at=effective.isoformat(),
    )  # fmt: skip
    assert breaches(PROPOSED, published, an_event("change-withdrawn", 3, actor=1)) == said
