"""Texts compared by words."""

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preceptor.model.prose import Run, marked, shortened, word_diff

TEXTS = st.lists(st.sampled_from(["the", "oven", "is", "hot", "and\n", "not", "cold"]), max_size=40).map(" ".join)


def test_words_are_marked_where_they_differ() -> None:
    assert marked(word_diff("Wait until the oven is hot.", "Wait until your oven is hot.")) == (
        "Wait until [-the-]{+your+} oven is hot."
    )
    assert marked(word_diff("", "All of it.")) == "{+All of it.+}"
    assert marked(word_diff("All of it.", "")) == "[-All of it.-]"
    assert word_diff("", "") == ()


def test_lines_that_are_filled_anew_are_the_same() -> None:
    assert [run.kind for run in word_diff("one two\nthree", "one\n\ntwo   three")] == ["equal"]


def test_a_word_that_stays_amid_much_that_changed_is_told_with_it() -> None:
    runs = word_diff("never ask anybody the way in a town", "always read your map before the first crossing you meet")
    assert [run.kind for run in runs] == ["removed", "added"]


def test_equal_words_far_from_a_change_are_left_out() -> None:
    text = " ".join(f"w{n}" for n in range(30))
    assert (
        marked(shortened(word_diff(text, text.replace("w15", "x")), around=2)) == "… w13 w14 [-w15-]{+x+} w16 w17 …"
    )


@given(TEXTS, TEXTS)
def test_the_runs_are_both_texts(before: str, after: str) -> None:
    runs = word_diff(before, after)
    assert [word for run in runs if run.kind != "added" for word in run.words] == before.split()
    assert [word for run in runs if run.kind != "removed" for word in run.words] == after.split()
    assert all(run.words for run in runs)
    assert all(one.kind != other.kind for one, other in pairwise(runs))


@given(TEXTS)
def test_a_text_is_the_same_as_itself(text: str) -> None:
    words = tuple(text.split())
    assert word_diff(text, text) == ((Run(kind="equal", words=words),) if words else ())


def test_a_small_change_is_found_in_a_long_text() -> None:
    words = random.Random(7)
    lines = [" ".join(words.choice(["the", "a", "oven", "bread", "is"]) for _ in range(12)) for _ in range(5_000)]
    other = ["First.", *lines[:2_500], "Between.", *lines[2_500:], "Last."]
    runs = word_diff("\n".join(lines), "\n".join(other))
    assert [run.text for run in runs if run.kind == "added"] == ["First.", "Between.", "Last."]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a " * 300_000, "b " + "a " * 300_000 + "b"),
        ("a b " * 150_000, "b a " * 150_000),
        ("a\n" * 300_000, "a b\n" * 200_000),
        (" ".join(map(str, range(100_000))), " ".join(map(str, range(100_000, 0, -1)))),
        ("x" * 1_000_000, "y" * 1_000_000),
    ],
    ids=["one word", "two words", "one line", "reversed", "a giant"],
)
def test_no_text_takes_long(before: str, after: str) -> None:
    began = time.process_time()
    runs = word_diff(before, after)
    assert time.process_time() - began < 5
    assert [word for run in runs if run.kind != "added" for word in run.words] == before.split()
