"""Makes mails in a process of its own, where there are many: Python runs on one core at a time otherwise.

The other process reads the database and never writes, holds no lease, and ends when its input does; so it leaves
nothing behind, whoever is killed. Whatever goes wrong with it, mails are made here as if there were none.
"""

import os
import pickle
import select
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import IO

from preceptor.bootstrap import make_context
from preceptor.bootstrap.pages import FolderLetters
from preceptor.bootstrap.settings import Settings
from preceptor.clock import Clock, from_environment
from preceptor.mail.message import compose
from preceptor.ports import QueuedNotice
from preceptor.services.context import Context
from preceptor.services.relay.making import Made, MailMaker, Maker

#: Mails of one round after which another process is worth its start, which takes as long as several hundred. Our
#: choice.
ENOUGH = 500


@dataclass(frozen=True, kw_only=True)
class Making:
    """What mails are made with, in whichever process."""

    settings: Settings
    #: Whom mails are from.
    sender: str

    def maker(self, context: Context, clock: Clock) -> MailMaker:
        """One that makes them in this process."""
        letters = FolderLetters(folder=self.settings.folder)
        return MailMaker(lambda: replace(context, now=clock.now()), letters, compose, sender=self.sender)


class ApartMaker:
    """Makes mails here, and where there are many, in another process (`Maker`)."""

    def __init__(self, here: Maker, making: Making, *, enough: int = ENOUGH) -> None:
        """Take who makes them here, and what is needed to make them elsewhere."""
        self._here = here
        self._making = making
        self._enough = enough
        self._made = 0
        self._other: _Process | None = None

    def make(self, token: str, notices: Sequence[QueuedNotice]) -> Made:
        """Make mails of notices that are leased to `token`."""
        self._made += len(notices)
        if self._made > self._enough:
            self._other = self._other or _Process(self._making)
            if self._other.listens() and (made := self._other.make(token, notices)):
                return made
        return self._here.make(token, notices)

    def rest(self) -> None:
        """End the other process; one is started when there are many again."""
        self._made = 0
        if self._other:
            self._other.end()
            self._other = None
        self._here.rest()


class _Process:
    """The other process, from here."""

    def __init__(self, making: Making) -> None:
        # -P: what lies in the folder in which the relay runs is no part of it.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", f"import {__name__} as apart; apart.serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdin and self._process.stdout
        self._questions, self._answers = self._process.stdin, self._process.stdout
        #: None: it has not said so yet.
        self._listens: bool | None = None
        self._ask(making)

    def listens(self) -> bool:
        """Whether it has started, and nothing has gone wrong."""
        if self._listens is None and select.select([self._answers], [], [], 0)[0]:
            self._listens = self._answer() is True
        return bool(self._listens)

    def make(self, token: str, notices: Sequence[QueuedNotice]) -> Made | None:
        """Let it make mails; None where it cannot."""
        self._ask((token, notices))
        made = self._answer()
        if isinstance(made, Made):
            return made
        self.end()
        return None

    def end(self) -> None:
        """Let it end, which it does as soon as nobody can ask it for more."""
        self._listens = False
        self._process.kill()  # it may still be starting; it writes nothing that could be left half done
        with suppress(OSError):  # what it did not read any more
            self._questions.close()
        self._answers.close()
        self._process.wait()

    def _ask(self, what: object) -> None:
        with suppress(OSError):  # then there is no answer either
            pickle.dump(what, self._questions)
            self._questions.flush()

    def _answer(self) -> object:
        try:
            return pickle.load(self._answers)
        except (EOFError, OSError, pickle.UnpicklingError):
            return None


def serve() -> None:
    """Be the other process: make mails until nobody can ask for more."""
    for asked in (signal.SIGINT, signal.SIGTERM):  # the relay finishes what is in hand, and ends this one
        signal.signal(asked, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever is printed is no answer
    with suppress(EOFError, BrokenPipeError):
        making, clock = pickle.load(sys.stdin.buffer), from_environment(os.environ)
        maker = making.maker(make_context(settings=making.settings, clock=clock), clock)
        _say(True, answers)
        while True:
            _say(maker.make(*pickle.load(sys.stdin.buffer)), answers)


def _say(what: object, answers: IO[bytes]) -> None:
    pickle.dump(what, answers)
    answers.flush()
