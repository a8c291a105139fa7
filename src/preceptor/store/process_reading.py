"""Processes: their owners, revisions and definitions."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from preceptor.model.people import Person
from preceptor.ports import Revision
from preceptor.store.people_reading import PERSON
from preceptor.store.people_tables import people
from preceptor.store.prepared import Prepared
from preceptor.store.process_tables import definitions, owners, revisions
from preceptor.store.session import Session

if TYPE_CHECKING:
    from preceptor.model.definition import Process
    from preceptor.model.edition import Edition
    from preceptor.model.version import Version

_PROCESSES = Prepared(select(revisions.c.process).distinct().order_by(revisions.c.process))
_OWNERS = Prepared(
    select(*PERSON)
    .join(owners, owners.c.person_id == people.c.id)
    .where(owners.c.process == bindparam("process"), people.c.active)
    .order_by(people.c.login)
)
_REVISIONS = Prepared(select(revisions).where(revisions.c.process == bindparam("process")))
_LATEST = (
    select(func.max(revisions.c.effective_at))
    .where(revisions.c.process == bindparam("process"), revisions.c.effective_at <= bindparam("at"))
    .scalar_subquery()
)
_IN_FORCE = Prepared(
    select(revisions).where(revisions.c.process == bindparam("process"), revisions.c.effective_at == _LATEST)
)
_DEFINITION = Prepared(select(definitions.c.body).where(definitions.c.digest == bindparam("digest")))


class ProcessReading(Session):
    """Queries about processes."""

    def processes(self) -> Sequence[str]:
        """Give the names of all that was ever published, in the alphabet's order."""
        return [name for (name,) in self._all(_PROCESSES)]

    def owners(self, process: str) -> Sequence[Person]:
        """Give the active owners, by login."""
        return self._records(Person, _OWNERS, {"process": process})

    def revisions(self, process: str) -> Sequence[Revision]:
        """Give every revision, by the moment it came or comes into force."""
        return sorted(self._records(Revision, _REVISIONS, {"process": process}), key=_order)

    def in_force(self, process: str, at: datetime) -> Revision | None:
        """Give the revision in force at a moment; of two that came into force together, the one published last."""
        found = self._records(Revision, _IN_FORCE, {"process": process, "at": at})
        return max(found, key=_order, default=None)

    def definition(self, digest: str) -> "Process":
        """Give the process as an edition has it, cached for the life of the store. `KeyError` if unknown."""
        return self.edition(digest).process

    def edition(self, digest: str) -> "Edition":
        """Give an edition with the overlay that made it, cached like its process. `KeyError` if unknown."""
        if digest not in self._editions:
            # Most reading commands never ask for a definition, and its records take a while to import.
            from preceptor.model.edition import edition_of

            row = self._one(_DEFINITION, {"digest": digest})
            if row is None:
                raise KeyError(digest)
            self._editions[digest] = edition_of(digest, json.loads(row[0]))
        return self._editions[digest]


def _order(revision: Revision) -> tuple[datetime, datetime, "Version"]:
    """How revisions follow each other; by their versions where a clock that stands still makes them one moment."""
    from preceptor.model.version import Version

    return revision.effective_at, revision.published_at, Version.parse(revision.version)
