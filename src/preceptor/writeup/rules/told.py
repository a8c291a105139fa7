"""Whether a recommendation asks for something, or only tells of what was done or is there."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from preceptor.model.writeup import Place, Recommendation
from preceptor.writeup.inline import plain
from preceptor.writeup.lexicon import Lexicon
from preceptor.writeup.phrases import Word, words_of

#: Verbs of what is over once it was done; what was planned, improved or found out is not.
FINISHED: Final = (
    r"(?:added|adjusted|advised|changed|completed|configured|corrected|deleted|deployed|disabled|documented|done"
    r"|enabled|enhanced|fixed|implemented|increased|informed|installed|introduced|lowered|merged|migrated|moved"
    r"|notified|patched|published|purged|raised|reconfigured|reduced|refunded|released|removed|renewed|replaced"
    r"|rebuilt|reinstalled|remedied|reported|resolved|restarted|restored|reverted|revoked|rolled (?:out|back)"
    r"|rotated|sent|shut down|stopped|submitted|switched|told|tweaked|updated|upgraded|written|wrote)"
)
#: Work is not done where it was written down.
_OPENED: Final = (
    r"(?:created|raised|opened|filed|wrote|added)\b[^.!?]{0,20}\b(?:tickets?|issues?|cards?|bugs?|stor(?:y|ies))\b"
)
#: What tells of the past: `Added a test`, `Updated the guide`; `Automated tests` does not.
_DID: Final = re.compile(
    rf"\W{{0,9}}(?!{_OPENED})"
    r"(?:already\s(?!planned)|(?:implemented|done|completed|fixed)(?:\s?\([^()]{1,30}\))?\s?:\s|(?:got|added|fixed|removed|created|wrote|built|rebuilt|wrapped|reverted|replaced|moved|deleted|installed"
    r"|introduced|migrated|upgraded|patched|deployed|rolled|sent|ran|gave|took|held|told|taught)\b(?! by\b)"
    r"|[A-Za-z]{2,20}ed (?:a|an|the|all|our|its|both|each|these|this|every)\b)",
    re.IGNORECASE,
)
#: Words of a line that says so at its end; a longer one says more. Our choice.
_A_FEW: Final = 8
#: The same at the end of a sentence: `Baseline updated`.
_FINALLY: Final = re.compile(rf"\b(?:{FINISHED}|scheduled)\W*(?:@[\w-]{{1,40}}\W*)?$", re.IGNORECASE)
#: The same with who did it, or to what, and nothing that is left to do: `We have told the teams.`
_WE_DID: Final = re.compile(
    rf"(?:[^.:!?]{{1,40}}[:.]\s{{1,3}})?\W{{0,9}}(?:(?:we|i)(?:['’]ve| have)?(?: now| already| also| since)?"
    rf"|[^.!?:;]{{1,80}}\b(?:was|were)(?: \w{{1,15}}ly)?) {FINISHED}\b",
    re.IGNORECASE,
)
#: The same without the `was`: `Script updated to handle several pages`.
_GOT_DONE: Final = re.compile(
    rf"\W{{0,9}}(?!(?:Be|Get|Have|Keep|Stay)\b)[A-Z][\w-]{{1,20}} {FINISHED} (?:to|with|so|in|for|from|on)\b"
)
#: With more words before it, of which the first may be a verb.
_OF_SEVERAL: Final = re.compile(
    rf"\W{{0,9}}[\w./-]{{2,40}}(?: [\w./-]{{1,20}}){{0,3}}(?<! be)(?<! being) {FINISHED}"
    r" (?:to|with|so|in|for|from|on)\b"
)
#: The same as a title: `Smoke test added: it asks for 3 pages`.
_TITLE_DONE: Final = re.compile(rf"\W{{0,9}}[A-Z][\w-]{{1,20}}(?: [\w-]{{1,20}}){{0,4}} {FINISHED}:\s", re.IGNORECASE)
_LEFT: Final = re.compile(
    r"\b(?:should|must|will|shall|could|may|might|needs?|needed|next|still|remain\w*|yet|but|however|until"
    r"|going to|plan\w*|backlog|roadmap|sprint|temporar\w+|workaround|for now|investigat\w+)\b"
    r"|['’]ll\b",
    re.IGNORECASE,
)
#: What tells of a safeguard that is there: `` `ci.yml` checks each release ``. Behind a name in code or a link, words
#: that are things elsewhere are verbs.
_IS_THERE: Final = re.compile(
    r"(?:[^.:!?]{1,40}:\*{0,2}\s{1,3})?\W{0,9}[^.:;!?]{1,120}?"
    r"(?:\s(?:now\s)?(?:defines|enforces|generali[sz]es|caught|rejects|explains|prevents|includes)\b"
    r"|`\s(?:now\s)?(?:guards|flags|reports|checks|tests|documents|blocks|runs|covers|fails|notes|says|states)\b)"
    r"|\W{0,9}(?:both|these|those)\s[^.:;!?]{1,60}\s(?:include|contain|have|assert|check)\b"
    r"|\W{0,9}[^.:;!?]{1,80}\snow\s(?:can|assert|check|cover|run|fail|refuse|report|log|validate|verify|use|show)s?\b"
    r"|\W{0,9}new\s[\w-]{2,20}(?:\s[\w-]{2,20}){0,4}\s(?:in|at)\b",
    re.IGNORECASE,
)
#: A title before a sentence: `Limits: there is one of 200`.
_TITLE: Final = re.compile(r"[^:.!?]{1,80}:\s{1,3}(?=\S)")
#: Names in code, and links: what they hold does not matter to the sentence.
_NAMED: Final = re.compile(r"`[^`\n]{1,200}`|\[[^\]\n]{1,200}\]\([^)\n]{1,500}\)")
_CLAUSE: Final = re.compile(r"[.;!?]\s")
_PAUSE: Final = re.compile(r"\s[–—-]\s|[,;.!?]\s")
#: `Check that the probe reports each failure` asks for something.
_THAT: Final = re.compile(r"\b(?:that|whether|if|so)\b", re.IGNORECASE)
#: Verbs of what is so, or was; and words behind which they are no longer the verb of the sentence.
_STATES: Final = frozenset(
    (
        *(
            "is",
            "are",
            "was",
            "were",
            "has",
            "have",
            "had",
            "does",
            "did",
            "pass",
            "passes",
            "can",
            "cannot",
            "can't",
        ),
        *("isn't", "aren't", "wasn't", "weren't", "hasn't", "haven't", "hadn't", "doesn't", "don't", "didn't"),
    )
)
#: Who says what they have or can do asks for more of it.
_ASKING: Final = frozenset({"we", "you", "i", "always", "never", "nobody", "no", "all", "every"})
#: How often something is, and no adverb of what is to be done.
_TIMES: Final = frozenset({"daily", "weekly", "monthly", "quarterly", "yearly", "hourly", "only", "early"})
_DETERMINERS: Final = frozenset({"a", "an", "the", "all", "our", "its", "both", "each", "these", "this", "every"})
#: What a text does, with `that` behind it.
_SAYS: Final = frozenset({"says", "warns", "notes", "states", "explains", "means", "shows", "ensures", "requires"})
_SUBORDINATES: Final = frozenset(
    (
        *("that", "which", "who", "when", "whenever", "if", "whether", "where", "what", "how", "because", "since"),
        *("while", "after", "before", "once", "until", "unless", "so", "as", "to"),
    )
)
#: Recommendations that stand together, for one of which it is certain that it tells of the past; then all may. Our
#: choice.
_TOGETHER: Final = 2
#: So many that all may are certain: `Checked limits`, `Restored keys`, and so on. Our choice.
_MANY: Final = 4
#: The share of many that is enough for those that may. Our choice.
_MOST: Final = 0.75
#: A verb of the past, perhaps: `Documented steps`, `Limited access`.
_PAST: Final = re.compile(
    rf"\W{{0,9}}(?!(?i:{_OPENED})|(?:Suggested|Proposed|Recommended|Planned|Required|Needed)\b)"
    r"(?:[A-Z][a-z-]{1,20}ed|Made|Built|Rebuilt|Wrote|Rewrote|Sent|Ran|Gave|Took|Held|Told|Taught|Brought|Kept)\b"
)
#: A verb of what is over, without a doubt.
_BEGUN: Final = re.compile(rf"\W{{0,9}}{FINISHED}\b", re.IGNORECASE)
#: What is still to come, in the first sentence of a point.
TO_COME: Final = re.compile(
    r"[^.!?]{0,60}?\b(?:will|(?:i|we|they|he|she)['’]ll|going to|(?:is|are) expected to|plan(?:s|ning)? to"
    r"|we(?:'re|’re| are) (?:also |now |still |currently )?[a-z]{3,20}ing)\b",
    re.IGNORECASE,
)


def is_told(one: Recommendation, text: str, lexicon: Lexicon, *, perhaps: bool) -> bool:
    """Whether a recommendation only tells of what was done, or of what there is. `text` is what a person reads of it.

    `perhaps`: it stands where people list what they did as well as what they will do, so that it is one only if it
    asks for something, or is no sentence.
    """
    if _DID.match(text) or _is_there(one.text):
        return True
    if (title := _TITLE.match(text)) and _DID.match(text, title.end()) and not _LEFT.search(text):
        return True
    got_done = _GOT_DONE.match(text) or (_OF_SEVERAL.match(text) and not _asks(text, lexicon))
    if got_done and not _LEFT.search(text):
        return True
    if perhaps and _TITLE_DONE.match(text):
        return True
    if _WE_DID.match(text) and not _LEFT.search(_first_clause(text)) and not _asks(text, lexicon):
        return True
    if not perhaps or (_asks(text, lexicon) and not one.text.lstrip(" *_[").startswith("`")):
        return False
    line = plain(one.text.partition("\n")[0])
    over = len(line.split()) <= _A_FEW and _FINALLY.search(line) is not None and _LEFT.search(line) is None
    return over or (not _asks_for_something(one, text, lexicon) and _is_a_statement(text))


def is_only_a_name(one: Recommendation, text: str, lexicon: Lexicon) -> bool:
    """Whether a heading that may ask for something only names what stands below it: `New backup system`."""
    title = text.partition("\n")[0]
    return not (
        one.owner or one.due or one.ticket or TO_COME.match(title) or _PAST.match(title) or _asks(title, lexicon)
    )


def tells_of_the_past(text: str) -> bool:
    """Whether a text begins with what was done: `Created two scripts:`."""
    return (_DID.match(text) or _BEGUN.match(text)) is not None


def told_together(all_of_them: Sequence[Recommendation], lines: Sequence[int]) -> Iterator[Place]:
    """Where those are that stand together and begin with what was done: all of few, one at least without a doubt, or
    most of many.

    `lines` are those of the headings, in order.
    """
    for _, together in groupby(all_of_them, key=lambda one: (bisect_right(lines, one.place.line - 1), one.group)):
        some = list(together)
        past = [one for one in some if _PAST.match(one.text)]
        certain = len(some) >= _MANY or any(_DID.match(one.text) for one in some) or _PAST.match(some[0].group)
        enough = _MOST * len(some) if len(some) >= _MANY else len(some)
        if len(some) >= _TOGETHER and certain and len(past) >= enough:
            yield from (one.place for one in past)


def _first_clause(text: str) -> str:
    pause = _PAUSE.search(text)
    return text[: pause.start()] if pause else text


def _is_there(source: str) -> bool:
    """Whether a recommendation only tells of a safeguard that there is."""
    found = _IS_THERE.match(_NAMED.sub("`…`", source))
    if found is None or _THAT.search(found[0]):
        return False
    end = _CLAUSE.search(source)
    return not _LEFT.search(source[: end.start()] if end else source)


def _asks_for_something(one: Recommendation, text: str, lexicon: Lexicon) -> bool:
    """Whether a recommendation has a field of one, or asks for something in its first sentence."""
    if one.owner or one.due or one.done is not None:
        return True
    said = _behind_title(text)
    words = words_of(said)
    first = [word for word in words if not word.sentence]
    if not first or first[0].text in _ASKING or TO_COME.match(text):
        return True
    if len(said) < len(text) and _asks(said, lexicon):
        return True
    return _LEFT.search(said[: first[-1].end]) is not None


def _is_a_statement(text: str) -> bool:
    """Whether one of the sentences says how something is, what it does, or what was done."""
    said = _behind_title(text)
    for _, sentence in groupby(words_of(said), key=lambda word: word.sentence):
        words = list(sentence)
        if (not words[0].sentence and _FINALLY.search(said[: words[-1].end])) or _says_what_is(words):
            return True
    return False


def _behind_title(text: str) -> str:
    title = _TITLE.match(text)
    return text[title.end() :] if title else text


def _says_what_is(words: Sequence[Word]) -> bool:
    """Whether a sentence has a verb of what is or was. `documents the` is taken for one, though it may be things."""
    for at, word in enumerate(words):
        if word.text in _SUBORDINATES:
            return False
        after = words[at + 1].text if at + 1 < len(words) else ""
        states = (word.text in _STATES and after != "being") or (word.text == "now" and after.endswith("s"))
        does = (word.text.endswith(("ed", "s")) and after in _DETERMINERS) or (word.text in _SAYS and after == "that")
        if (at and (states or does)) or (words[0].sentence and does):
            return True
    return False


def _asks(text: str, lexicon: Lexicon) -> bool:
    """Whether a text begins with what is to be done, as in `Find out why the alert was removed`."""
    words = words_of(text)
    adverb = words and words[0].text.endswith("ly") and words[0].text not in _TIMES
    if adverb and lexicon.verbs.longest_at(words, 1) is not None:
        return True  # `Defensively annotate the namespace`
    found = lexicon.verbs.longest_at(words, 0) or lexicon.vague.longest_at(words, 0)
    return found is not None and not text.startswith("-", words[found.end - 1].end)
