"""Reminders, in the words of the domain."""

from typing import Any

from tests.support.world import ROOT, World

from preceptor.bootstrap.pages import FolderLetters
from preceptor.ports import QueuedNotice
from preceptor.services import notices_view
from preceptor.services.reminding.running import remind
from preceptor.store.outbox_tables import outbox


def reminded(world: World, **rest: Any) -> tuple[int, int, int]:
    """Remind now: reminders, escalations, and their new mails."""
    found = remind(world.by(None), **rest)
    return found["reminded"], found["escalated"], found["mails"] - found["statuses"]


def mails(world: World, kind: str = "digest") -> list[tuple[str, str, int]]:
    """Every mail of a kind: to whom, when it is to go (UTC; empty once it has), and how many obligations it tells."""
    with world.store.reading() as tx:
        logins = {one.id: one.login for one in tx.people()}
        return [
            (
                logins[one.to],
                f"{one.next_at:%Y-%m-%d %H:%M}" if one.next_at else "",
                len(one.context.get("items", ())),
            )
            for one in tx.notices()
            if one.kind == kind
        ]


def latest(world: World, login: str, kind: str = "digest") -> QueuedNotice:
    """The last mail of a kind to somebody."""
    with world.store.reading() as tx:
        return [one for one in tx.notices() if (one.kind, one.to) == (kind, world.identity(login))][-1]


def reads(world: World, login: str, kind: str = "digest") -> Any:
    """The last mail of a kind to somebody, as they would get it now."""
    notice = latest(world, login, kind)
    return notices_view.preview_notice(world.by(None), FolderLetters(folder=ROOT), f"N-{notice.id}")


def sent(world: World, notice: QueuedNotice) -> None:
    """Let a relay have sent a mail."""
    with world.store._engine().begin() as connection:
        connection.execute(outbox.update().where(outbox.c.id == notice.id).values(state="sent", attempts=1))
