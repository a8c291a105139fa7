"""What a team writes down as its variant: what it comes to mean, and every code with its place."""

from datetime import date
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.catalog.definitions import BAKERY, WORDS, a_folder, edited, place_of

from preceptor.catalog.folder import check, read_folder
from preceptor.catalog.problems import CODES
from preceptor.catalog.schema import schema
from preceptor.catalog.shelves import Catalogue
from preceptor.catalog.source import parse
from preceptor.catalog.variants import BREACH_CODES, read_variant
from preceptor.model import canonical
from preceptor.model.definition import Due, Standard
from preceptor.model.duration import Duration
from preceptor.model.finding import Finding
from preceptor.model.overlay import DueChanges, Overlay, Waiver, apply

SHARED = edited(
    edited(BAKERY, "    locked: [standards, due]", "    locked: [standards, due]\n    optional: false"),
    "    due: {at_least: 1 hour, at_most: 2 hours}\n",
    "    due: {at_least: 1 hour, at_most: 2 hours}\n"
    "    standards: [{id: brown, text: It is brown.}, {id: thin, text: It is thin., level: advisory}]\n",
)

#: A variant that keeps to what it may.
RYE = """\
variant: bakery
team: rye
of: 2.10.0
steps:
  dough:
    remind: [-1, 0]
    how: Knead it by hand.
    standards:
      add:
        - {id: sour, text: It is sour., check: writeup T}
      waive:
        smooth: {until: 2027-01-31, approver: olga}
  crust:
    due: {at_most: 90 minutes}
    standards:
      levels: {thin: required}
      text: {brown: As brown as a nut.}
    escalate: [owner, team-lead, manager]
roles:
  baker:
    taste: {observations: 4}
    bake:
      within: 2 months
      waive: {within: {until: 2027-01-31, approver: olga}}
"""

TODAY = date(2027, 1, 31)


def a_bakery(root: Path, variant: str, *, team: str = "rye", name: str = "bakery", shared: str = SHARED) -> Path:
    """A governance folder in which one team has a variant."""
    a_folder(root, {"bakery": shared})
    (root / "process" / "teams" / team).mkdir(parents=True)
    (root / "process" / "teams" / team / f"{name}.yaml").write_text(variant, encoding="utf-8")
    return root


def read(root: Path, variant: str, on: date | None = TODAY) -> tuple[Catalogue, list[Finding]]:
    return read_folder(a_bakery(root, variant), WORDS, on=on)


@pytest.fixture
def rye(tmp_path: Path) -> Overlay:
    catalogue, findings = read(tmp_path, RYE)
    assert findings == []
    return catalogue.variants["rye", "bakery"].overlay


def test_a_variant_is_read_by_team_and_process(rye: Overlay) -> None:
    assert (rye.team, rye.process, rye.of) == ("rye", "bakery", "2.10.0")
    assert rye.steps["dough"].remind == (-1, 0)
    assert rye.steps["dough"].standards.add == (Standard(id="sour", text="It is sour.", check="writeup T"),)
    assert rye.steps["dough"].standards.waive == {"smooth": Waiver(until="2027-01-31", approver="olga")}
    assert rye.steps["crust"].due == DueChanges(at_most=Duration.parse("90 minutes"))
    assert rye.roles["baker"]["taste"].observations == 4


def test_what_is_not_written_is_the_standards(tmp_path: Path) -> None:
    catalogue, _ = read(tmp_path, RYE)
    variant = catalogue.variants["rye", "bakery"]
    crust = apply(catalogue.processes["bakery"], variant.overlay).steps[1]
    assert crust.due == Due(at_least=Duration.parse("1 hour"), at_most=Duration.parse("90 minutes"))
    assert crust.remind == (-2, 0, 2)


def test_a_variant_can_be_stored_and_loaded(rye: Overlay) -> None:
    assert canonical.load(Overlay, canonical.dump(rye)) == rye


def test_a_variant_that_says_nothing_is_empty(tmp_path: Path) -> None:
    catalogue, findings = read(tmp_path, "variant: bakery\nteam: rye\nof: 2.10.0\nsteps: {dough: {}}\n")
    assert findings == []
    assert catalogue.variants["rye", "bakery"].overlay.is_empty


