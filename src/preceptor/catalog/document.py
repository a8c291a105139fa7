"""What one file says, as plain values, and where in the file each of them stands."""

from dataclasses import dataclass, field

from preceptor.catalog.problems import Path, Trouble
from preceptor.model.finding import Finding

Value = None | bool | int | float | str | list["Value"] | dict[str, "Value"]


@dataclass(frozen=True)
class Place:
    """A position in a file, both counted from 1."""

    line: int = 1
    column: int = 1


@dataclass(kw_only=True)
class Marks:
    """Where a value stands, and its key, and what is inside it."""

    value: Place
    key: Place | None = None
    inside: "dict[str, Marks] | list[Marks]" = field(default_factory=dict)

    def at(self, step: str | int) -> "Marks | None":
        """What is inside under a key or a position, or None."""
        if isinstance(self.inside, list):
            return self.inside[step] if isinstance(step, int) and step < len(self.inside) else None
        return self.inside.get(str(step))


@dataclass(kw_only=True)
class Document:
    """What one file says."""

    #: As the person wrote it.
    path: str
    value: Value
    marks: Marks
    #: What was written but could not be taken, and so is not in `value`.
    dropped: set[Path] = field(default_factory=set)

    def place(self, at: Path, *, key: bool = False) -> Place:
        """The place of a value, or of its key; of the nearest thing around it where it is not written."""
        marks = self.marks
        for step in at:
            inner = marks.at(step)
            if inner is None:
                # What is missing in a mapping is reported at the mapping's name.
                key = isinstance(step, str)
                break
            marks = inner
        return marks.key if key and marks.key is not None else marks.value

    def finding(self, trouble: Trouble) -> Finding:
        """The trouble, with its place in this file."""
        place = self.place(trouble.at, key=trouble.key)
        return Finding(
            path=self.path,
            line=place.line,
            column=place.column,
            code=trouble.code,
            severity=trouble.severity,
            message=trouble.message,
            suggestion=trouble.suggestion,
        )

    def written(self, *at: str | int) -> frozenset[str]:
        """The keys that are written in the mapping at `at`, also those that could not be taken."""
        marks: Marks | None = self.marks
        for step in at:
            marks = marks.at(step) if marks else None
        return frozenset(marks.inside) if marks and isinstance(marks.inside, dict) else frozenset()
