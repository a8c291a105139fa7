"""Makes a governance folder: files first, in a folder beside it, and in place only when everything worked."""

import os
import re
import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from preceptor import shipped
from preceptor.bootstrap import make_context, system_user
from preceptor.bootstrap.settings import SETTINGS, read_settings
from preceptor.clock import Clock
from preceptor.errors import BadInput, DefinitionProblem, Problem, ReadOnlyFolder
from preceptor.model.identity import email_problem, login_problem, name_problem
from preceptor.services.founding import Founder, found

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
"""


@dataclass(frozen=True, kw_only=True)
class Founded:
    """What `init` made."""

    folder: Path
    processes: tuple[str, ...]
    owner: str


def first_owner(login: str | None, name: str | None, email: str | None) -> Founder:
    """Who owns the shipped processes; without a login the operating system's user. Raises `BadInput`."""
    login = login or system_user()
    if not login:
        raise BadInput("it is not known who is to own the processes", remedy="Say it with --owner LOGIN.")
    founder = Founder(login=login, name=name or login, email=email or None)
    wrong = login_problem(founder.login) or name_problem(founder.name) or (email_problem(email) if email else None)
    if wrong:
        raise BadInput(wrong)
    return founder


def make_folder(
    folder: Path, founder: Founder, *, example: str | None, database: str | None, clock: Clock | None = None
) -> Founded:
    """Make the folder with the shipped definitions, and its database in which they are published.

    `folder` must not exist, or be empty. Raises `BadInput`, `ReadOnlyFolder` or a database's problem; then
    nothing is left behind.
    """
    folder = folder.absolute()
    if (folder.is_dir() and any(folder.iterdir())) or (folder.exists() and not folder.is_dir()):
        raise BadInput(f"{folder} is there already, and not an empty folder", remedy="Name another folder.")
    examples = _examples(example)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise ReadOnlyFolder(f"{folder} cannot be made: {error.strerror}") from error
    try:
        names = _fill(building, founder, examples, database, clock)
        _put_in_place(building, folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return Founded(folder=folder, processes=names, owner=founder.login)


def _examples(example: str | None) -> Path | None:
    if example is None:
        return None
    known = sorted(one.name for one in shipped.folder("examples").iterdir() if one.is_dir())
    if example not in known:
        raise BadInput(f"there is no example `{example}`; there is {', '.join(known)}")
    return shipped.folder("examples") / example


def _fill(
    building: Path, founder: Founder, example: Path | None, database: str | None, clock: Clock | None
) -> tuple[str, ...]:
    from preceptor.catalog.folder import read_folder
    from preceptor.render.process_page import process_page
    from preceptor.store.schema import upgrade

    for name in ("process", "workflows", "templates"):
        shutil.copytree(shipped.folder(name), building / name)
    if example:
        shutil.copytree(example, building, dirs_exist_ok=True)
    # An address with a password stays where it came from: the environment or the command line.
    kept = database is not None and not re.search("://[^/@]*:[^/@]*@", database)
    named = f'url = "{database}"' if kept else '# url = "sqlite:///preceptor.db"'
    (building / SETTINGS).write_text(_SETTINGS.format(database=named), encoding="utf-8")
    catalogue, findings = read_folder(building)
    wrong = [one for one in findings if one.severity == "error"]
    if wrong:
        problems = [
            Problem(message=one.message, path=one.path, line=one.line, column=one.column, code=one.code)
            for one in wrong
        ]
        raise DefinitionProblem(problems=problems)
    processes = tuple(catalogue.processes.values())
    (building / "PROCESS.md").write_text(process_page(processes, folder=building), encoding="utf-8")
    settings = read_settings(building, database)
    upgrade(settings.database)
    context = make_context(settings=settings, clock=clock)
    found(replace(context, person=None), processes, founder)
    context.store.close()
    return tuple(process.name for process in processes)


def _put_in_place(building: Path, folder: Path) -> None:
    if not folder.exists():
        building.chmod(0o755)
        os.replace(building, folder)
        return
    for one in building.iterdir():
        os.replace(one, folder / one.name)
