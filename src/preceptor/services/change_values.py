"""What the mails about a change are made from, beside who reads them."""

from typing import Any

from preceptor.model.change import Change
from preceptor.model.event import moment
from preceptor.ports import ObligationFilter, QueuedNotice, Reading
from preceptor.services.change_views import differences, words_of
from preceptor.services.reminding.values import NothingLeft

#: The event whose words a notice tells, by the notice's kind.
_WORDS = {"change-proposed": "change-proposed", "change-rejected": "change-rejected"}
#: A mail names no more differences; the rest is where it leads to.
_MOST = 30


def change_values(tx: Reading, notice: QueuedNotice) -> dict[str, Any]:
    """Words, sentences and moments; the moments as ISO 8601. `KeyError` for a change that is not on record,
    `NothingLeft` where it was taken back, or decided on without waiting for the reader."""
    context = notice.context
    identity = context["change"]
    change = tx.change(identity) if isinstance(identity, int) else None
    if change is None:
        raise KeyError(identity)
    if notice.kind == "report-answered" and change.effective_at is None:
        raise NothingLeft("what answers it was taken back before its day")
    after = tx.definition(change.digest)
    changes = differences(tx.definition(change.base) if change.base else None, after)
    told = list(dict.fromkeys(one["sentence"] for one in changes))
    author = tx.person(change.author)
    asks = notice.kind == "change-proposed"
    owed = tx.obligations(
        ObligationFilter(person=notice.to, instance=change.short_id, kind="review" if asks else None)
    )
    if asks and not owed:
        raise NothingLeft("nobody waits for what they say of it any more")
    wanted = context.get("reports")
    reports = tx.reports([one for one in wanted if isinstance(one, int)] if isinstance(wanted, list) else [])
    return {
        "process": {"name": change.process, "title": after.title},
        "change": change.short_id,
        "version": change.version,
        "varies": tx.team(change.team).title if change.team is not None else None,
        "class": change.change_class,
        "author": {"login": author.login, "name": author.name},
        "why": _words(tx, change.id, notice.kind),
        "changes": told if len(told) <= _MOST else [*told[:_MOST], f"… and {len(told) - _MOST} more"],
        "given": context.get("given"),
        "needed": context.get("needed"),
        "afterwards": context.get("afterwards"),
        "reports": [{"id": one.short_id, "step": one.step, "kind": one.kind} for one in reports],
        "due_at": moment(owed[0].due_at) if owed else None,
        "effective_at": _effective_at(tx, change, notice.kind),
    }


def _effective_at(tx: Reading, change: Change, kind: str) -> str | None:
    """From when on it holds; of one that was taken back: was to hold. None where it was not published."""
    if kind != "change-withdrawn":
        return moment(change.effective_at) if change.effective_at else None
    published = [one for one in tx.events(f"change:{change.id}") if one.kind == "change-published"]
    return str(published[-1].data["effective_at"]) if published else None


def _words(tx: Reading, change: int, kind: str) -> str:
    """The reason that was given, as far as it was not erased."""
    events = [one for one in tx.events(f"change:{change}") if one.kind == _WORDS.get(kind)]
    return (words_of(tx, events[-1]) or "") if events else ""
