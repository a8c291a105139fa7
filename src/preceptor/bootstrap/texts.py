"""Reads the texts that people hand in as files."""

from pathlib import Path

from preceptor.errors import BadInput, EnvironmentProblem


def read_text(file: Path) -> str:
    """What a file says: UTF-8 text of at most 1 MiB, and not empty.

    Raises `BadInput` with the line and column of what is no text, and `EnvironmentProblem` where it cannot be read.
    """
    from preceptor.writeup.text import LARGEST_DOCUMENT, UnreadableDocument, decode

    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST_DOCUMENT + 1)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError, ValueError) as error:
        what = "is a folder" if isinstance(error, IsADirectoryError) else "is not there"
        raise BadInput(f"the file {what}", path=file) from error
    except OSError as error:
        raise EnvironmentProblem(f"the file cannot be read: {error.strerror}", path=file) from error
    try:
        text = decode(data, str(file))
    except UnreadableDocument as error:
        remedy = "Save it as UTF-8 text of at most 1 MiB; nothing was changed."
        raise BadInput(error.message, path=file, line=error.line, column=error.column, remedy=remedy) from error
    if not text.strip():
        raise BadInput("the file says nothing", path=file)
    return text
