"""Versions compared as they are published, and with what the folder says."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.support.world import OWNER, ROOT, World, shipped

from preceptor.bootstrap.pages import FolderWorkshop
from preceptor.errors import DefinitionProblem, UnknownId
from preceptor.model import canonical
from preceptor.model.event import Happening, moment
from preceptor.ports import Request
from preceptor.services.process_diff import diff_folder, diff_versions


@pytest.fixture
def workshop(tmp_path: Path) -> FolderWorkshop:
    for name in ("process", "workflows"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return FolderWorkshop(folder=tmp_path)


def publish(world: World, version: str, *, title: str, in_days: int = 0) -> None:
    """Publish another version of the retrospective, with another title."""
    definition = replace(shipped()["retrospective"], version=version, title=title)
    digest = canonical.digest(canonical.dump(definition))
    effective = moment(world.now + timedelta(days=in_days))
    data = {"process": "retrospective", "version": version, "digest": digest, "effective_at": effective}
    happening = Happening(stream="process:retrospective", kind="process-published", data=data)
    request = Request(id=version, digest="d", actor=world.identity(OWNER), now=world.now, fixed_clock=False)

    def work(tx: object) -> None:
        tx.publish(definition, digest)  # type: ignore[attr-defined]
        tx.record([happening])  # type: ignore[attr-defined]

    world.store.write(request, work)


def edit(workshop: FolderWorkshop, name: str, old: str, new: str) -> None:
    file = workshop.folder / name
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_what_holds_is_compared_with_what_the_folder_says(world: World, workshop: FolderWorkshop) -> None:
    same = diff_folder(world.by(None), workshop, "retrospective")
    assert (same["from"], same["to"], same["class"], same["changes"], same["required"]) == (
        *("1.0.0", "1.0.0", None, []),
        "1.0.0",
    )
    edit(
        workshop,
        "process/retrospective.yaml",
        "{within: 1 business day, from: resolved}",
        "{within: 4 hours, from: resolved}",
    )
    found = diff_folder(world.by(None), workshop, "retrospective")
    assert (found["from"], found["to"], found["class"], found["required"]) == ("1.0.0", "1.0.0", "major", "2.0.0")
    assert found["changes"] == [
        {
            "path": "steps.prepare.due.within",
            "kind": "changed",
            "before": "1 business day",
            "after": "4 hours",
            "class": "major",
            "sentence": "Prepare the retrospective: due within 4 hours (was 1 business day).",
        }
    ]


def test_a_changed_lifecycle_is_a_change_of_every_process_that_follows_it(
    world: World, workshop: FolderWorkshop
) -> None:
    accept = "do: accept\n    from: proposed\n    to: accepted\n    by: "
    edit(workshop, "workflows/recommendation.yaml", f"{accept}[team-lead, owner]", f"{accept}[owner]")
    (change,) = diff_folder(world.by(None), workshop, "recommendation")["changes"]
    assert (change["path"], change["class"]) == (
        "lifecycles.recommendation.moves.accept(proposed→accepted).by",
        "major",
    )
    assert diff_folder(world.by(None), workshop, "retrospective")["changes"] == []


def test_a_text_is_told_by_its_words(world: World, workshop: FolderWorkshop) -> None:
    edit(workshop, "process/retrospective.yaml", "Begin with the notes, and then", "Begin with the notes and")
    (told,) = diff_folder(world.by(None), workshop, "retrospective")["sentences"]
    assert (told["class"], told["about"]) == ("patch", "Research")
    assert told["lead"] == "Research: how to do it is worded differently:"
    assert told["marked"].startswith("Begin with the [-notes,-]{+notes+} and [-then-] ask the machines: logs,")
    assert told["marked"].endswith(" …")
    assert [run["kind"] for run in told["words"]] == ["equal", "removed", "added", "equal", "removed", "equal"]


def test_a_version_is_compared_with_another_or_with_the_one_in_force(world: World) -> None:
    world.later(days=1)
    publish(world, "1.0.1", title="Retrospective")
    publish(world, "1.0.2", title="Looking back", in_days=7)
    found = diff_versions(world.by(None), "retrospective", "1.0.0")
    assert (found["from"], found["to"], found["class"]) == ("1.0.0", "1.0.1", "patch")
    found = diff_versions(world.by(None), "retrospective", "1.0.2", "1.0.0")
    assert [(one["before"], one["after"]) for one in found["changes"]] == [("Looking back", "Incident retrospective")]
    world.later(days=7)
    assert diff_versions(world.by(None), "retrospective", "1.0.0")["to"] == "1.0.2"


def test_what_is_not_known_is_said_with_what_is(world: World, workshop: FolderWorkshop) -> None:
    with pytest.raises(UnknownId, match=r"no version `9\.9\.9`; it has 1\.0\.0"):
        diff_versions(world.by(None), "retrospective", "9.9.9")
    with pytest.raises(UnknownId, match="ghost"):
        diff_folder(world.by(None), workshop, "ghost")
    (workshop.folder / "process" / "change.yaml").unlink()
    with pytest.raises(UnknownId, match="it defines recommendation, retrospective"):
        diff_folder(world.by(None), workshop, "change")


def test_problems_matter_only_in_what_is_compared(world: World, workshop: FolderWorkshop) -> None:
    edit(workshop, "process/change.yaml", "approvals: 1", "approvals: many")
    with pytest.raises(DefinitionProblem) as caught:
        diff_folder(world.by(None), workshop, "change")
    assert caught.value.problems[0].path == str(workshop.folder / "process" / "change.yaml")
    assert caught.value.problems[0].line
    assert diff_folder(world.by(None), workshop, "retrospective")["changes"] == []
