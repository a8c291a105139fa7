"""One command being carried out: who asks, when, and the one transaction it happens in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NoReturn

from preceptor.errors import NoPerson, UnknownId
from preceptor.model.deadline import Calendar
from preceptor.model.event import Happening
from preceptor.model.people import Person, Team, can_mail
from preceptor.model.refusal import Reason, Refusal
from preceptor.notices import notices_about
from preceptor.ports import Calendars, Reading, Store, Writing


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

    def calendar_of(self, one: Person | Team) -> Calendar:
        """The calendar of a person or a team around now."""
        return self.calendars.of(one.time_zone, one.country, self.now.date())


@dataclass(frozen=True, kw_only=True)
class Act:
    """One command inside its transaction."""

    context: Context
    tx: Writing
    #: None: the system.
    actor: Person | None

    @property
    def now(self) -> datetime:
        """The moment of the command, UTC."""
        return self.context.now

    def today(self, person: Person) -> date:
        """Today where the person is."""
        return self.context.calendar_of(person).today(self.now)

    @property
    def by(self) -> Person:
        """Who acts. Raises `NoPerson` where nobody was named."""
        if self.actor is None:
            raise NoPerson
        return self.actor

    def record(self, happenings: Sequence[Happening]) -> None:
        """Put happenings on record and queue the notices that they call for."""
        self.tx.record(happenings, as_system=self.actor is None)
        notices = [notice for one in happenings for notice in notices_about(one)]
        if notices:
            wanted = self.tx.people({notice.to for notice in notices})
            reachable = {person.id for person in wanted if can_mail(person)}
            self.tx.queue([notice for notice in notices if notice.to in reachable])


class Refused(Exception):
    """Carries a refusal out of the transaction, so that nothing of it is kept."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__()
        self.refusal = refusal


def refuse(*reasons: Reason) -> NoReturn:
    """End the command with reasons and change nothing."""
    raise Refused(Refusal(reasons=reasons))


def acting_person(context: Context) -> Person:
    """Who the command acts for. Raises `NoPerson`."""
    if context.person is None:
        raise NoPerson
    with context.store.reading() as tx:
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
        raise UnknownId(f"`{short_id}` is no id of {what}; they look like `{letter}-12`")
    return int(digits)


def require_owner(act: Act, process: str, what: str) -> None:
    """Refuse unless the actor owns the process."""
    owners = act.tx.owners(process)
    if act.by.id not in {owner.id for owner in owners}:
        refuse(
            Reason(
                guard="actor",
                message=f"only an owner of {process} may {what}",
                who=tuple(owner.login for owner in owners),
            )
        )
