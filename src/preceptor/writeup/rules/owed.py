"""Which recommendations are still owed: what is done, or says that it was, owes nothing any more."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from typing import Final

from preceptor.model.writeup import Place, Recommendation, Section
from preceptor.writeup.inline import plain
from preceptor.writeup.phrases import words_of
from preceptor.writeup.rules.base import Subject

#: A last sentence such as "Done in SHOP-512."
_DONE: Final = re.compile(
    r"[.!)]\s{1,3}_?(?:done|completed|fixed|implemented)\b[^.!?]{0,40}[.!_]{0,3}\s{0,3}$", re.IGNORECASE
)
#: Verbs of what is over once it was done; what was planned, improved or found out is not.
_FINISHED: Final = (
    r"(?:added|adjusted|advised|changed|completed|configured|corrected|deleted|deployed|disabled|documented|done"
    r"|enabled|enhanced|fixed|implemented|increased|informed|installed|introduced|lowered|merged|migrated|moved"
    r"|notified|patched|published|purged|raised|reconfigured|reduced|refunded|released|removed|renewed|replaced"
    r"|resolved|restarted|restored|reverted|revoked|rolled (?:out|back)|rotated|shut down|stopped|switched|told"
    r"|tweaked|updated|upgraded|written)"
)
#: The same in words: "The account has been documented."
_HAS_BEEN: Final = re.compile(
    rf"^[^.!?:;]{{0,120}}?\b(?:has|have) (?:now |already |since )?been {_FINISHED}\b"
    r"|(?:^|[.!)]\s{1,3}|\n\W{0,9})(?:this|it) (?:has been|was|is)"
    r" (?:now |already |since )?(?:done|fixed|completed|implemented)\b",
    re.IGNORECASE,
)
#: What tells of the past: `Added a test`, `Updated the guide`; `Automated tests` does not.
_DID: Final = re.compile(
    r"\W{0,9}(?!(?:created|raised|opened|filed|wrote|added)\b[^.!?]{0,20}"
    r"\b(?:tickets?|issues?|cards?|bugs?|stor(?:y|ies))\b)"
    r"(?:(?:got|added|fixed|removed|created|wrote|built|rebuilt|wrapped|reverted|replaced|moved|deleted|installed"
    r"|introduced|migrated|upgraded|patched|deployed|rolled|sent|ran|gave|took|held|told|taught)\b(?! by\b)"
    r"|[A-Za-z]{2,20}ed (?:a|an|the|all|our|its|both|each|these|this|every)\b)",
    re.IGNORECASE,
)
#: The same with who did it, or to what, and nothing that is left to do: `We have told the teams.`
_WE_DID: Final = re.compile(
    rf"(?:[^.:!?]{{1,40}}[:.]\s{{1,3}})?\W{{0,9}}(?:(?:we|i)(?:['’]ve| have)?(?: now| already| also| since)?"
    rf"|[^.!?:;]{{1,80}}\b(?:was|were)(?: \w{{1,15}}ly)?) {_FINISHED}\b",
    re.IGNORECASE,
)
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
    r"|\W{0,9}new\s[\w-]{2,20}(?:\s[\w-]{2,20}){0,4}\s(?:in|at)\b",
    re.IGNORECASE,
)
#: A title before a sentence: `Limits: there is one of 200`.
_TITLE: Final = re.compile(r"[^:.!?]{1,80}:\s{1,3}(?=\S)")
#: Names in code, and links: what they hold does not matter to the sentence.
_NAMED: Final = re.compile(r"`[^`\n]{1,200}`|\[[^\]\n]{1,200}\]\([^)\n]{1,500}\)")
_CLAUSE: Final = re.compile(r"[.;!?]\s")
#: `Check that the probe reports each failure` asks for something.
_THAT: Final = re.compile(r"\b(?:that|whether|if|so)\b", re.IGNORECASE)
#: Verbs of what is so, or was; and words behind which they are no longer the verb of the sentence.
_STATES: Final = frozenset({"is", "are", "was", "were", "has", "have", "had", "does", "did"})
_DETERMINERS: Final = frozenset({"a", "an", "the", "all", "our", "its", "both", "each", "these", "this", "every"})
_SUBORDINATES: Final = frozenset(
    (
        *("that", "which", "who", "when", "whenever", "if", "whether", "where", "what", "how", "because", "since"),
        *("while", "after", "before", "once", "until", "unless", "so", "as", "to"),
    )
)
#: Recommendations of which it is certain that they tell of the past, for others to do so too. Our choice.
_CERTAIN: Final = 2
#: A verb of the past, perhaps: `Documented steps`, `Limited access`.
_PAST: Final = re.compile(r"\W{0,9}[A-Z][a-z]{1,20}ed\b")
_ADDRESS: Final = re.compile(r"\bhttps?://\S{1,2000}")
#: A heading of what was done during or after the incident.
DONE_GROUP: Final = re.compile(
    r"\b(?:(?<!be )(?<!being )(?<!of )done|completed|taken|already|finished|implemented)\b"
    r"|^\W*(?:\d{1,3}[.)]\s)?(?:added|moved|written) (?:in)?to\b",
    re.IGNORECASE,
)
#: What is still to come, in the first sentence of a point under such a heading.
_TO_COME: Final = re.compile(
    r"[^.!?]{0,60}?\b(?:will|going to|plan(?:s|ning)? to"
    r"|we(?:'re|’re| are) (?:also |now |still |currently )?[a-z]{3,20}ing)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def owed(subject: Subject) -> Sequence[tuple[Recommendation, str]]:
    """The recommendations that are still owed, and what a person reads of each, without addresses.

    Each rule asks for them, so those of one document are kept.
    """
    sections = subject.writeup.sections
    lines = [section.place.line for section in sections]
    unwritten = {
        block.place
        for block, (start, end) in subject.placeholders.items()
        if (end - start) * 2 >= len(block.text.strip())
    }
    done = _under_what_is_done(sections)
    past = _told_in_the_past(subject.writeup.recommendations, lines)
    found: list[tuple[Recommendation, str]] = []
    for one in subject.writeup.recommendations:
        if one.place in unwritten:
            continue
        index = bisect_right(lines, one.place.line - 1) - 1
        text = _ADDRESS.sub(" ", plain(one.text))
        we_did = _WE_DID.match(text) and not _LEFT.search(text) and not _asks(text, subject)
        did = one.place in past or _DID.match(text) or we_did or _is_there(one.text)
        is_done = one.done or did or _DONE.search(text) or _HAS_BEEN.search(one.text) or _tells(one, text, subject)
        group_is_done = (index >= 0 and done[index]) or DONE_GROUP.search(one.group)
        if not (is_done or (group_is_done and not _TO_COME.match(text))):
            found.append((one, text))
    return found


def _is_there(source: str) -> bool:
    """Whether a recommendation only tells of a safeguard that there is."""
    found = _IS_THERE.match(_NAMED.sub("`…`", source))
    if found is None or _THAT.search(found[0]):
        return False
    end = _CLAUSE.search(source)
    return not _LEFT.search(source[: end.start()] if end else source)


def _tells(one: Recommendation, text: str, subject: Subject) -> bool:
    """Whether a recommendation says only how things are or what somebody did, as in `The limit is 200 now`."""
    if one.owner or one.ticket or one.due or one.done is not None or _asks(text, subject):
        return False
    title = _TITLE.match(text)
    said = text[title.end() :] if title else text
    if _LEFT.search(text) or _TO_COME.match(text) or _asks(said, subject):
        return False
    words = words_of(said)
    for at, word in enumerate(words):
        if word.sentence != words[0].sentence or word.text in _SUBORDINATES:
            return False
        after = words[at + 1].text if at + 1 < len(words) else ""
        states = word.text in _STATES and after != "being"
        if at and (states or (word.text.endswith("ed") and after in _DETERMINERS)):
            return True
    return False


def _told_in_the_past(all_of_them: Sequence[Recommendation], lines: Sequence[int]) -> set[Place]:
    """Where those are that stand together and all begin with what was done, two at least without a doubt."""
    found: set[Place] = set()
    for _, together in groupby(all_of_them, key=lambda one: (bisect_right(lines, one.place.line - 1), one.group)):
        some = list(together)
        certain = sum(_DID.match(one.text) is not None for one in some) + bool(_PAST.match(some[0].group))
        if certain >= _CERTAIN and all(_PAST.match(one.text) for one in some):
            found.update(one.place for one in some)
    return found


def _asks(text: str, subject: Subject) -> bool:
    """Whether a text begins with what is to be done, as in `Find out why the alert was removed`."""
    words, lexicon = words_of(text), subject.lexicon
    return lexicon.verbs.longest_at(words, 0) is not None or lexicon.vague.longest_at(words, 0) is not None


def _under_what_is_done(sections: Sequence[Section]) -> list[bool]:
    """For each section, whether its heading or one above it says that all of it is done."""
    found: list[bool] = []
    above: list[tuple[int, bool]] = []
    for section in sections:
        while above and above[-1][0] >= section.level:
            above.pop()
        done = bool(DONE_GROUP.search(section.title)) or bool(above and above[-1][1])
        above.append((section.level, done))
        found.append(done)
    return found
