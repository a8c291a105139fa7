"""What the mails of reminders are made from: what is still open of that of which they were to tell."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from preceptor.model.change import Change
from preceptor.model.people import Person
from preceptor.ports import ChangeFilter, ObligationFilter, QueuedNotice, Reading
from preceptor.services.context import Context
from preceptor.services.documents import ObligationDocument
from preceptor.services.overview import documents

#: How far back somebody's first digest tells what was published: about as long as such news is new. Our choice.
FIRST_LOOKS_BACK = timedelta(days=30)
#: A mail names no more of what is owed, what is due first; the rest is where it leads to.
MOST = 50

Values = dict[str, object]
_Moment = Callable[[str, Person], str]


class NothingLeft(Exception):
    """All of which a mail was to tell is done, so that there is nothing to send."""


class ReminderValues:
    """Makes the values for many readers."""

    def __init__(self, context: Context, tx: Reading, notices: Sequence[QueuedNotice], *, readable: _Moment) -> None:
        """Take the notices whose values will be asked for, and how moments are written for a reader."""
        self._context, self._tx, self._readable = context, tx, readable
        self._open = self._documents(notices)
        self._patches: Sequence[Change] | None = None

    def of(self, notice: QueuedNotice, to: Person) -> Values:
        """What the templates take beside who reads them. Raises `NothingLeft`."""
        context: Mapping[str, Any] = notice.context
        items = [
            item(self._context, self._tx, self._open[one], to, readable=self._readable, whose=whose)
            for one, whose in context["items"]
            if one in self._open
        ]
        items.sort(key=lambda one: (-int(str(one["seconds_late"])), str(one["id"])))
        patches = list(self._published(notice, to)) if notice.kind == "digest" else []
        if not items and not patches:
            raise NothingLeft("all of which it was to tell is done")
        return {
            "items": items[:MOST],
            "more": max(0, len(items) - MOST),
            "overdue": sum(bool(one["late"]) for one in items),
            "due": items[0]["due"] if items else None,
            "patches": patches,
        }

    def _documents(self, notices: Sequence[QueuedNotice]) -> Mapping[int, ObligationDocument]:
        contexts: list[Mapping[str, Any]] = [one.context for one in notices]
        wanted = frozenset(one for context in contexts for one, _ in context.get("items", ()))
        found = self._tx.obligations(ObligationFilter(ids=wanted)) if wanted else ()
        return {int(one["id"]): one for one in documents(self._context, self._tx, found, self._context.now)}

    def _published(self, notice: QueuedNotice, to: Person) -> Iterator[Values]:
        """The patches that came into force since the digest before, of processes that concern the reader."""
        context: Mapping[str, Any] = notice.context
        until = notice.created_at
        since = datetime.fromisoformat(context["since"]) if "since" in context else until - FIRST_LOOKS_BACK
        for one in self._all_patches():
            if one.effective_at and since < one.effective_at <= until and self._concerns(one, to):
                yield {
                    "title": self._tx.definition(one.digest).title,
                    "version": one.version,
                    "team": self._tx.team(one.team).title if one.team is not None else None,
                    "command": f"preceptor change show {one.short_id}",
                }

    def _all_patches(self) -> Sequence[Change]:
        if self._patches is None:
            self._patches = [one for one in self._tx.changes(ChangeFilter()) if one.change_class == "patch"]
        return self._patches

    def _concerns(self, change: Change, person: Person) -> bool:
        found = self._tx.concerned(change.process, team=change.team, after=person.id - 1, limit=1)
        return [one.id for one in found] == [person.id]


def item(
    context: Context,
    tx: Reading,
    one: ObligationDocument,
    to: Person,
    *,
    readable: _Moment,
    whose: int | None = None,
) -> Values:
    """One obligation as a mail tells it; `whose`: in whose place its reader is told."""
    late = context.now - datetime.fromisoformat(one["due_at"])
    owing = tx.person_called(one["person"]) if one["person"] is not None else None
    return {
        "id": one["id"],
        "what": one["what"],
        "process": one["process"],
        "owing": {"login": owing.login, "name": owing.name} if owing else None,
        "team": one["team"],
        "instead_of": tx.person(whose).name if whose is not None else None,
        "due": readable(one["due_at"], to),
        "late": late > timedelta(),
        "days_late": max(0, late.days),
        "seconds_late": int(late.total_seconds()),
        "command": one["command"],
    }