def test_a_folder_without_variants_has_none(tmp_path: Path) -> None:
    catalogue, findings = read_folder(a_folder(tmp_path), WORDS)
    assert findings == [] and catalogue.variants == {}


def test_a_step_of_the_teams_own_is_read_as_a_step(tmp_path: Path) -> None:
    own = "add: {crust: {title: Look, role: baker, due: {within: 1 hour}}}\n"
    added = "variant: bakery\nteam: rye\nof: 2.10.0\n" + own
    (tmp_path / "own.yaml").write_text(added)
    variant, findings = read_variant(tmp_path / "own.yaml")
    assert findings == [] and variant is not None
    step = variant.overlay.add["crust"]
    assert (step.name, step.title, step.optional) == ("crust", "Look", True)
    assert step.due == Due(within=Duration.parse("1 hour"))


#: what is replaced, by what, code, where it is found (`^` marks the exact place), part of the suggestion
EDITS = [
    # Shape and sense, without the standard
    ("    remind: [-1, 0]\n", "    remnd: [-1, 0]\n", "D201", "^remnd", "`remind`"),
    ("of: 2.10.0\n", "", "D202", "^variant: bakery", None),
    ("of: 2.10.0", "of: two", "D208", "^two", None),
    ("bake:\n      within: 2 months", "bake:\n      within: soon", "D206", "^soon", None),
    ("{at_most: 90 minutes}", "{at_most: 90 minutes, within: 1 hour}", "D210", "^{at_most", None),
    ("within: {until: 2027-01-31", "within: {until: 2027-02-30", "D203", "^2027-02-30", None),
    ("text: It is sour., check: writeup T}", "text: It is sour., check: tongue}", "D327", "^tongue", "writeup"),
    (
        "        - {id: sour",
        "        - {id: sour, text: A.}\n        - {id: sour",
        "D325",
        "^sour, text: It is sour",
        None,
    ),
    ("[owner, team-lead, manager]", "[owner, manager, baker]", "D329", "^baker]", "`team-lead`"),
    # Where it lies
    ("variant: bakery", "variant: backery", "D301", "^backery", "`backery.yaml`"),
    ("team: rye", "team: wheat", "D410", "^wheat", "`wheat`"),
    ("variant: bakery", "variant: backery", "D411", "^backery", "`bakery`"),
    ("of: 2.10.0", "of: 2.10.1", "D412", "^2.10.1", "2.10.0"),
    ("of: 2.10.0", "of: 2.9.0", "D413", "^2.9.0", "variant rebase rye bakery"),
    # What it may not
    ("  crust:\n", "  krust:\n", "D414", "^krust", "`crust`"),
    ("  baker:\n", "  bakr:\n", "D414", "^bakr", "`baker`"),
    ("    bake:\n", "    bäke:\n".replace("ä", "a-"), "D414", "^ba-ke", "`bake`"),
    ("levels: {thin: required}", "levels: {thn: required}", "D414", "^thn", "`thin`"),
    ("waive: {within: {", "waive: {wthin: {", "D414", "^wthin", "`within`"),
    (
        "    remind: [-1, 0]\n",
        "    due: {within: 1 hour}\n    remind: [-1, 0]\n",
        "D415",
        "^due: {within",
        "leave it",
    ),
    (
        "    remind: [-1, 0]\n    how: Knead it by hand.\n    standards:\n",
        "    standards:\n      leave_out: [written]\n",
        "D415",
        "^written",
        "waivable",
    ),
    (
        "{brown: As brown as a nut.}",
        "{brown: As brown.}\n      leave_out: [brown]",
        "D416",
        "^brown]",
        "variant waive",
    ),
    ("levels: {thin: required}", "levels: {brown: waivable}", "D416", "^brown: waivable", "--standard brown"),
    ("{at_most: 90 minutes}", "{at_most: 3 hours}", "D417", "^due: {at_most", "`due`"),
    ("{at_most: 90 minutes}", "{within: 2 hours}", "D417", "^due: {within", None),
    ("[owner, team-lead, manager]", "[owner, team-lead]", "D417", "^escalate", None),
    ("taste: {observations: 4}", "taste: {observations: 2}", "D418", "^observations: 2", "at least 3"),
    ("taste: {observations: 4}", "knead: {observers: 1}", "D418", "^observers", "at least 2"),
    ("taste: {observations: 4}", "knead: {rehearsals: 1}", "D418", "^rehearsals", "at most 0"),
    ("within: {until: 2027-01-31", "within: {until: 2027-01-30", "D419", "^2027-01-30", "anew"),
    (
        "within: {until: 2027-01-31, approver: olga}",
        "within: {until: 2027-01-31}",
        "D420",
        "^within: {until",
        "`preceptor variant propose FILE --why WHY`",
    ),
    ("    remind: [-1, 0]\n", "    skip: true\n    remind: [-1, 0]\n", "D421", "^skip", "`crust`"),
    ("id: sour, text", "id: written, text", "D422", "^written, text", "levels"),
    ("taste: {observations: 4}", "knead: {observers: 3}", "D423", "^observers", "at most 2"),
    ("{at_most: 90 minutes}", "{at_most: 30 minutes}", "D423", "^due: {at_most", "other bound"),
    ("roles:\n", "add: {dough: {title: D, role: baker, due: {within: 1 hour}}}\nroles:\n", "D422", "^dough: {", None),
    ("roles:\n", "add: {burnt: {title: B, role: baker, due: {within: 1 hour}}}\nroles:\n", "D414", "^burnt", None),
    ("roles:\n", "add: {burnt: {title: B, role: bakr, due: {within: 1 hour}}}\nroles:\n", "D318", "^bakr", "`baker`"),
]


