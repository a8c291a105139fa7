"""Whether a recommendation says what is to be done, or only wishes."""

import re
from typing import Final

from preceptor.writeup.actors import behind_who
from preceptor.writeup.lexicon import Lexicon
from preceptor.writeup.phrases import Word, words_of
from preceptor.writeup.tickets import TEAM_FIRST

#: A title before the recommendation itself: `Limits: set one of 200`.
_TITLE: Final = re.compile(r"[^:.!?]{1,80}:\s{1,3}(?=\S)")
#: The same above the one point that says it.
_TITLE_ABOVE: Final = re.compile(r"[^:.!?]{1,60}\s[–-]\s(?=[A-Z])")
#: A title before who does it: `Change management: we need to …`, whose first word may look like a verb.
_HEADING: Final = re.compile(r"\W{0,3}[A-Z][\w-]{1,20}(?: [\w-]{1,20}){0,3}:\s{1,3}(?=We\b)")
#: When it is to be done, before what: `Before each release, restart the pool`.
_CLAUSE: Final = re.compile(
    r"(?:when|whenever|if|before|after|once|during|until|in case)\b[^,.;:!?]{3,120},\s{1,3}(?=\S)", re.IGNORECASE
)
#: A mark or a number of its own before the recommendation: `[SRE]`, `(P1)`, `CPA-1`, `AI-7:`.
_MARK: Final = re.compile(
    r"\s*(?:[\[(][^\])\n]{1,30}[\])]\s*(?:[:–-]\s)?)+(?=\S)|\s*[A-Z][A-Z-]{0,12}-?\d{1,6}[a-z]?\s?[:.–-]?\s(?=[A-Z])"
)
#: What asks something of a system; `we should` asks nothing of anybody.
_SHOULD: Final = frozenset({"should", "must", "shall"})
#: Whoever that is; and how a rule begins: `all code must be tested` is never done.
_NO_SUBJECTS: Final = frozenset(
    (
        *("we", "i", "you", "one", "someone", "somebody", "everyone", "everybody", "nobody"),
        *("all", "any", "each", "every", "no"),
    )
)
_NEED: Final = frozenset({"need", "needs"})
_BETWEEN: Final = frozenset({"not", "also", "then", "always", "never"})


def why_vague(text: str, lexicon: Lexicon, *, titled: bool = True) -> str | None:
    """Why a recommendation is vague; None where it is not. A `titled` one may begin with a title and a colon."""
    mark = _MARK.match(text)
    text = text[mark.end() :] if mark else text
    team = TEAM_FIRST.match(text)
    text = text[team.end() if team else behind_who(text, lexicon) :]
    if titled and (heading := _HEADING.match(text)):
        return why_vague(text[heading.end() :], lexicon, titled=False)
    words = words_of(text)
    if not words:
        return "no verb"
    first = lexicon.leads.longest_at(words, 0)
    at = first.end if first else 0
    while (again := lexicon.leads.longest_at(words, at)) is not None:
        at = again.end
    words = _as_asked(words, at, lexicon)
    found = lexicon.vague.longest_at(words, at) or lexicon.vague.longest_at(words, 0)
    if found is not None and found.end < at and words[found.end].text == "to" and words[found.end - 1].text in _NEED:
        found = None  # `we need` is vague, and `we need to restart` is not
    if found is None and _says_what_is_to_do_what(words, lexicon):
        return None
    if found is not None and not _goes_on(words, found.end, lexicon):
        return f"vague: {_spelled(text, words, found.first, found.end)}"
    if found is None and (at >= len(words) or lexicon.verbs.longest_at(words, at) is None):
        title = (_TITLE.match(text) or _CLAUSE.match(text) or _TITLE_ABOVE.match(text)) if titled else None
        return why_vague(text[title.end() :], lexicon, titled=False) if title else "no verb"
    for match in lexicon.vague_amounts.find([word for word in words if word.sentence == words[0].sentence]):
        return f"vague: {_spelled(text, words, match.first, match.end)}"
    alone = words[-1].sentence == words[0].sentence
    return "a question" if alone and re.search(r"\?\W{0,20}$", text) else None


def _as_asked(words: list[Word], at: int, lexicon: Lexicon, form: str = "ing") -> list[Word]:
    """The words with `adding` as `add`, where it is the verb that they begin with; with `ed`, `added` as `add`."""
    if at >= len(words) or not words[at].text.endswith(form) or lexicon.verbs.longest_at(words, at):
        return words
    stem = words[at].text.removesuffix(form)
    for base in (stem, f"{stem}e", stem[:-1]):
        asked = [*words[:at], words[at]._replace(text=base), *words[at + 1 :]]
        if base and (lexicon.verbs.longest_at(asked, at) or lexicon.vague.longest_at(asked, at)):
            return asked
    return words


def _goes_on(words: list[Word], at: int, lexicon: Lexicon) -> bool:
    """Whether a vague verb is followed by one that is not, as in `investigate and fix`."""
    if at + 1 >= len(words) or words[at].text not in ("and", "then"):
        return False
    verb = lexicon.verbs.longest_at(words, at + 1)
    return verb is not None and lexicon.vague.longest_at(words, at + 1) is None


def _says_what_is_to_do_what(words: list[Word], lexicon: Lexicon) -> bool:
    """Whether the first sentence says what something is to do, as in `the hub should stop the server`, or what is to
    be done with it, as in `the limit will be set`.
    """
    for at, word in enumerate(words[:-1]):
        if word.sentence != words[0].sentence:
            return False
        after = _skipped(words, at + 1)
        passive = after < len(words) and words[after].text == "be"
        if (word.text in _SHOULD or (passive and word.text == "will")) and words[0].text not in _NO_SUBJECTS:
            after = _skipped(words, after + passive)
            asked = _as_asked(words, after, lexicon, "ed") if passive else words
            vague = lexicon.vague.longest_at(asked, after)
            plain = lexicon.verbs.longest_at(asked, after) if vague is None else _goes_on(asked, vague.end, lexicon)
            if plain:
                return True
    return False


def _skipped(words: list[Word], at: int) -> int:
    """The index behind words such as `not` and `automatically`."""
    while at < len(words) and (words[at].text in _BETWEEN or words[at].text.endswith("ly")):
        at += 1
    return at


def _spelled(text: str, words: list[Word], first: int, end: int) -> str:
    return text[words[first].start : words[end - 1].end]
