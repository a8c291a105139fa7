"""Random commands on a real database, sensible or not, against the ladder in plain words."""

import shutil
from contextlib import ExitStack, contextmanager
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from tests.property.plain_ladder import ENDED, LEAD, MEMBERS, OWNER, RUNGS, Ladder
from tests.support.replay import broken_links, replayed, stored
from tests.support.world import SAID, WasRefused, World, shipped
from tests.support.worlds import founded_sqlite

from preceptor.errors import BadInput, UnknownId
from preceptor.ports import ObligationFilter, PairingFilter
from preceptor.store import SqlStore

__all__ = ["founded_sqlite"]

TEACHERS = ("paul", "quinn")
TRAINEES = ("mina", "noor", OWNER, "rosa")
#: In the order of their ids.
EVERYBODY = (OWNER, LEAD, "paul", "quinn", "rosa", "mina", "noor")
CAPABILITIES = ("lead", "teach")
#: Days. Nobody lapses in a story that is shorter: idleness takes half a year.
LONGEST = 150
#: A story is a seed, which cannot be shrunk; how long it is can.
PHASES = (Phase.explicit, Phase.generate, Phase.shrink)

#: What people who know what they do try, and what anybody tries; by how often.
SENSIBLE = {
    "someone_begins": 4,
    "someone_learns": 36,
    "somebody_owing_gives_feedback": 14,
    "a_preceptor_signs": 18,
    "a_preceptor_says_not_yet": 5,
    "time_passes": 6,
    "somebody_goes_on": 4,
}
WILD = {
    "anybody_begins": 3,
    "anything_is_observed": 6,
    "anybody_gives_feedback": 2,
    "anybody_moves_it": 4,
    "anybody_reassigns": 3,
    "anybody_withdraws": 1,
    "anybody_strikes": 1,
    "anybody_grants": 2,
    "anybody_revokes": 1,
}


def cast(world):
    """The people of the story: a team's lead, two who may teach, one who may only teach, and trainees."""
    world.person(LEAD)
    world.team("payments", lead=LEAD)
    for one in EVERYBODY:
        if one not in (OWNER, LEAD):
            world.person(one, teams=["payments"] if one in MEMBERS else [])
    for one in TEACHERS:
        world.grant(one)
    world.grant("rosa", capability="teach")
    return world


