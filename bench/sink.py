"""A mail server that takes everything and keeps nothing, as fast as it can; `python -m bench.sink` says where."""

import asyncio


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


async def main() -> None:
    """Serve until killed."""
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
