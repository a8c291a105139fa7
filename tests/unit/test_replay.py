"""Folding events: the same state as the store's, and every difference told."""

from datetime import UTC, datetime

import pytest

from preceptor.model.replay import KEYS, Replay, ReplayProblem
from preceptor.store.tables import PROJECTED

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def a_replay() -> Replay:
    replay = Replay()
    replay.apply("team-added", {"team": 1, "name": "checkout", "title": "Checkout"}, (), AT)
    replay.apply("team-joined", {"team": 1, "person": 5}, (), AT)
    replay.apply("team-joined", {"team": 1, "person": 6}, (), AT)
    return replay


def test_its_tables_and_keys_are_those_of_the_store() -> None:
    assert {table.name: tuple(column.name for column in table.primary_key) for table in PROJECTED} == KEYS


def test_what_is_equal_says_nothing() -> None:
    rows = [{"team_id": 1, "person_id": 5}, {"team_id": 1, "person_id": 6}]
    replay = a_replay()
    assert replay.count("team_members") == 2
    assert list(replay.compare("team_members", rows)) == []


def test_missing_foreign_and_changed_rows_are_told_without_their_contents() -> None:
    replay = a_replay()
    told = [str(one) for one in replay.compare("team_members", [{"team_id": 1, "person_id": 7}])]
    assert told == [
        "team_members: the row of team_id 1, person_id 7 comes from no event",
        "team_members: the row of team_id 1, person_id 5 is missing",
        "team_members: the row of team_id 1, person_id 6 is missing",
    ]
    row = {"id": 1, "name": "secret", "title": "Checkout", "time_zone": None, "country": None, "lead_id": None}
    (told_team,) = [str(one) for one in replay.compare("teams", [row])]
    assert told_team == "teams: the row of id 1 is not what its events say in name"


def test_a_deletion_by_one_column_of_the_key_takes_all_that_match_before_and_after_more_came() -> None:
    replay = Replay()
    for observation in (1, 2):
        data = {
            "observation": observation, "process": "p", "role": "r", "held_on": "2026-03-02", "performer": 1,
            "watchers": [2, 3],
        }  # fmt: skip
        replay.apply("observation-recorded", data, ({"subject": "s"},), AT)
    replay.apply("observation-voided", {"observation": 1}, (), AT)
    assert replay.count("participants") == 3
    replay.apply("observation-recorded", {**data, "observation": 3}, (None,), AT)
    replay.apply("observation-voided", {"observation": 3}, (), AT)
    replay.apply("observation-voided", {"observation": 2}, (), AT)
    assert (replay.count("participants"), replay.count("observations")) == (0, 3)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("nobody-knows", {}),
        ("team-added", {"team": 1, "name": "again"}),
        ("team-joined", {"team": 1}),
        ("team-joined", {"team": [], "person": 2}),
        ("process-published", {"process": "p", "version": "1", "digest": "d", "effective_at": "yesterday"}),
        ("person-added", {"person": 9}),
    ],
)
def test_an_event_that_cannot_be_folded_is_a_problem_and_leaves_no_trace(kind: str, data: dict[str, object]) -> None:
    replay = a_replay()
    with pytest.raises(ReplayProblem):
        replay.apply(kind, data, (), AT)  # type: ignore[arg-type]
    assert (replay.count("teams"), replay.count("team_members")) == (1, 2)
