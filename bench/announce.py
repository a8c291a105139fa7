"""Announcing a version to many people, against bare sqlite3 that inserts the same rows: `python -m bench.announce`.

    python -m bench.announce [PEOPLE ...]

Each size has a process of its own, so that its peak of memory is its own. Its people belong to a hundred teams in ten
time zones; a major version is published for a day to come, and what is measured is the job of that day. The bare run
inserts the rows that the job left (events, obligations, outbox, announcements and requests) with `executemany` into a
copy of the database from before, in as many transactions. Both take turns on one disk; the figures are medians.
"""

import json
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

SIZES = (10_000, 100_000)
ROUNDS = 3
TEAMS = 100
ZONES = (
    *("Europe/Berlin", "Europe/London", "Europe/Madrid", "America/New_York", "America/Denver"),
    *("America/Sao_Paulo", "Asia/Tokyo", "Asia/Kolkata", "Australia/Sydney", "Africa/Nairobi"),
)
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
#: The tables to which the job adds rows.
ADDED = ("requests", "announcements", "events", "obligations", "outbox")


def prepare(url: str, count: int) -> None:
    """A database in which a major version of a process is published for tomorrow, and concerns so many people."""
    from preceptor import shipped
    from preceptor.catalog.folder import read_folder
    from preceptor.model.refusal import Refusal
    from preceptor.services import changes, people, processes, publishing
    from preceptor.services.founding import Founder, found
    from preceptor.services.person_fields import Details
    from preceptor.services.publishing_terms import Terms
    from preceptor.store import schema

    def checked(answer: Any) -> Any:
        assert not isinstance(answer, Refusal), answer
        return answer

    schema.upgrade(url)
    olga = _context(url, START, person="olga")
    catalogue, _ = read_folder(shipped.folder("process").parent)
    found(replace(olga, person=None), list(catalogue.processes.values()), Founder(login="olga", name="Olga"))
    checked(people.add(olga, Details(login="mina", name="Mina")))
    checked(processes.add_owner(olga, "retrospective", "mina"))
    _add_people(olga, count)
    process = catalogue.processes["retrospective"]
    tightened = replace(process.steps[1], due=replace(process.steps[1].due, within=process.steps[0].due.within))
    steps = (process.steps[0], tightened, *process.steps[2:])
    checked(changes.propose(olga, replace(process, version="2.0.0", steps=steps), why="bench"))
    checked(changes.approve(replace(olga, person="mina"), "CH-1"))
    checked(publishing.publish(olga, "CH-1", Terms(effective=date(2026, 3, 3))))
    olga.store.close()


def _context(url: str, now: datetime, *, person: str | None = None) -> Any:
    from preceptor.calendars import Calendars
    from preceptor.services.context import Context
    from preceptor.store import SqlStore

    return Context(store=SqlStore(url), calendars=Calendars(), now=now, person=person)


def _add_people(context: Any, count: int) -> None:
    """As commands would, but many in one transaction."""
    from preceptor.model.event import Happening, Payload
    from preceptor.ports import Request, Writing

    def write(name: str, happenings: list[Happening]) -> None:
        def work(tx: Writing) -> None:
            tx.record(happenings)

        request = Request(id=name, digest=name, actor=None, now=context.now, fixed_clock=False)
        context.store.write(request, work)

    def person(number: int) -> Happening:
        login = f"person-{number}"
        body: dict[str, Any] = {"login": login, "name": login, "email": f"{login}@example.org"}
        body["time_zone"] = ZONES[number % len(ZONES)]
        data: dict[str, Any] = {"person": number, "teams": [number % TEAMS + 1]}
        payload = Payload(person=number, body=body)
        return Happening(stream=f"person:{number}", kind="person-added", data=data, payloads=(payload,))

    teams: list[dict[str, Any]] = [
        {"team": number, "name": f"team-{number}", "title": f"Team {number}", "lead": None}
        for number in range(1, TEAMS + 1)
    ]
    write("teams", [Happening(stream=f"team:{one['team']}", kind="team-added", data=one) for one in teams])
    for first in range(100, 100 + count, 5_000):
        write(f"people-{first}", [person(number) for number in range(first, min(first + 5_000, 100 + count))])


