"""What may be said about a person or a team: every field is checked, and everything wrong with it is told at once.

Logins, names and addresses end up in the headers of mails and on terminals (`model/identity.py`).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from preceptor.errors import BadInput, Problem
from preceptor.model.identity import email_problem, is_space, login_problem, name_problem, printable, text_problem
from preceptor.ports import Calendars

#: What RFC 5321 lets a path have, the angle brackets left out.
LONGEST_EMAIL = 254
#: Characters of a team's name; as many as a login has.
LONGEST_TEAM = 64
#: Characters of a free text that is kept on record.
LONGEST_TEXT = 10_000
#: A week has no more hours.
MOST_HOURS = 168

#: As in the names of definitions: a team's variants lie in a folder that is called after it.
_TEAM = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
#: What begins an encoded word in a mail's header (RFC 2047).
_ENCODED = "=?"


@dataclass(frozen=True, kw_only=True)
class Details:
    """A person as somebody described them. Manager and teams are logins and names, not ids."""

    login: str
    name: str
    email: str | None = None
    time_zone: str | None = None
    country: str | None = None
    manager: str | None = None
    teams: tuple[str, ...] = ()
    #: Hours a week for learning and teaching; None: untracked.
    hours: int | None = None


def newcomer_troubles(details: Details, calendars: Calendars) -> Iterator[tuple[str, str]]:
    """Everything that is wrong with the own fields of somebody who is to be added, each with the field's name."""
    if problem := login_problem(details.login):
        yield "login", problem
    yield from person_troubles(details, calendars)


def person_troubles(details: Details, calendars: Calendars) -> Iterator[tuple[str, str]]:
    """Everything that is wrong with a person's own fields, each with the field's name in `Details`.

    The login stays as it was once accepted. Who the manager and the teams are is not looked at.
    """
    yield from (("name", one) for one in title_troubles(details.name, "name"))
    if details.email is not None:
        yield from (("email", one) for one in _email_troubles(details.email))
    yield from place_troubles(details.time_zone, details.country, calendars)
    if details.manager == details.login:
        yield "manager", "nobody is their own manager"
    if details.hours is not None and not 0 <= details.hours <= MOST_HOURS:
        yield "hours", f"the hours a week are 0 to {MOST_HOURS}, not {details.hours}"


def _email_troubles(email: str) -> Iterator[str]:
    problem = email_problem(email)
    if problem is None and len(email) > LONGEST_EMAIL:
        problem = f"a mail address has at most {LONGEST_EMAIL} characters"
    if problem:
        yield problem


def title_troubles(text: str, what: str) -> Iterator[str]:
    """What is wrong with a name or title that people read: printable Unicode on one line."""
    problem = name_problem(text)
    if problem:
        yield problem if what == "name" else f"{what}: {problem}"
    elif _ENCODED in text:
        yield f"the {what} holds `{_ENCODED}`, which would begin an encoded word in a mail"


def team_troubles(name: str) -> Iterator[str]:
    """What is wrong with a team's name."""
    if not _TEAM.fullmatch(name) or len(name) > LONGEST_TEAM:
        yield (
            f"{shown(name)} is no name of a team: small letters, digits and single hyphens, beginning with a letter, "
            f"at most {LONGEST_TEAM} of them"
        )


def place_troubles(time_zone: str | None, country: str | None, calendars: Calendars) -> Iterator[tuple[str, str]]:
    """What is wrong with a time zone and a country, each by its name."""
    if time_zone is not None and not calendars.is_zone(time_zone):
        yield "time_zone", f"{shown(time_zone)} is no time zone; write an IANA name such as Europe/Berlin"
    if country is not None and not calendars.is_country(country):
        yield "country", f"{shown(country)} is no country; write an ISO 3166 code such as DE or US-CA"


def text_troubles(text: str, what: str) -> Iterator[str]:
    """What is wrong with free text that is kept on record; it may have several lines."""
    if problem := text_problem(text, LONGEST_TEXT, breaks="\n\t"):
        yield f"the {what} {problem}"


def demand(troubles: Iterable[str]) -> None:
    """Raise `BadInput` that says all troubles, where there are any."""
    found = list(troubles)
    if len(found) == 1:
        raise BadInput(found[0])
    if found:
        raise BadInput(problems=[Problem(message=one) for one in found])


def tidy(text: str) -> str:
    """A name or title without outer space, composed (NFC) and with plain spaces: what looks the same is the same."""
    return unicodedata.normalize("NFC", "".join(" " if is_space(one) else one for one in text.strip()))


def shown(text: str) -> str:
    """What somebody typed, between backticks and cut where it is long; nothing in it moves a cursor."""
    return f"`{printable(text[:80])}{'…' if len(text) > 80 else ''}`"
