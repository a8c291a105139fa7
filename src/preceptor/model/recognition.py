"""What an import recognises in a record of the past: who held what when, and which rung an occasion is evidence for.

On the way up a rule of `credit` asks what people were certified for. A record of the past has few certificates in
it, and so each rule has a sibling here that asks only what happened.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date

from preceptor.model.certification import Certification, Practice, lapse_day
from preceptor.model.definition import Capability

#: The first day of something, and the first day on which it was over.
Span = tuple[date, date]
Spans = Mapping[tuple[int, Capability], Sequence[Span]]


def subject_key(subject: str) -> str:
    """What makes two subjects of an occasion the same: without case, with single spaces."""
    return " ".join(subject.split()).casefold()


@dataclass(frozen=True, kw_only=True, slots=True)
class Past:
    """An occasion of the past, with what its people had done and could do by that day."""

    performer: int
    watchers: tuple[int, ...]
    #: Who of the watchers held `teach` on that day.
    teachers: Set[int]
    #: Who of them all had watched the role on an earlier day.
    watched: Set[int]
    #: Who of them all had performed the role on an earlier day.
    performed: Set[int]


#: What happened, as one rule sees it: the people opposite the person in it; nobody where it is no evidence.
Evidence = Callable[[Past, int], tuple[int, ...]]


def _watched(past: Past, person: int) -> tuple[int, ...]:
    return (past.performer,) if person in past.watchers else ()


def _performed_watched(past: Past, person: int) -> tuple[int, ...]:
    return tuple(sorted(past.teachers)) if person == past.performer else ()


def _performed_for_newcomer(past: Past, person: int) -> tuple[int, ...]:
    if person != past.performer or person not in past.watched:
        return ()
    return tuple(sorted({*past.watchers} - past.watched - past.performed))


#: By the name of the rule in `credit.CREDIT_RULES` whose sibling it is.
EVIDENCE: Mapping[str, Evidence] = {
    "watches": _watched,
    "performs-watched": _performed_watched,
    "performs-for-newcomer": _performed_for_newcomer,
}


def rung_credited(qualified: Sequence[str], lacking: Iterable[str]) -> str:
    """The one rung that an occasion counts for: the lowest that still lacks credit, else the highest.

    `qualified`: the rungs that it is evidence for, in climbing order; at least one.
    """
    open_rungs = set(lacking)
    return next((rung for rung in qualified if rung in open_rungs), qualified[-1])


def spans(certifications: Iterable[Certification], practice: Callable[[Certification], Practice]) -> Spans:
    """When each capability of one role was held with full standing; what `certification.standing` says of each day.

    `practice` is that of a certification's holder, over all its days.
    """
    found: dict[tuple[int, Capability], list[Span]] = {}
    speaking = sorted(certifications, key=lambda one: (one.granted_on, one.id))
    for one in speaking:
        ends = lapse_day(one, practice(one))
        if one.revoked_on:
            ends = min(ends, one.revoked_on)
        earlier = found.setdefault((one.person, one.capability), [])
        if earlier:
            # The last grant speaks, whatever the one before it was still worth.
            begins, ended = earlier[-1]
            earlier[-1] = begins, min(ended, one.granted_on)
        earlier.append((one.granted_on, ends))
    return found


def held(found: Spans, person: int, capability: Capability, on: date) -> bool:
    """Whether a person held a capability on a day, with full standing."""
    return any(begins <= on < ends for begins, ends in found.get((person, capability), ()))
