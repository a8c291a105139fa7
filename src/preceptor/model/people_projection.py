"""What happens to people and teams does to the state; see `model/projection.py`."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from preceptor.model.row_changes import Bodies, Change, Delete, Insert, Row, Update, on


@on("person-added")
def _person_added(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    yield Insert(table="people", values={"id": data["person"], **_person(data, payloads), "active": True})
    for team in data.get("teams", ()):
        yield Insert(table="team_members", values={"team_id": team, "person_id": data["person"]})


@on("person-changed")
def _person_changed(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    yield Update(table="people", key={"id": data["person"]}, values=_person(data, payloads))


def _person(data: Any, payloads: Bodies) -> Row:
    body: Mapping[str, Any] = payloads[0] or _nobody(data["person"])
    return {
        **{key: body.get(key) for key in ("login", "name", "email", "time_zone", "country")},
        "manager_id": data.get("manager"),
        "hours": data.get("hours"),
    }


def _nobody(person: int) -> Mapping[str, Any]:
    """What stands in the place of an erased person's data."""
    return {"login": f"erased-{person}", "name": "erased"}


@on("person-deactivated")
def _person_deactivated(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    yield Update(table="people", key={"id": data["person"]}, values={"active": False})


@on("person-returned")
def _person_returned(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    """Nothing that others may have seen to meanwhile comes back with them: no process to own, no rotation."""
    yield Update(table="people", key={"id": data["person"]}, values={"active": True})
    for table in ("owners", "on_call"):
        yield Delete(table=table, key={"person_id": data["person"]})


@on("person-rescheduled")
def _person_rescheduled(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    """Only obligations changed, because the person's calendar did."""
    yield from ()


@on("person-erased")
def _person_erased(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    blank = {"email": None, "time_zone": None, "country": None, "active": False}
    yield Update(table="people", key={"id": data["person"]}, values={**_nobody(data["person"]), **blank})


@on("team-added")
def _team(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    keys = ("name", "title", "time_zone", "country")
    yield Insert(
        table="teams",
        values={"id": data["team"], **{key: data.get(key) for key in keys}, "lead_id": data.get("lead")},
    )


@on("team-joined")
def _team_joined(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    yield Insert(table="team_members", values={"team_id": data["team"], "person_id": data["person"]})


@on("team-left")
def _team_left(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    yield Delete(table="team_members", key={"team_id": data["team"], "person_id": data["person"]})


@on("team-lead-named")
def _team_lead(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    yield Update(table="teams", key={"id": data["team"]}, values={"lead_id": data["lead"]})
