"""The ladder of an author in plain words: what a command does, or which guards refuse it; without the engine.

All people live in UTC, and nobody's hours are tracked. Days are the only clock, and occasions are held today.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

OWNER, LEAD = "olga", "lena"
#: Whose pairings the lead may start.
MEMBERS = ("paul", "mina")
RUNGS = ("watch", "do-watched", "reverse")
NEXT = {"watch": "do-watched", "do-watched": "reverse", "reverse": "complete"}
COUNTS = {"watch": 2, "do-watched": 2, "reverse": 1}
OBSERVERS = {"watch": 1, "do-watched": 2, "reverse": 1}
GRANTS = {"do-watched": "lead", "reverse": "teach"}
STANDARDS = {
    "watch": ("talk-through",),
    "do-watched": (
        "timeline-holds",
        "system-understood",
        "every-control-examined",
        "blameless",
        "recommendations-land",
    ),
    "reverse": ("explains",),
}
ENDED = ("complete", "withdrawn")
ROOM = 3
REVIEW_FROM = 3
STAND_IN_AFTER = 20


@dataclass
class Credit:
    """One occasion as a pairing counts it."""

    occasion: str
    held_on: date
    present: frozenset
    rung: str
    attempt: int
    observers: frozenset
    rehearsal: bool
    stand_in: bool
    ratings: dict = field(default_factory=dict)
    feedback: bool = False
    #: Who owes the feedback; None where it was given, or nobody owes it any more.
    owed_by: str | None = None


@dataclass
class Pair:
    """A trainee and a preceptor."""

    trainee: str
    preceptor: str
    entered: date
    state: str = "watch"
    back: str | None = None
    attempt: int = 1
    credits: list = field(default_factory=list)
    repeats: dict = field(default_factory=dict)
    review: bool = False

    def current(self):
        return [one for one in self.credits if (one.rung, one.attempt) == (self.state, self.attempt)]

    def ratings(self):
        return {name: rating for one in self.current() for name, rating in one.ratings.items()}

    @property
    def rung_owed_by(self):
        """Whose turn it is on the rung; None where nobody's."""
        if self.state not in RUNGS:
            return None
        return self.preceptor if len(self.current()) >= COUNTS[self.state] else self.trainee


