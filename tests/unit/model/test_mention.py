"""When a text names somebody."""

import json

import pytest

from preceptor.model.mention import mentions, texts
from preceptor.model.people import Person


def names(text: str, **who: str) -> bool:
    told = {"login": "tim", "name": "Tim Lang", "email": "tl@example.org", **who}
    return mentions(Person(id=5, **told)).search(text) is not None


@pytest.mark.parametrize(
    "text",
    ["tim", "ask Tim.", "Tim's turn", "tim/author", "_tim_", "by TIM LANG", "by Tim\n  Lang", "<tl@example.org>"],
)
def test_a_word_of_its_own_names_somebody_in_capitals_or_not_and_over_line_ends(text: str) -> None:
    assert names(text)


@pytest.mark.parametrize("text", ["time", "timeline", "Optimal", "Lang", "jtl@example.org", "tl@example.organic", ""])
def test_a_part_of_another_word_names_nobody(text: str) -> None:
    assert not names(text)


def test_a_name_is_found_where_its_script_has_no_spaces_between_words() -> None:
    assert names("请李明参加", name="李明")
    assert names("(Tim) is here", name="(Tim)")


def test_the_texts_of_a_document_are_its_values_and_not_its_keys() -> None:
    document = json.loads('{"time_zone": "UTC", "due": null, "teams": ["a", {"lead": "tim", "n": 3}], "ok": true}')
    assert list(texts(document)) == ["UTC", "a", "tim"]
