"""Discussions of finished write-ups, what is worth reading, and what is learnt."""

from datetime import date
from typing import Any

import pytest
from tests.support.finished import complete, finished
from tests.support.replay import replayed, stored
from tests.support.retrospectives import TEAM, Incident, a_team_on_call, an_incident
from tests.support.world import OWNER, World, done, guards
from tests.support.worlds import ON_BOTH

from preceptor.errors import BadInput, NoPerson, UnknownId
from preceptor.services import erasure, processes
from preceptor.services.audit import verify
from preceptor.services.learning.discussing import discuss
from preceptor.services.learning.report import learning
from preceptor.services.learning.studying import study_list


def discussed(incident: Incident, *others: str, by: str = "mina", **rest: Any) -> Any:
    world = incident.world
    held_on = date.fromisoformat(rest.pop("on")) if "on" in rest else world.today
    told = {"learnt": "a full pool looks like a slow database", **rest}
    return done(discuss(world.by(by), incident.id, others=others, held_on=held_on, **told))


def to_read(world: World, **rest: Any) -> list[str]:
    return [one["id"] for one in study_list(world.by(None), **rest)]


@pytest.fixture
def incident(world: World) -> Incident:
    """A finished write-up of the team payments; paul and mina are in the team checkout."""
    world.team("checkout", lead=OWNER)
    world.people("paul", "mina", "nils", teams=["checkout"])
    world.founder("paul")
    return finished(world, controls=["Pool limit", "Retry budget"])


@ON_BOTH
def test_a_discussion_is_on_record_with_who_when_what_was_learnt_and_what_came_of_it(incident: Incident) -> None:
    world = incident.world
    done(processes.report(world.by("mina"), "retrospective", step="research", kind="missing", text="say how deep"))
    told = discussed(incident, "paul", reports=["RP-1", "rp-1"])
    assert told == {
        "retrospective": "R-1",
        "held_on": world.today.isoformat(),
        "people": ["mina", "paul"] if told["people"][0] == "mina" else ["paul", "mina"],
        "by": "mina",
        "learnt": "a full pool looks like a slow database",
        "reports": ["RP-1"],
    }
    discussed(incident, "nils", by="paul", learnt="more")
    assert [one["by"] for one in incident.show()["discussions"]] == ["mina", "paul"]
    with world.store.reading() as tx:
        assert replayed(tx) == stored(tx)
        assert tx.discussed("retrospective") == {1: 2}
        assert tx.discussed("retrospective", [world.identity("nils") or 0]) == {1: 1}
        assert set(tx.reports_from_discussions("retrospective")) == {1}
        assert set(tx.reports_from_discussions("retrospective", [world.identity("nils") or 0])) == set()
    assert verify(world.by(None))["ok"]


def test_only_a_finished_write_up_is_discussed_in_this_way(world: World) -> None:
    incident = an_incident(world, "review")
    refusal = discuss(world.by("rita"), incident.id, others=["otto"], held_on=world.today, learnt="x")
    assert guards(refusal.reasons) == ["write-up-complete"]  # type: ignore[union-attr]


def test_a_discussion_takes_two(incident: Incident) -> None:
    for others in ((), ("mina",)):
        with pytest.raises(BadInput, match="two"):
            discussed(incident, *others)


def test_a_discussion_was_held_after_the_write_up_was_complete_and_is_over(incident: Incident) -> None:
    world = incident.world
    with pytest.raises(BadInput, match="before"):
        discussed(incident, "paul", on="2026-03-02")
    with pytest.raises(BadInput, match="future"):
        discussed(incident, "paul", on="2027-01-01")
    first = world.today
    world.later(days=30)
    incident.amend()
    incident.write_up()
    complete(incident)
    discussed(incident, "paul", on=first.isoformat())


@pytest.mark.parametrize("learnt", ["", " ", "\x1b[2J", "x" * 100_000])
def test_what_was_learnt_can_be_read_and_shown(incident: Incident, learnt: str) -> None:
    with pytest.raises(BadInput, match="learnt"):
        discussed(incident, "paul", learnt=learnt)


def test_who_and_what_a_discussion_names_is_there(incident: Incident) -> None:
    with pytest.raises(UnknownId, match="nobody"):
        discussed(incident, "nobody")
    with pytest.raises(UnknownId, match="RP-9"):
        discussed(incident, "paul", reports=["RP-9"])
    with pytest.raises(UnknownId):
        discussed(incident, "paul", reports=["R-1"])
    with pytest.raises(NoPerson):
        discuss(incident.world.by(None), "R-1", others=["paul"], held_on=incident.world.today, learnt="x")


def test_what_somebody_wrote_down_goes_with_them(incident: Incident) -> None:
    discussed(incident, "paul")
    done(erasure.erase(incident.world.by(OWNER), "mina"))
    (told,) = incident.show()["discussions"]
    assert told["learnt"] == "erased"
    assert "mina" not in str(told)


