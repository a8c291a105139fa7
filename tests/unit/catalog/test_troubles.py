"""Every code of a definition's shape and meaning: an edit to sound definitions, and the finding that it brings."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.unit.catalog.definitions import BAKERY, BATCH, LADDER, WORDS, a_folder, edited, place_of

from preceptor.catalog.folder import check, read_folder
from preceptor.catalog.problems import CODES, nearest
from preceptor.catalog.source import parse

FILES = {"bakery": BAKERY, "oven": LADDER, "batch": BATCH}

#: file, what is replaced, by what, code, where it is found (`^` marks the exact place), part of the suggestion
EDITS = [
    # Shape
    ("bakery", "ladder: oven}", "laddr: oven}", "D201", "^laddr", "`ladder`"),
    ("bakery", "    load: 1\n", "    load: 1\n  oven2: {valid: {fr: x}}\n", "D201", "^fr: x", "`for`"),
    ("bakery", "within: 90 minutes, by", "by", "D210", "^{by_severity", None),
    ("bakery", "    title: Watch the crust\n", "", "D202", "^crust:", None),
    ("batch", "governs: retrospective\n", "", "D202", "^lifecycle: batch", None),
    ("bakery", "title: The bakery", "title: 2024", "D203", "^2024", "quotes"),
    ("bakery", "remind: [0]", "remind: [0, soon]", "D203", "^soon", None),
    ("bakery", "load: 1", "load: true", "D203", "^true\nroles", None),
    ("bakery", "    locked: [standards, due]", "    locked: due", "D203", "^due\n  crust", None),
    ("bakery", "taster: {}", "taster: [x]", "D203", "^[x]", None),
    ("batch", "by: [baker]}", "by: baker}", "D203", "^baker}", None),
    ("oven", "{at_least: 3}", "{at_least: 3.5}", "D203", "^3.5", None),
    ("bakery", "grants: lead", "grants: leed", "D204", "^leed", "`lead`"),
    ("batch", "governs: retrospective", "governs: retrospektive", "D204", "^retrospektive", "`retrospective`"),
    ("bakery", "taster: {}", "Master Baker: {}", "D205", "^Master Baker", None),
    ("bakery", "within: 5 days", "within: 5 fortnights", "D206", "^5 fortnights", None),
    ("bakery", "observations: 3", "observations: 0", "D207", "^0, within: 5", None),
    ("bakery", "{1: 30 minutes}", "{high: 30 minutes}", "D207", "^high", None),
    ("bakery", "version: 2.10.0", "version: 2.10", "D203", "^2.10", None),
    ("bakery", "version: 2.10.0", "version: 2.010.0", "D208", "^2.010.0", "`1.0.0`"),
    ("bakery", "text: Does not swallow.", "text: ' '", "D209", "^' '", None),
    ("batch", "by: [baker]}", "by: []}", "D209", "^[]}", None),
    (
        "oven",
        "{loaves-baked: {at_least: 3}}",
        "{loaves-baked: {at_least: 3}, hands-washed: {}}",
        "D209",
        "^{loaves",
        None,
    ),
    (
        "bakery",
        "{at_least: 1 hour, at_most: 2 hours}",
        "{at_least: 3 hours, at_most: 2 hours}",
        "D210",
        "^{at_least: 3",
        None,
    ),
    ("bakery", "{at_least: 1 hour, at_most", "{within: 1 hour, at_most", "D210", "^{within: 1 h", None),
    # Names and lifecycles
    ("bakery", "process: bakery", "process: backery", "D301", "^backery", "`backery.yaml`"),
    ("bakery", "lifecycle: batch", "lifecycle: batsh", "D303", "^batsh", "`batch`"),
    ("bakery", "    lifecycle: oven\n", "    lifecycle: ofen\n", "D303", "^ofen", "`oven`"),
    ("bakery", "    lifecycle: oven\n", "", "D303", "^oven:", None),
    ("bakery", "lifecycle: batch", "lifecycle: oven\n", "D304", "^oven\n\nladders", None),
    ("bakery", "    lifecycle: oven\n", "    lifecycle: batch\n", "D304", "^batch\n    taste", None),
    # Lifecycles
    ("batch", "initial: dough", "initial: dow", "D305", "^dow\n", "`dough`"),
    ("batch", "from: dough, to: crust", "from: dugh, to: crust", "D305", "^dugh", "`dough`"),
    ("oven", "from: [taste, knead], to", "from: [taste, need], to", "D305", "^need", "`knead`"),
    ("batch", "from: dough, to: crust", "from: dough, to: krust", "D305", "^krust", "`crust`"),
    (
        "oven",
        "  left: {title: Left",
        "  lost: {title: Lost, rests: true}\n  left: {title: Left",
        "D306",
        "^lost:",
        None,
    ),
    ("batch", "by: [baker, owner]}", "by: [baker, owner], beside: true}", "D307", "^crust: {", "beside"),
    ("oven", "from: bake, to: baked", "from: knead, to: baked", "D307", "^bake: {", None),
    ("batch", "by: [owner], beside: true}", "by: [owner]}", "D308", "from: ^eaten", "`beside: true`"),
    ("oven", "guards: [hands-washed]", "guards: [hand-washed]", "D309", "^hand-washed", "`hands-washed`"),
    ("oven", "guards: [hands-washed]", "guards: [crumbs-kept]", "D310", "^crumbs-kept", None),
    ("oven", "{at_least: 3}", "{atleast: 3, at_least: 3}".replace("atleast", "kin"), "D311", "^kin:", "`kind`"),
    ("oven", "{at_least: 3}", "{at_least: many}", "D311", "^many", None),
    ("oven", "{at_least: 3}", "{at_least: true}", "D311", "^true}}", None),
    ("oven", "{at_least: 3}", "{sliced: true}", "D311", "^{loaves-baked", "at_least"),
    ("oven", "guards: [hands-washed]", "guards: [loaves-baked]", "D311", "^loaves-baked]", "at_least"),
    ("oven", "  by: [owner]\n", "  by: [ownr]\n", "D312", "^ownr", "`owner`"),
    ("batch", "by: [baker, owner]}", "by: [baker, bakr]}", "D312", "^bakr", "`baker`"),
    (
        "oven",
        "to: bake, by: [preceptor], never: [trainee]",
        "to: bake, by: [preceptor]",
        "D313",
        "^{do: rise, from: knead",
        "trainee",
    ),
    (
        "oven",
        "to: bake, by: [preceptor], never: [trainee]",
        "to: bake, by: [owner], never: [preceptor]",
        "D313",
        "^[preceptor]}\n  - {do: rise, from: bake",
        "trainee",
    ),
    ("oven", "to: bake, by: [preceptor], never", "to: bake, by: [trainee], never", "D313", "^trainee], never", None),
    ("oven", "to: cold, by: [owner]", "to: cold, by: [preceptor]", "D313", "^{do: cool", "trainee"),
    ("oven", "counts: kneads", "counts: needs", "D314", "^needs", "`kneads`"),
    ("oven", "rests: true}", "rests: true, counts: tastes}", "D314", "^counts: tastes}\n  left", None),
    ("batch", "{title: Crust}", "{title: Crust, counts: tastes}", "D314", "^counts", None),
    ("oven", ", counts: kneads", "", "D316", "^knead: {", "rests"),
    (
        "batch",
        "  - {do: serve",
        "  - {do: fire, from: dough, to: crust, by: [owner]}\n  - {do: serve",
        "D330",
        "^dough, to: crust, by: [owner]",
        None,
    ),
    ("oven", "from: cold, to: back", "from: [cold, bake], to: back", "D331", "^bake], to", None),
    (
        "oven",
        "  left: {title: Left",
        "  valid: {title: V, rests: true}\n  left: {title: Left",
        "D332",
        "^valid: {",
        None,
    ),
    ("batch", "  eaten: {title", "  stay: {title: S, final: true}\n  eaten: {title", "D332", "^stay: {", None),
    # Processes
    ("bakery", "  crust:\n    title", "  krust:\n    title", "D315", "^krust", "`crust`"),
    ("bakery", "  crust:\n    title", "  krust:\n    title", "D316", "^steps:", None),
    ("bakery", "  crust:\n    title", "  eaten:\n    title", "D317", "^eaten", None),
    ("bakery", "role: on-call", "role: on-cal", "D318", "^on-cal\n", "`on-call`"),
    ("bakery", "    taste: {obs", "    taist: {obs", "D319", "^taist", "`taste`"),
    ("bakery", "    taste: {obs", "    taist: {obs", "D320", "^oven:", None),
    ("bakery", "    load: 1\n", "    lode: {observations: 1, within: 1 day}\n", "D319", "^lode", "`load`"),
    ("bakery", "observations: 2, observers: 2", "observations: 2, observers: 3", "D322", "^3, rehearsals", None),
    ("bakery", "rehearsals: 0", "rehearsals: 3", "D322", "^3, within: 2", None),
    ("bakery", "grants: lead", "grants: teach", "D323", "^teach}\n    bake", None),
    ("bakery", "grants: teach", "grants: lead", "D323", "^lead, stand", None),
    ("bakery", "id: written", "id: smooth", "D325", "^smooth, text: It is", None),
    ("bakery", "locked: [standards, due]", "locked: [standards, dew]", "D326", "^dew", "`due`"),
    ("bakery", "check: writeup T S201", "check: writeup Q", "D327", "^writeup Q", "writeup T"),
    ("bakery", "{title: Baker, ladder: oven}", "{title: Baker, ladder: ofen}", "D328", "^ofen", "`oven`"),
    ("bakery", "escalate: [owner]", "escalate: [ownr]", "D329", "^ownr", "`owner`"),
    ("bakery", "lifecycle: batch\n", "", "D334", "^steps:", None),
]


@pytest.mark.parametrize(("file", "old", "new", "code", "where", "suggestion"), EDITS)
def test_an_edit_is_found_at_its_place(
    tmp_path: Path, file: str, old: str, new: str, code: str, where: str, suggestion: str | None
) -> None:
    texts = {**FILES, file: edited(FILES[file], old, new)}
    root = a_folder(
        tmp_path,
        {"bakery": texts["bakery"]},
        {"oven": texts["oven"], "batch": texts["batch"]},
    )
    _, findings = read_folder(root, WORDS)
    here = [one for one in findings if Path(one.path).stem == file]
    matching = [one for one in here if one.code == code and (one.line, one.column) == place_of(texts[file], where)]
    assert matching, [(one.line, one.column, one.code, one.message) for one in findings]
    assert suggestion is None or suggestion in (matching[0].suggestion or "")


#: Those that an edit to one file cannot show; they have their own tests, as D4 has in `test_variants.py`.
ELSEWHERE = {"D302", "D321", "D324", "D333"}


def test_every_code_is_shown_by_an_example() -> None:
    shown = {code for _, _, _, code, _, _ in EDITS} | ELSEWHERE
    assert {code for code in CODES if not code.startswith(("D1", "D4"))} == shown


def test_rungs_must_stand_in_climbing_order(tmp_path: Path) -> None:
    lines = BAKERY.splitlines(keepends=True)
    knead = next(line for line in lines if line.startswith("    knead"))
    lines.remove(knead)
    lines.insert(next(n for n, line in enumerate(lines) if line.startswith("    bake:")) + 1, knead)
    text = "".join(lines)
    _, findings = read_folder(a_folder(tmp_path, {"bakery": text}), WORDS)
    assert ("D321", *place_of(text, "^knead")) in [(one.code, one.line, one.column) for one in findings]


def test_a_ladder_that_certifies_nobody_is_a_warning(tmp_path: Path) -> None:
    text = BAKERY.replace(", grants: lead", "").replace(", grants: teach", "")
    catalogue, findings = read_folder(a_folder(tmp_path, {"bakery": text}), WORDS)
    assert [(one.code, one.severity) for one in findings] == [("D324", "warning")]
    assert "bakery" in catalogue.processes


def test_a_lifecycle_may_not_speak_of_roles_that_one_of_its_processes_has_not(tmp_path: Path) -> None:
    cake = "process: cake\nversion: 1.0.0\nlifecycle: batch\nsteps:\n" + "".join(
        f"  {name}: {{title: T, role: owner, due: {{within: 1 day}}}}\n" for name in ("dough", "crust")
    )
    _, findings = read_folder(a_folder(tmp_path, {"bakery": BAKERY, "cake": cake}), WORDS)
    assert [(Path(one.path).name, one.line, one.column, one.code) for one in findings] == [
        ("cake.yaml", 3, 12, "D333")
    ]
    assert "`baker`" in findings[0].message


def _mappings(value: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where in a definition a key may stand."""
    if isinstance(value, dict):
        yield at
    for key, inside in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from _mappings(inside, (*at, key))


