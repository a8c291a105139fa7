"""An apprenticeship of two years, and whether the engine's answers are those of plain books kept beside it."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.support import replay
from tests.support.programme import Programme
from tests.support.world import World, shipped

from preceptor.services import certification_views, pairing_views
from preceptor.services.gaps import gaps
from preceptor.store import SqlStore

BEGIN = datetime(2024, 1, 1, 9, 0, tzinfo=UTC)


def a_programme(url: str, *, people: int, weeks: int) -> Programme:
    world = World(store=SqlStore(url), now=BEGIN).found([shipped()["retrospective"]])
    return Programme(world=world, people=people, weeks=weeks).play()


@pytest.fixture(
    scope="module",
    params=[
        pytest.param((40, 80), id="40 people in 80 weeks"),
        pytest.param((200, 104), id="200 people in two years", marks=pytest.mark.torture),
    ],
)
def programme(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Programme]:
    path = tmp_path_factory.mktemp("programme") / "preceptor.db"
    path.write_bytes(sqlite_template.read_bytes())
    people, weeks = request.param
    played = a_programme(f"sqlite:///{path}", people=people, weeks=weeks)
    yield played
    played.world.store.close()


@pytest.mark.slow
class TestTwoYears:
    def test_everything_that_a_ladder_knows_happened(self, programme: Programme) -> None:
        tally = programme.tally
        for what in ("signed watch", "signed do-watched", "signed reverse", "repeats", "renewals", "unsupervised"):
            assert tally[what] > 2, (what, tally)
        assert tally["stand-ins"] and tally["withdrawn"] and tally["reassigned"], tally
        states = Counter(
            programme.books.state(one.person, one.role, one.capability, programme.day)
            for one in programme.books.grants
        )
        assert states["lapsed"] > 2 and states["valid"] > 2, states

    def test_certifications_are_those_of_the_books_on_any_day(self, programme: Programme) -> None:
        books, world = programme.books, programme.world
        people = sorted({(one.person, one.role, one.capability) for one in books.grants})
        for day in [*programme.weekly[::13], programme.day, programme.day + 200, programme.day + 500]:
            found = certification_views.list_certifications(
                world.by(None), process="retrospective", as_of=date.fromordinal(day)
            )
            assert {(one["person"], one["role"], one["capability"]): one["state"] for one in found} == {
                key: state for key in people if (state := books.state(*key, day))
            }, date.fromordinal(day)

    def test_sources_and_ends_are_those_of_the_books(self, programme: Programme) -> None:
        found = certification_views.list_certifications(programme.world.by(None), process="retrospective")
        expected = {
            (one.person, one.role, one.capability): one for one in programme.books.grants
        }  # the last grant of each
        assert {
            (one["person"], one["role"], one["capability"]): (one["granted_on"], one["valid_until"], one["source"])
            for one in found
        } == {
            key: (date.fromordinal(one.day).isoformat(), date.fromordinal(one.until).isoformat(), one.source)
            for key, one in expected.items()
        }

    def test_gaps_are_those_of_the_books(self, programme: Programme) -> None:
        found = gaps(programme.world.by(None), process="retrospective")
        assert (
            sorted(
                (
                    date.fromisoformat(one["held_on"]).toordinal(),
                    one["role"],
                    one["person"],
                    one["watched_before"],
                    one["supervised"],
                )
                for one in found["performed_uncertified"]
            )
            == programme.books.uncertified()
        )
        expected = []
        for role in ("author", "moderator", "presenter", "note-taker"):
            ladder = shipped()["retrospective"].ladder_of(role)
            count = len(programme.books.holders(role, "lead", programme.day))
            if ladder and count < 2:
                expected.append((role, None, count))
        assert [(one["role"], one["team"], one["certified"]) for one in found["thin_coverage"]] == expected

    def test_pairings_stand_where_the_programme_left_them(self, programme: Programme) -> None:
        shown = pairing_views.list_pairings(programme.world.by(None))
        by_id = {one["id"]: one for one in shown}
        assert len(by_id) == len(programme.climbers)
        for one in programme.climbers:
            state = one.state if not one.ended or one.state == "complete" else "withdrawn"
            assert (by_id[one.id]["state"], by_id[one.id]["preceptor"]) == (state, one.preceptor)
            if not one.ended:
                assert by_id[one.id]["credits"][one.state] == one.count
                assert by_id[one.id]["attempt"] >= 1

    def test_counts_are_those_of_the_programme(self, programme: Programme) -> None:
        with programme.world.store.reading() as tx:
            kinds = Counter(event.kind for event in tx.events())
        tally = programme.tally
        assert kinds["observation-recorded"] == tally["observations"] == len(programme.books.occasions)
        assert kinds["observation-credited"] == tally["credits"]
        assert kinds["rung-repeated"] == tally["repeats"]
        assert kinds["certification-renewed"] == tally["renewals"]
        assert kinds["rung-advanced"] == sum(tally[f"signed {rung}"] for rung in ("watch", "do-watched", "reverse"))
        assert kinds["certification-granted"] + kinds["certification-renewed"] == len(programme.books.grants)

    def test_the_state_is_what_its_events_make_it(self, programme: Programme) -> None:
        with programme.world.store.reading() as tx:
            assert replay.stored(tx) == replay.replayed(tx)
            assert replay.broken_links(tx) == []


def test_the_same_seed_plays_the_same_programme(sqlite_template: Path, tmp_path: Path) -> None:
    played = []
    for name in ("one", "two"):
        (tmp_path / name).write_bytes(sqlite_template.read_bytes())
        programme = a_programme(f"sqlite:///{tmp_path / name}", people=10, weeks=10)
        played.append((programme.tally, programme.books.grants, programme.books.occasions))
        programme.world.store.close()
    assert played[0] == played[1]
