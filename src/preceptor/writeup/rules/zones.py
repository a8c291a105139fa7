"""The zones of timelines: whether their times are on one clock, and which."""

from collections.abc import Iterator
from datetime import datetime

from preceptor.model.writeup import TimelineEntry, Zone
from preceptor.writeup.rules.base import Found, Subject, at_entry, rule
from preceptor.writeup.zones import clock


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
            yield at_entry(
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
                yield at_entry(
                    subject,
                    entry,
                    f"the time is in {entry.zone.text}, and others of this timeline are not",
                    suggestion="give all times of a timeline in one zone",
                )
                break


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
