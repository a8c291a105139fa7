"""Runs the console blocks of a page as somebody would who follows it, and compares what they print.

A page's ```console blocks are one story: they run in order, in a folder of their own, with one environment.

- `$ ` begins a command; after a backslash at its end it goes on in the next line.
- What stands below a command is what it prints, on either output, up to space at the ends of lines.
  `...` alone in a line stands for any lines, and within a line for any text.
- A command whose output is left out as a whole has to succeed.
- A block after `<!-- file: NAME -->` is written to that file before the story goes on.
- `preceptor` runs in this process; `cd`, `export` and `unset` act on the story; anything else goes to the shell.

`python -m tests.docs.console PAGE...` writes into the pages what their commands print now.
"""

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: Where the stories say that they happen.
HOME = "/home/olga"
#: The login, on their system, of whoever follows a page: nobody whom it is about, so that the page says for whom its
#: commands act.
LOGIN = "reader"

_FENCE = re.compile(r"^(?P<indent> *)```(?P<kind>\w*) *$")
_FILE = re.compile(r"^ *<!-- file: (?P<name>[\w./-]+) -->$")


@dataclass(kw_only=True)
class Fence:
    """A fenced block of a page."""

    #: What stands after the fence: `console`, `yaml`.
    kind: str
    #: The line of the opening fence, counted from 1.
    line: int
    lines: list[str]
    #: The file that it is, where it is one.
    file: str | None = None


@dataclass(kw_only=True)
class Command:
    """One command of a story, and what the page says that it prints."""

    line: int
    typed: list[str]
    shown: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The command in one line."""
        first, *rest = [one.removesuffix("\\") for one in self.typed]
        return first.removeprefix("$ ") + "".join(rest)

    @property
    def elided(self) -> bool:
        return bool(self.shown) and all(one.strip() == "..." for one in self.shown)


def fences(text: str) -> list[Fence]:
    """Every fenced block of a page."""
    found: list[Fence] = []
    inside: Fence | None = None
    before = ""
    for number, line in enumerate(text.splitlines(), 1):
        fence = _FENCE.match(line)
        if inside is None and fence:
            named = _FILE.match(before)
            inside = Fence(kind=fence["kind"], line=number, lines=[], file=named["name"] if named else None)
        elif inside is not None and fence and not fence["kind"]:
            found.append(inside)
            inside = None
        elif inside is not None:
            inside.lines.append(line)
        before = line
    assert inside is None, f"the block that begins in line {inside.line} never ends"
    return found


def commands(fence: Fence) -> list[Command]:
    """The commands of a console block."""
    found: list[Command] = []
    continues = False
    for number, line in enumerate(fence.lines, fence.line + 1):
        if continues:
            found[-1].typed.append(line)
        elif line.startswith("$ "):
            found.append(Command(line=number, typed=[line]))
        else:
            assert found, f"line {number}: something is printed before any command"
            found[-1].shown.append(line)
        continues = (continues or line.startswith("$ ")) and line.endswith("\\")
    return found


def agrees(shown: Sequence[str], printed: Sequence[str]) -> bool:
    """Whether what a page shows is what was printed, `...` standing for anything."""
    parts = []
    for line in shown:
        if line.strip() == "...":
            parts.append(r"(?:[^\n]*\n)*")
        else:
            parts.append("[^\n]*".join(re.escape(part) for part in line.rstrip().split("...")) + "\n")
    return re.fullmatch("".join(parts), "".join(f"{line.rstrip()}\n" for line in printed)) is not None


class Story:
    """A page being followed: its folder, its environment, and how the last command ended."""

    def __init__(self, folder: Path, *, instead: Mapping[str, str] | None = None) -> None:
        """`instead`: what to read in a command for what the page says, such as the address of a server."""
        self._folder = folder
        self._here = folder
        self._instead = instead or {}
        self.code = 0
        self._environ = {name: value for name, value in os.environ.items() if not name.startswith("PRECEPTOR_")}
        self._environ |= dict.fromkeys(("LOGNAME", "USER", "LNAME", "USERNAME"), LOGIN)
        self._environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        self._environ |= {"HOME": str(folder), "CHECKOUT": str(ROOT)}

    def write(self, fence: Fence) -> None:
        """Write a block that is a file."""
        assert fence.file
        path = self._here / fence.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{line}\n" for line in fence.lines), encoding="utf-8")

    def run(self, text: str) -> list[str]:
        """Run one command; the lines that it printed on either output."""
        for said, meant in self._instead.items():
            text = text.replace(said, meant)
        words = shlex.split(text)
        if text == "echo $?":
            return [str(self.code)]
        if words[0] == "cd":
            there = (self._here / self._at_home(words[1])).resolve()
            if not there.is_dir():
                return [f"cd: {words[1]}: there is no such folder"]
            self._here = there
            return []
        if words[0] == "export":
            self._environ |= dict(word.split("=", 1) for word in words[1:])
            return []
        if words[0] == "unset":
            for name in words[1:]:
                self._environ.pop(name, None)
            return []
        if words[0] == "preceptor" and _plain(text):
            printed = self._preceptor([self._at_home(word) for word in words[1:]])
        else:
            printed = self._shell(text)
        printed = printed.replace(str(self._folder), HOME)
        for said, meant in self._instead.items():
            printed = printed.replace(meant, said)
        return printed.splitlines()

    def _at_home(self, word: str) -> str:
        return f"{self._folder}{word[1:]}" if word == "~" or word.startswith("~/") else word

    def _preceptor(self, arguments: list[str]) -> str:
        from preceptor.cli.root import run

        output = io.StringIO()
        before, here = dict(os.environ), Path.cwd()
        try:
            os.environ.clear()
            os.environ.update(self._environ)
            os.chdir(self._here)
            with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
                self.code = run(arguments)
        finally:
            os.chdir(here)
            os.environ.clear()
            os.environ.update(before)
        return output.getvalue()

    def _shell(self, text: str) -> str:
        done = subprocess.run(
            ["/bin/sh", "-c", text],
            cwd=self._here,
            env=self._environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            encoding="utf-8",
            check=False,
        )
        self.code = done.returncode
        return done.stdout


def _plain(text: str) -> bool:
    """Whether the shell would do nothing with this command but run it."""
    words = shlex.shlex(text, posix=True, punctuation_chars="|&;<>()")
    words.whitespace_split = True
    return not any(word and set(word) <= set("|&;<>()") for word in words) and "$" not in text


def follow(text: str, story: Story) -> Iterator[tuple[Command, list[str]]]:
    """Run a page's story; each command with what it really printed."""
    for fence in fences(text):
        if fence.file:
            story.write(fence)
        elif fence.kind == "console":
            for command in commands(fence):
                yield command, story.run(command.text)


