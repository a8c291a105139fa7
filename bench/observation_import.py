"""How the import of observations grows: rows a second and peak memory at 1,000, 10,000 and 100,000 rows, in one run.

`python -m bench.observation_import [ROWS ...]`. Each size has a process of its own, so that its peak is its own, and
imports into a database of its own on the disk of the temporary folder; then the same file is imported again. The
file looks like the real one: some roles, four watchers or so, people who come and go.
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

SIZES = (1_000, 10_000, 100_000)
#: As many for every size, so that what grows is the number of rows alone.
PEOPLE = 1_000
BEGIN = date(2015, 1, 1)
DAYS = 3_650


def write_rows(path: Path, count: int, roles: list[str]) -> None:
    """Write a record of ten years, in order of its days; the same for the same number of rows."""
    choose = random.Random(count)
    people = [f"person-{number}" for number in range(PEOPLE)]
    with path.open("w", encoding="utf-8") as file:
        file.write("held_on,role,subject,performer,watchers\n")
        for number in range(count):
            at = number * DAYS // count
            # Whoever is there now: a window that moves over everybody.
            there = at * (PEOPLE - 50) // DAYS
            performer, *watchers = choose.sample(people[there : there + 50], choose.randint(1, 7))
            day = BEGIN + timedelta(days=at)
            file.write(f"{day},{choose.choice(roles)},release {number},{performer},{';'.join(watchers)}\n")


def measure(count: int) -> dict[str, float]:
    """Import so many rows twice; seconds, and peak memory in MiB before and after."""
    from preceptor import shipped
    from preceptor.calendars import Calendars
    from preceptor.catalog.folder import read_folder
    from preceptor.services.context import Context
    from preceptor.services.founding import Founder, found
    from preceptor.services.observation_import import import_observations
    from preceptor.store import SqlStore, schema

    catalogue, _ = read_folder(shipped.folder("examples") / "release-team")
    process = catalogue.processes["release-team"]
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        url = f"sqlite:///{folder}/preceptor.db"
        schema.upgrade(url)
        context = Context(store=SqlStore(url), calendars=Calendars(), now=datetime.now(UTC))
        found(context, [process], Founder(login="olga", name="Olga"))
        path = Path(folder) / "rows.csv"
        write_rows(path, count, [role.name for role in process.roles])
        before = peak()
        seconds: list[float] = []
        busy: list[float] = []
        for _ in range(2):
            # Another context each time: a definition that was read is kept by the store.
            asked = Context(store=SqlStore(url), calendars=Calendars(), now=datetime.now(UTC), person="olga")
            started, worked = time.perf_counter(), time.process_time()
            document = import_observations(asked, path, process=process.name, add_people=True)
            seconds.append(time.perf_counter() - started)
            busy.append(time.process_time() - worked)
            if not isinstance(document, dict) or document["observations"] != count:
                raise SystemExit(f"the import answered {document}")
        size = Path(folder, "preceptor.db").stat().st_size / 2**20
    return {
        "first": seconds[0],
        "busy": busy[0],
        "again": seconds[1],
        "before": before,
        "peak": peak(),
        "database": size,
    }


def peak() -> float:
    """The most memory that this process had so far, in MiB."""
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def main(arguments: list[str]) -> None:
    """Print a line for each size, and what the largest is to the smallest."""
    if arguments[:1] == ["--one"]:
        print(json.dumps(measure(int(arguments[1]))))
        return
    sizes = [int(one) for one in arguments] or list(SIZES)
    heads = ("import", "rows/s", "processor", "again", "rows/s", "peak", "of it", "database")
    print(f"{'rows':>8}" + "".join(f"{head:>11}" for head in heads))
    found = []
    for count in sizes:
        command = [sys.executable, "-m", "bench.observation_import", "--one", str(count)]
        one = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        found.append(one)
        cells = (
            f"{one['first']:.2f} s",
            f"{count / one['first']:,.0f}",
            f"{one['busy']:.2f} s",
            f"{one['again']:.2f} s",
            f"{count / one['again']:,.0f}",
            *(f"{mebibytes:.0f} MiB" for mebibytes in (one["peak"], one["peak"] - one["before"], one["database"])),
        )
        print(f"{count:>8,}" + "".join(f"{cell:>11}" for cell in cells), flush=True)
    small, large = found[0], found[-1]
    times = sizes[-1] / sizes[0]
    print(f"\n{times:,.0f} times the rows take")
    print(f"  {large['first'] / small['first']:,.1f} times the time to import (linear: {times:,.0f} or less)")
    print(f"  {large['busy'] / small['busy']:,.1f} times the processor's time of it, without waiting for the disk")
    print(f"  {large['again'] / small['again']:,.1f} times the time to import again")
    print(f"  {large['peak'] / small['peak']:.2f} times the memory at its peak (flat: 1)")


if __name__ == "__main__":
    main(sys.argv[1:])