def announce(url: str) -> None:
    """Do what follows from the publication on the day after it."""
    from preceptor.services.following.jobs import run_due

    context = _context(url, START + timedelta(days=1))
    run_due(context)
    context.store.close()


def added(before: Path, after: Path) -> dict[str, list[Any]]:
    """The rows that are in one database and not in the other, by table."""
    with sqlite3.connect(after) as connection:
        connection.execute("ATTACH ? AS old", (str(before),))
        return {
            table: connection.execute(
                f"SELECT * FROM {table} WHERE rowid > (SELECT coalesce(max(rowid), 0) FROM old.{table})"
            ).fetchall()
            for table in ADDED
        }


def insert(path: Path, rows: dict[str, list[Any]], transactions: int) -> None:
    """Insert rows with nothing but sqlite3, in so many transactions."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    for number in range(transactions):
        connection.execute("BEGIN IMMEDIATE")
        for table, found in rows.items():
            # The others refer to requests, so that these come first.
            first = table == "requests"
            some = found[len(found) * number // transactions : len(found) * (number + 1) // transactions]
            some = (found if number == 0 else []) if first else some
            if some:
                marks = ", ".join("?" * len(some[0]))
                connection.executemany(f"INSERT INTO {table} VALUES ({marks})", some)
        connection.execute("COMMIT")
    connection.close()


def timed(act: Callable[[], Any]) -> tuple[float, float]:
    """Seconds that `act` takes, and those in which it kept the processor busy."""
    start, worked = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - start, time.process_time() - worked


def measure(count: int) -> dict[str, float]:
    """Seconds of both, and the peak of memory in MiB before and after ours."""
    ours: list[tuple[float, float]] = []
    floor: list[tuple[float, float]] = []
    peak = 0.0
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        before, path = Path(scratch, "before.db"), Path(scratch, "preceptor.db")
        prepare(f"sqlite:///{before}", count)
        began = _peak()
        rows: dict[str, list[Any]] = {}
        for _ in range(ROUNDS):
            shutil.copyfile(before, path)
            ours.append(timed(partial(announce, f"sqlite:///{path}")))
            peak = peak or _peak()
            rows = rows or added(before, path)
            batches = len(rows["requests"])
            shutil.copyfile(before, path)
            floor.append(timed(partial(insert, path, rows, batches)))
    return {
        "ours": statistics.median(wall for wall, _ in ours),
        "floor": statistics.median(wall for wall, _ in floor),
        "ours_busy": statistics.median(busy for _, busy in ours),
        "floor_busy": statistics.median(busy for _, busy in floor),
        "before": began,
        "peak": peak,
        "rows": sum(map(len, rows.values())),
        "mails": len(rows["outbox"]),
    }


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _measured(sizes: list[int]) -> Iterator[tuple[int, dict[str, float]]]:
    for size in sizes:
        asked = [sys.executable, "-m", "bench.announce", "--measure", str(size)]
        answer = subprocess.run(asked, check=True, capture_output=True, text=True)
        yield size, json.loads(answer.stdout)


def main(arguments: list[str]) -> None:
    """Print the figures of each size."""
    if arguments[:1] == ["--measure"]:
        print(json.dumps(measure(int(arguments[1]))))
        return
    print(
        "   people      rows      ours   sqlite3   ratio   of processor time   (aim 3)   peak memory before / after"
    )
    for size, found in _measured([int(one) for one in arguments] or list(SIZES)):
        ratio = found["ours"] / found["floor"]
        print(
            f"{size:9,} {found['rows']:9,.0f} {found['ours']:7.2f} s {found['floor']:7.2f} s {ratio:7.2f}"
            f" {found['ours_busy'] / found['floor_busy']:19.2f}"
            f"             {found['before']:6.0f} / {found['peak']:.0f} MiB"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
