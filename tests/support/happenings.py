"""Builders for what a store records; each shows only what a test is about."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from preceptor.model.canonical import Json
from preceptor.model.event import Happening, Payload, moment
from preceptor.ports import Request, Store, Writing

T = TypeVar("T")

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
EDITION = "e" * 64


def a_request(name: str = "r", *, minutes: int = 0, actor: int | None = None, digest: str = "d") -> Request:
    """A request that many minutes after NOW."""
    return Request(id=name, digest=digest, actor=actor, now=NOW + timedelta(minutes=minutes), fixed_clock=True)


def write(store: Store, name: str, *happenings: Happening, minutes: int = 0) -> None:
    """Record happenings in a transaction of their own."""
    store.write(a_request(name, minutes=minutes), lambda tx: tx.record(happenings))


def in_write(store: Store, work: Callable[[Writing], T], name: str = "in") -> T:
    """Run `work` in a transaction of its own."""
    return store.write(a_request(name), work)


def a_person(
    identity: int,
    login: str,
    *,
    email: str | None = None,
    teams: tuple[int, ...] = (),
    manager: int | None = None,
    hours: int | None = None,
) -> Happening:
    """A person was added."""
    body: dict[str, Json] = {"login": login, "name": login.title(), "email": email, "time_zone": "Europe/Berlin"}
    data: dict[str, Json] = {"person": identity, "teams": list(teams), "manager": manager, "hours": hours}
    return Happening(
        stream=f"person:{identity}",
        kind="person-added",
        data=data,
        payloads=(Payload(person=identity, body=body),),
    )


def a_team(identity: int, name: str, *, lead: int | None = None) -> Happening:
    """A team was added."""
    return Happening(
        stream=f"team:{identity}",
        kind="team-added",
        data={"team": identity, "name": name, "title": name.title(), "lead": lead},
    )


def an_owner(process: str, person: int) -> Happening:
    """Somebody began to own a process."""
    return Happening(stream=f"process:{process}", kind="owner-added", data={"process": process, "person": person})


def a_publication(process: str, version: str, effective_at: datetime, digest: str = EDITION) -> Happening:
    """A revision was published."""
    return Happening(
        stream=f"process:{process}",
        kind="process-published",
        data={
            "process": process,
            "version": version,
            "digest": digest,
            "effective_at": moment(effective_at),
        },
    )


def owed(
    identity: int,
    *,
    person: int | None = None,
    team: int | None = None,
    kind: str = "rung",
    instance: str | None = None,
    opens_at: datetime = NOW,
    due_at: datetime = NOW,
    process: str = "retrospective",
) -> Json:
    """An obligation as events open it."""
    return {
        "id": identity,
        "kind": kind,
        "person": person,
        "team": team,
        "process": process,
        "instance": instance,
        "opens_at": moment(opens_at),
        "due_at": moment(due_at),
        "remind_at": moment(due_at),
    }


def a_pairing(
    identity: int,
    *,
    trainee: int,
    preceptor: int,
    role: str = "author",
    process: str = "retrospective",
    team: int | None = None,
    edition: str = EDITION,
    owes: tuple[Json, ...] = (),
) -> Happening:
    """A pairing began on the rung `watch`."""
    return Happening(
        stream=f"pairing:{identity}",
        kind="pairing-started",
        data={
            "pairing": identity,
            "process": process,
            "role": role,
            "trainee": trainee,
            "preceptor": preceptor,
            "team": team,
            "edition": edition,
            "state": "watch",
            "due_at": moment(NOW + timedelta(days=42)),
            "owed": list(owes),
        },
    )


def moved(kind: str, pairing: int, revision: int, **data: Json) -> Happening:
    """A pairing changed."""
    return Happening(stream=f"pairing:{pairing}", kind=kind, data={"pairing": pairing, "revision": revision, **data})


def an_observation(
    identity: int,
    *,
    performer: int,
    watchers: tuple[int, ...] = (),
    held_on: date = date(2026, 2, 27),
    subject: str = "Incident 7",
    role: str = "author",
    process: str = "retrospective",
) -> Happening:
    """Somebody performed a role, and others watched."""
    return Happening(
        stream=f"process:{process}",
        kind="observation-recorded",
        data={
            "observation": identity,
            "process": process,
            "role": role,
            "held_on": held_on.isoformat(),
            "performer": performer,
            "watchers": list(watchers),
        },
        payloads=(Payload(person=None, body={"subject": subject}),),
    )


def a_credit(observation: int, pairing: int, *, observers: tuple[int, ...], rung: str = "watch") -> Happening:
    """A pairing was credited with an observation."""
    return Happening(
        stream=f"pairing:{pairing}",
        kind="observation-credited",
        data={
            "observation": observation,
            "pairing": pairing,
            "rung": rung,
            "attempt": 1,
            "observers": list(observers),
        },
    )


def rated(observation: int, pairing: int, by: int, **ratings: str) -> Happening:
    """Standards were rated; underscores in their names stand for hyphens."""
    named: dict[str, Json] = {name.replace("_", "-"): rating for name, rating in ratings.items()}
    return Happening(
        stream=f"pairing:{pairing}",
        kind="standards-rated",
        data={"observation": observation, "pairing": pairing, "ratings": named, "by": by},
    )


def feedback(observation: int, pairing: int, *, by: int, about: int, well: str = "calm") -> Happening:
    """Feedback in three parts was given."""
    return Happening(
        stream=f"pairing:{pairing}",
        kind="feedback-given",
        data={"observation": observation, "pairing": pairing, "by": by},
        payloads=(Payload(person=about, body={"well": well, "change": "ask more", "next": "lead one"}),),
    )


def a_certificate(
    identity: int,
    person: int,
    *,
    capability: str = "lead",
    role: str = "author",
    granted_on: date = date(2026, 1, 5),
    process: str = "retrospective",
) -> Happening:
    """A capability was granted for a year."""
    return Happening(
        stream=f"person:{person}",
        kind="certification-granted",
        data={
            "certification": identity,
            "person": person,
            "process": process,
            "role": role,
            "capability": capability,
            "version": "1.0.0",
            "edition": EDITION,
            "source": "founder",
            "idle_days": 183,
            "idle_occasions": 3,
            "granted_on": granted_on.isoformat(),
            "valid_until": (granted_on + timedelta(days=365)).isoformat(),
        },
    )


#: People, a team, a pairing that climbed, what it was credited with, and what is owed for it.
STORY = (
    a_team(1, "payments", lead=2),
    a_person(1, "ada", email="ada@example.org", hours=6, teams=(1,), manager=2),
    a_person(2, "bea", email="bea@example.org"),
    a_person(3, "cem", teams=(1,)),
    an_owner("retrospective", 2),
    a_publication("retrospective", "1.0.0", NOW),
    a_certificate(1, 2),
    a_certificate(2, 2, capability="teach"),
    a_pairing(1, trainee=1, preceptor=2, team=1, owes=(owed(1, person=1, instance="P-1"),)),
    an_observation(1, performer=2, watchers=(1,)),
    a_credit(1, 1, observers=(2,)),
    rated(1, 1, 2, talk_through="met"),
    feedback(1, 1, by=2, about=1),
    moved("rung-advanced", 1, 2, state="do-watched", attempt=1, entered_at=moment(NOW), settled=[1]),
)


def the_story(store: Store) -> None:
    """Put STORY on record, ids taken, in one transaction."""

    def work(tx: Writing) -> None:
        for table, how_many in (
            ("people", 3),
            ("teams", 1),
            ("certifications", 2),
            ("pairings", 1),
            ("observations", 1),
            ("obligations", 1),
        ):
            tx.next_id(table, how_many)
        tx.record(STORY)

    store.write(a_request("story", actor=2), work)
