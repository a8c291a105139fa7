"""What a check finds in definitions, as the error that ends a command: in the words of `check`."""

from collections.abc import Iterable

from preceptor.errors import DefinitionProblem, Problem
from preceptor.model.finding import Finding


def definition_problem(
    message: str | None, findings: Iterable[Finding], *, remedy: str | None = None
) -> DefinitionProblem:
    """An error with every finding that is one; without a message, that a definition is not valid."""
    return DefinitionProblem(
        message,
        problems=[
            Problem(
                message=one.message,
                path=one.path,
                line=one.line,
                column=one.column,
                code=one.code,
                suggestion=one.suggestion,
            )
            for one in findings
            if one.severity == "error"
        ],
        remedy=remedy,
    )
