"""The error tree: what a person reads, what a program matches on, how the command ends."""

import inspect

import pytest

from preceptor import errors
from preceptor.errors import BadInput, CsvProblems, DefinitionProblem, NoPerson, PreceptorError, Problem

EVERY = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, PreceptorError)]
RAISED = [kind for kind in EVERY if kind not in (PreceptorError, CsvProblems)]


def test_every_error_has_a_code_of_its_own():
    codes = [kind.code for kind in EVERY]
    assert len(set(codes)) == len(codes)
    assert all(code == code.lower() and " " not in code and "_" not in code for code in codes)


@pytest.mark.parametrize("kind", RAISED, ids=lambda kind: kind.__name__)
def test_an_error_says_its_docstring_and_a_remedy(kind):
    error = kind()
    assert error.message == inspect.cleandoc(kind.__doc__).partition("\n\n")[0]
    assert error.remedy


@pytest.mark.parametrize(
    ("kind", "exit_code"),
    [
        (errors.UsageProblem, 2),
        (BadInput, 3),
        (errors.UnknownId, 3),
        (NoPerson, 3),
        (DefinitionProblem, 3),
        (CsvProblems, 3),
        (errors.RequestReused, 3),
        (errors.EnvironmentProblem, 4),
        (errors.DatabaseProblem, 4),
        (errors.NewerDatabase, 4),
        (errors.ReadOnlyFolder, 4),
        (errors.ClockBehind, 4),
    ],
)
def test_the_kind_of_error_decides_the_exit_code(kind, exit_code):
    assert kind.exit_code == exit_code


def test_where_the_message_says_what_there_is_no_remedy_follows():
    assert errors.UnknownId("there is no person `x`").remedy
    assert errors.UnknownId("it has a and b", remedy="").remedy is None


def test_who_is_missing_learns_of_the_option():
    assert "--as" in NoPerson().remedy


def test_an_error_points_at_its_place():
    error = DefinitionProblem("duplicate key 'steps'", path="process/x.yaml", line=7, column=3)
    assert str(error) == "process/x.yaml:7:3: duplicate key 'steps'"
    assert error.as_document() == {
        "code": "definition",
        "message": "duplicate key 'steps'",
        "path": "process/x.yaml",
        "line": 7,
        "column": 3,
        "remedy": error.remedy,
    }


def test_a_csv_error_names_every_line_that_is_wrong(tmp_path):
    file = tmp_path / "people.csv"
    error = CsvProblems(file, [Problem(message="no email", line=2), Problem(message="no name", line=5, code="C1")])
    assert str(error).splitlines()[1:] == [f"{file}:2: no email", f"{file}:5: C1 no name"]
    assert [problem["line"] for problem in error.as_document()["problems"]] == [2, 5]
