"""A write-up as a Markdown document: what is known is filled in, and what is not has its place kept by a comment."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from preceptor.model.writeup import (
    ControlFailure,
    Item,
    Recommendation,
    SafetyControl,
    Timeline,
    TimelineEntry,
    WriteUp,
)
from preceptor.render.environment import render
from preceptor.render.mermaid import label
from preceptor.render.prose import literal_inside

Values = dict[str, object]
#: Gives what a person reads of some Markdown.
Plain = Callable[[str], str]

#: Makes a reader skip a diagram: it is made from the data.
GENERATED: Final = "%% preceptor: generated"
#: Entries and nodes of a diagram; a larger one shows nothing any more. Our choice.
LARGEST_DIAGRAM: Final = 40

#: Stands in an empty line of a value while the page is made; no text of a write-up holds it.
_EMPTY: Final = "\x00"
#: What keeps a text from standing behind something else in its line: it begins a block of its own.
_OWN_BLOCK = re.compile(
    r"[-+*](?:\s|$)|#{1,6}(?:\s|$)|[>|\[\]()]|`{3}|~{3}|<(?!https?:)|\d{1,9}[.)]\s|\\?[ \t:–—,.;→=_*]"
    r"|[^\n]*\n[ \t]*(?:=+|-+|[|:-][|: -]*)[ \t]*(?:\n|$)"
)
_LIST = re.compile(r"(?:[-+*]|(\d{1,9})[.)])(?:\s|$)")
#: An address has its place in the entry; in a diagram it hides the words.
_BRACKETS = re.compile(r"\s*\((?:https?://[^\s()]*)?\)")
_ADDRESS = re.compile(r"(?:https?://[\w./?#=&%~+@:-]*[\w/](?:, )?)+")


def write_up(writeup: WriteUp, *, plain: Plain, folder: Path | None = None, team: str | None = None) -> str:
    """The document, which reads as the same data again; ends with one newline.

    `plain` gives what a person reads of some Markdown, for the words of diagrams.
    `folder` is the governance folder and `team` the team whose own `templates/writeup/writeup.md` comes first.
    Raises `BadInput` for a template that is broken, and for a write-up that is larger than one may be.
    """
    page = render("writeup/writeup.md", _kept(_values(writeup, plain)), folder=folder, team=team)
    return re.sub(r"\n{3,}", "\n\n", page.strip("\n")).replace(_EMPTY, "") + "\n"


def _values(writeup: WriteUp, plain: Plain) -> Values:
    return {
        "front_matter": writeup.front_matter,
        "fence": writeup.fence,
        "title": literal_inside(writeup.title),
        "retrospective": writeup.retrospective,
        "incident": literal_inside(writeup.incident) if writeup.incident else None,
        "lead": _blocks(writeup.lead),
        "summary": _blocks(writeup.summary),
        "impact": _blocks(writeup.impact),
        "timelines": [_timeline(one, plain) for one in writeup.timelines],
        "went_well": _points(writeup.went_well),
        "could_be_better": _points(writeup.could_be_better),
        "lucky": _points(writeup.lucky),
        "lessons": _points(writeup.lessons),
        "analysis": _blocks(writeup.analysis),
        "system": _blocks(writeup.system),
        "environment": _blocks(writeup.environment),
        "control_notes": _blocks(writeup.control_notes),
        "structure": _structure(writeup, plain),
        "controls": "\n".join(_control(one) for one in writeup.controls),
        "failures": "\n".join(_failure(one) for one in writeup.failures),
        "systemic": _points(writeup.systemic),
        "missing": _points(writeup.missing),
        "recommendation_notes": _blocks(writeup.recommendation_notes),
        "recommendations": "\n".join(_recommendation(one) for one in writeup.recommendations),
        "unplaced": [
            {"heading": f"{'#' * one.level} {one.title}", "text": one.text.strip()} for one in writeup.unplaced
        ],
        "definitions": "\n".join(writeup.definitions),
    }


def _kept(values: Values) -> Values:
    """The values with a mark in each of their empty lines, so that only those of the template are taken out."""
    return {key: _marked(value) for key, value in values.items()}


def _marked(value: object) -> object:
    if isinstance(value, str):
        return re.sub(r"(?<=\n)(?=\n)", _EMPTY, value)
    if isinstance(value, list):
        return [_kept(one) for one in value]
    return value


def _blocks(items: Sequence[Item]) -> str:
    """Items one below the other; a comment keeps two lists from becoming one."""
    text, last = "", ""
    for item in items:
        kind = _kind_of_list(item.text)
        between = "\n\n<!-- -->\n\n" if kind and kind == last else "\n\n"
        text = f"{text}{between}{item.text}" if text else item.text
        last = kind
    return text


def _kind_of_list(text: str) -> str:
    if text.startswith(">"):
        return "quote"
    match = _LIST.match(text)
    return "" if match is None else "ordered" if match[1] else "list"


def _points(items: Sequence[Item]) -> str:
    return "\n".join(_point(item.text) for item in items)


def _point(text: str, below: Sequence[str] = ()) -> str:
    """A point of a list, with points below it."""
    first, *more = text.split("\n")
    lines = [f"- {first}", *(f"  {line}" if line.strip() else "" for line in more)]
    if below and (more or "<" in first):
        lines.append("")
    return "\n".join([*lines, *(f"  - {line}" for line in below)])


# Timelines


def _timeline(timeline: Timeline, plain: Plain) -> Values:
    return {
        "title": timeline.title,
        "zone": timeline.zone.text if timeline.zone else None,
        "notes": _blocks(timeline.notes),
        "entries": "\n".join(_entry(one) for one in timeline.entries),
        "diagram": _diagram(timeline, plain),
    }


def _entry(entry: TimelineEntry) -> str:
    when = _when(entry)
    if not when:
        return _point(entry.text or "…")
    if not entry.text:
        return f"- {when}"
    if _OWN_BLOCK.match(entry.text):
        return _point(f"{when}:\n\n{entry.text}")
    return _point(f"{when}: {entry.text}")


def _when(entry: TimelineEntry) -> str:
    about = "~" if entry.approximate else ""
    if entry.local is None:
        return entry.when
    local = entry.local
    day = f"{local:%Y-%m-%d}"
    if entry.clock is None:
        end = f"–{entry.until:%Y-%m-%d}" if entry.until else ""
        return f"{about}{day}{end}"
    return f"{about}{day} {_time(entry, local)}{_until(entry, local)}{_zone(entry)}"


def _time(entry: TimelineEntry, local: datetime) -> str:
    if entry.resolution == "hours":
        return f"{local:%H}h"
    if entry.resolution == "seconds":
        return f"{local:%H:%M:%S}" + (f".{local.microsecond:06}" if local.microsecond else "")
    return f"{local:%H:%M}"


def _until(entry: TimelineEntry, local: datetime) -> str:
    until = entry.until
    if until is None:
        return ""
    shown = f"{until:%H:%M}" if not until.second else f"{until:%H:%M:%S}"
    nearer = until.date() == local.date() and until >= local
    return f"–{shown}" if nearer else f"–{until:%Y-%m-%d} {shown}"


def _zone(entry: TimelineEntry) -> str:
    if entry.zone is None:
        return ""
    return entry.zone.text if entry.zone.text == "Z" else f" {entry.zone.text}"


def _diagram(timeline: Timeline, plain: Plain) -> str | None:
    """The entries as a Mermaid timeline, by days."""
    entries = [one for one in timeline.entries if one.local is not None]
    if not entries:
        return None
    lines = ["timeline", f"    {GENERATED}"]
    day = ""
    for entry in entries[:LARGEST_DIAGRAM]:
        assert entry.local is not None
        shown = f"{entry.local:%Y-%m-%d}"
        if shown != day:
            day = shown
            lines.append(f"    section {day}")
        clock = label(f"{entry.local:%H:%M}") if entry.clock is not None else "…"
        lines.append(f"        {clock} : {label(_words(entry.text, plain)) or '…'}")
    if len(entries) > LARGEST_DIAGRAM:
        lines.append(f"        … : {len(entries) - LARGEST_DIAGRAM} more")
    return "\n".join(lines)


def _words(markdown: str, plain: Plain) -> str:
    """What a person reads of the first line, without brackets that hold nothing but an address."""
    first = markdown.strip().partition("\n")[0]
    return _BRACKETS.sub("", plain(first)).strip(" -")


# Analysis


def _structure(writeup: WriteUp, plain: Plain) -> str | None:
    """What controls what: the environment acts on the system through what keeps failures from happening."""
    if not writeup.controls:
        return None
    lines = ["flowchart LR", f"    {GENERATED}"]
    for name, title, items in (
        ("environment", "Environment", writeup.environment),
        ("system", "System", writeup.system),
    ):
        lines.append(f'    subgraph {name}["{title}"]')
        parts = list(_parts(items, plain))[:LARGEST_DIAGRAM] or [title]
        lines.extend(f'        {name}_{index}["{label(part)}"]' for index, part in enumerate(parts))
        lines.append("    end")
    for index, control in enumerate(writeup.controls[:LARGEST_DIAGRAM]):
        lines.append(f'    control_{index}{{{{"{label(control.name) or "…"}"}}}}')
        lines.append(f"    environment --> control_{index}")
        failed = label(_words(control.failed, plain))
        arrow = f'-. "{failed}" .->' if failed else "-.->"
        lines.append(f"    control_{index} {arrow} system")
    return "\n".join(lines)


def _parts(items: Sequence[Item], plain: Plain) -> Iterator[str]:
    """The points of lists, and the first words of everything else."""
    for item in items:
        points = [line for line in item.text.split("\n") if _LIST.match(line)]
        for text in points or [item.text]:
            if words := _words(_LIST.sub("", text), plain):
                yield words


def _control(control: SafetyControl) -> str:
    below = [
        f"{name}: {value or f'<!-- {hint} -->'}"
        for name, value, hint in (
            ("Meant to", control.meant, "what was it there to avoid?"),
            ("Failed", control.failed, "how did it fail?"),
            ("Believed", control.believed, "what did its people and software believe at the time?"),
            ("Context", control.context, "in what context?"),
        )
    ]
    return _point(f"**{literal_inside(control.name)}**", below)


def _failure(failure: ControlFailure) -> str:
    return _point(f"**{literal_inside(failure.name)}**: {failure.text}".rstrip(": "))


# Recommendations


def _recommendation(one: Recommendation) -> str:
    box = "" if one.done is None else "[x]" if one.done else "[ ]"
    gap = "" if not box else "\n\n" if _OWN_BLOCK.match(one.text) else " "
    below = [
        f"{name}: {value or f'<!-- {hint} -->'}"
        for name, value, hint in (
            ("Group", literal_inside(one.group), ""),
            ("Kind", one.kind or "", "software, configuration or process"),
            ("Effect", one.effect or "", "prevent, detect or mitigate"),
            (
                "Control",
                literal_inside(one.control),
                "which control does it add or improve, or which issue does it answer?",
            ),
            ("Owner", literal_inside(one.owner), "who sees it through?"),
            ("Ticket", _ticket(one.ticket), "the address of its ticket"),
            ("Due", literal_inside(one.due), "by when?"),
            ("Done when", one.done_when, "how could a stranger tell that it is done?"),
            ("Priority", literal_inside(one.priority), "how urgent is it beside the others?"),
        )
        if value or hint
    ]
    return _point(f"{box}{gap}{one.text}", below)


def _ticket(ticket: str) -> str:
    if not ticket or _ADDRESS.fullmatch(ticket):
        return ticket
    if "/" in ticket or ":" in ticket:
        return f"[ticket](<{re.sub(r'[<>]', '', ticket)}>)"
    return literal_inside(ticket)
