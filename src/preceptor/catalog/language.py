"""Reads `process/language.yaml`: what a write-up is better without, in whatever language it is written."""

from pathlib import Path as File
from typing import Annotated, Any, Literal

from pydantic import Field

from preceptor import shipped
from preceptor.catalog.document import Document
from preceptor.catalog.fit import fit
from preceptor.catalog.shapes import Name, Shape, Text
from preceptor.catalog.source import read
from preceptor.model.finding import Finding
from preceptor.model.language import Actors, Language, Phrase, Requests, Sections

#: Its name in process/, where it lies beside the processes and is none.
FILE = "language.yaml"

Words = list[Text]
Code = Literal["B301", "B302", "B303", "B304", "B305", "B306"]


class PhrasesShape(Shape):
    """Phrases with one meaning."""

    phrases: Annotated[Words, Field(min_length=1)] = Field(
        description="Words with spaces between them: `a/b` for either, `re*` for a beginning, `(not)` for a word "
        "that may be missing, `...` for up to five words of any kind."
    )
    instead: Text = Field(description="What to write instead.")
    unless: Words = Field([], description="Longer phrases in which they are fine.")


class ActorsShape(Shape):
    """By which words a person is found as the actor of a failure (B303)."""

    faults: Words = Field([], description="Verbs that say a failure by themselves, such as `forgot`.")
    undone: Words = Field([], description="What is a failure where it was done by somebody, such as `deleted`.")
    acts: Words = Field([], description="Verbs that are a failure only where something in the sentence says so.")
    harm: Words = Field([], description="What says so, such as `accidentally`.")
    personal: Words = Field([], description="Verbs that only people can be the subject of.")
    names: Words = Field([], description="Names of people, such as those who write your write-ups.")
    not_people: Words = Field(
        [], alias="not-people", description="Capitalised words that name nobody: products, roles, teams."
    )
    instead: Text | None = Field(None, description="What to write instead.")


class RequestsShape(Shape):
    """How recommendations are worded (R403)."""

    verbs: Words = Field([], description="What a recommendation may begin with.")
    vague: Words = Field([], description="What says too little, such as `improve`.")
    amounts: Words = Field([], description="Amounts that nobody can check, such as `more often`.")
    leads: Words = Field([], description="What may stand before the verb, such as `we should`.")
    ends: Words = Field([], description="What says how one sees that it is done, such as `so that` (R404).")
    answers: Words = Field([], description="What names a control or an issue that is answered (R406).")


class SectionsShape(Shape):
    """What sections are called, beside the names that are known already: each stands for all of a heading."""

    summary: Words = Field([], description="What happened, in short.")
    impact: Words = Field([], description="Whom it hit, and how much.")
    timeline: Words = Field([], description="What happened when.")
    went_well: Words = Field([], alias="went-well", description="What went well.")
    could_be_better: Words = Field([], alias="could-be-better", description="What could have gone better.")
    lucky: Words = Field([], description="Where people were lucky.")
    lessons: Words = Field([], description="What was learnt, good and bad together.")
    analysis: Words = Field([], description="Why it happened.")
    system: Words = Field([], description="Of the analysis: what the organisation controls.")
    environment: Words = Field([], description="Of the analysis: what it does not control.")
    controls: Words = Field([], description="Of the analysis: safety controls, and how they failed.")
    missing: Words = Field([], description="Of the analysis: where no control was.")
    systemic: Words = Field([], description="Of the analysis: what lies beyond one control.")
    recommendations: Words = Field([], description="What is to be done.")


class LanguageShape(Shape):
    """What a write-up is better without."""

    language: Name = Field(description="For what it is: a language, or a house.")
    extend: Literal["shipped"] | None = Field(
        None, description="`shipped`: everything that preceptor ships holds as well. Without it, only this does."
    )
    phrases: dict[Code, list[PhrasesShape]] = Field({}, description="By the code of the finding.")
    actors: ActorsShape = Field(
        default_factory=lambda: ActorsShape.model_validate({}), description="People as actors of a failure."
    )
    recommendations: RequestsShape = Field(
        default_factory=lambda: RequestsShape.model_validate({}), description="How recommendations are worded."
    )
    sections: SectionsShape = Field(
        default_factory=lambda: SectionsShape.model_validate({}), description="What sections are called."
    )
    placeholders: Words = Field([], description="What stands where something is still to be written (S204).")
    instructions: Words = Field([], description="How sentences of a template begin that are to be replaced (S204).")
    numbers: Words = Field([], description="Numbers in words (T106).")
    common: Words = Field(
        [],
        description="Words that most sentences have, such as `the`. What a text without them asks for is not judged "
        "by its words (R403, R404, R406).",
    )


def read_language(root: File | None) -> tuple[Language | None, list[Finding]]:
    """The language of the governance folder `root`; the shipped one where it has no file, or there is no folder.

    None where the file has problems.
    """
    own = root / "process" / FILE if root else None
    document, findings = read(own if own and own.exists() else shipped.folder("process") / FILE)
    if document is None:
        return None, findings
    language, misfits = fit_language(document)
    return (None if findings else language), [*findings, *misfits]


def fit_language(document: Document) -> tuple[Language | None, list[Finding]]:
    """The language that a file has in it, and what is wrong with it; None where anything is."""
    draft, findings = fit(document, LanguageShape, {"language": "unnamed"})
    if draft.shape is None or findings:
        return None, findings
    language = _built(draft.shape)
    if draft.shape.extend:
        base, _ = read_language(None)
        language = base.with_more(language) if base else language
    return language, []


def _built(shape: LanguageShape) -> Language:
    return Language(
        phrases=tuple(
            Phrase(code=code, phrases=tuple(one.phrases), instead=one.instead, unless=tuple(one.unless))
            for code, several in shape.phrases.items()
            for one in several
        ),
        actors=Actors(**_plain(shape.actors)),
        requests=Requests(**_plain(shape.recommendations)),
        sections=Sections(**_plain(shape.sections)),
        placeholders=tuple(shape.placeholders),
        instructions=tuple(shape.instructions),
        numbers=tuple(shape.numbers),
        common=tuple(shape.common),
    )


def _plain(shape: Shape) -> dict[str, Any]:
    """The fields by their names, lists as tuples; what is not written is left out."""
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in shape.model_dump(exclude_none=True).items()
    }
