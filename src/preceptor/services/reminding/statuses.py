"""Where each team stands, once a week: to its lead, or to everybody in it while it has none."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from preceptor.model.notice import Notice
from preceptor.model.people import Person, Team, can_mail
from preceptor.model.reminding import morning, working_day
from preceptor.ports import Reading, Writing
from preceptor.services.context import Context
from preceptor.services.reminding.mornings import Mornings
from preceptor.services.reminding.status_values import worth_telling

#: By which the database knows how far they have come.
STATUS = "status"
#: The earliest zone is so far ahead of UTC.
_FIRST_ZONE = timedelta(hours=14)


@dataclass(frozen=True, kw_only=True)
class Statuses:
    """What is to be queued now."""

    notices: tuple[Notice, ...] = ()
    #: The Monday of the week of which nothing is left to be queued; None: something may be, later.
    done: date | None = None


def statuses(context: Context, tx: Reading) -> Statuses:
    """The mails of this week that are due and not queued yet.

    They come on the first working day of each team's week, in its morning; a week without one has none,
    and so has a team of which there is nothing to tell.
    """
    latest = _monday((context.now + _FIRST_ZONE).date())
    through = tx.settled_through(STATUS)
    if through is not None and through >= latest:
        return Statuses()
    mornings = Mornings(context=context, tx=tx)
    notices: list[Notice] = []
    done = True
    for team in tx.teams():
        calendar = context.calendar_of(team)
        today = calendar.today(context.now)
        monday = _monday(today)
        due = morning(working_day(monday, calendar), calendar) <= context.now and not calendar.is_day_off(today)
        if due and worth_telling(context, tx, team, monday):
            notices += _about(tx, mornings, team, monday)
        done = done and due and monday == latest
    known = tx.notices_called({one.dedup_key for one in notices})
    return Statuses(
        notices=tuple(one for one in notices if one.dedup_key not in known), done=latest if done else None
    )


def queue_statuses(context: Context, tx: Writing) -> int:
    """Queue them; how many there were."""
    found = statuses(context, tx)
    tx.queue(found.notices)
    if found.done:
        tx.settle_through(found.done, STATUS)
    return len(found.notices)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _about(tx: Reading, mornings: Mornings, team: Team, monday: date) -> Iterator[Notice]:
    for person in _readers(tx, team):
        found = mornings.of(person)
        yield Notice(
            kind="status",
            to=found.to.id,
            dedup_key=f"status:{team.id}:{monday.isoformat()}:{person.id}",
            context={"status": team.id, "monday": monday.isoformat()},
            thread=f"team:{team.id}",
            send_at=found.at,
        )


def _readers(tx: Reading, team: Team) -> list[Person]:
    lead = tx.person(team.lead) if team.lead is not None else None
    return [one for one in ([lead] if lead else tx.people(team.members)) if can_mail(one)]
