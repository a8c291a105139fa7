"""Writes a file whole or not at all."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from preceptor.errors import BadInput, ReadOnlyFolder


def see_to_overwriting(file: Path, *, overwrite: bool) -> None:
    """Raise `BadInput` where the file is there and may not be overwritten, or is no ordinary file."""
    if not os.path.lexists(file):
        return
    if not file.is_file():
        raise BadInput("this is no file that could be written", path=file, remedy="Name another one.")
    if not overwrite:
        raise BadInput(
            "there is such a file already", path=file, remedy="Name another one, or overwrite it with --yes."
        )


def write_whole(file: Path, pieces: Iterable[str], *, what: str) -> None:
    """Write a text in UTF-8, as it comes; on the disk when this returns. Raises `ReadOnlyFolder`.

    `what` names it in a message: `the seal`.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.absolute().parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
                out.writelines(pieces)
                out.flush()
                os.fsync(out.fileno())
            os.chmod(name, 0o644)
            os.replace(name, file)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as error:
        raise ReadOnlyFolder(f"{what} cannot be written: {error.strerror}", path=file, remedy=None) from error
