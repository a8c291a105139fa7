"""Summaries: whether they can be read at a glance."""

from collections.abc import Iterator

from preceptor.writeup.document import Block
from preceptor.writeup.rules.base import Found, Subject, rule
from preceptor.writeup.rules.openings import SEVERAL, is_fields, label, labelled, tells
from preceptor.writeup.sections import says_something
from preceptor.writeup.stamps import stamp_at


@rule("S203", "a summary longer than a paragraph", "warning")
def long_summary(subject: Subject) -> Iterator[Found]:
    """The summary has more than one paragraph, or a paragraph and a list.

    A line that is nothing but a link does not count, and neither do fields such as `**Date**: 2 March`.

    ## Why is this bad?

    The summary is what most people read, and all that they read. In one paragraph there is room for what happened, to
    whom, for how long, and by what it was contributed to; the rest has sections of its own.

    ## Example

    ```markdown
    ## Summary

    Checkout failed for 12% of requests for 30 minutes.

    It began when a change of the pool's settings was rolled out.

    - The change had been tested with an empty pool.
    ```

    Write instead:

    ```markdown
    ## Summary

    Checkout failed for 12% of requests for 30 minutes, after a change of the pool's settings that had been tested
    with an empty pool was rolled out.
    ```
    """
    for part in subject.reading.outline.of("summary")[:1]:  # what happened may be told at length elsewhere
        if part.parent is not None and part.parent.about == "analysis":
            continue
        blocks = [block for below in part.walk() if below.kind != "timeline" for block in below.blocks]
        fields = {block for block in blocks if block.item is None and label(block)}
        if len(fields) >= SEVERAL:  # a paragraph for each field
            blocks = [block for block in blocks if block not in fields]
        if part.heading is not None and _paragraphs(blocks) > 1:
            yield Found(
                place=part.heading.place, message=_how_long(blocks), suggestion="keep the summary to a paragraph"
            )
    lead = subject.reading.outline.lead
    if subject.reading.outline.of("summary") or "summary" in labelled(lead.blocks, subject.document.names):
        return
    telling = [block for block in lead.blocks if not label(block) and (block.item is not None or tells(block))]
    if _paragraphs(telling) > 1:
        first = next(block for block in telling if block.kind == "paragraph" and says_something(block))
        yield Found(place=first.place, message=_how_long(telling), suggestion="keep the summary to a paragraph")


def _paragraphs(blocks: list[Block]) -> int:
    """How many paragraphs there are; a list is one."""
    lists, count = set(), 0
    for block in blocks:
        if block.kind != "paragraph" or not says_something(block) or is_fields(block) or _is_a_date(block):
            continue
        if block.item is not None:
            outermost = block.item
            while outermost.parent is not None:
                outermost = outermost.parent
            if outermost.list not in lists:
                lists.add(outermost.list)
                count += 1
        elif not block.quoted and _is_more_than_a_link(block):
            count += 1
    return count


def _is_a_date(block: Block) -> bool:
    """Whether a paragraph is nothing but the day, or the time, of what is told."""
    stamp = stamp_at(block.text)
    return stamp is not None and not block.text[stamp.rest :].strip(" .")


def _is_more_than_a_link(block: Block) -> bool:
    if not block.links:
        return bool(block.text.strip())
    # `Details: https://…` is a link with a label.
    return len(block.text.strip()) - sum(link.end - link.start for link in block.links) > 20


def _how_long(blocks: list[Block]) -> str:
    return f"the summary has {_paragraphs(blocks)} paragraphs or lists"
