"""Recommendations: whether somebody can do them, and see that they are done."""

import re
from collections.abc import Iterator
from typing import Final

from preceptor.model.similarity import words_of as stems_of
from preceptor.model.writeup import Recommendation
from preceptor.writeup.actors import names_somebody
from preceptor.writeup.entries import figures_in
from preceptor.writeup.phrases import Phrases, Word, words_of
from preceptor.writeup.rules.base import Found, Subject, rule
from preceptor.writeup.rules.owed import dated_by_headings, owed
from preceptor.writeup.rules.vagueness import why_vague

#: A named fault is mended or it is not.
_FIX: Final = re.compile(r"^\W{0,9}(?:[\w' ]{0,30}\band )?(?:fix|repair)\b", re.IGNORECASE)
#: What is to happen in which case can be tried.
_CONDITION: Final = re.compile(
    r"^\W{0,9}(?:if|when|whenever|once) [^.!?]{1,200}?,? (?:should|must|is to|are to) "
    r"|\b(?:fails?|blocks?|refuses?|rejects?|stops?|aborts?|red|rolls? back)\b[^.!?]{0,80}?"
    r"\b(?:if|when|whenever|unless|before|once)\b",
    re.IGNORECASE,
)
#: What is there, or held, and so done; a review that finds something is only begun with it.
_THERE: Final = re.compile(
    r"^\W{0,9}(?:write|publish|send|share|hold|schedule|open|file|create)(?: up)?(?: an?| the| this| our)?"
    r" (?:[\w-]{1,20} ){0,2}(?:incident report|post-?mortem|retrospective|retro|write-?up|report|announcement"
    r"|blog post|ticket|issue)\b"
    r"|^\W{0,9}(?:conduct|hold|run|organi[sz]e|schedule)(?: an?| the| our)? (?:[\w-]{1,20} ){0,2}"
    r"(?:training|workshop|game ?day|drill|exercise|tabletop)s?(?: sessions?)?\b"
    r"|^\W{0,9}(?:review and )?merge (?:the |this |our )?(?:PR|pull request|fix|hotfix|branch)\b",
    re.IGNORECASE,
)
#: How much, in words: one month before.
_ONE: Final = re.compile(
    r"\b(?:one|an?) (?:second|minute|hour|day|week|month|quarter|year)s?\b(?! or so)", re.IGNORECASE
)
#: Owners that are nobody.
_NO_OWNER: Final = frozenset(
    (
        *("team", "the team", "everyone", "everybody", "all", "us", "we", "anyone", "someone", "somebody"),
        *("unassigned", "optional", "later", "next session", "next sprint"),
    )
)
#: What stands in the place of a date, and is none.
_NO_DATE: Final = frozenset(("", "next", "soon", "asap", "later", "ongoing", "backlog", "someday", "when possible"))
#: Characters of a recommendation that a message repeats.
_SHOWN: Final = 50


@rule("R401", "no ticket", "warning")
def no_ticket(subject: Subject) -> Iterator[Found]:
    """A recommendation has no ticket.

    A ticket is a link, `#123` or `ABC-123`. "Issue created" is none, since nobody can follow it. What is ticked or
    said to be done needs none of what this family asks for. Below headings such as "Prevention", where people list
    what is in place as well, a sentence that only says how things are is no recommendation.

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
    for one, text in owed(subject):
        if not one.ticket:
            yield _about(one, text, "no ticket", "open one and link it")


@rule("R402", "no owner", "warning")
def no_owner(subject: Subject) -> Iterator[Found]:
    """A recommendation has no owner.

    An owner is a handle, a name, or a named team, in a column, behind "Owner:", or as who does it. "We" is nobody.
    Whom the document lists among those who took part may also stand behind a dash or in brackets.

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
    for one, text in owed(subject):
        if one.owner.casefold() in _NO_OWNER or (
            not one.owner and not names_somebody(text, subject.lexicon, subject.attendees)
        ):
            yield _about(one, text, "no owner", "name one person who answers for it: Owner: @handle")


@rule("R403", "vague, or no verb", "warning")
def vague(subject: Subject) -> Iterator[Found]:
    """A recommendation does not begin with a verb, begins with a vague one, or asks for an amount that nobody can
    check.

    Improve, investigate, consider, make sure and look into are vague verbs; better, more often and some kind of are
    vague amounts. A question is reported as well, and so is a rule for all ("all code must be reviewed"), which is
    never done.

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

    The words are under `recommendations` in `process/language.yaml`. A document in another language than theirs,
    which has hardly any of the words under `common`, is not judged by them.
    """
    for one, text in owed(subject) if subject.is_understood else ():
        why = why_vague(text, subject.lexicon)
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
    for one, text in owed(subject) if subject.is_understood else ():
        if not one.done_when and not _says_when_done(text, subject):
            yield _about(one, text, "nothing says when it is done", "say how one will see it: Done when …")


@rule("R405", "no date", "warning")
def no_date(subject: Subject) -> Iterator[Found]:
    """A recommendation has no date by which it is to be done.

    A date, a week or a quarter is enough, also in the heading above; "soon" and "in the near future" are not.

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
    dated = dated_by_headings(subject)
    for one, text in owed(subject):
        if one.due.casefold().strip(" .") in _NO_DATE and one.place not in dated:
            yield _about(one, text, "no date", "say by when: Due: 2026-04-01")


@rule("R406", "nothing that it answers", "warning")
def answers_nothing(subject: Subject) -> Iterator[Found]:
    """A recommendation names neither a safety control that it adds or improves, nor the issue that it answers.

    A control is an alert, a test, a limit, a check, a guide and the like. What has a word in common with what the
    document tells of answers that.

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
    for one, text in owed(subject) if subject.is_understood else ():
        if one.control or _any(subject.lexicon.answers, words_of(text)) or _speaks_of_it(text, subject):
            continue
        yield _about(
            one, text, "it names no control and no issue", "say which control it adds or improves: Control: …"
        )


def _speaks_of_it(text: str, subject: Subject) -> bool:
    """Whether a recommendation has a word of what the document tells of."""
    return not subject.told.isdisjoint(stems_of(text))


def _about(one: Recommendation, text: str, what: str, suggestion: str) -> Found:
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN].rstrip()}…"
    return Found(place=one.place, message=f"{what}: {shown}", suggestion=suggestion)


def _says_when_done(text: str, subject: Subject) -> bool:
    if _FIX.search(text) or _CONDITION.search(text) or _THERE.search(text):
        return True
    if _ONE.search(text) or figures_in(text, subject.lexicon.numbers):
        return True
    return _any(subject.lexicon.ends, words_of(text))


def _any(phrases: Phrases, words: list[Word]) -> bool:
    return next(phrases.find(words), None) is not None
