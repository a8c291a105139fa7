"""Reading a file: whatever is in it, the answer is findings with places, and never a traceback."""

import os
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preceptor.catalog import source
from preceptor.catalog.document import Place
from preceptor.catalog.source import parse, read


def found(text: str) -> list[tuple[int, int, str]]:
    return [(one.line, one.column, one.code) for one in parse(text, "a.yaml")[1]]


def value(text: str) -> object:
    document, findings = parse(text, "a.yaml")
    assert findings == [] and document is not None
    return document.value


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("1.0.0", "1.0.0"),
        ("2024-01-31", "2024-01-31"),
        ("1_000", "1_000"),
        ("0777", 777),
        ("0o17", 15),
        ("0x1F", 31),
        ("-4", -4),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ("true", True),
        ("False", False),
        ("tRUE", "tRUE"),
        ("~", None),
        ("null", None),
        ("'7'", "7"),
        ('"true"', "true"),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_scalars_mean_what_the_core_schema_of_yaml_1_2_says(written: str, meant: object) -> None:
    assert value(f"key: {written}") == {"key": meant}


def test_keys_are_always_text() -> None:
    assert value("1: a\ntrue: b\nno: c") == {"1": "a", "true": "b", "no": "c"}


def test_every_value_and_key_knows_its_place() -> None:
    document, _ = parse("one:\n  two: [a,\n    b]\n", "a.yaml")
    assert document is not None
    assert document.place(("one", "two"), key=True) == Place(2, 3)
    assert document.place(("one", "two", 1)) == Place(3, 5)


def test_what_is_missing_is_placed_at_the_name_of_that_in_which_it_is_missing() -> None:
    document, _ = parse("one:\n  two: {a: 1}\n", "a.yaml")
    assert document is not None
    assert document.place(("one", "two", "b")) == Place(2, 3)


def test_a_file_of_ten_mebibytes_of_nesting_is_refused_fast(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"[" * 10 * 1024 * 1024)
    begin = time.perf_counter()
    document, findings = read(tmp_path / "a.yaml")
    assert time.perf_counter() - begin < 1
    assert document is None and [one.code for one in findings] == ["D102"]


@pytest.mark.parametrize("nested", ["[" * 1_000_000, "{a: " * 250_000, "- " * 500_000, "? " * 500_000])
def test_a_mebibyte_of_nesting_is_refused_at_the_first_level_too_deep(nested: str) -> None:
    begin = time.perf_counter()
    assert found(nested)[-1][2] == "D108"
    assert time.perf_counter() - begin < 5


def test_fifty_levels_are_allowed_and_fifty_one_are_not() -> None:
    assert found("[" * source.DEEPEST + "]" * source.DEEPEST) == []
    assert found("[" * 51 + "]" * 51) == [(1, 51, "D108")]


def test_aliases_anchors_merge_keys_and_tags_are_all_reported_in_one_go() -> None:
    text = "a: &x {b: 1}\nc: *x\n<<: {d: 1}\ne: !!python/object:os.system f\ng: !h i\n"
    assert found(text) == [
        (1, 4, "D109"),
        (2, 4, "D109"),
        (3, 1, "D111"),
        (4, 4, "D110"),
        (5, 4, "D110"),
    ]


def test_a_billion_laughs_are_refused_without_a_smile() -> None:
    lines = ['a0: &a0 ["ha"]', *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10))]
    assert {code for _, _, code in found("\n".join(lines))} == {"D109"}


def test_every_duplicate_key_is_reported_where_it_is_written_again() -> None:
    text = "a: 1\nb: {c: 1, c: 2}\na: 2\na: 3\n"
    assert found(text) == [(2, 11, "D112"), (3, 1, "D112"), (4, 1, "D112")]
    assert "first in line 1" in parse(text, "a.yaml")[1][-1].message


def test_a_key_must_be_plain_text() -> None:
    assert found("? [a, b]\n: c\nd: 1\n") == [(1, 3, "D113")]
    assert found('"\\ud800": c\n') == [(1, 1, "D113")]


def test_half_a_character_is_refused_because_it_could_not_be_stored() -> None:
    assert found('a: "\\udfff"') == [(1, 4, "D104")]


def test_a_second_document_is_refused() -> None:
    assert found("a: 1\n---\nb: 2\n") == [(2, 1, "D106")]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n", "---\n...\n", "~"])
def test_an_empty_file_is_said_to_be_empty(text: str) -> None:
    assert [code for _, _, code in found(text)] == ["D105"]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("a: b: c", 1, 5), ("a:\n\tb: 1", 2, 1), ("a: [1, 2", 1, 9), ("a: 'b", 1, 6), ('a: "\\U99999999"', 1, 1)],
)
def test_what_is_not_yaml_is_said_with_its_place(text: str, line: int, column: int) -> None:
    assert found(text) == [(line, column, "D107")]


