"""Recommendations: in lists, tables, tasks, headings or paragraphs, with owners and tickets wherever they are."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from preceptor.model.writeup import Effect, Item, Place, Recommendation, RecommendationKind
from preceptor.writeup.document import Block, Document, Table
from preceptor.writeup.fields import Labels, is_field_line, meaningful, take_fields
from preceptor.writeup.inline import Inline, plain, read_inline
from preceptor.writeup.names import is_horizon
from preceptor.writeup.sections import Outline, Part, says_something
from preceptor.writeup.source import Chunk, cell_source, chunks, items, source_in_item, source_of, unclosed
from preceptor.writeup.tickets import TEAM_FIRST, due_in, owner_in, ticket_in

Word = TypeVar("Word")

LABELS: Final = Labels.of(
    {
        "owner": r"(?:action |ticket )?owners?|assignees?|assigned(?: to)?|responsible|dri|accountable",
        "ticket": r"tickets?|issues?(?: link)?|tracking(?: issue| ticket)?|jira|tracked (?:in|by)|bug|pr",
        "due": r"due(?: date| by)?|deadline|eta|target(?: date)?|by when|timeline|when",
        "kind": r"kind|type|category",
        "effect": r"effect",
        "control": r"(?:safety )?controls?|addresses|answers|improves|adds",
        "done-when": (r"done when|definition of done|dod|acceptance(?: criteria)?|success(?: criteria)?|verified by"),
        "priority": r"priority|prio",
        "status": r"status|state",
        "group": r"group",
    }
)
_COLUMNS: Final = {
    "owner": r"owners?|assignees?|assigned(?: to| team| person)?|who|(?:responsible|owning)(?: team| person| party)?"
    r"|dri|accountable|teams?|person|lead",
    "ticket": r"tickets?|issues?|links?|tracking.*|jira.*|bugs?|prs?|references?|urls?|tracker",
    "due": r"due.*|deadline|(?:(?:expected|planned|completion|end) )?date|eta|when|by when|target.*|timeline",
    "kind": r"kind|type|category",
    "effect": r"effect",
    "control": r"(?:safety )?controls?.*|addresses|answers|improves|cause|factor|finding",
    "done-when": r"done when|done|(?:completion |closure )?evidence|(?:completion|closure|exit) criteria"
    r"|definition of done|dod|acceptance.*|success.*|verif.*",
    "priority": r"priority|prio|p|severity|importance",
    "status": r"status|state|done\?|completed\??|progress",
    "text": r"actions?(?: items?)?|items?|tasks?|what|description|recommendations?|to-?do|follow[- ]?ups?"
    r"|details?|title|summary|remediation|measures?|improvement",
}
_COLUMN_PATTERNS = {name: re.compile(rf"\W*(?:{words})\W*", re.IGNORECASE) for name, words in _COLUMNS.items()}
_KINDS: Final[Mapping[str, RecommendationKind]] = {
    r"config": "configuration",
    r"process|procedur|organi[sz]ation": "process",
    r"software|technical|code|tooling": "software",
}
_EFFECTS: Final[Mapping[str, Effect]] = {
    r"prevent": "prevent",
    r"detect|monitor|alert": "detect",
    r"mitigat": "mitigate",
}
#: Words of a point that may be the title of those below it, and that each of those has at least. Our choice.
_TITLE_WORDS: Final = 4
_A_SENTENCE: Final = 5
#: Words of a title before a colon at most; a longer one is what is recommended, and the points below say more of it.
#: Our choice.
_LONG_TITLE: Final = 6
#: A title that several follow, however long it is: `We plan the following steps for the next release:`.
_OF_SEVERAL: Final = re.compile(
    r"\b(?:following|actions?|tasks?|items?|steps?|measures?|improvements?|changes|recommendations?)\b", re.IGNORECASE
)
#: A sentence that the list behind it goes on with: `We plan to add alerts around:`.
_UNFINISHED: Final = re.compile(
    r"\w\W{1,3}(?:that|to|for|of|by|with|around|across|about|on|in|includ(?:e|es|ing)|such as|like|from|between)"
    r"[*_]{0,2}:[*_]{0,2}\s*$",
    re.IGNORECASE,
)
#: A title, and what is to be done, with more of it behind a colon.
_TITLED: Final = re.compile(r"[A-Z][\w /-]{2,40}: [A-Z][^.:!?]{5,200}[,;]? [\w]+:")
#: What a section of recommendations is closed with, and recommends nothing.
_CLOSING: Final = re.compile(
    r"\W{0,3}(?:in (?:conclusion|summary|closing)\b|to (?:conclude|summari[sz]e)\b"
    r"|by (?:implementing|taking|addressing|following|adopting|doing|applying|learning)\b"
    r"|(?:these|the above) (?:\w+ ){0,3}(?:measures|steps|actions|changes|improvements)\b"
    r"|we (?:apologi[sz]e|appreciate|thank|regret|remain committed|are (?:committed|sorry|confident))\b|thank you\b"
    r"|overall,)",
    re.IGNORECASE,
)
_UNSAID: Final = "(not said)"
_SAID: Final = ("owner", "ticket", "due", "kind", "effect", "control", "done_when", "priority", "done")
_BOX = re.compile(r"\[([ xX])\](?:\s+|$)")
_OVER: Final = "done|completed?|closed|fixed|merged|finished|resolved|deployed|shipped|implemented"
_DONE = re.compile(rf"\W*(?:{_OVER}|yes|x|[✓✔✅☑]️?)\W*", re.IGNORECASE)
#: With what shows it: `Done (commit 3ced951)`, `Completed in SHOP-512`.
_DONE_BY = re.compile(
    rf"\W*(?:{_OVER})\W{{0,3}}"
    r"(?:[(\[:,;–—-]|\d{4}-|\b(?:in|by|via|with|on|at|as|per|since)\b)",
    re.IGNORECASE,
)
#: Behind a ticket: `#86 — complete`.
_DONE_BEHIND = re.compile(rf"\w\s{{0,3}}[—–]\s{{0,3}}(?:{_OVER})\b[^.;]{{0,30}}$", re.IGNORECASE)
#: Behind what was to be done, in which it was perhaps done: `Keep 30 days - done in #86`.
_DONE_AT_LAST = re.compile(rf"\w\W{{0,2}}\s[-–—]\s(?:{_OVER})(?:\s(?:in|by|with|via|on)\b|\W{{0,3}}$)", re.IGNORECASE)
#: Who does all that follows: `The development team will conduct the following actions:`.
_ALL_BY = re.compile(
    r"(?:the )?(?P<who>(?:[A-Za-z][\w’'-]{0,30} ){1,4}(?:team|squad|group))\b[^.!?]{0,30}?\b(?:will|is|are)\b"
    r"[^.!?]{0,60}\bfollowing\b",
    re.IGNORECASE,
)
#: What says so, or that it is owed no more: `(done)`, `[N/A]`, `(fixed by a limit in the proxy)`, `✅`.
_DONE_INSIDE = re.compile(
    r"[(\[]\s*(?:n/?a|not needed|obsolete|dropped|won'?t (?:fix|do)|cancell?ed)\s*[)\]]"
    r"|[(\[]\s*(?:already\s|now\s)?(?:done|completed|accomplished|fixed|added|implemented|merged|deployed|shipped"
    r"|resolved|closed|rolled\sout)\b[^()\[\]]{0,200}[)\]]|^\W*[✅✔☑]|[✅✔☑]️?\s*$",
    re.IGNORECASE,
)
#: Struck through: `~~Move the pool~~`, with a word on what became of it.
_STRUCK = re.compile(r"\W*~~[^~\n]{1,400}~~")
#: In brackets at the end of a line; a priority and a box are no name.
_IN_BRACKETS = re.compile(
    r"\[(?P<who>(?!(?:High|Medium|Low|Todo|Open|New|Optional|WIP|TB[ACD]|NA|OK|URL|PR|MR)\b)"
    r"(?:[A-Z][a-z]{1,30}(?: [A-Z][a-z]{1,30}){0,2}|[A-Z]{2,3}))(?: to [a-z][^\[\]]{1,60})?\]\W*$"
)
#: That there is nothing to do.
_NOTHING = re.compile(
    r"\W*(?:none|nothing|n/?a|not applicable|no (?:[\w-]+ ){0,3}(?:(?:is|are|was|were) )?"
    r"(?:needed|necessary|required|planned|identified))\b\W*",
    re.IGNORECASE,
)
_PRIORITY_INSIDE = re.compile(
    r"[(\[]\s*(?:priority:?\s*)?(P[0-5]|high|medium|low)(?: priority)?\s*[)\]]", re.IGNORECASE
)


@dataclass(kw_only=True)
class Found:
    """What the sections of recommendations hold."""

    recommendations: list[Recommendation] = field(default_factory=list)
    #: What stands beside them.
    notes: list[Item] = field(default_factory=list)


def recommendations(document: Document, outline: Outline) -> Found:
    """Every recommendation of a document, in order."""
    found = Found()
    loose: list[tuple[Part, Item]] = []
    asked: list[tuple[Part, Item]] = []
    told: set[Part] = set()
    parts = [part for part in outline.parts if part.about == "recommendations"]
    for part in parts:
        if part.kind == "other" and _is_one(part):
            if not all(_NOTHING.fullmatch(block.text) for block in part.blocks):
                found.recommendations.append(_of_heading(document, part))
                told.add(_section_of(part))
            continue
        group = part.title if part.kind == "other" else ""
        parted = chunks(part.blocks)
        for before, chunk, after in zip([None, *parted], parted, [*parted[1:], None], strict=False):
            if chunk.is_list:
                if _goes_on(before, chunk) or _is_whole(before, chunk):
                    continue
                for one in _of_list(document, chunk, group):
                    if not _CLOSING.match(one.text) and not _NOTHING.fullmatch(plain(one.text)):
                        _add(found.recommendations, _by(before, one))
                        told.add(_section_of(part))
            elif chunk.table is not None:
                rows = _of_table(document, document.tables[chunk.table], group)
                found.recommendations.extend(_by(before, one) for one in rows)
                told.add(_section_of(part))
            elif after is not None and _is_whole(chunk, after):
                text = f"{source_of(document, chunk)}\n\n{source_of(document, after)}"
                _add(found.recommendations, _of_text(document, chunk.first.place, text, group))
                told.add(_section_of(part))
            elif (
                chunk.first.kind != "code"
                and not _CLOSING.match(chunk.first.text)
                and (text := source_of(document, chunk))
                and not _NOTHING.fullmatch(plain(text))
            ):
                item = Item(place=chunk.first.place, text=text)
                # What a template asks for below its heading, in italics, is no recommendation.
                (asked if chunk is parted[0] and chunk.first.slanted else loose).append((_section_of(part), item))
    notes = [*asked, *((section, note) for section, note in loose if section in told)]
    found.notes = [note for _, note in sorted(notes, key=lambda one: one[1].place)]
    for section, note in loose:
        if section not in told:
            _add(found.recommendations, _of_text(document, note.place, note.text, ""))
    found.recommendations.sort(key=lambda one: one.place)
    return found


def _section_of(part: Part) -> Part:
    """The outermost part about recommendations that a part stands in."""
    while part.kind != "recommendations" or (part.parent is not None and part.parent.about == "recommendations"):
        assert part.parent is not None
        part = part.parent
    return part


def _by(before: Chunk | None, one: Recommendation) -> Recommendation:
    """A recommendation with who does all of them, as the sentence before may say."""
    who = None if one.owner or before is None or before.is_list else _ALL_BY.search(before.first.text)
    return replace(one, owner=who["who"].strip()) if who else one


def _add(found: list[Recommendation], one: Recommendation) -> None:
    """Add a recommendation; one that has no text of its own says more about the one before it."""
    if one.text or not found:
        found.append(one if one.text else replace(one, text=_UNSAID))
        return
    last = found[-1]
    more = {name: value for name in _SAID if (value := getattr(one, name)) and not getattr(last, name)}
    found[-1] = replace(last, **more)


def _is_one(part: Part) -> bool:
    """Whether a heading is a recommendation itself, and not the name of several."""
    if part.parts or is_horizon(part.title) or not any(says_something(block) for block in part.blocks):
        return False
    for chunk in chunks(part.blocks):
        if chunk.table is not None:
            return False
        if chunk.is_list and not all(is_field_line(blocks[0].text, LABELS) for _, blocks in items(chunk)):
            return False
    return True


def _of_heading(document: Document, part: Part) -> Recommendation:
    assert part.heading is not None
    texts = [_heading_source(document, part.heading), *(source_of(document, chunk) for chunk in chunks(part.blocks))]
    return _of_text(document, part.heading.place, "\n\n".join(filter(None, texts)), "")


def _heading_source(document: Document, heading: Block) -> str:
    line = document.lines[heading.place.line - 1][heading.place.column - 1 :]
    return unclosed(line).strip()


def _of_list(document: Document, chunk: Chunk, group: str) -> Iterator[Recommendation]:
    for item, blocks in items(chunk):
        inner = _inner(blocks)
        label = blocks[0].text.strip()
        if (
            inner
            and _heads(label, inner)
            and not _UNFINISHED.search(label)
            and not any(is_field_line(one[0].text, LABELS) for one in inner)
        ):
            for nested in inner:
                nested_item = nested[0].item
                assert nested_item is not None
                text = source_in_item(document, nested_item, nested)
                yield _of_text(document, nested[0].place, text, label.rstrip(": "))
        elif text := source_in_item(document, item, blocks):
            yield _of_text(document, blocks[0].place, text, group)


def _goes_on(before: Chunk | None, chunk: Chunk) -> bool:
    """Whether a list goes on with the last sentence of another list that stands right before it."""
    return before is not None and before.is_list and bool(_UNFINISHED.search(before.blocks[-1].text))


def _is_whole(before: Chunk | None, chunk: Chunk) -> bool:
    """Whether a paragraph is one recommendation together with the list behind it: `Access: Set up a host, with:`."""
    if before is None or before.is_list or before.first.kind != "paragraph" or not chunk.is_list:
        return False
    return len(before.blocks) == 1 and _TITLED.fullmatch(before.first.text.strip()) is not None


def _heads(label: str, inner: Sequence[Sequence[Block]]) -> bool:
    """Whether a point is the title of the recommendations below it, and none itself: few words above many."""
    if label.endswith(":"):
        return len(label.split()) <= _LONG_TITLE or bool(_OF_SEVERAL.search(label))
    words = [len(one[0].text.split()) for one in inner]
    return (
        len(inner) > 1
        and len(label.split()) <= _TITLE_WORDS
        and not label.endswith(".")
        and min(words) >= _A_SENTENCE
    )


def _inner(blocks: Sequence[Block]) -> list[list[Block]]:
    """The points one level below a point; empty where anything else stands in it."""
    found: list[list[Block]] = []
    for block in blocks[1:]:
        if block.item is None or block.item.depth < 2:
            return []
        if block.item.depth == 2 and block.opens_item:
            found.append([block])
        elif found:
            found[-1].append(block)
    return found


def _of_table(document: Document, table: Table, group: str) -> Iterator[Recommendation]:
    columns = _columns([cell.text for cell in table.head])
    for row in table.rows[1:]:
        if not any(says_something(cell) for cell in row):
            continue
        values = {name: cell_source(document, row[index]) for name, index in columns.items()}
        text = values.pop("text", "")
        others = [
            f"{table.head[index].text.strip()}: {words}"
            for index, cell in enumerate(row)
            if index not in columns.values() and (words := cell_source(document, cell))
        ]
        if others:
            text = f"{text} ({'; '.join(others)})".strip()
        place = row[columns["text"]].place if "text" in columns else row[0].place
        text, inside = take_fields(text, LABELS)
        said = {name: words for name, value in values.items() if (words := meaningful(value))}
        if any(_says_done(cell.text) for cell in row):
            said["status"] = "done"
        yield _made(document, place, text or _UNSAID, {**inside, **said}, group)


def _columns(heads: Sequence[str]) -> dict[str, int]:
    """Which column says what; the first that fits, and the first that says nothing else is the text."""
    found: dict[str, int] = {}
    for index, head in enumerate(heads):
        for name, pattern in _COLUMN_PATTERNS.items():
            if name not in found and pattern.fullmatch(head[:80]):
                found[name] = index
                break
    if "text" not in found and (free := [index for index in range(len(heads)) if index not in found.values()]):
        found["text"] = free[0]
    return found


def _of_text(document: Document, place: Place, text: str, group: str) -> Recommendation:
    kept, values = take_fields(text, LABELS)
    return _made(document, place, kept, values, group)


def _made(document: Document, place: Place, text: str, values: Mapping[str, str], group: str) -> Recommendation:
    ticked: bool | None = None
    while box := _BOX.match(text):
        text, ticked = text[box.end() :], box[1] != " "
    inline = _inline(document, text)
    group = plain(values["group"]) if "group" in values else group
    kind, effect = plain(values.get("kind", "")), plain(values.get("effect", ""))
    said = f"{inline.text} "
    status = plain(values.get("status", ""))
    if status:
        done: bool | None = _says_done(status)
    else:
        over = _DONE_INSIDE.search(said) or _STRUCK.match(text) or _DONE_AT_LAST.search(inline.text)
        done = True if over else ticked
    priority = _PRIORITY_INSIDE.search(said)
    return Recommendation(
        place=place,
        text=text,
        group=group,
        owner=plain(values.get("owner", ""))
        or owner_in(inline)
        or _owner_behind(inline.text)
        or _owner_before(inline.text),
        ticket=_address(document, values.get("ticket", ""))
        or ticket_in(inline)
        or ticket_in(_inline(document, values.get("status", ""))),
        due=plain(values.get("due", "")) or due_in(inline),
        kind=_one_of(_KINDS, kind) or _one_of(_KINDS, group),
        effect=_one_of(_EFFECTS, effect) or _one_of(_EFFECTS, kind) or _one_of(_EFFECTS, group),
        control=plain(values.get("control", "")),
        done_when=values.get("done-when", ""),
        priority=plain(values.get("priority", "")) or (priority[1] if priority else ""),
        done=done,
    )


def _says_done(status: str) -> bool:
    return bool(_DONE.fullmatch(status) or _DONE_BY.match(status) or _DONE_BEHIND.search(status))


def _owner_behind(text: str) -> str:
    """A name in brackets at the end of the first line: `Require 3 reviewers [Kim]`."""
    match = _IN_BRACKETS.search(text.partition("\n")[0])
    return match["who"] if match and not _DONE.fullmatch(match["who"]) else ""


def _owner_before(text: str) -> str:
    """The team that a text begins with, before a dash: `Runtime team — add a canary`."""
    match = TEAM_FIRST.match(text)
    return match["who"] if match else ""


def _inline(document: Document, text: str) -> Inline:
    pieces = [(Place(line=number), line.strip()) for number, line in enumerate(text.split("\n"), 1)]
    return read_inline(pieces, document.address_of)


def _address(document: Document, value: str) -> str:
    inline = _inline(document, value)
    return ", ".join(link.address for link in inline.links if link.address) or " ".join(inline.text.split())


def _one_of(words: Mapping[str, Word], text: str) -> Word | None:
    for pattern, word in words.items():
        if re.search(pattern, text, re.IGNORECASE):
            return word
    return None
