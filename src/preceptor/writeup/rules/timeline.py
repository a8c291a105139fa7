"""Timelines: whether a reader can tell when each thing happened, and follow it."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from preceptor.model.writeup import Place, TimelineEntry, Zone
from preceptor.writeup.durations import Distances, stated_durations
from preceptor.writeup.entries import has_figure, has_reference, with_blocks
from preceptor.writeup.gaps import days_around, gap_between, has_day, may_be_in_order, spoken
from preceptor.writeup.rules.base import Found, Subject, ends_at, rule
from preceptor.writeup.stamps import days_in
from preceptor.writeup.zones import clock

#: What tells the day of an entry by the one before it: `Later that day`.
_SAME_DAY: Final = re.compile(
    r"\W{0,5}(?:later )?(?:on |that |the )?same day\b|\W{0,5}later that day\b", re.IGNORECASE
)
#: `HH:mm` is a template's time, and its row nobody's entry.
_OF_TEMPLATE: Final = re.compile(r"\b(?:hh|xx)[:.h](?:mm|xx)\b", re.IGNORECASE)


@rule("T101", "no time zone", "warning")
def no_zone(subject: Subject) -> Iterator[Found]:
    """A timeline says nowhere which time zone its times are in.

    The first entry of the timeline is reported, once. A zone may stand at the entry, in the head of the column, in a
    heading, or in a sentence before the entries; at the first entry it is taken to hold for the others.

    ## Why is this bad?

    People in other places, and logs in UTC, cannot be lined up with the timeline, and neither can the timeline of
    another team in the same incident.

    ## Example

    ```markdown
    ## Timeline

    - 2026-03-02 10:14 Checkout answers with 503 for 12% of requests.
    ```

    Write instead:

    ```markdown
    ## Timeline

    All times in UTC.

    - 2026-03-02 10:14 Checkout answers with 503 for 12% of requests.
    ```
    """
    for timeline in subject.writeup.timelines:
        first = next((entry for entry in timeline.entries if entry.resolution not in (None, "day")), None)
        if timeline.zone is None and first is not None and first.zone is None:
            yield _at(
                subject,
                first,
                "no time zone is given",
                suggestion="say it once before the entries: All times in UTC.",
            )


@rule("T102", "mixed time zones", "error")
def mixed_zones(subject: Subject) -> Iterator[Found]:
    """Entries of one timeline are in different time zones.

    The first entry whose zone is another one is reported. Names of the same zone, such as UTC and GMT, are one.

    ## Why is this bad?

    Whoever reads the times in a column takes them for one clock, and sees an order and durations that never were.

    ## Example

    ```markdown
    ## Timeline

    - 2026-03-02 10:14 CET Checkout answers with 503 for 12% of requests.
    - 2026-03-02 09:20 UTC The on-call engineer is paged.
    ```

    Write instead:

    ```markdown
    ## Timeline

    - 2026-03-02 09:14 UTC Checkout answers with 503 for 12% of requests.
    - 2026-03-02 09:20 UTC The on-call engineer is paged.
    ```
    """
    for timeline in subject.writeup.timelines:
        first = timeline.zone
        for entry in timeline.entries:
            if entry.zone is None:
                continue
            first = first or entry.zone
            if not _same_clock(first, entry):
                yield _at(
                    subject,
                    entry,
                    f"the time is in {entry.zone.text}, and others of this timeline are not",
                    suggestion="give all times of a timeline in one zone",
                )
                break


@rule("T103", "earlier than the entry before", "error")
def out_of_order(subject: Subject) -> Iterator[Found]:
    """An entry of a timeline is earlier than the one before it.

    Moments are compared across zones; entries without a time by their date alone. Where only times of the day are
    given, a time that is much earlier than the one before it is taken to be of the next day.

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
        for before, entry in pairwise(timeline.entries):
            gap = gap_between(before, entry)
            if gap is not None and gap < timedelta(0) and not may_be_in_order(before, entry):
                yield _at(
                    subject,
                    entry,
                    f"{entry.when} is earlier than {before.when} in line {before.place.line}",
                    suggestion="put the entries in the order in which things happened, or correct the time",
                )