@pytest.mark.parametrize("text", [BAKERY, BATCH, LADDER], ids=["bakery", "batch", "oven"])
def test_for_a_key_that_is_near_to_none_it_is_listed_what_can_stand_there(tmp_path: Path, text: str) -> None:
    document, _ = parse(text, "x.yaml")
    assert document is not None
    seen = 0
    for at in _mappings(document.value):
        value: Any = copy.deepcopy(document.value)
        inside = value
        for step in at:
            inside = inside[step]
        inside["zzyzx"] = 1
        (tmp_path / "x.yaml").write_text(json.dumps(value))
        for one in (one for one in check([tmp_path / "x.yaml"], WORDS) if one.code == "D201"):
            assert one.message == "there is no key `zzyzx` here"
            assert one.suggestion is not None and one.suggestion.startswith("it can be `"), at
            seen += 1
    assert seen >= 3


def test_of_many_names_a_dozen_are_listed_and_the_rest_is_counted() -> None:
    guards = [f"guard-{number:02}" for number in range(15)]
    dozen = ", ".join(f"`{one}`" for one in guards[:12])
    assert nearest("zzyzx", guards[:12]) == f"it can be {dozen}"
    assert nearest("zzyzx", guards) == f"it can be {dozen}, and 3 more"
    assert nearest("zzyzx", guards, more="preceptor check --guards") == (
        f"it can be {dozen}, and 3 more; `preceptor check --guards` lists them"
    )
    assert nearest("gard-07", guards) == "did you mean `guard-07`?"
    assert nearest("zzyzx", ()) is None


