"""Makes a governance folder: files first, in a folder beside it, and in place only when everything worked."""

import json
import os
import re
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from preceptor import shipped
from preceptor.bootstrap import make_context, system_user
from preceptor.bootstrap.copies import COPIES, listed
from preceptor.bootstrap.settings import SETTINGS, read_settings
from preceptor.clock import Clock
from preceptor.errors import BadInput, EnvironmentProblem, ReadOnlyFolder
from preceptor.model.change import CHANGES
from preceptor.model.definition import Process
from preceptor.model.identity import email_problem, login_problem, name_problem
from preceptor.model.last_change import LastChange
from preceptor.services.definition_errors import definition_problem
from preceptor.services.founding import Founder, found
from preceptor.services.page_changes import latest_changes
from preceptor.services.person_fields import tidy

if TYPE_CHECKING:
    from preceptor.catalog.shelves import Catalogue

#: The file of a folder's own database.
_DATABASE = "preceptor.db"
_SETTINGS = """\
# Settings of this governance folder. No secrets here: they belong into the environment (docs/how-to).

[database]
{database}

[mail]
# host = "smtp.example.org"
# port = 587
# tls = "starttls"
# from = "preceptor@example.org"

[calendar]
# Days off for everybody, beside weekends and public holidays.
company_days = []
# When a working day ends, local time: deadlines end then.
day_ends = "17:00"

[folder]
# Count how often each guard refuses, without whose try it was, for `preceptor report process`.
# count_refusals = true
"""


@dataclass(frozen=True, kw_only=True)
class Founded:
    """What `init` made."""

    folder: Path
    processes: tuple[str, ...]
    owner: str
    #: A process and a role with a ladder to begin with; None where no process has one.
    first_ladder: tuple[str, str] | None


def first_owner(login: str | None, name: str | None, email: str | None) -> Founder:
    """Who owns the shipped processes; without a login the operating system's user. Raises `BadInput`."""
    login = system_user() if login is None else login
    if login is None:
        raise BadInput("it is not known who is to own the processes", remedy="Say it with --owner LOGIN.")
    founder = Founder(login=login, name=tidy(login if name is None else name), email=email)
    wrong = (
        login_problem(founder.login)
        or name_problem(founder.name)
        or (None if email is None else email_problem(email))
    )
    if wrong:
        raise BadInput(wrong)
    return founder


def make_folder(
    folder: Path,
    founder: Founder,
    *,
    example: str | None,
    database: str | None,
    clock: Clock | None = None,
    on_made: Callable[[], None] = lambda: None,
) -> Founded:
    """Make the folder with the shipped definitions, and its database in which they are published.

    `folder` must not exist, be empty, or hold definitions of its own (a `process/`): those are published as they
    are, and what the folder lacks is added. Raises `BadInput`, `DefinitionProblem`, `EnvironmentProblem` or a
    database's problem; then nothing is left behind. Whoever stops it before it publishes finds nothing either; after
    that it is made to its end, `on_made` is called, and then it is stopped.
    """
    folder = folder.absolute()
    _see_possible(folder)
    own = (folder / "process").is_dir()
    if own and example:
        raise BadInput(f"{folder} has definitions of its own, and an example needs a folder without")
    if not own and folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadInput(
            f"{folder} is there already, and neither empty nor a folder with definitions in process/",
            remedy="Name another folder.",
        )
    examples = _examples(example)
    building = _beside(folder)
    try:
        catalogue = _fill(building, folder, examples, database)
        processes = tuple(catalogue.processes.values())
        # A database elsewhere is founded for good once it is: without its files nobody could go on.
        with _stopped_later():
            last = _publish(building, folder, processes, founder, database, clock)
            _write_page(building, folder, catalogue, last)
            _put_in_place(building, folder)
            on_made()
    except OSError as error:
        remedy = "Free some space, or name a folder elsewhere; nothing is left of this one."
        raise EnvironmentProblem(f"{folder} cannot be made: {error.strerror}", remedy=remedy) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)
    ladders = [(process.name, role.name) for process in processes for role in process.roles if role.ladder]
    return Founded(
        folder=folder,
        processes=tuple(process.name for process in processes),
        owner=founder.login,
        first_ladder=next(iter(ladders), None),
    )


def _see_possible(folder: Path) -> None:
    try:
        if folder.is_dir():
            os.listdir(folder)
    except OSError as error:
        raise ReadOnlyFolder(f"{error.strerror}", path=folder) from error


def _beside(folder: Path) -> Path:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        if folder.is_dir() and not os.access(folder, os.W_OK):
            raise PermissionError(13, "you may not write to it")
        return Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise ReadOnlyFolder(f"{folder} cannot be made: {error.strerror}") from error


