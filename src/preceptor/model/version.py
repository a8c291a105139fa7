"""Versions of a documented process, and by how much a change makes them rise (STANDARD.md, "Change classes")."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Self

#: How much a change asks of people: `patch` nothing, `minor` to read it, `major` to catch up with it.
ChangeClass = Literal["patch", "minor", "major"]
#: From the smallest to the largest.
CHANGE_CLASSES: tuple[ChangeClass, ...] = ("patch", "minor", "major")

_WRITTEN = re.compile(r"(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})")


def largest(classes: Iterable[ChangeClass]) -> ChangeClass | None:
    """The largest of the classes; None where there are none."""
    return max(classes, key=CHANGE_CLASSES.index, default=None)


@dataclass(frozen=True, kw_only=True, order=True)
class Version:
    """A semantic version. Versions compare by their numbers: `1.10.0` comes after `1.9.0`."""

    major: int
    minor: int
    patch: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `1.10.0`; ValueError for anything but three whole numbers of at most nine digits."""
        written = _WRITTEN.fullmatch(text)
        if written is None:
            raise ValueError(f"{text[:60]!r} is not a version; write three whole numbers with dots, such as 1.0.0")
        return cls(major=int(written[1]), minor=int(written[2]), patch=int(written[3]))

    def __str__(self) -> str:
        """Give the form that `parse` reads back."""
        return f"{self.major}.{self.minor}.{self.patch}"

    def bump(self, by: ChangeClass) -> "Version":
        """The next version after a change of this class."""
        match by:
            case "major":
                return Version(major=self.major + 1, minor=0, patch=0)
            case "minor":
                return Version(major=self.major, minor=self.minor + 1, patch=0)
            case "patch":
                return Version(major=self.major, minor=self.minor, patch=self.patch + 1)
