"""What reports count of instances and teams, in worlds that a hand is enough to count."""

from datetime import timedelta

import pytest
from tests.support.changes import Changing, a_version
from tests.support.varying import Varying
from tests.support.world import World

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
