"""Revisions and definitions."""

from datetime import timedelta

import pytest
from tests.support.happenings import NOW, a_publication, a_request, in_write, write

from preceptor.model import canonical
from preceptor.model.definition import Process, Role
from preceptor.store import SqlStore

PROCESS = Process(name="retrospective", title="Retrospective", version="1.0.0", roles=(Role(name="a", title="A"),))
DIGEST = canonical.digest(canonical.dump(PROCESS))


def test_the_revision_in_force_is_the_last_that_came_into_force(store: SqlStore) -> None:
    write(store, "r", a_publication("retrospective", "1.0.0", NOW))
    write(store, "s", a_publication("retrospective", "2.0.0", NOW + timedelta(days=7)), minutes=1)
    write(store, "t", a_publication("retrospective", "1.1.0", NOW), minutes=2)
    with store.reading() as tx:
        assert tx.processes() == ["retrospective"]
        assert [one.version for one in tx.revisions("retrospective")] == ["1.0.0", "1.1.0", "2.0.0"]

        def version(days: int) -> str | None:
            found = tx.in_force("retrospective", NOW + timedelta(days=days))
            return found and found.version

        assert [version(days) for days in (-1, 0, 6, 7, 400)] == [None, "1.1.0", "1.1.0", "2.0.0", "2.0.0"]


def test_a_definition_is_kept_under_its_digest_and_only_once(store: SqlStore, database_url: str) -> None:
    for name in ("r", "s"):
        in_write(store, lambda tx: tx.publish(PROCESS, DIGEST), name)
    with SqlStore(database_url).reading() as tx:
        assert tx.definition(DIGEST) == PROCESS
        assert tx.definition(DIGEST) is tx.definition(DIGEST)
        with pytest.raises(KeyError):
            tx.definition("0" * 64)


def test_a_transaction_sees_the_definition_it_publishes(store: SqlStore) -> None:
    def work(tx: object) -> Process:
        tx.publish(PROCESS, DIGEST)  # type: ignore[attr-defined]
        return tx.definition(DIGEST)  # type: ignore[attr-defined, no-any-return]

    assert store.write(a_request(), work) == PROCESS
