"""Finds phrases in prose, word by word: the time is linear in the length of the text, whatever the phrases.

How a phrase is written, `model.language` says.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

_CJK = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af"
_WORD = re.compile(f"[{_CJK}]|[^\\W_{_CJK}]+(?:['’][^\\W_{_CJK}]+)*")
#: What ends a sentence: a phrase does not go on behind it. A dot and a colon do so only before space.
_END = re.compile(r"[!?;。！？]|[.:](?=\s)|\s[–—-]\s")
#: Words that `...` stands for at most.
_GAP: Final = 5


class Word(NamedTuple):
    """One word of a text, in small letters, and from where to where it stands."""

    text: str
    start: int
    end: int
    #: Of which sentence, counted from 0.
    sentence: int


def words_of(text: str) -> list[Word]:
    """The words of a text, in order."""
    found: list[Word] = []
    sentence, before = 0, 0
    text = text.replace("’", "'")
    for match in _WORD.finditer(text):
        start, end = match.span()
        if start - before > 1 and found and _END.search(text[before:start]):
            sentence += 1
        before = end
        found.append(Word(match[0].casefold(), start, end, sentence))
    return found


@dataclass(frozen=True, slots=True)
class _Part:
    """What may stand in one place of a phrase."""

    exact: frozenset[str]
    beginnings: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    anything: bool = False
    optional: bool = False
    gap: bool = False

    def fits(self, word: str) -> bool:
        return word in self.exact or self.anything or word.startswith(self.beginnings) or word.endswith(self.endings)


@lru_cache(maxsize=4096)
def _parts(phrase: str) -> tuple[_Part, ...]:
    found: list[_Part] = []
    for piece in phrase.casefold().replace("’", "'").split():
        if piece in ("...", "…"):
            found.append(_Part(frozenset(), optional=True, gap=True))
            continue
        optional = piece.startswith("(") and piece.endswith(")")
        choices = (piece[1:-1] if optional else piece).split("/")
        if len(choices) == 1:
            # One piece may hold several words: those of `just-in-time`, or the signs of a language without spaces.
            found += [_part([word], optional) for word in _spelled(choices[0])]
        else:
            found.append(_part(choices, optional))
    return tuple(found)


def _spelled(piece: str) -> list[str]:
    if piece.startswith("*"):
        return [piece]
    words = [match[0] for match in _WORD.finditer(piece)]
    if words and piece.endswith("*"):
        words[-1] += "*"
    return words


def _part(choices: Sequence[str], optional: bool) -> _Part:
    return _Part(
        frozenset(one for one in choices if "*" not in one),
        tuple(one[:-1] for one in choices if one.endswith("*") and len(one) > 1),
        tuple(one[1:] for one in choices if one.startswith("*") and len(one) > 1),
        "*" in choices,
        optional,
    )


def _end(parts: Sequence[_Part], words: Sequence[Word], at: int, sentence: int) -> int | None:
    """The index behind the last word of a match of `parts` at the word `at`, or None."""
    for number, part in enumerate(parts):
        if part.gap:
            rest = parts[number + 1 :]
            ends = (_end(rest, words, at + skipped, sentence) for skipped in range(_GAP + 1))
            return next((end for end in ends if end is not None), None)
        here = at < len(words) and words[at].sentence == sentence and part.fits(words[at].text)
        if part.optional:
            rest = parts[number + 1 :]
            # With the word where it is there, else without.
            taken = _end(rest, words, at + 1, sentence) if here else None
            return taken if taken is not None else _end(rest, words, at, sentence)
        if not here:
            return None
        at += 1
    return at


def _second_of(parts: Sequence[_Part]) -> frozenset[str] | None:
    """The words of which the second one of a phrase is always one; None where it may be another, or there is none."""
    if len(parts) < 2 or parts[0].optional or parts[0].gap or parts[1].optional or parts[1].gap:
        return None
    second = parts[1]
    return None if second.beginnings or second.endings or second.anything else second.exact


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase in a text."""

    #: The indices of its first word, and behind its last.
    first: int
    end: int
    #: Which of the phrases that are looked for.
    phrase: int


class Phrases:
    """Many phrases, looked for at once."""

    def __init__(self, phrases: Iterable[str]) -> None:
        """Take the phrases; one without words is never found."""
        self._parts = [_parts(one) for one in phrases]
        self._exact: dict[str, list[int]] = defaultdict(list)
        #: By the first sign: with what the first word may begin, and of which phrase.
        self._beginnings: dict[str, list[tuple[str, int]]] = defaultdict(list)
        #: Those whose first word may begin with anything.
        self._any: list[int] = []
        #: What the second word has to be, where that is one of a few; by it most that begin alike are told apart.
        self._seconds = [_second_of(parts) for parts in self._parts]
        for number, parts in enumerate(self._parts):
            self._file(number, parts)

    def _file(self, number: int, parts: Sequence[_Part]) -> None:
        """Note by which words the phrase may begin."""
        for part in parts:
            for word in part.exact:
                self._exact[word].append(number)
            for beginning in part.beginnings:
                self._beginnings[beginning[:1]].append((beginning, number))
            if part.endings or part.anything:
                self._any.append(number)
            if not part.optional:
                return

    def find(self, words: Sequence[Word]) -> Iterator[Match]:
        """Every match, in the order of the words that they begin with."""
        for at, word in enumerate(words):
            if self._any or word.text in self._exact or word.text[:1] in self._beginnings:
                yield from self.at(words, at)

    def at(self, words: Sequence[Word], at: int) -> Iterator[Match]:
        """The matches that begin at a word, one at most of each phrase."""
        word = words[at].text
        numbers: Iterable[int] = self._exact.get(word, ())
        begun = [number for beginning, number in self._beginnings.get(word[:1], ()) if word.startswith(beginning)]
        if begun or self._any:
            numbers = sorted({*numbers, *begun, *self._any})
        following = words[at + 1].text if at + 1 < len(words) else ""
        for number in numbers:
            second = self._seconds[number]
            if second is not None and following not in second:
                continue
            end = _end(self._parts[number], words, at, words[at].sentence)
            if end is not None and end > at:
                yield Match(at, end, number)

    def longest_at(self, words: Sequence[Word], at: int) -> Match | None:
        """The longest match that begins at a word; None where none does or there is no such word."""
        found = self.at(words, at) if at < len(words) else ()
        return max(found, key=lambda one: one.end, default=None)
