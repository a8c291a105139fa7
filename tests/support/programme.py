"""A made-up apprenticeship of some years, played through the public services week by week.

Chance decides who comes, who watches whom and who is told *not yet*; the same seed plays the same programme. What is
possible on a day is read from plain books (`books.py`), never from the engine, and a refusal fails the run: so the
run itself already shows that the two agree.
"""

import random
from collections import Counter
from dataclasses import dataclass, field

from tests.support.books import Books, Occasion
from tests.support.world import SAID, World, shipped

COUNTS = {"watch": 2, "do-watched": 2, "reverse": 1}
OBSERVERS = 2
#: Open pairings of one preceptor.
LOAD = 3
#: Weeks on the last rung after which a colleague may stand in for a newcomer (20 business days, and some).
STAND_IN_WEEKS = 6


@dataclass
class Climber:
    """A pairing as the programme knows it."""

    id: str
    trainee: str
    role: str
    preceptor: str
    state: str = "watch"
    count: int = 0
    observers: set[str] = field(default_factory=set)
    since: int = 0
    repeats: int = 0
    not_yet: bool = False
    stand_in: bool = False
    ended: bool = False

    def enter(self, state: str, week: int) -> None:
        self.state, self.count, self.observers, self.since = state, 0, set(), week
        self.not_yet = self.stand_in = False