def test_two_files_that_define_the_same_process_are_both_named(tmp_path: Path) -> None:
    _, findings = read_folder(a_folder(tmp_path, {"bakery": BAKERY, "copy": BAKERY}), WORDS)
    assert [one.code for one in findings] == ["D301", "D302"]
    assert "bakery.yaml" in findings[1].message


def test_many_problems_of_one_file_are_all_reported_in_one_go(tmp_path: Path) -> None:
    text = edited(BAKERY, "version: 2.10.0", "versoin: 2.10.0")
    text = edited(text, "load: 1", "load: none")
    text = edited(text, "remind: [0]", "remind: [later, 0]")
    text = edited(text, "id: written", "id: smooth")
    text = edited(text, "role: on-call", "role: nobody")
    text = edited(text, "taster: {}", "taster: {}\n  taster: {ladder: *oven}")
    _, findings = read_folder(a_folder(tmp_path, {"bakery": text}), WORDS)
    expected = [
        ("D202", (1, 1)),
        ("D201", place_of(text, "^versoin")),
        ("D203", place_of(text, "load: ^none")),
        ("D112", place_of(text, "^taster: {l")),
        ("D109", place_of(text, "^*oven")),
        ("D203", place_of(text, "^later")),
        ("D325", place_of(text, "^smooth, text: It is")),
        ("D318", place_of(text, "^nobody")),
    ]
    assert [(one.code, (one.line, one.column)) for one in findings] == expected


