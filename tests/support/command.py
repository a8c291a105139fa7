"""The real command in a real folder, and what it leaves behind."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self):
        return json.loads(self.out)

    @property
    def guards(self):
        return sorted({one["guard"] for one in self.document["refused"]})


@dataclass
class Folder:
    """A governance folder and the command in it."""

    path: Path
    now: str = "2026-03-02T09:00:00Z"
    environ: dict = field(default_factory=dict)

    def __call__(self, *arguments, as_=None, now=None, **environ):
        who = ["--as", as_] if as_ else []
        kept = {key: value for key, value in os.environ.items() if not key.startswith("PRECEPTOR_")}
        done = subprocess.run(
            [sys.executable, "-m", "preceptor", *who, *arguments],
            cwd=self.path,
            env={**kept, "NO_COLOR": "1", "PRECEPTOR_NOW": now or self.now, **self.environ, **environ},
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Ran(done.returncode, done.stdout, done.stderr)

    def json(self, *arguments, code=0, **rest):
        ran = self(*arguments, "--json", **rest)
        assert ran.code == code, (ran.out, ran.err)
        assert ran.err == ""
        return ran.document


#: A command within this process: exit code, standard output, standard error.
Run = Callable[..., tuple[int, str, str]]


def document(answer: tuple[int, str, str], code: int = 0) -> Any:
    """What a command answered as JSON, with this exit code."""
    assert answer[0] == code, answer
    return json.loads(answer[1])
