"""Reads files that people hand in, and writes new ones for them."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from preceptor.errors import BadInput, EnvironmentProblem


@contextmanager
def opened(path: Path) -> Iterator[BufferedReader]:
    """A file that somebody handed in, open for reading its bytes.

    Raises `BadInput` where there is none or it may not be read, and `EnvironmentProblem` where reading it fails.
    """
    try:
        file = path.open("rb")
    except (OSError, ValueError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or "there can be no such file"
        message = f"the file cannot be read: {why.lower()}"
        raise BadInput(message, path=path, remedy="Name a file that is there and that you may read.") from error
    with file:
        try:
            yield file
        except OSError as error:
            raise EnvironmentProblem(f"the file cannot be read: {error.strerror}", path=path) from error


def read_file(path: Path, *, most: int) -> bytes:
    """The bytes of a file, at most `most` and one more, so that a larger one is told without reading it whole.

    Raises as `opened` does.
    """
    with opened(path) as file:
        return file.read(most + 1)


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet. Raises `BadInput` where it is, and `EnvironmentProblem`."""
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise BadInput("the file is there already", path=str(path), remedy="Name another one.") from error
    except (OSError, ValueError) as error:
        raise EnvironmentProblem(f"{path} cannot be written: {error}", remedy="Name another place.") from error
