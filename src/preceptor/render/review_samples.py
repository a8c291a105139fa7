"""Invented values for the notices about reviews and their meetings; see `samples.py`."""

from collections.abc import Mapping

Values = Mapping[str, object]

_READER: Values = {"login": "mira", "name": "Mira Lindqvist", "team": None}
_OTHER: Values = {"login": "tomas", "name": "Tomas Okafor", "team": "checkout"}
_DUE = "Friday, 4 December 2026, 17:00 (Europe/Berlin)"
_REVIEW: Values = {
    "to": _READER,
    "process": {"name": "retrospective", "title": "Incident retrospective"},
    "retrospective": "R-3",
    "title": "Cards were refused for two hours",
}
_ASKED: Values = {
    **_REVIEW,
    "author": _OTHER,
    "summary": "The cache in front of the shop ran full after an upgrade. 4 % of all payments failed until it was "
    "emptied.",
    "due": _DUE,
    "at_least": "Wednesday, 2 December 2026, 17:00 (Europe/Berlin)",
    "at_most": _DUE,
}
_THREAD: Values = {
    **_REVIEW,
    "thread": "T-5",
    "kind": "clarify",
    "by": _OTHER,
    "text": "Which of the two caches is meant?\nThe one in front of the shop has no limit.",
    "opener": _READER,
    "opened": False,
    "agenda": False,
    "settled": False,
}
_MEETING: Values = {
    **_REVIEW,
    "at": "Monday, 7 December 2026, 14:00 (Europe/Berlin)",
    "minutes": 30,
    "where": None,
    "moved": False,
    "invited": [{**_OTHER, "why": ["moderator"]}, {**_READER, "why": ["presenter", "T-5"]}],
    "threads": [{"id": "T-5", "kind": "disagree", "by": _READER, "text": "The limit was never the point."}],
}
_NOTED: Values = {**_REVIEW, "by": _OTHER, "open": [], "to_make": []}

#: The shapes that each kind can have.
REVIEW_SAMPLES: Mapping[str, tuple[Values, ...]] = {
    "review-asked": (_ASKED, {**_ASKED, "author": None, "summary": ""}),
    "thread-opened": (
        *({**_THREAD, "kind": kind} for kind in ("change", "clarify", "disagree")),
        {**_THREAD, "settled": True},
    ),
    "thread-replied": tuple(
        {**_THREAD, "opened": opened, **more}
        for opened in (True, False)
        for more in ({}, {"agenda": True}, {"settled": True})
    ),
    "meeting-scheduled": (
        _MEETING,
        {**_MEETING, "moved": True, "minutes": 45, "where": "Room 4, and calls.example.org/r-3", "threads": []},
    ),
    "meeting-called-off": tuple(
        {**_REVIEW, "at": _MEETING["at"], "goes_on": goes_on, "settled": settled}
        for goes_on, settled in ((False, False), (True, False), (True, True))
    ),
    "meeting-noted": (_NOTED, {**_NOTED, "open": ["T-5"], "to_make": ["T-2", "T-4"]}),
}
