"""Migrations and tables say the same."""

from pathlib import Path

import sqlalchemy as sa
from alembic.script import ScriptDirectory
from tests.support import postgresql

from preceptor.store import indexes, schema
from preceptor.store.engine import make_engine, parse


def _sqlite_shape(url: str) -> list[tuple[str, ...]]:
    with make_engine(parse(url), create=True).connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'alembic%' ORDER BY name"
        )
        # Constraints may stand in any order, and SQLite quotes the name of a table that was made anew.
        return [(*row[:3], " ".join(sorted(str(row[3]).replace(",", " ").replace('"', "").split()))) for row in rows]


def test_the_migrations_make_the_tables_that_the_code_knows_on_sqlite(sqlite_url: str, tmp_path: Path) -> None:
    made = f"sqlite:///{tmp_path / 'made.db'}"
    engine = make_engine(parse(made), create=True)
    indexes.metadata.create_all(engine)
    engine.dispose()
    migrated = [row for row in _sqlite_shape(sqlite_url) if row[2] != "alembic_version"]
    assert migrated == _sqlite_shape(made)


_SHAPE = (
    "SELECT table_name, column_name, data_type, collation_name, is_nullable, column_default, is_identity"
    " FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "SELECT 'sequence', sequencename, data_type::text FROM pg_sequences WHERE schemaname = 'public'",
)


def _postgresql_shape(url: str) -> set[tuple[object, ...]]:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        found = {tuple(row) for query in _SHAPE for row in connection.exec_driver_sql(query)}
    engine.dispose()
    return {row for row in found if row[0] != "alembic_version"}


def test_the_migrations_make_the_tables_that_the_code_knows_on_postgresql(
    postgresql_url: str, postgresql_databases: postgresql.Databases
) -> None:
    with postgresql_databases.fresh(empty=True) as made:
        engine = sa.create_engine(made)
        indexes.metadata.create_all(engine)
        engine.dispose()
        assert _postgresql_shape(postgresql_url) == _postgresql_shape(made)


def test_the_code_knows_every_revision_in_order() -> None:
    scripts = ScriptDirectory(str(schema.MIGRATIONS))
    assert tuple(one.revision for one in scripts.walk_revisions())[::-1] == schema.REVISIONS
    assert scripts.get_heads() == [schema.HEAD]


def test_every_constraint_and_index_has_a_name_that_fits() -> None:
    for table in indexes.metadata.tables.values():
        for one in (*table.constraints, *table.indexes):
            assert one.name
            assert len(str(one.name)) < 63


def test_what_overdue_asks_is_answered_from_an_index(sqlite_url: str) -> None:
    with make_engine(parse(sqlite_url)).connect() as connection:
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT id FROM obligations"
            " WHERE closed_at IS NULL AND due_at < '2026' ORDER BY due_at"
        ).all()
    assert [row[3] for row in plan] == ["SEARCH obligations USING INDEX ix_obligations_open_due_at (due_at<?)"]