def test_what_did_not_fit_brings_no_second_problem(tmp_path: Path) -> None:
    """A step whose deadline is wrong is still a step, and a state with a wrong key still a state."""
    bakery = edited(BAKERY, "{at_least: 1 hour, at_most: 2 hours}", "soon")
    batch = edited(BATCH, "{title: Crust}", "{titel: Crust}")
    _, findings = read_folder(a_folder(tmp_path, {"bakery": bakery}, {"oven": LADDER, "batch": batch}), WORDS)
    assert [(Path(one.path).stem, one.code) for one in findings] == [
        ("bakery", "D303"),
        ("bakery", "D203"),
        ("batch", "D202"),
        ("batch", "D201"),
    ]


CHANGE = """\
lifecycle: edict
title: An edict
governs: change
initial: drafted
opening: {by: [anyone]}
states:
  drafted: {title: Drafted}
  sealed: {title: Sealed}
  law: {title: Law, final: true}
moves:
  - {do: seal, from: drafted, to: sealed, by: [owner], never: [author]}
  - {do: proclaim, from: sealed, to: law, by: [owner]}
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (", never: [author]}", "}"),
        (", never: [author]}", ", never: [team-lead]}"),
        ("{do: proclaim,", "{do: approve,"),
    ],
)
def test_whoever_proposes_a_change_may_not_approve_it(tmp_path: Path, old: str, new: str) -> None:
    assert read_folder(a_folder(tmp_path / "sound", {}, {"edict": CHANGE}), WORDS)[1] == []
    _, findings = read_folder(a_folder(tmp_path, {}, {"edict": edited(CHANGE, old, new)}), WORDS)
    assert [one.code for one in findings] == ["D313"]
