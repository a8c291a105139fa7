"""People from a CSV file: all of them, or none and every reason why."""

from pathlib import Path
from typing import Any

import pytest
from tests.support.happenings import a_person, in_write
from tests.support.world import OWNER, World, done

from preceptor.errors import BadInput, CsvProblems
from preceptor.model.refusal import Refusal
from preceptor.services import leaving, people_import, person_views

HEADER = "login,name,email,time_zone,country,manager,teams,hours"
GOOD = (
    "mina,Mina Ortiz,mina@example.org,Europe/Madrid,ES,rosa,checkout;payments,6",
    "rosa,Rosa Kimani,rosa@example.org,Africa/Nairobi,KE,,payments,",
    'noah,"Berg, Noah",,,,mina,,0',
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "people.csv"


def lines(file: Path, *rows: str, header: str = HEADER) -> Path:
    file.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return file


def run(world: World, file: Path, *, by: str = OWNER, dry_run: bool = False, request_id: str | None = None) -> Any:
    return people_import.import_people(world.by(by, request_id=request_id), file, dry_run=dry_run)


def problems(world: World, file: Path) -> list[tuple[int | None, str]]:
    """The bad rows, told the same by a dry run, with nothing changed."""
    before = world.everything()
    told = []
    for dry_run in (True, False):
        with pytest.raises(CsvProblems) as caught:
            run(world, file, dry_run=dry_run)
        told.append([(one.line, one.message) for one in caught.value.problems])
    assert told[0] == told[1]
    assert world.everything() == before
    return told[0]


@pytest.fixture
def teams(world: World) -> World:
    world.team("checkout")
    world.team("payments")
    return world


def test_everybody_in_the_file_is_added(teams: World, file: Path) -> None:
    answer = done(run(teams, lines(file, *GOOD)))
    assert answer == {"rows": 3, "added": ["mina", "rosa", "noah"], "unchanged": [], "dry_run": False}
    found = {one["login"]: one for one in person_views.list_people(teams.by(None))}
    assert found["mina"]["manager"] == "rosa"
    assert found["mina"]["teams"] == ["checkout", "payments"]
    assert (found["noah"]["name"], found["noah"]["hours"], found["noah"]["email"]) == ("Berg, Noah", 0, None)
    assert found["rosa"]["hours"] is None
    assert [who for _, who in teams.told("person-added")] == ["mina", "rosa"]


def test_a_dry_run_says_the_same_and_does_nothing(teams: World, file: Path) -> None:
    before = teams.everything()
    answer = done(run(teams, lines(file, *GOOD), dry_run=True))
    assert answer == {"rows": 3, "added": ["mina", "rosa", "noah"], "unchanged": [], "dry_run": True}
    assert teams.everything() == before


def test_repeating_an_import_changes_nothing(teams: World, file: Path) -> None:
    done(run(teams, lines(file, *GOOD)))
    before = teams.everything()
    answer = done(run(teams, file))
    assert (answer["added"], answer["unchanged"]) == ([], ["mina", "rosa", "noah"])
    assert teams.everything() == before


def test_the_columns_stand_in_any_order_after_a_byte_order_mark(teams: World, file: Path) -> None:
    row = "6,checkout,,ES,Europe/Madrid,,Mina Ortiz,mina"
    file.write_bytes(
        b"\xef\xbb\xbf" + ",".join(reversed(HEADER.split(","))).encode() + b"\r\n" + row.encode() + b"\r\n"
    )
    assert done(run(teams, file))["added"] == ["mina"]


@pytest.mark.parametrize(
    "header",
    [
        HEADER.replace(",hours", ""),
        HEADER + ",shoe_size",
        HEADER + ",login",
        HEADER.replace("name", "Name"),
        HEADER.replace(",", ";"),
        "",
    ],
)
def test_a_wrong_header_is_an_error_of_line_1(teams: World, file: Path, header: str) -> None:
    assert {line for line, _ in problems(teams, lines(file, *GOOD, header=header))} == {1}


def test_every_bad_row_is_told_by_its_line(teams: World, file: Path) -> None:
    file = lines(
        file,
        GOOD[0],
        "Rosa,,not-an-address,Mars/North,XX,ghost,ghosts,many",
        '"mina","Mina\nagain",,,,,,',
        "",
        "noah,Noah,,,,noah,,169",
        "teo,Teo",
        "mina,Mina Ortiz,,,,,,",
        f"{OWNER},Another Name,,,,,,",
    )
    told = problems(teams, file)
    assert [line for line, _ in told] == [2, *[3] * 8, 4, 4, *[7] * 2, 8, 9, 10]
    messages = dict(told)
    assert "line 2 already" in messages[9]
    assert "another name, email" in messages[10]
    assert "has 2 cells" in messages[8]
    assert "rosa" in messages[2]


def test_every_bad_cell_is_told_by_its_column(teams: World, file: Path) -> None:
    rows = (
        "Rosa,Rosa,nowhere,Mars/North,XX,ghost,ghosts,many",
        '"teo","Vance, Teo",,,XX,,,',
        '"mina","Mina\nOrtiz",,,XX,,,',
    )
    with pytest.raises(CsvProblems) as caught:
        run(teams, lines(file, *rows))
    told = [(one.line, one.column) for one in caught.value.problems]
    first = [(2, rows[0].index(one) + 1) for one in ("Rosa", "nowhere", "Mars", "XX", "many", "ghost", "ghosts")]
    assert told[:7] == first
    # A row of several lines is told by where it begins.
    assert told[7:] == [(3, rows[1].index("XX") + 1), (4, 1), (4, 1)]


def test_an_unknown_column_is_told_by_its_place(teams: World, file: Path) -> None:
    with pytest.raises(CsvProblems) as caught:
        run(teams, lines(file, *GOOD, header=HEADER.replace("name", '"mood, today"')))
    assert [(one.line, one.column) for one in caught.value.problems] == [(1, 1), (1, 7)]


def test_a_person_who_differs_or_left_is_a_bad_row(teams: World, file: Path) -> None:
    done(run(teams, lines(file, *GOOD)))
    assert [line for line, _ in problems(teams, lines(file, GOOD[0].replace(",6", ",7")))] == [2]
    done(leaving.deactivate(teams.by(OWNER), "rosa"))
    assert [line for line, _ in problems(teams, lines(file, GOOD[1]))] == [2]
    assert "manager" in problems(teams, lines(file, "teo,Teo,,,,rosa,,"))[0][1]


def test_a_login_that_means_something_else_is_a_bad_row_unless_somebody_has_it_already(
    teams: World, file: Path
) -> None:
    in_write(teams.store, lambda tx: tx.record([a_person(tx.next_id("people"), "system")]))
    stored, new = "system,System,,Europe/Berlin,,,,", "p-1,Pat,,,,,,"
    assert problems(teams, lines(file, stored, new)) == [(3, "`p-1` looks like the id of something")]
    assert done(run(teams, lines(file, stored)))["added"] == []


def test_a_broken_encoding_is_told_by_its_line(teams: World, file: Path) -> None:
    file.write_bytes(f"{HEADER}\n{GOOD[1]}\nzo\xeb,Zo\xeb,,,,,,\n".encode("latin-1"))
    assert problems(teams, file)[0][0] == 3


@pytest.mark.parametrize("broken", ['noah,"Noah,,,,,,\n', 'noah,"No"ah,,,,,,\n', f"noah,{'x' * 200_000},,,,,,\n"])
def test_what_is_no_csv_is_bad_input(teams: World, file: Path, broken: str) -> None:
    file.write_text(f"{HEADER}\n{broken}", encoding="utf-8")
    assert problems(teams, file)


def test_a_control_character_is_bad_input(teams: World, file: Path) -> None:
    assert problems(teams, lines(file, "noah,No\x00ah,,,,,,"))[0][0] == 2


def test_a_file_that_is_not_there_is_bad_input(world: World, tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(BadInput):
            run(world, path)


@pytest.mark.parametrize("dry_run", [True, False])
def test_only_an_owner_may(teams: World, file: Path, dry_run: bool) -> None:
    teams.person("vik")
    answer = run(teams, lines(file, *GOOD), by="vik", dry_run=dry_run)
    assert isinstance(answer, Refusal)
    assert answer.reasons[0].who == (OWNER,)


def test_a_repeated_request_answers_as_before(teams: World, file: Path) -> None:
    first = run(teams, lines(file, *GOOD), request_id="once")
    assert run(teams, file, request_id="once") == first


def test_many_people_are_added_at_once(teams: World, file: Path) -> None:
    rows = [f"p{number},Person {number},p{number}@example.org,,,p0,checkout,4" for number in range(1, 1500)]
    done(run(teams, lines(file, "p0,Person 0,,,,,,", *rows)))
    assert len(person_views.list_people(teams.by(None), team="checkout")) == 1499
