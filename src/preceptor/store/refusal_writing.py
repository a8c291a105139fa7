"""Counts refusals, for folders that have it done: the one thing that is written outside a command's transaction."""

from dataclasses import asdict
from datetime import date

from sqlalchemy import Connection

from preceptor.model import canonical
from preceptor.model.tries import RefusedTry
from preceptor.store.log_tables import refusals


def counted(connection: Connection, tried: RefusedTry, on: date) -> None:
    """Add a row that says what was refused on a day (UTC)."""
    row = asdict(tried)
    team, guards = row.pop("team"), row.pop("guards")
    values = {**row, "refused_on": on, "team_id": team, "guards": canonical.text([*guards])}
    connection.execute(refusals.insert(), values)
