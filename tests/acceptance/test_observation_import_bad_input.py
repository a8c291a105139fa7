"""No file of observations does harm: every problem is told with its place, and nothing is written."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.support.world import OWNER, World, done, shipped

from preceptor.errors import BadInput, CsvProblems, EnvironmentProblem, UnknownId
from preceptor.services.csv_rows import CODES as FILE_CODES
from preceptor.services.observation_import import import_observations
from preceptor.services.observation_rows import CODES as ROW_CODES
from preceptor.store import SqlStore

HEADER = "held_on,role,subject,performer,watchers\n"
GOOD = HEADER + "2021-04-08,docs,v1.21,ada,bea;cem\n"


@pytest.fixture
def team(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    world = World(store=SqlStore(sqlite_url), now=now, process="release-team").found([shipped()["release-team"]])
    for login in ("ada", "bea", "cem"):
        world.person(login)
    yield world
    world.store.close()


def problems(world: World, path: Path, contents: str | bytes, *, add_people: bool = False) -> list[str]:
    """What is wrong with a file, as `line:column code`; nothing was written, and a dry run says the same."""
    path.write_bytes(contents.encode() if isinstance(contents, str) else contents)
    before = world.everything()
    said = []
    for dry_run in (True, False):
        with pytest.raises(CsvProblems) as caught:
            import_observations(world.by(OWNER), path, process="release-team", add_people=add_people, dry_run=dry_run)
        said.append([f"{one.line}:{one.column} {one.code}" for one in caught.value.problems])
    assert world.everything() == before
    assert said[0] == said[1]
    return said[0]


@pytest.mark.parametrize(
    ("contents", "expected"),
    [
        ("", ["1:1 C103"] * 5),
        ("\n", ["1:1 C103"] * 5),
        ("held_on,role,subject,performer\n", ["1:1 C103"]),
        ("held_on,role,subject,performer,watchers,mood\n", ["1:41 C103"]),
        ("held_on,role,subject,performer,watchers,role\n", ["1:41 C103"]),
        ("held_on;role;subject;performer;watchers\n", ["1:1 C103"] * 6),
        (HEADER + "2021-04-08,docs,v1.21,ada\n", ["2:1 C104"]),
        (HEADER + "2021-04-08,docs,v1.21,ada,bea,cem\n", ["2:1 C104"]),
        (HEADER.encode() + b"2021-04-08,docs,v\xff,ada,bea\n", ["2:18 C101"]),
        (GOOD.encode("utf-16"), ["1:1 C101"]),
        (HEADER + '2021-04-08,docs,"v1.21,ada,bea\n2021-04-09,docs,v1,ada,bea\n', ["3:1 C102"]),
        (HEADER + '2021-04-08,docs,"v1"21,ada,bea\n', ["2:1 C102"]),
        (HEADER + "2021-04-08,docs,v1.21,ada," + "b" * 2_000_000 + "\n", ["2:1 C102"]),
        (HEADER + "2021-04-31,docs,v1.21,ada,bea\n", ["2:1 C201"]),
        (HEADER + "20210408,docs,v1.21,ada,bea\n", ["2:1 C201"]),
        (HEADER + "08/04/2021,docs,v1.21,ada,bea\n", ["2:1 C201"]),
        (HEADER + "2026-03-03,docs,v1.21,ada,bea\n", ["2:1 C202"]),
        (HEADER + "2021-04-08,juggling,v1.21,ada,bea\n", ["2:12 C203"]),
        (HEADER + "2021-04-08,,v1.21,ada,bea\n", ["2:12 C203"]),
        (HEADER + "2021-04-08,docs, ,ada,bea\n", ["2:17 C204"]),
        (HEADER + "2021-04-08,docs,v1\x1b[2J,ada,bea\n", ["2:17 C204"]),
        (HEADER + "2021-04-08,docs,v1.21,,bea\n", ["2:23 C205"]),
        (HEADER + "2021-04-08,docs,v1.21,ada,zoe;bea;yan\n", ["2:27 C206", "2:27 C206"]),
        (HEADER + '2021-04-08,docs,"v1.21",zoe,\n', ["2:25 C206"]),
        (HEADER + '2021-04-08,docs,"v1, ""x""",zoe,\n', ["2:29 C206"]),
        (HEADER + '2021-04-08,docs,"v1\n.21",zoe,\n', ["2:1 C206"]),
        (HEADER + "2021-04-08,docs,v1.21,ada,bea;ada\n", ["2:27 C207"]),
        (HEADER + "2021-04-08,docs,v1.21,ada,bea;cem;bea\n", ["2:27 C208"]),
        (GOOD + "2021-04-08,docs, V1.21 ,ada,bea\n", ["3:1 C209"]),
        (GOOD + "2021-05-08,x,v,zoe,\n2021-04-08,docs,v1.21,ada,\n", ["3:12 C203", "3:16 C206", "4:1 C209"]),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    team: World, tmp_path: Path, contents: str | bytes, expected: list[str]
) -> None:
    assert problems(team, tmp_path / "rows.csv", contents) == expected


def test_a_login_that_nobody_can_have_is_not_added(team: World, tmp_path: Path) -> None:
    rows = HEADER + "2021-04-08,docs,v1.21,Zoë Q,erased-7;system\n"
    assert problems(team, tmp_path / "rows.csv", rows, add_people=True) == ["2:23 C206", "2:29 C206", "2:29 C206"]


def test_what_is_on_record_is_not_rewritten(team: World, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(GOOD)
    done(import_observations(team.by(OWNER), path, process="release-team", add_people=False))
    assert problems(team, path, GOOD.replace(";cem", "")) == ["2:1 C210"]


def test_every_code_has_its_sentence() -> None:
    assert not FILE_CODES.keys() & ROW_CODES.keys()


@pytest.mark.parametrize(
    "contents",
    [
        "\ufeff" + GOOD,
        GOOD.replace("\n", "\r\n"),
        GOOD.rstrip("\n"),
        GOOD + "\n,,,,\n",
        "watchers,performer,subject,role,held_on\n bea ; cem ;,ada,v1.21,docs,2021-04-08\n",
        HEADER + '"2021-04-08","docs","v1.21","ada","bea;cem"\n',
    ],
)
def test_what_only_looks_different_is_the_same(team: World, tmp_path: Path, contents: str) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(contents.encode())
    counts = done(import_observations(team.by(OWNER), path, process="release-team", add_people=False))
    assert (counts["observations"], counts["pairings_started"], counts["founders"]) == (1, 2, 1)
    before = team.everything()
    path.write_text(GOOD)
    assert done(import_observations(team.by(OWNER), path, process="release-team", add_people=False)) == counts
    assert team.everything() == before


def test_a_file_without_rows_changes_nothing(team: World, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text(HEADER)
    before = team.everything()
    counts = done(import_observations(team.by(OWNER), tmp_path / "rows.csv", process="release-team", add_people=True))
    assert counts["observations"] == 0
    assert team.everything() == before


def test_a_file_that_cannot_be_read_is_bad_input(team: World, tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.csv", tmp_path, tmp_path / "rows.csv" / "x"):
        with pytest.raises((BadInput, EnvironmentProblem)) as caught:
            import_observations(team.by(OWNER), path, process="release-team", add_people=True)
        assert caught.value.exit_code == 3


def test_an_unknown_process_is_bad_input(team: World, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text(GOOD)
    with pytest.raises(UnknownId):
        import_observations(team.by(OWNER), tmp_path / "rows.csv", process="juggling", add_people=True)
