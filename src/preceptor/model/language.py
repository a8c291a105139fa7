"""What a write-up is better without, as data: phrases, and words that tell people from products and roles.

A phrase is written as in `process/language.yaml`: words with spaces between them. `a/b` stands for either word, `re*`
for every word that begins so, `(not)` for a word that may be missing, `...` for up to five words of any kind.
Letters are compared without case. A sign of Chinese, Japanese or Korean writing is a word of its own.
"""

from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """Phrases with one meaning."""

    #: Of the rule that finds them: `B301`.
    code: str
    phrases: tuple[str, ...]
    #: What to write instead.
    instead: str
    #: Longer phrases in which they are fine.
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Actors:
    """By which words a person is found as the actor of a failure."""

    #: Verbs that say a failure by themselves: `forgot`, `broke`.
    faults: tuple[str, ...] = ()
    #: What is a failure where it was done by somebody: `deleted` by.
    undone: tuple[str, ...] = ()
    #: Verbs that are no failure unless something in the sentence says so: `deployed`.
    acts: tuple[str, ...] = ()
    #: What says so: `accidentally`, `which caused`.
    harm: tuple[str, ...] = ()
    #: Verbs that only people can be the subject of: `forgot`. They make a capitalised word a name.
    personal: tuple[str, ...] = ()
    #: Names that people have, by which they are told from products.
    names: tuple[str, ...] = ()
    #: Capitalised words that name nobody: products, roles, teams, the words that begin sentences.
    not_people: tuple[str, ...] = ()
    #: What to write instead.
    instead: str = ""


@dataclass(frozen=True, kw_only=True)
class Requests:
    """How recommendations are worded."""

    #: What they may begin with.
    verbs: tuple[str, ...] = ()
    #: What says too little: `improve`, `look into`.
    vague: tuple[str, ...] = ()
    #: Amounts that nobody can check, wherever they stand: `more often`.
    amounts: tuple[str, ...] = ()
    #: What may stand before the verb: `we should`.
    leads: tuple[str, ...] = ()
    #: What says how one sees that it is done: `so that`, `until`.
    ends: tuple[str, ...] = ()
    #: What names a control or an issue that is answered: `alert`, `prevent`.
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Sections:
    """What sections are called, beside the English names, which are code: by what they are about."""

    summary: tuple[str, ...] = ()
    impact: tuple[str, ...] = ()
    timeline: tuple[str, ...] = ()
    went_well: tuple[str, ...] = ()
    could_be_better: tuple[str, ...] = ()
    lucky: tuple[str, ...] = ()
    lessons: tuple[str, ...] = ()
    analysis: tuple[str, ...] = ()
    system: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    systemic: tuple[str, ...] = ()
    recommendations: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Language:
    """All of them, for one language or several."""

    phrases: tuple[Phrase, ...] = ()
    actors: Actors = Actors()
    requests: Requests = Requests()
    sections: Sections = Sections()
    #: What stands where something is still to be written: `TODO`.
    placeholders: tuple[str, ...] = ()
    #: How the words of a template begin that tell what is to be written.
    instructions: tuple[str, ...] = ()
    #: Numbers in words.
    numbers: tuple[str, ...] = ()
    #: Words that most sentences have, by which a text is told to be in this language.
    common: tuple[str, ...] = ()

    def with_more(self, other: "Language") -> "Language":
        """Both together; where a text can be only one, that of `other`, if it has one."""
        return Language(
            **{one.name: _joined(getattr(self, one.name), getattr(other, one.name)) for one in fields(self)}
        )


def _joined(mine: Any, theirs: Any) -> Any:
    if isinstance(mine, tuple):
        return mine + theirs
    if isinstance(mine, str):
        return theirs or mine
    return type(mine)(
        **{one.name: _joined(getattr(mine, one.name), getattr(theirs, one.name)) for one in fields(mine)}
    )
