"""Mail servers that take everything and keep nothing.

    python -m bench.sink [--aiosmtpd]

It says on which port it listens. Its own is as fast as it can be; aiosmtpd is a whole SMTP server, as the tests use.
"""

import argparse
import asyncio
from collections.abc import Callable

from aiosmtpd.handlers import Sink as Nowhere
from aiosmtpd.smtp import SMTP


class Sink(asyncio.Protocol):
    """One connection; it looks for no more than where a mail ends."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._buffer = b""
        self._in_mail = False
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        """Answer every command, and every mail."""
        self._buffer += data
        while True:
            end = b"\r\n.\r\n" if self._in_mail else b"\r\n"
            found, cut, rest = self._buffer.partition(end)
            if not cut:
                return
            self._buffer = rest
            self._transport.write(self._answer(found))

    def _answer(self, said: bytes) -> bytes:
        if self._in_mail:
            self._in_mail = False
            return b"250 taken\r\n"
        command = said[:4].upper()
        self._in_mail = command == b"DATA"
        return {b"DATA": b"354 go\r\n", b"QUIT": b"221 bye\r\n"}.get(command, b"250 ok\r\n")


async def serve(connection: Callable[[], asyncio.BaseProtocol]) -> None:
    """Serve until killed."""
    server = await asyncio.get_running_loop().create_server(connection, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--aiosmtpd", action="store_true")
    whole = parser.parse_args().aiosmtpd
    asyncio.run(serve((lambda: SMTP(Nowhere(), enable_SMTPUTF8=True)) if whole else Sink))