@dataclass
class Ladder:
    """Everybody's pairings and certificates."""

    today: date
    order: tuple
    pairs: dict = field(default_factory=dict)
    #: What was granted and taken away, as it happened: day, person, capability, held from then on.
    history: list = field(default_factory=list)

    def holds(self, person, capability, on=None):
        held = False
        for day, who, what, now in self.history:
            if (who, what) == (person, capability) and day <= (on or self.today):
                held = now
        return held

    def teachers(self, on=None):
        return {who for _, who, what, _ in self.history if what == "teach" and self.holds(who, "teach", on)}

    def load(self, person, without=None):
        return sum(
            one is not without and one.preceptor == person and one.state in RUNGS for one in self.pairs.values()
        )

    # guards

    def _signs(self, person, pair=None):
        if not self.holds(person, "teach"):
            yield "preceptor-teaches"
        if self.load(person, pair) >= ROOM:
            yield "preceptor-has-room"

    def _waiting(self, pair):
        if not all(one.feedback for one in pair.current()):
            yield "feedback-given"

    def raters(self, pair, rung, present, on=None):
        able = (present & self.teachers(on)) - {pair.trainee} if rung != "reverse" else set()
        return able or {pair.preceptor}

    # commands: each gives the guards that refuse it, or does it and gives none

    def start(self, name, trainee, preceptor, by):
        against = {*self._signs(preceptor)}
        if by != OWNER and not (by == LEAD and trainee in MEMBERS):
            against.add("actor")
        if trainee == preceptor:
            against.add("trainee-is-not-preceptor")
        if self.holds(trainee, "lead"):
            against.add("trainee-learns")
        if any(one.trainee == trainee and one.state not in ENDED for one in self.pairs.values()):
            against.add("one-pairing-at-a-time")
        if not against:
            self.pairs[name] = Pair(trainee=trainee, preceptor=preceptor, entered=self.today)
        return against

    def people_of(self, pair, performer, watchers):
        usual = pair.trainee if pair.state in ("do-watched", "reverse") else pair.preceptor
        performer = performer or usual
        default = pair.preceptor if performer == pair.trainee else pair.trainee
        return performer, tuple(watchers) or (default,)

    def observe(self, name, occasion, performer, watchers, rehearsal, rating, feedback, by):
        asked = self.pairs[name]
        performer, watchers = self.people_of(asked, performer, watchers)
        present = frozenset((performer, *watchers))
        against = set()
        if performer in watchers:
            against.add("observation")
        if by not in present | {asked.preceptor, OWNER}:
            against.add("actor")
        if rating or feedback:
            if asked.state not in RUNGS:
                against.add("state")
            elif by not in self.raters(asked, asked.state, present):
                against.add("rater")
        if against:
            return against
        concerned = [
            one for one in self.pairs.values() if one is asked or (one.trainee in present and one.state not in ENDED)
        ]
        newcomers = {one.trainee for one in concerned if one.state == "watch"} & set(watchers)
        for pair in concerned:
            found = self._verdict(pair, performer, set(watchers), newcomers)
            if found is None or (rehearsal and any(one.rehearsal for one in pair.current())):
                continue
            observers, stand_in = found
            owed_by = pair.preceptor
            if pair is asked:
                able = self.raters(pair, pair.state, present)
                owed_by = pair.preceptor if pair.preceptor in able else min(able, key=self.order.index)
            pair.credits.append(
                Credit(
                    occasion=occasion,
                    held_on=self.today,
                    present=present,
                    rung=pair.state,
                    attempt=pair.attempt,
                    observers=frozenset(observers),
                    rehearsal=rehearsal,
                    stand_in=stand_in,
                    ratings=self.rated(pair.state, rating) if pair is asked else {},
                    feedback=feedback and pair is asked,
                    owed_by=None if feedback and pair is asked else owed_by,
                )
            )
        return set()

    @staticmethod
    def rated(rung, rating):
        if not rating:
            return {}
        ratings = dict.fromkeys(STANDARDS[rung], "met")
        return ratings if rating == "met" else {**ratings, STANDARDS[rung][0]: "not-yet"}

    def _verdict(self, pair, performer, watchers, newcomers):
        """The observers, and whether one of them stood in; None where it does not count."""
        if pair.state == "watch" and pair.trainee in watchers and self.holds(performer, "lead"):
            return {performer}, False
        if performer != pair.trainee:
            return None
        if pair.state == "do-watched":
            seen = watchers & self.teachers()
            return (seen, False) if seen else None
        if pair.state == "reverse" and self.holds(performer, "lead"):
            if newcomers:
                return newcomers, False
            if self.today >= business_days_after(pair.entered, STAND_IN_AFTER):
                return watchers, True
        return None

    def feedback(self, occasion, by):
        against = set()
        done = False
        for pair in self.pairs.values():
            for one in pair.credits:
                if one.occasion != occasion:
                    continue
                if by not in self.raters(pair, one.rung, one.present, one.held_on) | {one.owed_by}:
                    against.add("rater")
                elif one.feedback:
                    against.add("feedback")
                else:
                    one.feedback, one.owed_by, done = True, None, True
        return set() if done else against

    def against_advance(self, pair, by):
        if pair.state not in RUNGS:
            return {"state"}
        rung, current = pair.state, pair.current()
        against = {*self._signs(pair.preceptor, pair), *self._waiting(pair)}
        if by != pair.preceptor:
            against.add("actor")
        if len(current) < COUNTS[rung]:
            against.add("counts-met")
        seen = {person for one in current for person in one.observers}
        missing = max(1, min(OBSERVERS[rung], len(self.teachers() - {pair.trainee}))) - len(seen)
        if missing > 0 and current and COUNTS[rung] - len(current) <= missing:
            against.add("observers-met")
        if any(pair.ratings().get(standard) != "met" for standard in STANDARDS[rung]):
            against.add("standards-met")
        return against

    def advance(self, name, by):
        pair = self.pairs[name]
        against = self.against_advance(pair, by)
        if not against:
            earned = GRANTS.get(pair.state)
            if earned and not self.holds(pair.trainee, earned):
                self.history.append((self.today, pair.trainee, earned, True))
            pair.state, pair.attempt, pair.entered, pair.review = NEXT[pair.state], 1, self.today, False
        return against

    def repeat(self, name, by):
        pair = self.pairs[name]
        if pair.state not in RUNGS:
            return {"state"}
        against = {*self._waiting(pair), *(one for one in self._signs(pair.preceptor) if one == "preceptor-teaches")}
        if by != pair.preceptor:
            against.add("actor")
        if "not-yet" not in pair.ratings().values():
            against.add("not-yet-rated")
        if not against:
            pair.attempt, pair.entered = pair.attempt + 1, self.today
            pair.repeats[pair.state] = pair.repeats.get(pair.state, 0) + 1
            pair.review = pair.review or pair.repeats[pair.state] >= REVIEW_FROM
        return against

    def pause(self, name, by):
        pair = self.pairs[name]
        if pair.state not in RUNGS:
            return {"state"}
        if by not in (OWNER, LEAD):
            return {"actor"}
        pair.state, pair.back, pair.review = "paused", pair.state, False
        return set()

    def resume(self, name, by):
        pair = self.pairs[name]
        if pair.state != "paused":
            return {"state"}
        against = {*self._signs(pair.preceptor, pair)} | ({"actor"} if by not in (OWNER, LEAD) else set())
        if not against:
            pair.state, pair.back = pair.back, None
        return against

    def reassign(self, name, preceptor, by):
        pair = self.pairs[name]
        if pair.state in ENDED:
            return {"state"}
        against = {*self._signs(preceptor, pair)}
        if by not in (OWNER, LEAD) or by == pair.trainee:
            against.add("actor")
        if preceptor == pair.trainee:
            against.add("trainee-is-not-preceptor")
        if not against:
            pair.preceptor, pair.review = preceptor, False
            for one in pair.credits:
                if one.owed_by and one.owed_by not in self.raters(pair, one.rung, one.present, one.held_on):
                    one.owed_by = preceptor
        return against

    def withdraw(self, name, by):
        pair = self.pairs[name]
        if pair.state in ENDED:
            return {"state"}
        if by not in (OWNER, LEAD, pair.trainee, pair.preceptor):
            return {"actor"}
        pair.state, pair.review = "withdrawn", False
        for one in pair.credits:
            one.owed_by = None
        return set()

    def void(self, occasion, by):
        if by != OWNER:
            return {"actor"}
        for pair in self.pairs.values():
            pair.credits = [one for one in pair.credits if one.occasion != occasion]
        return set()

    def grant(self, person, capability, by):
        if by != OWNER:
            return {"actor"}
        if person == by and self.teachers() - {by}:
            return {"not-oneself"}
        if self.holds(person, capability):
            return {"not-held"}
        self.history.append((self.today, person, capability, True))
        return set()

    def revoke(self, person, capability, by):
        if by != OWNER:
            return {"actor"}
        if not self.holds(person, capability):
            return {"held"}
        self.history.append((self.today, person, capability, False))
        return set()


def business_days_after(day, number):
    """The day that is so many working days after another."""
    while number:
        day += timedelta(days=1)
        number -= day.weekday() < 5
    return day
