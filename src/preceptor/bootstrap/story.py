"""The story that `preceptor demo` plays: two teams, several weeks, every step under its own fixed clock.

It ends now: each step says how many working days before today it happened.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path

from preceptor.bootstrap import make_context, story_incident
from preceptor.bootstrap.founding import make_folder
from preceptor.bootstrap.settings import Settings, read_settings
from preceptor.clock import FixedClock, from_environment
from preceptor.model.deadline import Calendar, shift_business_days
from preceptor.model.refusal import Refusal
from preceptor.services import certifications, observations, pairing_start, pairings, people, teams
from preceptor.services.context import Context
from preceptor.services.feedback import give_feedback
from preceptor.services.founding import Founder
from preceptor.services.judging import judgement_of
from preceptor.services.observations import Told
from preceptor.services.person_fields import Details

#: The process whose ladder the story climbs.
PROCESS = "retrospective"
_WEEK = Calendar(zone=UTC, weekend=frozenset({5, 6}), days_off=frozenset())


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that happened in the story."""

    on: date
    who: str
    what: str
    #: None where it went through.
    refusal: Refusal | None = None


@dataclass(kw_only=True)
class _Teller:
    """Tells the story step by step; each step is a minute after the one before it on the same day."""

    settings: Settings
    now: datetime
    steps: list[Step] = field(default_factory=list)

    def at(self, days_ago: int, who: str, what: str, act: Callable[[Context], object]) -> None:
        """`who` does something so many working days before now."""
        moment = _before(self.now, days_ago) + timedelta(minutes=len(self.steps))
        context = make_context(settings=self.settings, clock=FixedClock(moment), person=who)
        try:
            answer = act(context)
        finally:
            context.store.close()
        refusal = answer if isinstance(answer, Refusal) else None
        self.steps.append(Step(on=moment.date(), who=who, what=what, refusal=refusal))

    def seen(
        self,
        days_ago: int,
        who: str,
        pairing: str,
        subject: str,
        *,
        met: tuple[str, ...] = (),
        not_yet: tuple[str, ...] = (),
        watchers: tuple[str, ...] = (),
        performer: str | None = None,
        said: tuple[str, str, str] | None = None,
    ) -> None:
        """`who` records an observation of that day."""
        told = Told(
            held_on=_before(self.now, days_ago).date(),
            subject=subject,
            performer=performer,
            watchers=watchers,
            judgement=judgement_of(met, not_yet, *(said or (None, None, None))),
        )
        what = f"records `{subject}` for {pairing}"
        self.at(days_ago, who, what, lambda context: observations.observe(context, pairing, told))


def play_story(folder: Path) -> Iterator[Step]:
    """Make the folder and play the story in it, up to now. Raises what `make_folder` raises."""
    now = from_environment(os.environ).now()
    founder = Founder(login="olga", name="Olga Lind", email="olga@example.org")
    make_folder(folder, founder, example=None, database=None, clock=FixedClock(_before(now, 46)))
    teller = _Teller(settings=read_settings(folder), now=now)
    told = 0
    began = _before(now, 19)
    for chapter in (
        *(_teams, _first_rung, _second_rung, _third_rung, _once_more),
        partial(story_incident.notes, began=began),
        partial(story_incident.written, folder=folder, began=began),
        *(story_incident.agreed, story_incident.followed, _loose_ends),
    ):
        chapter(teller)
        yield from teller.steps[told:]
        told = len(teller.steps)


def _before(now: datetime, days: int) -> datetime:
    """Nine o'clock UTC so many working days before now."""
    day = shift_business_days(now, -days, _WEEK).date()
    return datetime.combine(day, time(9), UTC)


def _teams(tell: _Teller) -> None:
    for name, title in (("checkout", "Checkout"), ("payments", "Payments")):
        tell.at(45, "olga", f"adds the team {title}", partial(teams.add, name=name, title=title))
    for login, name, team, zone, country, hours in (
        ("paul", "Paul Arndt", "checkout", "Europe/Berlin", "DE", 8),
        ("mina", "Mina Ortiz", "checkout", "Europe/Madrid", "ES", 6),
        ("noah", "Noah Berg", "checkout", "Europe/Berlin", "DE", None),
        ("rosa", "Rosa Kimani", "payments", "Africa/Nairobi", "KE", 8),
        ("teo", "Teo Vance", "payments", "America/New_York", "US", 4),
        ("vik", "Vik Rao", "payments", "Asia/Kolkata", "IN", None),
    ):
        details = Details(
            login=login,
            name=name,
            email=f"{login}@example.org",
            time_zone=zone,
            country=country,
            teams=(team,),
            hours=hours,
        )
        tell.at(45, "olga", f"adds {name} ({login}) to {team}", partial(people.add, details=details))
    for login in ("paul", "rosa"):
        tell.at(45, "olga", f"certifies {login} as a founder: author", partial(_found, login=login))


