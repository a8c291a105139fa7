"""A relay in a process of its own, which can be killed: `python -m tests.support.relaying URL PORT SECONDS`."""

import asyncio
import sys
from datetime import timedelta

from tests.support.relays import maker, outgoing, post_to
from tests.support.smtp_server import Server
from tests.support.world import World

from preceptor.mail.courier import Timeouts
from preceptor.services.relay.running import Relay, watch
from preceptor.store import SqlStore

#: Connections of each relay.
WORKERS = 2


def relay_until_killed(url: str, port: int, lease: float) -> None:
    """Send what is ready, with leases of so many seconds, for ever."""
    world = World(store=SqlStore(url, patience=60))
    post = post_to(Server(port=port), Timeouts(connect=10, command=10, data=10, final=10, leave=1))

    async def work() -> None:
        stop = asyncio.Event()
        taking = outgoing(world, lease=timedelta(seconds=lease))
        await watch(Relay(taking, maker(world), post, workers=WORKERS, stop=stop), stop, idle=0.2)

    asyncio.run(work())


if __name__ == "__main__":
    relay_until_killed(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
