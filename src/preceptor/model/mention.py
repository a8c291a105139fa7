"""Whether a text names a person: their login, name or address, as a word of its own."""

import re
from collections.abc import Iterable

from preceptor.model.canonical import Json


def mentions(words: Iterable[str]) -> re.Pattern[str]:
    """What finds somebody who is called by these words in a text, in capitals or not, wherever lines break: `tim` in
    `Tim's`, not in `time`."""
    return re.compile("|".join(_as_a_word(word) for word in words), re.IGNORECASE)


def is_named(document: Json, named: re.Pattern[str]) -> bool:
    """Whether a JSON value says what `mentions` finds: in a text, or as a key, since some documents go by logins.

    A key is taken whole: most are the engine's words, such as `time_zone`, and name no `zone`.
    """
    match document:
        case str():
            return named.search(document) is not None
        case list():
            return any(is_named(one, named) for one in document)
        case dict():
            return any(named.fullmatch(key) or is_named(one, named) for key, one in document.items())
    return False


def _as_a_word(word: str) -> str:
    parts = word.split()
    before = r"(?<![^\W_])" if _is_told_apart(parts[0][0]) else ""
    after = r"(?![^\W_])" if _is_told_apart(parts[-1][-1]) else ""
    return before + r"\s+".join(re.escape(part) for part in parts) + after


def _is_told_apart(character: str) -> bool:
    """Whether a letter beside it makes another word. Scripts without capitals may run words together."""
    return character.isdigit() or character.lower() != character.upper()
