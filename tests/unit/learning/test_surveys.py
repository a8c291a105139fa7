"""Answering the survey, and what is told of the answers."""

from typing import Any

import pytest
from tests.support.finished import complete, finished
from tests.support.replay import replayed, stored
from tests.support.retrospectives import TEAM, Incident, a_team_on_call, an_incident
from tests.support.variants import adopt
from tests.support.world import OWNER, World, done, guards
from tests.support.worlds import ON_BOTH

from preceptor.errors import BadInput, NoPerson, RequestReused, UnknownId
from preceptor.model.overlay import Overlay, StepChanges
from preceptor.services import audit_log, erasure
from preceptor.services.audit import verify
from preceptor.services.learning.answering import answer_survey
from preceptor.services.learning.usefulness import survey_results
from preceptor.services.reports.of_process import report_process
from preceptor.services.retrospectives.opening import note

SEVEN = ("otto", "rita", "sam", "tara", "uma", "vera", "walt")


def answers(incident: Incident, by: str, useful: int = 4, **rest: Any) -> Any:
    request = rest.pop("request_id", None)
    return done(answer_survey(incident.world.by(by, request_id=request), incident.id, useful=useful, **rest))


def results(world: World, **rest: Any) -> Any:
    return survey_results(world.by(None), "retrospective", **rest)


@pytest.fixture
def incident(world: World) -> Incident:
    """A finished write-up that seven people were asked to review."""
    a_team_on_call(world, on_call=SEVEN)
    return finished(world)


@ON_BOTH
def test_whoever_took_part_answers_once_and_may_change_it(incident: Incident) -> None:
    first = answers(incident, "rita", 2, keep="the timeline")
    again = answers(incident, "rita", 5)
    assert (first["replaced"], again["replaced"]) == (False, True)
    world = incident.world
    assert results(world)["everybody"]["answers"] == 1
    assert len(world.events("survey-answered")) == 2
    with world.store.reading() as tx:
        assert tx.survey_answer(1, world.identity("rita") or 0) == 5
        assert [one.keep for one in tx.survey_texts("retrospective")] == [None]
        assert replayed(tx) == stored(tx)
    assert verify(world.by(None))["ok"]


@pytest.mark.parametrize("who", ["ada", "otto", "rita"])
def test_the_author_the_opener_and_the_reviewers_took_part(incident: Incident, who: str) -> None:
    answers(incident, who)


def test_whoever_noted_something_took_part(world: World) -> None:
    world.person("nina")
    incident = an_incident(world)
    done(note(world.by("nina"), incident.id, "queue at 4 million"))
    complete(incident)
    answers(incident, "nina")


def test_nobody_else_is_asked(incident: Incident) -> None:
    incident.world.person("nina")
    world = incident.world
    before = world.everything()
    refusal = answer_survey(world.by("nina"), incident.id, useful=1)
    assert guards(refusal.reasons) == ["took-part"]  # type: ignore[union-attr]
    assert world.everything() == before


def test_a_write_up_that_is_not_complete_is_not_judged_yet(world: World) -> None:
    incident = an_incident(world, "review")
    refusal = answer_survey(world.by("rita"), incident.id, useful=1)
    assert guards(refusal.reasons) == ["write-up-complete"]  # type: ignore[union-attr]
    assert refusal.reasons[0].command == f"preceptor why {incident.id}"  # type: ignore[union-attr]


@pytest.mark.parametrize("useful", [0, 6, -1])
def test_an_answer_lies_on_the_scale(incident: Incident, useful: int) -> None:
    with pytest.raises(BadInput, match="1"):
        answers(incident, "rita", useful)


@pytest.mark.parametrize("text", ["", "  ", "\x1b[2J", "x" * 100_000])
@pytest.mark.parametrize("which", ["keep", "drop", "add"])
def test_a_text_can_be_read_and_shown(incident: Incident, which: str, text: str) -> None:
    with pytest.raises(BadInput, match=f"--{which}"):
        answers(incident, "rita", **{which: text})


def test_an_unknown_retrospective_and_nobody_are_told_apart(incident: Incident) -> None:
    world = incident.world
    with pytest.raises(UnknownId):
        answer_survey(world.by("rita"), "R-99", useful=3)
    with pytest.raises(NoPerson):
        answer_survey(world.by(None), incident.id, useful=3)


def test_an_answer_that_is_repeated_is_given_once(incident: Incident) -> None:
    answers(incident, "rita", 3, request_id="a")
    answers(incident, "rita", 3, request_id="a")
    assert len(incident.world.events("survey-answered")) == 1
    with pytest.raises(RequestReused):
        answers(incident, "rita", 4, request_id="a")


@ON_BOTH
def test_four_answers_are_counted_and_nothing_else_of_them_is_told(incident: Incident) -> None:
    for who in SEVEN[:4]:
        answers(incident, who, 1, drop=f"{who} was late")
    told = results(incident.world)["everybody"]
    assert (told["answers"], told["told"], told["median"], told["distribution"], told["drop"]) == (
        *(4, False, None, {}, []),
    )


