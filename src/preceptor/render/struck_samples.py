"""Invented values for the notice about a struck observation; see `samples.py`."""

from collections.abc import Mapping

Values = Mapping[str, object]

_MIRA: Values = {"login": "mira", "name": "Mira Lindqvist"}
_TOMAS: Values = {"login": "tomas", "name": "Tomas Okafor"}
_STRUCK: Values = {
    "to": {**_MIRA, "team": None},
    "process": {"name": "release", "title": "Release"},
    "role": {"name": "lead", "title": "Release lead"},
    "observation": "O-23",
    "held_on": "Friday, 4 December 2026",
    "subject": "the cache outage",
    "performer": _TOMAS,
    "by": {"login": "olga", "name": "Olga Lind"},
    "pairings": [],
    "rested": [],
    "behind": [],
    "items": [],
}
_COUNTED: Values = {"id": "P-12", "trainee": _MIRA, "yours": True}
_SIGNED: Values = {
    "person": _MIRA,
    "yours": True,
    "pairing": "P-12",
    "rung": "do-watched",
    "capabilities": ["lead"],
    "command": None,
}
_REVOKE = "preceptor certification revoke mira --process release --role lead --why WHY"
_BEHIND: Values = {"capabilities": ["lead", "teach"], "version": "2.0.0", "by": "Friday, 15 January 2027"}
_RUN: Values = {
    "id": "11",
    "what": "do lead (release) once while somebody watches who may teach it, or what you hold for it lapses",
    "process": "release",
    "owing": _MIRA,
    "team": None,
    "instead_of": None,
    "due": "Friday, 15 January 2027, 17:00 (Europe/Berlin)",
    "late": False,
    "days_late": 0,
    "command": "preceptor pairing observe P-12 --on DATE --subject SUBJECT",
}

#: The shapes that it can have: for a trainee, a preceptor, an owner, and for who did it.
STRUCK_SAMPLES: Mapping[str, tuple[Values, ...]] = {
    "observation-voided": (
        {**_STRUCK, "pairings": [_COUNTED]},
        {**_STRUCK, "to": {**_TOMAS, "team": "checkout"}, "pairings": [{**_COUNTED, "yours": False}]},
        {**_STRUCK, "pairings": [_COUNTED], "rested": [_SIGNED]},
        {
            **_STRUCK,
            "to": {**_TOMAS, "team": None},
            "rested": [
                {**_SIGNED, "yours": False, "command": _REVOKE},
                {**_SIGNED, "yours": False, "capabilities": []},
                {**_SIGNED, "yours": False, "pairing": None, "rung": None, "capabilities": ["lead", "teach"]},
            ],
        },
        {**_STRUCK, "due": _BEHIND["by"], "behind": [_BEHIND], "items": [_RUN]},
        {**_STRUCK, "due": _BEHIND["by"], "behind": [{**_BEHIND, "capabilities": ["lead"]}]},
        {**_STRUCK, "due": _RUN["due"], "items": [_RUN, {**_RUN, "id": "12", "late": True}]},
    ),
}
