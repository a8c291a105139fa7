"""Locks the rows that a decision reads, until its transaction ends."""

from collections.abc import Iterable

from sqlalchemy import select

from preceptor.store.ladder_tables import pairings
from preceptor.store.people_tables import people
from preceptor.store.prepared import Prepared, one_of
from preceptor.store.process_tables import changes
from preceptor.store.recommendation_tables import recommendations
from preceptor.store.retrospective_tables import retrospectives
from preceptor.store.session import Session

_LOCKS = {
    table.name: Prepared(
        select(table.c.id)
        .where(one_of(table.c.id, "ids"))
        .order_by(table.c.id)
        # Not FOR UPDATE in full: that would also block rows elsewhere which merely refer to these.
        .with_for_update(key_share=True)
    )
    for table in (pairings, retrospectives, recommendations, changes, people)
}


class Locking(Session):
    """Locks of a transaction that writes. `_server`: on PostgreSQL; SQLite locks the whole database."""

    _server: bool

    def lock_pairings(self, identities: Iterable[int]) -> None:
        """Take the rows' locks in id order (SQLite: the transaction has the database's)."""
        self._lock("pairings", identities)

    def lock_retrospectives(self, identities: Iterable[int]) -> None:
        """Take the rows' locks in id order (SQLite: the transaction has the database's)."""
        self._lock("retrospectives", identities)

    def lock_recommendations(self, identities: Iterable[int]) -> None:
        """Take the rows' locks in id order (SQLite: the transaction has the database's)."""
        self._lock("recommendations", identities)

    def lock_changes(self, identities: Iterable[int]) -> None:
        """Take the rows' locks in id order (SQLite: the transaction has the database's)."""
        self._lock("changes", identities)

    def lock_people(self, identities: Iterable[int]) -> None:
        """Take the rows' locks in id order (SQLite: the transaction has the database's)."""
        self._lock("people", identities)
        if self._server:
            # Another command may have changed them since they were read, until it let go of the locks.
            self._people.clear()

    def _lock(self, table: str, identities: Iterable[int]) -> None:
        wanted = sorted(set(identities))
        if self._server and wanted:
            self._all(_LOCKS[table], {"ids": wanted})