def _found(context: Context, login: str) -> object:
    return certifications.grant(
        context, login=login, process=PROCESS, role="author", capability=None, why="led our write-ups so far"
    )


def _start(tell: _Teller, days_ago: int, trainee: str, preceptor: str) -> None:
    tell.at(
        days_ago,
        "olga",
        f"pairs {trainee} with {preceptor}",
        lambda one: pairing_start.start(
            one, trainee=trainee, process=PROCESS, role="author", preceptor=preceptor, team=None
        ),
    )


def _advance(tell: _Teller, days_ago: int, who: str, pairing: str) -> None:
    tell.at(days_ago, who, f"signs the rung of {pairing}", lambda one: pairings.advance(one, pairing))


def _first_rung(tell: _Teller) -> None:
    _start(tell, 44, "mina", "paul")
    _start(tell, 44, "teo", "rosa")
    _start(tell, 43, "vik", "rosa")
    calm = ("asked why at every step", "write the time down at once", "retell the analysis to Paul")
    tell.seen(42, "paul", "mina/author", "cart outage: research", met=("all",), said=calm)
    both = ("mina", "teo")
    good = ("found the missing alert himself", "read the system page first", "watch an analysis")
    tell.seen(
        39, "rosa", "teo/author", "card declines: timeline", watchers=both, performer="rosa", met=("all",), said=good
    )
    kept = ("kept the order of events", "ask Rosa why, not what", "write one yourself")
    tell.at(
        38,
        "paul",
        "gives Mina her feedback for it",
        lambda one: give_feedback(one, "O-2", judgement_of((), (), *kept)),
    )
    _advance(tell, 37, "paul", "mina/author")
    tell.seen(36, "rosa", "teo/author", "refund delay: analysis", met=("all",), said=good)
    _advance(tell, 35, "rosa", "teo/author")


def _second_rung(tell: _Teller) -> None:
    first = ("the timeline is exact", "name the controls before the failures", "write the next one alone")
    second = ("blameless throughout", "shorter sentences", "teach it to Noah")
    tell.seen(33, "paul", "mina/author", "login errors: write-up", met=("all",), said=first)
    tell.seen(30, "rosa", "mina/author", "search slow: write-up", watchers=("rosa",), met=("all",), said=second)
    _advance(tell, 29, "mina", "mina/author")
    _advance(tell, 28, "paul", "mina/author")
    slow = ("the references are complete", "a control was named without its failure", "redo the analysis with Rosa")
    tell.seen(27, "rosa", "teo/author", "ledger drift: write-up", not_yet=("every-control-examined",), said=slow)
    tell.at(
        26,
        "rosa",
        "lets Teo repeat the rung",
        lambda one: pairings.repeat(one, "teo/author", why="once more, with every control and its failure"),
    )


def _third_rung(tell: _Teller) -> None:
    _start(tell, 25, "noah", "paul")
    clear = ("said aloud what she left out", "leave more silence", "take your own trainee")
    tell.seen(24, "mina", "mina/author", "gift cards expired: write-up", watchers=("noah",))
    tell.at(
        23,
        "paul",
        "gives Mina and Noah their feedback for it",
        lambda one: give_feedback(one, "O-7", judgement_of(("explains",), (), *clear)),
    )
    _advance(tell, 22, "paul", "mina/author")


def _once_more(tell: _Teller) -> None:
    thorough = ("every control has its failure now", "fewer adverbs", "one more, with Paul watching")
    tell.seen(20, "rosa", "teo/author", "double charge: write-up", met=("all",), said=thorough)


def _loose_ends(tell: _Teller) -> None:
    tell.seen(6, "noah", "noah/author", "cache stampede: review")
    _advance(tell, 1, "paul", "noah/author")
