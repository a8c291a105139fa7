"""When a text names somebody."""

import pytest

from preceptor.model.canonical import Json
from preceptor.model.mention import Names


def names(text: str, **who: str) -> bool:
    told = {"login": "tim", "name": "Tim Lang", "email": "tl@example.org", **who}
    return Names(list(told.values())).are_in(text)


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


@pytest.mark.parametrize(
    ("document", "found"),
    [
        ({"teams": ["a", {"lead": "tim", "n": 3}], "due": None}, True),
        ({"reviewers": {"ada": "passed", "tim": "asked"}}, True),
        ({"time_zone": "UTC", "timing": {"tim_ing": True}, "n": 3}, False),
    ],
)
def test_a_document_names_somebody_in_any_of_its_texts_or_by_a_key_that_is_their_login(
    document: Json, found: bool
) -> None:
    assert Names(["tim", "Tim Lang"]).are_in_document(document) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ask tim-b", False),
        ("to ann.tim@example.org", False),
        ("Tim Lang-Meyer is away", False),
        ("tim-b and Tim", True),
        ("tim-bo", True),
        ("by Tim Lang", True),
    ],
)
def test_who_is_called_a_part_of_what_another_is_called_is_not_named_with_them(text: str, found: bool) -> None:
    others = ["tim-b", "ann.tim@example.org", "Tim Lang-Meyer", "TIM LANG", "Vera"]
    names = Names(["tim", "Tim Lang"]).among(others)
    assert names.others == ["tim-b", "ann.tim@example.org", "Tim Lang-Meyer"]
    assert names.are_in(text) is found
