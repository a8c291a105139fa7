"""The linter of write-ups, as tests ask it: with the words that are shipped, and nothing configured."""

from functools import cache

from preceptor.catalog.language import read_language
from preceptor.model.finding import Finding
from preceptor.model.language import Language
from preceptor.writeup.checking import check
from preceptor.writeup.rules import RULES


@cache
def language() -> Language:
    """The words that are shipped."""
    found, findings = read_language(None)
    assert found is not None, findings
    return found


def found_in(text: str) -> list[Finding]:
    """What the linter finds in a text."""
    return check(text, language=language())


def codes() -> frozenset[str]:
    """The codes that its rules give."""
    return frozenset(RULES)
