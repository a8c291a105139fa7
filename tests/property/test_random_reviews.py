"""Random commands on a retrospective in review, by anybody, at any time: what its record can never say."""

import shutil
from datetime import datetime, timedelta
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from tests.support.replay import replayed, stored
from tests.support.reviews import under_review
from tests.support.world import OWNER, WasRefused, World
from tests.support.worlds import founded_sqlite

from preceptor.errors import UnknownId
from preceptor.services.audit import verify
from preceptor.store import SqlStore

__all__ = ["founded_sqlite"]

EVERYBODY = ("ada", "otto", "rita", "pia", "mo", "nils", "lena", OWNER)
#: By how often they are tried.
COMMANDS = {
    "comment": 4,
    "reply": 6,
    "settle": 6,
    "pass_": 4,
    "advance": 8,
    "schedule": 5,
    "attach": 6,
    "assign": 1,
    "later": 6,
}
#: Who may, for most tries; else anybody.
ABLE = {
    "comment": ("otto", "rita"),
    "reply": ("ada", "otto", "rita"),
    "settle": ("otto", "rita", "mo", "nils"),
    "pass_": ("otto", "rita"),
    "advance": ("ada", "mo", "lena"),
    "schedule": ("mo", "pia"),
    "attach": ("nils", "mo"),
    "assign": ("lena",),
}
SPOKEN = ("thread-opened", "thread-replied", "review-passed")


class Story:
    """Commands that somebody tries; what is refused changes nothing."""

    def __init__(self, world: World, random: Random) -> None:
        self.world, self.random, self.told = world, random, []
        self.review = under_review(world).with_parts()
        self.done = set()

    def step(self) -> None:
        (command,) = self.random.choices(list(COMMANDS), weights=list(COMMANDS.values()))
        able = ABLE.get(command, EVERYBODY) if self.random.random() < 0.7 else EVERYBODY
        by = self.random.choice(able)
        before = self.world.events()
        try:
            getattr(self, command)(by)
        except (WasRefused, UnknownId) as refused:
            self.told.append(f"{by} {command}: refused, {refused}")
            assert self.world.events() == before
        else:
            self.done.add(command)
            self.told.append(f"{by} {command}")

    def thread(self) -> str:
        """One that was opened; before there is any, one that nobody knows."""
        threads = [one["id"] for one in self.review.review()["threads"]]
        return self.random.choice(threads) if threads else "T-1"

    def comment(self, by: str) -> None:
        self.review.comment(by=by, kind=self.random.choice(("change", "clarify", "disagree")))

    def reply(self, by: str) -> None:
        self.review.reply(self.thread(), by=by)

    def settle(self, by: str) -> None:
        self.review.settle(self.thread(), by=by, change=self.random.choice((None, True, False)))

    def pass_(self, by: str) -> None:
        self.review.pass_(by=by)

    def advance(self, by: str) -> None:
        self.review.advance(by=by, to=self.random.choice((None, None, "meeting", "revise", "finalise")))

    def schedule(self, by: str) -> None:
        at = self.world.now + timedelta(hours=self.random.choice((-2, 1, 24, 60)))
        self.review.schedule(at, by=by, minutes=self.random.choice((15, 30, 60)))

    def attach(self, by: str) -> None:
        self.review.attach(by=by)

    def assign(self, by: str) -> None:
        role = self.random.choice(("presenter", "note-taker"))
        self.review.assign(role, self.random.choice(EVERYBODY), by=by)

    def later(self, by: str) -> None:
        self.world.later(hours=self.random.choice((1, 8, 24, 48)))

    def holds(self) -> None:
        """What a review promises, read from the events alone."""
        opened, asked, spoke, noted, meeting_at = set(), set(), set(), False, None
        least = most = None
        for event in self.world.events():
            data = event.data
            if "asked" in data and "review_least" in data:
                asked = set(data["asked"])
                least, most = (datetime.fromisoformat(data[key]) for key in ("review_least", "review_most"))
            if event.kind == "thread-opened":
                opened.add(data["thread"])
            if event.kind == "thread-settled":
                opened.discard(data["thread"])
            if event.kind in SPOKEN:
                spoke.add(event.actor)
            if event.kind == "meeting-scheduled":
                assert opened
                meeting_at, noted = datetime.fromisoformat(data["meeting_at"]), False
                assert meeting_at > event.at
            if event.kind == "thread-settled" and "meeting_at" in data:
                assert not opened and event.at < meeting_at
                meeting_at = None
            if event.kind == "meeting-noted":
                assert meeting_at is not None and event.at >= meeting_at
                noted = True
            if data.get("before") == "review":
                assert event.at >= least
                assert asked <= spoke or event.at >= most
                assert set(data["silent"]) == asked - spoke
                assert data["state"] == ("meeting" if opened else "revise")
            if data.get("before") == "meeting":
                assert not opened
                assert noted or meeting_at is None
        with self.world.store.reading() as tx:
            assert replayed(tx) == stored(tx)
        assert verify(self.world.by(None))["ok"]


@pytest.mark.slow
def test_no_commands_leave_a_review_early_or_with_an_open_thread_except_to_the_meeting(founded_sqlite) -> None:
    reached = set()

    @settings(
        max_examples=40,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
    @given(seed=st.integers(0, 2**32), steps=st.integers(30, 90))
    def play(seed: int, steps: int) -> None:
        with TemporaryDirectory() as folder:
            shutil.copyfile(founded_sqlite, f"{folder}/preceptor.db")
            world = World(store=SqlStore(f"sqlite:///{folder}/preceptor.db"))
            story = Story(world, Random(seed))
            try:
                for _ in range(steps):
                    story.step()
                story.holds()
                reached.update({*story.done, story.review.state})
            except BaseException:
                note("\n".join(story.told))
                raise
            finally:
                world.store.close()

    play()
    # The stories are worth something only if they come that far.
    assert reached >= {*COMMANDS, "review", "meeting", "revise"}
