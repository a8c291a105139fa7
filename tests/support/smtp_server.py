"""A mail server on this machine that does as it is told: refuse, hang up, stall or be slow, at any phase of SMTP.

Phases are `connect`, the commands (`EHLO`, `STARTTLS`, `AUTH`, `MAIL`, `RCPT`, `DATA`, `RSET`, `QUIT`) and `dot`,
which is when it has the whole mail.
"""

import asyncio
import logging
import ssl
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

logging.getLogger("mail.log").setLevel(logging.CRITICAL)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What goes wrong at a phase."""

    #: A reply instead of what the phase would do.
    reply: str | None = None
    #: Hang up: without a word, or after the reply.
    hang_up: bool = False
    #: Seconds of silence before anything else.
    silence: float = 0.0
    #: At `dot`: the mail is kept before anything goes wrong.
    keeps: bool = False


def replies(text: str) -> Fault:
    """An answer; a server that says 421 hangs up."""
    return Fault(reply=text, hang_up=text.startswith("421"))


HANGS_UP = Fault(hang_up=True)
#: Longer than any timeout of the tests.
STALLS = Fault(silence=30.0)
#: It takes the mail, and the answer never comes.
KEEPS_AND_HANGS_UP = Fault(hang_up=True, keeps=True)
KEEPS_AND_STALLS = Fault(silence=30.0, keeps=True)
SLOW = Fault(silence=0.05)


@dataclass
class Server:
    """What it will do, and what it has got."""

    port: int = 0
    script: dict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))
    #: What it does every time.
    always: dict[str, Fault] = field(default_factory=dict)
    #: What it answers to RCPT for some recipients, whenever they come.
    refused: dict[str, str] = field(default_factory=dict)
    received: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    connections: int = 0
    commands: list[str] = field(default_factory=list)

    def will(self, phase: str, *faults: Fault) -> "Server":
        """Do these at a phase, one after the other; then be well."""
        self.script[phase].extend(faults)
        return self

    def fault(self, phase: str) -> Fault | None:
        return self.script[phase].pop(0) if self.script[phase] else self.always.get(phase)

    @property
    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(one, policy=default) for one in self.received]  # type: ignore[misc]

    @property
    def ids(self) -> list[str]:
        return [str(one["Message-ID"]) for one in self.messages]


class _Taker:
    """What aiosmtpd asks about a mail. It reads all that its handler has for each connection, so this has little."""

    def __init__(self, told: Server) -> None:
        self.told = told

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        fault = self.told.fault("dot")
        if fault and fault.keeps:
            self._keep(envelope)
        if fault and await server.obey(fault):
            return ""
        if not (fault and fault.keeps):
            self._keep(envelope)
        return "250 2.0.0 taken"

    def _keep(self, envelope: Any) -> None:
        self.told.received.append(envelope.original_content)
        self.told.recipients.extend(envelope.rcpt_tos)


class _Scripted(SMTP):
    def __init__(self, told: Server, **options: Any) -> None:
        super().__init__(_Taker(told), hostname="mx.example.org", auth_require_tls=False, **options)
        self.told = told
        for name, method in list(self._smtp_methods.items()):
            self._smtp_methods[name] = self._scripted(name, method)

    def _scripted(self, name: str, method: Any) -> Any:
        async def command(argument: str | None) -> Any:
            self.told.commands.append(name)
            fault = self.told.fault(name)
            if fault and await self.obey(fault):
                return None
            if name == "RCPT" and (reply := self.told.refused.get(str(argument)[4:-1])):
                return await self.push(reply)
            return await method(argument)

        return command

    async def obey(self, fault: Fault) -> bool:
        """Do what is to go wrong; whether nothing else is to be said."""
        if fault.silence:
            await asyncio.sleep(fault.silence)
        if fault.reply:
            await super().push(fault.reply)
        if fault.hang_up and self.transport:
            self.transport.close()
        return bool(fault.reply or fault.hang_up)

    async def push(self, status: Any) -> None:
        if status:
            await super().push(status)

    async def _handle_client(self) -> None:
        self.told.connections += 1
        fault = self.told.fault("connect")
        if fault and await self.obey(fault):
            if not fault.hang_up:
                await asyncio.sleep(5)
            return
        await super()._handle_client()


def login(user: str, password: str) -> Any:
    """An authenticator that knows one user."""

    def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        known = isinstance(data, LoginPassword) and (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=known, handled=False)

    return authenticate


@contextmanager
def serving(
    *, port: int = 0, tls: ssl.SSLContext | None = None, implicit: bool = False, **options: Any
) -> Iterator[Server]:
    """A server on a port of the loopback, in a thread of its own."""
    told = Server()
    loop = asyncio.new_event_loop()
    connections: list[_Scripted] = []
    options.setdefault("enable_SMTPUTF8", False)
    if tls and not implicit:
        options["tls_context"] = tls

    def connected() -> _Scripted:
        connections.append(_Scripted(told, loop=loop, **options))
        return connections[-1]

    async def start() -> asyncio.Server:
        return await loop.create_server(connected, "127.0.0.1", port, ssl=tls if implicit else None)

    opened = loop.run_until_complete(start())
    told.port = opened.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        asyncio.run_coroutine_threadsafe(_end(opened, connections), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _end(server: asyncio.Server, connections: list[_Scripted]) -> None:
    """End all that goes on. A connection that stays open is found by whichever test runs when it is collected."""
    server.close()
    tasks = [one for one in asyncio.all_tasks() if one is not asyncio.current_task()]
    for one in tasks:
        one.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for connection in connections:
        if connection.transport:
            connection.transport.abort()
    await asyncio.sleep(0)  # what is aborted is closed in the next round
