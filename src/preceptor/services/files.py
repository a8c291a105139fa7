"""Reads files that people hand in, and writes new ones for them."""

from pathlib import Path

from preceptor.errors import BadInput, EnvironmentProblem


def read_file(path: Path, *, most: int) -> bytes:
    """The bytes of a file, at most `most` and one more, so that a larger one is told without reading it whole.

    Raises `BadInput` where there is none, and `EnvironmentProblem` where it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError, ValueError) as error:
        what = "is a folder" if isinstance(error, IsADirectoryError) else "is not there"
        raise BadInput(f"the file {what}", path=str(path)) from error
    except OSError as error:
        remedy = "Check its permissions."
        raise EnvironmentProblem(f"{path} cannot be read: {error.strerror}", remedy=remedy) from error


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet. Raises `BadInput` where it is, and `EnvironmentProblem`."""
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise BadInput("the file is there already", path=str(path), remedy="Name another one.") from error
    except (OSError, ValueError) as error:
        raise EnvironmentProblem(f"{path} cannot be written: {error}", remedy="Name another place.") from error
