"""What the record and a file together say of the past, read day by day: who began when, and who held what."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from preceptor.errors import Problem
from preceptor.model.certification import Certification, Practice, idle_days, last_day
from preceptor.model.definition import CAPABILITIES, Capability, Process
from preceptor.model.pairing import Observation
from preceptor.model.recognition import Past, Spans, held, spans, subject_key
from preceptor.ports import Reading
from preceptor.services.observation_rows import ObservationRow

#: A role and the id of a person.
RolePerson = tuple[str, int]


@dataclass(kw_only=True)
class History:
    """What is known once every day was looked at. Grows with people and roles, not with observations."""

    definition: Process
    #: Digest of the definition.
    edition: str
    #: Ids by login, those included that people who are to be added will get.
    ids: Mapping[str, int]
    today: date
    #: Ids of people who are not active any more.
    left: Set[int]
    #: The first day of each role.
    began: dict[str, date] = field(default_factory=dict)
    #: Who of the file performed on the first day of a role, with the line that says so.
    founders: dict[RolePerson, int] = field(default_factory=dict)
    #: The first day on which somebody watched, and performed, a role.
    watched: dict[RolePerson, date] = field(default_factory=dict)
    performed: dict[RolePerson, date] = field(default_factory=dict)
    #: What founders are to be granted; their ids are those of nobody yet: negative.
    grants: list[Certification] = field(default_factory=list)
    #: For each row in the order of days, whether it is on record already.
    known: bytearray = field(default_factory=bytearray)
    #: Credits that the rows on record led to, by rung.
    credited: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    #: By role: everything that was ever granted for it.
    certified: dict[str, list[Certification]] = field(default_factory=dict)
    _practice: dict[str, "_RolePractice"] = field(default_factory=dict)
    _spans: dict[str, Spans] = field(default_factory=dict)

    def holds(self, role: str, person: int, capability: Capability, on: date) -> bool:
        """Whether somebody held a capability for a role on a day."""
        return held(self._spans.get(role, {}), person, capability, on)

    def last_held(self, one: Certification) -> date:
        """The first day on which a certification did not hold any more."""
        mine = self._spans[one.role][one.person, one.capability]
        return next(ends for begins, ends in mine if begins == one.granted_on)

    def was_certified(self, role: str, person: int, by: date) -> bool:
        """Whether somebody had ever been certified for a role by a day, whatever became of it."""
        return any(one.person == person and one.granted_on <= by for one in self.certified.get(role, ()))

    def may_learn(self, role: str, person: int) -> bool:
        """Whether somebody could be a trainee today: is there, and does not hold `lead` already."""
        return person not in self.left and not self.holds(role, person, "lead", self.today)

    def granted(self, person: int) -> Mapping[str, int]:
        """The roles that somebody is to be certified for as a founder, with the lines that make them one."""
        roles = dict.fromkeys(one.role for one in self.grants if one.person == person)
        return {role: self.founders[role, person] for role in roles}

    def past(self, row: ObservationRow) -> Past:
        """The occasion with what its people had done and could do by that day."""
        performer, *watchers = (self.ids[login] for login in row.people)
        on, role = row.held_on, row.role
        return Past(
            performer=performer,
            watchers=tuple(watchers),
            teachers={one for one in watchers if self.holds(role, one, "teach", on)},
            watched={one for one in (performer, *watchers) if self.watched.get((role, one), on) < on},
            performed={one for one in (performer, *watchers) if self.performed.get((role, one), on) < on},
        )


def read_history(
    tx: Reading, history: History, rows: Iterable[ObservationRow], seen: Callable[[int], None]
) -> History:
    """Fill `history` from the record and the rows, which come in the order of their days.

    A row that stands there twice, or is on record with other watchers, becomes a problem. `seen` is told how many
    rows were looked at.
    """
    for one in tx.certifications(process=history.definition.name):
        history.certified.setdefault(one.role, []).append(one)
    for role, certifications in history.certified.items():
        history._practice[role] = _RolePractice(certifications)
    logins = {identity: login for login, identity in history.ids.items()}
    for day, stored, told in _days(tx.observations(process=history.definition.name), rows):
        new = _match(tx, history, stored, told, logins)
        _begin(history, day, stored, told)
        for observation in stored:
            _count(history, observation.role, day, observation.performer, observation.watchers)
        for row in new:
            performer, *watchers = (history.ids[login] for login in row.people)
            _count(history, row.role, day, performer, watchers)
        seen(len(told))
    for role, certifications in history.certified.items():
        history._spans[role] = spans(certifications, history._practice[role].of)
    return history


def _match(
    tx: Reading,
    history: History,
    stored: Sequence[Observation],
    told: Sequence[ObservationRow],
    logins: Mapping[int, str],
) -> list[ObservationRow]:
    """The rows of one day that are not on record."""
    on_record = {(one.role, subject_key(one.subject), one.performer): one for one in stored}
    lines: dict[tuple[str, str, int], int] = {}
    new: list[ObservationRow] = []
    found: list[int] = []
    for row in told:
        key = (row.role, subject_key(row.subject), history.ids[row.performer])
        one = on_record.get(key)
        history.known.append(one is not None)
        if key in lines:
            message = f"this occasion stands in line {lines[key]} already"
            history.problems.append(Problem(code="C209", message=message, line=row.line, column=1))
            continue
        lines[key] = row.line
        if one is None:
            new.append(row)
            continue
        found.append(one.id)
        if {*one.watchers} != {history.ids[login] for login in row.watchers}:
            names = ", ".join(sorted(logins[person] for person in one.watchers)) or "nobody"
            message = f"this occasion is on record as {one.short_id}, watched by {names}"
            history.problems.append(Problem(code="C210", message=message, line=row.line, column=1))
    if found:
        history.credited.update(tx.rungs_credited(found))
    return new


def _begin(history: History, day: date, stored: Sequence[Observation], told: Sequence[ObservationRow]) -> None:
    """The first day of a role makes founders of those who perform on it: they hold what nobody could give them."""
    fresh = ({one.role for one in stored} | {row.role for row in told}) - history.began.keys()
    history.began |= dict.fromkeys(fresh, day)
    for row in told:
        person = history.ids[row.performer]
        if row.role not in fresh or (row.role, person) in history.founders:
            continue
        history.founders[row.role, person] = row.line
        for capability in CAPABILITIES:
            _grant(history, row.role, person, capability, day)


def _grant(history: History, role: str, person: int, capability: Capability, day: date) -> None:
    ladder = history.definition.ladder_of(role)
    before = history.certified.setdefault(role, [])
    if ladder is None or any(
        one.person == person and one.capability == capability and one.granted_on <= day for one in before
    ):
        return
    one = Certification(
        id=-1 - len(history.grants),
        person=person,
        process=history.definition.name,
        role=role,
        capability=capability,
        version=history.definition.version,
        edition=history.edition,
        granted_on=day,
        valid_until=last_day(day, ladder.valid),
        source="founder",
        idle_days=idle_days(day, ladder.valid),
        idle_occasions=ladder.valid.idle_occasions,
    )
    history.grants.append(one)
    before.append(one)
    # On a role's first day nothing was counted yet that could get lost here.
    history._practice[role] = _RolePractice(before)


def _count(history: History, role: str, day: date, performer: int, watchers: Sequence[int]) -> None:
    history.performed.setdefault((role, performer), day)
    for person in watchers:
        history.watched.setdefault((role, person), day)
    if role in history._practice:
        history._practice[role].count(day, performer, watchers)


class _RolePractice:
    """The days that decide whether a certification for one role lapsed through idleness.

    Only those on which some certification could still hold are kept: a year or so for each grant.
    """

    def __init__(self, certifications: Sequence[Certification]) -> None:
        self._until = max(one.valid_until for one in certifications)
        self._since = min(one.granted_on for one in certifications)
        self._people = {one.person for one in certifications}
        self._occasions: list[date] = []
        self._own: dict[tuple[int, Capability], list[date]] = {}

    def count(self, day: date, performer: int, watchers: Sequence[int]) -> None:
        """One occasion more: performing keeps `lead` alive, performing or watching `teach`."""
        if not self._since <= day <= self._until:
            return
        self._occasions.append(day)
        if performer in self._people:
            self._own.setdefault((performer, "lead"), []).append(day)
        for person in self._people.intersection((performer, *watchers)):
            self._own.setdefault((person, "teach"), []).append(day)

    def of(self, one: Certification) -> Practice:
        """The practice of a certification's holder."""
        own = self._own.get((one.person, one.capability), ())
        return Practice(occasions=tuple(self._occasions), own=tuple(own))


def _days(
    stored: Iterable[Observation], rows: Iterable[ObservationRow]
) -> Iterator[tuple[date, list[Observation], list[ObservationRow]]]:
    """Both by day: what is on record for it, and what the file tells of it."""
    left = ((day, list(those)) for day, those in groupby(stored, key=lambda one: one.held_on))
    right = ((day, list(those)) for day, those in groupby(rows, key=lambda one: one.held_on))
    here, there = next(left, None), next(right, None)
    while here or there:
        day = min(one[0] for one in (here, there) if one)
        yield (
            day,
            here[1] if here and here[0] == day else [],
            there[1] if there and there[0] == day else [],
        )
        if here and here[0] == day:
            here = next(left, None)
        if there and there[0] == day:
            there = next(right, None)
