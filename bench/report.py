"""How long reports take over many years: 10,000 retrospectives, 50,000 recommendations, 1,000,000 events.

    python -m bench.report [--retrospectives N] [--rounds N] [--keep FILE]

Against reading the rows of the same events by bare sqlite3 and parsing their JSON. A year that was played through
the services (`tests/support/year.py`) is put on record again and again under new ids until there are enough of all;
happenings without effect fill up what is missing to the events. The runs take turns; medians. Memory is measured in
processes of their own.
"""

import argparse
import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from tests.support.world import World
from tests.support.year import Year

from bench.observation_import import peak
from preceptor.model.event import Happening, Payload
from preceptor.ports import Request, Writing
from preceptor.services.reports.of_health import report_health
from preceptor.services.reports.of_process import report_process
from preceptor.store import SqlStore, schema

#: For each retrospective.
RECOMMENDATIONS, EVENTS = 5, 100
#: Happenings that are written at once.
_BATCH = 5_000
#: Where an event's data name an instance or an obligation.
_IDS = {
    "retrospective": "retrospectives",
    "recommendation": "recommendations",
    "thread": "threads",
    "joined_to": "recommendations",
    "followers": "recommendations",
    "made": "threads",
}
_STREAMS = {"retrospective": "retrospectives", "recommendation": "recommendations"}


@dataclass
class Copies:
    """Puts the same retrospectives on record again, under ids of their own."""

    tx: Writing
    #: Tables whose ids stay as they are.
    kept: frozenset[str] = frozenset()
    _ids: dict[tuple[str, int], int] = field(default_factory=dict)

    def of(self, happenings: list[Happening]) -> Iterator[Happening]:
        """One more copy of some happenings."""
        self._ids.clear()
        for one in happenings:
            kind, _, number = one.stream.partition(":")
            stream = f"{kind}:{self._new(_STREAMS[kind], int(number))}"
            yield Happening(stream=stream, kind=one.kind, data=self._renamed(one.data), payloads=one.payloads)

    def _renamed(self, data: Mapping[str, Any]) -> dict[str, Any]:
        found = dict(data)
        for key, table in _IDS.items():
            if (value := found.get(key)) is not None:
                several = isinstance(value, list)
                found[key] = [self._new(table, one) for one in value] if several else self._new(table, value)
        for key in ("owed", "moved"):
            if key in found:
                found[key] = [self._duty(one) for one in found[key]]
        if "settled" in found:
            found["settled"] = [self._new("obligations", one) for one in found["settled"]]
        return found

    def _duty(self, one: Mapping[str, Any]) -> dict[str, Any]:
        letter, _, number = str(one.get("instance") or "").partition("-")
        table = {"R": "retrospectives", "REC": "recommendations"}.get(letter)
        about = {"instance": f"{letter}-{self._new(table, int(number))}"} if table else {}
        return {**one, **about, "id": self._new("obligations", one["id"])}

    def _new(self, table: str, old: int) -> int:
        key = (table, old)
        if table in self.kept:
            return old
        if key not in self._ids:
            self._ids[key] = self.tx.next_id(table)
        return self._ids[key]


def prepare(path: Path, retrospectives: int) -> None:
    """Make the database."""
    url = f"sqlite:///{path}"
    schema.upgrade(url)
    store = SqlStore(url)
    with tempfile.TemporaryDirectory() as scratch:
        year = Year(World(store=store), Path(scratch), team_count=8, people_count=80, days=180).play()
    happenings = list(_happenings(store))
    now, number = year.world.now, 0

    def write(work: Callable[[Writing], None]) -> None:
        nonlocal number
        number += 1
        store.write(Request(id=f"copy-{number}", digest="d", actor=None, now=now, fixed_clock=False), work)

    while _count(path, "retrospectives") < retrospectives:
        write(lambda tx: tx.record(list(Copies(tx).of(happenings)), as_system=True))
    alone = [one for one in happenings if one.stream.startswith("recommendation:")]
    there = frozenset({"retrospectives"})
    while _count(path, "recommendations") < RECOMMENDATIONS * retrospectives:
        write(lambda tx: tx.record(list(Copies(tx, there).of(alone)), as_system=True))
    comments = _comments(path, retrospectives)
    while batch := list(islice(comments, _BATCH)):
        write(lambda tx, batch=batch: tx.record(batch, as_system=True))
    store.close()


def _happenings(store: SqlStore) -> Iterator[Happening]:
    """What the year put on record about retrospectives and recommendations."""
    with store.reading() as tx:
        for one in tx.events():
            if one.stream.partition(":")[0] in _STREAMS:
                bodies = [body for body in tx.payloads(one.id) if body is not None]
                payloads = tuple(Payload(person=None, body=body) for body in bodies)
                yield Happening(stream=one.stream, kind=one.kind, data=one.data, payloads=payloads)


def _comments(path: Path, retrospectives: int) -> Iterator[Happening]:
    """As many happenings that change nothing as are missing to the events that are wanted."""
    for place in range(max(0, EVENTS * retrospectives - _count(path, "events"))):
        identity = place % retrospectives + 1
        data: dict[str, Any] = {"retrospective": identity}
        yield Happening(stream=f"retrospective:{identity}", kind="retrospective-stayed", data=data)


def _count(path: Path, table: str) -> int:
    connection = sqlite3.connect(path)
    (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    connection.close()
    return int(count)


def bare(path: Path) -> None:
    """The same events and duties, read and parsed, and nothing made of them."""
    connection = sqlite3.connect(path)
    for (data,) in connection.execute(
        "SELECT data FROM events WHERE stream >= 'retrospective:' AND stream < 'retrospective;' "
        'AND data LIKE \'%"state":"%\' ORDER BY stream, seq'
    ):
        json.loads(data)
    connection.execute("SELECT instance, step, due_at, closed_at FROM obligations").fetchall()
    connection.close()


def _report(path: Path, name: str) -> None:
    store = SqlStore(f"sqlite:///{path}")
    with store.reading() as tx:
        now = tx.last_moment()
    assert now is not None
    context = World(store=store, now=now).by(None)
    if name == "process":
        report_process(context, "retrospective")
    else:
        report_health(context)
    store.close()


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--retrospectives", type=int, default=10_000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--keep", type=Path, help="where the database is, or is to be kept")
    options.add_argument("--memory", choices=["process", "health"], help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.memory:
        _report(chosen.keep, chosen.memory)
        sys.stdout.write(f"{peak():.0f}")
        return
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as scratch:
        path = chosen.keep or Path(scratch) / "many.db"
        if not path.exists():
            prepare(path, chosen.retrospectives)
        tables = ("retrospectives", "recommendations", "events", "obligations")
        sys.stdout.write(", ".join(f"{_count(path, one):,} {one}" for one in tables) + "\n")
        runs: dict[str, Callable[[], None]] = {
            "bare sqlite3": lambda: bare(path),
            "report process": lambda: _report(path, "process"),
            "report health": lambda: _report(path, "health"),
        }
        times: dict[str, list[float]] = {name: [] for name in runs}
        for _ in range(chosen.rounds):
            for name, run in runs.items():
                began = time.perf_counter()
                run()
                times[name].append(time.perf_counter() - began)
        for name, found in times.items():
            sys.stdout.write(f"{name}: {statistics.median(found):.2f} s\n")
        for name in ("process", "health"):
            command = [sys.executable, "-m", "bench.report", "--memory", name, "--keep", str(path)]
            told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            sys.stdout.write(f"report {name}: {told} MiB at its peak\n")


if __name__ == "__main__":
    main()
