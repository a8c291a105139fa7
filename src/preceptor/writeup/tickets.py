"""What in a text names a ticket, an owner or a date."""

import re
from typing import Final

from preceptor.writeup.inline import Inline, Link
from preceptor.writeup.stamps import days_in

#: Addresses of single issues and changes, at the trackers that people use.
_TRACKED = re.compile(
    r"/(?:issues?|pull|pulls|merge_requests|pull-requests?|browse|tickets?|bugs?|cards?|c|"
    r"work_?items?|_workitems/edit|tasks?)"
    r"/[\w.-]*\d|show_bug\.cgi\?id=\d|[?&](?:id|issue|selectedIssue|bug)=[\w-]*\d|/(?:T|D)\d{2,}\b|linear\.app/|trello\.com/c/"
    r"|app\.asana\.com/|app\.shortcut\.com/|/discussions/\d",
    re.IGNORECASE,
)
_CALLED = re.compile(r"\b(?:issue|ticket|bug|jira|card|task|PR|pull request|MR|merge request)\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w&/#])(?:[\w.-]{1,40}/[\w.-]{1,60})?#\d{1,7}\b(?!\.\d)")
_KEY = re.compile(r"(?<![\w/-])[A-Z][A-Z0-9]{1,9}-\d{1,6}\b(?![-.]?\w)")
#: What looks like a key of a tracker and is the name of a norm, a format or a clock.
_NO_KEYS: Final = frozenset(
    {
        "UTF", "ISO", "SHA", "MD", "RFC", "CVE", "HTTP", "TLS", "SSL", "AES", "RSA", "UTC", "GMT", "IPV", "COVID",
        "AI", "FU", "GPT", "IEEE", "ECMA", "SEV", "CP", "LATIN", "WINDOWS", "X", "H", "PM", "P", "Q", "T", "V", "US",
        "EU", "AP",
    }
)  # fmt: skip
_HANDLE = re.compile(r"(?<![\w@./`])@[A-Za-z0-9][\w-]{0,38}(?:/[\w-]{1,60})?\b(?!\.\w)")
_DUE = re.compile(
    r"\b(?:due(?: date)?|by|until|before|deadline|eta|no later than)\b:?\s*(?:the\s+)?"
    r"(?P<when>[QH][1-4][ /-]?(?:20)?\d\d\b|(?:the\s+)?end of (?:the |this |next )?(?:\w+)(?: 20\d\d)?|(?=\d|[A-Z]))",
    re.IGNORECASE,
)
#: A quarter or half a year without its year: `in H1`, `during the Q3 sprints`.
_HALF: Final = re.compile(r"\b(?:in|during|within|for|this|next) (?:the )?(?P<when>[QH][1-4])\b")
#: A quarter or a day between dashes: `Run a test — 2026-Q2 — #188`.
_BETWEEN_DASHES: Final = re.compile(r"\s[—–]\s(?P<when>20\d\d-(?:Q[1-4]|\d\d-\d\d))(?=\s[—–]\s)")
#: A team before what it does.
#: The same in brackets, or several of them: `(ops team)`, `(ops, web)`.
TEAM_FIRST: Final = re.compile(
    r"\s*(?:(?P<who>(?:[A-Z][\w&/]{0,30} ){1,3}[Tt]eam)\s[—–-]\s(?=\w)"
    r"|\((?P<whose>[\w,/& -]{2,60}?\bteams?|[a-z][\w-]{1,30}(?:, [a-z][\w-]{1,30}){1,4})\)\s(?=\w))"
)
#: A date at the very end, behind a dash.
_LAST_DATE = re.compile(r"\s[—–-]\s(?P<when>[\w ,./-]{6,30})$")


def ticket_in(inline: Inline) -> str:
    """The address or number of the first ticket that a text names; empty where it names none."""
    for link in inline.links:
        if not link.image and is_ticket(inline, link):
            return link.address
    text = inline.prose
    if match := _NUMBER.search(text):
        return match[0]
    for match in _KEY.finditer(text):
        if match[0].partition("-")[0] not in _NO_KEYS:
            return match[0]
    return ""


def is_ticket(inline: Inline, link: Link) -> bool:
    """Whether an address is that of a ticket, by itself or by what it is called."""
    if _TRACKED.search(link.address):
        return True
    called = inline.text[link.start : link.end]
    return called != link.address and bool(_CALLED.search(called) or _NUMBER.search(called))


def owner_in(inline: Inline) -> str:
    """The first `@handle` of a text."""
    match = _HANDLE.search(inline.prose)
    return match[0] if match else ""


def due_in(inline: Inline) -> str:
    """The date that a text says something is due by, as written."""
    text = inline.prose
    for match in _DUE.finditer(text):
        if match["when"]:
            return match["when"]
        for at, _ in days_in(text[match.end() : match.end() + 40]):
            if at == 0:
                end = re.compile(r"[\w.,/-]+(?: [\w.,]+){0,2}").match(text, match.end())
                return _date_words(end[0]) if end else ""
    if half := _HALF.search(text) or _BETWEEN_DASHES.search(text):
        return half["when"]
    last = _LAST_DATE.search(text[-40:].rstrip())
    return last["when"] if last and next((at for at, _ in days_in(last["when"])), None) == 0 else ""


def _date_words(words: str) -> str:
    """The shortest beginning of `words` that is the whole date."""
    pieces = words.split(" ")
    for count in range(1, len(pieces) + 1):
        tried = " ".join(pieces[:count]).rstrip(".,")
        if next(days_in(tried + " "), None) is not None:
            return tried
    return words.rstrip(".,")
