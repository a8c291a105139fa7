"""Finding and telling what is due among what is not: `python -m bench.remind`.

    python -m bench.remind [OPEN ...]

Of so many open obligations a thousand are due, each of another person. What is measured is one `notice remind`, and a
second one that finds nothing; against the same with no others open, in turns on copies of a database.
"""

import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bench.announce import timed

SIZES = (0, 1_000_000)
DUE = 1_000
ROUNDS = 3
NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)


def prepare(path: Path) -> None:
    """A database with its owner, and a thousand people who owe an acknowledgement that is due."""
    from preceptor import shipped
    from preceptor.catalog.folder import read_folder
    from preceptor.model.event import Happening, Payload, moment
    from preceptor.ports import Request, Writing
    from preceptor.services.founding import Founder, found
    from preceptor.store import schema

    schema.upgrade(f"sqlite:///{path}")
    before = NOW - timedelta(days=1)
    context = _context(path, before)
    catalogue, _ = read_folder(shipped.folder("process").parent)
    found(context, list(catalogue.processes.values()), Founder(login="olga", name="Olga"))

    def person(number: int) -> Happening:
        login = f"person-{number}"
        body: dict[str, Any] = {"login": login, "name": login, "email": f"{login}@example.org"}
        owed: dict[str, Any] = {
            "id": number, "kind": "acknowledge", "person": number, "process": "retrospective", "step": "1.0.0",
            "opens_at": moment(before), "due_at": moment(NOW + timedelta(hours=8)), "remind_at": moment(NOW),
        }  # fmt: skip
        data: dict[str, Any] = {"person": number, "teams": [], "owed": [owed]}
        payload = Payload(person=number, body=body)
        return Happening(stream=f"person:{number}", kind="person-added", data=data, payloads=(payload,))

    def work(tx: Writing) -> None:
        tx.record([person(number) for number in range(100, 100 + DUE)])

    context.store.write(Request(id="people", digest="d", actor=None, now=before, fixed_clock=False), work)
    context.store.close()


def add_open(path: Path, count: int) -> None:
    """So many more that are open and not due, as rows alone."""
    later = (NOW + timedelta(days=30)).isoformat(timespec="microseconds")
    rows = (
        (1_000_000 + number, "acknowledge", 100 + number % DUE, "retrospective", "1.0.0", later, later, later)
        for number in range(count)
    )
    connection = sqlite3.connect(path)
    with connection:
        connection.executemany(
            "INSERT INTO obligations (id, kind, person_id, process, step, opens_at, due_at, next_reminder_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
    connection.close()


def _context(path: Path, now: datetime) -> Any:
    from preceptor.calendars import Calendars
    from preceptor.services.context import Context
    from preceptor.store import SqlStore

    return Context(store=SqlStore(f"sqlite:///{path}"), calendars=Calendars(), now=now)


def remind(path: Path, expected: int) -> None:
    """One run."""
    from preceptor.services.reminding.running import remind as run

    context = _context(path, NOW)
    assert run(context)["reminded"] == expected
    context.store.close()


def main(arguments: list[str]) -> None:
    """Print the figures of each size."""
    sizes = [int(one) for one in arguments] or list(SIZES)
    found: dict[tuple[int, int], list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        bases = {size: Path(scratch, f"{size}.db") for size in sizes}
        began = time.perf_counter()
        for size, base in bases.items():
            prepare(base)
            add_open(base, size)
        print(f"prepared in {time.perf_counter() - began:.0f} s", flush=True)
        for _ in range(ROUNDS):
            for size, base in bases.items():
                path = Path(scratch, "preceptor.db")
                shutil.copyfile(base, path)
                for due in (DUE, 0):
                    found.setdefault((size, due), []).append(timed(partial(remind, path, due))[0])
    print("others open   1,000 due   none due   (aim: as without others)")
    for size in sizes:
        due, none = (statistics.median(found[size, one]) for one in (DUE, 0))
        print(f"{size:11,} {due:9.3f} s {none * 1000:8.1f} ms")


if __name__ == "__main__":
    main(sys.argv[1:])