class Story:
    """The same commands to the engine and to the plain ladder, which have to agree after each."""

    def __init__(self, world, random):
        self.world, self.random = world, random
        self.first = world.today
        self.plain = Ladder(today=self.first, order=EVERYBODY)
        for person in TEACHERS:
            self.plain.history += [(self.first, person, one, True) for one in CAPABILITIES]
        self.plain.history.append((self.first, "rosa", "teach", True))
        self.occasions = []
        self.struck = set()
        self.told = []

    def step(self):
        kinds = {**SENSIBLE, **WILD}
        (kind,) = self.random.choices(list(kinds), weights=list(kinds.values()))
        getattr(self, kind)()
        self.agrees()

    def agree(self, expected, act, *arguments, **rest):
        """Do it, and hold its refusal to the guards that the plain ladder names; a refusal changes nothing."""
        self.told.append(f"{act.__name__} {arguments} {rest} -> {sorted(expected) or 'done'}")
        before = self.world.everything() if expected else None
        try:
            answer = act(*arguments, **rest)
        except WasRefused as refused:
            assert {one.guard for one in refused.refusal.reasons} == expected
            assert self.world.everything() == before
            return None
        assert not expected, f"{act.__name__} should have been refused: {expected}"
        return answer

    def some(self, *choices):
        return self.random.choice(choices)

    def anybody(self):
        return self.random.choice(EVERYBODY)

    def one_of(self, *states):
        """A pairing, in one of the states where there is such a one; None where there is none at all."""
        named = self.plain.pairs
        fitting = [name for name, one in named.items() if one.state in states]
        return self.random.choice(fitting or list(named)) if named else None

    # people who know what they do

    def someone_begins(self):
        free = [who for who in TRAINEES if not self.plain.holds(who, "lead")]
        self.start(self.random.choice(free or TRAINEES), self.some(*TEACHERS, "rosa"), LEAD)

    def someone_learns(self):
        """An occasion that fits the rung, judged by who may."""
        name = self.one_of(*RUNGS)
        if name is None:
            return
        pair = self.plain.pairs[name]
        watchers, by = (), pair.preceptor
        performer = None if pair.state != "watch" or self.plain.holds(by, "lead") else "paul"
        if pair.state == "do-watched":
            watchers = (self.some(*(sorted(self.plain.teachers() - {pair.trainee}) or TEACHERS)),)
            by = watchers[0]
        elif pair.state == "reverse":
            watching = [one.trainee for one in self.plain.pairs.values() if one.state == "watch"]
            watchers = tuple(watching[:1])
        rating = self.some("met", "met", "met", "not-yet", None)
        if performer == "paul":
            by = "paul"
        rehearsal = self.random.random() < 0.1
        self.observe(name, performer, watchers, rehearsal, rating, bool(rating and self.random.random() < 0.7), by)

    def somebody_owing_gives_feedback(self):
        owed = [one for pair in self.plain.pairs.values() for one in pair.credits if one.owed_by]
        if owed:
            one = self.random.choice(owed)
            self.feedback(one.occasion, one.owed_by)

    def a_preceptor_signs(self):
        plain = self.plain
        ready = [name for name, one in plain.pairs.items() if not plain.against_advance(one, one.preceptor)]
        name = self.random.choice(ready) if ready else self.one_of(*RUNGS)
        if name:
            self.advance(name, self.plain.pairs[name].preceptor)

    def a_preceptor_says_not_yet(self):
        disappointed = [n for n, one in self.plain.pairs.items() if "not-yet" in one.ratings().values()]
        name = self.random.choice(disappointed) if disappointed else self.one_of(*RUNGS)
        if name:
            self.repeat(name, self.plain.pairs[name].preceptor)

    def somebody_goes_on(self):
        name = self.one_of("paused")
        if name:
            self.resume(name, self.some(OWNER, LEAD))

    def time_passes(self):
        days = self.random.randint(1, 12)
        if (self.world.today - self.first).days + days <= LONGEST:
            self.told.append(f"{days} days pass")
            self.world.later(days=days)
            self.plain.today = self.world.today

    # and anybody who tries anything

    def anybody_begins(self):
        self.start(self.anybody(), self.anybody(), self.anybody())

    def anything_is_observed(self):
        name = self.one_of(*RUNGS, "paused", *ENDED)
        if name:
            watchers = tuple(self.random.sample(EVERYBODY, self.random.randint(0, 3)))
            rating, feedback = self.some(None, "met", "not-yet"), self.some(True, False)
            performer = self.some(None, self.anybody())
            self.observe(name, performer, watchers, self.some(True, False), rating, feedback, self.anybody())

    def anybody_gives_feedback(self):
        if self.occasions:
            self.feedback(self.random.choice(self.occasions), self.anybody())

    def anybody_moves_it(self):
        name = self.one_of(*RUNGS, "paused", *ENDED)
        if name:
            verb = self.some(self.advance, self.repeat, self.pause, self.resume)
            verb(name, self.some(self.anybody(), LEAD))

    def anybody_reassigns(self):
        name = self.one_of(*RUNGS, "paused")
        if name:
            preceptor, by = self.some(self.anybody(), *TEACHERS), self.some(self.anybody(), LEAD)
            self.agree(self.plain.reassign(name, preceptor, by), self.world.reassign, name, preceptor, by=by)

    def anybody_withdraws(self):
        name = self.one_of(*RUNGS, "paused", *ENDED)
        if name:
            by = self.anybody()
            self.agree(self.plain.withdraw(name, by), self.world.withdraw, name, by=by)

    def anybody_strikes(self):
        if not self.occasions:
            return
        occasion, by = self.random.choice(self.occasions), self.some(OWNER, "paul")
        if occasion in self.struck:
            with pytest.raises(UnknownId):
                self.world.void(occasion, by=by)
        elif self.agree(self.plain.void(occasion, by), self.world.void, occasion, by=by):
            self.struck.add(occasion)

    def anybody_grants(self):
        person, capability, by = self.anybody(), self.some(*CAPABILITIES), self.some(OWNER, OWNER, "paul")
        expected = self.plain.grant(person, capability, by)
        self.agree(expected, self.world.grant, person, capability=capability, by=by)

    def anybody_revokes(self):
        person, capability, by = self.anybody(), self.some(*CAPABILITIES), self.some(OWNER, "paul")
        expected = self.plain.revoke(person, capability, by)
        self.agree(expected, self.world.revoke, person, capability=capability, by=by)

    # the commands

    def start(self, trainee, preceptor, by):
        expected = self.plain.start("next", trainee, preceptor, by)
        answer = self.agree(expected, self.world.start, trainee, preceptor, team="payments", by=by)
        if answer:
            self.plain.pairs[answer["id"]] = self.plain.pairs.pop("next")

    def observe(self, name, performer, watchers, rehearsal, rating, feedback, by):
        pair = self.plain.pairs[name]
        standards = self.plain.rated(pair.state, rating) if pair.state in RUNGS else {"any": rating} if rating else {}
        expected = self.plain.observe(name, "next", performer, watchers, rehearsal, rating, feedback, by)
        answer = self.agree(
            expected,
            self.world.observe,
            name,
            performer=performer,
            watchers=watchers,
            rehearsal=rehearsal,
            met=[one for one, given in standards.items() if given == "met"],
            not_yet=[one for one, given in standards.items() if given == "not-yet"],
            said=SAID if feedback else None,
            by=by,
        )
        if answer:
            counting = []
            for one, each in self.plain.pairs.items():
                for credit in each.credits:
                    if credit.occasion == "next":
                        credit.occasion = answer["id"]
                        counting.append(one)
            assert sorted(answer["credited"]) == sorted(counting)
            self.occasions.append(answer["id"])

    def feedback(self, occasion, by):
        if occasion in self.struck:
            with pytest.raises(UnknownId):
                self.world.feedback(occasion, by=by)
        elif not any(one.occasion == occasion for pair in self.plain.pairs.values() for one in pair.credits):
            with pytest.raises(BadInput):
                self.world.feedback(occasion, by=by)
        else:
            self.agree(self.plain.feedback(occasion, by), self.world.feedback, occasion, by=by)

    def advance(self, name, by):
        self.agree(self.plain.advance(name, by), self.world.advance, name, by=by)

    def repeat(self, name, by):
        self.agree(self.plain.repeat(name, by), self.world.repeat, name, by=by)

    def pause(self, name, by):
        self.agree(self.plain.pause(name, by), self.world.pause, name, by=by)

    def resume(self, name, by):
        self.agree(self.plain.resume(name, by), self.world.resume, name, by=by)

    # what always holds

    def agrees(self):
        """Every pairing stands where the plain ladder says, exactly that is owed, and that is held."""
        with self.world.store.reading() as tx:
            logins = {one.id: one.login for one in tx.people()}
            found = {one.short_id: one for one in tx.pairings(PairingFilter())}
            assert found.keys() == self.plain.pairs.keys()
            for name, pair in self.plain.pairs.items():
                one = found[name]
                assert one.state in STATES
                assert (one.state, logins[one.preceptor]) == (pair.state, pair.preceptor), name
                assert pair.state not in RUNGS or one.attempt == pair.attempt, name
                owed = tx.obligations(ObligationFilter(instance=name))
                expected = [("rung", pair.rung_owed_by)] if pair.rung_owed_by else []
                expected += [("feedback", credit.owed_by) for credit in pair.credits if credit.owed_by]
                expected += [("review", OWNER)] if pair.review else []
                assert sorted((each.kind, logins[each.person]) for each in owed) == sorted(expected), name
        held = {
            (one["person"], one["capability"])
            for one in self.world.everyone(process="retrospective", role="author")
            if one["state"] == "valid"
        }
        assert held == {(who, what) for who in EVERYBODY for what in CAPABILITIES if self.plain.holds(who, what)}

    def ends(self):
        """The state is what its events say, and nobody has signed for themselves."""
        with self.world.store.reading() as tx:
            assert replayed(tx) == stored(tx)
            assert broken_links(tx) == []
            for event in tx.events():
                if event.kind in ("rung-advanced", "rung-repeated"):
                    assert event.actor != event.data["trainee"]
                if event.kind in ("standards-rated", "feedback-given"):
                    pairing = tx.pairing(event.data["pairing"])
                    assert event.actor != pairing.trainee


