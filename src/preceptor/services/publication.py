"""What follows from a publication, inside its transaction: who is told, and what is owed because of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from preceptor.model.canonical import Json
from preceptor.model.change import Change, Report
from preceptor.model.definition import Process
from preceptor.model.event import Happening
from preceptor.services.act import Act
from preceptor.services.following.jobs import begin
from preceptor.services.variants.carrying import carry


@dataclass(frozen=True, kw_only=True)
class Publication:
    """A version that is published in this transaction; its event is on record already."""

    #: As published, with `effective_at`.
    change: Change
    #: None for a new process.
    before: Process | None
    after: Process
    #: The reports that it answers.
    answers: Sequence[Report]


def follow_up(act: Act, publication: Publication, terms: Mapping[str, Json]) -> None:
    """Record everything that a publication brings about beside itself, and let the rest follow from its date on."""
    act.record(list(tell_reporters(act, "report-answered", publication.change, publication.answers)))
    if publication.change.team is None:
        carry(act, publication.change, publication.after)
    begin(act, publication.change, terms)


def reporters(answers: Sequence[Report], publisher: int) -> Mapping[int, list[int]]:
    """Who is told that reports of theirs are answered, with the reports; whoever publishes knows it."""
    found: dict[int, list[int]] = {}
    for report in answers:
        if report.person != publisher:
            found.setdefault(report.person, []).append(report.id)
    return found


def tell_reporters(act: Act, kind: str, change: Change, answers: Sequence[Report]) -> Iterator[Happening]:
    """Each reporter is told once, whatever of theirs is answered by a change, or is not after all."""
    for person, reports in reporters(answers, act.by.id).items():
        yield Happening(
            stream=f"change:{change.id}",
            kind=kind,
            data={
                "change": change.id,
                "process": change.process,
                "version": change.version,
                "class": change.change_class,
                "author": change.author,
                "person": person,
                "reports": list(reports),
                "by": act.by.id,
            },
        )
