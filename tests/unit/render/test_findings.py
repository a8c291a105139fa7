"""Findings as people, editors and continuous integration read them."""

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from preceptor.model.finding import Finding, in_order, passes
from preceptor.render.findings import Format, as_github, as_json, as_sarif, as_text, formatted

ONE = Finding(
    path="process/a b.yaml", line=3, column=7, code="D201", message="there is no key `x`", suggestion="try `y`"
)
ADVICE = Finding(path="w.md", line=9, column=1, code="T106", severity="advice", message="no reference")
WARNING = Finding(path="w.md", line=2, column=4, code="D324", severity="warning", message="nothing is granted")
SCHEMA = Path(__file__).resolve().parents[2] / "data" / "sarif" / "sarif-schema-2.1.0.json"
RULES = {"D201": "There is no such key here."}


def test_text_has_a_line_for_each_finding_and_its_suggestion_below() -> None:
    assert as_text([ONE, ADVICE]) == (
        "process/a b.yaml:3:7: D201 there is no key `x`\n    try `y`\nw.md:9:1: T106 no reference"
    )


def test_nothing_in_a_file_can_move_the_cursor_or_forge_a_line() -> None:
    nasty = Finding(path="a\n.yaml", code="D101", message="\x1b[2J\r\u202eok\u2028")
    assert as_text([nasty]) == "a\\u000a.yaml:1:1: D101 \\u001b[2J\\u000d\\u202eok\\u2028"


def test_below_the_line_of_the_file_a_caret_points_at_the_place() -> None:
    assert as_text([ONE], line_of=lambda _: "roles: x: 3").splitlines()[1:] == [
        "    roles: x: 3",
        "          ^",
        "    try `y`",
    ]


@pytest.mark.parametrize(
    ("line", "column", "end", "pointed"),
    [
        ("a bad word", 3, 6, ["a bad word", "  ^^^"]),
        ("\ta bad word", 4, 7, ["    a bad word", "      ^^^"]),
        ("故障 bad", 4, 7, ["故障 bad", "     ^^^"]),
        ("e\u0301 bad", 4, 7, ["e\u0301 bad", "  ^^^"]),
        ("x\x1b bad", 4, 7, ["x\\u001b bad", "        ^^^"]),
        ("short", 40, None, ["short", "     ^"]),
        ("y" * 500 + "bad" + "z" * 500, 501, 504, ["…" + "y" * 30 + "bad" + "z" * 67 + "…", " " * 31 + "^^^"]),
        ("y" * 500, 1, 501, ["y" * 100 + "…", "^" * 100]),
    ],
)
def test_carets_stand_below_what_is_meant_whatever_stands_before_it(
    line: str, column: int, end: int | None, pointed: list[str]
) -> None:
    one = replace(ADVICE, column=column, end_column=end)
    assert [shown[4:] for shown in as_text([one], line_of=lambda _: line).splitlines()[1:]] == pointed


def test_json_has_the_promised_keys() -> None:
    assert json.loads(as_json([ONE])) == [
        {
            "path": "process/a b.yaml",
            "line": 3,
            "column": 7,
            "end_column": None,
            "code": "D201",
            "severity": "error",
            "message": "there is no key `x`",
            "suggestion": "try `y`",
        }
    ]
    assert json.loads(as_json([])) == []


def test_sarif_has_its_shape() -> None:
    log = json.loads(as_sarif([ONE, WARNING, ADVICE], rules=RULES, version="1.2.3"))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("preceptor", "1.2.3")
    assert run["columnKind"] == "unicodeCodePoints"
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        place = result["locations"][0]["physicalLocation"]
        assert place["region"]["startLine"] >= 1 and place["region"]["startColumn"] >= 1
    assert [one["level"] for one in run["results"]] == ["error", "warning", "note"]
    assert driver["rules"][0]["shortDescription"]["text"] == "There is no such key here."


@pytest.mark.parametrize("findings", [[], [ONE], [ONE, WARNING, ADVICE, replace(ADVICE, end_column=5)]])
def test_sarif_is_valid_by_its_schema(findings: list[Finding]) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft4Validator(schema).validate(json.loads(as_sarif(findings, rules=RULES, version="1.2.3")))


def test_where_the_end_is_known_editors_are_told() -> None:
    one = replace(ADVICE, end_column=5)
    (result,) = json.loads(as_sarif([one], rules={}, version="1"))["runs"][0]["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 9, "startColumn": 1, "endColumn": 5}
    assert as_github([one]) == "::notice file=w.md,line=9,col=1,endColumn=5,title=T106::no reference"


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("process/a b.yaml", "process/a%20b.yaml"),
        ("/srv/é.yaml", "file:///srv/%C3%A9.yaml"),
        ("a#b?.md", "a%23b%3F.md"),
        ("bad\udcff.yaml", "bad%FF.yaml"),
    ],
)
def test_sarif_writes_paths_as_uris(path: str, uri: str) -> None:
    log = json.loads(as_sarif([Finding(path=path, code="D101", message="m")], rules={}, version="1"))
    place = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == uri


def test_github_annotations_escape_what_would_end_them() -> None:
    one = Finding(path="a,b:c%.yaml", line=2, column=5, code="D107", message="50% of it:\nthis, too")
    assert as_github([one, ADVICE]) == (
        "::error file=a%2Cb%3Ac%25.yaml,line=2,col=5,title=D107::50%25 of it:%0Athis, too\n"
        "::notice file=w.md,line=9,col=1,title=T106::no reference"
    )


@pytest.mark.parametrize("to", ["text", "json", "sarif", "github"])
def test_every_format_takes_no_findings_at_all(to: Format) -> None:
    assert isinstance(formatted([], to, rules={}, version="1"), str)


def test_findings_stand_in_the_order_of_the_files_each_once() -> None:
    assert in_order([ADVICE, ONE, WARNING, ONE]) == [ONE, WARNING, ADVICE]


def test_advice_alone_stops_nobody() -> None:
    assert passes([]) and passes([ADVICE])
    assert not passes([WARNING]) and not passes([ADVICE, ONE])
