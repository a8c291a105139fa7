"""What `audit verify` finds about variants: no team gives itself waivers, whatever the database says."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.support.varying import Varying

from preceptor.model.duties import Duties
from preceptor.model.event import Event
from preceptor.services.audit import verify

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def an_event(kind: str, *, actor: int = 1, **data: Any) -> Event:
    return Event(
        id=1,
        stream="team:1",
        seq=1,
        kind=kind,
        at=AT,
        actor=actor,
        request=None,
        fixed_clock=False,
        data=data,
        payload_digests=(),
        previous="",
        hash="",
    )


def waived(kind: str = "variant-waived", *, approver: int, actor: int | None = None, **rest: Any) -> Event:
    about = {"team": 1, "process": "baking", "waived": [{"approver": approver}], **rest}
    return an_event(kind, actor=approver if actor is None else actor, **about)


#: 1 and 2 own the process; 2 leads the team, in which 3 is.
BEFORE = (
    an_event("person-added", person=3, teams=[1]),
    an_event("team-added", team=1, lead=2),
    an_event("owner-added", process="baking", person=1),
    an_event("owner-added", process="baking", person=2),
)


JOINED = an_event("team-joined", team=1, person=1)
LEADLESS = an_event("team-lead-named", team=1, lead=None)


def breaches(*events: Event) -> list[str]:
    duties = Duties()
    return [one.reason for event in (*BEFORE, *events) for one in duties.look(event)]


def test_an_owner_who_is_not_of_the_team_may_waive() -> None:
    assert breaches(waived(approver=1)) == []


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ([waived(approver=2)], "of the team itself"),
        ([waived(approver=3)], "of the team itself"),
        ([waived(approver=9)], "nobody who owns"),
        ([waived(approver=1, actor=3)], "another person than the one who acted"),
        ([JOINED, LEADLESS, waived(approver=1)], "of the team itself"),
    ],
)
def test_who_waived_for_their_own_team_is_found(events: list[Event], said: str) -> None:
    assert any(said in reason for reason in breaches(*events))


def test_where_every_owner_is_of_the_team_one_of_them_may() -> None:
    assert breaches(an_event("owner-removed", process="baking", person=1), waived(approver=2)) == []
    assert breaches(an_event("person-deactivated", person=1), waived(approver=2)) == []
    assert breaches(an_event("team-left", team=1, person=3), waived(approver=1)) == []


def test_the_author_of_a_variant_does_not_waive_for_it_while_another_owner_could() -> None:
    proposed = an_event("change-proposed", actor=1, change=4, author=1)
    published = waived("variant-published", approver=1, change=4)
    another = an_event("owner-added", process="baking", person=5)
    assert breaches(proposed, published) == []
    assert breaches(another, proposed, published) == [
        "a waiver is given by the author of the variant that asks for it"
    ]


@pytest.mark.parametrize(("reviewer", "found"), [(5, False), (2, True), (3, True), (9, True)])
def test_waivers_that_were_given_alone_are_reviewed_by_an_owner_who_is_not_of_the_team(
    reviewer: int, found: bool
) -> None:
    proposed = an_event("change-proposed", actor=3, change=4, author=3)
    published = waived("variant-published", approver=1, change=4)
    another = an_event("owner-added", process="baking", person=5)
    review = an_event("change-approved", actor=reviewer, change=4, approved_by=reviewer, author=1)
    said = breaches(proposed, published, another, review)
    assert ("waivers are reviewed by somebody of the team itself, or by nobody who owns the process" in said) == found


def test_without_waivers_the_lead_may_review_what_their_team_does() -> None:
    published = an_event("variant-published", actor=1, team=1, process="baking", change=4)
    review = an_event("change-approved", actor=2, change=4, approved_by=2, author=1)
    assert breaches(an_event("change-proposed", actor=1, change=4, author=1), published, review) == []


def test_what_the_commands_do_breaks_nothing(varying: Varying) -> None:
    varying.waive("due", "2026-05-29")
    assert verify(varying.world.by(None))["ok"] is True
