"""What the weekly mail about a team is made from: who advanced, who is certified, what is overdue, and what became
of recommendations."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from textwrap import shorten
from typing import Any

from preceptor.model.definition import Process
from preceptor.model.people import Person, Team
from preceptor.ports import ObligationFilter, PairingFilter, QueuedNotice, Reading
from preceptor.services.certification_views import documents_of_members
from preceptor.services.context import Context
from preceptor.services.overview import documents
from preceptor.services.readable import readable_day
from preceptor.services.recommendations.standing import standing
from preceptor.services.reminding.values import NothingLeft, Values, item

#: A mail names no more of what is overdue; the rest is where it leads to.
MOST = 20
#: Characters of a recommendation: about two lines of a mail.
_TEXT = 140
#: What still counts in full.
_STANDING = ("valid", "refresh-due")


def status_values(
    context: Context, tx: Reading, notice: QueuedNotice, to: Person, *, readable: Callable[[str, Person], str]
) -> Values:
    """What the templates take beside who reads them. Raises `NothingLeft`."""
    about: Mapping[str, Any] = notice.context
    team = tx.team(about["status"])
    monday = date.fromisoformat(about["monday"])
    owed = tx.obligations(ObligationFilter(team=team.id, due_before=context.now))
    overdue = documents(context, tx, owed, context.now)
    recommendations = _recommendations(context, tx, team, monday)
    values: Values = {
        "team": {"name": team.name, "title": team.title},
        "advanced": list(_advanced(context, tx, team, monday)),
        "certified": _certified(context, tx, team),
        "overdue": [item(context, tx, one, to, readable=readable) for one in overdue[:MOST]],
        "more": max(0, len(overdue) - MOST),
        "under_way": recommendations["under_way"],
        "ended": recommendations["ended"],
    }
    if not any(values[what] for what in ("advanced", "certified", "overdue", "under_way", "ended")):
        raise NothingLeft("there is nothing to tell of the team")
    return values


def worth_telling(context: Context, tx: Reading, team: Team, monday: date) -> bool:
    """Whether the mail of a week would say anything of a team."""
    overdue = tx.obligations(ObligationFilter(team=team.id, due_before=context.now))
    return bool(
        overdue
        or _certified(context, tx, team)
        or list(_advanced(context, tx, team, monday))
        or any(_recommendations(context, tx, team, monday).values())
    )


def _advanced(context: Context, tx: Reading, team: Team, monday: date) -> Iterator[Values]:
    """The rungs that were left in the week before a Monday, where the team is."""
    since, until = _week(context, team, monday)
    for pairing in tx.pairings(PairingFilter(team=team.id)):
        if pairing.entered_at < since:
            continue  # it has come to where it is before that
        for event in tx.events(f"pairing:{pairing.id}"):
            if event.kind == "rung-advanced" and since <= event.at < until:
                data: Mapping[str, Any] = event.data
                definition = tx.definition(pairing.edition)
                yield {
                    "trainee": tx.person(pairing.trainee).name,
                    "role": _title(definition, pairing.role),
                    "rung": _rung(definition, pairing.role, data["before"]),
                    "capability": data.get("earned"),
                }


def _week(context: Context, team: Team, monday: date) -> tuple[datetime, datetime]:
    """The week before a Monday, where the team is."""
    zone = context.calendar_of(team).zone
    return datetime.combine(monday - timedelta(days=7), time(), zone), datetime.combine(monday, time(), zone)


def _recommendations(context: Context, tx: Reading, team: Team, monday: date) -> dict[str, list[Values]]:
    """Those that are under way, and those that ended since a week before that Monday, with the reason."""
    since, _ = _week(context, team, monday)
    found = standing(context, tx, team=team.id, since=since, most=MOST)
    return {
        "under_way": [
            {
                "id": one["id"],
                "text": _named(one["text"]),
                "state": one["state"],
                "owner": _name(tx, one["owner"] or ""),
                "due": readable_day(date.fromisoformat(str(one["due"]))),
            }
            for one in found["under_way"]
        ],
        "ended": [
            {
                "id": one["id"],
                "text": _named(one["text"]),
                "state": one["state"],
                "why": one["why"],
            }
            for one in found["ended"]
        ],
    }


def _named(text: str) -> str:
    """As much of a recommendation's text as says which one is meant; the mail goes on after it."""
    return shorten(text, _TEXT, placeholder=" …").rstrip(".")


def _certified(context: Context, tx: Reading, team: Team) -> list[Values]:
    """By role, who of the team holds what in full."""
    found: dict[tuple[str, str], dict[str, list[str]]] = {}
    for one in documents_of_members(context, tx, team):
        if one["state"] in _STANDING:
            held = found.setdefault((one["process"], one["role"]), {})
            held.setdefault(one["person"], []).append(one["capability"])
    certified: list[Values] = []
    for (process, role), people in found.items():
        revision = tx.in_force(process, context.now)
        title = _title(tx.definition(revision.digest), role) if revision else role
        named = [{"name": _name(tx, login), "may": capabilities} for login, capabilities in people.items()]
        certified.append({"process": process, "role": title, "people": named})
    return certified


def _title(definition: Process, role: str) -> str:
    return next((one.title for one in definition.roles if one.name == role), role)


def _name(tx: Reading, login: str) -> str:
    person = tx.person_called(login)
    return person.name if person else login


def _rung(definition: Process, role: str, name: str) -> str:
    ladder = definition.ladder_of(role)
    rung = ladder.rung(name) if ladder else None
    return rung.title if rung else name