@pytest.mark.parametrize(("old", "new", "code", "where", "suggestion"), EDITS)
def test_an_edit_is_found_at_its_place(
    tmp_path: Path, old: str, new: str, code: str, where: str, suggestion: str | None
) -> None:
    text = edited(RYE, old, new)
    catalogue, findings = read(tmp_path, text)
    matching = [one for one in findings if one.code == code and (one.line, one.column) == place_of(text, where)]
    assert matching, [(one.line, one.column, one.code, one.message) for one in findings]
    assert suggestion is None or suggestion in (matching[0].suggestion or "")
    assert ("rye", "bakery") not in catalogue.variants or code == "D413"


def test_every_code_of_a_variant_is_shown_by_an_example() -> None:
    assert {code for code in CODES if code.startswith("D4")} <= {code for _, _, code, _, _ in EDITS}
    assert set(BREACH_CODES.values()) < CODES.keys()


def test_every_problem_is_reported_and_not_only_the_first(tmp_path: Path) -> None:
    text = edited(edited(RYE, "observations: 4", "observations: 1"), "at_most: 90 minutes", "at_most: 9 hours")
    text = edited(text, "check: writeup T", "check: tongue")
    assert [one.code for one in read(tmp_path, text)[1]] == ["D327", "D417", "D418"]


def test_a_variant_of_an_earlier_version_is_advice_and_still_there(tmp_path: Path) -> None:
    """The owner who writes a new version is not held back by teams that have not followed yet."""
    catalogue, findings = read(tmp_path, edited(RYE, "of: 2.10.0", "of: 2.9.0"))
    assert [(one.code, one.severity) for one in findings] == [("D413", "advice")]
    assert catalogue.variants["rye", "bakery"].overlay.of == "2.9.0"


def test_without_a_day_no_waiver_has_ended(tmp_path: Path) -> None:
    assert read(tmp_path, edited(RYE, "within: {until: 2027-01-31", "within: {until: 1999-12-31"), None)[1] == []


def test_a_waiver_that_does_not_fit_is_reported_and_what_it_was_for_is_not(tmp_path: Path) -> None:
    text = edited(RYE, "within: {until: 2027-01-31", "within: {until: soon")
    assert [one.code for one in read(tmp_path, text)[1]] == ["D203"]


