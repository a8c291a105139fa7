"""One thing that `doctor` looked at."""

from typing import Literal, TypedDict

State = Literal["ok", "warning", "problem"]


class CheckDocument(TypedDict):
    """One thing that was looked at."""

    check: str
    state: State
    message: str
    remedy: str | None


def said(check: str, state: State, message: str, remedy: str | None = None) -> CheckDocument:
    """What was found, and what to do about it."""
    return {"check": check, "state": state, "message": message, "remedy": remedy}
