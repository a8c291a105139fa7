"""What `check` finds beside the definitions: settings that cannot be used, and names of teams that there are not."""

from pathlib import Path

import pytest
from tests.support.settings import UNUSABLE
from tests.support.world import World
from tests.support.worlds import founded_sqlite, world

from preceptor.bootstrap.folder_check import FolderChecks
from preceptor.model.finding import Finding
from preceptor.services.checking import find

__all__ = ["founded_sqlite", "world"]


def found(folder: Path, text: str) -> list[Finding]:
    (folder / "preceptor.toml").write_text(text, newline="")
    return FolderChecks().about_settings(folder)


def told(findings: list[Finding]) -> list[tuple[str, int, int]]:
    return [(one.code, one.line, one.column) for one in findings]


@pytest.mark.parametrize(("text", "place", "code", "said"), UNUSABLE)
def test_whatever_stops_a_command_is_found_at_its_place(
    tmp_path: Path, text: str, place: tuple[int, int], code: str, said: str
) -> None:
    one = found(tmp_path, text)[0]
    assert (one.path, one.severity, *told([one])) == (str(tmp_path / "preceptor.toml"), "error", (code, *place))
    assert said in one.message


@pytest.mark.parametrize(
    ("text", "expected", "suggestion"),
    [
        ("[fodler]\n", ("D201", 1, 1), "did you mean `folder`?"),
        ("[calendar]\nzzyzx = 1\n", ("D201", 2, 1), "it can be `company_days`, `day_ends`"),
        ("[database]\nurl = 'sqlight:///preceptor.db'\n", ("D203", 2, 1), "write sqlite:///PATH or postgresql"),
        ("[mail]\nhost = 'mail server'\n", ("D203", 2, 1), "Write its name alone."),
        ("[mail]\nport = 99999\n", ("D207", 2, 1), "A port is a number from 1 to 65535."),
        ("[mail]\ntls = 'startls'\n", ("D204", 2, 1), "It can be starttls, implicit or none."),
        ("[mail]\nhost = 'mx.example.org'\ntls = 'none'\n", ("D204", 3, 1), "Set tls to starttls or implicit"),
        ("[mail]\nfrom = 'us'\n", ("D203", 2, 1), "Write the address alone"),
        ("[writeup]\nignore = ['t106']\n", ("D204", 2, 12), "did you mean `T106`?"),
        ("[mail\n", ("D107", 1, 6), "write [name]"),
    ],
)
def test_it_is_said_what_was_meant_or_what_to_write(
    tmp_path: Path, text: str, expected: tuple[str, int, int], suggestion: str
) -> None:
    (one,) = found(tmp_path, text)
    assert told([one]) == [expected]
    assert suggestion in (one.suggestion or "")


def test_everything_is_found_and_not_only_the_first(tmp_path: Path) -> None:
    text = (
        "[mail]\nhosst = 1\nport = 0\ntls = 'no'\n[calendar]\ncompany_days = ['x', '2026-01-02', 3]\nday_ends = '5'\n"
    )
    assert sorted(told(found(tmp_path, text))) == [
        ("D201", 2, 1),
        ("D203", 6, 18),
        ("D203", 6, 36),
        ("D203", 7, 1),
        ("D204", 4, 1),
        ("D207", 3, 1),
    ]


def test_settings_that_are_no_text_or_cannot_be_read_are_told_so(tmp_path: Path) -> None:
    file = tmp_path / "preceptor.toml"
    assert FolderChecks().about_settings(tmp_path) == []
    file.write_bytes(b"[mail]\n\xff\n")
    assert told(FolderChecks().about_settings(tmp_path)) == [("D103", 2, 1)]
    file.write_bytes(b"#" * (1024 * 1024 + 1))
    assert told(FolderChecks().about_settings(tmp_path)) == [("D102", 1, 1)]
    assert told(found(tmp_path, "x = " + "[" * 9999)) == [("D108", 1, 1)]


def test_a_login_whose_password_the_environment_has_is_sound(tmp_path: Path) -> None:
    assert found(tmp_path, "[mail]\nhost = 'mx.example.org'\nuser = 'us'\n") == []


def test_settings_are_checked_by_their_name_too_and_as_a_part_of_their_folder(tmp_path: Path) -> None:
    (tmp_path / "process").mkdir()
    found(tmp_path, "[fodler]\n")
    for path in (tmp_path, tmp_path / "preceptor.toml"):
        findings = find([path], on=World.now.date(), checker=FolderChecks())
        assert ("D201", 1, 1) in told(findings)
        assert {one.path for one in findings if one.code in ("D107", "D114")} == set()


@pytest.fixture
def folder(world: World, tmp_path: Path) -> Path:
    """The world's own folder, with the teams checkout and search."""
    world.team("checkout")
    world.team("search")
    (tmp_path / "process").mkdir()
    (tmp_path / "preceptor.toml").write_text("")
    return tmp_path


def about_teams(folder: Path, *names: str) -> list[Finding]:
    for name in names:
        (folder / "templates/teams" / name / "email").mkdir(parents=True)
    return [one for one in find([folder], on=World.now.date(), checker=FolderChecks()) if one.code == "D424"]


def test_a_folder_of_templates_that_is_no_teams_is_found(folder: Path) -> None:
    near, far = about_teams(folder, "checkout", "chekout", "zzyzx", ".idea")
    teams = folder / "templates/teams"
    assert (near.path, near.line, near.column) == (str(teams / "chekout"), 1, 1)
    assert (near.message, near.suggestion) == ("there is no team `chekout`", "did you mean `checkout`?")
    assert (far.path, "preceptor team add" in str(far.suggestion)) == (str(teams / "zzyzx"), True)


def test_rules_for_a_team_that_there_is_not_are_found_with_their_place(folder: Path) -> None:
    with (folder / "preceptor.toml").open("a") as file:
        file.write("[writeup.teams.search]\nignore = ['T106']\n\n[writeup.teams.serach]\nignore = ['T106']\n")
    (one,) = about_teams(folder)
    assert (told([one]), one.suggestion) == ([("D424", 4, 1)], "did you mean `search`?")


def test_the_teams_are_known_also_where_another_setting_is_wrong(folder: Path) -> None:
    with (folder / "preceptor.toml").open("a") as file:
        file.write("[fodler]\n")
    assert len(about_teams(folder, "chekout")) == 1


def test_without_a_database_only_what_no_team_can_be_called_is_found(tmp_path: Path) -> None:
    (tmp_path / "process").mkdir()
    (tmp_path / "preceptor.toml").write_text("")
    (one,) = about_teams(tmp_path, "chekout", "Checkout")
    assert (Path(one.path).name, "small letters" in one.message) == ("Checkout", True)
    assert not (tmp_path / "preceptor.db").exists()


def test_before_the_first_team_is_added_nobody_knows_which_there_will_be(world: World, tmp_path: Path) -> None:
    (tmp_path / "process").mkdir()
    (tmp_path / "preceptor.toml").write_text("")
    assert about_teams(tmp_path, "checkout") == []
    world.team("search")
    assert len(about_teams(tmp_path)) == 1
