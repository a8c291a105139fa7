"""Phrases in prose: how they are written, and what they match."""

import pytest

from preceptor.model.language import Language, Phrase
from preceptor.writeup.checking import check
from preceptor.writeup.phrases import Phrases, words_of


def spans(phrase: str, text: str) -> list[str]:
    words = words_of(text)
    return [text[words[one.first].start : words[one.end - 1].end] for one in Phrases([phrase]).find(words)]


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("root cause", "The Root\ncause is", ["Root\ncause"]),
        ("root cause", "root-cause", ["root-cause"]),
        ("root cause", "root causes", []),
        ("root cause", "the root. Cause it", []),
        ("root cause", "the root, cause it", ["root, cause"]),
        ("didn't", "we didn’t look", ["didn’t"]),
        ("a/b c", "a c, b c, c c", ["a c", "b c"]),
        ("should (not) have", "should have, should not have", ["should have", "should not have"]),
        ("overlook*", "overlooked, overlooks, look", ["overlooked", "overlooks"]),
        ("have *ed", "have tested, have run", ["have tested"]),
        ("* will", "Platform will", ["Platform will"]),
        ("make ... better", "make it much better", ["make it much better"]),
        ("make ... better", "make better", ["make better"]),
        ("make ... better", "make a b c d e f better", []),
        ("make ... better", "make it. Better", []),
        ("schuld", "SCHULD sind", ["SCHULD"]),
        ("straße", "STRASSE", ["STRASSE"]),
        ("人为错误", "这是人为错误。", ["人为错误"]),
        ("", "anything", []),
        ("...", "anything", []),
        ("(x)", "y", []),
        ("/", "a / b", []),
    ],
)
def test_a_phrase_matches_word_by_word_within_a_sentence(phrase: str, text: str, found: list[str]) -> None:
    assert spans(phrase, text) == found


def test_a_version_and_an_address_do_not_end_a_sentence() -> None:
    assert spans("of 1 2 was", "of 1.2 was") == ["of 1.2 was"]


def test_an_organisation_adds_its_own_phrases_in_its_own_language() -> None:
    own = Language(phrases=(Phrase(code="B302", phrases=("menschliches versagen",), instead="den fehlenden Schutz"),))
    (one,) = [one for one in check("Es war Menschliches Versagen.", language=own) if one.code == "B302"]
    assert (one.column, one.end_column, one.suggestion) == (8, 29, "den fehlenden Schutz")


def test_a_longer_phrase_makes_an_exception_wherever_it_begins() -> None:
    own = Language(
        phrases=(Phrase(code="B304", phrases=("just",), instead="…", unless=("had just", "just in time")),)
    )
    text = "It had just begun, just in time, and was just late."
    assert [one.column for one in check(text, language=own) if one.code == "B304"] == [42]


def test_two_languages_together_have_what_each_has() -> None:
    one = Language(phrases=(Phrase(code="B301", phrases=("a",), instead="b"),), placeholders=("todo",))
    other = Language(phrases=(Phrase(code="B302", phrases=("c",), instead="d"),), numbers=("zwei",))
    both = one.with_more(other)
    assert [phrase.code for phrase in both.phrases] == ["B301", "B302"]
    assert (both.placeholders, both.numbers) == (("todo",), ("zwei",))
    assert Language().with_more(one) == one.with_more(Language()) == one
