"""The names that people give to the sections of a write-up."""

import re
from functools import lru_cache
from typing import get_args

from preceptor.model.language import Language, Sections
from preceptor.model.writeup import SectionKind
from preceptor.writeup.phrases import Phrases, words_of
from preceptor.writeup.section_titles import WHOLE
from preceptor.writeup.section_words import ANYWHERE

#: By when something is to be done: no section, but a heading of what stands in one.
_HORIZON = re.compile(
    r"\W*(?:immediate|now|soon|later|(?:short|medium|mid|long|near)(?:er)?[- ]term)"
    r"(?: (?:actions?|fix(?:es)?|measures|steps|improvements|tasks|work|changes))?"
    r"(?: \((?!\W*(?:done|complete|implemented|finished|resolved|deployed))[^()]{1,40}\))?\W*",
    re.IGNORECASE,
)
#: A timeline where there are times below it.
_HISTORY = re.compile(r"\W*(?:\d{1,3}[.)]\s)?(?:events|log|history)\W*", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?:[^\w(]*(?:(?:section|part|step)\s\d{1,3}\W|\d{1,3}[.)]|[ivxlIVXL]{1,5}[.)]|\d{1,3}(?:\.\d{1,3})+\.?|[A-Za-z][.)])\s+)?\W*"
)
#: What may stand behind a name that is all of a heading.
_REST = r"(?!\w)\s*(?:[:(\[–—].*|\s[-/]\s.*)?\W*\Z"
#: What stands behind a name of one's own, and says more.
_BEHIND = re.compile(r"[:(\[–—（：]|\s[-/]\s")
#: `What could be better` is a name with its question before it.
_QUESTION = re.compile(r"(?:what|where|how|things)\b")
#: Whether a section has to be there, which says nothing of what it is: `Decision log (recommended for sev1)`.
_ASIDE = re.compile(r"\((?:optional|recommended|required|mandatory|if)\b[^()]{0,80}\)")
#: One of several, whatever it is about: `Recommendation 2: add safeguards`.
_ASKED = re.compile(r"recommendation \d")
_BRACKETS = re.compile(r"\([^()]{0,80}\)")
#: What joins two names in a heading, before the second.
_AND = re.compile(r"(?:\band|[+&/])\s{1,3}$")
#: Titles that are remembered; a document has a few hundred. Our choice.
_MOST_KNOWN = 4096
#: Words of a line in bold that heads a section where one of them is its name: `Attack timeline`. Our choice.
_FEW_WORDS = 4
#: Characters; a longer heading is a sentence, and its words say little about what it heads.
_LONGEST = 120

_PATTERNS_ANYWHERE = [(kind, re.compile(rf"\b(?:{'|'.join(words)})(?!\w)")) for kind, words in ANYWHERE.items()]
_KINDS: tuple[SectionKind, ...] = tuple(kind for kind in get_args(SectionKind) if kind != "other")
#: The same names where they are all of it.
_PATTERNS_ALONE = [
    (kind, re.compile(rf"\b(?:{'|'.join(words)}){_REST}", re.DOTALL)) for kind, words in ANYWHERE.items()
]
_PATTERNS_WHOLE = [(kind, re.compile(rf"(?:{'|'.join(words)}){_REST}", re.DOTALL)) for kind, words in WHOLE.items()]


class Names:
    """The names of sections: those that are shipped, and before them an organisation's own."""

    def __init__(self, own: Sections) -> None:
        """Take the names of one's own."""
        named = [(name, kind) for kind in _KINDS for name in getattr(own, kind.replace("-", "_"))]
        self._own = Phrases(name for name, _ in named)
        self._kinds = [kind for _, kind in named]
        #: What was asked before: most lines are looked at several times.
        self._known: dict[tuple[str, bool], SectionKind] = {}

    def kind_of(self, title: str, *, whole: bool = False) -> SectionKind:
        """What a section with this heading is about; `other` where the heading does not say.

        With `whole`, a name of a section has to be all of the heading: for text that need not be a heading at all. A
        name of one's own always has to.
        """
        if len(title) > _LONGEST:
            return "other"
        if (title, whole) not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[title, whole] = self._asked_first(title, whole)
        return self._known[title, whole]

    def _asked_first(self, title: str, whole: bool) -> SectionKind:
        # A name in two languages: `Ursache / Cause`.
        for one in (title, *title.split(" / ")[1:]):
            kind = self._own_kind(one) or _kind_of(one, whole)
            if kind != "other":
                return kind
        return "other"

    def kind_of_line(self, line: str, *, bold: bool) -> SectionKind:
        """What a section is about whose heading a line stands for; a few words in bold may hold more than a name."""
        few = bold and len(line.split()) <= _FEW_WORDS and not line.rstrip().endswith((".", "!"))
        return self.kind_of(line, whole=not few)

    def mentions_lessons(self, title: str) -> bool:
        """Whether a heading names lessons, perhaps beside what is to be done: `Lessons learned & action items`."""
        if len(title) > _LONGEST:
            return False
        shipped = (pattern for kind, pattern in _PATTERNS_ANYWHERE if kind == "lessons")
        return self._own_kind(title) == "lessons" or any(one.search(title.lower()) for one in shipped)

    def _own_kind(self, title: str) -> SectionKind | None:
        if not self._kinds:
            return None
        number = _NUMBER.match(title)
        words = words_of(_BEHIND.split(title[number.end() if number else 0 :], maxsplit=1)[0])
        found = self._own.at(words, 0) if words else ()
        return next((self._kinds[one.phrase] for one in found if one.end == len(words)), None)


def _kind_of(title: str, whole: bool) -> SectionKind:
    words = _ASIDE.sub(" ", title.lower())
    number = _NUMBER.match(words)
    words = words[number.end() :] if number else words
    begins = whole and not _QUESTION.match(words)
    if _ASKED.match(words) and not whole:
        return "recommendations"
    for kind, pattern in _PATTERNS_WHOLE:
        if pattern.match(words):
            return kind
    # What stands in brackets says more about the rest, where that has a name: `Root cause B (follow-up)`.
    found = _names_in(_BRACKETS.sub(" ", words), begins=begins, whole=whole) or _names_in(
        words, begins=begins, whole=whole
    )
    if not found:
        return "other"
    first, kind = found[0]
    # `Root cause and remediation` is about the cause, whatever the order in which the kinds are looked for.
    # Whoever puts lessons and actions under one heading lists what is to be done.
    return next((other for at, other in found if other != "lessons" and _AND.search(words[at:first])), kind)


def _names_in(words: str, *, begins: bool, whole: bool) -> list[tuple[int, SectionKind]]:
    """Which names stand in a heading and where, in the order in which the kinds are looked for."""
    found: list[tuple[int, SectionKind]] = []
    for kind, pattern in _PATTERNS_ALONE if whole else _PATTERNS_ANYWHERE:
        if match := pattern.match(words) if begins else pattern.search(words):
            found.append((match.start(), kind))
    return found


@lru_cache(maxsize=16)
def names_of(language: Language) -> Names:
    """The names of sections in a language."""
    return Names(language.sections)


#: The shipped names, without any of one's own.
SHIPPED = Names(Sections())


def is_horizon(title: str) -> bool:
    """Whether a heading only says by when what stands below it is to be done: `Immediate`, `Long-term fixes`."""
    return len(title) <= _LONGEST and _HORIZON.fullmatch(title) is not None


def is_history(title: str) -> bool:
    """Whether a heading names what may be told without times: `Events`, `History`."""
    return len(title) <= _LONGEST and _HISTORY.fullmatch(title) is not None
