"""Counts of refusals: kept outside the record, day by day, and never in the way of the refusal."""

from datetime import date

from sqlalchemy import create_engine, text
from tests.support.happenings import the_story
from tests.support.replay import stored

from preceptor.model.tries import RefusedTries, RefusedTry
from preceptor.store import SqlStore

FIRST, THEN = date(2026, 6, 1), date(2026, 6, 2)


def tried(state: str = "watch", *, team: int | None = None, kind: str = "pairing") -> RefusedTry:
    return RefusedTry(
        process="retrospective",
        kind=kind,  # type: ignore[arg-type]
        edition="e",
        team=team,
        role="author" if kind == "pairing" else None,
        state=state,
        move="advance",
        guards=("actor", "counts-met"),
    )


def counted(store: SqlStore, kind: str = "pairing", team: int | None = None) -> RefusedTries:
    with store.reading() as tx:
        return tx.refused_tries("retrospective", kind, team=team)  # type: ignore[arg-type]


def test_refusals_add_up_by_what_was_tried(store: SqlStore) -> None:
    for one, on in (
        (tried(), FIRST),
        (tried("reverse"), FIRST),
        (tried(), THEN),
        (tried(kind="retrospective"), THEN),
    ):
        store.count_refusal(one, on)
    assert counted(store) == RefusedTries(since=FIRST, times={tried(): 2, tried("reverse"): 1})
    assert counted(store, "retrospective").times == {tried(kind="retrospective"): 1}


def test_where_none_was_counted_there_is_no_first_day(store: SqlStore) -> None:
    assert counted(store) == RefusedTries(since=None, times={})


def test_a_team_has_its_own(store: SqlStore) -> None:
    the_story(store)
    with store.reading() as tx:
        team = tx.teams()[0].id
    store.count_refusal(tried(team=team), FIRST)
    store.count_refusal(tried(), FIRST)
    assert counted(store, team=team).times == {tried(team=team): 1}
    assert len(counted(store).times) == 2


def test_a_count_is_no_part_of_the_record(store: SqlStore) -> None:
    the_story(store)
    with store.reading() as tx:
        before = list(tx.events()), stored(tx)
    store.count_refusal(tried(), FIRST)
    with store.reading() as tx:
        assert (list(tx.events()), stored(tx)) == before


def test_a_database_that_takes_no_count_is_not_in_the_way(store: SqlStore, database_url: str) -> None:
    engine = create_engine(database_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE refusals"))
    engine.dispose()
    store.count_refusal(tried(), FIRST)
