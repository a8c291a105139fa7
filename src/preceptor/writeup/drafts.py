"""Timelines while they are read: their zones and notes, and the entry that still takes in what follows it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Final

from preceptor.model.writeup import Item, Place, Timeline, TimelineEntry, Zone
from preceptor.writeup.dates import Days
from preceptor.writeup.document import Block, Document
from preceptor.writeup.entry_text import addresses, addresses_between, text_behind, without_lead
from preceptor.writeup.inline import plain
from preceptor.writeup.moments import end_of, from_the_end, resolution_of, with_moment
from preceptor.writeup.source import cut_text
from preceptor.writeup.stamps import Stamp
from preceptor.writeup.told_zones import told_zone
from preceptor.writeup.zones import is_ambiguous, zone_in_label, zone_in_sentence

#: Words of a note that tells what happened; a shorter one says something of the list. Our choice.
_A_PARAGRAPH: Final = 20

#: What came of something, behind a label in bold: `**Result**: the pool is full`.
_LABELLED: Final = re.compile(r"(?P<marks>\*\*|__)[^*_\n]{1,60}?(?::(?P=marks)|(?P=marks)\s?:)\s")


@dataclass(kw_only=True)
class Draft:
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
class OpenEntry:
    """An entry that takes in what follows it."""

    place: Place
    stamp: Stamp
    when: str
    texts: list[str]
    references: list[str]
    #: It began as a paragraph, so that the next entry may end it anywhere.
    paragraph: bool


class Drafts:
    """The timelines of one section; those who read its layouts tell what they find, in order."""

    def __init__(self, document: Document, days: Days, zone: Zone | None, before: Zone | None) -> None:
        """`zone` is that of the whole document; `before` is the zone of the timeline that this one goes on with."""
        self.days = days
        #: What takes in what follows; None where nothing does.
        self.open: OpenEntry | None = None
        self._document = document
        self._fallback = zone
        self._before = before
        self._drafts: list[Draft] = []

    @property
    def last(self) -> Draft:
        """The timeline that is read."""
        return self._drafts[-1]

    def begin(self, heading: Block, *, title: str, anew: bool) -> None:
        """Begin a timeline; unless `anew`, the zone of the one before it holds."""
        self.close()
        zone = self._before if not self._drafts else None if anew else self._drafts[-1].zone
        inherited = zone is not None
        if written := zone_in_label(heading.text):
            zone, inherited = told_zone(heading, written, "heading"), False
        self._drafts.append(Draft(place=heading.place, title=title, zone=zone, inherited=inherited))

    def note(self, place: Place, text: str) -> None:
        """Take what stands beside the entries."""
        self.last.notes.append(Item(place=place, text=text))

    def timeless(self, place: Place, text: str, references: tuple[str, ...]) -> None:
        """Take an entry that has no time; with a label before it, it says more of the one before, and is a note."""
        if _LABELLED.match(text) and "\n" not in text and zone_in_sentence(plain(text)) is None:
            self.note(place, text)
            return
        self.last.entries.append(TimelineEntry(place=place, text=text, references=references))

    def on_the_day(self, place: Place, text: str, references: tuple[str, ...]) -> None:
        """Take an entry that has no time, below a line with its day."""
        local = datetime.combine(self.days.day, time()) if self.days.day is not None else None
        self.last.entries.append(
            TimelineEntry(
                place=place,
                local=local,
                date_told="day" if local else None,
                resolution="day" if local else None,
                text=text,
                references=references,
            )
        )

    def take_in(self, text: str, blocks: Sequence[Block]) -> bool:
        """Add a text to the open entry; False where none is open."""
        if self.open is None:
            return False
        self.open.texts.append(text)
        for block in blocks:
            self.open.references.extend(addresses(block))
        return True

    def start(
        self, block: Block, stamp: Stamp, *, paragraph: bool, until: int, at: int = 0, end: int | None = None
    ) -> None:
        """Begin an entry that takes in what follows it. A title that ends with the stamp is kept whole."""
        extra: tuple[str, ...] = ()
        if block.kind == "heading" and any(one.isalnum() for one in block.text[: stamp.start]):
            text = cut_text(self._document, block, 0, until)
        else:
            text, extra = text_behind(self._document, block, stamp, until=until, at=at, end=end)
        end = len(block.text) + 1 if end is None else end  # a picture that is called nothing begins behind the text
        references = addresses_between(block, at, max(end, at + 1))
        self.open = OpenEntry(
            place=block.place_at(at),
            stamp=stamp,
            when=block.text[at + stamp.start : at + stamp.end],
            texts=[text],
            references=[*references, *extra],
            paragraph=paragraph,
        )

    def close(self) -> None:
        """End the open entry, if any."""
        if self.open is not None:
            entry, self.open = self.open, None
            text = without_lead("\n\n".join(filter(None, entry.texts)))
            self.entry(entry.place, entry.stamp, entry.when, text, entry.references)

    def entry(self, place: Place, stamp: Stamp, when: str, text: str, references: Sequence[str]) -> None:
        """Take an entry with its time as it was read, and as it is written."""
        day, told = self.days.of(stamp)
        clock = stamp.clock
        local = datetime.combine(day, clock or time()) if day is not None else None
        zone = None
        if stamp.zone is not None:
            place_of_zone = Place(line=place.line, column=place.column + stamp.zone.start)
            text_of_zone = stamp.zone.text
            zone = Zone(place=place_of_zone, text=text_of_zone, told="entry", ambiguous=is_ambiguous(text_of_zone))
        self.last.entries.append(
            TimelineEntry(
                place=place,
                when=when.strip(),
                local=local,
                clock=None if clock is None else clock.hour * 3600 + clock.minute * 60 + clock.second,
                until=end_of(stamp, local),
                date_told=told,
                zone=zone,
                approximate=stamp.approximate,
                resolution=resolution_of(stamp, day),
                text=text,
                references=tuple(sorted(set(references))),
            )
        )

    def timelines(self) -> list[Timeline]:
        """All of them that hold anything."""
        self.close()
        return [self._timeline(draft) for draft in self._drafts if draft.entries or draft.notes]

    def _timeline(self, draft: Draft) -> Timeline:
        notes = list(draft.notes)
        entries = draft.entries
        if not entries and draft.timeless and not draft.title and not _is_prose(draft):
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
            entries=tuple(with_moment(entry, zone) for entry in from_the_end(entries)),
            notes=tuple(notes),
        )


def _is_prose(draft: Draft) -> bool:
    """Whether what happened is told in sentences, so that a list between them is no list of entries."""
    lists = {index for index, _ in draft.timeless}
    told = [note.text for index, note in enumerate(draft.notes) if index not in lists]
    return any(len(text.split()) >= _A_PARAGRAPH for text in told)
