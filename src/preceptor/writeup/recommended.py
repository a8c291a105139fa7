"""One recommendation: what is to be done, by whom, by when, and what else its text or its row says."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, TypeVar

from preceptor.model.writeup import Effect, Place, Recommendation, RecommendationKind
from preceptor.writeup.document import Document, Table
from preceptor.writeup.fields import Labels, columns_of, meaningful, take_fields
from preceptor.writeup.inline import Inline, plain, read_inline
from preceptor.writeup.sections import says_something
from preceptor.writeup.source import cell_source
from preceptor.writeup.tickets import TEAM_FIRST, due_in, owner_in, ticket_in

Word = TypeVar("Word")

#: Stands for a text that is not there.
UNSAID: Final = "(not said)"
LABELS: Final = Labels.of(
    {
        "owner": r"(?:action |ticket )?owners?|assignees?|assigned(?: to)?|responsible|dri|accountable"
        r"|verantwortlich(?:er?)?|zuständig|responsables?|responsável|担当者?|負責人|负责人",
        "ticket": r"tickets?|issues?(?: link)?|tracking(?: issue| ticket)?|jira|tracked (?:in|by)|bug|pr",
        "due": r"due(?: date| by)?|deadline|eta|target(?: date)?|by when|timeline|when"
        r"|fällig(?: am| bis)?|frist|fecha(?: límite)?|plazo|prazo|échéance|期限|截止(?:日期)?",
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
    r"|dri|accountable|teams?|person|lead"
    r"|wer|verantwortlich(?:er?)?|zuständig|responsables?|quién|responsável|qui|担当者?|負責人|负责人",
    "ticket": r"tickets?|issues?|links?|tracking.*|jira.*|bugs?|prs?|references?|urls?|tracker",
    "due": r"due.*|deadline|(?:(?:expected|planned|completion|end) )?date|eta|when|by when|target.*|timeline"
    r"|fällig.*|bis(?: wann)?|termin|frist|fecha.*|plazo|prazo|data|échéance|期限|截止.*",
    "kind": r"kind|type|category",
    "effect": r"effect",
    "control": r"(?:safety )?controls?.*|addresses|answers|improves|cause|factor|finding",
    "done-when": r"done when|done|(?:completion |closure )?evidence|(?:completion|closure|exit) criteria"
    r"|definition of done|dod|acceptance.*|success.*|verif.*",
    "priority": r"priority|prio|p|severity|importance|priorität|prioridade?|priorité|優先度|优先级",
    "status": r"status|state|done\?|completed\??|progress|stand|estado|statut|ステータス|状態|状态",
    "text": r"actions?(?: items?)?|items?|tasks?|what|description|recommendations?|to-?do|follow[- ]?ups?"
    r"|details?|title|summary|remediation|measures?|improvement"
    r"|maßnahmen?|aufgaben?|acci[oó]n(?:es)?|tareas?|aç(?:ão|ões)|tarefas?|アクション|内容|対策|行动项?|措施|任务",
}
#: Columns that only recommendations have; a table of causes has kinds and texts as well.
_OF_RECOMMENDATIONS: Final = frozenset(("owner", "ticket", "due", "done-when", "priority", "status"))
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
_BOX = re.compile(r"\[([ xX])\](?:\s+|$)")
_OVER: Final = (
    "done|completed?|closed|fixed|merged|finished|resolved|deployed|shipped|implemented|landed"
    "|erledigt|fertig|hech[oa]|completad[oa]|fait|terminée?|feit[oa]|concluíd[oa]|完了|已完成"
)
_DONE = re.compile(rf"\W*(?:{_OVER}|yes|x|[✓✔✅☑√]️?)\W*", re.IGNORECASE)
#: That it will not be done: `Not filed, risk accepted`.
_DROPPED = re.compile(
    r"\W*(?:won['’]?t (?:fix|do)|not (?:filed|planned|needed|doing)|risk accepted|rejected|declined|dropped"
    r"|cancell?ed|obsolete|superseded|abandoned)\b",
    re.IGNORECASE,
)
#: With what shows it: `Done (commit 3ced951)`, `Completed in SHOP-512`.
_DONE_BY = re.compile(
    rf"\W*(?:{_OVER})\W{{0,3}}"
    r"(?:[(\[:,;–—-]|\d{4}-|\b(?:in|by|via|with|on|at|as|per|since)\b)|\s*[✓✔✅☑√]️?\s",
    re.IGNORECASE,
)
#: Behind a ticket: `#86 — complete`.
_DONE_BEHIND = re.compile(rf"\w\s{{0,3}}[—–]\s{{0,3}}(?:{_OVER})\b[^.;]{{0,30}}$", re.IGNORECASE)
#: Behind what was to be done, in which it was perhaps done: `Keep 30 days - done in #86`.
_DONE_AT_LAST = re.compile(rf"\w\W{{0,2}}\s[-–—]\s(?:{_OVER})(?:\s(?:in|by|with|via|on)\b|\W{{0,3}}$)", re.IGNORECASE)
#: What says so, or that it is owed no more: `(done)`, `[N/A]`, `(fixed by a limit in the proxy)`, `✅`.
_DONE_INSIDE = re.compile(
    r"[(\[]\s*(?:n/?a|not needed|obsolete|dropped|won'?t (?:fix|do)|cancell?ed)\s*[)\]]"
    r"|[(\[]\s*(?:already\s|now\s)?(?:done|in\s(?:use|place)|using|completed|accomplished|fixed|added|implemented|merged|deployed|shipped"
    r"|resolved|closed|rolled\sout)\b[^()\[\]]{0,200}[)\]]|^\W*[✅✔✓☑√]|[✅✔✓☑√]️?\s*$|[.!)]\s[✅✔✓☑√]️?\s",
    re.IGNORECASE,
)
#: Struck through: `~~Move the pool~~`, with a word on what became of it.
_STRUCK = re.compile(r"\W*(?:~~[^~\n]{1,400}~~|<(s|del|strike)>[^\n]{1,400}?</\1>)", re.IGNORECASE)
#: A label in brackets at the end of a line, with its value in the next.
_LABEL_AT_END = re.compile(r"(\((?:owner|assignee|due|ticket):)\n\s{0,20}", re.IGNORECASE)
#: How far it is, before what is to be done: `**DONE 2026-05-05** — Set a limit`, `TODO: alert on it`.
_AHEAD = re.compile(
    r"(?:\*\*|__|\[)?(?P<status>DONE|FIXED|COMPLETED|MERGED|DEPLOYED|SHIPPED|TODO|TO DO|WIP|IN PROGRESS|PENDING)\b"
    r"(?:[ (:,]{0,3}(?:due |by |until )?(?P<due>20\d\d-\d\d-\d\d)\)?)?(?:\*\*|__|\])?"
    r"(?:\s?(?:\*\*)?[:—–-](?:\*\*)?\s?(?=\S)|\s+(?=[A-Z`\[]))"
)
#: In brackets at the end of a line; a priority and a box are no name.
_IN_BRACKETS = re.compile(
    r"\[(?P<who>(?!(?:High|Medium|Low|Todo|Open|New|Optional|WIP|TB[ACD]|NA|OK|URL|PR|MR)\b)"
    r"(?:[A-Z][a-z]{1,30}(?: [A-Z][a-z]{1,30}){0,2}|[A-Z]{2,3}))(?: to [a-z][^\[\]]{1,60})?\]\W*$"
)
_PRIORITY_INSIDE = re.compile(
    r"[(\[]\s*(?:priority:?\s*)?(P[0-5]|high|medium|low)(?: priority)?\s*[)\]]", re.IGNORECASE
)


def of_table(document: Document, table: Table, group: str) -> Iterator[Recommendation]:
    columns = _columns(table)
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
        if not _says_done(said.get("status", "")) and any(_says_done(cell.text) for cell in row):
            said["status"] = "done"
        yield _made(document, place, text or UNSAID, {**inside, **said}, group)


def _columns(table: Table) -> dict[str, int]:
    return columns_of([cell.text for cell in table.head], _COLUMN_PATTERNS, "text")


def holds_recommendations(table: Table) -> bool:
    """Whether the columns of a table say who does something, by when, or how far it is."""
    return not _OF_RECOMMENDATIONS.isdisjoint(_columns(table))


def of_text(document: Document, place: Place, text: str, group: str) -> Recommendation:
    kept, values = take_fields(_LABEL_AT_END.sub(r"\1 ", text), LABELS)
    return _made(document, place, kept, values, group)


def _made(document: Document, place: Place, text: str, values: Mapping[str, str], group: str) -> Recommendation:
    ticked: bool | None = None
    while box := _BOX.match(text):
        text, ticked = text[box.end() :], box[1] != " "
    if ahead := _AHEAD.match(text):
        before = {name: value for name, value in ahead.groupdict().items() if value}
        text, values = text[ahead.end() :], {**before, **values}
    status = plain(values.get("status", ""))
    if _DROPPED.match(status):
        text = f"{text} ({status})"  # a box that is ticked says only that it is owed no more
    inline = _inline(document, text)
    group = plain(values["group"]) if "group" in values else group
    kind, effect = plain(values.get("kind", "")), plain(values.get("effect", ""))
    said = f"{inline.text} "
    struck = _STRUCK.match(text) is not None
    if status:
        done: bool | None = struck or _says_done(status)
    else:
        over = struck or _DONE_INSIDE.search(said) or _DONE_AT_LAST.search(inline.text)
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


def begins_with_status(text: str) -> bool:
    """Whether a text begins with how far something is, and goes on with what."""
    return _AHEAD.match(text) is not None


def _says_done(status: str) -> bool:
    return bool(
        _DROPPED.match(status) or _DONE.fullmatch(status) or _DONE_BY.match(status) or _DONE_BEHIND.search(status)
    )


def _owner_behind(text: str) -> str:
    """A name in brackets at the end of the first line: `Require 3 reviewers [Kim]`."""
    match = _IN_BRACKETS.search(text.partition("\n")[0])
    return match["who"] if match and not _DONE.fullmatch(match["who"]) else ""


def _owner_before(text: str) -> str:
    """The team that a text begins with, before a dash: `Runtime team — add a canary`."""
    match = TEAM_FIRST.match(text)
    return match["who"] or match["whose"] if match else ""


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
