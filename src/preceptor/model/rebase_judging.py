"""What becomes of each change of a team when the standard moves: kept, reached, or a conflict that needs a side."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from preceptor.model import canonical
from preceptor.model.canonical import Json
from preceptor.model.overlay import Path, name_of

#: Whose value is to hold.
Side = Literal["standard", "team"]
#: What becomes of something that the team changed. `reached`: the standard says now what the team wanted, or more.
Outcome = Literal["kept", "reached", "standard", "team", "conflict"]

#: The sides that can be taken: what the standard removed or locked is the standard's, or is proposed anew.
STANDARD_ONLY: tuple[Side, ...] = ("standard",)
EITHER: tuple[Side, ...] = ("standard", "team")


@dataclass(frozen=True, kw_only=True)
class TeamChange:
    """Something that the team changed, and what became of it."""

    #: As in `process diff`, such as `steps.research.due`.
    path: str
    #: In the standard that the overlay lay on; None where it did not have it.
    before: Json
    #: As the team has it; None where it is left out.
    after: Json
    outcome: Outcome


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """Something that cannot be decided without the team."""

    #: As `take` names it, such as `research.due`.
    name: str
    path: str
    #: What stands against what, in a sentence.
    message: str
    #: In the old standard, in the new one, and as the team has it; None where it is not there.
    old: Json
    standard: Json
    team: Json
    #: The sides that can be taken. What the standard removed or locked is the standard's, or is proposed anew.
    sides: tuple[Side, ...]


@dataclass(kw_only=True)
class Judge:
    """Notes what becomes of each change of the team."""

    take: Mapping[str, Side]
    changes: list[TeamChange] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def note(self, path: Path, before: object, after: object, outcome: Outcome) -> None:
        """Note an outcome."""
        told = ".".join(str(part) for part in path)
        self.changes.append(
            TeamChange(path=told, before=canonical.dump(before), after=canonical.dump(after), outcome=outcome)
        )

    def conflict(
        self, path: Path, message: str, old: object, new: object, team: object, sides: tuple[Side, ...]
    ) -> bool:
        """Whether the team's side holds, as far as sides were taken."""
        name = name_of(path)
        around = [name, *(name.rsplit(".", n)[0] for n in range(1, name.count(".") + 1))]
        given = next((one for one in around if one in self.take), None)
        side = self.take[given] if given is not None else None
        if given is not None and side in sides:
            self.used.add(given)
            self.note(path, old, team, side)
            return side == "team"
        self.note(path, old, team, "conflict")
        self.conflicts.append(
            Conflict(
                name=name,
                path=".".join(str(part) for part in path),
                message=message,
                old=canonical.dump(old),
                standard=canonical.dump(new),
                team=canonical.dump(team),
                sides=sides,
            )
        )
        return False
