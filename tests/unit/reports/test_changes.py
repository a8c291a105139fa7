"""Reports about changes, which follow a process of their own and are owed under the one that they change."""

from datetime import timedelta

import pytest
from tests.support.changes import Changing, a_version
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
