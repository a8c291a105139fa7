"""Finds people who are named as the ones who made something fail, and tells them from products and roles."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from preceptor.writeup.document import Document
from preceptor.writeup.lexicon import Lexicon, Passage
from preceptor.writeup.phrases import Word

#: A handle, a word as names are written, or initials.
_CANDIDATE: Final = re.compile(
    r"(?<![\w@.+/-])@[A-Za-z][\w.-]{1,38}(?<=[\w])(?!@)|(?<![\w@-])[^\W\d_a-z][a-zß-ÿ'’-]{1,24}(?![\w@])|(?<![\w@-])[A-ZÀ-ÖØ-Þ]{2,3}(?![\w-])"
)
#: Sections that list who took part.
_ATTENDEES: Final = re.compile(
    r"\b(?:attend(?:ees|ance)|participants?|responders?|authors?|people|who was (?:there|involved)|involved"
    r"|on[- ]call|present)\b",
    re.IGNORECASE,
)
_IN_BRACKETS: Final = re.compile(r"[(\[]\s{0,3}([^\W\d_]{2,25})\b")
_WHO_WILL: Final = re.compile(
    r"\W{0,5}([A-Z][\w-]{1,30}(?: [A-Z][\w-]{1,30})?) (?:will|shall|has|have|is going to)\b"
)
_TEAM_WILL: Final = re.compile(
    r"\b[Tt]he (?!(?:whole|entire|full|rest)\b)[\w-]{2,30}(?: [\w-]{2,30})? team"
    r" (?:will|shall|has|is going|is to|plans to)\b"
)
#: What may be somebody's name or initials: behind a dash or a bracket, or as who acts at the begin of a sentence.
_SET_APART: Final = re.compile(
    r"(?:\s[-–—]\s|[(\[/])(?P<behind>[A-ZÀ-ÖØ-Þ][^\W\d_]{1,25})(?=\s{0,3}(?:[,;)\]/]|$))"
    r"|(?:^|[.!?,;]\s{1,3})(?P<first>[A-ZÀ-ÖØ-Þ][^\W\d_]{1,25})(?=\s(?:[a-z]{2,15}s|to|will|has)\b)"
)
_ASSIGNED: Final = re.compile(r"\b(?:assigned to|owned by|owner is|handed to)\s{1,3}[@A-Z]")
#: `Kim to document the order`, `Kim Ortiz: document the order`.
_IS_TO: Final = re.compile(
    r"\W{0,5}([^\W\d_]{2,25})(?: [A-Z][\w'’-]{1,30})?(?:(?:,| and| &) [A-Z][\w'’-]{1,30}){0,3}(?: to |: {1,3})(?=\w)"
)
_NOBODY: Final = frozenset(
    ("we", "it", "this", "that", "these", "those", "there", "they", "you", "i", "everybody", "everyone", "somebody")
)
#: Words between a name and what was done.
_BETWEEN: Final = frozenset(
    ("then", "also", "had", "has", "have", "was", "is", "been", "later", "first", "again", "and", "who", "just")
)
_MOST_BETWEEN: Final = 3
_PREPOSITIONS: Final = frozenset(
    ("before", "after", "by", "with", "without", "for", "to", "from", "of", "than", "as", "like", "and", "or", "at")
)
#: Words with which something else begins to act in a sentence.
_OTHERS: Final = frozenset(("which", "that", "who", "it", "they", "this", "these", "because", "as", "when", "while"))
#: Words before `by` in which the failure of a passive sentence stands.
_BEFORE_BY: Final = 3


@dataclass(frozen=True, slots=True)
class _Name:
    start: int
    end: int
    #: Whether it is one for certain: a handle, somebody who took part, a name that people have.
    certain: bool
    #: Whether it may be the initials of somebody.
    initials: bool = False


def actors(
    passages: Sequence[Passage], lexicon: Lexicon, attendees: frozenset[str]
) -> Iterator[tuple[Passage, int, int]]:
    """Each person as the actor of a failure: the passage, and from where to where in its text the name stands.

    `attendees` are who took part, as from `people`.
    """
    for passage in passages:
        if not any(character == "@" or character.isupper() for character in passage.text):
            continue
        starts = [word.start for word in passage.words]
        behind = 0
        for name in _names(passage, attendees, lexicon):
            if name.start >= behind and _failed(passage, starts, name, lexicon):
                behind = name.end
                yield passage, name.start, name.end


def names_somebody(text: str, lexicon: Lexicon, attendees: Collection[str] = ()) -> bool:
    """Whether a recommendation says who does it: `(Kim calls a meeting)`, `Platform will …`.

    `attendees` are who took part, in small letters: they are named behind a dash, in brackets, or as who acts.
    """
    if _ASSIGNED.search(text) or _TEAM_WILL.search(text) or behind_who(text, lexicon):
        return True
    if any(match[1].casefold() in lexicon.names for match in _IN_BRACKETS.finditer(text)):
        return True
    if any((match["behind"] or match["first"]).casefold() in attendees for match in _SET_APART.finditer(text)):
        return True
    subject = _WHO_WILL.match(text)
    return subject is not None and subject[1].casefold() not in _NOBODY


def behind_who(text: str, lexicon: Lexicon) -> int:
    """Where a recommendation goes on behind who does it, as in `Kim to document …`; 0 where it names nobody so."""
    match = _IS_TO.match(text)
    return match.end() if match and match[1].casefold() in lexicon.names else 0


def people(document: Document, lexicon: Lexicon) -> frozenset[str]:
    """The names and initials of those who took part, in small letters, as far as the document lists them."""
    found: set[str] = set()
    listed = False
    for block in document.blocks:
        if block.kind == "heading":
            listed = bool(_ATTENDEES.search(block.text))
        elif block.kind in ("paragraph", "cell"):
            text = block.text
            if not listed:
                # `Attendees: Kim, JS`
                label, colon, text = text.partition(":")
                if not colon or len(label) > 40 or not _ATTENDEES.search(label):
                    continue
            if len(text) <= 400:
                found.update(match[0].casefold() for match in _CANDIDATE.finditer(text))
    return frozenset(name for name in found if name not in lexicon.not_people)


def _names(passage: Passage, known: frozenset[str], lexicon: Lexicon) -> Iterator[_Name]:
    """What may be the name of a person, in order; two that follow each other are one."""
    text = passage.text
    open_: _Name | None = None
    for match in _CANDIDATE.finditer(text):
        word, folded = match[0], match[0].casefold()
        handle = word.startswith("@")
        certain = handle or folded in known or (folded in lexicon.names and not word.isupper())
        initials = word.isupper() and len(word) == 2 and folded not in lexicon.not_people
        follows = open_ is not None and text[open_.end : match.start()] in (" ", ". ")
        if folded in lexicon.not_people and not handle:
            # `Peter Server`, `Grafana Cloud`: a product or a role, in which no part is a name.
            open_ = None if follows else open_
            if open_ is not None:
                yield open_
            open_ = None
            continue
        if word.isupper() and not certain and not initials:
            continue
        if follows and open_ is not None:
            open_ = _Name(open_.start, match.end(), open_.certain or certain)
            continue
        if open_ is not None:
            yield open_
        open_ = _Name(match.start(), match.end(), certain, initials)
    if open_ is not None:
        yield open_


def _failed(passage: Passage, starts: Sequence[int], name: _Name, lexicon: Lexicon) -> bool:
    words = passage.words
    after = bisect_left(starts, name.end)
    before = bisect_left(starts, name.start)
    if before >= len(words):
        return False
    sentence = passage.around(before)
    is_subject = _is_subject(words, before, sentence)
    if after < sentence.stop and (is_subject or words[after].text != "and"):
        if _active(words, after, sentence, name, lexicon, passage.text):
            return True
        if name.certain and is_subject and _left_undone(words, after, sentence, lexicon):
            return True
    return _passive(words, before, sentence, name, lexicon)


def _active(words: Sequence[Word], at: int, sentence: range, name: _Name, lexicon: Lexicon, text: str) -> bool:
    """`Kim accidentally deleted …`."""
    if not {",", ":", "("}.isdisjoint(text[name.end : words[at].start]):
        return False
    for skipped in range(_MOST_BETWEEN + 1):
        here = at + skipped
        if here >= sentence.stop:
            return False
        if lexicon.personal.longest_at(words, here):
            return True
        if name.certain and lexicon.faults.longest_at(words, here):
            return True
        if (name.certain or name.initials) and lexicon.acts.longest_at(words, here):
            return _harmful(words, sentence, lexicon)
        if words[here].text not in _BETWEEN and not words[here].text.endswith("ly"):
            return False
    return False


def _is_subject(words: Sequence[Word], at: int, sentence: range) -> bool:
    """Whether nothing before a name makes it somebody else's story: `before Kim`, `with Kim`."""
    return at == sentence.start or words[at - 1].text not in _PREPOSITIONS


def _left_undone(words: Sequence[Word], at: int, sentence: range, lexicon: Lexicon) -> bool:
    """`Kim changed the balancer, and did not update …`: what somebody did not do, behind what they did."""
    for here in range(at, sentence.stop - 1):
        if words[here].text in _OTHERS:
            return False
        if words[here].text in ("and", "but") and words[here + 1].text in ("did", "didn't"):
            return lexicon.faults.longest_at(words, here + 1) is not None
    return False


def _passive(words: Sequence[Word], at: int, sentence: range, name: _Name, lexicon: Lexicon) -> bool:
    """`… was deleted by Kim`."""
    if not name.certain or at - 1 < sentence.start or words[at - 1].text != "by":
        return False
    for here in range(max(sentence.start, at - 1 - _BEFORE_BY), at - 1):
        if any(verbs.longest_at(words, here) for verbs in (lexicon.faults, lexicon.personal, lexicon.undone)):
            return True
        if lexicon.acts.longest_at(words, here):
            return _harmful(words, sentence, lexicon)
    return False


def _harmful(words: Sequence[Word], sentence: range, lexicon: Lexicon) -> bool:
    return any(lexicon.harm.longest_at(words, at) for at in sentence)
