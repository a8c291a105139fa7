"""The incident in the story of `preceptor demo`: from the first note to recommendations that are done."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Protocol

from preceptor.bootstrap.writeups import make_write_up_checker
from preceptor.services import teams
from preceptor.services.context import Context
from preceptor.services.learning.answering import answer_survey
from preceptor.services.recommendations import committing, deciding
from preceptor.services.retrospectives import moves, opening, people, reviewing, submitting

_ID = "R-1"
_TITLE = "Card payments were refused"
#: The file in the folder, as its author wrote it.
WRITE_UP = "card-payments.md"


class Teller(Protocol):
    """Whoever tells the story."""

    now: datetime

    def at(self, days_ago: int, who: str, what: str, act: Callable[[Context], object]) -> None:
        """`who` does something so many working days before now."""
        ...


def notes(tell: Teller, began: datetime) -> None:
    """While it runs: somebody opens it, writes down what they see, and says that it is over."""
    for login in ("payments", "checkout"):
        on_call = ("teo", "vik") if login == "payments" else ("paul", "noah")
        tell.at(19, "olga", f"sets the rotation of {login}", partial(teams.set_on_call, name=login, logins=on_call))
    tell.at(19, "vik", f"opens the retrospective `{_TITLE}`", _acting(opening.open_one, _TITLE, team="payments"))
    for minutes, text in (
        (0, "12% of card payments are refused"),
        (9, "The bank's certificate is rejected since 0:00 UTC"),
    ):
        at = began + timedelta(minutes=minutes)
        tell.at(19, "vik", f"notes `{text}`", _acting(opening.note, _ID, text, at=at))
    over = _acting(opening.resolve, _ID, at=began + timedelta(minutes=31), severity=2, user_facing=True)
    tell.at(19, "vik", f"says that {_ID} is over: severity 2, and users noticed", over)


def written(tell: Teller, folder: Path, began: datetime) -> None:
    """It gets an author, and a write-up that fits."""
    for login in ("vik", "mina"):
        assign = _acting(people.assign, _ID, role="author", login=login)
        tell.at(18, "olga", f"makes {login} the author of {_ID}", assign)
    _advance(tell, 18, "olga", "ends the preparation")
    path = folder / WRITE_UP
    path.write_text(_write_up(began), encoding="utf-8")
    checker = make_write_up_checker(str(folder))
    tell.at(16, "mina", f"hands in {WRITE_UP}", lambda one: submitting.submit(one, _ID, path, checker=checker))
    _advance(tell, 16, "mina", "ends the research")
    _advance(tell, 16, "mina", "asks the rotation of payments to review")


def agreed(tell: Teller) -> None:
    """The rotation reviews it in writing, and what is recommended is decided on."""
    ask = "Which of the two endpoints did the probe not look at?"
    tell.at(15, "teo", f"asks `{ask}`", _acting(reviewing.comment, _ID, ask, kind="clarify"))
    tell.at(15, "vik", "has nothing to add", _acting(reviewing.pass_, _ID))
    tell.at(14, "mina", "answers in T-1", _acting(reviewing.reply, "T-1", "The one for refunds: it had no probe."))
    tell.at(14, "teo", "settles T-1", _acting(reviewing.settle, "T-1", how="the timeline says it"))
    _advance(tell, 13, "mina", "ends the review: no meeting is needed")
    _advance(tell, 13, "mina", "has no change to make")
    for number, priority, why in ((1, 1, "it would have prevented it"), (2, 2, "it tells us 20 minutes earlier")):
        accept = _acting(deciding.accept, f"REC-{number}", priority=priority, why=why)
        tell.at(12, "olga", f"accepts REC-{number} with priority {priority}", accept)
    why = "the bank announces it by mail already"
    tell.at(12, "olga", "declines REC-3", _acting(deciding.decline, "REC-3", why=why))
    _advance(tell, 12, "olga", "notes that the write-up is complete")


def followed(tell: Teller) -> None:
    """People commit to what was accepted, and do it or are on it."""
    for number, login, days in ((1, "teo", 14), (2, "vik", 28)):
        commit = partial(_commit, number=number, login=login, days=days)
        tell.at(11, "olga", f"commits {login} to REC-{number} within {days} days", commit)
    tell.at(10, "teo", "starts REC-1", _acting(committing.start, "REC-1"))
    for login, useful, keep in (("mina", 5, "reviews in writing"), ("teo", 4, "no meeting")):
        answer = _acting(answer_survey, _ID, useful=useful, keep=keep)
        tell.at(9, login, f"says how useful {_ID} was", answer)
    shown = "https://code.example.org/payments/pull/12"
    tell.at(8, "teo", "finishes REC-1", _acting(committing.done, "REC-1", evidence=shown))


def _commit(context: Context, *, number: int, login: str, days: int) -> object:
    ticket = f"https://tickets.example.org/PAY-{100 + number}"
    due = context.now.date() + timedelta(days=days)
    return committing.commit(context, f"REC-{number}", owner=login, due=due, ticket=ticket)


def _advance(tell: Teller, days_ago: int, who: str, what: str) -> None:
    tell.at(days_ago, who, what, _acting(moves.advance, _ID))


def _acting(service: Callable[..., object], *words: object, **named: object) -> Callable[[Context], object]:
    """A service with its arguments, but for who acts and when."""
    return lambda context: service(context, *words, **named)


def _write_up(began: datetime) -> str:
    """The write-up of the incident that began then (UTC)."""
    times: Mapping[str, str] = {
        f"at{minutes}": f"{began + timedelta(minutes=minutes):%Y-%m-%d %H:%M}" for minutes in (0, 9, 24, 31)
    }
    day = f"{began.day} {began:%B %Y}"
    return _TEMPLATE.format(day=day, due=f"{began + timedelta(days=30):%Y-%m-%d}", **times)


_TEMPLATE = """\
# 12% of card payments were refused for 31 minutes on {day}

