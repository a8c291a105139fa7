"""What a command line says before any command, and the things it names: people, teams, processes, ids."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC
from typing import TYPE_CHECKING

from preceptor.errors import NoPerson, UnknownId
from preceptor.model.trackers import Trackers

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from preceptor.model.deadline import Calendar
    from preceptor.model.people import Person, Team
    from preceptor.ports import Calendars, Reading, Store


@dataclass
class Progress:
    """How far a command has come, for who stops it."""

    #: What it does is on record; what is left is to say so.
    done: bool = False


@dataclass(frozen=True, kw_only=True)
class Context:
    """What a command line says before any command: wired once by `bootstrap`."""

    store: Store
    calendars: Calendars
    now: datetime
    fixed_clock: bool = False
    #: The login of who asks; None: nobody said.
    person: str | None = None
    #: Nobody named the person: it is the operating system's user, who may be unknown here.
    assumed: bool = False
    #: A fixed clock may not write everywhere (CLI ground rules).
    writes_allowed: bool = True
    request_id: str | None = None
    #: The folder has refusals counted (`model/tries.py`).
    counts_refusals: bool = False
    #: Where tickets are kept.
    trackers: Trackers = field(default_factory=Trackers)
    progress: Progress = field(default_factory=Progress)

    def calendar_of(self, one: Person | Team) -> Calendar:
        """The calendar of a person or a team around now."""
        return self.calendars.of(one.time_zone, one.country, self.now.date())

    def zone_of(self, one: Person) -> tzinfo:
        """Where a person is: their zone, else UTC. Without their country, whose holidays would be loaded."""
        return self.calendars.of(one.time_zone, None, self.now.date()).zone


def acting_person(context: Context, tx: Reading) -> Person:
    """Who the command acts for. Raises `NoPerson`."""
    if context.person is None:
        raise NoPerson
    person = tx.person_called(context.person)
    if person is None and context.assumed:
        raise NoPerson(
            f"this command acts for a person, and nobody has the login `{context.person}` of the system's user"
        )
    if person is None:
        raise NoPerson(f"there is no person `{context.person}`, for whom this command is to act")
    if not person.active:
        raise NoPerson(f"{context.person} is not active any more and can act no longer")
    return person


def zone_of_reader(context: Context) -> tzinfo:
    """Where whoever asks reads a clock: their own zone, and UTC where nobody knows them or they have none."""
    if context.person is None:
        return UTC
    with context.store.reading() as tx:
        person = tx.person_called(context.person)
    return context.zone_of(person) if person else UTC


def known_person(tx: Reading, login: str) -> Person:
    """The person with this login. Raises `UnknownId`."""
    person = tx.person_called(login)
    if person is None:
        raise UnknownId(f"there is no person `{login}`", remedy="`preceptor person list` shows the logins.")
    return person


def known_team(tx: Reading, name: str) -> Team:
    """The team with this name. Raises `UnknownId`."""
    team = tx.team_called(name)
    if team is None:
        raise UnknownId(f"there is no team `{name}`", remedy="`preceptor team list` shows the teams.")
    return team


def known_process(tx: Reading, name: str) -> str:
    """The name itself where such a process is published. Raises `UnknownId`."""
    if name not in tx.processes():
        raise UnknownId(f"there is no process `{name}`", remedy="`preceptor process list` shows the processes.")
    return name


def number_in(short_id: str, letter: str, what: str) -> int:
    """The number in a short id such as `P-12` (`letter` is `P`); a bare number will do. Raises `UnknownId`."""
    digits = short_id.upper().removeprefix(f"{letter}-")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 18:
        raise UnknownId(f"`{short_id}` is no id of {what}; they look like `{letter}-12`", remedy="")
    return int(digits)
