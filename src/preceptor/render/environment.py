"""The environment in which templates run, the shipped ones and a team's own.

A template is somebody's input like any other: it runs in Jinja2's sandbox, sees plain data only, and comes from
inside the governance folder. What it names and is not there is an error, never an empty place in a mail.
"""

import os
import stat
import traceback
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound, TemplateSyntaxError, select_autoescape
from jinja2.loaders import split_template_path

from preceptor import shipped
from preceptor.errors import BadInput
from preceptor.render.kept import KeptTemplate
from preceptor.render.limits import BoundedEnvironment, TooMuch, allowance
from preceptor.render.prose import FILTERS

#: The folder below `templates/` in which each team may have a folder of its own.
TEAMS = "teams"
#: Bytes. A template is a page or two; a larger file is a mistake, and takes long to read.
LARGEST_TEMPLATE = 128 * 1024


class RanAway(BadInput):
    """A template does more than any mail needs.

    Correct its loops and calls, or remove it: then the one that came with preceptor serves.
    """


_REMEDY = "Correct the template, or remove it: then the one that came with preceptor serves."


#: The environments for batches, by governance folder: one for each team with templates, and one for nobody's own.
_FOR_BATCHES: dict[Path | None, list[Environment]] = {}
#: The teams that had templates of their own when a batch began, by governance folder.
_TEAMS_OF_BATCHES: dict[Path | None, frozenset[str]] = {}


@cache
def environment(folder: Path | None = None, team: str | None = None, *, batch: bool = False) -> Environment:
    """The environment for a governance folder; None: only what came with preceptor.

    A file in the folder's `templates/` takes the place of the shipped one of the same path, each by itself; for one
    team, a file in `templates/teams/TEAM/` comes before both. In that for a `batch` templates stay as they are until
    `look_again`, and what many mails share is kept.
    """
    made = BoundedEnvironment(
        FILTERS,
        loader=TemplateFolders(folder, team),
        undefined=StrictUndefined,
        autoescape=select_autoescape(enabled_extensions=("html",), default_for_string=True, default=False),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=not batch,
    )
    if batch:
        made.template_class = KeptTemplate
        _FOR_BATCHES.setdefault(folder, []).append(made)
    return made


def look_again(folder: Path | None) -> None:
    """See whether a template for batches has changed since, and which teams have any; what changed is read anew."""
    _TEAMS_OF_BATCHES[folder] = _teams_in(folder)
    for made in _FOR_BATCHES.get(folder, ()):
        assert isinstance(made.loader, TemplateFolders) and made.cache is not None
        if made.loader.forget_changed():
            made.cache.clear()


def render(
    name: str,
    values: Mapping[str, object],
    *,
    folder: Path | None = None,
    team: str | None = None,
    batch: bool = False,
) -> str:
    """The text of the template `name` (a path under `templates/`, with slashes) with `values` filled in.

    `team`: the name of the team whose own templates come first.

    Values are plain: None, bool, int, str, and lists and mappings of these; another is a `TypeError`.
    Raises `BadInput` with path and line for a template that is missing, broken, outside the folder, or that
    asks for what it may not have or was not given, or for more than `limits` allow.
    """
    return fill(name, plain(values), folder=folder, team=team, batch=batch)


def plain(values: Mapping[str, object]) -> dict[str, object]:
    """A copy for templates, which holds nothing but plain data. Raises `TypeError` for anything else."""
    return {key: _plain(value, key) for key, value in values.items()}


def fill(name: str, data: dict[str, object], *, folder: Path | None, team: str | None, batch: bool) -> str:
    """The same as `render` for values that are `plain`; for who renders several templates with them."""
    templates = environment_of(folder, team, batch=batch)
    try:
        with allowance():
            return templates.get_template(name).render(data)
    except TemplateNotFound as error:
        raise BadInput(f"There is no template {error.name!r}.", path=error.name, remedy=_REMEDY) from error
    except TemplateSyntaxError as error:
        raise BadInput(error.message, path=error.filename or error.name, line=error.lineno, remedy=_REMEDY) from error
    except BadInput:
        raise
    except TooMuch as error:
        path, line = _place(error, templates, name)
        raise RanAway(f"The template does too much: {error}", path=path, line=line) from error
    except Exception as error:  # whatever a template does wrong while it runs
        path, line = _place(error, templates, name)
        raise BadInput(f"The template cannot be rendered: {error}", path=path, line=line, remedy=_REMEDY) from error