STATES = {state.name for state in shipped()["retrospective"].lifecycles["ladder"].states}


@contextmanager
def sqlite_world(template):
    with TemporaryDirectory() as folder:
        shutil.copyfile(template, f"{folder}/preceptor.db")
        world = World(store=SqlStore(f"sqlite:///{folder}/preceptor.db"))
        yield world
        world.store.close()


@contextmanager
def postgresql_world(databases):
    with ExitStack() as stack:
        world = World(store=SqlStore(stack.enter_context(databases.fresh())))
        stack.callback(world.store.close)
        yield cast(world.found())


@pytest.fixture(scope="module")
def story(founded_sqlite, tmp_path_factory):
    """A founded database with the people of the story."""
    path = tmp_path_factory.mktemp("story") / "preceptor.db"
    shutil.copyfile(founded_sqlite, path)
    world = cast(World(store=SqlStore(f"sqlite:///{path}")))
    world.store.close()
    return path


def climb(opened, source, *, stories, steps, derandomize=True):
    """Play stories of so many commands each; the same ones every time unless told otherwise."""

    @settings(
        max_examples=stories,
        deadline=None,
        derandomize=derandomize,
        database=None,
        phases=PHASES,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(seed=st.integers(0, 2**32), steps=st.integers(1, steps).map(lambda shorter: steps + 1 - shorter))
    def play(seed, steps):
        with opened(source) as world:
            played = Story(world, Random(seed))
            try:
                for _ in range(steps):
                    played.step()
                played.ends()
            except BaseException:
                note("\n".join(played.told))
                raise

    play()


@pytest.mark.slow
def test_random_commands_on_sqlite_do_what_the_ladder_says(story):
    climb(sqlite_world, story, stories=30, steps=150)


@pytest.mark.slow
@pytest.mark.postgres
def test_random_commands_on_postgresql_do_what_the_ladder_says(postgresql_databases):
    climb(postgresql_world, postgresql_databases, stories=4, steps=100)


@pytest.mark.torture
def test_many_random_commands_on_sqlite(story):
    climb(sqlite_world, story, stories=150, steps=200, derandomize=False)


@pytest.mark.torture
@pytest.mark.postgres
def test_many_random_commands_on_postgresql(postgresql_databases):
    climb(postgresql_world, postgresql_databases, stories=25, steps=120, derandomize=False)
