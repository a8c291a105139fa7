"""What an event does to the state. The store writes state only by applying these changes, and replay folds the
same ones: state equals replayed events unless somebody changed one behind the engine's back.

Nothing here decides: events record decided effects, so no guard, calendar or definition is asked again.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from preceptor.model import change_projection as change_projection
from preceptor.model import following_projection as following_projection
from preceptor.model import learning_projection as learning_projection
from preceptor.model import mail_projection as mail_projection
from preceptor.model import people_projection as people_projection
from preceptor.model import recommendation_projection as recommendation_projection
from preceptor.model import reminding_projection as reminding_projection
from preceptor.model import retrospective_projection as retrospective_projection
from preceptor.model import variant_projection as variant_projection
from preceptor.model.canonical import Json
from preceptor.model.row_changes import (
    PROJECTORS,
    Bodies,
    Change,
    Delete,
    Insert,
    Row,
    Update,
    Value,
    moment_of,
    on,
)

__all__ = ["Bodies", "Change", "Delete", "Insert", "Row", "Update", "Value", "kinds", "project"]


def project(kind: str, data: Mapping[str, Json], payloads: Bodies, at: datetime) -> Iterator[Change]:
    """The changes that one event makes. Raises `KeyError` for a kind of event that nobody knows."""
    yield from PROJECTORS[kind](data, payloads, at)
    yield from _obligations(data, at)


def kinds() -> frozenset[str]:
    """Every kind of event there is."""
    return frozenset(PROJECTORS)


def _obligations(data: Mapping[str, Any], at: datetime) -> Iterator[Change]:
    """Any event may open obligations (`owed`), end some (`settled`) and move others (`moved`)."""
    for one in data.get("owed", ()):
        yield Insert(
            table="obligations",
            values={
                "id": one["id"],
                "kind": one["kind"],
                "person_id": one.get("person"),
                "team_id": one.get("team"),
                "process": one["process"],
                "instance": one.get("instance"),
                "step": one.get("step"),
                "opens_at": moment_of(one["opens_at"]),
                "due_at": moment_of(one["due_at"]),
                "next_reminder_at": moment_of(one.get("remind_at")),
                "stage": one.get("stage"),
                "closed_at": None,
            },
        )
    for identity in data.get("settled", ()):
        yield Update(table="obligations", key={"id": identity}, values={"closed_at": at, "next_reminder_at": None})
    for one in data.get("moved", ()):
        values: dict[str, Value] = {
            "due_at": moment_of(one["due_at"]),
            "next_reminder_at": moment_of(one.get("remind_at")),
        }
        if one.get("anew"):
            values["stage"] = None
        yield Update(table="obligations", key={"id": one["id"]}, values=values)


@on("process-published")
def _published(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    yield Insert(
        table="revisions",
        values={
            "process": data["process"],
            "version": data["version"],
            "digest": data["digest"],
            "published_at": at,
            "effective_at": moment_of(data["effective_at"]),
        },
    )


@on("owner-added")
def _owner_added(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    yield Insert(table="owners", values={"process": data["process"], "person_id": data["person"]})


@on("owner-removed")
def _owner_removed(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    yield Delete(table="owners", key={"process": data["process"], "person_id": data["person"]})


@on("step-reported")
def _reported(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    keys = ("process", "step", "kind", "edition")
    yield Insert(
        table="reports",
        values={
            "id": data["report"],
            **{key: data[key] for key in keys},
            "person_id": data["by"],
            "reported_at": at,
            "change_id": None,
        },
    )


@on("pairing-started")
def _pairing_started(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    yield Insert(
        table="pairings",
        values={
            "id": data["pairing"],
            "process": data["process"],
            "role": data["role"],
            "trainee_id": data["trainee"],
            "preceptor_id": data["preceptor"],
            "team_id": data.get("team"),
            "edition": data["edition"],
            "state": data["state"],
            "back": None,
            "attempt": 1,
            "entered_at": at,
            "due_at": moment_of(data.get("due_at")),
            "paused_at": None,
            "started_at": at,
            "ended_at": None,
            "revision": 1,
        },
    )


@on(
    "rung-advanced",
    "rung-repeated",
    "pairing-paused",
    "pairing-resumed",
    "pairing-withdrawn",
    "pairing-reassigned",
    "pairing-extended",
    "pairing-rescheduled",
)
def _pairing_moved(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    """Carries the whole new position, so that one projector serves every move."""
    values: dict[str, Value] = {"revision": data["revision"]}
    for key in ("state", "back", "attempt"):
        if key in data:
            values[key] = data[key]
    if "preceptor" in data:
        values["preceptor_id"] = data["preceptor"]
    for key in ("entered_at", "due_at", "paused_at", "ended_at"):
        if key in data:
            values[key] = moment_of(data[key])
    yield Update(table="pairings", key={"id": data["pairing"]}, values=values)


@on("pairing-touched")
def _pairing_touched(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    """Only obligations changed, for example because the counts of a rung were met."""
    yield from ()


@on("observation-recorded")
def _observed(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    subject = (payloads[0] or {"subject": "erased"})["subject"]
    yield Insert(
        table="observations",
        values={
            "id": data["observation"],
            "process": data["process"],
            "role": data["role"],
            "held_on": date.fromisoformat(data["held_on"]),
            "subject": str(subject),
            "performer_id": data["performer"],
            "rehearsal": data.get("rehearsal", False),
            "edition": data.get("edition"),
            "recorded_at": at,
            "voided_at": None,
        },
    )
    for person in (data["performer"], *data["watchers"]):
        yield Insert(
            table="participants",
            values={
                "observation_id": data["observation"],
                "person_id": person,
                "performed": person == data["performer"],
                "process": data["process"],
                "role": data["role"],
                "held_on": date.fromisoformat(data["held_on"]),
            },
        )


@on("observation-voided")
def _voided(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    """What was caught up with by it alone is open again; events from before that was so reopen nothing."""
    yield Update(table="observations", key={"id": data["observation"]}, values={"voided_at": at})
    for group in data.get("refresh", ()):
        values: dict[str, Value] = {"refresh_by": date.fromisoformat(group["by"]), "refresh_for": group["for"]}
        for certification in group["certifications"]:
            yield Update(table="certifications", key={"id": certification}, values=values)
    for table in ("credits", "credit_observers", "participants", "ratings", "feedback"):
        yield Delete(table=table, key={"observation_id": data["observation"]})


@on("observation-credited")
def _credited(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    yield Insert(
        table="credits",
        values={
            "observation_id": data["observation"],
            "pairing_id": data["pairing"],
            "rung": data["rung"],
            "attempt": data["attempt"],
            "stand_in": data.get("stand_in", False),
        },
    )
    for person in data["observers"]:
        yield Insert(
            table="credit_observers",
            values={
                "observation_id": data["observation"],
                "pairing_id": data["pairing"],
                "person_id": person,
            },
        )


@on("standards-rated")
def _rated(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    for standard, rating in data["ratings"].items():
        yield Insert(
            table="ratings",
            values={
                "observation_id": data["observation"],
                "pairing_id": data["pairing"],
                "standard": standard,
                "rating": rating,
                "rated_by": data["by"],
            },
        )


@on("feedback-given")
def _feedback(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    yield Insert(
        table="feedback",
        values={
            "observation_id": data["observation"],
            "pairing_id": data["pairing"],
            "given_by": data["by"],
            "given_at": at,
        },
    )


@on("certification-granted", "certification-renewed", "certification-refreshed")
def _granted(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    keys = ("process", "role", "capability", "version", "edition", "source", "idle_days", "idle_occasions")
    yield Insert(
        table="certifications",
        values={
            "id": data["certification"],
            "person_id": data["person"],
            **{key: data[key] for key in keys},
            "granted_on": date.fromisoformat(data["granted_on"]),
            "valid_until": date.fromisoformat(data["valid_until"]),
            "refresh_by": date.fromisoformat(data["refresh_by"]) if data.get("refresh_by") else None,
            "refresh_for": data.get("refresh_for"),
            "revoked_on": None,
            "lapsed_on": None,
            "renewed_by": None,
        },
    )
    if "renews" in data:
        yield Update(table="certifications", key={"id": data["renews"]}, values={"renewed_by": data["certification"]})


@on("certification-revoked", "certification-lapsed")
def _ended(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    values: dict[str, Value] = {
        key: date.fromisoformat(data[key]) for key in ("revoked_on", "lapsed_on") if key in data
    }
    yield Update(table="certifications", key={"id": data["certification"]}, values=values)
