"""Invented values for every notice, so that a template can be tried before anybody gets a mail from it."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from preceptor.errors import BadInput, Problem
from preceptor.render.environment import RanAway
from preceptor.render.notice import render_notice

Values = Mapping[str, object]

_TRAINEE: Values = {"login": "mira", "name": "Mira Lindqvist"}
_PRECEPTOR: Values = {"login": "tomas", "name": "Tomas Okafor"}
_ROLE: Values = {
    "process": {"name": "retrospective", "title": "Incident retrospective"},
    "role": {"name": "author", "title": "Author of the write-up"},
}
_DUE = "Friday, 4 December 2026, 17:00 (Europe/Berlin)"
_OBSERVE = "preceptor pairing observe P-12 --on DATE --subject SUBJECT --met all"
_FIRST: Values = {
    "name": "watch",
    "title": "Watch an author at work",
    "how": "Sit beside an author who is **certified**, on real work.\n"
    "Ask about everything that you would have done *differently*.\n\n"
    "- `preceptor pairing suggest` names them.\n- An occasion is one piece of work.\n",
    "observations": 2,
    "standards": [{"id": "talk-through", "text": "Talks the preceptor through the work step by step, without help."}],
}
_SECOND: Values = {
    "name": "do-watched",
    "title": "Be the author while someone watches",
    "how": "You do the work, and somebody who may teach it watches.\n",
    "observations": 1,
    "standards": [
        {
            "id": "timeline-holds",
            "text": "The timeline is in one time zone, in order, and its entries have references.",
        },
        {"id": "blameless", "text": "Writes about mechanisms and roles. Where a draft blames somebody, notices it."},
    ],
}
_CERTIFICATION: Values = {
    **_ROLE,
    "to": _TRAINEE,
    "capability": "lead",
    "granted_on": "Friday, 4 December 2026",
    "valid_until": "Saturday, 4 December 2027",
    "source": "rung",
}

_CHANGE: Values = {
    "to": _PRECEPTOR,
    "process": {"name": "retrospective", "title": "Incident retrospective"},
    "change": "CH-4",
    "version": "1.1.0",
    "class": "minor",
    "author": _TRAINEE,
    "by": _PRECEPTOR,
    "why": "Nobody finds the logs of the old cluster.\nThe step says now where they are.",
    "due": None,
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
    "certifications": [{**_AUTHOR, "needs": "read", "by": "Friday, 1 January 2027"}],
    "runs": [],
}
_UNDER_WAY: Values = {
    "id": "P-12",
    "role": "Author of the write-up",
    "reader": "trainee",
    "other": _PRECEPTOR,
    "rung": "Watch an author at work",
    "version": "1.4.0",
    "variant": None,
    "fate": "stays",
    "reasons": [],
    "due": _DUE,
}


def samples(kind: str) -> tuple[Values, ...]:
    """Values for each shape that a notice of `kind` can have: per reader, on a rung, at the end, without a date.

    Raises `KeyError` for a kind that there are no samples of.
    """
    return _SAMPLES[kind]


def template_problems(folder: Path | None = None) -> Iterator[Problem]:
    """What is wrong with the mail templates of a governance folder (None: the shipped ones), each thing once.

    Where one runs away, it is the last that is told: others may share what is wrong, and each would take its time.
    """
    seen: set[Problem] = set()
    for kind, shapes in _SAMPLES.items():
        for values in shapes:
            try:
                render_notice(kind, values, folder=folder)
            except BadInput as error:
                problem = Problem(message=error.message, path=error.path, line=error.line, code="template")
                if problem not in seen:
                    seen.add(problem)
                    yield problem
                if isinstance(error, RanAway):
                    return
    if folder is not None:
        yield from _unknown(folder)


def _unknown(folder: Path) -> Iterator[Problem]:
    """Folders under `templates/email/` that no notice is called after: a misspelt one would never be used."""
    own = folder / "templates" / "email"
    for entry in sorted(os.scandir(own), key=lambda one: one.name) if own.is_dir() else ():
        if entry.is_dir() and entry.name not in _SAMPLES:
            known = ", ".join(sorted(_SAMPLES))
            yield Problem(
                message=f"no notice is called {entry.name}; there are {known}", path=entry.path, code="template"
            )


def _pairing(*shapes: Values) -> tuple[Values, ...]:
    """Each shape for the trainee and for the preceptor."""
    common: Values = {
        **_ROLE,
        "pairing": "P-12",
        "trainee": _TRAINEE,
        "preceptor": _PRECEPTOR,
        "rung": _FIRST,
        "due": _DUE,
        "command": _OBSERVE,
        "capability": None,
    }
    return tuple(
        {**common, **shape, "to": person, "reader": reader}
        for shape in shapes
        for reader, person in (("trainee", _TRAINEE), ("preceptor", _PRECEPTOR))
    )


_RESTING: Values = {"rung": None, "due": None, "command": None}
_WATCHED: Values = {"name": "watch", "title": "Watch an author at work"}
_REVERSED: Values = {"name": "reverse", "title": "Be the author while a newcomer watches you"}

_SAMPLES: Mapping[str, tuple[Values, ...]] = {
    "person-added": (
        {"to": _TRAINEE, "added_by": {"login": "tomas", "name": "Tomas Okafor"}},
        {"to": _TRAINEE, "added_by": "Tomas Okafor"},
    ),
    "pairing-started": _pairing({}, {"due": None}),
    "pairing-reassigned": _pairing({}, _RESTING),
    "rung-advanced": _pairing(
        {"before": _WATCHED, "rung": _SECOND},
        {"before": _WATCHED, "rung": _SECOND, "capability": "lead", "due": None},
        {**_RESTING, "before": _REVERSED, "capability": "teach"},
    ),
    "rung-repeated": _pairing({}, {"due": None}),
    "certification-granted": tuple(
        {**_CERTIFICATION, "capability": capability, "source": source}
        for capability, source in (("lead", "rung"), ("teach", "no-newcomer"), ("teach", "founder"))
    ),
    "certification-renewed": ({**_CERTIFICATION, "source": "renewal"},),
    "certification-revoked": (_CERTIFICATION,),
    "certification-lapsed": (_CERTIFICATION,),
    "change-proposed": ({**_CHANGE, "due": _DUE}, {**_CHANGE, "changes": [], "class": "major"}),
    "change-approved": tuple(
        {**_CHANGE, "to": _TRAINEE, "given": given, "needed": 2, "afterwards": afterwards}
        for given, afterwards in ((1, False), (2, False), (1, True))
    ),
    "change-rejected": ({**_CHANGE, "to": _TRAINEE},),
    "report-answered": (
        {
            **_CHANGE,
            "reports": [{"id": "RP-3", "step": "research", "kind": "missing"}],
            "effective": "Friday, 4 December 2026, 00:00 (Europe/Berlin)",
        },
    ),
    "publication-announced": (
        _PUBLISHED,
        {
            **_PUBLISHED,
            "to": _TRAINEE,
            "editions": [
                {**_EDITION, "team": {"name": "checkout", "title": "Checkout"}},
                {
                    **_EDITION,
                    "team": {"name": "storefront", "title": "Storefront"},
                    "stays": True,
                    "lead": _PRECEPTOR,
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
#: Every notice that there are templates for.
KINDS: tuple[str, ...] = tuple(_SAMPLES)
