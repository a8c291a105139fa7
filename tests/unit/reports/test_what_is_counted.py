"""What reports count of instances and teams, in worlds that a hand is enough to count."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.support.changes import Changing, a_version
from tests.support.retrospectives import Incident, an_incident
from tests.support.varying import Varying
from tests.support.world import World

from preceptor.bootstrap.writeups import make_write_up_checker
from preceptor.services.reports.of_process import report_process


@pytest.fixture
def changing(world: World) -> Changing:
    """Olga and mina own the retrospective."""
    found = Changing(world)
    found.owner("mina")
    return found


def test_a_change_that_was_reviewed_late_counts_as_late(changing: Changing) -> None:
    """The review is owed within days under the retrospective; the process that asks for it is that of changes."""
    change = changing.propose(a_version("1.0.1"))["id"]
    changing.world.now += timedelta(days=30)
    changing.approve(change, by="mina")

    found = report_process(changing.world.by(None), "change")
    late = {one["step"]: (one["late"]["part"], one["late"]["whole"]) for one in found["steps"]}
    assert late == {"in-review": (1, 1), "approved": (0, 0)}
    assert found["all"] is not None
    assert (found["all"]["late"]["part"], found["all"]["late"]["whole"]) == (1, 1)


def test_a_waiver_of_one_team_is_not_told_of_another(changing: Changing) -> None:
    world = changing.world
    for team in ("checkout", "search"):
        world.team(team)
    Varying(changing).waive("preventive-item", "2026-05-29", step="finalise")

    def waived(team: str | None) -> int:
        steps = report_process(world.by(None), "retrospective", team=team)["steps"]
        return sum(one["waivers"] for one in steps)

    assert (waived("checkout"), waived("search"), waived(None)) == (1, 0, 1)


def first_times(world: World) -> dict[str, tuple[int, int]]:
    """How many of how many met a standard when it was looked at first, by the standard."""
    found = report_process(world.by(None), "retrospective")["first_times"]
    return {one["standard"]: (one["met"]["part"], one["met"]["whole"]) for one in found}


def hand_in(incident: Incident, folder: Path, text: str) -> Any:
    """Hand a text in, some time after whatever was done before."""
    incident.world.now += timedelta(hours=1)
    path = folder / f"{incident.id}.md"
    path.write_text(text, encoding="utf-8")
    shown = incident.submit(path, checker=make_write_up_checker())
    incident.world.now += timedelta(hours=1)
    return shown


def test_where_nothing_is_there_to_check_no_standard_is_met(world: World, tmp_path: Path) -> None:
    incident = an_incident(world, "research")
    hand_in(incident, tmp_path, "# Cards were refused\n")
    assert first_times(world)["timeline-checked"] == (0, 1)
    assert first_times(world).keys() == {"timeline-checked", "referenced"}

    hand_in(incident, tmp_path, "# Cards\n\n## Timeline\n\nAll times in UTC.\n\n- 2026-03-02 08:05 4 % refused\n")
    assert first_times(world)["timeline-checked"] == (0, 1)


def test_a_step_is_judged_by_what_is_handed_in_in_it_and_not_by_what_came_before(
    world: World, tmp_path: Path
) -> None:
    """While the timeline is prepared nobody owes an analysis yet."""
    incident = an_incident(world, "research")
    timeline = "# Cards\n\n## Timeline\n\nAll times in UTC.\n\n- 2026-03-02 08:05 4 % refused\n"
    hand_in(incident, tmp_path, timeline)
    incident.advance()
    assert first_times(world)["timeline-checked"] == (1, 1)
    assert "controls-analysed" not in first_times(world)

    analysis = (
        "\n## Analysis\n\n### Missing controls\n\nNothing limited it.\n\n### Systemic factors\n\nNobody owns it.\n"
    )
    hand_in(incident, tmp_path, timeline + analysis)
    found = first_times(world)
    assert (found["controls-analysed"], found["recommendations-concrete"], found["no-blame"]) == (
        (1, 1),
        (0, 1),
        (1, 1),
    )
