"""What child processes do through the services: importable, so that a fresh interpreter can be given it by name."""

import os
import sys
from itertools import count
from multiprocessing.connection import Connection

from tests.support.world import WasRefused, World

from preceptor.errors import PreceptorError
from preceptor.store import SqlStore


def advance_and_record(url: str, name: str, ready: Connection) -> None:
    """Sign the one rung and record the one occasion that others sign and record as well; tell what came of it."""
    world = World(store=SqlStore(url, patience=60)).later(days=1)
    world.show("P-1")
    for act in (
        lambda: world.advance("P-1", request_id=f"{name}-advance")["state"],
        lambda: world.observe("P-1", subject="the one outage", request_id=f"{name}-record")["id"],
    ):
        ready.send("ready")
        ready.recv()
        try:
            ready.send(("won", act()))
        except WasRefused as refused:
            ready.send(("told", str(refused)))


def record_until_gone(url: str, first: int, patience: float) -> None:
    """Record one occasion after the other; print the number of each that is on record."""
    world = World(store=SqlStore(url, patience=patience)).later(days=1)
    try:
        for n in count(first):
            record(world, n)
            os.write(1, f"{n}\n".encode())
    except PreceptorError as problem:
        sys.stderr.write(f"{problem}\n{problem.remedy}\n")
        sys.exit(problem.exit_code)


def record(world: World, n: int) -> object:
    """Record the occasion of a number, under a request id of its own."""
    return world.observe("P-1", subject=f"outage {n}", by="paul", request_id=f"request-{n}")


if __name__ == "__main__":
    record_until_gone(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
