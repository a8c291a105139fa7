"""Counts how often a standard was met when it was looked at for the first time.

A standard that people rate is looked at in observations; one that a check looks at (`writeup T`), when the first
revision of a write-up is handed in.
"""

from collections.abc import Iterator, Mapping, Sequence

from preceptor.model.definition import Process, Standard
from preceptor.model.measures import share
from preceptor.model.proposals import FirstTime
from preceptor.ports import Reading
from preceptor.services.reports.gathering import Material

#: How the check of a write-up is called in a definition; the codes or families that it looks for follow.
_WRITE_UP = "writeup"


def first_times(tx: Reading, definition: Process, ran: Material, climbed: Material) -> list[FirstTime]:
    """How often each standard that was looked at was met at first: of steps, then of rungs (`author.watch`)."""
    return [*_checked(tx, definition, ran), *_rated(tx, definition, climbed)]


def _checked(tx: Reading, definition: Process, ran: Material) -> Iterator[FirstTime]:
    standards = [(step.name, one) for step in definition.steps for one in step.standards if _looked_for(one)]
    flaws = tx.first_flaws(definition.name) if standards else {}
    mine = [codes for number, codes in flaws.items() if number in ran.runs]
    for step, one in standards:
        if mine:
            yield FirstTime(step=step, standard=one.id, met=share(not _has(codes, one) for codes in mine))


def _looked_for(one: Standard) -> tuple[str, ...]:
    """The codes, or families of codes, that a standard's check looks for in write-ups."""
    name, _, codes = (one.check or "").partition(" ")
    return tuple(codes.split()) if name == _WRITE_UP else ()


def _has(codes: Sequence[str], one: Standard) -> bool:
    return any(code.startswith(_looked_for(one)) for code in codes)


def _rated(tx: Reading, definition: Process, climbed: Material) -> Iterator[FirstTime]:
    ratings: Mapping[tuple[int, str], str] = tx.first_ratings(definition.name) if climbed.runs else {}
    for role in definition.roles:
        for rung in role.ladder.rungs if role.ladder else ():
            for one in rung.standards:
                found = [
                    rating
                    for (pairing, standard), rating in ratings.items()
                    if standard == one.id and pairing in climbed.runs and climbed.runs[pairing].role == role.name
                ]
                if found:
                    met = share(rating == "met" for rating in found)
                    yield FirstTime(step=f"{role.name}.{rung.name}", standard=one.id, met=met)
