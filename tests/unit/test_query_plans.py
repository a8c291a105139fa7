"""What grows with the years is found through an index, on SQLite without statistics as everywhere."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from tests.support.happenings import a_person, write

from preceptor.ports import ObligationFilter
from preceptor.store import SqlStore
from preceptor.store.session import Session


@pytest.fixture
def plans(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The steps of each query's plan, as they are asked."""
    steps: list[str] = []
    path = sqlite_url.removeprefix("sqlite:///")
    asked = Session._execute

    def explained(self: Session, ready, *rows):
        with sqlite3.connect(path) as other:
            plan = other.execute(f"EXPLAIN QUERY PLAN {ready.text}", ready.arranged(rows[0])).fetchall()
        other.close()
        steps.extend(step[-1] for step in plan)
        return asked(self, ready, *rows)

    monkeypatch.setattr(Session, "_execute", explained)
    yield steps


def test_many_ids_are_looked_up(sqlite_url: str, plans: list[str]) -> None:
    with SqlStore(sqlite_url).reading() as tx:
        tx.rungs_credited([1, 2])
        tx.people({1, 2})
    assert not [step for step in plans if step.startswith("SCAN") and "json_each" not in step]


def test_what_a_batch_of_moves_reads_is_looked_up(sqlite_url: str, plans: list[str]) -> None:
    with SqlStore(sqlite_url).reading() as tx:
        tx.credited([1, 2])
        tx.obligations(ObligationFilter(instances=frozenset({"P-1", "P-2"})))
        list(tx.running("retrospective"))
    assert not [step for step in plans if step.startswith("SCAN") and "json_each" not in step]
    assert "SEARCH obligations USING INDEX ix_obligations_open_instance (instance=?)" in plans


def test_the_heads_of_many_streams_are_looked_up(sqlite_url: str, plans: list[str]) -> None:
    store = SqlStore(sqlite_url)
    write(store, "r", a_person(1, "ada"), a_person(2, "bea"))
    store.close()
    assert "SEARCH head USING INDEX" in " ".join(plans)


def test_the_history_of_a_process_is_paged_without_sorting_it(sqlite_url: str, plans: list[str]) -> None:
    with SqlStore(sqlite_url).reading() as tx:
        assert list(tx.observations(process="retrospective")) == []
    assert plans == ["SEARCH observations USING INDEX ix_observations_process_held_on_id (process=? AND held_on>?)"]


def test_whom_a_publication_concerns_is_looked_up_person_by_person(sqlite_url: str, plans: list[str]) -> None:
    with SqlStore(sqlite_url).reading() as tx:
        tx.concerned("retrospective", after=7, limit=2)
        tx.concerned("retrospective", team=1, limit=2)
        tx.memberships([1, 2])
        tx.owed_by([1, 2], "retrospective", "acknowledge")
        tx.held_by([1, 2], "retrospective")
    # There are few teams, and who leads one is looked up once.
    many = [step for step in plans if step.startswith("SCAN") and "json_each" not in step and "teams" not in step]
    assert not many
    assert "SEARCH people USING INTEGER PRIMARY KEY (rowid>?)" in plans


def test_whose_reminder_has_come_is_found_by_its_moment_and_not_by_looking_through_what_is_owed(
    sqlite_url: str, plans: list[str]
) -> None:
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    with SqlStore(sqlite_url).reading() as tx:
        tx.reminders_due(now, after=(now, 0), limit=2)
    (step,) = plans
    assert step.startswith("SEARCH obligations USING INDEX ix_obligations_open_next_reminder_at (next_reminder_at>")


def test_obligations_with_known_ids_are_looked_up(sqlite_url: str, plans: list[str]) -> None:
    with SqlStore(sqlite_url).reading() as tx:
        tx.obligations(ObligationFilter(ids=frozenset({1, 2})))
    assert "SEARCH obligations USING INTEGER PRIMARY KEY (rowid=?)" in plans


def test_what_is_owed_in_a_team_is_looked_up(sqlite_url: str, plans: list[str]) -> None:
    with SqlStore(sqlite_url).reading() as tx:
        tx.obligations(ObligationFilter(team=1))
    assert any("retrospectives USING INDEX ix_retrospectives_team_id (team_id=?)" in step for step in plans)
    assert "SEARCH obligations USING INDEX ix_obligations_open_instance (instance=?)" in plans


def test_the_mails_that_a_reminder_joins_are_looked_up(sqlite_url: str, plans: list[str]) -> None:
    with SqlStore(sqlite_url).reading() as tx:
        tx.notices_called({"digest:1:2026-03-02"})
        tx.last_digests({1, 2})
        tx.absences({1, 2}, date(2026, 3, 2))
        tx.covered_by(1, date(2026, 3, 2))
    assert not [step for step in plans if step.startswith("SCAN") and "json_each" not in step]
    assert any("ix_outbox_digests" in step for step in plans)


def test_what_somebody_has_yet_to_read_and_what_was_made_of_a_write_up_are_looked_up(
    sqlite_url: str, plans: list[str]
) -> None:
    with SqlStore(sqlite_url).reading() as tx:
        tx.survey_answer(1, 2)
        tx.discussions(1)
        tx.parts_of([1, 2])
        tx.survey_texts("retrospective", 1)
    # Whoever answered is found through the team's retrospectives, and what they said through its stream.
    assert not [step for step in plans if step.startswith("SCAN") and "json_each" not in step]
