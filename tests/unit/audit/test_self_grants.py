"""What `audit verify` finds where somebody certified themselves: by a grant, or by a record of the past."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.support.world import OWNER, World

from preceptor.model.duties import Duties
from preceptor.model.event import Event
from preceptor.services.audit import verify

OLGA, VIK, ROSA = 1, 2, 3
#: The moment of everything that is told here, long after the day on which the founders began.
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
BEGAN = "2025-11-03"


def granted(person: int, *, request: str | None, actor: int = OLGA, **data: Any) -> dict[str, Any]:
    about = {"person": person, "granted_on": BEGAN, "valid_until": "2026-11-03", "source": "founder", **data}
    return {"kind": "certification-granted", "request": request, "actor": actor, "data": about}


def breaches(*told: dict[str, Any]) -> list[int]:
    """Who is found to have certified themselves."""
    duties, found = Duties(), []
    for number, one in enumerate(told, start=1):
        named = {
            "certification": number,
            "process": "release-team",
            "role": "docs",
            "capability": "teach",
            "version": "1.0.0",
            "edition": "e",
        }
        event = Event(
            id=number,
            stream=f"person:{one['data']['person']}",
            seq=number,
            kind=one["kind"],
            at=AT,
            actor=one["actor"],
            request=one["request"],
            fixed_clock=False,
            data={**named, **one["data"]},
            payload_digests=(),
            previous="",
            hash="",
        )
        found.extend(duties.look(event))
    found.extend(duties.rest())
    assert all("while another held `teach`" in one.reason for one in found)
    return [int(one.stream.removeprefix("person:")) for one in found]


@pytest.mark.parametrize("order", [(OLGA, VIK), (VIK, OLGA), (VIK, OLGA, ROSA), (VIK, ROSA, OLGA)])
def test_founders_of_one_import_stand_in_nobodys_way_in_whatever_order(order: tuple[int, ...]) -> None:
    assert breaches(*(granted(one, request="a") for one in order)) == []


def test_who_founds_themselves_beside_a_founder_of_another_import_is_found() -> None:
    assert breaches(granted(VIK, request="a"), granted(OLGA, request="b")) == [OLGA]


def test_who_founds_themselves_beside_a_teacher_certified_since_the_day_that_is_told_of_is_found() -> None:
    """What counts is who may teach when it is put on record, not who might on the day of years ago."""
    today = {"granted_on": "2026-03-02", "valid_until": "2027-03-02"}
    assert breaches(granted(VIK, request="a", **today), granted(OLGA, request="b")) == [OLGA]


def test_a_teacher_of_that_day_who_is_none_any_more_keeps_nobody_from_it() -> None:
    assert breaches(granted(VIK, request="a", valid_until="2026-03-01"), granted(OLGA, request="b")) == []


def test_one_request_excuses_founders_only() -> None:
    assert breaches(granted(VIK, request="a", source="rung"), granted(OLGA, request="a")) == [OLGA]


def test_events_without_a_request_belong_to_no_import() -> None:
    assert breaches(granted(VIK, request=None), granted(OLGA, request=None)) == [OLGA]


def test_a_teacher_whose_revocation_is_dated_a_day_later_where_they_are_keeps_nobody_from_it(world: World) -> None:
    world.person("paul", zone="Asia/Tokyo")
    world.grant("paul")
    world.later(hours=9)  # the evening in UTC, and the next morning in Tokyo
    world.revoke("paul")
    world.later(minutes=5).grant(OWNER)
    assert verify(world.by(None))["ok"]