def environment_of(folder: Path | None, team: str | None, *, batch: bool) -> Environment:
    """The environment for a team's mails: one that all share who have no templates of their own."""
    if batch and folder in _TEAMS_OF_BATCHES:
        has_own = team in _TEAMS_OF_BATCHES[folder]
    else:
        has_own = folder is not None and team is not None and os.path.lexists(_team_folder(folder) / team)
    return environment(folder, team if has_own else None, batch=batch)


def _teams_in(folder: Path | None) -> frozenset[str]:
    with suppress(OSError):
        return frozenset(() if folder is None else os.listdir(_team_folder(folder)))
    return frozenset()


def _team_folder(folder: Path) -> Path:
    return folder / "templates" / TEAMS


class TemplateFolders(BaseLoader):
    """Templates of one team and of its governance folder, and for what those have not, the shipped ones.

    A link is followed as long as it stays in the folder's `templates/`; one that leaves is refused.
    """

    def __init__(self, folder: Path | None, team: str | None = None) -> None:
        """Take the governance folder, or None for the shipped templates alone; and a team, or None for none's own."""
        self._folder = folder
        self._places = [(TEAMS, team), ()] if team else [()]
        own = [] if folder is None else [os.path.join(folder, "templates", *place) for place in self._places]
        #: What was read, and what it was then.
        self._read: dict[str, object] = {}
        self._roots = (*own, os.fspath(shipped.folder("templates")))

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Any]:
        """The source, its path, and whether it is still the newest. Raises `BadInput` and `TemplateNotFound`."""
        pieces = split_template_path(template)
        path = self._find(pieces)
        if path is None:
            raise TemplateNotFound(template)
        stamp = self._read[template] = self._stamp(pieces)
        return read_template(path), os.fspath(path), lambda: self._stamp(pieces) == stamp

    def forget_changed(self) -> bool:
        """Whether anything that was read is another file by now; then all that was read is forgotten."""
        changed = any(self._stamp(name.split("/")) != stamp for name, stamp in self._read.items())
        if changed:
            self._read.clear()
        return changed

    def _stamp(self, pieces: list[str]) -> object:
        """What tells whether a template is still the same file; a link that was turned elsewhere is another one."""
        for root in self._roots:
            with suppress(OSError):
                state = os.stat(os.path.join(root, *pieces))
                return root, state.st_dev, state.st_ino, state.st_mtime_ns, state.st_size
        return None

    def _find(self, pieces: list[str]) -> Path | None:
        if self._folder is not None:
            inside = self._folder.resolve()
            own = self._folder / "templates"
            for place in self._places:
                candidate = own.joinpath(*place, *pieces)
                if os.path.lexists(candidate):
                    _within(own, inside, shown=own)
                    return _within(candidate, own.resolve(), shown=candidate)
        root = shipped.folder("templates")
        candidate = root.joinpath(*pieces)
        return _within(candidate, root.resolve(), shown=candidate) if os.path.lexists(candidate) else None


def _within(path: Path, root: Path, *, shown: Path) -> Path:
    try:
        real = path.resolve(strict=True)
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle, before Python 3.13
        raise BadInput("This link leads nowhere.", path=shown, remedy=_REMEDY) from error
    if not real.is_relative_to(root):
        raise BadInput("This link leaves the folder, so it is not followed.", path=shown, remedy=_REMEDY)
    return real


def read_template(path: Path) -> str:
    """The text of a template's file. Raises `BadInput` for what is no file, too large, or no UTF-8."""
    state = path.stat()
    if not stat.S_ISREG(state.st_mode):
        raise BadInput("A template has to be a file.", path=path, remedy=_REMEDY)
    if state.st_size > LARGEST_TEMPLATE:
        raise BadInput(f"A template has at most {LARGEST_TEMPLATE} bytes.", path=path, remedy=_REMEDY)
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadInput("A template has to be UTF-8 text.", path=path, remedy=_REMEDY) from error


def _plain(value: object, where: str) -> object:
    """A copy that holds nothing but plain data; a `str` that claims to be escaped already is none."""
    if value is None or type(value) in (bool, int, str):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(one, f"{where}.{key}") for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one, f"{where}[{index}]") for index, one in enumerate(value)]
    raise TypeError(f"{where} is a {type(value).__name__}, and templates see plain data only")


def _place(error: Exception, environment: Environment, name: str) -> tuple[str, int | None]:
    """Where in a template an error arose: the innermost frame that is a template's; else all of the template."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if Path(frame.filename).suffix in (".txt", ".html", ".md"):
            return frame.filename, frame.lineno
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[1] or name, None
