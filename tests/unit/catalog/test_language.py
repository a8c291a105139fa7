"""The words for write-ups: process/language.yaml, which is no process."""

from pathlib import Path

import pytest

from preceptor.catalog.folder import check, read_folder
from preceptor.catalog.language import read_language

OWN = """language: haus
phrases:
  B302:
    - phrases: [menschliches versagen]
      instead: den fehlenden Schutz nennen
actors:
  not-people: [Zeus]
sections:
  went-well: [was gut lief]
"""


def a_folder(root: Path, text: str, name: str = "language.yaml") -> Path:
    (root / "process").mkdir()
    (root / "process" / name).write_text(text, encoding="utf-8")
    return root


def test_without_a_file_or_a_folder_the_shipped_words_hold(tmp_path: Path) -> None:
    shipped, findings = read_language(None)
    assert shipped and not findings
    assert read_language(tmp_path) == (shipped, [])
    assert {one.code for one in shipped.phrases} == {"B301", "B302", "B304", "B305", "B306"}


def test_the_words_of_a_folder_hold_alone(tmp_path: Path) -> None:
    own, findings = read_language(a_folder(tmp_path, OWN))
    assert own and not findings
    assert [(one.code, one.phrases) for one in own.phrases] == [("B302", ("menschliches versagen",))]
    assert own.actors.not_people == ("Zeus",) and own.requests.verbs == ()
    assert own.sections.went_well == ("was gut lief",) and own.sections.summary == ()


def test_or_they_come_on_top_of_the_shipped_ones(tmp_path: Path) -> None:
    both, _ = read_language(a_folder(tmp_path, OWN + "extend: shipped\n"))
    shipped, _ = read_language(None)
    assert both and shipped
    assert len(both.phrases) == len(shipped.phrases) + 1
    assert both.actors.not_people[-1] == "Zeus" and both.actors.instead == shipped.actors.instead


def test_the_file_is_no_process_and_its_folder_is_sound(tmp_path: Path) -> None:
    catalogue, findings = read_folder(a_folder(tmp_path, OWN))
    assert (dict(catalogue.processes), findings) == ({}, [])


@pytest.mark.parametrize(
    ("before", "after", "code", "line"),
    [
        ("B302", "B399", "D204", 3),
        ("instead:", "insted:", "D201", 5),
        ("[menschliches versagen]", "[]", "D209", 4),
        ("[menschliches versagen]", "[7]", "D203", 4),
        ("[Zeus]", "Zeus", "D203", 7),
        ("actors", "akteure", "D201", 6),
        ("went-well", "went-wel", "D201", 9),
        ("haus", "Haus!", "D205", 1),
        ("haus", "haus\nextend: everything", "D204", 2),
        ("haus", "haus\nlanguage: haus", "D112", 2),
        ("haus", "&x haus", "D109", 1),
    ],
)
def test_what_is_wrong_with_it_is_told_with_its_place(
    tmp_path: Path, before: str, after: str, code: str, line: int
) -> None:
    folder = a_folder(tmp_path, OWN.replace(before, after, 1))
    language, findings = read_language(folder)
    assert language is None or code == "D109"
    assert (code, line) in [(one.code, one.line) for one in findings]
    assert check([folder]) == read_folder(folder)[1] != []


@pytest.mark.parametrize("text", ["", "language: [", "\0", "- a\n", "language: en\n---\n"])
def test_what_cannot_be_read_is_told_as_well(tmp_path: Path, text: str) -> None:
    language, findings = read_language(a_folder(tmp_path, text))
    assert language is None and findings


def test_under_another_name_nobody_would_look_for_it(tmp_path: Path) -> None:
    (one,) = read_folder(a_folder(tmp_path, OWN, name="words.yaml"))[1]
    assert (one.code, one.suggestion) == ("D301", "call it `language.yaml`")


def test_among_the_lifecycles_it_is_in_the_wrong_folder(tmp_path: Path) -> None:
    (tmp_path / "workflows").mkdir()
    (tmp_path / "workflows" / "language.yaml").write_text(OWN, encoding="utf-8")
    (one,) = read_folder(tmp_path)[1]
    assert (one.code, one.message) == ("D114", "this defines a language, and belongs into process/")


def test_a_file_by_itself_is_checked_too(tmp_path: Path) -> None:
    file = tmp_path / "words.yaml"
    file.write_text(OWN.replace("B302", "B3"), encoding="utf-8")
    assert [one.code for one in check([file])] == ["D204"]
