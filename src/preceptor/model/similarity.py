"""How much two short texts have in common, in words.

Two texts are as similar as the words that they share weigh, against all the words that they have: the sum of the
weights of the shared words over the geometric mean of the sums of each (the cosine of the two, Salton 1975, each
word counted once). A word weighs the more the fewer of all texts have it (Spärck Jones 1972): with `n` texts of
which `m` have it, log(1 + n / m). 1 is the same words, 0 none in common. A word is its stem, so that `alerts` and
`alerting` are `alert`; articles, prepositions and the like are no words.
"""

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from math import log, sqrt
from typing import Generic, TypeVar

#: Below that, texts share a word or two by accident: what a reader of the public post-mortems in the tests would call
#: unrelated. Our choice.
LEAST = 0.2
#: Letters by which words of one family are told from others: `automation` and `automate`, `configuration` and
#: `config`. Cutting words there conflates them about as well as a stemmer does (Frakes 1992).
_STEM = 6
#: Endings that are cut off first, the longest that fits, where so many letters remain.
_ENDINGS = ("ings", "ing", "ies", "ed", "es", "er", "s", "e")
_REMAIN = 3
_WORD = re.compile(r"[^\W_]+")
#: Where a ticket is says nothing about what it asks for.
_ADDRESS = re.compile(r"https?://[^\s)>\]]+")
#: Words that say nothing about what a text is about.
_SAY_NOTHING = """
a about after again all also an and any are as at be because been before being both but by can could do does done
each every few for from get had has have having how if in into is it its itself just let like make many may more
most much must need new no not now of on once one only or other our out over own per same shall should so some
such than that the their them then there these they this those through to too under until up us use used using
very was way we were what when where which while who why will with within without would you your
add allow better consider create ensure find implement improve instead introduce investigate look possible provide
set setup issue issues link pr ticket way work working
"""
_EMPTY = frozenset(_SAY_NOTHING.split())

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, kw_only=True)
class Match(Generic[Key]):
    """Another text that is similar."""

    key: Key
    #: 0 to 1.
    similarity: float
    #: The words that both have, as the first one writes them, the heaviest first.
    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Group(Generic[Key]):
    """Texts that ask for something similar."""

    #: The one that most are similar to, first; the rest by how similar they are to it.
    keys: tuple[Key, ...]
    #: What they have in common with the first, the heaviest word of most of them first.
    words: tuple[str, ...]


class Corpus(Generic[Key]):
    """Texts by their key, to be compared with each other."""

    def __init__(self, texts: Mapping[Key, str]) -> None:
        self._words = {key: words_of(text) for key, text in texts.items()}
        self._having: dict[str, list[Key]] = {}
        for key, words in self._words.items():
            for stem in words:
                self._having.setdefault(stem, []).append(key)
        self._weights = {stem: log(1 + len(texts) / len(keys)) for stem, keys in self._having.items()}
        self._sums = {key: sum(self._weights[stem] for stem in words) for key, words in self._words.items()}

    def similar(self, key: Key, *, least: float = LEAST) -> list[Match[Key]]:
        """The texts that are similar to one, the most similar first, then in the order in which they were given.

        Raises `KeyError` for a key that is not among them.
        """
        shared: dict[Key, float] = {}
        for stem in self._words[key]:
            for other in self._having[stem]:
                shared[other] = shared.get(other, 0.0) + self._weights[stem]
        shared.pop(key, None)
        found = [(weight / sqrt(self._sums[key] * self._sums[other]), other) for other, weight in shared.items()]
        ranked = sorted((one for one in found if one[0] >= least), key=lambda one: -one[0])
        return [
            Match(key=other, similarity=min(1.0, value), words=self._shared(key, other)) for value, other in ranked
        ]

    def groups(self, *, of: Mapping[Key, Hashable], least: float = LEAST) -> Iterator[Group[Key]]:
        """What is asked for again and again: groups of similar texts of different origins, the largest first.

        `of`: where each text comes from. A group is counted by its origins; every text is in one group at most, and
        one that is similar to none of another origin is in none.
        """
        near = {key: [key, *(one.key for one in self.similar(key, least=least))] for key in self._words}
        left = set(self._words)
        # The largest comes first. What was counted before others were taken away is counted again: it only shrinks.
        waiting = [(-len({of[one] for one in keys}), place, key) for place, (key, keys) in enumerate(near.items())]
        heapify(waiting)
        while waiting:
            counted, place, key = heappop(waiting)
            members = [one for one in near[key] if one in left]
            origins = len({of[one] for one in members})
            if key not in left or origins < 2:
                continue
            if origins < -counted:
                heappush(waiting, (-origins, place, key))
                continue
            yield Group(keys=tuple(members), words=self._common(key, members))
            left.difference_update(members)

    def _shared(self, key: Key, other: Key) -> tuple[str, ...]:
        both = [stem for stem in self._words[key] if stem in self._words[other]]
        return tuple(self._words[key][stem] for stem in sorted(both, key=lambda stem: -self._weights[stem]))

    def _common(self, key: Key, members: list[Key]) -> tuple[str, ...]:
        counts = {
            stem: sum(stem in self._words[member] for member in members if member != key) for stem in self._words[key]
        }
        some = [stem for stem, count in counts.items() if count]
        ordered = sorted(some, key=lambda stem: (-counts[stem], -self._weights[stem]))
        return tuple(self._words[key][stem] for stem in ordered)


def words_of(text: str) -> dict[str, str]:
    """The stems of the words of a text, each with the first word that has it, in their order."""
    found: dict[str, str] = {}
    for word in _WORD.findall(_ADDRESS.sub(" ", text.casefold())):
        if word not in _EMPTY and not word.isdigit() and len(word) > 1:
            found.setdefault(_stem(word), word)
    return found


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _REMAIN and not word.endswith("ss"):
            word = word[: -len(ending)]
            break
    if word.endswith("y") and word[-2] not in "aeiou":
        word = word[:-1]
    return word[:_STEM]
