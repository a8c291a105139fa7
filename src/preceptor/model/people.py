"""People and teams."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who takes part. A person is never removed: deactivated, or erased down to the opaque id."""

    id: int
    login: str
    name: str
    #: None for people who were added by an import; nobody mails them.
    email: str | None = None
    #: An IANA name; None counts as UTC.
    time_zone: str | None = None
    #: ISO 3166 code whose public holidays are days off, `DE` or `DE-BY`; None: weekends and company days only.
    country: str | None = None
    manager: int | None = None
    #: Hours a week that the person may spend on learning and teaching; None: untracked.
    hours: int | None = None
    active: bool = True

    @property
    def erased(self) -> bool:
        """Whether only the id is left of them."""
        return self.login == f"erased-{self.id}"


@dataclass(frozen=True, kw_only=True)
class Team:
    """A group of people who follow one edition of each process."""

    id: int
    name: str
    title: str
    time_zone: str | None = None
    country: str | None = None
    lead: int | None = None
    members: tuple[int, ...] = ()

    @property
    def insiders(self) -> frozenset[int]:
        """Its members and its lead, who need not be one of them."""
        return frozenset({*self.members, *([self.lead] if self.lead is not None else [])})


@dataclass(frozen=True, kw_only=True)
class Absence:
    """When somebody is away, and who hears of what falls due for them meanwhile."""

    id: int
    person: int
    #: The first and the last day, where they are.
    from_on: date
    until_on: date
    cover: int

    def has(self, day: date) -> bool:
        """Whether the person is away on that day."""
        return self.from_on <= day <= self.until_on


def active_logins(people: Mapping[int, Person], some: Iterable[int]) -> tuple[str, ...]:
    """The logins of those of some people who are active, each once, in their order: who has left can do nothing."""
    return tuple(dict.fromkeys(people[one].login for one in some if people[one].active))


def way_back(login: str) -> str:
    """The command with which somebody who left comes back."""
    return f"preceptor person change {login} --active"


def can_mail(person: Person) -> bool:
    """Whether notices can reach the person at all."""
    return person.active and person.email is not None