def test_a_variant_of_a_process_with_problems_is_not_judged(tmp_path: Path) -> None:
    root = a_bakery(
        tmp_path, edited(RYE, "observations: 4", "observations: 1"), shared=edited(SHARED, "load: 1", "load: 0")
    )
    catalogue, findings = read_folder(root, WORDS)
    assert [one.code for one in findings] == ["D207"]
    assert catalogue.variants == {}


def test_what_lies_where_no_variant_is_looked_for_is_reported(tmp_path: Path) -> None:
    root = a_bakery(tmp_path, RYE)
    (root / "process" / "teams" / "loose.yaml").write_text(RYE)
    (root / "process" / "teams" / "rye" / "other.yaml").write_text(BAKERY)
    (root / "process" / "variant.yaml").write_text(RYE)
    (root / "process" / "teams" / "rye" / "bakery.yml").write_text(RYE)
    found = {Path(one.path).name: one.code for one in read_folder(root, WORDS)[1]}
    assert found == {"loose.yaml": "D410", "other.yaml": "D114", "variant.yaml": "D114", "bakery.yml": "D114"}


def test_a_variant_is_checked_with_the_folder_around_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = a_bakery(tmp_path, edited(RYE, "observations: 4", "observations: 1"))
    file = root / "process" / "teams" / "rye" / "bakery.yaml"
    for path in (root, root / "process", root / "process" / "teams", file.parent, file):
        assert [(one.path, one.code) for one in check([path], WORDS)] == [(str(file), "D418")], path
    assert check([root / "workflows"], WORDS) == []
    monkeypatch.chdir(file.parent)
    assert [one.path for one in check([Path("bakery.yaml")], WORDS)] == ["bakery.yaml"]
    assert [one.code for one in check([file.parent / "missing.yaml"], WORDS)] == ["D101"]


def test_a_governance_folder_may_lie_in_a_folder_called_teams(tmp_path: Path) -> None:
    root = a_folder(tmp_path / "teams", {"bakery": edited(BAKERY, "role: on-call", "role: nobody")})
    assert [one.code for one in check([root / "process" / "bakery.yaml"], WORDS)] == ["D318"]


def test_a_variant_outside_of_any_folder_is_judged_by_what_is_given_with_it(tmp_path: Path) -> None:
    (tmp_path / "draft.yaml").write_text(edited(RYE, "observations: 4", "observations: 1"))
    assert check([tmp_path / "draft.yaml"], WORDS) == []
    folder = a_folder(tmp_path / "folder", {"bakery": SHARED})
    for kind in ("process", "workflows"):
        for file in (folder / kind).iterdir():
            (tmp_path / f"{kind}-{file.name}").write_text(file.read_text())
    assert [one.code for one in check([tmp_path], WORDS)] == ["D418"]
    assert [one.code for one in check(sorted(tmp_path.glob("*.yaml")), WORDS)] == ["D418"]


def test_the_schema_for_editors_accepts_a_variant_and_finds_what_does_not_fit() -> None:
    judge = jsonschema.Draft202012Validator(schema())
    for text, sound in ((RYE, True), (edited(RYE, "observations: 4", "observations: many"), False)):
        document, _ = parse(text, "a.yaml")
        assert document is not None
        assert judge.is_valid(document.value) == sound


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_no_damage_to_a_variant_makes_the_check_stumble(tmp_path: Path, data: st.DataObject) -> None:
    """Lines go, come twice, or lose a value; every finding still has a place and a code that is explained."""
    lines = RYE.splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 3))):
        number = data.draw(st.integers(0, len(lines) - 1))
        emptied = lines[number].partition(":")[0] + ":\n"
        lines[number] = data.draw(st.sampled_from(["", lines[number] * 2, emptied, "  - 1\n"]))
    root = a_folder(tmp_path, {"bakery": SHARED})
    (root / "process" / "teams" / "rye").mkdir(parents=True, exist_ok=True)
    (root / "process" / "teams" / "rye" / "bakery.yaml").write_text("".join(lines))
    for one in read_folder(root, WORDS, on=TODAY)[1]:
        assert one.line >= 1 and one.column >= 1 and one.code in CODES
