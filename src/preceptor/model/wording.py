"""A sentence about a change, and the small parts that it is made of."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from preceptor.model.differences import Change
from preceptor.model.prose import Run, marked, shortened
from preceptor.model.version import ChangeClass

#: How many roles are named in a sentence about all of them.
_NAMED = 3
#: Words for who has to do with an instance whose name alone reads like no person.
_RELATIONS = {"on-call": "the on-call rotation", "note-taker": "the note-taker"}


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """A change as a sentence."""

    #: The titles of the roles whose ladder it is about.
    roles: tuple[str, ...] = ()
    #: The title of the step, rung or lifecycle that it is about.
    place: str = ""
    #: What is different, without its end.
    says: str
    #: Where a text was worded differently: the words before and after.
    words: tuple[Run, ...] = ()
    change_class: ChangeClass = "patch"

    @property
    def about(self) -> str:
        """What it is about; empty where that is the process as a whole."""
        more = len(self.roles) - _NAMED
        roles = [*self.roles[:_NAMED], f"{more} more"] if more > 0 else self.roles
        return ", ".join(part for part in (listed(roles), self.place) if part)

    @property
    def lead(self) -> str:
        """The sentence without the words."""
        said = f"{self.about}: {self.says}" if self.about else self.says[:1].upper() + self.says[1:]
        return f"{said}:" if self.words else f"{said}."

    def __str__(self) -> str:
        """Give the whole of it in one line, the words with marks and no more of them than show the change."""
        return f"{self.lead} {marked(shortened(self.words))}" if self.words else self.lead


def listed(words: Iterable[str]) -> str:
    """`a, b and c`; empty for none."""
    return _joined(words, "and")


def either(words: Iterable[str]) -> str:
    """`a, b or c`; empty for none."""
    return _joined(words, "or")


def relation(word: str) -> str:
    """Who somebody is to an instance, in a sentence: `the team lead`."""
    return _RELATIONS.get(word, f"the {word.replace('-', ' ')}")


def quoted(text: object) -> str:
    """A title or a statement as it is written in the definition."""
    return f'"{text}"'


def now(change: Change, say: Callable[[Any], str] | None = None) -> str:
    """What holds now, and in brackets what held: `2 business days (was 3)`."""
    if say:
        return f"{say(change.after)} (was {say(change.before)})"
    return f"{_value(change.after)} (was {was(change)})"


def was(change: Change) -> str:
    """What held; of a duration in the same unit only the number."""
    before, after = _value(change.before), _value(change.after)
    amount, _, unit = before.partition(" ")
    same = unit and unit.rstrip("s") == after.partition(" ")[2].rstrip("s")
    return amount if same and amount.isdigit() else before


def names(value: object) -> list[str]:
    """The names in a value of a change that is a list of names."""
    return [str(one) for one in value] if isinstance(value, list) else []


def _value(value: object) -> str:
    if value is None:
        return "none"
    return ("no", "yes")[value] if isinstance(value, bool) else str(value)


def _joined(words: Iterable[str], last: str) -> str:
    *head, tail = [*words] or [""]
    return f"{', '.join(head)} {last} {tail}" if head else tail
