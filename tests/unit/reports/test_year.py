"""Every measure of a played year is what a plain computation from its events comes to."""

from collections import Counter
from itertools import pairwise
from pathlib import Path
from statistics import median_low
from typing import Any

import pytest
from tests.support.plain_measures import Plain, at, share
from tests.support.world import World
from tests.support.year import Year

from preceptor.services.audit import verify
from preceptor.services.reports.of_health import report_health
from preceptor.services.reports.of_process import report_process
from preceptor.store import SqlStore

STEPS = ["notes", "prepare", "research", "write-up", "review", "meeting", "revise", "finalise", "follow-up"]
RUNGS = ["watch", "do-watched", "reverse"]


def plain(year: Year) -> Plain:
    with year.world.store.reading() as tx:
        return Plain(tx.events(), year.world.now)


def without(document: Any, *names: str) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key not in names}


def holds(year: Year) -> None:
    """Hold the reports against the events."""
    found = report_process(year.world.by(None), "retrospective")
    expected = plain(year)
    numbers = sorted(expected.facts["retrospective"])
    _steps(found["steps"], expected, "retrospective", numbers)
    assert found["all"] == expected.runs("retrospective", STEPS, numbers)
    _teams(year, found, expected)
    _versions(year, found, expected)
    _ladder(found, expected)
    _said(found, expected)
    _survey(found, expected)
    _health(year, expected)
    _refused(year, found, expected)


def _steps(told: Any, expected: Plain, kind: str, numbers: list[int]) -> None:
    names = [one["step"] for one in told]
    whole = sum(took for _, step, took, over in expected.stays(kind, numbers) if over and step in names)
    for one in told:
        measures = without(one, "step", "title", "missing", "unclear", "waivers", "share_of_time", "refused")
        assert measures == expected.step(kind, one["step"], numbers), one["step"]
        mine = sum(took for _, step, took, over in expected.stays(kind, numbers) if over and step == one["step"])
        assert one["share_of_time"] == (round(mine / whole, 3) if whole else None), one["step"]


def _teams(year: Year, found: Any, expected: Plain) -> None:
    with year.world.store.reading() as tx:
        names = {one.id: one.name for one in tx.teams()}
    for one in found["teams"]:
        numbers = [n for n, facts in expected.facts["retrospective"].items() if names[facts["team"]] == one["name"]]
        assert without(one, "name", "variant", "useful", "refused") == expected.runs("retrospective", STEPS, numbers)
    assert {one["name"] for one in found["teams"]} == {
        names[facts["team"]] for facts in expected.facts["retrospective"].values()
    }


def _versions(year: Year, found: Any, expected: Plain) -> None:
    standard = {event.data["digest"] for event in expected.kinds["process-published"]}
    numbers = [n for n, facts in expected.facts["retrospective"].items() if facts["edition"] in standard]
    (one,) = found["versions"]
    assert without(one, "name", "variant", "useful", "refused") == expected.runs("retrospective", STEPS, numbers)


def _ladder(found: Any, expected: Plain) -> None:
    for ladder in found["ladders"]:
        numbers = [n for n, facts in expected.facts["pairing"].items() if facts["role"] == ladder["role"]]
        _steps(ladder["rungs"], expected, "pairing", numbers)
        assert ladder["all"] == expected.runs("pairing", RUNGS, numbers)
    ended = {
        event.data["certification"]
        for kind in ("certification-lapsed", "certification-revoked")
        for event in expected.kinds[kind]
    }
    granted = {
        (event.data["role"], event.data["capability"], event.data["person"])
        for event in expected.kinds["certification-granted"]
        if event.data["certification"] not in ended
    }
    for row in found["coverage"]:
        if row["team"] is None:
            for capability in ("lead", "teach"):
                assert row[capability] == sum(key[:2] == (row["role"], capability) for key in granted)


