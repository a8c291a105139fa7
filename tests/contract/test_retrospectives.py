"""Retrospectives on both databases: how they are read, found, raced for and replayed."""

from datetime import UTC, datetime

import pytest
from tests.support.racing import advance_at_once
from tests.support.replay import replayed, stored
from tests.support.retrospectives import a_team_on_call, an_incident
from tests.support.world import BEGIN, OWNER, World, done, shipped
from tests.support.worlds import ON_BOTH, founded_sqlite, world

from preceptor.model.writeup import WriteUp
from preceptor.ports import RetrospectiveFilter
from preceptor.services import teams
from preceptor.services.audit import verify
from preceptor.store import SqlStore

__all__ = ["founded_sqlite", "world"]


@ON_BOTH
def test_a_retrospective_is_read_as_its_events_left_it(world: World) -> None:
    incident = an_incident(world, "research", excluded=["rita"])
    with world.store.reading() as tx:
        found = tx.retrospective(1)
        assert found is not None
        assert (found.title, found.state, found.severity) == ("Cards were refused", "research", 2)
        assert (found.resolved_at, found.revision) == (BEGIN, 4)
        assert tx.assigned(1) == {"author": world.identity("ada")}
        assert tx.excluded(1) == {world.identity("rita")}
        assert tx.retrospective(7) is None
    assert incident.show()["id"] == "R-1"


@ON_BOTH
def test_the_state_is_what_its_events_say(world: World) -> None:
    incident = an_incident(world, "review")
    incident.end_window().advance()
    with world.store.reading() as tx:
        assert replayed(tx) == stored(tx)
    assert verify(world.by(None))["ok"]


@ON_BOTH
def test_revisions_are_read_of_all_write_ups_of_a_process_with_the_texts_that_are_wanted(world: World) -> None:
    incident, other = an_incident(world, "research"), an_incident(world, "research", title="Mails were late")
    findings = [{"code": "T106", "severity": "advice", "line": 3}]
    incident.write_up(text="one", findings=findings)
    incident.write_up(WriteUp(title="Cards"), text="two")
    other.write_up(text="three")
    with world.store.reading() as tx:
        assert tx.handed_in("retrospective") == {1: tx.submissions(1), 2: tx.submissions(2)}
        assert (tx.handed_in("change"), list(tx.written("change", {1: {1}}))) == ({}, [])
        found = list(tx.written("retrospective", {1: {2, 7}, 2: {1}, 9: {1}}))
        assert [(number, said.number, said.body) for number, said in found] == [(1, 2, "two"), (2, 1, "three")]
        assert [said for _, said in found] == [tx.write_up(1, 2), tx.write_up(2, 1)]


@ON_BOTH
def test_it_is_found_by_every_field_that_is_asked_for(world: World) -> None:
    an_incident(world, "research", title="Cards were refused")
    a_team_on_call(world, team="search")
    an_incident(world, title="Überlast im Suchindex", team="search")
    an_incident(world, title="A test alert", team="search").decline()
    team = _team(world, "search")
    expected = (
        (RetrospectiveFilter(), [1, 2, 3]),
        (RetrospectiveFilter(team=team), [2, 3]),
        (RetrospectiveFilter(state="research"), [1]),
        (RetrospectiveFilter(open=True), [1, 2]),
        (RetrospectiveFilter(person=world.identity("ada")), [1]),
        (RetrospectiveFilter(ids=frozenset({2, 9})), [2]),
        (RetrospectiveFilter(process="retrospective", team=team, open=True), [2]),
        (RetrospectiveFilter(text="CARDS  were"), [1]),
        (RetrospectiveFilter(text="überLAST"), [2]),
        (RetrospectiveFilter(text="100%_"), []),
        (RetrospectiveFilter(completed=True), []),
        (RetrospectiveFilter(completed_since=datetime(2026, 1, 1, tzinfo=UTC)), []),
    )
    with world.store.reading() as tx:
        assert [[one.id for one in tx.retrospectives(which)] for which, _ in expected] == [ids for _, ids in expected]


def _team(world: World, name: str) -> int:
    with world.store.reading() as tx:
        found = tx.team_called(name)
    assert found is not None
    return found.id


@ON_BOTH
def test_the_rotation_is_what_was_set_last_without_those_who_left(world: World) -> None:
    a_team_on_call(world)
    done(teams.set_on_call(world.by("lena"), "payments", ["rita", "ada", "ada"]))
    assert teams.on_call(world.by(None), "payments")["on_call"] == ["ada", "rita"]
    done(teams.set_on_call(world.by(OWNER), "payments", ["otto"]))
    assert teams.on_call(world.by(None), "payments")["on_call"] == ["otto"]


@pytest.mark.slow
def test_of_two_who_end_a_step_at_once_one_wins_and_the_other_is_told_why(database_url: str) -> None:
    """The lead and the owner both advance what is prepared; then the step is the author's."""
    world = World(store=SqlStore(database_url), now=BEGIN).found([shipped()["retrospective"], shipped()["change"]])
    incident = an_incident(world, "prepare")
    incident.assign("author", "ada")
    world.store.close()
    assert advance_at_once(database_url, incident.id, ["lena", OWNER], world.now) == ["actor", "research"]
