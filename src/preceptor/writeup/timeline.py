"""Timelines: in tables, lists, headings or paragraphs, with dates and zones wherever people put them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Final

from preceptor.model.writeup import Item, Place, Timeline, TimelineEntry, Zone
from preceptor.writeup.dates import Days, day_of_document
from preceptor.writeup.document import Block, Document, Table
from preceptor.writeup.entry_text import (
    addresses,
    addresses_between,
    all_addresses,
    linked,
    text_behind,
    without_lead,
)
from preceptor.writeup.moments import end_of, resolution_of, with_moment
from preceptor.writeup.names import kind_of
from preceptor.writeup.sections import Outline, Part, says_something
from preceptor.writeup.source import Chunk, cell_source, chunks, cut_text, items, source_in_item, source_of
from preceptor.writeup.stamps import LONGEST, Stamp, days_in, stamp_at, stamp_inside
from preceptor.writeup.time_columns import columns_of_times, is_time_column
from preceptor.writeup.told_zones import ONLY_ZONE, says_only_a_zone, told_zone, zone_of_document
from preceptor.writeup.zones import is_ambiguous, zone_in_label, zone_in_sentence

#: A point of a timeline that says something of all of it.
_FIELD = re.compile(
    r"\W*(?:(?:total |overall )?(?:duration|downtime)|time to \w+|impact|severity|status|notes?|n\.?b\.?|mtt[rd])\b"
    r"\W{0,3}:",
    re.IGNORECASE,
)
#: Lines with times that make entries of a paragraph that begins with something else. Our choice.
_SOME_TIMES: Final = 2


@dataclass(kw_only=True)
class _Draft:
    """A timeline while it is read."""

    place: Place
    title: str
    zone: Zone | None = None
    #: The zone is that of the timeline before it, until it names its own.
    inherited: bool = False
    entries: list[TimelineEntry] = field(default_factory=list)
    notes: list[Item] = field(default_factory=list)
    #: Lists in which nothing has a time; they are entries only if nothing else is.
    timeless: list[tuple[int, list[tuple[Block, str, tuple[str, ...]]]]] = field(default_factory=list)


@dataclass(kw_only=True)
class _Open:
    """An entry that takes in what follows it."""

    place: Place
    stamp: Stamp
    when: str
    texts: list[str]
    references: list[str]
    #: It began as a paragraph, so that the next entry may end it anywhere.
    paragraph: bool


def timelines(document: Document, outline: Outline) -> tuple[Timeline, ...]:
    """Every timeline of a document."""
    found: list[Timeline] = []
    day, zone = day_of_document(document, outline), zone_of_document(document, outline)
    for part in outline.parts:
        if part.kind == "timeline" and not (part.parent and part.parent.about == "timeline"):
            # A list of times under a heading that says nothing goes on with the timeline before it.
            before = found[-1].zone if found and kind_of(part.title) != "timeline" else None
            more = _Reader(document, part, day, zone, before).read(first=not found)
            if found and more and stamp_at(part.title) and more[0].zone == found[-1].zone:
                # So does one under a date, which is the day of its entries and no title.
                found[-1] = _joined(found[-1], more.pop(0))
            found.extend(more)
    return tuple(found)


def _joined(first: Timeline, second: Timeline) -> Timeline:
    return replace(first, entries=(*first.entries, *second.entries), notes=(*first.notes, *second.notes))


class _Reader:
    """Reads one section."""

    def __init__(
        self, document: Document, section: Part, day: date | None, zone: Zone | None, before: Zone | None
    ) -> None:
        self._document = document
        self._section = section
        self._fallback = zone
        self._before = before
        self._days = Days.of_document(day)
        self._drafts: list[_Draft] = []
        self._open: _Open | None = None

    def read(self, *, first: bool) -> list[Timeline]:
        for part in self._parts():
            heading = part.heading
            assert heading is not None
            if part is self._section:
                self._begin(heading, title="" if first else part.title, anew=True)
                self._days.heading(heading.text)
            else:
                self._heading(part, heading)
            for chunk in chunks(part.blocks):
                self._chunk(chunk)
        self._close()
        return [self._timeline(draft) for draft in self._drafts if draft.entries or draft.notes]

    def _parts(self) -> Iterator[Part]:
        """The section and what is below it, but for sections of another kind."""
        waiting = [self._section]
        while waiting:
            part = waiting.pop()
            yield part
            waiting.extend(one for one in reversed(part.parts) if one.kind in ("other", "timeline"))

    @property
    def _draft(self) -> _Draft:
        return self._drafts[-1]

    def _begin(self, heading: Block, *, title: str, anew: bool) -> None:
        self._close()
        zone = self._before if not self._drafts else None if anew else self._drafts[-1].zone
        inherited = zone is not None
        if written := zone_in_label(heading.text):
            zone, inherited = told_zone(heading, written, "heading"), False
        self._drafts.append(_Draft(place=heading.place, title=title, zone=zone, inherited=inherited))

    def _heading(self, part: Part, heading: Block) -> None:
        stamp = stamp_at(heading.text)
        if stamp is None or part.kind == "timeline":
            self._begin(heading, title=part.title, anew=part.kind == "timeline")
            if part.kind == "timeline":
                self._days.start_over()
            self._days.heading(heading.text)
            return
        self._close()
        if stamp.clock is None and not stamp.open_ and (self._is_a_day(part) or not _says_anything(part)):
            self._days.heading(heading.text)
            if (written := zone_in_label(heading.text)) and self._draft.zone is None:
                self._draft.zone = told_zone(heading, written, "heading")
            words = heading.text[stamp.rest :].strip()
            if words and not says_only_a_zone(heading, stamp.rest):
                self._draft.notes.append(Item(place=heading.place_at(stamp.rest), text=f"**{words}**"))
            return
        self._start(heading, stamp, paragraph=False, until=heading.until)

    def _is_a_day(self, part: Part) -> bool:
        """Whether what stands under a date has times of its own."""
        for inner in part.walk():
            if inner is not part and inner.heading and (stamp := stamp_at(inner.heading.text)) and stamp.clock:
                return True
            for block in inner.blocks:
                may_be = block.opens_item or block.kind in ("paragraph", "cell")
                if may_be and (stamp := stamp_at(block.text)) and stamp.clock is not None:
                    return True
        return False

    def _chunk(self, chunk: Chunk) -> None:
        first = chunk.first
        if chunk.table is not None and self._table(self._document.tables[chunk.table]):
            return
        if chunk.is_list and self._list(chunk):
            return
        if first.kind == "paragraph" and not first.quoted and first.item is None and self._paragraph(first):
            return
        text = source_of(self._document, chunk)
        if self._open is not None:
            self._open.texts.append(text)
            for block in chunk.blocks:
                self._open.references.extend(addresses(block))
        elif text:
            self._draft.notes.append(Item(place=first.place, text=text))

    # Paragraphs

    def _paragraph(self, block: Block) -> bool:
        text = block.text
        if block.links and block.links[0].image and not block.links[0].start:
            return False  # what a picture is called
        if self._zone_sentence(block):
            return True
        starts = [(at, stamp) for at in _line_starts(block) if (stamp := stamp_at(text[at : at + 2 * LONGEST]))]
        if not starts or (starts[0][0] and sum(stamp.clock is not None for _, stamp in starts) < _SOME_TIMES):
            return False
        if starts[0][0]:
            before = cut_text(self._document, block, 0, block.until, end=starts[0][0])
            self._draft.notes.append(Item(place=block.place, text=before.strip()))
        first = starts[0][1]
        if len(starts) == 1 and first.clock is None and not first.open_:
            if first.day is not None and says_only_a_zone(block, first.rest):
                self._close()
                self._days.line(first)
                return True
            if self._open is not None and not self._open.paragraph:
                return False  # a sentence about a day, in what belongs to an entry
        starts = [(at, stamp) for at, stamp in starts if not at or stamp.clock is not None]
        for index, (at, stamp) in enumerate(starts):
            self._close()
            end = starts[index + 1][0] if index + 1 < len(starts) else None
            self._start(block, stamp, paragraph=True, until=block.until, at=at, end=end)
        return True

    def _zone_sentence(self, block: Block) -> bool:
        """Take a zone from a sentence; True if the sentence says nothing else."""
        written = zone_in_sentence(block.prose)
        if written is None:
            return False
        draft = self._draft
        if not draft.entries and (day := next((day for _, day in days_in(block.prose[:200])), None)):
            self._days.sentence(day)
        if draft.zone is None or draft.inherited or (draft.zone.told == "heading" and not draft.entries):
            draft.zone, draft.inherited = told_zone(block, written, "sentence"), False
        elif draft.zone.text != written.text:
            return False
        said = block.text[: written.start] + block.text[written.end :]
        return bool(ONLY_ZONE.fullmatch(said))

    # Lists

    def _list(self, chunk: Chunk) -> bool:
        points = items(chunk)
        stamped = [(item, blocks, _stamp(blocks[0]) if _begins(item, blocks[0]) else None) for item, blocks in points]
        if not any(stamp for _, _, stamp in stamped):
            if self._open is not None:
                return False
            self._draft.timeless.append(
                (
                    len(self._draft.notes),
                    [
                        (blocks[0], source_in_item(self._document, item, blocks), all_addresses(blocks))
                        for item, blocks in points
                    ],
                )
            )
            text = source_of(self._document, chunk)
            self._draft.notes.append(Item(place=chunk.first.place, text=text))
            return True
        timed = sum(1 for _, _, stamp in stamped if stamp and (stamp.clock is not None or stamp.open_))
        if self._open is not None and timed * 2 <= len(points):
            return False  # a list in what belongs to an entry, where one point happens to begin with a date
        self._close()
        for item, blocks, stamp in stamped:
            if stamp is None and _FIELD.match(blocks[0].text):
                text = source_in_item(self._document, item, blocks)
                self._draft.notes.append(Item(place=blocks[0].place, text=text))
            elif stamp is None:
                text = source_in_item(self._document, item, blocks)
                self._draft.entries.append(
                    TimelineEntry(place=blocks[0].place, text=text, references=all_addresses(blocks))
                )
            elif stamp.clock is None and not stamp.open_ and self._nested(blocks, stamp):
                continue
            else:
                until = max(block.until for block in blocks)
                text, extra = (
                    (without_lead(source_in_item(self._document, item, blocks)), ())
                    if stamp_at(blocks[0].text) is None
                    else text_behind(self._document, blocks[0], stamp, until=until)
                )
                self._entry(
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
        self._days.line(stamp)
        for group in inner:
            found = stamp_at(group[0].text)
            last = max(block.until for block in group)
            if found is None:
                item = group[0].item
                assert item is not None
                text = source_in_item(self._document, item, group)
                self._draft.entries.append(
                    TimelineEntry(place=group[0].place, text=text, references=all_addresses(group))
                )
                continue
            text, extra = text_behind(self._document, group[0], found, until=last)
            self._entry(
                group[0].place, found, group[0].text[found.start : found.end], text, (*all_addresses(group), *extra)
            )
        return True

    # Tables

    def _table(self, table: Table) -> bool:
        columns = columns_of_times(table)
        if columns is None:
            return False
        self._close()
        for column in columns:
            head = table.head[column]
            written, draft = zone_in_label(head.text), self._draft
            if written and (draft.zone is None or draft.inherited or draft.zone.told == "heading"):
                draft.zone, draft.inherited = told_zone(head, written, "column"), False
            self._days.heading(head.text)
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
            self._draft.entries.append(
                TimelineEntry(place=place, text=text, references=tuple(sorted(set(references))))
            )
            return
        left = when[stamp.rest :].strip()
        extra = [link.address for column in columns for link in row[column].links if link.address]
        text = " — ".join(filter(None, [left, *texts, *(linked(address) for address in extra)]))
        said = when[stamp.start : stamp.end]
        if stamp_at(f"{said}:") is None and stamp.clock is not None:
            said = f"{stamp.clock:%H:%M}"  # 7.05 is a time in a column of times, and a version elsewhere
        self._entry(place, stamp, said, without_lead(text), references)

    # Entries

    def _start(
        self, block: Block, stamp: Stamp, *, paragraph: bool, until: int, at: int = 0, end: int | None = None
    ) -> None:
        """Begin an entry that takes in what follows it."""
        text, extra = text_behind(self._document, block, stamp, until=until, at=at, end=end)
        end = len(block.text) if end is None else end
        references = addresses_between(block, at, max(end, at + 1))
        self._open = _Open(
            place=block.place_at(at),
            stamp=stamp,
            when=block.text[at + stamp.start : at + stamp.end],
            texts=[text],
            references=[*references, *extra],
            paragraph=paragraph,
        )

    def _close(self) -> None:
        if self._open is not None:
            entry, self._open = self._open, None
            text = without_lead("\n\n".join(filter(None, entry.texts)))
            self._entry(entry.place, entry.stamp, entry.when, text, entry.references)

    def _entry(self, place: Place, stamp: Stamp, when: str, text: str, references: Sequence[str]) -> None:
        day, told = self._days.of(stamp)
        clock = stamp.clock
        local = datetime.combine(day, clock or time()) if day is not None else None
        zone = None
        if stamp.zone is not None:
            place_of_zone = Place(line=place.line, column=place.column + stamp.zone.start)
            text_of_zone = stamp.zone.text
            zone = Zone(place=place_of_zone, text=text_of_zone, told="entry", ambiguous=is_ambiguous(text_of_zone))
        self._draft.entries.append(
            TimelineEntry(
                place=place,
                when=when.strip(),
                local=local,
                clock=None if clock is None else clock.hour * 3600 + clock.minute * 60 + clock.second,
                until=end_of(stamp, local, self._days),
                date_told=told,
                zone=zone,
                approximate=stamp.approximate,
                resolution=resolution_of(stamp, day),
                text=text,
                references=tuple(sorted(set(references))),
            )
        )

    def _timeline(self, draft: _Draft) -> Timeline:
        notes = list(draft.notes)
        entries = draft.entries
        if not entries and draft.timeless:
            for index, _ in reversed(draft.timeless):
                del notes[index]
            entries = [
                TimelineEntry(place=block.place, text=text, references=references)
                for _, points in draft.timeless
                for block, text, references in points
            ]
        zone = draft.zone or self._fallback
        return Timeline(
            place=draft.place,
            title=draft.title,
            zone=zone,
            entries=tuple(with_moment(entry, zone) for entry in entries),
            notes=tuple(notes),
        )


_SPACE = re.compile(r"\s{0,20}")


def _line_starts(block: Block) -> list[int]:
    """Where in the text of a block each of its lines begins, those behind a `<br>` included."""
    starts, line = {0}, block.place.line
    for span in block.inline.spans:
        if span.place.line > line and span.text.strip():
            starts.add(span.start)
            line = span.place.line
    text = block.text
    starts |= {match.end() for at in block.inline.breaks if (match := _SPACE.match(text, at))}
    return sorted(starts)


def _stamp(block: Block) -> Stamp | None:
    """The stamp that a point begins with, or else the one that stands in it."""
    return stamp_at(block.text) or stamp_inside(block.text)


def _begins(item: object, block: Block) -> bool:
    """Whether a block is what a point begins with, and prose."""
    return block.item is item and block.kind == "paragraph"


def _says_anything(part: Part) -> bool:
    return any(says_something(block) for block in part.blocks)