def _refused(year: Year, found: Any, expected: Plain) -> None:
    """Hold what was refused against the refusals one by one, and against the ways that the events tell."""
    with year.world.store.reading() as tx:
        counted = tx.refused_tries("retrospective", "retrospective")
    assert counted.since is not None
    assert found["refusals"]["since"] == counted.since.isoformat()
    told: Counter[tuple[str, str, str]] = Counter()
    for one, count in counted.times.items():
        for guard in one.guards:
            told[one.state, one.move, guard] += count
    assert {
        (one["step"], one["move"], one["guard"]): one["times"] for one in found["refusals"]["guards"] if one["times"]
    } == told
    for one in found["steps"]:
        refused = sum(
            count for tried, count in counted.times.items() if (tried.state, tried.move) == (one["step"], "advance")
        )
        went = sum(
            state == one["step"] and after not in (state, "declined") and since.date() >= counted.since
            for way in expected.ways["retrospective"].values()
            for (state, _, _), (after, _, since) in pairwise(way)
        )
        assert one["refused"] == share(refused, refused + went), one["step"]
    for group in (*found["teams"], *found["versions"]):
        assert group["refused"]["whole"] >= group["refused"]["part"]
    assert sum(one["refused"]["part"] for one in found["teams"]) == sum(
        one["refused"]["part"] for one in found["steps"]
    )


def _said(found: Any, expected: Plain) -> None:
    told = Counter((event.data["step"], event.data["kind"]) for event in expected.kinds["step-reported"])
    for one in found["steps"]:
        for kind in ("missing", "unclear"):
            assert one[kind] == told[one["step"], kind]


def _survey(found: Any, expected: Plain) -> None:
    answers = {
        (event.data["retrospective"], event.data["by"]): event.data["useful"]
        for event in expected.kinds["survey-answered"]
    }
    assert found["useful"]["answers"] == len(answers)
    # Whether everybody's may be told also depends on what is told of teams and versions.
    assert found["useful"]["told"] <= (len(answers) >= 5)
    assert found["useful"]["median"] == (median_low(answers.values()) if found["useful"]["told"] else None)


def _health(year: Year, expected: Plain) -> None:
    found = report_health(year.world.by(None))
    open_ones = [one for one in expected.duties.values() if one["closed"] is None]
    late = [one for one in open_ones if at(one["due_at"]) < year.world.now]
    assert found["overdue"]["count"] == len(late)
    joined = {event.data["recommendation"] for event in expected.kinds["recommendation-joined"]}
    states = Counter(facts["state"] for n, facts in expected.facts["recommendation"].items() if n not in joined)
    assert Counter(found["recommendations"]["states"]) == +states
    moved = Counter(event.data["recommendation"] for event in expected.kinds["recommendation-revised"])
    assert (found["recommendations"]["moved"], found["recommendations"]["moves"]) == (len(moved), moved.total())
    committed = {event.data["recommendation"] for event in expected.kinds["recommendation-committed"]}
    assert found["recommendations"]["committed"] == len(committed)


def test_every_measure_is_what_the_events_come_to(year: Year) -> None:
    assert year.tally["survey"] > 5 and year.tally["done"] > 5, year.tally
    holds(year)


def test_a_team_is_measured_as_if_there_were_no_other(year: Year) -> None:
    found = report_process(year.world.by(None), "retrospective", team="team-1")
    expected = plain(year)
    with year.world.store.reading() as tx:
        team = tx.team_called("team-1")
    assert team is not None
    numbers = sorted(n for n, facts in expected.facts["retrospective"].items() if facts["team"] == team.id)
    _steps(found["steps"], expected, "retrospective", numbers)
    assert [one["name"] for one in found["teams"]] == ["team-1"]


def test_recommendations_are_measured_like_any_other_process(year: Year) -> None:
    found = report_process(year.world.by(None), "recommendation")
    expected = plain(year)
    _steps(found["steps"], expected, "recommendation", sorted(expected.facts["recommendation"]))


def test_the_record_of_the_year_is_whole_and_nobody_signed_for_themselves(year: Year) -> None:
    assert verify(year.world.by(None))["ok"]


@pytest.mark.torture
def test_a_year_of_400_people_in_40_teams(store: SqlStore, tmp_path: Path) -> None:
    year = Year(World(store=store, counts_refusals=True), tmp_path, team_count=40, people_count=400, days=365).play()
    holds(year)
    assert verify(year.world.by(None))["ok"]
