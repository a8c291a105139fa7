"""Invented values for the notices about changes of processes and their publication; see `samples.py`."""

from collections.abc import Mapping

Values = Mapping[str, object]

_READER: Values = {"login": "mira", "name": "Mira Lindqvist", "team": None}
_OTHER: Values = {"login": "tomas", "name": "Tomas Okafor", "team": "checkout"}
_DUE = "Friday, 4 December 2026, 17:00 (Europe/Berlin)"
_REPORTS = [{"id": "RP-3", "step": "research", "kind": "missing"}]
_CHANGE: Values = {
    "to": _OTHER,
    "process": {"name": "retrospective", "title": "Incident retrospective"},
    "change": "CH-4",
    "version": "1.1.0",
    "class": "minor",
    "varies": None,
    "author": _READER,
    "by": _OTHER,
    "why": "Nobody finds the logs of the old cluster.\nThe step says now where they are.",
    "due": None,
    "effective": None,
    "changes": ["Prepare the timeline: due within 4 business days (was 3 business days)."],
}

_DIFFERENT: Values = {
    "lead": "Prepare the timeline: due within 2 business days (was 3).",
    "marked": "",
    "words": [],
}
_REWORDED: Values = {
    "lead": "Prepare the timeline: how to go about it:",
    "marked": "… in the [-shared folder-]{+case file+} of the incident.",
    "words": [
        {"kind": "equal", "text": "… in the"},
        {"kind": "removed", "text": "shared folder"},
        {"kind": "added", "text": "case file"},
        {"kind": "equal", "text": "of the incident."},
    ],
}
_EDITION: Values = {
    "team": None,
    "lead": None,
    "stays": False,
    "version": "2.0.0",
    "changes": [_DIFFERENT, _REWORDED],
    "more": 0,
}
_AUTHOR: Values = {"role": "Author of the write-up", "name": "author", "capabilities": ["lead", "teach"]}
_PUBLISHED: Values = {
    **{key: value for key, value in _CHANGE.items() if key not in ("by", "changes")},
    "version": "2.0.0",
    "class": "major",
    "new": False,
    "varies": None,
    "effective": "Friday, 20 November 2026, 00:00 (Europe/Berlin)",
    "due": _DUE,
    "command": "preceptor process acknowledge retrospective",
    "reports": [{"id": "RP-3", "step": "research", "kind": "missing"}],
    "editions": [_EDITION],
    "pairings": [],
    "retrospectives": [],
    "certifications": [{**_AUTHOR, "needs": "read", "by": "Friday, 1 January 2027"}],
    "runs": [],
}
_UNDER_WAY: Values = {
    "id": "P-12",
    "role": "Author of the write-up",
    "reader": "trainee",
    "other": _OTHER,
    "rung": "Watch an author at work",
    "version": "1.4.0",
    "variant": None,
    "fate": "stays",
    "reasons": [],
    "due": _DUE,
}

_WAITING: Values = {
    "id": "R-3",
    "title": "Cards were refused for two hours",
    "step": "Prepare the timeline",
    "version": "1.4.0",
    "fate": "stays",
    "reasons": [],
    "due": _DUE,
}

CHANGE_SAMPLES: Mapping[str, tuple[Values, ...]] = {
    "change-proposed": (
        {**_CHANGE, "due": _DUE},
        {**_CHANGE, "changes": [], "class": "major"},
        {**_CHANGE, "varies": "Checkout"},
    ),
    "change-approved": tuple(
        {
            **_CHANGE,
            "to": _READER,
            "given": given,
            "needed": 2,
            "afterwards": afterwards,
            "due": due,
            "effective": at,
            "varies": team,
        }
        for given, afterwards, due, at, team in (
            *((1, False, None, None, None), (2, False, None, None, None), (2, False, _DUE, None, None)),
            *((2, False, None, "Friday, 4 December 2026, 00:00 (Europe/Berlin)", None), (1, True, None, None, None)),
            (2, False, _DUE, None, "Checkout"),
        )
    ),
    "change-rejected": tuple({**_CHANGE, "to": _READER, "varies": team} for team in (None, "Checkout")),
    "change-withdrawn": (
        {**_CHANGE, "to": _READER},
        {
            **_CHANGE,
            "to": _READER,
            "effective": "Friday, 4 December 2026, 00:00 (Europe/Berlin)",
            "varies": "Checkout",
        },
    ),
    "report-answered": tuple(
        {**_CHANGE, **who, "reports": _REPORTS, "effective": "Friday, 4 December 2026, 00:00 (Europe/Berlin)"}
        for who in ({}, {"to": _READER})
    ),
    "report-reopened": tuple({**_CHANGE, "reports": _REPORTS, "by": who} for who in (_READER, _OTHER)),
    "publication-announced": (
        _PUBLISHED,
        {
            **_PUBLISHED,
            "to": _READER,
            "editions": [
                {**_EDITION, "team": {"name": "checkout", "title": "Checkout"}},
                {
                    **_EDITION,
                    "team": {"name": "storefront", "title": "Storefront"},
                    "stays": True,
                    "lead": _OTHER,
                    "version": "1.4.0",
                    "more": 4,
                },
            ],
            "pairings": [
                _UNDER_WAY,
                {**_UNDER_WAY, "id": "P-14", "reader": "preceptor", "version": "2.0.0", "fate": "moved", "due": None},
                {
                    **_UNDER_WAY,
                    "id": "P-15",
                    "fate": "could-not",
                    "reasons": ["the rung that it is on is gone, and no other was named for it"],
                },
            ],
            "retrospectives": [
                {**_WAITING, "fate": "moved", "version": "2.0.0"},
                {**_WAITING, "id": "R-9"},
            ],
            "certifications": [
                {**_AUTHOR, "needs": "run", "by": "Friday, 1 January 2027"},
                {**_AUTHOR, "role": "Moderator of the meeting", "name": "moderator", "needs": "nothing", "by": None},
            ],
            "runs": [{"team": "checkout", "role": "Author of the write-up", "due": _DUE}],
        },
        {
            **_PUBLISHED,
            "version": "1.0.0",
            "new": True,
            "reports": [],
            "certifications": [],
            "editions": [{**_EDITION, "changes": [], "version": "1.0.0"}],
        },
        {**_PUBLISHED, "varies": "Checkout", "certifications": [], "reports": []},
        {**_PUBLISHED, "due": None, "command": None, "why": "", "editions": [{**_EDITION, "changes": []}]},
    ),
}
