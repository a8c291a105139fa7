"""Whether a text names a person: their login, name or address, as a word of its own."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from preceptor.model.canonical import Json


@dataclass(frozen=True)
class Names:
    """What somebody is or was called."""

    words: Collection[str]
    #: What others are called in whose names these words stand as well: `tim-b` names no `tim`.
    others: Collection[str] = field(default=(), kw_only=True)

    def among(self, others: Iterable[str]) -> "Names":
        """The same, told apart from what others are called. Whoever is called just so cannot be."""
        same = {one.casefold() for one in self.words}
        return Names(self.words, others=[one for one in others if one.casefold() not in same and self.are_in(one)])

    def are_in(self, text: str) -> bool:
        """Whether a text has one, in capitals or not, wherever lines break: `tim` in `Tim's`, not in `time`."""
        return any(found["word"] is not None for found in self._pattern.finditer(text))

    def are_in_document(self, document: Json) -> bool:
        """Whether a JSON value has one in a text, or as a key, since some documents go by logins.

        A key is taken whole: most are the engine's words, such as `time_zone`, and name no `zone`.
        """
        match document:
            case str():
                return self.are_in(document)
            case list():
                return any(self.are_in_document(one) for one in document)
            case dict():
                return any(key in self.words or self.are_in_document(one) for key, one in document.items())
        return False

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        # What is longer comes first, and takes what stands in it along.
        others = [_as_a_word(one) for one in sorted(self.others, key=len, reverse=True)]
        word = f"(?P<word>{'|'.join(_as_a_word(one) for one in self.words)})"
        return re.compile("|".join((*others, word)), re.IGNORECASE)


def _as_a_word(word: str) -> str:
    parts = word.split()
    before = r"(?<![^\W_])" if _is_told_apart(parts[0][0]) else ""
    after = r"(?![^\W_])" if _is_told_apart(parts[-1][-1]) else ""
    return before + r"\s+".join(re.escape(part) for part in parts) + after


def _is_told_apart(character: str) -> bool:
    """Whether a letter beside it makes another word. Scripts without capitals may run words together."""
    return character.isdigit() or character.lower() != character.upper()
