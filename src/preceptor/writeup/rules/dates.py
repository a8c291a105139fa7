"""The dates of timelines: whether each entry has one, and the title the same."""

import re
from collections.abc import Iterator
from typing import Final

from preceptor.model.writeup import Place
from preceptor.writeup.gaps import days_around, has_day
from preceptor.writeup.rules.base import Found, Subject, at_entry, rule
from preceptor.writeup.stamps import OF_TEMPLATE, days_in

#: What tells the day of an entry by the one before it: `Later that day`.
_SAME_DAY: Final = re.compile(
    r"\W{0,5}(?:later )?(?:on |that |the )?same day\b|\W{0,5}later that day\b", re.IGNORECASE
)

_TITLE_LINE: Final = re.compile(r"title\s?[:=]", re.IGNORECASE)


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
            if entry.place in unwritten and OF_TEMPLATE.search(entry.when):
                continue
            if entry.date_told is None and has_day(entry):
                if not yearless:
                    yield at_entry(
                        subject,
                        entry,
                        "the year of the entry cannot be told",
                        suggestion="write it, as in 2026-03-02",
                    )
                yearless = True
            elif entry.date_told is None and ("?" in entry.when or not dateless):
                dateless = dateless or "?" not in entry.when
                yield at_entry(
                    subject, entry, "the date of the entry cannot be told", suggestion="write it, as in 2026-03-02"
                )
            elif entry.date_told == "title" and not told:
                told = True
                yield at_entry(
                    subject,
                    entry,
                    "the date does not stand in the timeline",
                    suggestion="write it at the first entry of each day",
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
    by_title = any(entry.date_told == "title" for timeline in subject.writeup.timelines for entry in timeline.entries)
    if not days or by_title:
        return
    for place, title in _titles(subject):
        named = [day for _, written in days_in(title) if (day := written.on(None))]
        if named and not any(min(days) <= one <= max(days) for one in named):
            yield Found(
                place=place,
                message=f"the title has the date {named[0]}, and the timeline begins on {min(days)}",
                suggestion="correct the one or the other",
            )
            return


def _titles(subject: Subject) -> Iterator[tuple[Place, str]]:
    """The title of the document, and the one in its front matter, by which a page of it is found."""
    title, document = subject.reading.outline.title, subject.document
    if title is not None:
        yield title.place, title.text
    for block in document.blocks:
        if block.kind == "front-matter":
            for number in range(block.place.line, block.until + 1):
                line = document.lines[number - 1]
                if _TITLE_LINE.match(line):
                    yield Place(line=number), line
