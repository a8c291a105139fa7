"""The measure of how often the linter and the editor agree."""

from tests.support.post_mortems import Mark
from tests.support.precision import Score, disagreements, table

SUMMARY = Mark("a.md", 1, "S201", "summary")
ANALYSIS = Mark("a.md", 1, "S201", "analysis")
ORDER = Mark("a.md", 7, "T103")
NO_TICKET = Mark("a.md", 9, "R401")


def test_what_both_find_counts_for_both() -> None:
    assert Score.of({ORDER}, {ORDER}) == Score(agreed=1, extra=0, overlooked=0)


def test_another_line_is_another_finding() -> None:
    assert Score.of({Mark("a.md", 8, "T103")}, {ORDER}) == Score(agreed=0, extra=1, overlooked=1)


def test_another_missing_section_is_another_finding() -> None:
    assert Score.of({SUMMARY}, {ANALYSIS}) == Score(agreed=0, extra=1, overlooked=1)


def test_a_ratio_stands_beside_its_counts() -> None:
    score = Score(agreed=3, extra=1, overlooked=0)
    assert (score.precision, score.recall) == ("0.75 (3 of 4)", "1.00 (3 of 3)")


def test_where_nothing_was_found_there_is_no_ratio() -> None:
    score = Score(agreed=0, extra=0, overlooked=2)
    assert (score.precision, score.recall) == ("none", "0.00 (0 of 2)")


def test_each_family_has_a_row_and_below_it_its_codes() -> None:
    rows = list(table({ORDER, SUMMARY}, {ORDER, NO_TICKET}))
    assert rows[2:] == [
        "| **T** | 1.00 (1 of 1) | 1.00 (1 of 1) |",
        "| **T without advice** | 1.00 (1 of 1) | 1.00 (1 of 1) |",
        "| T103 | 1.00 (1 of 1) | 1.00 (1 of 1) |",
        "| **S** | 0.00 (0 of 1) | none |",
        "| S201 | 0.00 (0 of 1) | none |",
        "| **B** | none | none |",
        "| **R** | none | 0.00 (0 of 1) |",
        "| R401 | none | 0.00 (0 of 1) |",
    ]


def test_disagreements_say_who_found_it_alone() -> None:
    assert list(disagreements({ORDER, SUMMARY}, {ORDER, NO_TICKET})) == [
        "a.md:1: S201 summary (linter only)",
        "a.md:9: R401 (editor only)",
    ]
