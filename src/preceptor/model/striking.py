"""What rests on an observation, so that it can be told when it is struck: signatures, and versions caught up with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from preceptor.model.certification import Certification
from preceptor.model.counting import counted
from preceptor.model.definition import Rung
from preceptor.model.event import Event
from preceptor.model.pairing import Credit

#: A rung and an attempt, as an observation was credited.
Credited = tuple[str, int]


@dataclass(frozen=True, kw_only=True)
class Signature:
    """A preceptor signed for a rung with an observation among what counted on it."""

    #: As the rung is called now.
    rung: str
    attempt: int
    #: Who signed.
    by: int | None
    #: As many different observers were asked for; None: as many as the rung says.
    observers: int | None = None
    #: The capabilities that this signature and the later ones of the pairing earned: they rest on it.
    earned: tuple[str, ...] = ()


def signatures(events: Iterable[Event]) -> Mapping[int, Signature]:
    """By observation, the signature for the rung on which it counted. `events`: of one pairing's stream, in order.

    What counted in an attempt that was repeated has none, and neither has what waits for its signature.
    """
    attempt = 1
    credited: dict[int, Credited] = {}
    signed: dict[int, Signature] = {}
    for event in events:
        data: Mapping[str, Any] = event.data
        if event.kind == "observation-credited":
            credited[data["observation"]] = (data["rung"], data["attempt"])
        elif event.kind == "pairing-migrated":
            names = dict(data.get("renamed", ()))
            credited = {one: (names.get(rung, rung), of) for one, (rung, of) in credited.items()}
            signed = {one: replace(each, rung=names.get(each.rung, each.rung)) for one, each in signed.items()}
        elif event.kind == "rung-advanced":
            reduced = data.get("observers_reduced")
            for one, (rung, of) in credited.items():
                if one not in signed and rung == data["before"] and of in _speaking(attempt):
                    needed = reduced[1] if reduced else None
                    signed[one] = Signature(rung=rung, attempt=attempt, by=data.get("signed_by"), observers=needed)
            if "earned" in data:
                signed = {one: replace(each, earned=(*each.earned, data["earned"])) for one, each in signed.items()}
        attempt = data.get("attempt", attempt) if event.kind != "observation-credited" else attempt
    return signed


def _speaking(attempt: int) -> tuple[int, ...]:
    """What happened before the first attempt counts in the first."""
    return (0, 1) if attempt == 1 else (attempt,)


def shortfalls(rung: Rung, left: Sequence[Credit], *, observers: int | None = None) -> list[str]:
    """What a rung asks for that these credits do not show, as far as it does not change with the years.

    `observers`: as many different ones were asked for when it was signed for; None: as many as the rung says.
    """
    found = []
    if len(left) < rung.observations:
        found.append(f"{len(left)} of {counted(rung.observations, 'observation')}")
    needed, seen = observers or rung.observers, {one for credit in left for one in credit.observers}
    if len(seen) < needed:
        found.append(f"{len(seen)} of {counted(needed, 'different observer')}")
    ratings = {standard: rating for credit in left for standard, rating in credit.ratings.items()}
    for standard in rung.standards:
        if standard.level == "required" and ratings.get(standard.id) != "met":
            found.append(f"nothing that says `{standard.id}` is met")
    return found


def caught_up_with(held: Certification, before: Mapping[int, Certification]) -> tuple[str, str] | None:
    """The version with which a certification caught up last, and the edition under which it goes on since.

    `before`: by a certification's id, the one whose place it took. None where it never had to catch up, or an owner
    approved the version instead. A renewal is no catching up, so that what it renews speaks.
    """
    one = held
    while one.source == "renewal" and one.id in before:
        one = before[one.id]
    earlier = before.get(one.id)
    if one.source != "refresh" or earlier is None or earlier.refresh_for is None:
        return None
    return earlier.refresh_for, one.edition
