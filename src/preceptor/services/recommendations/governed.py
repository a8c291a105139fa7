"""Recommendations that are about a step of a process that is governed here: each is a report about that step."""

from collections.abc import Iterator
from datetime import datetime

from preceptor.errors import BadInput, UnknownId
from preceptor.model.recognition import subject_key
from preceptor.model.recommendation import Recommendation
from preceptor.ports import Reading
from preceptor.services.editions import edition_in_force
from preceptor.services.processes import step_names


def governed_step(tx: Reading, now: datetime, one: Recommendation, typed: str | None) -> tuple[str, str] | None:
    """The process and the step that a recommendation is about; None where it is about none.

    `typed`: as somebody named it, `PROCESS/STEP`; else its control may be called so. Raises `UnknownId` and
    `BadInput` for what was typed.
    """
    if typed is not None and one.kind != "process":
        raise BadInput(
            f"{one.short_id} is of kind {one.kind}, and only one of kind process changes a step",
            remedy="Say --kind process as well, or leave out --step.",
        )
    if one.kind != "process":
        return None
    wanted = typed or one.control
    named = subject_key(wanted.replace(": ", "/"))
    found = next((about for about in _steps(tx, now) if "/".join(about) == named), None)
    if found is None and typed is not None:
        raise UnknownId(
            f"there is no step `{typed}` of a process",
            remedy="Name it as PROCESS/STEP; see `preceptor process list`.",
        )
    return found


def _steps(tx: Reading, now: datetime) -> Iterator[tuple[str, str]]:
    for process in tx.processes():
        if tx.in_force(process, now) is not None:
            for step in step_names(edition_in_force(tx, process, now)[0]):
                yield process, step
