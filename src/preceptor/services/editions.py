"""Which edition of a process is followed: by everybody, and by one team."""

from datetime import datetime

from preceptor.errors import UnknownId
from preceptor.model.definition import Process
from preceptor.ports import Reading, TeamEdition
from preceptor.services.context import known_process
from preceptor.services.documents import EditionDocument


def edition_in_force(tx: Reading, process: str, at: datetime) -> tuple[Process, str]:
    """The standard edition of a process at a moment, and its digest. Raises `UnknownId`."""
    known_process(tx, process)
    revision = tx.in_force(process, at)
    if revision is None:
        raise UnknownId(f"no version of {process} is in force yet", remedy=f"See: preceptor process log {process}")
    return tx.definition(revision.digest), revision.digest


def edition_of_team(tx: Reading, process: str, team: int | None, at: datetime) -> tuple[Process, str]:
    """The edition that a team follows at a moment, and its digest; without a team the standard's. `UnknownId`."""
    own = followed_by(tx, process, team, at) if team is not None else None
    return edition_in_force(tx, process, at) if own is None else (tx.definition(own.digest), own.digest)


def followed_by(tx: Reading, process: str, team: int, at: datetime) -> TeamEdition | None:
    """The edition of its own that a team follows at a moment; None: whichever version of the standard is in force."""
    begun = [one for one in tx.team_editions(process, team) if one.effective_at <= at]
    return begun[-1] if begun and not begun[-1].standard else None


def edition_document(tx: Reading, digest: str) -> EditionDocument:
    """Which edition something belongs to."""
    edition = tx.edition(digest)
    return {"version": edition.process.version, "variant": edition.variant, "digest": digest}