@rule("T104", "no time, or a rough one", "warning")
def rough_time(subject: Subject) -> Iterator[Found]:
    """An entry has no time of the day, one without minutes, or one that is only about right.

    "10 h", "around 10:30", "~10:30", "10:?? " and a date alone are reported.

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
    for entry, blocks in with_blocks(subject.document, subject.writeup.timelines):
        if subject.is_placeholder(blocks) and _OF_TEMPLATE.search(entry.when):
            continue
        if entry.approximate:
            yield _at(
                subject,
                entry,
                f"{entry.when or 'the time'} is only about right",
                suggestion="look the time up in a log",
            )
        elif entry.resolution not in ("minutes", "seconds"):
            what = "has no minutes" if entry.resolution == "hours" else "has no time of the day"
            yield _at(subject, entry, f"the entry {what}", suggestion="look the time up in a log, a chat or a ticket")


@rule("T105", "the date cannot be told", "warning")
def no_date(subject: Subject) -> Iterator[Found]:
    """The date of an entry cannot be told, or does not stand in the timeline.

    A date may stand at each entry, once for a day, or in a heading above. A date that only the title has, a line
    `Date: …` or the summary, is used, and reported once, at the first entry. So are dates without a year, where no
    year is given anywhere. Where there is no date at all, that is reported once for a timeline.

    ## Why is this bad?

    A timeline that goes past midnight, or begins the day before, cannot be told from one that does not. And titles
    are changed, shortened and left out where a timeline is copied.

    ## Example

    ```markdown
    # 2026-03-02 Checkout down

    ## Timeline (UTC)

    - 10:14 Checkout answers with 503 for 12% of requests.
    ```

    Write instead:

    ```markdown
    # 2026-03-02 Checkout down

    ## Timeline (UTC)

    - 2026-03-02 10:14 Checkout answers with 503 for 12% of requests.
    ```
    """
    told = False
    unwritten = {block.place for block in subject.placeholders}
    for timeline in subject.writeup.timelines:
        yearless = dateless = False
        days = days_around(timeline)
        for entry, (before, after) in zip(timeline.entries, days, strict=True):
            same_day = (before is not None and before == after) or told or _SAME_DAY.match(entry.text)
            if not entry.when and same_day:
                continue  # without a time, between two entries of one day, or where the day is told once for all
            if entry.place in unwritten and _OF_TEMPLATE.search(entry.when):
                continue
            if entry.date_told is None and has_day(entry):
                if not yearless:
                    yield _at(
                        subject,
                        entry,
                        "the year of the entry cannot be told",
                        suggestion="write it, as in 2026-03-02",
                    )
                yearless = True
            elif entry.date_told is None and ("?" in entry.when or not dateless):
                dateless = dateless or "?" not in entry.when
                yield _at(
                    subject, entry, "the date of the entry cannot be told", suggestion="write it, as in 2026-03-02"
                )
            elif entry.date_told == "title" and not told:
                told = True
                yield _at(
                    subject,
                    entry,
                    "the date does not stand in the timeline",
                    suggestion="write it at the first entry of each day",
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
            yield _at(
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
        for entry in timeline.entries:
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
                yield _at(
                    subject,
                    entry,
                    f"nothing is told of the {spoken(gap)} before {entry.when}",
                    suggestion="say what was tried or waited for, or that nothing was",
                )


@rule("T108", "a duration that the timeline does not have", "error")
def other_duration(subject: Subject) -> Iterator[Found]:
    """The document states how long something took, and no two entries of its timelines are so far apart.

    Looked at are sentences that say how long detection, recovery or the incident as a whole took. What is said to be
    approximate may differ by more.

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
        if not distances.have(stated):
            yield Found(
                place=stated.block.place_at(stated.start),
                end=ends_at(stated.block, stated.start, stated.end),
                message=f"no two entries of the timeline are {stated.text} apart",
                suggestion="correct the duration, or the times of the entries that it is between",
            )


