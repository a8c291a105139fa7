"""A folder of definitions: what is read, what it comes to mean, and what is checked when a path is given."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.catalog.definitions import BAKERY, BATCH, LADDER, WORDS, a_folder, edited, place_of

from preceptor.catalog.folder import check, read_folder, read_process
from preceptor.catalog.problems import CODES
from preceptor.model import canonical
from preceptor.model.definition import GuardUse, Process
from preceptor.model.duration import Duration


@pytest.fixture
def bakery(tmp_path: Path) -> Process:
    catalogue, findings = read_folder(a_folder(tmp_path), WORDS)
    assert findings == []
    return catalogue.processes["bakery"]


def test_states_roles_and_rungs_that_nobody_has_seen_before_load(bakery: Process) -> None:
    ladder = bakery.ladder_of("baker")
    assert ladder is not None
    assert [rung.name for rung in ladder.rungs] == ["taste", "knead", "bake"]
    assert [rung.grants for rung in ladder.rungs] == [None, "lead", "teach"]
    assert bakery.ladder_of("taster") is None
    assert [step.name for step in bakery.steps] == ["dough", "crust"]
    assert sorted(bakery.lifecycles) == ["batch", "oven"]
    assert bakery.lifecycle_of_ladder(ladder).state("knead").counts == "kneads"


def test_a_rung_without_a_title_is_called_like_its_state(bakery: Process) -> None:
    ladder = bakery.ladder_of("baker")
    assert ladder is not None
    assert [rung.title for rung in ladder.rungs] == ["Taste it", "Knead it", "Bake a batch alone"]


def test_what_is_not_written_has_the_default_of_the_standard(bakery: Process) -> None:
    ladder = bakery.ladder_of("baker")
    assert ladder is not None
    assert (ladder.trainee_hours, ladder.preceptor_hours, ladder.load) == (6, 2, 1)
    assert ladder.feedback_within == Duration.parse("2 business days")
    assert ladder.valid.idle == Duration.parse("6 months")
    assert (ladder.valid.idle_occasions, ladder.valid.refresh) == (5, "run")
    assert bakery.steps[1].remind == (-2, 0, 2)


def test_a_deadline_keeps_its_start_and_its_severities(bakery: Process) -> None:
    due = bakery.steps[0].due
    assert due.start == "opened"
    assert due.by_severity == {"1": Duration.parse("30 minutes")}
    assert bakery.steps[1].due.at_most == Duration.parse("2 hours")


def test_a_guard_is_a_name_or_a_name_with_parameters(bakery: Process) -> None:
    oven = bakery.lifecycles["oven"]
    assert oven.opening.guards == (GuardUse(name="hands-washed"),)
    assert oven.moves[0].guards == (GuardUse(name="loaves-baked", parameters={"at_least": 3}),)


def test_the_digest_does_not_depend_on_comments_order_of_keys_or_quotes(tmp_path: Path, bakery: Process) -> None:
    other = edited(BAKERY, "title: The bakery\nversion: 2.10.0\n", "# ours\nversion: '2.10.0'\ntitle: The bakery\n")
    again = read_folder(a_folder(tmp_path / "b", {"bakery": other}), WORDS)[0].processes["bakery"]
    assert canonical.digest(canonical.dump(again)) == canonical.digest(canonical.dump(bakery))


def test_a_definition_with_problems_is_not_in_the_catalogue_and_neither_is_what_names_it(tmp_path: Path) -> None:
    batch = edited(BATCH, "initial: dough", "initial: nowhere")
    catalogue, findings = read_folder(a_folder(tmp_path, lifecycles={"oven": LADDER, "batch": batch}), WORDS)
    assert catalogue.processes == {} and list(catalogue.lifecycles) == ["oven"]
    assert [one.code for one in findings] == ["D303", "D305"]


def test_a_file_that_is_neither_is_a_problem_and_so_is_one_in_the_wrong_folder(tmp_path: Path) -> None:
    root = a_folder(tmp_path, {"bakery": BAKERY, "list": "- a\n", "other": "a: b\n", "oven2": LADDER})
    (root / "process" / "short.yml").write_text(BAKERY)
    (root / "process" / "README.md").write_text("prose is welcome")
    (root / "process" / ".bakery.yaml.swp").write_text("\0")
    findings = read_folder(root, WORDS)[1]
    assert [(Path(one.path).name, one.code) for one in findings] == [
        ("list.yaml", "D114"),
        ("other.yaml", "D114"),
        ("oven2.yaml", "D114"),
        ("short.yml", "D114"),
    ]
    assert "workflows/" in findings[2].message


def test_a_folder_in_the_place_of_a_file_is_a_problem(tmp_path: Path) -> None:
    root = a_folder(tmp_path)
    (root / "process" / "cake.yaml").mkdir()
    assert [(Path(one.path).name, one.code) for one in read_folder(root, WORDS)[1]] == [("cake.yaml", "D101")]


def test_a_missing_folder_is_a_problem_and_an_empty_one_is_empty(tmp_path: Path) -> None:
    assert [one.code for one in read_folder(tmp_path / "missing", WORDS)[1]] == ["D101"]
    catalogue, findings = read_folder(tmp_path, WORDS)
    assert findings == [] and catalogue.processes == {}


def test_one_file_of_a_folder_is_checked_with_the_folder_around_it(tmp_path: Path) -> None:
    broken = edited(BAKERY, "role: on-call", "role: nobody")
    root = a_folder(tmp_path, {"bakery": broken, "other": "a: b\n"})
    findings = check([root / "process" / "bakery.yaml"], WORDS)
    assert [(one.path, one.code) for one in findings] == [(str(root / "process" / "bakery.yaml"), "D318")]
    assert check([root / "workflows" / "oven.yaml"], WORDS) == []
    assert {one.code for one in check([root / "process"], WORDS)} == {"D114", "D318"}


def test_findings_name_files_as_they_were_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_folder(tmp_path, {"bakery": edited(BAKERY, "role: on-call", "role: nobody")})
    monkeypatch.chdir(tmp_path)
    for path in (".", "process", "process/bakery.yaml"):
        assert [one.path for one in check([Path(path)], WORDS)] == [os.path.join("process", "bakery.yaml")], path
    monkeypatch.chdir(tmp_path / "process")
    assert [one.path for one in check([Path("bakery.yaml")], WORDS)] == ["bakery.yaml"]


def test_a_file_outside_of_any_folder_may_have_any_name_and_uses_what_is_given_with_it(tmp_path: Path) -> None:
    for name, text in (("draft-7", BAKERY), ("l1", LADDER), ("l2", BATCH)):
        (tmp_path / f"{name}.yaml").write_text(text)
    assert check(sorted(tmp_path.glob("*.yaml")), WORDS) == []
    assert check([tmp_path], WORDS) == []
    assert {one.code for one in check([tmp_path / "draft-7.yaml"], WORDS)} == {"D303"}


def test_paths_with_nothing_in_them_are_findings(tmp_path: Path) -> None:
    (tmp_path / "process").mkdir()
    (tmp_path / "empty").mkdir()
    assert [one.code for one in check([tmp_path / "empty"], WORDS)] == ["D114"]
    assert [one.code for one in check([tmp_path / "missing.yaml"], WORDS)] == ["D101"]
    assert [one.code for one in check([tmp_path / "process" / "missing.yaml"], WORDS)] == ["D101"]


def test_a_proposed_process_is_read_with_the_lifecycles_of_the_folder(tmp_path: Path) -> None:
    root = a_folder(tmp_path / "folder")
    (tmp_path / "new.yaml").write_text(edited(BAKERY, "version: 2.10.0", "version: 2.11.0"))
    process, findings = read_process(tmp_path / "new.yaml", root, WORDS)
    assert findings == [] and process is not None
    assert (process.name, process.version, sorted(process.lifecycles)) == ("bakery", "2.11.0", ["batch", "oven"])
    (tmp_path / "new.yaml").write_text(edited(BAKERY, "load: 1", "load: 0"))
    process, findings = read_process(tmp_path / "new.yaml", root, WORDS)
    assert process is None
    assert [(one.line, one.column) for one in findings] == [place_of(BAKERY, "load: ^1")]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_no_damage_to_a_definition_makes_the_check_stumble(tmp_path: Path, data: st.DataObject) -> None:
    """Lines go, come twice, or lose a value; every finding still has a place and a code that is explained."""
    folder, name, text = data.draw(
        st.sampled_from([("process", "bakery", BAKERY), ("workflows", "oven", LADDER), ("workflows", "batch", BATCH)])
    )
    lines = text.splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 3))):
        number = data.draw(st.integers(0, len(lines) - 1))
        damaged = data.draw(
            st.sampled_from(["", lines[number] * 2, lines[number].partition(":")[0] + ":\n", "  - 1\n"])
        )
        lines[number] = damaged
    root = a_folder(tmp_path)
    (root / folder / f"{name}.yaml").write_text("".join(lines))
    for one in read_folder(root, WORDS)[1]:
        assert one.line >= 1 and one.column >= 1 and one.code in CODES
