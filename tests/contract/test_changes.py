"""Changes on both databases: how they are read, raced for, and added to an older database."""

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from tests.support.changes import Changing, a_version
from tests.support.happenings import EDITION, NOW, a_person, an_owner, write
from tests.support.racing import publish_at_once
from tests.support.world import BEGIN, World, shipped

from preceptor.model.canonical import Json
from preceptor.model.change import Approval, Change, Report
from preceptor.model.event import Happening, moment
from preceptor.ports import ChangeFilter
from preceptor.store import SqlStore, schema
from preceptor.store.engine import make_engine, parse, transaction

PEOPLE = (a_person(1, "ada"), a_person(2, "bea"), an_owner("retrospective", 2))


def a_report(identity: int, person: int) -> Happening:
    return Happening(
        stream="process:retrospective",
        kind="step-reported",
        data={
            "report": identity,
            "process": "retrospective",
            "step": "research",
            "kind": "missing",
            "edition": EDITION,
            "by": person,
        },
    )


def proposed(identity: int, *, process: str = "retrospective", answers: tuple[int, ...] = ()) -> Happening:
    data: dict[str, Json] = {
        "change": identity,
        "process": process,
        "version": "1.0.1",
        "base": None,
        "digest": "d" * 64,
        "class": "minor",
        "state": "in-review",
        "author": 1,
        "edition": EDITION,
        "answers": list(answers),
    }
    return Happening(stream=f"change:{identity}", kind="change-proposed", data=data)


def moved(kind: str, identity: int, **data: Json) -> Happening:
    return Happening(stream=f"change:{identity}", kind=kind, data={"change": identity, "revision": 2, **data})


def test_a_change_is_read_as_its_events_left_it(store: SqlStore) -> None:
    write(store, "r", *PEOPLE, a_report(1, 2), a_report(2, 1), proposed(1, answers=(1,)))
    begun = Change(
        id=1,
        process="retrospective",
        version="1.0.1",
        digest="d" * 64,
        change_class="minor",
        state="in-review",
        author=1,
        edition=EDITION,
        proposed_at=NOW,
        entered_at=NOW,
    )
    with store.reading() as tx:
        assert tx.change(1) == begun
        assert tx.change(2) is None
        assert [one.id for one in tx.reports_answered(1)] == [1]
        assert tx.reports([2, 9]) == [
            Report(
                id=2,
                process="retrospective",
                step="research",
                kind="missing",
                edition=EDITION,
                person=1,
                reported_at=NOW,
            )
        ]
    write(store, "s", moved("change-approved", 1, approved_by=2, state="approved"), minutes=1)
    write(
        store,
        "t",
        moved(
            "change-published",
            1,
            state="published",
            publisher=2,
            decided_at=moment(NOW),
            effective_at=moment(NOW),
            unreviewed=True,
            emergency=True,
        ),
        minutes=2,
    )
    with store.reading() as tx:
        (approval,) = tx.approvals(1)
        assert (approval.change, approval.person) == (1, 2)
        assert isinstance(approval, Approval)
        found = tx.change(1)
        assert found is not None
        assert (found.state, found.publisher, found.effective_at) == ("published", 2, NOW)
        assert (found.unreviewed, found.emergency) == (True, True)


def test_changes_are_found_by_every_field_of_the_filter(store: SqlStore) -> None:
    write(store, "r", *PEOPLE, proposed(1), proposed(2, process="release"), proposed(3))
    write(store, "s", moved("change-rejected", 3, state="rejected", decided_at=moment(NOW)), minutes=1)
    write(store, "t", moved("change-published", 2, decided_at=moment(NOW), unreviewed=True), minutes=2)
    expected = (
        (ChangeFilter(), [1, 2, 3]),
        (ChangeFilter(process="retrospective"), [1, 3]),
        (ChangeFilter(open=True), [1]),
        (ChangeFilter(unreviewed=True), [2]),
        (ChangeFilter(ids=frozenset({2, 3, 7})), [2, 3]),
        (ChangeFilter(process="retrospective", open=True), [1]),
    )
    with store.reading() as tx:
        assert [[one.id for one in tx.changes(which)] for which, _ in expected] == [ids for _, ids in expected]


def test_a_rejected_change_lets_go_of_its_reports(store: SqlStore) -> None:
    write(store, "r", *PEOPLE, a_report(1, 2), proposed(1, answers=(1,)))
    write(store, "s", moved("change-rejected", 1, released=[1]), minutes=1)
    with store.reading() as tx:
        assert [one.change for one in tx.reports([1])] == [None]


@pytest.mark.slow
def test_of_two_who_publish_at_once_one_wins_and_the_other_is_told_why(database_url: str) -> None:
    """Two processes, two changes on top of the same version."""
    world = World(store=SqlStore(database_url), now=BEGIN).found([shipped()["retrospective"], shipped()["change"]])
    changing = Changing(world)
    changing.owner("mina")
    world.later(hours=1)
    changes = [changing.reviewed(a_version("1.0.1")), changing.reviewed(a_version("1.0.2"))]
    world.store.close()
    answers = publish_at_once(database_url, changes, world.now)
    assert answers == ["follows-what-is-published", "in-force"]
    with SqlStore(database_url).reading() as tx:
        assert len(tx.revisions("retrospective")) == 2
        assert len(tx.changes(ChangeFilter(open=True))) == 1


def test_an_older_database_keeps_its_reports(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'older.db'}"
    _upgrade(url, "0001")
    connection = sqlite3.connect(tmp_path / "older.db")
    connection.execute("INSERT INTO people (id, login, name, active) VALUES (1, 'ada', 'Ada', 1)")
    at = "2026-03-02T08:30:00.000000+00:00"
    connection.execute(f"INSERT INTO reports VALUES (1, 'retrospective', 'research', 'missing', 'e', 1, '{at}')")
    connection.commit()
    connection.close()
    schema.upgrade(url)
    with SqlStore(url).reading() as tx:
        assert [(one.id, one.person, one.change) for one in tx.reports([1])] == [(1, 1, None)]


def test_an_older_database_on_a_server_keeps_its_reports(postgresql_databases: object) -> None:
    with postgresql_databases.fresh(empty=True) as url:  # type: ignore[attr-defined]
        _upgrade(url, "0001")
        engine = sa.create_engine(url)
        with engine.begin() as connection:
            connection.exec_driver_sql("INSERT INTO people (id, login, name, active) VALUES (1, 'ada', 'Ada', true)")
            connection.exec_driver_sql(
                "INSERT INTO reports VALUES (1, 'retrospective', 'research', 'missing', 'e', 1, now())"
            )
        engine.dispose()
        schema.upgrade(url)
        store = SqlStore(url)
        with store.reading() as tx:
            assert [(one.id, one.change) for one in tx.reports([1])] == [(1, None)]
        store.close()


def _upgrade(url: str, revision: str) -> None:
    """Bring a database to an older schema, as `schema.upgrade` does to the newest."""
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    parsed = parse(url)
    engine = make_engine(parsed, create=True)
    with transaction(engine, parsed) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()
