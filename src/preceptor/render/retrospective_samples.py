"""Invented values for the notices about retrospectives and their recommendations; see `samples.py`."""

from collections.abc import Mapping

Values = Mapping[str, object]

_READER: Values = {"login": "mira", "name": "Mira Lindqvist", "team": None}
_OTHER: Values = {"login": "tomas", "name": "Tomas Okafor"}
_DUE = "Friday, 4 December 2026, 17:00 (Europe/Berlin)"
_RETROSPECTIVE: Values = {
    "to": _READER,
    "process": {"name": "retrospective", "title": "Incident retrospective"},
    "retrospective": "R-3",
    "title": "Cards were refused for two hours",
    "team": "Checkout",
    "by": _OTHER,
}
_ASSIGNED: Values = {
    **_RETROSPECTIVE,
    "role": {"name": "author", "title": "Author of the write-up"},
    "due": _DUE,
}
_RESOLVED: Values = {**_RETROSPECTIVE, "severity": 2, "user_facing": False, "due": _DUE}
_COMPLETED: Values = {
    **_RETROSPECTIVE,
    "author": _OTHER,
    "summary": "The cache in front of the shop ran full after an upgrade. 4 % of all payments failed until it was "
    "emptied.",
    "went_well": ["The alert paged after 3 minutes", "The rollback needed one command"],
    "recommendations": [{"id": "REC-12", "text": "Alert when the cache is fuller than 80 % for 5 minutes"}],
    "amended": False,
}
_WHY: Values = {**_RETROSPECTIVE, "why": "The vendor has found another cause."}
_ITEM: Values = {
    "id": "REC-12",
    "text": "Alert when the cache is fuller than 80 % for 5 minutes",
    "kind": "configuration",
    "effect": "detect",
    "control": "cache alert",
    "done_when": "the alert fires in staging",
    "priority": 1,
}
_BARE: Values = {**_ITEM, "kind": None, "effect": None, "control": "", "done_when": "", "priority": None}
_RECOMMENDATION: Values = {
    **_RETROSPECTIVE,
    "process": {"name": "recommendation", "title": "Implementing a recommendation"},
}
_DECIDED: Values = {
    **_RECOMMENDATION,
    **_ITEM,
    "why": "It would have told us an hour earlier.",
}
_DECIDED_SHORTLY: Values = {**_DECIDED, **_BARE, "why": None}
_ACCEPT = "preceptor recommendation accept REC-12 --priority 1 --why WHY"
_COMMITTED: Values = {**_RECOMMENDATION, **_ITEM, "due": "Friday, 18 December 2026", "ticket": "SHOP-512"}

#: The shapes that each kind can have.
RETROSPECTIVE_SAMPLES: Mapping[str, tuple[Values, ...]] = {
    "retrospective-assigned": (_ASSIGNED, {**_ASSIGNED, "due": None}),
    "retrospective-resolved": (_RESOLVED, {**_RESOLVED, "user_facing": True}),
    "retrospective-completed": (
        _COMPLETED,
        {**_COMPLETED, "amended": True},
        {**_COMPLETED, "author": None, "summary": "", "went_well": [], "recommendations": []},
    ),
    "retrospective-amended": (_WHY,),
    "retrospective-declined": (_WHY,),
    "recommendation-proposed": (
        {**_RECOMMENDATION, "items": [_ITEM], "accept": _ACCEPT},
        {**_RECOMMENDATION, "items": [_ITEM, {**_BARE, "id": "REC-13"}], "accept": f"{_ACCEPT} --effect detect"},
    ),
    "recommendation-committed": (_COMMITTED, {**_COMMITTED, **_BARE, "ticket": None}),
    **{f"recommendation-{what}": (_DECIDED, _DECIDED_SHORTLY) for what in ("accepted", "declined", "dropped")},
}
