"""What follows from a publication, on each kind of database: whom it concerns, and what a death between leaves."""

import os
import signal
import subprocess
import sys

import pytest
from tests.support.changes import Changing, stricter
from tests.support.following import a_shorter_week, announced, asked, published
from tests.support.happenings import (
    a_pairing,
    a_person,
    a_team,
    an_owner,
    write,
)
from tests.support.replay import broken_links, replayed, stored
from tests.support.world import World

from preceptor.services.following import announcing, jobs
from preceptor.services.following.acknowledging import acknowledge
from preceptor.store import SqlStore

PROCESS = "retrospective"


def _logins(store: SqlStore, *, team: int | None = None, after: int = 0, limit: int = 100) -> list[str]:
    with store.reading() as tx:
        return [one.login for one in tx.concerned(PROCESS, team=team, after=after, limit=limit)]


@pytest.fixture
def peopled(store: SqlStore) -> SqlStore:
    """ada and bea are in a team each, cleo leads ada's, dora owns the process, and eve learns it from finn there."""
    write(store, "teams", a_team(1, "checkout"), a_team(2, "storefront"))
    members = {1: ("ada", (1,)), 2: ("bea", (2,))}
    people = [
        a_person(identity, login, teams=teams, email=f"{login}@e.org") for identity, (login, teams) in members.items()
    ]
    others = [a_person(number, login) for number, login in enumerate(("cleo", "dora", "eve", "finn", "gil"), 3)]
    write(store, "people", *people, *others, minutes=1)
    write(store, "lead", a_team(3, "led", lead=3), an_owner(PROCESS, 4), minutes=2)
    write(store, "pairing", a_pairing(1, trainee=5, preceptor=6, team=1), minutes=3)
    return store


def test_whom_a_version_concerns_comes_in_pages_by_id(peopled: SqlStore) -> None:
    assert _logins(peopled) == ["ada", "bea", "cleo", "dora", "eve", "finn"]
    assert _logins(peopled, limit=2) == ["ada", "bea"]
    assert _logins(peopled, after=2, limit=2) == ["cleo", "dora"]
    assert _logins(peopled, after=6) == []


def test_whom_a_variant_concerns_has_to_do_with_its_team_or_owns_the_process(peopled: SqlStore) -> None:
    assert _logins(peopled, team=1) == ["ada", "dora", "eve", "finn"]
    assert _logins(peopled, team=2) == ["bea", "dora"]
    assert _logins(peopled, team=3) == ["cleo", "dora"]


def test_only_those_with_an_address_are_counted(peopled: SqlStore) -> None:
    with peopled.reading() as tx:
        assert tx.how_many_concerned(PROCESS) == 2
        assert tx.how_many_concerned(PROCESS, team=2) == 1


def test_whoever_leads_a_team_belongs_to_it_here(peopled: SqlStore) -> None:
    with peopled.reading() as tx:
        assert tx.memberships([1, 3, 4]) == {1: {1}, 3: {3}}


def test_progress_is_counted_by_team_and_for_those_who_have_none(store: SqlStore) -> None:
    world = World(store=store).found()
    changing = Changing(world)
    changing.owner("mina")
    for team, people in (("checkout", ("carl", "cora")), ("storefront", ("stella",))):
        world.team(team)
        world.people(*people, teams=(team,))
    changing.released(stricter("2.0.0"))
    for login in ("carl", "mina"):
        acknowledge(world.by(login), PROCESS)
    found = [(one["team"], one["acknowledged"], one["of"]) for one in changing.show("CH-1")["acknowledged"]]
    assert found == [("checkout", 1, 2), ("storefront", 0, 1), (None, 1, 2)]
    world.later(hours=1)
    published(world, a_shorter_week("storefront", of="2.0.0", days=1))
    assert changing.show("CH-2")["acknowledged"][0] == {"team": "storefront", "of": 1, "acknowledged": 0}


@pytest.mark.slow
@pytest.mark.parametrize("stage", ["inside", "between"])
@pytest.mark.parametrize("writes", [1, 4])
def test_a_death_among_the_batches_tells_nobody_twice_and_forgets_nobody(
    store: SqlStore, database_url: str, monkeypatch: pytest.MonkeyPatch, writes: int, stage: str
) -> None:
    world = World(store=store).found()
    changing = Changing(world)
    changing.owner("mina")
    world.team("checkout")
    world.people(*(f"p{n}" for n in range(5)), teams=("checkout",))
    changing.reviewed(stricter("2.0.0"))
    changing.publish("CH-1", effective="2026-03-16")
    store.close()
    world.at("2026-03-17")
    child = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.support.racing",
            database_url,
            "follow",
            world.now.isoformat(),
            str(writes),
            stage,
        ],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path or "." for path in sys.path)},
        check=False,
    )
    assert child.returncode == -signal.SIGKILL
    # The first two transactions are those of the phases before; each of the others sees to two people.
    done = 2 * max(0, writes - 2 - (stage == "inside"))
    assert len(asked(world)) == len(announced(world)) == done
    monkeypatch.setattr(announcing, "BATCH", 2)
    jobs.run_due(world.by(None))
    assert len(asked(world)) == len(world.told("publication-announced")) == 7
    with store.reading() as tx:
        assert stored(tx) == replayed(tx)
        assert broken_links(tx) == []
        [job] = tx.jobs(open=False)
        assert (job.tally["told"], job.tally["asked"]) == (7, 7)
        assert job.finished_at
    before = world.everything()
    jobs.run_due(world.by(None))
    assert world.everything() == before
