"""Comma-separated values: what goes in comes out of a reader, and nothing begins a formula."""

import csv
import io
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preceptor.render.spreadsheet import csv_lines, defused

BEGINS = "=+-@\t\r\n＝＋－＠"


def read(*rows):
    text = "".join(csv_lines(["one", "two"], rows))
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    "hostile",
    [
        "=1+1",
        "+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "\u00a0=1",
        "＝1",
        '=HYPERLINK("http://x","y")',
        "=cmd|' /C calc'!A0",
    ],
)
def test_a_cell_that_could_be_a_formula_gets_an_apostrophe(hostile):
    assert read([hostile, "x"])[1] == [f"'{hostile}", "x"]


@pytest.mark.parametrize("harmless", ["", "a=b", "1-2", "mina", "'=1", "R-3", "ä+ö"])
def test_any_other_text_stays_as_it_is(harmless):
    assert read([harmless, ""])[1] == [harmless, ""]


@given(st.text())
def test_no_cell_ever_begins_a_formula(text):
    made = defused(text)
    assert made[:1] not in BEGINS or made == ""
    assert made.lstrip()[:1] not in BEGINS or not made.strip()
    assert made in (text, f"'{text}")


@given(st.lists(st.tuples(st.text(), st.text())))
def test_no_cell_breaks_out_of_its_place(rows):
    assert read(*rows) == [["one", "two"], *([defused(cell) for cell in row] for row in rows)]


def test_several_values_share_a_cell_and_cannot_begin_a_formula_either():
    assert read([("=a", "b"), ()])[1] == ["'=a;b", ""]


def test_every_cell_is_quoted_and_every_line_ends_as_the_standard_says():
    assert list(csv_lines(["one", "two"], [[None, 'a "b", c']])) == ['"one","two"\r\n', '"","a ""b"", c"\r\n']


def test_numbers_moments_and_truth_have_one_form():
    at = datetime(2026, 3, 2, 10, tzinfo=timezone(timedelta(hours=1)))
    assert read([-3, at], [date(2026, 3, 2), True])[1:] == [
        ["-3", "2026-03-02T09:00:00+00:00"],
        ["2026-03-02", "true"],
    ]
