"""The version of the schema: checked with one select when a database is opened, changed by Alembic when asked."""

from pathlib import Path

from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import DBAPIError

from preceptor.errors import DatabaseProblem, NewerDatabase, ReadOnlyFolder
from preceptor.store.engine import make_engine, named, parse, transaction
from preceptor.store.failures import judge, no_schema

#: Every revision of the schema, oldest first; a test compares it with `migrations/versions/`.
REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009")
HEAD = REVISIONS[-1]
MIGRATIONS = Path(__file__).parent / "migrations"

#: Any number does, as long as every release takes the same.
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7340032001)")
_VERSION = text("SELECT version_num FROM alembic_version")


def check(connection: Connection, url: URL) -> None:
    """Raise `NewerDatabase` or `DatabaseProblem` unless the schema is the one that this release knows."""
    found = connection.execute(_VERSION).scalar()
    where = named(url)
    if found == HEAD:
        return
    if found is None:
        raise no_schema(where)
    if found in REVISIONS:
        raise DatabaseProblem(
            f"{where} was made by an older preceptor.", remedy="Run `preceptor database upgrade` once."
        )
    raise NewerDatabase(f"{where} was written by a newer preceptor: its schema is {found}, this one knows {HEAD}.")


def upgrade(url: str) -> None:
    """Bring a database to this release's schema; SQLite makes the file where there is none.

    All or nothing, and without effect where it is there already. Raises as `check` does, and `ReadOnlyFolder`.
    """
    # Alembic takes longer to import than most commands to run, so nothing else imports it.
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    parsed = parse(url)
    if parsed.get_backend_name() == "sqlite" and not Path(str(parsed.database)).parent.is_dir():
        raise ReadOnlyFolder(
            f"{Path(str(parsed.database)).parent} is no folder.", remedy="Make it, or name another one."
        )
    engine = make_engine(parsed, create=True)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    try:
        with transaction(engine, parsed) as connection:
            if connection.dialect.name == "postgresql":
                # Of two upgrades at once the second waits, and finds nothing left to do.
                connection.execute(_ONE_AT_A_TIME)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except CommandError as error:
        raise NewerDatabase() from error
    except DBAPIError as error:
        raise judge(error, parsed).problem from error
    finally:
        engine.dispose()
