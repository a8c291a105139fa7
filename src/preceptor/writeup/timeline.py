"""Timelines: in tables, lists, headings or paragraphs, with dates and zones wherever people put them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from preceptor.model.writeup import Timeline, Zone
from preceptor.writeup.dates import Days, day_of_document
from preceptor.writeup.document import Block, Document, Table
from preceptor.writeup.drafts import Drafts
from preceptor.writeup.entry_text import (
    addresses,
    all_addresses,
    linked,
    text_behind,
    without_lead,
)
from preceptor.writeup.moments import with_moment
from preceptor.writeup.sections import Outline, Part, says_something
from preceptor.writeup.source import Chunk, cell_source, chunks, cut_text, items, source_in_item, source_of
from preceptor.writeup.stamps import LONGEST, Stamp, days_in, stamp_at
from preceptor.writeup.stamps_inside import stamp_in_brackets, stamp_inside
from preceptor.writeup.time_columns import columns_of_times, is_time_column
from preceptor.writeup.told_zones import ONLY_ZONE, says_only_a_zone, told_zone, zone_of_document
from preceptor.writeup.zones import zone_in_label, zone_in_sentence

#: A point of a timeline that says something of all of it.
_FIELD = re.compile(
    r"\W*(?:duration|downtime|(?:total|overall) [\w ]{2,40}|time to \w+|impact|severity|status|notes?|n\.?b\.?"
    r"|mtt[rd]|incident|date|time|(?:start|end)(?: (?:date|time))?)\b(?: \([\w ]{1,20}\))?\W{0,3}:",
    re.IGNORECASE,
)
#: A heading that says when, and no time: `Later that day`, `The next morning`.
_SOME_TIME: Final = re.compile(
    r"\W*(?:(?:later|early|late|earlier|shortly|sometime|some time|around|in|on|over|during|the|that|next|following"
    r"|same|a few|several|some|few|after|afterwards|before|meanwhile|this|of)\W{1,3}){0,5}"
    r"(?:day|days|morning|afternoon|evening|night|noon|midday|midnight|week|weeks|weekend|hours|minutes|after|afterwards"
    r"|meanwhile|later|before)\W*",
    re.IGNORECASE,
)
#: Lines with times that make entries of a paragraph that begins with something else. Our choice.
_SOME_TIMES: Final = 2


def timelines(document: Document, outline: Outline) -> tuple[Timeline, ...]:
    """Every timeline of a document."""
    found: list[Timeline] = []
    day, zone = day_of_document(document, outline), zone_of_document(document, outline)
    days = Days.of_document(day)
    for part in outline.parts:
        if part.kind == "timeline" and not (part.parent and part.parent.about == "timeline"):
            # A list of times under a heading that says nothing goes on with the timeline before it.
            goes_on = bool(found) and document.names.kind_of(part.title) != "timeline"
            if not goes_on:
                days = Days.of_document(day)
            more = _Reader(document, part, days, zone, found[-1].zone if goes_on else None).read(first=not found)
            if found and more and stamp_at(part.title) and found[-1].zone in (None, more[0].zone):
                # So does one under a date, which is the day of its entries and no title.
                found[-1] = _joined(found[-1], more.pop(0))
            found.extend(more)
    return tuple(found)


def _joined(first: Timeline, second: Timeline) -> Timeline:
    """Both as one, whose zone the second may tell."""
    entries = tuple(with_moment(entry, second.zone) for entry in (*first.entries, *second.entries))
    return replace(first, zone=second.zone, entries=entries, notes=(*first.notes, *second.notes))


class _Reader:
    """Reads one section."""

    def __init__(self, document: Document, section: Part, days: Days, zone: Zone | None, before: Zone | None) -> None:
        self._document = document
        self._section = section
        self._drafts = Drafts(document, days, zone, before)
        #: What was read last is a line with nothing but the day of what follows it.
        self._behind_day = False

    def read(self, *, first: bool) -> list[Timeline]:
        for part in self._parts():
            heading = part.heading
            assert heading is not None
            if part is self._section:
                self._drafts.begin(heading, title="" if first else part.title, anew=True)
                self._drafts.days.heading(heading.text)
            else:
                self._heading(part, heading)
            self._behind_day = False
            for chunk in chunks(part.blocks):
                behind, self._behind_day = self._behind_day, False
                self._chunk(chunk, behind_day=behind)
        return self._drafts.timelines()

    def _parts(self) -> Iterator[Part]:
        """The section and what is below it, but for sections of another kind."""
        waiting = [self._section]
        while waiting:
            part = waiting.pop()
            yield part
            waiting.extend(one for one in reversed(part.parts) if one.kind in ("other", "timeline"))

    def _heading(self, part: Part, heading: Block) -> None:
        stamp = stamp_at(heading.text) or stamp_in_brackets(heading.text)
        if stamp is None and _SOME_TIME.fullmatch(heading.text) and _says_anything(part) and not self._is_a_day(part):
            stamp = Stamp(start=0, end=0, rest=0, open_="time")  # its words stay in the text
        if stamp is None or part.kind == "timeline":
            self._drafts.begin(heading, title=part.title, anew=part.kind == "timeline")
            if part.kind == "timeline":
                self._drafts.days.start_over()
            self._drafts.days.heading(heading.text)
            return
        self._drafts.close()
        if stamp.clock is None and not stamp.open_ and (self._is_a_day(part) or not _says_anything(part)):
            self._drafts.days.heading(heading.text)
            self._zone_of_day(heading)
            words = heading.text[: stamp.start].rstrip("( ") or heading.text[stamp.rest :].strip()
            if words and (stamp.start or not says_only_a_zone(heading, stamp.rest)):
                self._drafts.note(heading.place_at(0 if stamp.start else stamp.rest), f"**{words}**")
            return
        self._drafts.start(heading, stamp, paragraph=False, until=heading.until)

    def _zone_of_day(self, block: Block) -> None:
        """Take the zone beside a day, where none is told before."""
        if (written := zone_in_label(block.text)) and self._drafts.last.zone is None:
            self._drafts.last.zone = told_zone(block, written, "heading")

    def _is_a_day(self, part: Part) -> bool:
        """Whether what stands under a date has times of its own."""
        for inner in part.walk():
            if inner is not part and inner.heading and (stamp := stamp_at(inner.heading.text)) and stamp.clock:
                return True
            for block in inner.blocks:
                may_be = block.opens_item or block.kind in ("paragraph", "cell")
                if may_be and (stamp := stamp_at(block.text)) and (stamp.clock is not None or stamp.open_ == "time"):
                    return True
        return False

    def _chunk(self, chunk: Chunk, *, behind_day: bool) -> None:
        first = chunk.first
        if chunk.table is not None and self._table(self._document.tables[chunk.table]):
            return
        if chunk.is_list and self._list(chunk, behind_day=behind_day):
            return
        if first.kind == "paragraph" and not first.quoted and first.item is None and self._paragraph(first):
            return
        if first.quoted and not self._drafts.last.entries and self._drafts.open is None:
            self._zone_sentence(first)
        text = source_of(self._document, chunk)
        if not self._drafts.take_in(text, chunk.blocks) and text:
            self._drafts.note(first.place, text)

    # Paragraphs

    def _paragraph(self, block: Block) -> bool:
        text = block.text
        if block.links and block.links[0].image and not block.links[0].start:
            return False  # what a picture is called
        if self._zone_sentence(block):
            return True
        starts = [(at, stamp) for at in block.line_starts if (stamp := stamp_at(text[at : at + 2 * LONGEST]))]
        if not starts or (starts[0][0] and sum(stamp.clock is not None for _, stamp in starts) < _SOME_TIMES):
            return False
        if starts[0][0]:
            self._zone_sentence(block, end=starts[0][0])
            before = cut_text(self._document, block, 0, block.until, end=starts[0][0])
            self._drafts.note(block.place, before.strip())
        first = starts[0][1]
        if len(starts) == 1 and first.clock is None and not first.open_:
            if first.day is not None and says_only_a_zone(block, first.rest):
                self._drafts.close()
                self._drafts.days.line(first)
                self._zone_of_day(block)
                self._behind_day = True
                return True
            if self._drafts.open is not None and not self._drafts.open.paragraph:
                return False  # a sentence about a day, in what belongs to an entry
        starts = [(at, stamp) for at, stamp in starts if not at or stamp.clock is not None]
        if len(starts) > 1 and first.day is not None and starts[1][0] <= first.rest:
            self._drafts.close()
            self._drafts.days.line(first)  # a line that is the day of those behind it
            del starts[0]
        for index, (at, stamp) in enumerate(starts):
            self._drafts.close()
            end = starts[index + 1][0] if index + 1 < len(starts) else None
            self._drafts.start(block, stamp, paragraph=True, until=block.until, at=at, end=end)
        return True

    def _zone_sentence(self, block: Block, *, end: int | None = None) -> bool:
        """Take a zone from what a block says, up to `end`; True if the block says nothing else."""
        written = zone_in_sentence(block.prose[:end])
        if written is None:
            return False
        draft = self._drafts.last
        if not draft.entries and (day := next((day for _, day in days_in(block.prose[:200])), None)):
            self._drafts.days.sentence(day)
        if draft.zone is None or draft.inherited or (draft.zone.told == "heading" and not draft.entries):
            draft.zone, draft.inherited = told_zone(block, written, "sentence"), False
        elif draft.zone.text != written.text:
            return False
        said = block.text[: written.start] + block.text[written.end :]
        return bool(ONLY_ZONE.fullmatch(said))

    # Lists

    def _list(self, chunk: Chunk, *, behind_day: bool) -> bool:
        points = items(chunk)
        stamped = [(item, blocks, _stamp(blocks[0]) if _begins(item, blocks[0]) else None) for item, blocks in points]
        fields = {item for item, blocks, stamp in stamped if _is_field(blocks, stamp)}
        if not behind_day and not any(stamp for item, _, stamp in stamped if item not in fields):
            if self._drafts.open is not None:
                return False
            self._drafts.last.timeless.append(
                (
                    len(self._drafts.last.notes),
                    [
                        (blocks[0], source_in_item(self._document, item, blocks), all_addresses(blocks))
                        for item, blocks in points
                    ],
                )
            )
            text = source_of(self._document, chunk)
            self._drafts.note(chunk.first.place, text)
            return True
        timed = sum(1 for _, _, stamp in stamped if stamp and (stamp.clock is not None or stamp.open_))
        if self._drafts.open is not None and timed * 2 <= len(points):
            return False  # a list in what belongs to an entry, where one point happens to begin with a date
        self._drafts.close()
        for item, blocks, stamp in stamped:
            if item in fields:
                if stamp is not None and stamp.day is not None:
                    self._drafts.days.line(stamp)
                if not self._zone_sentence(blocks[0]):
                    self._drafts.note(blocks[0].place, source_in_item(self._document, item, blocks))
            elif stamp is None:
                text = source_in_item(self._document, item, blocks)
                take = self._drafts.on_the_day if behind_day else self._drafts.timeless
                take(blocks[0].place, text, all_addresses(blocks))
            elif stamp.clock is None and not stamp.open_ and self._nested(blocks, stamp):
                continue
            else:
                until = max(block.until for block in blocks)
                text, extra = (
                    (without_lead(source_in_item(self._document, item, blocks)), ())
                    if stamp_at(blocks[0].text) is None
                    else text_behind(self._document, blocks[0], stamp, until=until)
                )
                self._drafts.entry(
                    blocks[0].place,
                    stamp,
                    blocks[0].text[stamp.start : stamp.end],
                    text,
                    (*all_addresses(blocks), *extra),
                )
        return True

    def _nested(self, blocks: Sequence[Block], stamp: Stamp) -> bool:
        """Take a point that is a day and holds a list of what happened on it."""
        if blocks[0].text[stamp.rest :].strip():
            return False
        inner: list[tuple[Block, ...]] = []
        for block in blocks[1:]:
            if block.item is None or block.item.depth < 2:
                return False
            if block.item.depth == 2 and block.opens_item:
                inner.append((block,))
            elif inner:
                inner[-1] = (*inner[-1], block)
        if not any((found := stamp_at(group[0].text)) and found.clock is not None for group in inner):
            return False
        self._drafts.days.line(stamp)
        for group in inner:
            found = stamp_at(group[0].text)
            last = max(block.until for block in group)
            if found is None:
                item = group[0].item
                assert item is not None
                text = source_in_item(self._document, item, group)
                self._drafts.timeless(group[0].place, text, all_addresses(group))
                continue
            text, extra = text_behind(self._document, group[0], found, until=last)
            self._drafts.entry(
                group[0].place, found, group[0].text[found.start : found.end], text, (*all_addresses(group), *extra)
            )
        return True

    # Tables

    def _table(self, table: Table) -> bool:
        columns = columns_of_times(table)
        if columns is None:
            return False
        self._drafts.close()
        for column in columns:
            head = table.head[column]
            written, draft = zone_in_label(head.text), self._drafts.last
            if written and (draft.zone is None or draft.inherited or draft.zone.told == "heading"):
                draft.zone, draft.inherited = told_zone(head, written, "column"), False
            self._drafts.days.heading(head.text)
        for row in table.rows[1:]:
            if any(says_something(cell) for cell in row):
                self._row(table, row, columns)
        return True

    def _row(self, table: Table, row: Sequence[Block], columns: Sequence[int]) -> None:
        when = " ".join(filter(None, (row[column].text.strip() for column in columns)))
        stamp = stamp_at(when, column=True)
        texts, references = [], []
        for index, cell in enumerate(row):
            words = cell_source(self._document, cell)
            references.extend(addresses(cell))
            if index in columns or not words:
                continue
            header = table.head[index].text.strip()
            another = is_time_column(header) and stamp_at(cell.text, column=True)
            texts.append(f"({words} {header})" if another else words)
        place = next((row[column].place for column in columns if row[column].text.strip()), row[columns[0]].place)
        if stamp is None:
            texts = [*(cell_source(self._document, row[column]) for column in columns), *texts]
            text = " — ".join(filter(None, texts))
            self._drafts.timeless(place, text, tuple(sorted(set(references))))
            return
        left = when[stamp.rest :].strip()
        extra = [link.address for column in columns for link in row[column].links if link.address]
        text = " — ".join(filter(None, [left, *texts, *(linked(address) for address in extra)]))
        said = when[stamp.start : stamp.end]
        if stamp_at(f"{said}:") is None and stamp.clock is not None:
            said = f"{stamp.clock:%H:%M}"  # 7.05 is a time in a column of times, and a version elsewhere
        self._drafts.entry(place, stamp, said, without_lead(text), references)


def _stamp(block: Block) -> Stamp | None:
    """The stamp that a point begins with, or else the one that stands in it."""
    return stamp_at(block.text) or stamp_inside(block.text)


def _is_field(blocks: Sequence[Block], stamp: Stamp | None) -> bool:
    """Whether a point tells something of all of the timeline, and no time of the day."""
    return len(blocks) == 1 and (stamp is None or stamp.clock is None) and _FIELD.match(blocks[0].text) is not None


def _begins(item: object, block: Block) -> bool:
    """Whether a block is what a point begins with, and prose."""
    return block.item is item and block.kind == "paragraph"


def _says_anything(part: Part) -> bool:
    return any(says_something(block) for block in part.blocks)
