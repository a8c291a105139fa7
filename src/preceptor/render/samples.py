"""Invented values for every notice, so that a template can be tried before anybody gets a mail from it."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from preceptor.errors import BadInput, Problem
from preceptor.render.certification_samples import CERTIFICATION_SAMPLES
from preceptor.render.change_samples import CHANGE_SAMPLES
from preceptor.render.environment import RanAway
from preceptor.render.notice import render_notice
from preceptor.render.retrospective_samples import RETROSPECTIVE_SAMPLES
from preceptor.render.review_samples import REVIEW_SAMPLES
from preceptor.render.struck_samples import STRUCK_SAMPLES
from preceptor.render.unused import teams_with_templates

Values = Mapping[str, object]

_TRAINEE: Values = {"login": "mira", "name": "Mira Lindqvist", "team": None}
_PRECEPTOR: Values = {"login": "tomas", "name": "Tomas Okafor", "team": "checkout"}
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

_FIRST_DUE: Values = {
    "id": "7",
    "what": "climb the rung `watch` of author (retrospective)",
    "process": "retrospective",
    "owing": _TRAINEE,
    "team": None,
    "instead_of": None,
    "due": _DUE,
    "late": False,
    "days_late": 0,
    "command": "preceptor pairing observe P-12 --on DATE --subject SUBJECT",
}
_OVERDUE: Values = {
    **_FIRST_DUE,
    "id": "5",
    "what": "give mira feedback for O-31, author (retrospective)",
    "owing": _PRECEPTOR,
    "late": True,
    "days_late": 3,
    "due": "Tuesday, 1 December 2026, 17:00 (Europe/Berlin)",
    "command": "preceptor pairing feedback O-31 --well TEXT --change TEXT --next TEXT",
}
_OF_TEAM: Values = {
    **_FIRST_DUE,
    "id": "9",
    "what": "rebase the variant of retrospective",
    "owing": None,
    "team": "checkout",
    "command": "preceptor variant rebase checkout retrospective",
}
_PATCH: Values = {
    "title": "Incident retrospective",
    "version": "1.0.1",
    "team": None,
    "command": "preceptor change show CH-5",
}
_DIGEST: Values = {"to": _TRAINEE, "items": [_FIRST_DUE], "more": 0, "overdue": 0, "due": _DUE, "patches": []}
_RUN: Values = {
    **_FIRST_DUE,
    "id": "11",
    "what": "do author (retrospective) once while somebody watches who may teach it, as the team checkout asks for "
    "more now",
}
_RUN_ASKED: Values = {
    **_DIGEST,
    "items": [_RUN],
    "team": {"name": "checkout", "title": "Checkout"},
    "process": _ROLE["process"],
    "command": "preceptor variant show checkout retrospective",
}
_LATE: Values = {"due": _OVERDUE["due"], "overdue": 1}

_STATUS: Values = {
    "to": _PRECEPTOR,
    "team": {"name": "checkout", "title": "Checkout"},
    "advanced": [],
    "certified": [],
    "overdue": [],
    "more": 0,
    "under_way": [],
    "ended": [],
}
_ADVANCED: Values = {
    "trainee": "Mira Lindqvist",
    "role": "Author of the write-up",
    "rung": "Watch an author at work",
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
    for team in (None, *(teams_with_templates(folder) if folder else ())):
        for kind, shapes in _SAMPLES.items():
            for values in shapes:
                try:
                    render_notice(kind, values, folder=folder, team=team)
                except BadInput as error:
                    problem = Problem(message=error.message, path=error.path, line=error.line, code="template")
                    if problem not in seen:
                        seen.add(problem)
                        yield problem
                    if isinstance(error, RanAway):
                        return


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
    **CERTIFICATION_SAMPLES,
    **CHANGE_SAMPLES,
    "digest": (
        _DIGEST,
        {
            **_DIGEST,
            **_LATE,
            "items": [_OVERDUE, {**_FIRST_DUE, "instead_of": "Tomas Okafor"}, _OF_TEAM],
            "more": 2,
            "patches": [_PATCH, {**_PATCH, "version": "1.1.1", "team": "Checkout"}],
        },
        {**_DIGEST, "items": [], "due": None, "patches": [_PATCH]},
    ),
    "status": (
        {
            **_STATUS,
            "advanced": [
                {**_ADVANCED, "capability": None},
                {**_ADVANCED, "rung": "Be the author while someone watches", "capability": "lead"},
            ],
            "certified": [
                {
                    "process": "retrospective",
                    "role": "Author of the write-up",
                    "people": [
                        {"name": "Tomas Okafor", "may": ["lead", "teach"]},
                        {"name": "Mira Lindqvist", "may": ["lead"]},
                    ],
                }
            ],
            "overdue": [_OVERDUE, {**_OF_TEAM, "late": True, "days_late": 1}],
            "more": 3,
            "under_way": [
                {
                    "id": "REC-12",
                    "text": "Alert when the pool has fewer than 20 free connections for 5 minutes",
                    "state": "in-progress",
                    "owner": "Mira Lindqvist",
                    "due": "Friday, 29 May 2026",
                }
            ],
            "ended": [
                {
                    "id": "REC-9",
                    "text": "Set the limit from the size of the database",
                    "state": "done",
                    "why": "seen in the load test of 12 May",
                },
                {"id": "REC-7", "text": "Cache prices for a day", "state": "dropped", "why": None},
            ],
        },
        {**_STATUS, "advanced": [{**_ADVANCED, "capability": "teach"}]},
        {**_STATUS, "overdue": [_OVERDUE]},
    ),
    "escalation": (
        {**_DIGEST, **_LATE, "items": [_OVERDUE]},
        {
            **_DIGEST,
            **_LATE,
            "items": [
                {**_OVERDUE, "instead_of": "Tomas Okafor"},
                {**_OF_TEAM, "late": True, "days_late": 1},
                {**_OF_TEAM, "late": True},
            ],
            "more": 4,
        },
        {**_DIGEST, "items": [{**_OF_TEAM, "late": True}]},
    ),
    "run-asked": (_RUN_ASKED, {**_RUN_ASKED, "items": [_RUN, {**_RUN, "id": "12"}]}),
    **STRUCK_SAMPLES,
    **REVIEW_SAMPLES,
    **RETROSPECTIVE_SAMPLES,
}
#: Every notice that there are templates for.
KINDS: tuple[str, ...] = tuple(_SAMPLES)
