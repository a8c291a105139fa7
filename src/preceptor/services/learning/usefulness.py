"""Tells how useful people found the retrospectives of a process, per version and per team."""

from collections.abc import Sequence
from typing import Literal, TypedDict

from preceptor.model.edition import Edition
from preceptor.model.survey import Answers, Place, SurveyCount, SurveyText, Usefulness, by_place, in_no_order
from preceptor.ports import Reading
from preceptor.services.context import Context, known_process, known_team

#: What answers may be put together by.
By = Literal["version", "team"]


class UsefulnessDocument(TypedDict):
    """What the answers of a group come to. Below five of them nothing but their number is told."""

    answers: int
    #: False: they are too few to show.
    told: bool
    #: Of an even number the lower one of the two in the middle; 5 is very useful.
    median: int | None
    #: How many gave each answer, from 1 to 5; empty where not told.
    distribution: dict[str, int]
    #: What people would keep, drop and add, in the order of the letters; empty where not told.
    keep: list[str]
    drop: list[str]
    add: list[str]


class SurveyDocument(TypedDict):
    """The answers about a process, all together and group by group."""

    process: str
    team: str | None
    by: By
    everybody: UsefulnessDocument
    #: By the version, with those of its variants apart (`variants of 1.0.0`), or by the name of the team.
    groups: dict[str, UsefulnessDocument]


def survey_results(context: Context, process: str, *, team: str | None = None, by: By = "version") -> SurveyDocument:
    """How useful people found the retrospectives of a process, of one team or all. Raises `UnknownId`."""
    with context.store.reading() as tx:
        known_process(tx, process)
        place = known_team(tx, team) if team is not None else None
        return told(tx, process, team=place.id if place else None, by=by)


def told(tx: Reading, process: str, *, team: int | None = None, by: By = "version") -> SurveyDocument:
    """The same inside a reading; `team` is an id."""
    names = {one.id: one.name for one in tx.teams()}

    def at(one: SurveyCount | SurveyText) -> Place:
        return names[one.team], _version(tx.edition(one.edition))

    # Also of one team those of all: what may be told of it depends on the others.
    answers = Answers(by_place((at(one), one.useful, one.how_many) for one in tx.survey_counts(process)))
    texts = [(at(one), one) for one in tx.survey_texts(process, team)]
    place = None if team is None else names[team]

    def document(name: str | None = None) -> UsefulnessDocument:
        asked = (name or place, None) if by == "team" else (place, name)
        said = [one for (its, version), one in texts if asked[0] in (None, its) and asked[1] in (None, version)]
        return _document(answers.of(*asked), said)

    groups = answers.versions(place) if by == "version" else [one for one in answers.teams() if place in (None, one)]
    return {
        "process": process,
        "team": place,
        "by": by,
        "everybody": document(),
        "groups": {name: document(name) for name in groups},
    }


def _version(edition: Edition) -> str:
    """What a version's answers stand under; what teams did in their own way says nothing of the standard."""
    version = edition.process.version
    return f"variants of {version}" if edition.variant else version


def _document(found: Usefulness, texts: Sequence[SurveyText]) -> UsefulnessDocument:
    shown = texts if found.told else ()
    return {
        "answers": found.answers,
        "told": found.told,
        "median": found.median,
        "distribution": {str(score): count for score, count in found.distribution.items()},
        "keep": list(in_no_order(one.keep for one in shown)),
        "drop": list(in_no_order(one.drop for one in shown)),
        "add": list(in_no_order(one.add for one in shown)),
    }