def _examples(example: str | None) -> Path | None:
    if example is None:
        return None
    known = sorted(one.name for one in shipped.folder("examples").iterdir() if one.is_dir())
    if example not in known:
        raise BadInput(f"there is no example `{example}`; there is {', '.join(known)}")
    return shipped.folder("examples") / example


@contextmanager
def _stopped_later() -> Iterator[None]:
    """Let Ctrl-C wait for the end of what is begun, and have its way then."""
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield  # somebody else decides what it does
        return
    came: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if came:
        raise KeyboardInterrupt


def _fill(building: Path, folder: Path, example: Path | None, database: str | None) -> "Catalogue":
    """All files that `folder` lacks, but for PROCESS.md, go into `building`; what is to be published."""
    for name in ("process", "workflows", "templates"):
        if not (folder / name).exists():
            _lay_out(shipped.folder(name), building / name)
    if not (folder / COPIES).exists() and (copies := listed(building)):
        (building / COPIES).write_text(copies, encoding="utf-8")
    if example:
        _lay_out(example, building)
    if not (folder / SETTINGS).exists():
        # An address with a password stays where it came from: the environment or the command line.
        kept = database is not None and not re.search("://[^/@]*:[^/@]*@", database)
        named = f"url = {_quoted(str(database))}" if kept else '# url = "sqlite:///preceptor.db"'
        (building / SETTINGS).write_text(_SETTINGS.format(database=named), encoding="utf-8")
    return _definitions(folder if (folder / "process").is_dir() else building)


def _write_page(building: Path, folder: Path, catalogue: "Catalogue", last: Mapping[str, LastChange]) -> None:
    """PROCESS.md, where the folder has none."""
    if (folder / "PROCESS.md").exists():
        return
    from preceptor.render.process_page import process_page

    templates = folder if (folder / "templates").exists() else building
    variants = [one.overlay for one in catalogue.variants.values()]
    processes = tuple(catalogue.processes.values())
    page = process_page(processes, variants=variants, last=last, folder=templates)
    (building / "PROCESS.md").write_text(page, encoding="utf-8")


def _lay_out(source: Path, target: Path) -> None:
    """Copy a folder. `shutil.copytree` would go on where a disk is full, and in the end not say that it was."""
    target.mkdir(exist_ok=True)
    for one in source.iterdir():
        if one.is_dir():
            _lay_out(one, target / one.name)
        else:
            shutil.copy2(one, target / one.name)


def _quoted(text: str) -> str:
    """As TOML writes a text, which JSON does as well, but for a lone DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _definitions(root: Path) -> "Catalogue":
    from preceptor.catalog.folder import read_folder

    catalogue, findings = read_folder(root)
    if any(one.severity == "error" for one in findings):
        raise definition_problem(None, findings)
    if not catalogue.processes:
        raise BadInput(f"{root / 'process'} holds no process")
    return catalogue


def _publish(
    building: Path,
    folder: Path,
    processes: tuple[Process, ...],
    founder: Founder,
    database: str | None,
    clock: Clock | None,
) -> dict[str, LastChange]:
    """Make the database, in `building` where it is to be a new file of the folder; what is published in it."""
    from preceptor.store.schema import upgrade

    settings = read_settings(folder if (folder / SETTINGS).exists() else building, database)
    own_file = settings.database == f"sqlite:///{folder.resolve() / _DATABASE}"
    if own_file and not (folder / _DATABASE).exists():
        settings = replace(settings, database=f"sqlite:///{building.resolve() / _DATABASE}")
    upgrade(settings.database)
    context = make_context(settings=settings, clock=clock)
    try:
        with context.store.reading() as tx:
            if tx.processes():
                raise BadInput(
                    f"{folder} is founded already: its database has published processes",
                    remedy="`preceptor process list` shows them; `preceptor doctor` looks around.",
                )
        found(replace(context, person=None), (*processes, *_governing(processes)), founder)
        return latest_changes(context)
    finally:
        context.store.close()


def _governing(processes: tuple[Process, ...]) -> tuple[Process, ...]:
    """The shipped process `change`, where the definitions leave it out: without it nothing could be changed."""
    from preceptor.catalog.folder import read_process

    if any(process.name == CHANGES for process in processes):
        return ()
    folder = shipped.folder("process")
    process, _ = read_process(folder / f"{CHANGES}.yaml", folder.parent)
    return (process,) if process else ()


def _put_in_place(building: Path, folder: Path) -> None:
    """Move everything from `building` to where it belongs, or nothing.

    Of a folder that is there the definitions come first and the database last: where the machine stops in between,
    `init` goes on with what is there.
    """
    if not folder.exists():
        building.chmod(0o755)
        os.replace(building, folder)
        return
    names = sorted((one.name for one in building.iterdir()), key=lambda name: (name != "process", name == _DATABASE))
    try:
        for name in names:
            os.replace(building / name, folder / name)
    except BaseException:
        for name in names:
            if not os.path.lexists(building / name):
                os.replace(folder / name, building / name)
        raise
