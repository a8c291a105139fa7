"""Events about recommendations as sentences for people; see `services/telling.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from preceptor.services.telling import Names

_Tell = Callable[[Any, "Names"], str]


def _of(what: str) -> _Tell:
    return lambda data, names: f"REC-{data['recommendation']} {what}"


def _declined(data: Any, names: Names) -> str:
    if "left_out" in data:
        return f"REC-{data['recommendation']} was left out of revision {data['left_out']} of the write-up"
    return f"REC-{data['recommendation']} was declined"


def _accepted(data: Any, names: Names) -> str:
    opened = f", and opened RP-{data['report']}" if "report" in data else ""
    return f"REC-{data['recommendation']} was accepted with priority {data['priority']}{opened}"


def _committed(data: Any, names: Names) -> str:
    owner = f" by {names.person(data['owner'])}" if "owner" in data else ""
    due = f" for {data['due_on']}" if "due_on" in data else ""
    return f"REC-{data['recommendation']} was committed to{owner}{due}"


def _tagged(table: str, word: str) -> _Tell:
    def tell(data: Any, names: Names) -> str:
        signs = [f"{sign}{one}" for sign, key in (("+", "added"), ("-", "removed")) for one in data[f"{table}_{key}"]]
        return f"REC-{data['recommendation']} has other {word}: {', '.join(signs)}"

    return tell


#: By the kind of event.
TELL: Mapping[str, _Tell] = {
    "recommendation-proposed": lambda data, names: (
        f"REC-{data['recommendation']} was proposed in R-{data['retrospective']}"
    ),
    "recommendation-reworded": lambda data, names: (
        f"REC-{data['recommendation']} was worded anew in R-{data['retrospective']}"
    ),
    "recommendation-accepted": _accepted,
    "recommendation-declined": _declined,
    "recommendation-committed": _committed,
    "recommendation-started": _of("was begun"),
    "recommendation-done": _of("is done"),
    "recommendation-dropped": _of("was dropped"),
    "recommendation-reopened": _of("was opened again"),
    "recommendation-revised": lambda data, names: f"REC-{data['recommendation']} is due on {data['due_on']} now",
    "recommendation-kept": _of("still makes sense"),
    "recommendation-joined": lambda data, names: (
        f"REC-{data['recommendation']} was joined to REC-{data['joined_to']}"
    ),
    "recommendation-labelled": _tagged("labels", "labels"),
    "recommendation-linked": _tagged("links", "links"),
    "recommendation-touched": _of("is owed by somebody else"),
}