@ON_BOTH
def test_five_answers_are_told_with_their_texts_and_without_names(incident: Incident) -> None:
    for who, useful, keep in zip(SEVEN, (5, 4, 4, 2, 1), ("d", "c", "b", "a", "e"), strict=False):
        answers(incident, who, useful, keep=keep)
    told = results(incident.world)
    (group,) = told["groups"].values()
    assert list(told["groups"]) == ["1.0.0"]
    assert (group["median"], group["distribution"]) == (4, {"1": 1, "2": 1, "3": 0, "4": 2, "5": 1})
    assert group["keep"] == ["a", "b", "c", "d", "e"]
    assert not [who for who in SEVEN if who in str(told)]


def test_answers_are_put_together_by_team(incident: Incident) -> None:
    world = incident.world
    for who in SEVEN[:5]:
        answers(incident, who)
    a_team_on_call(world, on_call=SEVEN, team="search")
    other = finished(world, team="search")
    for who in SEVEN[:6]:
        answers(other, who, 2)
    told = results(world, by="team")
    assert {name: one["median"] for name, one in told["groups"].items()} == {TEAM: 4, "search": 2}
    assert told["everybody"]["answers"] == 11
    assert results(world, team="search")["everybody"]["answers"] == 6


def test_a_team_is_not_told_beside_everybody_where_the_rest_is_few(incident: Incident) -> None:
    world = incident.world
    for who in SEVEN[:5]:
        answers(incident, who)
    assert results(world, team=TEAM)["everybody"]["told"]
    a_team_on_call(world, on_call=SEVEN, team="search")
    answers(finished(world, team="search"), "otto", 1)
    assert not results(world, team=TEAM)["everybody"]["told"]
    assert results(world)["everybody"]["told"]


def test_no_table_tells_what_another_one_keeps_back(incident: Incident) -> None:
    """Everybody without two teams would be the two answers of the third."""
    world = incident.world
    for who in SEVEN[:5]:
        answers(incident, who)
    for team, how_many in (("search", 5), ("ads", 2)):
        a_team_on_call(world, on_call=SEVEN, team=team)
        other = finished(world, team=team)
        for who in SEVEN[:how_many]:
            answers(other, who, 2, drop="the meeting")
    by_team, by_version = results(world, by="team"), results(world)
    assert {name: one["told"] for name, one in by_team["groups"].items()} == {
        TEAM: True,
        "search": True,
        "ads": False,
    }
    assert (by_team["everybody"]["told"], by_version["everybody"]["told"]) == (False, False)
    assert [one["told"] for one in by_version["groups"].values()] == [False]


def test_answers_about_what_ran_under_a_variant_stand_apart_from_those_about_the_version(incident: Incident) -> None:
    """In the report they stand beside the instances that they are about, which are those without variants."""
    world = incident.world
    a_team_on_call(world, on_call=SEVEN, team="search")
    ours = {"research": StepChanges(how="Ask in our channel.")}
    adopt(world.store, world.now, Overlay(process="retrospective", team="search", of="1.0.0", steps=ours))
    other = finished(world, team="search")
    for who in SEVEN[:5]:
        answers(incident, who, 5, keep="the timeline")
        answers(other, who, 1, drop="the meeting")
    told = results(world)["groups"]
    assert {name: one["median"] for name, one in told.items()} == {"1.0.0": 5, "variants of 1.0.0": 1}
    assert (told["1.0.0"]["drop"], told["variants of 1.0.0"]["keep"]) == ([], [])
    (version,) = report_process(world.by(None), "retrospective")["versions"]
    assert (version["name"], version["runs"]) == ("1.0.0", 1)
    assert version["useful"] == told["1.0.0"]


def test_the_record_keeps_back_what_was_answered(incident: Incident) -> None:
    """Who answered is on record; what, is told by the survey alone."""
    answers(incident, "rita", 2, drop="the meeting")
    told = [one for one in audit_log.log(incident.world.by(None), incident.id) if one["kind"] == "survey-answered"]
    assert "the meeting" not in str(told)
    assert "useful" not in told[0]["data"]
    assert told[0]["actor"] == "rita"


def test_what_somebody_said_goes_with_them(incident: Incident) -> None:
    world = incident.world
    for who in SEVEN[:5]:
        answers(incident, who, 3, keep=f"text of {who}")
    done(erasure.erase(world.by(OWNER), "tara"))
    told = results(world)["everybody"]
    assert told["answers"] == 5
    assert "text of tara" not in told["keep"]
    assert len(told["keep"]) == 4
    assert verify(world.by(None))["ok"]


def test_results_of_what_is_not_there_are_no_results(world: World) -> None:
    assert results(world) == {**results(world), "groups": {}}
    with pytest.raises(UnknownId):
        survey_results(world.by(None), "baking")
    with pytest.raises(UnknownId):
        results(world, team="nobody")


def test_nobody_owes_an_answer(incident: Incident) -> None:
    """Whoever shows the retrospective is told how to give one (docs/decisions/0029-learning.md)."""
    assert [one for one in incident.world.mine("rita") if "survey" in one["command"]] == []
    assert "survey answer R-1" in str(incident.show()["hints"])
