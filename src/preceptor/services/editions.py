"""Which edition of a process is in force."""

from datetime import datetime

from preceptor.errors import UnknownId
from preceptor.model.definition import Process
from preceptor.ports import Reading
from preceptor.services.context import known_process


def edition_in_force(tx: Reading, process: str, at: datetime) -> tuple[Process, str]:
    """The standard edition of a process at a moment, and its digest. Raises `UnknownId`."""
    known_process(tx, process)
    revision = tx.in_force(process, at)
    if revision is None:
        raise UnknownId(f"no version of {process} is in force yet", remedy=f"See: preceptor process log {process}")
    return tx.definition(revision.digest), revision.digest
