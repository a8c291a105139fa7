"""Invented values for the notices about certifications; see `samples.py`."""

from collections.abc import Mapping

Values = Mapping[str, object]

_CERTIFICATION: Values = {
    "to": {"login": "mira", "name": "Mira Lindqvist", "team": None},
    "process": {"name": "retrospective", "title": "Incident retrospective"},
    "role": {"name": "author", "title": "Author of the write-up"},
    "capability": "lead",
    "granted_on": "Friday, 4 December 2026",
    "valid_until": "Saturday, 4 December 2027",
    "source": "rung",
    "by": None,
}
_LAPSED: Values = {
    **_CERTIFICATION,
    "lapsed_on": "Friday, 4 June 2027",
    "refresh_by": None,
    "refresh_for": None,
    "owners": ["Tomas Okafor"],
}

#: The shapes that each kind can have.
CERTIFICATION_SAMPLES: Mapping[str, tuple[Values, ...]] = {
    "certification-granted": tuple(
        {**_CERTIFICATION, "capability": capability, "source": source}
        for capability, source in (("lead", "rung"), ("teach", "no-newcomer"), ("teach", "founder"))
    ),
    "certification-renewed": ({**_CERTIFICATION, "source": "renewal"},),
    "certification-revoked": (
        {**_CERTIFICATION, "by": {"login": "tomas", "name": "Tomas Okafor"}},
        {**_CERTIFICATION, "capability": "teach"},
    ),
    "certification-lapsed": (
        {**_LAPSED, "cause": "refresh", "refresh_for": "2.0.0", "refresh_by": "Thursday, 3 June 2027"},
        {**_LAPSED, "cause": "ended", "capability": "teach", "owners": ["Tomas Okafor", "Olga Lind"]},
        {**_LAPSED, "cause": "other", "owners": []},
    ),
}