## Summary

For 31 minutes on {day}, 12% of card payments were refused, as the certificate of the bank's endpoint had been \
replaced and the list that our client trusts has 40 entries of 2024.

## Timeline

All times in UTC.

- {at0} 12% of card payments are refused
- {at9} The log shows 1 rejected certificate, that of the bank's endpoint for refunds
- {at24} The list of 2026 with 43 entries is rolled out to 2 of 6 hosts
- {at31} 100% of payments go through on 6 of 6 hosts

## What went well

- The alert fired 2 minutes after the first refusal

## What could be better

- 1 of 2 endpoints had a probe

## Analysis

### Safety controls

- Probe of the bank's endpoints: meant to see certificates that we do not trust; failed because it looks at 1 of 2 \
endpoints; believed that both have the same certificate; context: the bank split them in 2025
- Alert on refused payments: meant to wake up the team; failed because its threshold of 10% was passed after 2 \
minutes only; believed that smaller losses are noise; context: it was set for a tenth of the traffic

### Systemic factors

- Communication: the bank's mails about certificates go to an address that 3 teams read

### Missing controls

- Nothing renews the list that our client trusts

## Recommendations

- Renew the list that the client trusts with each of our weekly releases. Owner: @teo, ticket: PAY-101, due: {due}, \
kind: software, effect: prevent, done when: the list is never older than 8 days, control: list of trusted certificates
- Probe all 2 endpoints of the bank each minute. Owner: @vik, ticket: PAY-102, due: {due}, kind: configuration, \
effect: detect, done when: a certificate that we do not trust alerts within 2 minutes, control: Probe of the bank's \
endpoints
- Subscribe the on-call channel to the bank's mails about certificates. Owner: @rosa, ticket: PAY-103, due: {due}, \
kind: process, effect: detect, done when: 1 mail has arrived there, control: mails of the bank
"""
