"""Major versions, and which certifications have to catch up with them."""

from dataclasses import replace
from datetime import date
from functools import cached_property

from preceptor.model.certification import Certification
from preceptor.model.change import Change
from preceptor.model.people import Person
from preceptor.model.version import Version
from preceptor.ports import ChangeFilter, Reading
from preceptor.services.context import Context
from preceptor.services.editions import edition_in_force
from preceptor.services.following.deadlines import REFRESH_WITHIN, Terms


def majors(tx: Reading, process: str) -> list[Change]:
    """The published changes of a standard that ask certified people to catch up, by version."""
    found = [
        one
        for one in tx.changes(ChangeFilter(process=process))
        if one.change_class == "major" and one.team is None and one.base is not None and one.effective_at is not None
    ]
    return sorted(found, key=lambda one: Version.parse(one.version))


def missed(context: Context, tx: Reading, process: str, role: str, person: int, version: str) -> Change | None:
    """The newest major version in force that something earned under an older one has to catch up with.

    None where there is none, and where reading is enough and the person has acknowledged it.
    """
    newest = None
    for one in majors(tx, process):
        if (
            one.effective_at
            and one.effective_at <= context.now
            and Version.parse(one.version) > Version.parse(version)
        ):
            newest = one
    if newest is None:
        return None
    ladder = edition_in_force(tx, process, context.now)[0].ladder_of(role)
    if ladder is None or (ladder.valid.refresh == "read" and has_read(tx, process, person, newest.version)):
        return None
    return newest


def has_read(tx: Reading, process: str, person: int, version: str) -> bool:
    """Whether somebody has acknowledged a version, or a later one."""
    said = tx.acknowledgements(process, person)
    return any(Version.parse(one.version) >= Version.parse(version) for one in said)


class AsOf:
    """Certifications as they stood, and stand, on a day: a refresh is asked for from the day of its version on.

    Also where what follows from the version is not on record yet: time brings it about, not a command.
    """

    def __init__(self, context: Context, tx: Reading, process: str) -> None:
        """Look at one process."""
        self._context, self._tx, self._process = context, tx, process

    @cached_property
    def _majors(self) -> list[Change]:
        return majors(self._tx, self._process)

    @cached_property
    def _pending(self) -> list[Change]:
        """Those that hold already, and whose batches are not done yet."""
        if not self._tx.job_waits(self._context.now):
            return []
        waiting = {one.change for one in self._tx.jobs() if one.due_at <= self._context.now}
        return [one for one in self._majors if one.id in waiting]

    def of(self, one: Certification, person: Person, on: date) -> Certification:
        """The certification with the refresh that was asked for by that day, if any was."""
        if one.refresh_by is not None:
            since = [
                day
                for change in self._majors
                if (day := self._day(change, person)) >= one.granted_on
                and Version.parse(change.version) <= Version.parse(one.refresh_for or change.version)
            ]
            return replace(one, refresh_by=None, refresh_for=None) if since and on < min(since) else one
        if one.renewed_by is None:
            for change in self._pending:
                if self._asks(change, one) and self._day(change, person) <= on:
                    return replace(one, refresh_by=self._by(change, person), refresh_for=change.version)
        return one

    def _asks(self, change: Change, one: Certification) -> bool:
        newer = Version.parse(change.version) > Version.parse(one.version)
        ladder = self._tx.definition(change.digest).ladder_of(one.role)
        approved = any(approval.person == one.person for approval in self._tx.approvals(change.id))
        return newer and ladder is not None and not approved

    def _day(self, change: Change, person: Person) -> date:
        effective = change.effective_at or self._context.now
        return effective.astimezone(self._context.zone_of(person)).date()

    def _by(self, change: Change, person: Person) -> date:
        return Terms(self._context, change.effective_at or self._context.now, REFRESH_WITHIN, ()).of(person).day
