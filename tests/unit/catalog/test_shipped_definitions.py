"""The definitions that come with preceptor are sound, and say what the standard process asks for."""

from pathlib import Path

import jsonschema
import pytest
from tests.unit.catalog.definitions import BAKERY, LADDER

from preceptor import shipped
from preceptor.catalog.folder import check, read_folder
from preceptor.catalog.schema import schema
from preceptor.catalog.source import parse, read
from preceptor.model import canonical
from preceptor.model.definition import Process
from preceptor.model.duration import Duration

ROOT = shipped.folder("process").parent
EXAMPLE = shipped.folder("examples") / "release-team"
FILES = [
    *sorted(shipped.folder("process").glob("*.yaml")),
    *sorted(shipped.folder("workflows").glob("*.yaml")),
    *sorted((EXAMPLE / "process").glob("*.yaml")),
]
PROCESSES = {**read_folder(ROOT)[0].processes, **read_folder(EXAMPLE)[0].processes}


@pytest.mark.parametrize("folder", [ROOT, EXAMPLE], ids=["root", "release-team"])
def test_no_shipped_definition_has_a_problem(folder: Path) -> None:
    assert read_folder(folder)[1] == []
    assert check([folder]) == []


def test_there_are_the_processes_that_the_engine_governs_with() -> None:
    assert sorted(PROCESSES) == ["change", "recommendation", "release-team", "retrospective"]


@pytest.mark.parametrize("process", PROCESSES.values(), ids=PROCESSES.keys())
def test_what_is_stored_loads_as_what_it_was(process: Process) -> None:
    stored = canonical.dump(process)
    assert canonical.load(Process, stored) == process
    assert canonical.digest(canonical.dump(canonical.load(Process, stored))) == canonical.digest(stored)


@pytest.mark.parametrize("process", PROCESSES.values(), ids=PROCESSES.keys())
def test_a_digest_is_the_same_each_time_a_file_is_read(process: Process) -> None:
    again = {**read_folder(ROOT)[0].processes, **read_folder(EXAMPLE)[0].processes}[process.name]
    assert canonical.digest(canonical.dump(again)) == canonical.digest(canonical.dump(process))


@pytest.mark.parametrize("role", ["author", "moderator"])
def test_the_ladder_has_the_counts_and_deadlines_of_the_standard(role: str) -> None:
    ladder = PROCESSES["retrospective"].ladder_of(role)
    assert ladder is not None
    assert [(one.name, one.observations, one.observers, str(one.within), one.grants) for one in ladder.rungs] == [
        ("watch", 2, 1, "30 business days", None),
        ("do-watched", 2, 2, "40 business days", "lead"),
        ("reverse", 1, 1, "60 business days", "teach"),
    ]
    assert [one.id for one in ladder.rungs[0].standards] == ["talk-through"]
    assert [one.id for one in ladder.rungs[2].standards] == ["explains"]
    assert ladder.rungs[2].stand_in_after == Duration.parse("20 business days")
    assert str(ladder.valid.length) == "12 months"


def test_roles_that_need_no_learning_have_no_ladder() -> None:
    process = PROCESSES["retrospective"]
    assert process.ladder_of("presenter") is None and process.ladder_of("note-taker") is None


def test_the_steps_are_due_as_the_standard_says() -> None:
    due = {step.name: step.due for step in PROCESSES["retrospective"].steps}
    within = {name: (str(one.within), one.start) for name, one in due.items() if one.within}
    assert within == {
        "notes": ("2 business days", "opened"),
        "prepare": ("1 business day", "resolved"),
        "research": ("3 business days", "entered"),
        "write-up": ("5 business days", "resolved"),
        "meeting": ("5 business days", "entered"),
        "revise": ("2 business days", "entered"),
        "finalise": ("10 business days", "resolved"),
        "follow-up": ("60 days", "entered"),
    }
    assert (str(due["review"].at_least), str(due["review"].at_most)) == ("2 business days", "5 business days")
    assert {key: str(one) for key, one in due["follow-up"].by_severity.items()} == {"1": "15 days", "2": "30 days"}


def test_every_role_of_the_release_team_learns_on_the_same_ladder() -> None:
    team = PROCESSES["release-team"]
    assert len(team.roles) == 10
    assert {role.ladder for role in team.roles} == {team.roles[0].ladder}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_schema_for_editors_accepts_every_shipped_definition(file: Path) -> None:
    document, _ = read(file)
    assert document is not None
    jsonschema.Draft202012Validator(schema()).validate(document.value)


@pytest.mark.parametrize(
    "text",
    [
        BAKERY.replace("version: 2.10.0\n", ""),
        BAKERY.replace("load: 1", "load: many"),
        BAKERY.replace("within: 5 days", "within: soon"),
        BAKERY.replace("ladder: oven}", "laddr: oven}"),
        LADDER.replace("governs: pairing", "governs: bread"),
    ],
)
def test_the_schema_for_editors_finds_what_does_not_fit(text: str) -> None:
    document, _ = parse(text, "a.yaml")
    assert document is not None
    assert not jsonschema.Draft202012Validator(schema()).is_valid(document.value)


def test_every_key_that_a_definition_may_have_is_described() -> None:
    for name, shape in schema()["$defs"].items():
        assert shape.get("description"), name
        for key, property_ in shape["properties"].items():
            assert property_.get("description") or "$ref" in property_, f"{name}.{key}"
