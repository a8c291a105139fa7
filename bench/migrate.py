"""Moving running pairings to another edition, against bare `executemany` of the same rows in sqlite3.

    python -m bench.migrate [--pairings N] [--rounds N]

The bare run makes the texts and hashes of the events, and writes events, pairings, credits and obligations in as many
transactions; it reads and decides nothing. Each run has a copy of the same database on the same disk, with
`synchronous=FULL`, and the runs take turns; the figures are medians. Memory is measured in processes of their own.
"""

import argparse
import gc
import hashlib
import json
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bench.advance import recording, timed
from bench.observation_import import peak
from bench.times import HOLDS, context_at
from preceptor.model.refusal import Refusal
from preceptor.services import changes, publishing
from preceptor.services.following import jobs, migrating
from preceptor.services.publishing_terms import Terms

_WRITES = re.compile(r"(INSERT INTO|UPDATE) (events|pairings|obligations|credits|requests)\b")


def prepare(folder: Path, count: int) -> Path:
    """A database with so many running pairings, all of which are to move on the day that is to come."""
    from bench.company import settle_down, the_next, the_process

    path = folder / "prepared.db"
    url = settle_down(path, teams=20, people=max(count // 10, 1), instances=count)
    context = context_at(url, HOLDS - timedelta(days=2))
    proposed = changes.propose(context, the_next(the_process()), why="bench", answers=())
    assert not isinstance(proposed, Refusal), proposed
    terms = Terms(
        effective=HOLDS.date(),
        in_flight="migrate",
        states={"watch": "shadow"},
        due="recompute",
        without_approvals="alone",
        why="bench",
    )
    published = publishing.publish(context, proposed["id"], terms)
    assert not isinstance(published, Refusal), published
    context.store.close()
    return path


def move(path: Path, count: int) -> None:
    """Move all of them, and tell nobody: that has a bench of its own."""
    jobs.PHASES = {"migrate": migrating.batch}
    context = context_at(f"sqlite:///{path}", HOLDS + timedelta(hours=1))
    jobs.run_due(context)
    with context.store.reading() as tx:
        (job,) = tx.jobs(open=False)
    assert job.tally["migrated"] == count, job
    context.store.close()


@dataclass
class Rows:
    """What the batches wrote."""

    #: For each transaction its statements, each with its rows.
    batches: list[list[tuple[str, list[list[Any]]]]] = field(default_factory=lambda: [[]])

    def take(self, sent: list[tuple[str, Any, bool]]) -> None:
        for statement, values, many in sent:
            if _WRITES.match(statement):
                rows = values if many else [values]
                events = "INTO events" in statement
                self.batches[-1].append((statement, [_unwritten(row) for row in rows] if events else rows))
            if "INTO requests" in statement:
                # The last of its transaction.
                self.batches.append([])

    def write(self, path: Path) -> None:
        """Write the same by sqlite3 alone, with the texts and hashes of the events made anew."""
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        for batch in self.batches:
            connection.execute("BEGIN IMMEDIATE")
            for statement, rows in batch:
                connection.executemany(statement, _written(rows) if "INTO events" in statement else rows)
            connection.execute("COMMIT")
        connection.close()


def _unwritten(row: list[Any]) -> list[Any]:
    """An event before its texts are made."""
    return [*row[:8], json.loads(row[8]), json.loads(row[9]), row[10], row[11]]


def _written(rows: list[list[Any]]) -> Iterator[list[Any]]:
    for row in rows:
        (_, stream, seq, kind, at, actor, request, fixed, data, digests, previous, known) = row
        text = _text([stream, seq, kind, at, actor, request, bool(fixed), data, digests])
        chained = hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()
        assert chained == known
        yield [*row[:8], _text(data), _text(digests), previous, chained]


def _text(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _memory(count: int) -> dict[str, float]:
    """MiB before and at the peak, in this process."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as scratch:
        command = [sys.executable, "-m", "bench.migrate", "--prepare", str(count), scratch]
        subprocess.run(command, check=True)
        before = peak()
        move(Path(scratch) / "prepared.db", count)
        return {"before": before, "peak": peak()}


def _print_memory(count: int) -> None:
    """At the peak, for a tenth and for all. First of all, as a process counts what its parent took before it."""
    found = []
    for size in (count // 10, count):
        command = [sys.executable, "-m", "bench.migrate", "--memory", str(size)]
        found.append(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
        print(f"  {size:>9,} pairings: {found[-1]['peak']:.0f} MiB at the peak, {found[-1]['before']:.0f} before")
    print(
        f"10 times the pairings take {found[1]['peak'] / found[0]['peak']:.2f} times the memory (flat: 1)", flush=True
    )


def main() -> None:
    """Print the medians, their ratio, and the memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairings", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--prepare", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--memory", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.prepare:
        prepare(Path(asked.prepare[1]), int(asked.prepare[0]))
        return
    if asked.memory:
        print(json.dumps(_memory(asked.memory)))
        return
    count = asked.pairings
    _print_memory(count)
    ours: list[tuple[float, float]] = []
    bare: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as scratch:
        prepared, copy = prepare(Path(scratch), count), Path(scratch) / "copy.db"
        shutil.copyfile(prepared, copy)
        sent: list[tuple[str, Any, bool]] = []
        with recording(sent):
            move(copy, count)
        rows = Rows()
        rows.take(sent)
        sent.clear()
        # What is kept for the bare run is no garbage, and nobody looks through it while the other runs.
        gc.collect()
        gc.freeze()
        written = sum(len(values) for batch in rows.batches for _, values in batch)
        for _ in range(asked.rounds):
            for act, sink in ((partial(move, copy, count), ours), (partial(rows.write, copy), bare)):
                shutil.copyfile(prepared, copy)
                worked = time.process_time()
                sink.append((timed(act), time.process_time() - worked))
    print(f"{count:,} pairings, {written:,} rows, in {len(rows.batches) - 1} transactions; medians of {asked.rounds}")
    medians = []
    for name, taken in (("services and store", ours), ("bare sqlite3", bare)):
        seconds, worked = (statistics.median(one) for one in zip(*taken, strict=True))
        medians.append((seconds, worked))
        print(f"  {name:20} {seconds:7.2f} s, {worked:.2f} s of them the processor's")
    (ours_took, ours_worked), (bare_took, bare_worked) = medians
    print(f"ours / bare sqlite3     {ours_took / bare_took:.2f}   (aim at most 3)")
    print(f"  without waiting for the disk  {ours_worked / bare_worked:.2f}")


if __name__ == "__main__":
    main()
