"""Reads one YAML file into plain values, and remembers where each of them stands.

Of YAML 1.2 we take mappings, lists and scalars. Aliases, anchors, merge keys and tags are refused: a reader should
see what holds where it holds. The values are built from the stream of events without recursion, so that the limits
bind before anything large or deep has been built.
"""

import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path as File
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from preceptor.catalog.document import Document, Marks, Place, Value
from preceptor.catalog.not_yaml import not_yaml
from preceptor.catalog.problems import Path, shown
from preceptor.model.finding import Finding

#: In bytes. The largest definition that we ship is a fiftieth of it.
LARGEST_FILE: Final = 1024 * 1024
#: The shipped definitions need six levels.
DEEPEST: Final = 50

_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_INT = re.compile(r"[-+]?[0-9]{1,18}|0o[0-7]{1,18}|0x[0-9a-fA-F]{1,15}")
_FLOAT = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(["", "~", "null", "Null", "NULL"]),
    **dict.fromkeys(["true", "True", "TRUE"], True),
    **dict.fromkeys(["false", "False", "FALSE"], False),
}


def read(file: File, path: str | None = None) -> tuple[Document | None, list[Finding]]:
    """Read `file`, called `path` in findings. Whatever is in it, the answer is findings and never an exception.

    The document is None where nothing of the file can be used.
    """
    where = path if path is not None else str(file)
    text, findings = _text(file, where)
    return (None, findings) if text is None else parse(text, where)


def parse(text: str, path: str) -> tuple[Document | None, list[Finding]]:
    """Read the text of a file called `path`."""
    if len(text) > LARGEST_FILE:
        return None, [_too_large(path)]
    if bad := _FORBIDDEN.search(text):
        line, column = _line_and_column(text[: bad.start()])
        code = f"U+{ord(bad[0]):04X}"
        return None, [
            Finding(
                path=path,
                line=line,
                column=column,
                code="D104",
                message=f"the character {code} is not allowed",
            )
        ]
    builder = _Builder(path)
    try:
        for event in _events(text):
            if not builder.take(event):
                return None, builder.findings
    except YAMLError as error:
        return None, [*builder.findings, not_yaml(error, text, path)]
    except (ValueError, OverflowError, IndexError, AttributeError, AssertionError):
        # The parser has a few ways to stumble over escapes and directives that no YAML error covers.
        return None, [*builder.findings, not_yaml(YAMLError(), text, path)]
    if builder.root is None or (builder.root.value is None and not builder.findings):
        return None, [*builder.findings, Finding(path=path, code="D105", message="the file is empty")]
    return builder.root, builder.findings


def _text(file: File, path: str) -> tuple[str | None, list[Finding]]:
    try:
        kind = file.stat().st_mode
        if not stat.S_ISREG(kind):
            what = "a folder" if stat.S_ISDIR(kind) else "not an ordinary file"
            return None, [Finding(path=path, code="D101", message=f"this is {what}")]
        with file.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or "there can be no such file"
        return None, [Finding(path=path, code="D101", message=f"the file cannot be read: {why.lower()}")]
    if len(data) > LARGEST_FILE:
        return None, [_too_large(path)]
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        line, column = _line_and_column(before)
        message = f"the byte 0x{data[error.start]:02x} is not UTF-8"
        suggestion = "save the file with the encoding UTF-8"
        return None, [
            Finding(path=path, line=line, column=column, code="D103", message=message, suggestion=suggestion)
        ]


def _too_large(path: str) -> Finding:
    return Finding(
        path=path,
        code="D102",
        message="the file is larger than 1 MiB",
        suggestion="divide the process in two",
    )


def _line_and_column(before: str) -> tuple[int, int]:
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _events(text: str) -> Iterator[Any]:
    yaml = YAML(typ="safe", pure=True)
    yield from yaml.parse(text)


def _place(mark: Any) -> Place:
    return Place(mark.line + 1, mark.column + 1)


class _Skipped:
    """Stands for a key that cannot be taken: its value is read, looked at, and left out."""


@dataclass(kw_only=True)
class _Open:
    """A mapping or a list that has begun and not ended."""

    value: "list[Value] | dict[str, Value]"
    marks: Marks
    at: Path
    #: The key whose value comes next; None where a key comes next.
    key: str | _Skipped | None = None
    key_place: Place | None = None
    #: A mapping in the place of a key.
    is_key: bool = False


