"""From bytes to text: what a write-up may be made of, and a clear error for everything else."""

import re
from typing import Final

from preceptor.errors import BadInput

#: In bytes, the same as for definitions; a long write-up has a twentieth of it.
LARGEST_DOCUMENT: Final = 1024 * 1024

_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ud800-\udfff]")
_LINE_END = re.compile(r"\r\n?|\n")


class UnreadableDocument(BadInput):
    """This is not the text of a write-up.

    Save it as UTF-8 text in Markdown; nothing was changed.
    """

    code = "write-up"


def decode(data: bytes, path: str | None = None) -> str:
    """The text of a document called `path`. Raises `UnreadableDocument` with its place where it is no UTF-8 text."""
    if len(data) > LARGEST_DOCUMENT:
        raise _too_large(path)
    try:
        return checked(data.decode("utf-8-sig"), path)
    except UnicodeDecodeError as error:
        line, column = _line_and_column(data[: error.start].decode("utf-8", "replace"))
        raise UnreadableDocument(
            f"The byte 0x{data[error.start]:02x} is not UTF-8.", path=path, line=line, column=column
        ) from error


def checked(text: str, path: str | None = None) -> str:
    """The same text; raises `UnreadableDocument` where it is too large or holds what no text holds, such as NUL."""
    if len(text) > LARGEST_DOCUMENT:
        raise _too_large(path)
    if bad := _FORBIDDEN.search(text):
        line, column = _line_and_column(text[: bad.start()])
        raise UnreadableDocument(
            f"The character U+{ord(bad[0]):04X} is not text.", path=path, line=line, column=column
        )
    return text


def lines_of(text: str) -> list[str]:
    """The lines of a text without their ends, which may be those of any system."""
    return _LINE_END.split(text)


def _too_large(path: str | None) -> UnreadableDocument:
    return UnreadableDocument(
        "The document is larger than 1 MiB.", path=path, remedy="Keep logs and pictures beside it, and link to them."
    )


def _line_and_column(before: str) -> tuple[int, int]:
    lines = lines_of(before)
    return len(lines), len(lines[-1]) + 1
