"""Random commands while versions are published and everything that runs moves: the ladder goes on as if nothing were.

What was credited, rated, said and owed has to agree with the ladder in plain words, which knows nothing of versions.
"""

from random import Random

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from tests.property.test_random_climbs import PHASES, Story, postgresql_world, sqlite_world, story
from tests.support.changes import Changing, a_version
from tests.support.worlds import founded_sqlite

__all__ = ["founded_sqlite", "story"]


class ChangingStory(Story):
    """The same commands, with a publication now and then."""

    published = 0

    def step(self):
        if self.random.random() < 0.1:
            self.the_process_changes()
        super().step()

    def the_process_changes(self):
        self.published += 1
        changing = Changing(self.world)
        change = changing.propose(a_version(f"1.0.{self.published}"))["id"]
        self.told.append(f"publish 1.0.{self.published}")
        followed = changing.publish(change, alone="nobody else owns it", in_flight="migrate")["followed"]
        with self.world.store.reading() as tx:
            editions = {one.edition for one in tx.running("retrospective")}
            newest = tx.in_force("retrospective", self.world.now)
        assert editions <= {newest.digest}
        assert (followed["refused"], followed["pinned"]) == (0, 0)
        self.agrees()


def climb(opened, source, *, stories, steps):
    @settings(
        max_examples=stories,
        deadline=None,
        derandomize=True,
        database=None,
        phases=PHASES,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(seed=st.integers(0, 2**32))
    def play(seed):
        with opened(source) as world:
            played = ChangingStory(world, Random(seed))
            try:
                for _ in range(steps):
                    played.step()
                played.ends()
            except BaseException:
                note("\n".join(played.told))
                raise

    play()


@pytest.mark.slow
def test_on_sqlite_everything_goes_on_as_it_was(story):
    climb(sqlite_world, story, stories=8, steps=100)


@pytest.mark.slow
@pytest.mark.postgres
def test_on_postgresql_everything_goes_on_as_it_was(postgresql_databases):
    climb(postgresql_world, postgresql_databases, stories=2, steps=60)
