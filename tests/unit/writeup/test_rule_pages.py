"""Each rule has a page, and its page tells the truth: what stands before is found, what stands instead is not."""

import re

import pytest
from tests.support.linting import found_in, language

from preceptor.errors import UnknownId
from preceptor.model.finding import Finding
from preceptor.writeup.checking import check
from preceptor.writeup.rules import FAMILIES, RULES
from preceptor.writeup.rules.pages import explained, page_of

#: What the contract of the command line lists.
CODES = [
    *(f"T{number}" for number in range(101, 111)),
    *(f"S{number}" for number in range(201, 205)),
    *(f"B{number}" for number in range(301, 307)),
    *(f"R{number}" for number in range(401, 407)),
    *(f"A{number}" for number in range(501, 505)),
    "X001",
]
ADVICE = ["T106", "T107", "T109"]


def examples(code: str) -> list[str]:
    """The Markdown of the page: what is found, and what to write instead."""
    return re.findall(r"```markdown\n(.*?)```", RULES[code].page, re.DOTALL)


def found(code: str, text: str) -> list[Finding]:
    return [one for one in found_in(text) if one.code == code]


def test_there_is_a_rule_for_every_code_of_the_contract() -> None:
    assert sorted(RULES) == sorted(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_page_says_what_is_found_why_that_is_bad_and_shows_it_before_and_after(code: str) -> None:
    page = page_of(RULES[code])
    headings = re.findall(r"^## (.*)$", re.sub(r"```markdown\n.*?```", "", page, flags=re.DOTALL), re.MULTILINE)
    assert headings == ["Why is this bad?", "Example", "Configuration"]
    assert RULES[code].summary.endswith(".")
    assert len(examples(code)) == 2


@pytest.mark.parametrize("code", CODES)
def test_what_a_page_shows_is_found_before_and_not_after(code: str) -> None:
    before, after = examples(code)
    assert found(code, before)
    assert found(code, after) == []


@pytest.mark.parametrize("code", CODES)
def test_every_finding_has_a_suggestion(code: str) -> None:
    assert all(one.suggestion for one in found(code, examples(code)[0]))


def test_those_that_the_contract_calls_advice_are_advice() -> None:
    assert all(RULES[code].severity == "advice" for code in ADVICE)
    assert all(RULES[code].severity != "advice" for code in CODES if code[0] in "BRAX")


def test_a_rule_is_explained_by_its_code_and_a_family_by_its_letter() -> None:
    assert [one.code for one in explained("t103")] == ["T103"]
    assert [one.code for one in explained("A")] == ["A501", "A502", "A503", "A504"]
    assert {code[0] for code in RULES} == set(FAMILIES)


@pytest.mark.parametrize("name", ["", "T999", "Z", "T10", "T103 T104", "\x1b"])
def test_what_is_no_rule_is_refused_with_the_families(name: str) -> None:
    with pytest.raises(UnknownId) as refused:
        explained(name)
    assert "T (timelines)" in str(refused.value.remedy)


def test_a_finding_says_from_where_to_where_its_words_stand() -> None:
    (one,) = found("B301", "The change\nshould **have been** tested, and `should have been` is code.\n")
    assert (one.line, one.column, one.end_column) == (2, 1, 19)
    assert one.message == "a counterfactual: should have been"


def test_words_in_two_lines_have_no_end() -> None:
    (one,) = found("B301", "It should\nhave been tested.\n")
    assert (one.line, one.column, one.end_column) == (1, 4, None)


def test_findings_name_the_document_as_it_was_called() -> None:
    assert {one.path for one in check("# T\n", language=language(), path="a/w.md")} == {"a/w.md"}
