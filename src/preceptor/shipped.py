"""Where the definitions, templates and examples lie that come with preceptor."""

from pathlib import Path
from typing import Literal

from preceptor.errors import EnvironmentProblem

Folder = Literal["process", "workflows", "templates", "examples"]

_PACKAGE = Path(__file__).resolve().parent


def folder(name: Folder) -> Path:
    """Give the folder of that name: the checkout's own if this is one, else the installed copy.

    An editable install has such a copy too, but it goes stale as soon as somebody edits the checkout.
    Raises EnvironmentProblem where neither is there.
    """
    found = _root() / name
    if not found.is_dir():
        raise EnvironmentProblem(
            f"preceptor's own folder {name!r} is missing.", path=found, remedy="Install preceptor again."
        )
    return found


def _root() -> Path:
    checkout = _PACKAGE.parents[1]
    if checkout / "src" / "preceptor" == _PACKAGE and (checkout / "process").is_dir():
        return checkout
    return _PACKAGE / "_shipped"
