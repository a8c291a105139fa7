"""What became of one attempt to hand a mail over, and what is to become of the mail."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

#: `sent`: the server has taken it. `deferred`: not now (4xx). `refused`: never (5xx). `unknown`: the whole mail went
#: out, and no answer came. `interrupted`: the connection broke before the mail was whole. `unreachable`: the server
#: takes no mail at all from us now, whichever.
Fate = Literal["sent", "deferred", "refused", "unknown", "interrupted", "unreachable"]
#: As the outbox has it. `held`: it cannot be made, and waits for somebody to mend what it is made from.
NoticeState = Literal["ready", "leased", "sent", "unknown", "dead", "held"]

_MINUTE = timedelta(minutes=1)
#: After how long a deferred mail is tried again (DESIGN.md, section 8); then always after the last.
_RETRIES = (5 * _MINUTE, 15 * _MINUTE, 30 * _MINUTE, 60 * _MINUTE, 120 * _MINUTE, 240 * _MINUTE)
#: How long a mail is tried (RFC 5321, section 4.5.4.1: at least 4 to 5 days).
_PATIENCE = timedelta(days=5)
#: As a share of the pause, so that mails which were deferred together do not come back together. Our choice.
_SPREAD = 0.2
#: A mail at which the server hung up lets others go first.
_REST = _RETRIES[0]
#: Characters of a server's reply that are kept.
_LONGEST_REPLY = 500


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one attempt."""

    fate: Fate
    #: What the server said, or what went wrong.
    reply: str


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """What the outbox is to hold about a mail after an attempt."""

    notice: int
    state: NoticeState
    #: How often a server has said no, or has not answered.
    attempts: int
    #: How often nobody knew whether the server had taken it: each may have been a delivery of its own.
    unknowns: int
    #: None: it is not tried again.
    next_at: datetime | None
    reply: str | None
    sent_at: datetime | None = None


def settlement(
    outcome: Outcome, *, notice: int, attempts: int, unknowns: int, due: datetime | None, now: datetime, jitter: float
) -> Settlement:
    """What follows from an outcome. `jitter` is drawn evenly from 0 to 1; `due`: since when the mail was ready."""
    reply = " ".join(outcome.reply.split())[:_LONGEST_REPLY]
    tried = attempts + 1

    def became(state: NoticeState, next_at: datetime | None, *, counted: bool = True) -> Settlement:
        return Settlement(
            notice=notice,
            state=state,
            attempts=tried if counted else attempts,
            unknowns=unknowns + (outcome.fate == "unknown"),
            next_at=next_at,
            reply=reply,
            sent_at=now if state == "sent" else None,
        )

    if outcome.fate == "sent":
        return became("sent", None)
    if outcome.fate == "interrupted":
        return became("ready", now + _REST, counted=False)
    if outcome.fate == "unreachable":
        return became("ready", due or now, counted=False)
    pause = retry_after(tried, jitter) if outcome.fate in ("deferred", "unknown") else None
    if pause is None:
        return became("dead", None)
    return became("unknown" if outcome.fate == "unknown" else "ready", now + pause)


def retry_after(attempts: int, jitter: float) -> timedelta | None:
    """How long a mail rests after so many attempts (from 1 on); None once it was tried for five days."""
    rested = sum((_pause(one) for one in range(1, attempts)), timedelta())
    if rested + _pause(attempts) > _PATIENCE:
        return None
    return _pause(attempts) * (1 + _SPREAD * jitter)


def _pause(attempt: int) -> timedelta:
    return _RETRIES[min(attempt, len(_RETRIES)) - 1]
