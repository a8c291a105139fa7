"""What an editor would find in a write-up: every rule, over one document."""

from datetime import timedelta

from preceptor.model.finding import Finding, in_order
from preceptor.model.language import Language
from preceptor.model.selection import Selection
from preceptor.writeup.lexicon import lexicon_of
from preceptor.writeup.names import names_of
from preceptor.writeup.reading import Reading, read
from preceptor.writeup.rules import RULES, Rule, Subject
from preceptor.writeup.rules.ignores import Silence, silences
from preceptor.writeup.text import decode


def check(
    document: str | bytes,
    *,
    language: Language,
    path: str = "",
    selection: Selection | None = None,
    silence: timedelta = timedelta(hours=2),
) -> list[Finding]:
    """Find what the rules find in a document called `path`, without what is ignored in it with a reason.

    Raises `UnreadableDocument` for what is no text or too long.
    """
    text = decode(document, path or None) if isinstance(document, bytes) else document
    return check_reading(
        read(text, names_of(language)), language=language, path=path, selection=selection, silence=silence
    )


def check_reading(
    reading: Reading,
    *,
    language: Language,
    path: str = "",
    selection: Selection | None = None,
    silence: timedelta = timedelta(hours=2),
) -> list[Finding]:
    """The same for a text that was read before."""
    wanted = selection or Selection()
    subject = Subject(reading=reading, lexicon=lexicon_of(language), silence=silence)
    silenced = silences(reading.document)
    found: list[Finding] = []
    for rule in RULES.values():
        if wanted.takes(rule.code):
            found += _findings(rule, subject, path, wanted, silenced.get(rule.code))
    return in_order(found)


def _findings(rule: Rule, subject: Subject, path: str, wanted: Selection, silenced: Silence | None) -> list[Finding]:
    found = []
    for one in rule.find(subject):
        if silenced is not None and silenced.holds(one.place.line):
            continue
        place, end = subject.document.in_text(one.place, one.end)
        found.append(
            Finding(
                path=path,
                line=place.line,
                column=place.column,
                end_column=end,
                code=rule.code,
                severity=wanted.severity_of(rule.code, rule.severity),
                message=one.message,
                suggestion=one.suggestion,
            )
        )
    return found