@ON_BOTH
def test_what_a_person_discussed_leaves_their_list_and_stays_on_those_of_others(incident: Incident) -> None:
    world = incident.world
    assert to_read(world, person="mina") == ["R-1"]
    discussed(incident, "paul")
    assert (to_read(world, person="mina"), to_read(world, person="paul")) == ([], [])
    assert to_read(world, person="nils") == ["R-1"]
    assert to_read(world, team="checkout") == []


def test_whoever_had_a_part_knows_it_and_whoever_was_silent_does_not(incident: Incident) -> None:
    assert to_read(incident.world, person="ada") == []
    assert to_read(incident.world, person="rita") == ["R-1"]


def test_whoever_spoke_in_its_review_knows_it(world: World) -> None:
    incident = an_incident(world, "review")
    incident.thread()
    thread = 1
    incident.forged("thread-settled", by="rita", thread=thread, change_agreed=False)
    complete(incident)
    assert to_read(world, person="rita") == []
    assert to_read(world, person="otto") == ["R-1"]


def test_a_team_has_reviewed_its_own(incident: Incident) -> None:
    assert to_read(incident.world, team=TEAM) == []
    assert to_read(incident.world, team="checkout") == ["R-1"]


def test_what_is_not_finished_is_not_read(incident: Incident) -> None:
    an_incident(incident.world, "review", title="another")
    assert to_read(incident.world) == ["R-1"]


def test_a_list_begins_with_what_the_readers_own_incidents_share(incident: Incident) -> None:
    world = incident.world
    finished(world, "certificates ran out", controls=["Certificate alarm"])
    assert to_read(world, person="mina") == ["R-2", "R-1"]
    a_team_on_call(world, team="search", on_call=("nils", "rita"))
    world_team = an_incident(world, "research", team="search", title="search was slow", by="nils")
    from preceptor.model.writeup import SafetyControl, WriteUp

    world_team.write_up(WriteUp(controls=(SafetyControl(name="  pool LIMIT "),)))
    found = study_list(world.by(None), team="search")
    assert [one["id"] for one in found] == ["R-1", "R-2"]
    assert found[0]["shared"] == ["Pool limit"]
    assert "your own incidents name `Pool limit` as well" in found[0]["reasons"]


def test_what_whoever_teaches_did_comes_before_what_others_did(incident: Incident) -> None:
    world = incident.world
    finished(world, "certificates ran out", author="paul")
    finished(world, "the queue was full")
    world.pairing("mina", "paul", team="checkout")
    assert to_read(world, person="mina")[0] == "R-2"
    assert to_read(world, person="nils")[0] == "R-3"


def test_a_list_can_be_narrowed_to_a_control(incident: Incident) -> None:
    assert to_read(incident.world, control="pool  LIMIT") == ["R-1"]
    assert to_read(incident.world, control="no such control") == []


def test_a_list_for_nobody_known_says_so(incident: Incident) -> None:
    for asked in ({"person": "nobody"}, {"team": "nobody"}, {"process": "baking"}):
        with pytest.raises(UnknownId):
            to_read(incident.world, **asked)


@ON_BOTH
def test_a_pairing_says_that_there_is_something_to_read(incident: Incident) -> None:
    world = incident.world
    started = world.start("mina", "paul", team="checkout")
    hint = "1 finished write-up waits to be read and discussed: preceptor study list --person mina"
    assert [one for one in started["notes"] if one.startswith(hint)]
    assert [one for one in world.show("P-1")["notes"] if one.startswith(hint)]
    discussed(incident, "paul")
    assert not [one for one in world.show("P-1").get("notes", []) if "study" in one]


def test_a_pairing_in_another_process_has_nothing_to_read(incident: Incident) -> None:
    world = incident.world
    world.pairing("mina", "paul", team="checkout")
    world.withdraw("P-1")
    assert "notes" not in world.show("P-1")


def test_what_was_learnt_is_counted_for_a_person_a_team_and_everybody(incident: Incident) -> None:
    world = incident.world
    finished(world, "certificates ran out")
    done(processes.report(world.by("mina"), "retrospective", step="research", kind="missing", text="say how deep"))
    discussed(incident, "paul", reports=["RP-1"])
    discussed(incident, "rita", by="otto")
    everybody = learning(world.by(None))
    assert {key: everybody[key] for key in ("finished", "discussed", "discussions", "reports", "answered")} == {
        "finished": 2,
        "discussed": 1,
        "discussions": 2,
        "reports": 1,
        "answered": 0,
    }
    mina = learning(world.by(None), person="mina")
    assert (mina["discussed"], mina["discussions"], mina["to_read"]) == (1, 1, 1)
    assert [one["id"] for one in mina["reading"]] == ["R-2"]
    team = learning(world.by(None), team=TEAM)
    assert (team["discussions"], team["to_read"], team["reports"]) == (0, 0, 0)


@pytest.mark.parametrize("told", [learning, study_list])
def test_a_person_and_a_team_at_once_are_not_taken_for_one_of_them(incident: Incident, told: Any) -> None:
    with pytest.raises(BadInput, match="of a person or of a team"):
        told(incident.world.by(None), person="mina", team=TEAM)