#: What is no YAML, what is said of it, and what to type.
IN_WORDS = [
    ("a: b: c", "a second colon stands in this line", "put quotes around text that has a colon and a space in it"),
    ("a: x\n  b: y", "the key `b` stands deeper than the line before it", "in the same column"),
    ("a:\n\tb: 1", "a tab stands where spaces indent", "indent with spaces"),
    ("a: @x", "no text begins with `@`", "put quotes around it"),
    ("a: `x`", "no text begins with a backtick", "put quotes around it"),
    ("a: *", "no text begins with `*`", "put quotes around it"),
    ("a: & b", "no text begins with `&`", "put quotes around it"),
    ("a: !foo!x b", "no text begins with `!`", "put quotes around it"),
    ("a: ? b", "no text begins with `?`", "put quotes around it"),
    ("a: [1, 2\nb: 3", "the list that begins in line 1 is not closed", "close it with `]`"),
    ("a:\n  {b: 1\nc: 2", "the mapping that begins in line 2 is not closed", "close it with `}`"),
    (
        "a: {b: 1 c: 2}",
        "a second colon stands in the mapping that begins in line 1",
        "write a comma before the next key",
    ),
    ("a: ['b' 'c']", "`,` or `]` is missing in the list that begins in line 1", "separate its parts with commas"),
    ("a: [", "the file ends within a list or a mapping", "close it"),
    ("a: [1,,2]", "there is nothing before this comma", "leave the comma out"),
    ("a: ]", "`]` closes nothing here", "leave it out"),
    ("a: 'x\nb: 1", "the quotation mark of line 1 is not closed", "close it with the same mark"),
    (
        "a: 'it's'",
        "text goes on behind the closing quotation mark",
        "an apostrophe between single quotes is written twice",
    ),
    ("a: [1] 2", "something stands behind the closing `]`", "put quotes around it all"),
    ('a: "C:\\quay"', "a backslash between double quotes", "write it twice, or put the text between single quotes"),
    (
        "a: 1\nb\nc: 2",
        "line 2 is neither `key: value` nor a part of what stands above it",
        "write a colon and a space",
    ),
    ("a:\n  b: 1\n c: 2", "this line is indented otherwise", "in the same column"),
    ("- a\nb: 1", "a key begins where a list goes on", "begin the line with `- `"),
    ("a: b\n- c", "a point of a list stands where keys go on", "put it below a key"),
    ("a: - b", "a point of a list stands behind a key in its line", "begin the list in the next line"),
    ("  a: 1\nb: 2", "this begins further to the left than the file does", "in the same column"),
    ("a: |x\n  b", "behind `|` or `>` its line ends", "begin the text in the next line"),
    ("a: |\n \n  b\n", "an empty line above the text has spaces in it", "remove the spaces"),
    ("%YAML 3.0\n---\na: 1", "a line that begins with `%`", "leave the line out"),
    ("%FOO\n", "a line that begins with `%`", "leave the line out"),
    ('a: "\\U99999999"', "cannot be read as YAML", "put quotes around it"),
]


@pytest.mark.parametrize(("text", "says", "remedy"), IN_WORDS)
def test_what_is_not_yaml_is_said_in_plain_words_with_what_to_type(text: str, says: str, remedy: str) -> None:
    (one,) = parse(text, "a.yaml")[1]
    assert one.code == "D107"
    assert says in one.message
    assert remedy in (one.suggestion or "")


#: Words of the parser for its own parts.
JARGON = re.compile(r"scanning|parsing|block|flow|scalar|token|node|stream|indicator|directive|expected|handle|None")


def test_latin_1_is_reported_at_the_first_byte_that_is_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes("title: ok\ntext: caf\u00e9\n".encode("latin-1"))
    document, findings = read(tmp_path / "a.yaml")
    assert document is None
    assert [(one.line, one.column, one.code) for one in findings] == [(2, 10, "D103")]


def test_a_byte_order_mark_is_no_problem(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfa: 1\n")
    document, findings = read(tmp_path / "a.yaml")
    assert findings == [] and document is not None and document.value == {"a": 1}


@pytest.mark.parametrize("character", ["\0", "\x07", "\x1b", "\x7f"])
def test_a_control_character_is_reported_with_its_place(character: str) -> None:
    assert found(f"a: 1\nb: x{character}y\n") == [(2, 5, "D104")]


def test_a_folder_a_pipe_and_a_missing_file_are_findings(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "folder.yaml").mkdir()
    for name in ("pipe.yaml", "folder.yaml", "missing.yaml", "nul\0.yaml"):
        document, findings = read(tmp_path / name)
        assert document is None and [one.code for one in findings] == ["D101"], name


@given(st.binary(max_size=200))
def test_no_bytes_make_it_stumble(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "bytes.yaml"
    file.write_bytes(data)
    read(file)


@given(st.text(alphabet="abn:-?[]{},&*!|>'\"%@`#\\UuxT019. \t\n<~", max_size=60))
def test_no_text_that_looks_like_yaml_makes_it_stumble_or_speak_as_the_parser_does(text: str) -> None:
    for one in parse(text, "a.yaml")[1]:
        if one.code == "D107":
            assert one.suggestion
            assert not JARGON.search(re.sub("`[^`]*`", "", one.message))
