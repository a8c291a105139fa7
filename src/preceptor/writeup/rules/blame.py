"""Blame and judgement: whether the words look at people, or at what made their acts sensible."""

import re
from collections.abc import Iterator
from typing import Final

from preceptor.writeup.actors import actors
from preceptor.writeup.document import Block
from preceptor.writeup.lexicon import Hit, Passage
from preceptor.writeup.rules.base import Found, Subject, ends_at, rule

#: What stands for a heading before a text: `Root cause of the outage: …`.
_TITLE: Final = re.compile(
    r"[\W\d]{0,9}(?:(?:the|possible|probable|likely|main|actual|final|revised|ultimate|underlying|technical"
    r"|actionable|suspected|confirmed) ){0,2}(?:root[ -])?cause"
    r"(?: analysis| class(?:ification)?| category| (?:of|in) [\w ]{1,40}| (?-i:[A-Z])| \d)?(?: \([^()]{1,40}\))?"
    r"(?:\W{0,3}:|\s?[–—])",
    re.IGNORECASE,
)
#: The rest of a sentence that is a question; `who was responsible` tells something elsewhere.
_IS_ASKED: Final = re.compile(r"(?:[^.!?\n]|\.(?=\w)){0,300}\?")
#: Words of the name of what is linked: `[Root Cause Analysis](rca.md)`. Our choice.
_A_NAME: Final = 4


@rule("B301", "a counterfactual", "warning")
def counterfactual(subject: Subject) -> Iterator[Found]:
    """A sentence tells of what somebody should have done, or of what would have prevented something, shown it or made
    it easier.

    It is reported once for each sentence. What should be done from now on ("we should test") is no counterfactual,
    and neither is what would have become of a thing ("the disk would have filled"), or of what attackers had had.

    ## Why is this bad?

    It judges by what is known only now, and tells of a world that never was. Why the people did what they did is not
    looked for any more once it is said what they did not do.

    ## Example

    ```markdown
    The change should have been tested with a full pool.
    ```

    Write instead:

    ```markdown
    The test environment had an empty pool, so the tests of the change passed.
    ```

    ## Configuration

    The words are `phrases` under B301 in `process/language.yaml`.
    """
    told: tuple[Block, int] | None = None
    for passage, hit in subject.hits.get("B301", ()):
        if told != (passage.block, hit.sentence):
            yield _found(passage, hit, "a counterfactual: {}")
        told = (passage.block, hit.sentence)


@rule("B302", "human error as a cause", "warning")
def human_error(subject: Subject) -> Iterator[Found]:
    """A mistake of people is given as what caused something.

    ## Why is this bad?

    People err all the time, in incidents and without. What is special about this one is which check was not there, or
    what made the wrong thing look right, and that can be changed.

    ## Example

    ```markdown
    The outage was due to human error: the flag was overlooked.
    ```

    Write instead:

    ```markdown
    The tool takes the production cluster where the flag is left out, and does not say which cluster it changes.
    ```

    ## Configuration

    The words are `phrases` under B302 in `process/language.yaml`.
    """
    yield from _phrases(subject, "B302", "an error of people as a cause: {}")


@rule("B303", "a person as the actor of a failure", "warning")
def person(subject: Subject) -> Iterator[Found]:
    """A person is named as the one who made something fail.

    A person is a handle such as `@kim`, a name, or initials that the document lists among the people who took part.
    The names of products, roles and teams are not people. Somebody who found, helped or repaired is not reported.

    ## Why is this bad?

    Anybody with the same tools and the same information could have done it, so the name explains nothing. It stays in
    searches for years, and the next person will not say what they did.

    ## Example

    ```markdown
    Kim Larsen deleted the production table.
    ```

    Write instead:

    ```markdown
    The clean-up job ran with rights on the production table, and deleted it.
    ```

    ## Configuration

    Verbs, names and what is no name are under `actors` in `process/language.yaml`.
    """
    for passage, start, end in actors(subject.passages, subject.lexicon, subject.attendees):
        yield Found(
            place=passage.block.place_at(start),
            end=ends_at(passage.block, start, end),
            message=f"a person as the actor of a failure: {passage.text[start:end]}",
            suggestion=subject.lexicon.language.actors.instead or None,
        )


