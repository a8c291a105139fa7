"""Recommendations: whether somebody can do them, and see that they are done."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from preceptor.model.writeup import Recommendation, Section
from preceptor.writeup.actors import names_somebody
from preceptor.writeup.entries import figures_in
from preceptor.writeup.inline import plain
from preceptor.writeup.lexicon import Lexicon
from preceptor.writeup.phrases import Phrases, Word, words_of
from preceptor.writeup.rules.base import Found, Subject, rule

#: A last sentence such as "Done in SHOP-512."
_DONE: Final = re.compile(
    r"[.!)]\s{1,3}_?(?:done|completed|fixed|implemented)\b[^.!?]{0,40}[.!_]{0,3}\s{0,3}$", re.IGNORECASE
)
#: Verbs of what is over once it was done; what was planned, improved or found out is not.
_FINISHED: Final = (
    r"(?:added|adjusted|advised|changed|completed|configured|corrected|deleted|deployed|disabled|documented|done|enabled"
    r"|fixed|implemented|increased|informed|installed|introduced|lowered|merged|migrated|moved|patched|published|raised"
    r"|reduced|released|removed|replaced|resolved|reverted|rolled out|switched|told|tweaked|updated|upgraded|written)"
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
    r"\W{0,9}(?!(?:created|raised|opened|filed|wrote|added)\b[^.!?]{0,20}\b(?:tickets?|issues?|cards?|bugs?|stor(?:y|ies))\b)"
    r"(?:(?:got|added|fixed|removed|created|wrote|built|rebuilt|wrapped|reverted|replaced|moved|deleted|installed"
    r"|introduced|migrated|upgraded|patched|deployed|rolled|sent|ran|gave|took|held|told|taught)\b(?! by\b)"
    r"|[A-Za-z]{2,20}ed (?:a|an|the|all|our|its|both|each|these|this|every)\b)",
    re.IGNORECASE,
)
#: The same with who did it, and nothing that is left to do: `We have told the teams.`
_WE_DID: Final = re.compile(
    rf"\W{{0,9}}we(?:['’]ve| have)?(?: now| already| also| since)? {_FINISHED}\b", re.IGNORECASE
)
_LEFT: Final = re.compile(
    r"\b(?:should|must|will|shall|could|may|might|needs?|needed|next|still|remain\w*|yet|but|however|until|plan\w*|backlog|roadmap|sprint"
    r"|temporar\w+|workaround|for now|investigat\w+)\b"
    r"|['’]ll\b",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"\bhttps?://\S{1,2000}")
#: A heading of what was done during or after the incident.
DONE_GROUP: Final = re.compile(
    r"\b(?:(?<!be )(?<!of )done|completed|taken|already|finished|implemented)\b", re.IGNORECASE
)
#: What is still to come, in the first sentence of a point under such a heading.
_TO_COME: Final = re.compile(
    r"[^.!?]{0,60}?\b(?:will|going to|plan(?:s|ning)? to"
    r"|we(?:'re|’re| are) (?:also |now |still |currently )?[a-z]{3,20}ing)\b",
    re.IGNORECASE,
)
#: A title before the recommendation itself: `Limits: set one of 200`.
_TITLE: Final = re.compile(r"[^:.!?]{1,80}:\s{1,3}(?=\S)")
#: When it is to be done, before what: `Before each release, restart the pool`.
_CLAUSE: Final = re.compile(
    r"(?:when|whenever|if|before|after|once|during|until|in case)\b[^,.;:!?]{3,120},\s{1,3}(?=\S)", re.IGNORECASE
)
#: A named fault is mended or it is not.
_FIX: Final = re.compile(r"^\W{0,9}(?:[\w' ]{0,30}\band )?(?:fix|repair)\b", re.IGNORECASE)
#: What is to happen in which case can be tried.
_CONDITION: Final = re.compile(
    r"^\W{0,9}(?:if|when|whenever|once) [^.!?]{1,200}?,? (?:should|must|is to|are to) "
    r"|\b(?:fails?|blocks?|refuses?|rejects?|stops?|aborts?|red|rolls? back)\b[^.!?]{0,80}?"
    r"\b(?:if|when|whenever|unless|before|once)\b",
    re.IGNORECASE,
)
#: How much, in words: one month before.
_ONE: Final = re.compile(
    r"\b(?:one|an?) (?:second|minute|hour|day|week|month|quarter|year)s?\b(?! or so)", re.IGNORECASE
)
#: A mark before the recommendation: `[SRE]`, `(P1)`.
_MARK: Final = re.compile(r"\s*(?:[\[(][^\])\n]{1,30}[\])]\s*(?:[:–-]\s)?)+(?=\S)")
#: What asks something of a system; `we should` asks nothing of anybody.
_SHOULD: Final = frozenset({"should", "must", "shall"})
#: Whoever that is, and the beginning of a rule: `all code must be tested` is never done.
_NO_SUBJECTS: Final = frozenset(
    {
        "we",
        "i",
        "you",
        "one",
        "someone",
        "somebody",
        "everyone",
        "everybody",
        "all",
        "any",
        "each",
        "every",
        "no",
        "nobody",
    }
)
_NEED: Final = frozenset({"need", "needs"})
_BETWEEN: Final = frozenset({"not", "also", "then", "always", "never"})
#: Owners that are nobody.
_NO_OWNER: Final = frozenset(
    ("team", "the team", "everyone", "everybody", "all", "us", "we", "anyone", "someone", "somebody")
)
#: Characters of a recommendation that a message repeats.
_SHOWN: Final = 50


@rule("R401", "no ticket", "warning")
def no_ticket(subject: Subject) -> Iterator[Found]:
    """A recommendation has no ticket.

    A ticket is a link, `#123` or `ABC-123`. "Issue created" is none, since nobody can follow it. What is ticked or
    said to be done needs none of what this family asks for.

    ## Why is this bad?

    What is not in the place where work is planned is not planned, and after a month nobody looks into the write-up.

    ## Example

    ```markdown
    ## Recommendations

    - Set a limit of 200 connections in the pool. Owner: @kim. Due: 2026-04-01.
    ```

    Write instead:

    ```markdown
    ## Recommendations

    - Set a limit of 200 connections in the pool (SHOP-512). Owner: @kim. Due: 2026-04-01.
    ```
    """
    for one, text in _owed(subject):
        if not one.ticket:
            yield _about(one, text, "no ticket", "open one and link it")


@rule("R402", "no owner", "warning")
def no_owner(subject: Subject) -> Iterator[Found]:
    """A recommendation has no owner.

    An owner is a handle, a name, or a named team, in a column, behind "Owner:", or as who does it. "We" is nobody.

    ## Why is this bad?

    What everybody owes nobody does.

    ## Example

    ```markdown
    ## Recommendations

    - Set a limit of 200 connections in the pool (SHOP-512). Due: 2026-04-01.
    ```

    Write instead:

    ```markdown
    ## Recommendations

    - Set a limit of 200 connections in the pool (SHOP-512). Owner: @kim. Due: 2026-04-01.
    ```
    """
    for one, text in _owed(subject):
        if one.owner.casefold() in _NO_OWNER or (not one.owner and not names_somebody(text, subject.lexicon)):
            yield _about(one, text, "no owner", "name one person who answers for it: Owner: @handle")


@rule("R403", "vague, or no verb", "warning")
def vague(subject: Subject) -> Iterator[Found]:
    """A recommendation does not begin with a verb, begins with a vague one, or asks for an amount that nobody can
    check.

    Improve, investigate, consider, make sure and look into are vague verbs; better, more often and some kind of are
    vague amounts. A question is reported as well.

    ## Why is this bad?

    It can be closed at any moment, or never. Two people would do different things.

    ## Example

    ```markdown
    ## Recommendations

    - Better monitoring of the pool.
    ```

    Write instead:

    ```markdown
    ## Recommendations

    - Alert on-call when the pool has fewer than 20 free connections for 5 minutes.
    ```

    ## Configuration

    The words are under `recommendations` in `process/language.yaml`.
    """
    for one, text in _owed(subject):
        why = _why_vague(text, subject)
        if why:
            yield _about(one, text, why, "begin with a verb for what is done, and say how much of it")


@rule("R404", "no definition of done", "warning")
def no_end(subject: Subject) -> Iterator[Found]:
    """A recommendation does not say how one would see that it is done.

    Enough is "Done when", a figure, a condition that can be tested ("so that one repository cannot take every
    slot"), or a named fault that is to be fixed.

    ## Why is this bad?

    It is closed when somebody is tired of it. Whether the incident could happen again is not known then.

    ## Example

    ```markdown
    ## Recommendations

    - Set a limit of connections in the pool.
    ```

    Write instead:

    ```markdown
    ## Recommendations

    - Set a limit of connections in the pool. Done when a test with 500 clients leaves the database free for others.
    ```

    ## Configuration

    Words that say when something is done are `ends` under `recommendations` in `process/language.yaml`.
    """
    for one, text in _owed(subject):
        if not one.done_when and not _says_when_done(text, subject):
            yield _about(one, text, "nothing says when it is done", "say how one will see it: Done when …")


@rule("R405", "no date", "warning")
def no_date(subject: Subject) -> Iterator[Found]:
    """A recommendation has no date by which it is to be done.

    A date, a week or a quarter is enough; "soon" and "in the near future" are not.

    ## Why is this bad?

    Nobody can be late, and so everything else comes first.

    ## Example

    ```markdown
    ## Recommendations

    - Set a limit of 200 connections in the pool (SHOP-512). Owner: @kim.
    ```

    Write instead:

    ```markdown
    ## Recommendations

    - Set a limit of 200 connections in the pool (SHOP-512). Owner: @kim. Due: 2026-04-01.
    ```
    """
    for one, text in _owed(subject):
        if not one.due:
            yield _about(one, text, "no date", "say by when: Due: 2026-04-01")


@rule("R406", "nothing that it answers", "warning")
def answers_nothing(subject: Subject) -> Iterator[Found]:
    """A recommendation names neither a safety control that it adds or improves, nor the issue that it answers.

    A control is an alert, a test, a limit, a check, a guide and the like.

    ## Why is this bad?

    Incidents are a time in which everybody's favourite project gets through. What does not answer this incident will
    not prevent the next one, and takes the place of what would.

    ## Example

    ```markdown
    ## Recommendations

    - Rewrite the shop in another language.
    ```

    Write instead:

    ```markdown
    ## Recommendations

    - Test each release of the shop with a full pool, which would have shown the limit.
    ```

    ## Configuration

    Words that name a control or an issue are `answers` under `recommendations` in `process/language.yaml`.
    """
    for one, text in _owed(subject):
        if not one.control and not _any(subject.lexicon.answers, words_of(text)):
            yield _about(
                one, text, "it names no control and no issue", "say which control it adds or improves: Control: …"
            )


@lru_cache(maxsize=1)
def _owed(subject: Subject) -> Sequence[tuple[Recommendation, str]]:
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
    found: list[tuple[Recommendation, str]] = []
    for one in subject.writeup.recommendations:
        if one.place in unwritten:
            continue
        index = bisect_right(lines, one.place.line - 1) - 1
        text = _ADDRESS.sub(" ", plain(one.text))
        did = _DID.match(text) or (_WE_DID.match(text) and not _LEFT.search(text))
        is_done = one.done or did or _DONE.search(one.text) or _HAS_BEEN.search(one.text)
        if not (is_done or (index >= 0 and done[index] and not _TO_COME.match(text))):
            found.append((one, text))
    return found


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


def _about(one: Recommendation, text: str, what: str, suggestion: str) -> Found:
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN].rstrip()}…"
    return Found(place=one.place, message=f"{what}: {shown}", suggestion=suggestion)


def _why_vague(text: str, subject: Subject, *, titled: bool = True) -> str | None:
    """Why a recommendation is vague; None where it is not. A `titled` one may begin with a title and a colon."""
    lexicon = subject.lexicon
    mark = _MARK.match(text)
    text = text[mark.end() :] if mark else text
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
        title = (_TITLE.match(text) or _CLAUSE.match(text)) if titled else None
        return _why_vague(text[title.end() :], subject, titled=False) if title else "no verb"
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
            if lexicon.vague.longest_at(asked, after) is None and lexicon.verbs.longest_at(asked, after) is not None:
                return True
    return False


def _skipped(words: list[Word], at: int) -> int:
    """The index behind words such as `not` and `automatically`."""
    while at < len(words) and (words[at].text in _BETWEEN or words[at].text.endswith("ly")):
        at += 1
    return at


def _spelled(text: str, words: list[Word], first: int, end: int) -> str:
    return text[words[first].start : words[end - 1].end]


def _says_when_done(text: str, subject: Subject) -> bool:
    if _FIX.search(text) or _CONDITION.search(text):
        return True
    if _ONE.search(text) or figures_in(text, subject.lexicon.numbers):
        return True
    return _any(subject.lexicon.ends, words_of(text))


def _any(phrases: Phrases, words: list[Word]) -> bool:
    return next(phrases.find(words), None) is not None