@dataclass
class Programme:
    """The programme so far. `play` goes on with it."""

    world: World
    people: int
    weeks: int
    seed: int = 7
    roles: tuple[str, ...] = ("author", "moderator")
    books: Books = field(default_factory=Books)
    climbers: list[Climber] = field(default_factory=list)
    tally: Counter[str] = field(default_factory=Counter)
    weekly: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.waiting = [f"person-{number}" for number in range(3 * len(self.roles), self.people)]
        self._teachers: dict[tuple[str, str], list[str]] = {}

    @property
    def day(self) -> int:
        return self.world.now.date().toordinal()

    def play(self) -> "Programme":
        """Everything from the founders to the last week."""
        begin = self.world.now
        for number, role in enumerate(self.roles):
            for founder in range(3 * number, 3 * number + 3):
                self.world.person(f"person-{founder}")
                self._act()
                self.world.grant(f"person-{founder}", role=role)
                for capability in ("lead", "teach"):
                    self.books.grant(f"person-{founder}", role, capability, self.day, "founder")
        for week in range(self.weeks):
            self.world.now = begin
            self.world.later(days=7 * week + 1)
            self.weekly.append(self.day)
            self._teachers.clear()
            self._renew()
            self._take_in(week)
            for one in [one for one in self.climbers if not one.ended]:
                self._attend(one, week)
        return self

    def holders(self, role: str, capability: str) -> list[str]:
        """Who holds it now, as the books of this week have it."""
        key = (role, capability)
        if key not in self._teachers:
            self._teachers[key] = self.books.holders(role, capability, self.day)
        return self._teachers[key]

    def _act(self) -> None:
        self.world.later(minutes=1)
        self.tally["commands"] += 1

    def _room(self, role: str, without: str) -> list[str]:
        load = Counter(one.preceptor for one in self.climbers if not one.ended)
        return [one for one in self.holders(role, "teach") if load[one] < LOAD and one != without]

    def _renew(self) -> None:
        """Most renew in their last weeks; some forget, and lapse."""
        for role in self.roles:
            for capability in ("lead", "teach"):
                for person in self.holders(role, capability):
                    grant = self.books.speaking(person, role, capability, self.day)
                    assert grant
                    if grant.until - self.day < 30 and self.chance.random() < 0.25:
                        self._act()
                        self.world.renew(person, role=role, capability=capability)
                        self.books.renew(person, role, capability, self.day)
                        self.tally["renewals"] += 1

    def _take_in(self, week: int) -> None:
        """Newcomers begin while there is somebody to supervise them; in the last quarter nobody comes any more."""
        due = round((week + 1) / (0.75 * self.weeks) * (self.people - 3 * len(self.roles)))
        begun = len(self.climbers)
        for _ in range(due - begun):
            role = self.roles[len(self.climbers) % len(self.roles)]
            able = self._room(role, "")
            if not able or not self.waiting:
                return
            trainee, preceptor = self.waiting.pop(0), self.chance.choice(able)
            self.world.person(trainee, email=self.chance.random() < 0.9)
            self._act()
            pairing = self.world.pairing(trainee, preceptor, role=role)
            self.climbers.append(Climber(pairing, trainee, role, preceptor, since=week))

    def _attend(self, one: Climber, week: int) -> None:
        """A week of one pairing: nothing, an occasion, or another preceptor; then what follows from it."""
        lapsed = one.preceptor not in self.holders(one.role, "teach")
        able = [person for person in self._room(one.role, one.trainee) if person != one.preceptor]
        if lapsed and not able:
            return
        if able and (lapsed or self.chance.random() < 0.02):
            one.preceptor = self.chance.choice(able)
            self._act()
            self.world.reassign(one.id, one.preceptor)
            self.tally["reassigned"] += 1
        if self.chance.random() < 0.01:
            self._act()
            self.world.withdraw(one.id)
            one.ended = True
            self.tally["withdrawn"] += 1
            return
        if self.chance.random() < 0.6 and not self._done(one):
            {"watch": self._watch, "do-watched": self._do_watched, "reverse": self._reverse}[one.state](one, week)
        if one.not_yet:
            self._act()
            self.world.repeat(one.id, by=one.preceptor)
            one.enter(one.state, week)
            one.repeats += 1
            self.tally["repeats"] += 1
        elif self._done(one):
            self._advance(one, week)

    def _done(self, one: Climber) -> bool:
        others = [teacher for teacher in self.holders(one.role, "teach") if teacher != one.trainee]
        needed = max(1, min(OBSERVERS, len(others))) if one.state == "do-watched" else 0
        return one.count >= COUNTS[one.state] and len(one.observers) >= needed

    def _advance(self, one: Climber, week: int) -> None:
        self._act()
        self.world.advance(one.id, by=one.preceptor)
        self.tally[f"signed {one.state}"] += 1
        earned = {"do-watched": "lead", "reverse": "teach"}.get(one.state)
        if earned and self.books.state(one.trainee, one.role, earned, self.day) != "valid":
            source = "no-newcomer" if one.stand_in else "rung"
            self.books.grant(one.trainee, one.role, earned, self.day, source)
            self._teachers.pop((one.role, earned), None)
        following = {"watch": "do-watched", "do-watched": "reverse"}.get(one.state)
        if following:
            one.enter(following, week)
        else:
            one.state, one.ended = "complete", True

    def _observe(
        self, one: Climber, performer: str, watchers: list[str], rater: str | None, *, counts_for: list[Climber]
    ) -> str:
        """Record an occasion; `rater` judges it, most often kindly. None: nobody rates."""
        self._act()
        judged: dict[str, object] = {}
        if rater:
            kind = self.chance.random() > 0.12
            judged = {"said": SAID, "met": ("all",)} if kind else {"said": SAID, "not_yet": (self._standard(one),)}
            one.not_yet = not kind
        found = self.world.observe(
            one.id, performer=performer, watchers=watchers, by=rater or one.preceptor, **judged
        )
        self.books.occasions.append(Occasion(self.day, one.role, performer, tuple(watchers)))
        self._teachers.clear()
        self.tally["observations"] += 1
        assert sorted(found["credited"]) == sorted(peer.id for peer in counts_for)
        for peer in counts_for:
            peer.count += 1
        self.tally["credits"] += len(counts_for)
        return str(found["id"])

    def _standard(self, one: Climber) -> str:
        ladder = shipped()[self.world.process].ladder_of(one.role)
        rung = ladder.rung(one.state) if ladder else None
        assert rung
        return self.chance.choice(rung.standards).id

    def _watch(self, one: Climber, week: int) -> None:
        """Somebody who may lead performs, and rates where they may teach as well; else the preceptor does."""
        able = [person for person in self.holders(one.role, "lead") if person != one.trainee]
        if not able:
            return
        likes = one.preceptor in able and self.chance.random() < 0.4
        performer = one.preceptor if likes else self.chance.choice(able)
        rater = performer if performer in self.holders(one.role, "teach") else one.preceptor
        climbing = [peer for peer in self._peers(one) if (peer.trainee, peer.state) == (performer, "reverse")]
        observation = self._observe(one, performer, [one.trainee], rater, counts_for=[one, *climbing])
        one.observers.add(performer)
        for peer in climbing:
            # Who climbs the last rung is credited for the newcomer who watched, whoever it was that asked.
            self._feedback(observation, peer)

    def _do_watched(self, one: Climber, week: int) -> None:
        """A teacher watches, another one each time. Now and then nobody does who may teach, and it counts nothing."""
        teachers = [person for person in self.holders(one.role, "teach") if person != one.trainee]
        if self.chance.random() < 0.08:
            peers = self._peers(one)
            if peers:
                self._observe(one, one.trainee, [self.chance.choice(peers).trainee], None, counts_for=[])
                self.tally["unsupervised"] += 1
            return
        fresh = [person for person in teachers if person not in one.observers]
        watcher = self.chance.choice(fresh or teachers)
        self._observe(one, one.trainee, [watcher], watcher, counts_for=[one])
        one.observers.add(watcher)

    def _reverse(self, one: Climber, week: int) -> None:
        """A newcomer watches, and is credited too; where none came for long, the preceptor stands in."""
        if one.trainee not in self.holders(one.role, "lead"):
            self.tally["lapsed on the way"] += 1
            return
        newcomers = [peer for peer in self._peers(one) if peer.state == "watch" and not self._done(peer)]
        if newcomers:
            newcomer = self.chance.choice(newcomers)
            both = [one, newcomer]
            observation = self._observe(one, one.trainee, [newcomer.trainee], one.preceptor, counts_for=both)
            newcomer.observers.add(one.trainee)
            self._feedback(observation, newcomer)
        elif week - one.since >= STAND_IN_WEEKS:
            self._observe(one, one.trainee, [one.preceptor], one.preceptor, counts_for=[one])
            one.stand_in = True
            self.tally["stand-ins"] += 1

    def _feedback(self, observation: str, one: Climber) -> None:
        """What the preceptor of a pairing says that was credited beside the one that asked."""
        self._act()
        self.world.feedback(observation, by=one.preceptor, pairing=one.id, met=("all",), feedback=SAID)

    def _peers(self, one: Climber) -> list[Climber]:
        """The others who learn the role and may teach it no sooner."""
        return [peer for peer in self.climbers if not peer.ended and peer.role == one.role and peer is not one]
