"""Facts about a retrospective for its guards; each shows only what a test is about."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.world import shipped

from preceptor.model.people import Person
from preceptor.model.retrospective import Retrospective, Reviewer, Submission, Thread
from preceptor.model.retrospective_facts import RetrospectiveFacts
from preceptor.model.review_guards import RETROSPECTIVE_GUARDS

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
#: By id, from 1.
LOGINS = ("ada", "otto", "rita", "mo", "pia", "nils", "lena", "olga")
ADA, OTTO, RITA, MO, PIA, NILS, LENA, OLGA = range(1, 9)
PARTS = {"author": ADA, "presenter": PIA, "moderator": MO, "note-taker": NILS}


def a_thread(identity: int = 1, **rest: Any) -> Thread:
    """A thread that rita opened."""
    usual: dict[str, Any] = {"kind": "clarify", "opener": RITA, "opened_at": NOW, "writeup": 1, "voices": (RITA,)}
    return Thread(id=identity, retrospective=3, **{**usual, **rest})


def settled(identity: int = 1, **rest: Any) -> Thread:
    return a_thread(identity, settled_at=NOW, settler=RITA, **rest)


def a_reviewer(person: int, state: Any = "asked") -> Reviewer:
    return Reviewer(person=person, state=state)


def handed_in(at: datetime) -> Submission:
    return Submission(number=1, submitter=ADA, submitted_at=at, digest="d")


def facts(*, on: dict[str, Any] | None = None, **rest: Any) -> RetrospectiveFacts:
    """A retrospective in review; `on` changes what is on record about it, `rest` what is known around it."""
    known: dict[str, Any] = {"state": "review", "entered_at": NOW, "opener": OTTO, "opened_at": NOW, **(on or {})}
    about = Retrospective(id=3, process="retrospective", title="Cards", team=1, edition="e", **known)
    process = shipped()["retrospective"]
    usual: dict[str, Any] = {
        "retrospective": about,
        "process": process,
        "lifecycle": process.lifecycles["retrospective"],
        "people": {at: Person(id=at, login=login, name=login.title()) for at, login in enumerate(LOGINS, 1)},
        "owners": (OLGA,),
        "team": "payments",
        "team_lead": LENA,
        "assigned": PARTS,
        "now": NOW,
    }
    return RetrospectiveFacts(**{**usual, **rest})


def without(login: str, **rest: Any) -> RetrospectiveFacts:
    """The facts once somebody has left."""
    people = {
        at: Person(id=at, login=one.login, name=one.name, active=one.login != login)
        for at, one in facts().people.items()
    }
    return facts(people=people, **rest)


def window(*, least: timedelta, most: timedelta) -> dict[str, Any]:
    """A window that ends so long from now."""
    return {"review_from": NOW, "review_least": NOW + least, "review_most": NOW + most}


def said(guard: str, known: RetrospectiveFacts, **parameters: Any) -> list[str]:
    """What a guard has against it."""
    return [one.message for one in reasons(guard, known, **parameters)]


def reasons(guard: str, known: RetrospectiveFacts, **parameters: Any) -> list[Any]:
    found = list(RETROSPECTIVE_GUARDS[guard].reasons(known, **parameters))
    assert {one.guard for one in found} <= {guard}
    return found
