"""The errors that end a command.

A class's docstring is what the person reads: its first paragraph the message, its second the remedy.
A raise may say either more precisely. A refusal by the process is no error: it is a value, and not here.
"""

import inspect
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One of many things wrong with one input."""

    message: str
    #: As the person wrote it; None where the error's own path holds.
    path: str | None = None
    #: Counted from 1, like the column.
    line: int | None = None
    column: int | None = None
    code: str | None = None
    #: What to write instead, where that can be told.
    suggestion: str | None = None

    def __str__(self) -> str:
        said = _place(self.path, self.line, self.column) + (f"{self.code} " if self.code else "") + self.message
        return f"{said}\n    {self.suggestion}" if self.suggestion else said


class PreceptorError(Exception):
    """The command could not be carried out, and changed nothing."""

    #: What a program matches on, in the JSON of the error.
    code: ClassVar[str] = "error"
    #: 2 wrong usage, 3 bad input, 4 the environment (docs: the command line's ground rules).
    exit_code: ClassVar[int] = 4

    def __init__(
        self,
        message: str | None = None,
        *,
        path: str | os.PathLike[str] | None = None,
        line: int | None = None,
        column: int | None = None,
        remedy: str | None = None,
        problems: Iterable[Problem] = (),
    ) -> None:
        """Take what is known; the class's docstring says the rest. Lines and columns count from 1.

        An empty remedy stands for none: the message says already what there is.
        """
        said, _, advised = inspect.cleandoc(type(self).__doc__ or self.code).partition("\n\n")
        self.message = message or " ".join(said.split())
        self.path = None if path is None else os.fspath(path)
        self.line = line
        self.column = column
        self.remedy = (" ".join(advised.split()) if remedy is None else remedy) or None
        self.problems = tuple(problems)
        super().__init__(self.message)

    def __str__(self) -> str:
        """Give `path:line:column: message`, and each problem on a line of its own; the remedy is apart."""
        own = _place(self.path, self.line, self.column) + self.message
        return "\n".join([own, *(str(problem) for problem in self.problems)])

    def as_document(self) -> dict[str, object]:
        """Give what stands under `error` in the JSON answer; plain strings, numbers, lists and None."""
        document: dict[str, object] = {
            "code": self.code,
            "message": self.message,
            "path": self.path,
            "line": self.line,
            "column": self.column,
            "remedy": self.remedy,
        }
        if self.problems:
            document["problems"] = [
                {
                    "code": p.code,
                    "message": p.message,
                    "path": p.path or self.path,
                    "line": p.line,
                    "column": p.column,
                    "suggestion": p.suggestion,
                }
                for p in self.problems
            ]
        return document


def _place(path: str | None, line: int | None, column: int | None) -> str:
    known = [str(part) for part in (path, line, column) if part is not None]
    return ":".join(known) + ": " if known else ""


class UsageProblem(PreceptorError):
    """The command was not written as it expects.

    See the command's --help.
    """

    code = "usage"
    exit_code = 2


class BadInput(PreceptorError):
    """What was given cannot be used.

    Correct it and give the command again; nothing was changed.
    """

    code = "bad-input"
    exit_code = 3


class UnknownId(BadInput):
    """There is nothing with this id.

    The `list` of the noun shows what there is.
    """

    code = "unknown-id"


class NoPerson(BadInput):
    """This command acts for a person, and it is not known for whom.

    Say who with --as LOGIN, or set PRECEPTOR_PERSON; `preceptor person list` shows the logins.
    """

    code = "no-person"


class DefinitionProblem(BadInput):
    """A definition is not valid.

    Correct what is listed; `preceptor check` looks again.
    """

    code = "definition"


class CsvProblems(BadInput):
    """The CSV file has rows that cannot be used; no row was imported.

    Correct the rows that are listed, and import the whole file again.
    """

    code = "csv"

    def __init__(
        self, path: str | os.PathLike[str], problems: Iterable[Problem], *, remedy: str | None = None
    ) -> None:
        """Take the file and every problem in it; lines are those of the file, the header being 1."""
        where = os.fspath(path)
        super().__init__(path=where, remedy=remedy)
        self.problems = tuple(replace(p, path=p.path or where) for p in problems)


class RequestReused(BadInput):
    """This request id was used before, for another command.

    Give a new --request-id, or none; to repeat a request, repeat it word for word.
    """

    code = "request-reused"


class EnvironmentProblem(PreceptorError):
    """Something that the command needs around it is missing or does not answer.

    `preceptor doctor` says what.
    """

    code = "environment"


class DatabaseProblem(EnvironmentProblem):
    """The database cannot be used.

    `preceptor doctor` says why; what was acknowledged before is kept.
    """

    code = "database"


class DamagedRecord(DatabaseProblem, ValueError):
    """The record holds what nobody wrote there, and cannot be read.

    `preceptor audit verify` says where.
    """

    code = "damaged-record"


class NewerDatabase(DatabaseProblem):
    """The database was written by a newer preceptor than this one.

    Install that version or a later one; this one has left the database untouched.
    """

    code = "newer-database"


class ReadOnlyFolder(EnvironmentProblem):
    """A folder or a file in it cannot be written.

    Give yourself write permission there, or name another place.
    """

    code = "read-only-folder"


class ClockBehind(EnvironmentProblem):
    """The clock stands before the last event of what this command would change.

    Set the system's clock right, or unset PRECEPTOR_NOW; reading commands still answer.
    """

    code = "clock-behind"
