"""What the check of a standard looks at in a write-up: `writeup T`, `writeup R403 R404`.

It names codes of findings, or families of them by their letter. Where a write-up has nothing of what a family is
about, nothing of it was checked, and the standard is not met.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from preceptor.model.canonical import Json
    from preceptor.model.definition import Standard
    from preceptor.model.passes import Pass
    from preceptor.model.retrospective import Flaw, Submission

#: What the findings of a family are about, as a sentence says it; those of the others are about the whole document.
_ABOUT = {"T": "timeline", "A": "analysis of safety controls", "R": "recommendations"}
#: What a write-up says in these parts.
_ANALYSIS = ("controls", "control_notes", "failures", "systemic", "missing")
_RECOMMENDATIONS = ("recommendations", "recommendation_notes")
#: Findings that only give advice stand in nobody's way.
_ADVICE = "advice"


def about(standard: Standard) -> tuple[str, ...]:
    """The parts of a write-up that the check of a standard is about, each once; none where it is about the whole."""
    return tuple(dict.fromkeys(_ABOUT[code[0]] for code in _codes(standard) if code[0] in _ABOUT))


def parts_of(said: Mapping[str, Json]) -> frozenset[str]:
    """Which of these parts a write-up has, with something in them that a check can look at.

    `said`: `writeup.WriteUp` in its canonical form. Reports ask it of every write-up there is, and the records of one
    take longer to make than its text to read.
    """
    timelines: Any = said.get("timelines", ())
    there = {
        "timeline": any(one.get("entries") for one in timelines),
        "analysis of safety controls": any(map(said.get, _ANALYSIS)),
        "recommendations": any(map(said.get, _RECOMMENDATIONS)),
    }
    return frozenset(part for part, is_there in there.items() if is_there)


def found_by(standard: Standard, flaws: Iterable[Flaw]) -> tuple[Flaw, ...]:
    """Those of the findings that the check of a standard is about: `writeup T` is about `T103`, `writeup T103` as
    well. Advice is left out."""
    codes = _codes(standard)
    return tuple(one for one in flaws if one.severity != _ADVICE and one.code.startswith(codes))


def missing(standard: Standard, parts: Collection[str]) -> tuple[str, ...]:
    """What the check of a standard is about and is not among these parts."""
    return tuple(part for part in about(standard) if part not in parts)


def first_look(revisions: Sequence[Submission], step: Pass) -> Submission | None:
    """The revision of a write-up that the checks of a step look at first: the first that was handed in while the step
    was owed; where none was, the one that it was left with. None: they have not looked at any yet.

    `revisions`: by number.
    """
    end = step.left_at
    inside = (one for one in revisions if one.submitted_at >= step.began_at and (not end or one.submitted_at <= end))
    before = [one for one in revisions if one.submitted_at < step.began_at]
    return next(inside, before[-1] if before and end else None)


def _codes(standard: Standard) -> tuple[str, ...]:
    """The codes, or families of codes, that a check names; its first word is what it looks at."""
    return tuple((standard.check or "").split()[1:])
