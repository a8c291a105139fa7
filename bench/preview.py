"""What a publication would do to a whole company, said beforehand: 100 teams with variants, 10,000 people, 100,000
running pairings.

    python -m bench.preview [--pairings N] [--rounds N]

Against reading the same pairings by bare sqlite3 and doing nothing with them. The runs take turns; medians. Memory is
measured in processes of their own.
"""

import argparse
import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bench.advance import timed
from bench.observation_import import peak
from bench.times import HOLDS, START, context_at
from preceptor.cli.preview_text import MOVES
from preceptor.model.refusal import Refusal
from preceptor.services import changes
from preceptor.services.foreseeing import foresee
from preceptor.services.publishing_terms import Terms

TEAMS, PEOPLE = 100, 10_000
TERMS = Terms(
    effective=HOLDS.date(),
    in_flight="migrate",
    states={"watch": "shadow"},
    due="recompute",
    without_approvals="alone",
    why="bench",
)


def prepare(path: Path, count: int) -> None:
    """Such a company, and a change that waits to be published."""
    from bench.company import let_vary, settle_down, the_next, the_process

    url = settle_down(path, teams=TEAMS, people=min(PEOPLE, count), instances=count)
    context = context_at(url, START + timedelta(days=1))
    let_vary(context, the_process(), TEAMS)
    proposed = changes.propose(context, the_next(the_process()), why="bench", answers=())
    assert not isinstance(proposed, Refusal), proposed
    context.store.close()


def preview(path: Path, moves: int | None) -> Any:
    """What the publication would do; with every move, or as many as a page shows."""
    context = context_at(f"sqlite:///{path}", HOLDS - timedelta(days=2))
    found = foresee(context, "CH-1", TERMS, moves=moves)
    assert not isinstance(found, Refusal), found
    context.store.close()
    return found


def read(path: Path) -> None:
    """Every pairing as it lies there."""
    connection = sqlite3.connect(path)
    for _ in connection.execute("SELECT * FROM pairings WHERE ended_at IS NULL ORDER BY id"):
        pass
    connection.close()


def _memory(count: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as scratch:
        path = Path(scratch) / "company.db"
        command = [sys.executable, "-m", "bench.preview", "--prepare", str(count), str(path)]
        subprocess.run(command, check=True)
        before = peak()
        preview(path, MOVES)
        return {"before": before, "peak": peak()}


def _print_memory(count: int) -> None:
    """At the peak, for a tenth and for all. First of all, as a process counts what its parent took before it."""
    peaks = []
    for size in (count // 10, count):
        command = [sys.executable, "-m", "bench.preview", "--memory", str(size)]
        one = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        peaks.append(one["peak"])
        print(f"  {size:>9,} pairings: {one['peak']:.0f} MiB at the peak of a page, {one['before']:.0f} before")
    print(f"10 times the pairings take {peaks[1] / peaks[0]:.2f} times the memory (flat: 1)", flush=True)


def main() -> None:
    """Print the medians and the memory."""
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
    _print_memory(asked.pairings)
    taken: dict[str, list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as scratch:
        path = Path(scratch) / "company.db"
        prepare(path, asked.pairings)
        found = preview(path, MOVES)
        runs = {
            "a page": partial(preview, path, MOVES),
            "every move": partial(preview, path, None),
            "bare reading": partial(read, path),
        }
        for _ in range(asked.rounds):
            for name, run in runs.items():
                worked = time.process_time()
                taken.setdefault(name, []).append((timed(run), time.process_time() - worked))
    print(f"{asked.pairings:,} pairings of {TEAMS} teams: {found['instances']}; medians of {asked.rounds}")
    for name, runs_taken in taken.items():
        seconds, worked = (statistics.median(one) for one in zip(*runs_taken, strict=True))
        print(f"  {name:14} {seconds:6.2f} s, {worked:.2f} s of them the processor's")


if __name__ == "__main__":
    main()
