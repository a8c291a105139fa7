"""Comments that silence a rule, and selections."""

import pytest
from tests.support.linting import found_in, language

from preceptor.model.finding import Severity
from preceptor.model.selection import Selection
from preceptor.writeup.checking import check

BLAME = "It should have been tested."


def places(text: str, code: str = "B301") -> list[int]:
    return [one.line for one in found_in(text) if one.code == code]


def a_comment(code: str = "B301", reason: str = " because the contract is quoted") -> str:
    return f"<!-- preceptor: ignore {code}{reason} -->"


def test_a_comment_with_a_reason_silences_a_rule_on_the_next_block_alone() -> None:
    assert places(f"# Title\n\n{a_comment()}\n\n{BLAME}\n\n{BLAME}\n") == [7]


def test_a_list_and_a_table_are_blocks_as_a_whole() -> None:
    assert places(f"# T\n\n{a_comment()}\n\n- {BLAME}\n- {BLAME}\n  - {BLAME}\n\n{BLAME}\n") == [9]
    table = f"| a | b |\n|---|---|\n| {BLAME} | x |\n| y | {BLAME} |"
    assert places(f"# T\n\n{a_comment()}\n\n{table}\n\n{BLAME}\n") == [10]


def test_within_a_paragraph_or_a_point_it_holds_for_that_alone() -> None:
    assert places(f"# T\n\n- {BLAME} {a_comment()}\n- {BLAME}\n") == [4]
    assert places(f"# T\n\n{BLAME} {a_comment()}\n\n{BLAME}\n") == [5]


def test_it_silences_one_code_and_no_other() -> None:
    text = f"# T\n\n{a_comment('B304')}\n\nThe obvious check should have been there.\n"
    assert places(text, "B304") == [] and places(text) == [5]


def test_before_everything_else_it_holds_for_what_is_said_of_the_whole_document() -> None:
    assert places(f"{a_comment('S201')}\n\n# Title\n\nText.\n", "S201") == []
    assert places(f"# Title\n\n{a_comment('S201')}\n\nText.\n", "S201") != []


def test_without_a_reason_it_silences_nothing_and_is_a_finding_itself() -> None:
    for reason in ("", " because", " because  ", " since it is quoted"):
        text = f"# T\n\n{a_comment(reason=reason)}\n\n{BLAME}\n"
        assert (places(text), places(text, "X001")) == ([5], [3])


@pytest.mark.parametrize("code", ["B999", "b301", "", "B"])
def test_a_comment_that_names_no_rule_is_a_finding(code: str) -> None:
    assert places(f"# T\n\n{a_comment(code)}\n\nText.\n", "X001") == [3]


@pytest.mark.parametrize(
    "comment", ["<!-- ignore B301 -->", "<!-- preceptor: retrospective R-3 -->", "<!---->", "<!-- x"]
)
def test_other_comments_are_none_of_ours(comment: str) -> None:
    assert places(f"# T\n\n{comment}\n\nText.\n", "X001") == []


def test_a_comment_in_code_is_shown_and_not_meant() -> None:
    assert places(f"# T\n\n```\n{a_comment()}\n```\n\n{BLAME}\n") == [7]


def test_a_comment_at_the_end_silences_nothing() -> None:
    assert places(f"# T\n\n{BLAME}\n\n{a_comment()}\n") == [3]


@pytest.mark.parametrize(
    ("selection", "taken"),
    [
        (Selection(), {"T106", "T103", "B301"}),
        (Selection(select=("T",)), {"T106", "T103"}),
        (Selection(select=("T106",), ignore=("T",)), {"T106"}),
        (Selection(ignore=("T10",)), {"B301"}),
        (Selection(select=("T",), ignore=("T",)), set()),
        (Selection(select=()), set()),
        (Selection(ignore=("T106",)).then(Selection(select=("T106",))), {"T106"}),
        (Selection(ignore=("T106",)).then(Selection(select=("T",))), {"T103"}),
        (Selection(select=("T",)).then(Selection(ignore=("T103",))), {"T106"}),
        (Selection(select=("T",)).then(Selection(select=("B",))), {"B301"}),
        (Selection(select=("T",)).then(Selection()), {"T106", "T103"}),
    ],
)
def test_the_longer_name_wins_and_who_asks_last_has_the_last_word(selection: Selection, taken: set[str]) -> None:
    assert {code for code in ("T106", "T103", "B301") if selection.takes(code)} == taken


def test_severities_are_given_by_code_or_family_and_the_longer_name_wins() -> None:
    weights: dict[str, Severity] = {"B": "advice", "B301": "error"}
    found = check(f"{BLAME} It was obvious.", language=language(), selection=Selection(severity=weights))
    assert {(one.code, one.severity) for one in found if one.code.startswith("B")} == {
        ("B301", "error"),
        ("B304", "advice"),
    }
    assert Selection(severity=weights).then(Selection(severity={"B301": "warning"})).severity_of("B301", "error") == (
        "warning"
    )
