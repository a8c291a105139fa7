"""Timelines: whether a reader can tell when each thing happened, and follow it."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Final

from preceptor.model.writeup import TimelineEntry
from preceptor.writeup.durations import Distances, stated_durations
from preceptor.writeup.entries import has_figure, has_reference, with_blocks
from preceptor.writeup.gaps import as_it_happened, gap_between, may_be_in_order, says_when, spoken
from preceptor.writeup.rules.base import Found, Subject, at_entry, ends_at, rule
from preceptor.writeup.stamps import OF_TEMPLATE

#: By whether a recovery was measured, which ends with an entry that says so.
_NOT_APART: Final = {
    False: "no two entries of the timeline are {} apart",
    True: "no entry of the timeline that ends it is {} behind another",
}


@rule("T103", "earlier than the entry before", "error")
def out_of_order(subject: Subject) -> Iterator[Found]:
    """An entry of a timeline is earlier than the one before it.

    Moments are compared across zones; entries without a time by their date alone. Where only times of the day are
    given, a time that is much earlier than the one before it is taken to be of the next day. A timeline that goes
    from the newest entry to the oldest is read from its end.

    ## Why is this bad?

    The reader takes the order for what happened first. Often one of the two times is wrong, and everything that is
    computed from it as well.

    ## Example

    ```markdown
    ## Timeline (UTC)

    - 2026-03-02 10:31 The change is reverted in 4 minutes.
    - 2026-03-02 10:27 The search for the change begins.
    ```

    Write instead:

    ```markdown
    ## Timeline (UTC)

    - 2026-03-02 10:27 The search for the change begins.
    - 2026-03-02 10:31 The change is reverted in 4 minutes.
    ```
    """
    for timeline in subject.writeup.timelines:
        for before, entry in pairwise(as_it_happened(timeline)):
            gap = gap_between(before, entry)
            if gap is not None and gap < timedelta(0) and not may_be_in_order(before, entry):
                yield at_entry(
                    subject,
                    entry,
                    f"{entry.when} is earlier than {before.when} in line {subject.line_of(before.place)}",
                    suggestion="put the entries in the order in which things happened, or correct the time",
                )


@rule("T104", "no time, or a rough one", "warning")
def rough_time(subject: Subject) -> Iterator[Found]:
    """An entry has no time of the day, one without minutes, or one that is only about right.

    "10 h", "around 10:30", "~10:30", "10:?? " and a date alone are reported. A timeline of which no entry says when
    it was is reported once, at its first entry.

    ## Why is this bad?

    How long detection and repair took cannot be told, and logs cannot be found again. The exact time is in some log,
    chat or monitoring system, and is lost when their retention ends.

    ## Example

    ```markdown
    ## Timeline (UTC)

    - 2026-03-02 ca. 10:30 The first of 14 customers reports errors.
    ```

    Write instead:

    ```markdown
    ## Timeline (UTC)

    - 2026-03-02 10:32 The first of 14 customers reports errors.
    ```
    """
    timelines = subject.writeup.timelines
    for timeline in timelines:
        if timeline.entries and not says_when(timeline):
            yield at_entry(
                subject,
                timeline.entries[0],
                "no entry of the timeline says when it was",
                suggestion="look the times up in a log, a chat or a ticket",
            )
    for entry, blocks in with_blocks(subject.document, [one for one in timelines if says_when(one)]):
        if subject.is_placeholder(blocks) and OF_TEMPLATE.search(entry.when):
            continue
        if entry.approximate:
            yield at_entry(
                subject,
                entry,
                f"{entry.when or 'the time'} is only about right",
                suggestion="look the time up in a log",
            )
        elif entry.resolution not in ("minutes", "seconds"):
            what = "has no minutes" if entry.resolution == "hours" else "has no time of the day"
            yield at_entry(
                subject, entry, f"the entry {what}", suggestion="look the time up in a log, a chat or a ticket"
            )


@rule("T106", "no reference or figure", "advice")
def no_reference(subject: Subject) -> Iterator[Found]:
    """An entry has neither a reference nor a figure.

    A reference is a link, a picture, the number of a ticket or a change, a commit, or a quoted log or message. A
    figure is a number that stands by itself, in digits or in words.

    ## Why is this bad?

    Later readers cannot check the entry, and cannot see how much of something there was. Links to graphs and chats
    work best while the incident is fresh.

    ## Example

    ```markdown
    ## Timeline (UTC)

    - 2026-03-02 10:14 Checkout answers slowly.
    ```

    Write instead:

    ```markdown
    ## Timeline (UTC)

    - 2026-03-02 10:14 Checkout takes [9 seconds](https://graphs.example.org/checkout) for an answer.
    ```

    ## Configuration

    Words that count as figures are `numbers` in `process/language.yaml`.
    """
    for entry, blocks in with_blocks(subject.document, subject.writeup.timelines):
        if subject.is_placeholder(blocks):
            continue
        if not has_reference(entry, blocks) and not has_figure(entry, blocks, subject.lexicon.numbers):
            yield at_entry(
                subject,
                entry,
                "the entry has neither a reference nor a figure",
                suggestion="link the graph, log or chat that shows it, or say how much",
            )


@rule("T107", "a long silence", "advice")
def silence(subject: Subject) -> Iterator[Found]:
    """Between an entry and the one before it lies a long time.

    Both need a time of the day; of an entry that lasted, its end counts. Two hours are fine, more are reported,
    across nights as well.

    ## Why is this bad?

    Something was done or waited for in that time, and what slows an incident down hides in such gaps. If nothing
    happened, that is worth an entry.

    ## Example

    ```markdown
    ## Timeline (UTC)

    - 2026-03-02 10:14 The alert for 12% of failed requests fires.
    - 2026-03-02 14:40 The change of 10:02 is found.
    ```

    Write instead:

    ```markdown
    ## Timeline (UTC)

    - 2026-03-02 10:14 The alert for 12% of failed requests fires.
    - 2026-03-02 10:20 It is taken for the one of [last week](https://tickets.example.org/77) and muted for 4 hours.
    - 2026-03-02 12:15 Another 3 alerts fire and go to the same muted channel.
    - 2026-03-02 14:10 A customer calls, the 20th today.
    - 2026-03-02 14:40 The change of 10:02 is found.
    ```

    ## Configuration

    `silence` under `[writeup]` in `preceptor.toml` is the longest gap that is no silence, such as `"8 hours"`.
    """
    for timeline in subject.writeup.timelines:
        before: TimelineEntry | None = None
        for entry in as_it_happened(timeline):
            if entry.resolution in (None, "day"):
                before = None
                continue
            gap = gap_between(before, entry) if before is not None else None
            if gap is not None and gap < timedelta(0):
                before = None  # one with a wrong date ends no silence, and begins none
                continue
            if gap is not None and before is not None and before.until is not None and before.local is not None:
                gap -= max(before.until - before.local, timedelta())
            before = entry
            if gap is not None and gap > subject.silence:
                yield at_entry(
                    subject,
                    entry,
                    f"nothing is told of the {spoken(gap)} before {entry.when}",
                    suggestion="say what was tried or waited for, or that nothing was",
                )


@rule("T108", "a duration that the timeline does not have", "error")
def other_duration(subject: Subject) -> Iterator[Found]:
    """The document states how long something took, and no two entries of its timelines are so far apart.

    Looked at are sentences, labels and rows that say how long detection, recovery or the incident as a whole took.
    What is said to be approximate may differ by more. Two times in brackets behind it must be as far apart, too.

    ## Why is this bad?

    One of the two is wrong, and figures such as the time to recovery are copied into reports without the timeline.

    ## Example

    ```markdown
    ## Timeline (UTC)

    - 2026-03-02 10:14 Checkout answers with 503 for 12% of requests.
    - 2026-03-02 10:44 Version 41 is back, and no request fails.

    ## Statistics

    - Time to recovery: 45 minutes
    ```

    Write instead:

    ```markdown
    ## Timeline (UTC)

    - 2026-03-02 10:14 Checkout answers with 503 for 12% of requests.
    - 2026-03-02 10:44 Version 41 is back, and no request fails.

    ## Statistics

    - Time to recovery: 30 minutes
    ```
    """
    distances = Distances(subject.writeup.timelines)
    for stated in stated_durations(subject.passages):
        place, end = stated.block.place_at(stated.start), ends_at(stated.block, stated.start, stated.end)
        if stated.between is not None and stated.contradicted:
            yield Found(
                place=place,
                end=end,
                message=f"the two times behind {stated.text} are {spoken(stated.between)} apart",
                suggestion="correct the duration, or the times behind it",
            )
        elif not distances.have(stated):
            yield Found(
                place=place,
                end=end,
                message=_NOT_APART[stated.what == "recovery"].format(stated.text),
                suggestion="correct the duration, or the times of the entries that it is between",
            )
