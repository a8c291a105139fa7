"""What is different between two texts, by words. White space is no word: a text that is only filled anew is the same.

The time is bounded: what would take too long to compare in detail counts as replaced, so that no text, however long
or repetitive, holds up whoever asks.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate, groupby
from typing import Literal

#: Pairs of alike words that one comparison may look at: some tenths of a second.
_PAIRS = 1_000_000

#: The words from one to another place, before and after.
_Span = tuple[int, int, int, int]


@dataclass(frozen=True, kw_only=True)
class Run:
    """Words in a row that have the same fate."""

    kind: Literal["equal", "removed", "added"]
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(self.words)


def word_diff(before: str, after: str) -> tuple[Run, ...]:
    """The words of both texts as runs: equal and removed ones are `before`, equal and added ones `after`.

    Where words were replaced, the removed ones come first.
    """
    old, new = before.split(), after.split()
    return tuple(_runs(old, new, list(_islands_flooded(_matches(before, after, old, new), len(old), len(new)))))


def marked(runs: Sequence[Run]) -> str:
    """One line for a terminal or a mail: `[-old-]{+new+}`."""
    written = ""
    for number, run in enumerate(runs):
        text = {"equal": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}[run.kind].format(run.text)
        together = run.kind == "added" and number > 0 and runs[number - 1].kind == "removed"
        written += text if together or not written else f" {text}"
    return written


def shortened(runs: Sequence[Run], around: int = 6) -> tuple[Run, ...]:
    """Equal words only as far as they stand around a change; `…` stands for the others."""
    return tuple(
        run if run.kind != "equal" else _shortened(run, number > 0, number < len(runs) - 1, around)
        for number, run in enumerate(runs)
    )


def _shortened(run: Run, left: bool, right: bool, around: int) -> Run:
    head, tail = around if left else 0, around if right else 0
    if len(run.words) <= head + tail + 1:
        return run
    return Run(kind="equal", words=(*run.words[:head], "…", *run.words[len(run.words) - tail :]))


def _matches(before: str, after: str, old: list[str], new: list[str]) -> list[_Span]:
    """Spans of equal words, in order. Long texts are compared line by line first."""
    if _price(old, new) <= _PAIRS // 2:
        return _blocks(old, new, [_PAIRS])
    olds, old_starts = _lines(before)
    news, new_starts = _lines(after)
    budget, found = [_PAIRS], list[_Span]()
    alo = blo = 0
    for a, b, c, d in [*_blocks(olds, news, [_PAIRS]), (len(olds), len(olds), len(news), len(news))]:
        ahi, bhi = old_starts[a], new_starts[c]
        inside = _blocks(old[alo:ahi], new[blo:bhi], budget)
        found += [(alo + i, alo + j, blo + k, blo + m) for i, j, k, m in inside]
        alo, blo = old_starts[b], new_starts[d]
        found.append((ahi, alo, bhi, blo))
    return [span for span in found if span[0] < span[1]]


def _lines(text: str) -> tuple[list[tuple[str, ...]], list[int]]:
    """The lines with words in them, and the number of words before each and before the end."""
    lines = [words for line in text.splitlines() if (words := tuple(line.split()))]
    return lines, [0, *accumulate(len(words) for words in lines)]


def _price(old: Sequence[Hashable], new: Sequence[Hashable]) -> int:
    counts = Counter(new)
    return sum(counts[word] for word in old)


def _blocks(old: Sequence[Hashable], new: Sequence[Hashable], budget: list[int]) -> list[_Span]:
    """Spans of what is equal, in order: the longest first, then left and right of it, until the budget is spent."""
    lead = _common(old, new)
    trail = _common(old[lead:][::-1], new[lead:][::-1])
    middle: _Span = (lead, len(old) - trail, lead, len(new) - trail)
    found: list[_Span] = [(0, lead, 0, lead), (middle[1], len(old), middle[3], len(new))]
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    counts = Counter(new)
    prices = [0, *accumulate(1 + counts[word] for word in old)]
    open_spans = [middle]
    while open_spans:
        alo, ahi, blo, bhi = open_spans.pop()
        price = prices[ahi] - prices[alo]
        if alo == ahi or blo == bhi or price > budget[0]:
            continue
        budget[0] -= price
        match = matcher.find_longest_match(alo, ahi, blo, bhi)
        if match.size:
            end, other_end = match.a + match.size, match.b + match.size
            found.append((match.a, end, match.b, other_end))
            open_spans += [(alo, match.a, blo, match.b), (end, ahi, other_end, bhi)]
    return sorted(span for span in found if span[0] < span[1])


def _common(old: Sequence[Hashable], new: Sequence[Hashable]) -> int:
    """How many are the same from the start on."""
    return next(
        (at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), min(len(old), len(new))
    )


def _islands_flooded(matches: list[_Span], olds: int, news: int) -> Iterator[_Span]:
    """Leave out a few equal words amid much that changed: it reads better as one change."""
    begin = (0, 0)
    for number, span in enumerate(matches):
        after = matches[number + 1] if number + 1 < len(matches) else (olds, olds, news, news)
        left = span[0] - begin[0] + span[2] - begin[1]
        right = after[0] - span[1] + after[2] - span[3]
        if left and right and 4 * (span[1] - span[0]) <= min(left, right):
            continue
        begin = (span[1], span[3])
        yield span


def _runs(old: list[str], new: list[str], matches: list[_Span]) -> Iterator[Run]:
    pieces: list[Run] = []
    at_old = at_new = 0
    for alo, ahi, blo, bhi in [*matches, (len(old), len(old), len(new), len(new))]:
        pieces += [
            Run(kind="removed", words=tuple(old[at_old:alo])),
            Run(kind="added", words=tuple(new[at_new:blo])),
            Run(kind="equal", words=tuple(old[alo:ahi])),
        ]
        at_old, at_new = ahi, bhi
    for kind, same in groupby((piece for piece in pieces if piece.words), key=lambda piece: piece.kind):
        yield Run(kind=kind, words=tuple(word for piece in same for word in piece.words))
