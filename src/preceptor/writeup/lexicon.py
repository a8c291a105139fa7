"""A language made ready to be looked for, and the prose that it is looked for in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Final

from preceptor.model.language import Language
from preceptor.writeup.document import Block
from preceptor.writeup.phrases import Phrases, Word, words_of
from preceptor.writeup.stamps import stamp_at

#: What stands in quotation marks was said by somebody else. Bounded: longer ones are a slip of the writer.
_QUOTED: Final = re.compile(
    r"\"[^\"]{1,300}\"|“[^“”]{1,300}”|„[^„“”]{1,300}[“”]|«[^«»]{1,300}»|(?<!\w)'[^']{1,200}'(?!\w)"
)
#: Words on either side that a sentence is looked at; longer ones are several that nobody divided.
_NEAR: Final = 40
#: Words; a mark with more behind it and a link is a task. Our choice.
_A_FEW: Final = 5
#: Words of an exception before the phrase that it covers.
_LONGEST_EXCEPTION: Final = 8
_QUOTE: Final = re.compile("[\"“„«']")
#: Not in `14:??`, where something happened at a time that nobody knows to the minute.
_BARE_QUESTION: Final = re.compile(r"(?:^|(?<!\d)[:=|]\s*|\d:\s+)(\?+)\s*$")
#: All of a block in brackets is a hint for whoever fills in the template.
_HINT: Final = re.compile(r"\s*([\[{<]{1,2}[^\[\]{}<>]{3,300}[\]}>]{1,2})\W{0,3}")
#: A value that a template leaves open: `Reviewed by: [Team Lead]`, `Reviewed: [ ] Yes / [ ] No`.
_OPEN_VALUE: Final = re.compile(
    r":\s{0,3}(\[(?:your |the |insert )?(?:[\w-]{1,30} )?(?:names?|dates?|times?|lead|owner|author|reviewer|link|url"
    r"|ticket|number|title|description|duration|id)\]|\[(?:pending|to be)\b[^\[\]]{0,60}\]"
    r"|<[a-z][^<>]{1,80}\s[^<>]{1,80}>|\[ ?\]\s?\w{1,20}(?:\s?/\s?\[ ?\]\s?\w{1,20}){1,5})\s*$",
    re.IGNORECASE,
)
#: A place that a template leaves open, in a text: `{Description}`, `{{ what happened }}`.
_SLOT: Final = re.compile(
    r"\{{1,2}\s?[A-Z][A-Za-z]{2,30}(?:[ ,/-][A-Za-z]{1,30}){0,12}\s?\}{1,2}"
    r"|\{\{\s?[a-z]{1,30}(?: [a-z]{1,30}){1,12}\s?\}\}"
)
#: A tag with words of its own, such as `<details open>`, is none.
_HINT_IN_CORNERS: Final = re.compile(
    r"<(?!(?:details|div|span|figure|video|iframe|img)\b)[A-Za-z][^<>=/]{0,300}\s[^<>=/]{1,300}>"
)
#: With a colon, an example follows; a sentence may go on with the list behind it.
_INSTRUCTION_END: Final = re.compile(
    r"\b(?:for example|e\.g\.)\s*[,…]?\s*$|^\W*(?:\w+\W+){1,12}such as\s*[,…]?\s*$", re.IGNORECASE
)
#: `Alerts are still a todo` tells of a thing.
_A_THING: Final = re.compile(r"\b(?:an?|the|this|that|our|another|see)\s{1,3}$", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Passage:
    """A block's prose in words. What is code, address or quotation is blank in `text`, which keeps its length."""

    block: Block
    text: str
    words: tuple[Word, ...]

    def around(self, word: int) -> range:
        """The indices of the words of the sentence that the word is in, as far as they are near it."""
        number, first, end = self.words[word].sentence, word, word + 1
        while first > max(0, word - _NEAR) and self.words[first - 1].sentence == number:
            first -= 1
        while end < min(len(self.words), word + _NEAR) and self.words[end].sentence == number:
            end += 1
        return range(first, end)


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase in a passage."""

    code: str
    instead: str
    #: In the text of the passage.
    start: int
    end: int
    #: Which sentence of the passage it begins in, from 0.
    sentence: int


class Lexicon:
    """A language made ready; make it with `lexicon_of`, which does so once."""

    def __init__(self, language: Language) -> None:
        """Take the language."""
        self.language = language
        owners = [(number, words) for number, one in enumerate(language.phrases) for words in one.phrases]
        self._owners = [number for number, _ in owners]
        self._phrases = Phrases(words for _, words in owners)
        self._unless = [Phrases(one.unless) for one in language.phrases]
        actors, requests = language.actors, language.requests
        self.faults, self.acts, self.harm = Phrases(actors.faults), Phrases(actors.acts), Phrases(actors.harm)
        self.undone = Phrases(actors.undone)
        self.names = frozenset(name.casefold() for name in actors.names)
        self.personal = Phrases(actors.personal)
        self.not_people = frozenset(word.casefold() for word in actors.not_people)
        self.leads, self.vague = Phrases(requests.leads), Phrases(requests.vague)
        self.vague_amounts, self.verbs = Phrases(requests.amounts), Phrases(requests.verbs)
        self.ends, self.answers = Phrases(requests.ends), Phrases(requests.answers)
        self._placeholders, self._instructions = Phrases(language.placeholders), Phrases(language.instructions)
        self.numbers = frozenset(word.casefold() for word in language.numbers)
        self.common = frozenset(word.casefold() for word in language.common)

    def hits(self, passage: Passage) -> Iterator[Hit]:
        """Every phrase in a passage that no exception covers; of those of one code that overlap, the first."""
        matches = list(self._phrases.find(passage.words))
        if not matches:
            return
        phrases = self.language.phrases
        found = [
            (phrases[self._owners[one.phrase]].code, one.first, -one.end, self._owners[one.phrase]) for one in matches
        ]
        for code, several in groupby(sorted(found), key=lambda one: one[0]):
            behind = 0
            for _, first, end, owner in several:
                if first >= behind and not self._excepted(owner, passage, first, -end):
                    behind = -end
                    begun, ended = passage.words[first], passage.words[behind - 1]
                    yield Hit(code, phrases[owner].instead, begun.start, ended.end, begun.sentence)

    def _excepted(self, owner: int, passage: Passage, first: int, end: int) -> bool:
        return any(
            first < match.end
            for at in range(max(0, first - _LONGEST_EXCEPTION), end)
            for match in self._unless[owner].at(passage.words, at)
        )

    def placeholders_in(self, passage: Passage) -> tuple[tuple[int, int], ...]:
        """What in a block stands for something that is still to be written: from where to where in its text.

        Every line may be a field of its own that is left open; of all else the first is enough.
        """
        block, text = passage.block, passage.text
        if not block.links and ("[" in text or "<" in text):
            lines = pairwise((*block.line_starts, len(text)))
            fields = [match.span(1) for start, end in lines if (match := _OPEN_VALUE.search(text, start, end))]
            if fields:
                return tuple(fields)
        found = self._placeholder_in(passage)
        return () if found is None else (found,)

    def _placeholder_in(self, passage: Passage) -> tuple[int, int] | None:
        block, text, words = passage.block, passage.text, passage.words
        is_data = block.cell is not None and block.text.isupper()
        if not (block.links or is_data) and (match := _HINT.fullmatch(block.text)) and stamp_at(block.text) is None:
            return match.span(1)
        if not is_data and (match := _SLOT.search(text)):
            return match.span()
        if match := _BARE_QUESTION.search(text):
            return match.span(1)
        # What is quoted is blank in `text`, and may be the example.
        if words and (match := _INSTRUCTION_END.search(text)) and _INSTRUCTION_END.search(block.text):
            return words[0].start, match.end()
        for at, word in enumerate(words):
            begins = not at or words[at - 1].sentence != word.sentence
            if begins and (told := self._instructions.longest_at(words, at)) is not None:
                return word.start, words[told.end - 1].end
        for hit in self._placeholders.find(words):
            start, end = words[hit.first].start, words[hit.end - 1].end
            if _A_THING.search(text, max(start - 10, 0), start):
                continue
            if hit.end - hit.first > 1 or text[start:end].isupper() or _stands_out(passage, hit.first):
                # A task that somebody keeps track of is no gap in the document.
                return None if block.links and hit.first == 0 and len(words) > _A_FEW else (start, end)
        return None


def _stands_out(passage: Passage, at: int) -> bool:
    """Whether a word is a remark of its own, as in `Owner: tbd`, and no part of a sentence, as in `a todo list`."""
    words = passage.words
    last = at + 1 == len(words) or words[at + 1].sentence != words[at].sentence
    return last or (not at and passage.text[words[at].end :].startswith(":"))


def passage_of(block: Block) -> Passage | None:
    """The words of a block; None where it has none of its own, or they are somebody else's."""
    if block.kind not in ("paragraph", "cell", "heading") or block.quoted or block.of_page:
        return None
    text = without_quotations(block.prose)
    return Passage(block, text, tuple(words_of(text)))


def hint_in(block: Block) -> tuple[int, int] | None:
    """A hint of a template that HTML takes for a tag, such as `<your summary here>`."""
    if block.kind != "html" or not _HINT_IN_CORNERS.fullmatch(block.raw.strip()):
        return None
    return 0, len(block.raw.strip())


@lru_cache(maxsize=16)
def lexicon_of(language: Language) -> Lexicon:
    """The language made ready."""
    return Lexicon(language)


def without_quotations(text: str) -> str:
    """The text with spaces where quotations stand."""
    if not _QUOTE.search(text):
        return text
    return _QUOTED.sub(lambda found: " " * len(found[0]), text)
