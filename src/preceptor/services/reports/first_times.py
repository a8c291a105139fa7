"""Counts how often a standard was met when it was looked at for the first time.

A standard that people rate is looked at in observations; one that a check looks at (`writeup T`), when the first
revision of a write-up is handed in in its step. What the check is about has to be there, or it is not met.
"""

from collections.abc import Collection, Iterator, Mapping

from preceptor.model.definition import Process
from preceptor.model.measures import share
from preceptor.model.proposals import FirstTime
from preceptor.model.retrospective import Submission
from preceptor.model.standard_checks import about, first_look, found_by, missing, parts_of
from preceptor.ports import Reading
from preceptor.services.reports.gathering import Material


def first_times(tx: Reading, definition: Process, ran: Material, climbed: Material) -> list[FirstTime]:
    """How often each standard that was looked at was met at first: of steps, then of rungs (`author.watch`)."""
    return [*_checked(tx, definition, ran), *_rated(tx, definition, climbed)]


def _checked(tx: Reading, definition: Process, ran: Material) -> Iterator[FirstTime]:
    standards = [(step.name, one) for step in definition.steps for one in step.standards if one.check]
    looks = _first_looks(tx, definition, ran, {step for step, _ in standards}) if standards else {}
    asking = {step for step, one in standards if about(one)}
    parts = _parts(tx, definition, {key: one for key, one in looks.items() if key[1] in asking})
    for step, one in standards:
        mine = [(number, look) for (number, place), look in looks.items() if place == step]
        if mine:
            met = (
                not found_by(one, look.flaws) and not missing(one, parts.get((number, look.number), ()))
                for number, look in mine
            )
            yield FirstTime(step=step, standard=one.id, met=share(met))


def _first_looks(
    tx: Reading, definition: Process, ran: Material, steps: Collection[str]
) -> Mapping[tuple[int, str], Submission]:
    """The revision that was looked at first, by retrospective and step; those alone that were looked at."""
    revisions = tx.handed_in(definition.name)
    found = {
        (one.instance, one.step): first_look(revisions.get(one.instance, ()), one)
        for one in ran.passes
        if one.number == 1 and one.step in steps
    }
    return {key: look for key, look in found.items() if look is not None}


def _parts(
    tx: Reading, definition: Process, looks: Mapping[tuple[int, str], Submission]
) -> Mapping[tuple[int, int], frozenset[str]]:
    """What these revisions have of what checks are about, by retrospective and number."""
    wanted: dict[int, set[int]] = {}
    for (number, _), look in looks.items():
        wanted.setdefault(number, set()).add(look.number)
    return {
        (retrospective, said.number): parts_of(said.data)
        for retrospective, said in tx.written(definition.name, wanted)
    }


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