@rule("B304", "a judgement", "warning")
def judgement(subject: Subject) -> Iterator[Found]:
    """A word judges people or their work, or makes something look easy.

    ## Why is this bad?

    What is obvious now was not then, or it had been done. A judgement ends the question of how it came to be, where a
    mechanism or a figure would begin it.

    ## Example

    ```markdown
    The obvious fix was simply missing.
    ```

    Write instead:

    ```markdown
    The fix had been merged 2 days before, and waited for the weekly release.
    ```

    ## Configuration

    The words are `phrases` under B304 in `process/language.yaml`.
    """
    yield from _phrases(subject, "B304", "a judgement: {}")


@rule("B305", "a single root cause", "warning")
def root_cause(subject: Subject) -> Iterator[Found]:
    """The document speaks of one root cause, or of the cause.

    Several root causes, headings, and titles in bold such as `**Root cause:**`, are not reported.

    ## Why is this bad?

    In systems with safeguards, several things have to come together before something fails. Where one is called the
    root, the others are not looked for, and where the search stops is chosen by who searches.

    ## Example

    ```markdown
    The root cause was a missing limit of connections.
    ```

    Write instead:

    ```markdown
    The pool had no limit of connections, the alert for them looked at the average, and the rollback took 20 minutes.
    ```

    ## Configuration

    The words are `phrases` under B305 in `process/language.yaml`.
    """
    for passage, hit in subject.hits.get("B305", ()):
        if not _is_title(passage.block, hit):
            yield _found(passage, hit, "a single cause: {}")


def _is_title(block: Block, hit: Hit) -> bool:
    """Whether a phrase is the title of what follows it, in bold or as a text begins, or the name of what is linked.

    What is bold as a whole, or all of a cell, is a title as well.
    """
    if (first := _TITLE.match(block.text)) and hit.end <= first.end():
        return True
    if block.cell is not None and len(block.text.strip(" :")) <= hit.end - hit.start:
        return True
    linked = [block.text[one.start : one.end] for one in block.links if one.start <= hit.start and hit.end <= one.end]
    if any(text[:1].isupper() and len(text.split()) <= _A_NAME for text in linked):
        return True
    for start, end in block.inline.strong:
        if start <= hit.start and hit.end <= end:
            return end - start >= len(block.text.strip()) or bool(_TITLE.match(block.text[start : end + 2]))
    return False


@rule("B306", "why didn't, who did", "warning")
def why_not(subject: Subject) -> Iterator[Found]:
    """A question asks why somebody did not do something, or who did.

    ## Why is this bad?

    It is answered with a defence or a name. What would have led any responder to do the same is answered with what
    can be changed.

    ## Example

    ```markdown
    Why didn't the team see the alert?
    ```

    Write instead:

    ```markdown
    Which alerts were there in that hour, and how could the one that mattered be told from the others?
    ```

    ## Configuration

    The words are `phrases` under B306 in `process/language.yaml`.
    """
    for passage, hit in subject.hits.get("B306", ()):
        if _IS_ASKED.match(passage.text, hit.end):
            yield _found(passage, hit, "a question for somebody's failing: {}")


def _phrases(subject: Subject, code: str, message: str) -> Iterator[Found]:
    for passage, hit in subject.hits.get(code, ()):
        yield _found(passage, hit, message)


def _found(passage: Passage, hit: Hit, message: str) -> Found:
    return Found(
        place=passage.block.place_at(hit.start),
        end=ends_at(passage.block, hit.start, hit.end),
        message=message.format(passage.text[hit.start : hit.end]),
        suggestion=hit.instead,
    )