class _Builder:
    """Builds the values of one document from events."""

    def __init__(self, path: str) -> None:
        self.root: Document | None = None
        self.findings: list[Finding] = []
        self._path = path
        self._open: list[_Open] = []
        self._documents = 0
        self._dropped: set[Path] = set()

    def take(self, event: Any) -> bool:
        """Take the next event; False where reading on makes no sense."""
        if isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._say("D106", event, "a second document begins here", "write it into a file of its own")
                return False
        elif isinstance(event, NodeEvent):
            return self._node(event)
        elif isinstance(event, CollectionEndEvent):
            ended = self._open.pop()
            if ended.is_key:
                self._open[-1].key = _Skipped()
        return True

    def _node(self, event: NodeEvent) -> bool:
        if isinstance(event, AliasEvent):
            self._say(
                "D109",
                event,
                f"the alias {shown('*' + str(event.anchor))} is not allowed",
                "write the value out",
            )
        elif event.anchor is not None:
            self._say(
                "D109",
                event,
                f"the anchor {shown('&' + str(event.anchor))} is not allowed",
                "leave the anchor out",
            )
        if (tag := _tag(event)) is not None:
            self._say("D110", event, f"the tag {shown(tag)} is not allowed", "leave the tag out")
        inside = self._open[-1] if self._open else None
        if inside is not None and isinstance(inside.value, dict) and inside.key is None:
            return self._key(event, inside)
        return self._value(event, inside)

    def _key(self, event: NodeEvent, inside: _Open) -> bool:
        place = _place(event.start_mark)
        if isinstance(event, AliasEvent):
            inside.key = _Skipped()
        elif not isinstance(event, ScalarEvent):
            self._say("D113", event, "a mapping or a list cannot be a key")
            return self._begin(event, None, is_key=True)
        elif event.value == "<<" and not event.style:
            self._say("D111", event, "the merge key `<<` is not allowed", "write the keys out")
            inside.key = _Skipped()
        elif _SURROGATE.search(event.value):
            self._say("D113", event, "a key holds half a character (a lone surrogate)")
            inside.key = _Skipped()
        elif event.value in inside.marks.inside and isinstance(inside.marks.inside, dict):
            first = inside.marks.inside[event.value].key or Place()
            self._say("D112", event, f"the key {shown(event.value)} is written twice, first in line {first.line}")
            inside.key = _Skipped()
        else:
            inside.key, inside.key_place = event.value, place
        return True

    def _value(self, event: NodeEvent, inside: _Open | None) -> bool:
        if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            return self._begin(event, inside)
        taken = isinstance(event, ScalarEvent)
        value: Value = None
        if isinstance(event, ScalarEvent):
            value = _scalar(event)
            if isinstance(value, str) and _SURROGATE.search(value):
                self._say("D104", event, "the text holds half a character (a lone surrogate)")
                taken = False
        self._put(value, Marks(value=_place(event.start_mark)), inside, taken=taken)
        return True

    def _begin(self, event: NodeEvent, inside: _Open | None, *, is_key: bool = False) -> bool:
        if len(self._open) >= DEEPEST:
            self._say("D108", event, f"this is nested deeper than {DEEPEST} levels")
            return False
        value: list[Value] | dict[str, Value] = {} if isinstance(event, MappingStartEvent) else []
        marks = Marks(value=_place(event.start_mark), inside={} if isinstance(value, dict) else [])
        at = self._put(value, marks, inside, taken=True) if not is_key else ()
        self._open.append(_Open(value=value, marks=marks, at=at, is_key=is_key))
        return True

    def _put(self, value: Value, marks: Marks, inside: _Open | None, *, taken: bool) -> Path:
        """Put a value where it belongs, and say where that is."""
        if inside is None:
            self.root = Document(path=self._path, value=value, marks=marks, dropped=self._dropped)
            return ()
        if isinstance(inside.value, list) and isinstance(inside.marks.inside, list):
            if not taken:
                self._dropped.add(inside.at)
                return inside.at
            inside.value.append(value)
            inside.marks.inside.append(marks)
            return (*inside.at, len(inside.value) - 1)
        key, inside.key = inside.key, None
        if (
            not isinstance(key, str)
            or not isinstance(inside.value, dict)
            or not isinstance(inside.marks.inside, dict)
        ):
            return inside.at
        marks.key = inside.key_place
        if value is None and marks.key is not None:
            marks.value = marks.key  # what is empty stands nowhere; the parser puts it where the next thing begins
        inside.marks.inside[key] = marks
        if taken:
            inside.value[key] = value
        else:
            self._dropped.add((*inside.at, key))
        return (*inside.at, key)

    def _say(self, code: str, event: Any, message: str, suggestion: str | None = None) -> None:
        place = _place(event.start_mark)
        self.findings.append(
            Finding(
                path=self._path,
                line=place.line,
                column=place.column,
                code=code,
                message=message,
                suggestion=suggestion,
            )
        )


def _tag(event: Any) -> str | None:
    tag = getattr(event, "ctag", None)
    return None if tag is None else str(tag)


def _scalar(event: ScalarEvent) -> Value:
    """The value of a scalar under the core schema of YAML 1.2; what is quoted, and `no` and `12:30`, is text."""
    text: str = event.value
    if event.style or _tag(event) is not None:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text, 0 if text[:2] in ("0o", "0x") else 10)
    if _FLOAT.fullmatch(text) and not text.lstrip("+-").isdigit():
        return float(
            text.replace(".inf", "inf").replace(".Inf", "inf").replace(".INF", "inf").lower().replace(".nan", "nan")
        )
    return text
