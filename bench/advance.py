"""An advance through services and store, against the same statements on bare sqlite3 and against SpiffWorkflow.

    python -m bench.advance [--pairings N]

Both databases lie in one folder on one disk, with `synchronous=FULL` and a rollback journal. The statements of the
bare run are those that the services sent, with their values, on a copy of the database from before. The runs take
turns, one advance each, so that the machine's noise hits all of them alike; the figures are medians.
"""

import argparse
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bench.spiff import SpiffLadder
from preceptor.bootstrap import make_context
from preceptor.bootstrap.founding import make_folder
from preceptor.bootstrap.settings import Settings, read_settings
from preceptor.clock import FixedClock
from preceptor.model.refusal import Refusal
from preceptor.services import certifications, observations, pairing_start, pairings, people
from preceptor.services.context import Context
from preceptor.services.founding import Founder
from preceptor.services.judging import judgement_of
from preceptor.services.person_fields import Details
from preceptor.store.prepared import Parameters, Ready
from preceptor.store.session import Session

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
PROCESS = "release-team"
ROLES = ("enhancements", "ci-signal", "bug-triage", "docs", "release-notes", "communications")


def _context(settings: Settings) -> Context:
    return make_context(settings=settings, clock=FixedClock(START), person="olga")


def _checked(answer: Any) -> Any:
    assert not isinstance(answer, Refusal), answer
    return answer


def prepare(folder: Path, count: int) -> list[str]:
    """A folder with so many pairings whose first rung is ready to be signed; `pairing preceptor` each."""
    make_folder(
        folder, Founder(login="olga", name="Olga"), example="release-team", database=None, clock=FixedClock(START)
    )
    settings = read_settings(folder)
    minute = iter(range(1, 1_000_000))
    ready = []
    context = _context(settings)

    def at(who: str) -> Context:
        return replace(context, person=who, now=START + timedelta(minutes=next(minute)))

    for number in range(count):
        role = ROLES[number % len(ROLES)]
        preceptor = f"teacher{number // (3 * len(ROLES))}-{number % len(ROLES)}"
        trainee = f"trainee{number}"
        if number // len(ROLES) % 3 == 0:
            _checked(
                people.add(at("olga"), Details(login=preceptor, name=preceptor, email=f"{preceptor}@example.org"))
            )
            _checked(
                certifications.grant(
                    at("olga"), login=preceptor, process=PROCESS, role=role, capability=None, why="bench"
                )
            )
        _checked(people.add(at("olga"), Details(login=trainee, name=trainee, email=f"{trainee}@example.org")))
        started = _checked(
            pairing_start.start(
                at("olga"), trainee=trainee, process=PROCESS, role=role, preceptor=preceptor, team=None
            )
        )
        told = observations.Told(
            held_on=START.date(),
            subject=f"release {number}",
            judgement=judgement_of(("all",), (), "clear", "slower", "do it watched"),
        )
        _checked(observations.observe(at(preceptor), started["id"], told))
        ready.append(f"{started['id']} {preceptor}")
    context.store.close()
    return ready


class Bare:
    """Sends the statements of each advance to a copy of the database by sqlite3 alone."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.execute("PRAGMA synchronous=FULL")
        self.connection.execute("PRAGMA foreign_keys=ON")

    def replay(self, statements: list[tuple[str, Any, bool]]) -> None:
        """One transaction. Rows are fetched where the services fetched them."""
        cursor = self.connection.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        for statement, values, many in statements:
            if many:
                cursor.executemany(statement, values)
            else:
                cursor.execute(statement, values)
                if cursor.description:
                    cursor.fetchall()
        cursor.execute("COMMIT")


@contextmanager
def recording(sink: list[tuple[str, Any, bool]]) -> Iterator[None]:
    """Collects what the store hands to the driver, but for what begins and ends transactions."""
    execute = Session._execute

    def listen(session: Session, ready: Ready, *rows: Parameters) -> Any:
        values = [ready.arranged(row) for row in rows]
        sink.append((ready.text, values, True) if len(rows) > 1 else (ready.text, values[0], False))
        return execute(session, ready, *rows)

    Session._execute = listen  # type: ignore[method-assign]
    try:
        yield
    finally:
        Session._execute = execute  # type: ignore[method-assign]


def _advance(context: Context, pairing: str) -> None:
    _checked(pairings.advance(context, pairing))


def timed(act: Callable[[], Any]) -> float:
    """Seconds that `act` takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def main() -> None:
    """Print the medians and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairings", type=int, default=180)
    count = parser.parse_args().pairings
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as scratch:
        folder = Path(scratch) / "ours"
        ready = prepare(folder, count)
        shutil.copyfile(folder / "preceptor.db", Path(scratch) / "bare.db")
        bare, spiff = Bare(Path(scratch) / "bare.db"), SpiffLadder(Path(scratch) / "spiff.db", count)
        settings = read_settings(folder)
        context = _context(settings)
        ours, floor, peer, sent = [], [], [], []
        for number, line in enumerate(ready):
            identity, preceptor = line.split()
            mine = replace(context, person=preceptor, now=START + timedelta(days=2, minutes=number))
            statements: list[tuple[str, Any, bool]] = []
            with recording(statements):
                ours.append(timed(partial(_advance, mine, identity)))
            floor.append(timed(partial(bare.replay, statements)))
            peer.append(timed(partial(spiff.advance, number)))
            sent.append(len(statements))
    half = len(ours) // 10
    medians = [statistics.median(one[half:]) for one in (ours, floor, peer)]
    print(f"{count} advances, {statistics.median(sent):.0f} statements each; medians")
    for name, seconds in zip(("services and store", "bare sqlite3", "SpiffWorkflow"), medians, strict=True):
        print(f"  {name:20} {seconds * 1000:7.2f} ms")
    print(f"bare sqlite3 / ours     {medians[1] / medians[0]:.2f}   (aim 0.5, stretch 0.7)")
    print(f"SpiffWorkflow / ours    {medians[2] / medians[0]:.2f}   (aim 5)")


if __name__ == "__main__":
    main()