@rule("T109", "an ambiguous zone", "advice")
def ambiguous_zone(subject: Subject) -> Iterator[Found]:
    """The abbreviation of a time zone stands for several.

    IST is used in India, Ireland and Israel, CST in America and in China. An abbreviation beside an offset that it
    does not have is reported as well. Each one is reported once in a timeline.

    ## Why is this bad?

    Readers take it for the zone that they know, and are hours off.

    ## Example

    ```markdown
    ## Timeline

    All times in IST.

    - 2026-03-02 10:14 Checkout answers with 503 for 12% of requests.
    ```

    Write instead:

    ```markdown
    ## Timeline

    All times in Asia/Kolkata (UTC+05:30).

    - 2026-03-02 10:14 Checkout answers with 503 for 12% of requests.
    ```
    """
    for timeline in subject.writeup.timelines:
        seen: set[str] = set()
        for zone in (timeline.zone, *(entry.zone for entry in timeline.entries)):
            if zone is None or zone.text in seen or not (zone.ambiguous or _contradicts_itself(zone)):
                continue
            seen.add(zone.text)
            yield Found(
                place=zone.place,
                end=zone.place.column + len(zone.text),
                message=f"{zone.text} can be more than one time zone",
                suggestion="write an offset such as UTC+05:30, or a name such as Asia/Kolkata",
            )


@rule("T110", "another date in the title", "error")
def other_date_in_title(subject: Subject) -> Iterator[Found]:
    """The title of the document has a date that its timelines do not have.

    ## Why is this bad?

    Write-ups are found and counted by their titles, and this one is filed under a day on which nothing happened.

    ## Example

    ```markdown
    # 2026-02-03 Checkout down

    ## Timeline (UTC)

    - 2026-03-02 10:14 Checkout answers with 503 for 12% of requests.
    ```

    Write instead:

    ```markdown
    # 2026-03-02 Checkout down

    ## Timeline (UTC)

    - 2026-03-02 10:14 Checkout answers with 503 for 12% of requests.
    ```
    """
    days = {
        moment.date()
        for timeline in subject.writeup.timelines
        for entry in timeline.entries
        if entry.date_told in ("entry", "day", "heading")
        for moment in (entry.local, entry.until)
        if moment is not None
    }
    title = subject.reading.outline.title
    if title is None or not days:
        return
    named = [day for _, written in days_in(title.text) if (day := written.on(None))]
    if named and not any(min(days) <= one <= max(days) for one in named):
        yield Found(
            place=title.place,
            message=f"the title has the date {named[0]}, and the timeline begins on {min(days)}",
            suggestion="correct the one or the other",
        )


def _at(subject: Subject, entry: TimelineEntry, message: str, *, suggestion: str) -> Found:
    """At the time of an entry, which may stand behind words of it."""
    place, line = entry.place, subject.document.lines[entry.place.line - 1]
    column = line.find(entry.when, place.column - 1) + 1 if entry.when else 0
    place = Place(line=place.line, column=column) if column else place
    end = place.column + len(entry.when) if entry.when else None
    return Found(place=place, end=end, message=message, suggestion=suggestion)


def _same_clock(first: Zone, entry: TimelineEntry) -> bool:
    """Whether the entry's zone is the same one, or shows the same time then."""
    assert entry.zone is not None
    one, other = first.text.casefold(), entry.zone.text.casefold()
    if one == other or entry.local is None:
        return one == other or one.partition(" ")[0] == other.partition(" ")[0]
    mine, theirs = clock(first.text), clock(entry.zone.text)
    if mine is None or theirs is None:
        return False
    return mine.utcoffset(entry.local) == theirs.utcoffset(entry.local)


def _contradicts_itself(zone: Zone) -> bool:
    """Whether a zone is written twice, as in `PST (UTC-7)`, and the two are not the same."""
    name, bracket, again = zone.text.partition("(")
    one, other = clock(name), clock(again.rstrip(") ")) if bracket else None
    # In winter: the abbreviation is not the name of what summer has.
    winter = datetime(2026, 1, 15)  # noqa: DTZ001
    return one is not None and other is not None and one.utcoffset(winter) != other.utcoffset(winter)
