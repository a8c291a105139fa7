"""Reads the texts that people hand in as files."""

from pathlib import Path

from preceptor.errors import BadInput
from preceptor.services.files import read_file


def read_text(file: Path) -> str:
    """What a file says: UTF-8 text of at most 1 MiB, and not empty.

    Raises `BadInput` with the line and column of what is no text, and `EnvironmentProblem` where it cannot be read.
    """
    from preceptor.writeup.text import LARGEST_DOCUMENT, UnreadableDocument, decode

    try:
        text = decode(read_file(file, most=LARGEST_DOCUMENT), str(file))
    except UnreadableDocument as error:
        remedy = "Save it as UTF-8 text of at most 1 MiB; nothing was changed."
        raise BadInput(error.message, path=file, line=error.line, column=error.column, remedy=remedy) from error
    if not text.strip():
        raise BadInput("the file says nothing", path=file)
    return text