def troubles(text: str, story: Story) -> Iterator[str]:
    """Where a page says something else than what happens."""
    for command, printed in follow(text, story):
        if not agrees(command.shown, printed):
            shown = "\n".join(f"    {line}" for line in command.shown)
            real = "\n".join(f"    {line}" for line in printed)
            yield f"line {command.line}: {command.text}\n  the page shows:\n{shown}\n  it prints:\n{real}"
        elif command.elided and story.code:
            real = "\n".join(f"    {line}" for line in printed)
            yield f"line {command.line}: {command.text}\n  ends with {story.code}:\n{real}"


def updated(text: str, story: Story) -> str:
    """The page with what its commands print now. What agrees stays, with its `...`."""
    lines = text.splitlines()
    replacements = []
    for command, printed in follow(text, story):
        if not agrees(command.shown, printed) or (command.elided and story.code):
            start = command.line - 1 + len(command.typed)
            replacements.append((start, start + len(command.shown), printed))
    for start, end, printed in reversed(replacements):
        lines[start:end] = [line.rstrip() for line in printed]
    return "\n".join(lines) + "\n"


def main(pages: list[str]) -> None:
    """Write into the pages what their commands print now."""
    for page in pages:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(page)
            path.write_text(
                updated(path.read_text(encoding="utf-8"), Story(Path(folder).resolve())), encoding="utf-8"
            )


if __name__ == "__main__":
    main(sys.argv[1:])
