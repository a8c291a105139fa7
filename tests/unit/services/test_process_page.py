"""PROCESS.md and its sources."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.changes import Changing, looser
from tests.support.world import OWNER, ROOT, World, done

from preceptor.bootstrap.pages import FolderWorkshop
from preceptor.errors import DefinitionProblem, ReadOnlyFolder, UnknownId
from preceptor.model.refusal import Refusal
from preceptor.services import erasure
from preceptor.services.context import Context
from preceptor.services.process_page import check_page, page_of, write_page
from preceptor.store import SqlStore


@pytest.fixture
def workshop(tmp_path: Path) -> FolderWorkshop:
    for name in ("process", "workflows"):
        shutil.copytree(ROOT / name, tmp_path / "folder" / name)
    return FolderWorkshop(folder=tmp_path / "folder")


@pytest.fixture
def away(world: World, tmp_path: Path) -> Context:
    """Where the database is not at hand, as in a clone."""
    return replace(world.by(None), store=SqlStore(f"sqlite:///{tmp_path / 'none.db'}"))


def test_the_page_is_written_once_and_then_up_to_date(workshop: FolderWorkshop, away: Context) -> None:
    assert write_page(workshop, away)["changed"] is True
    page = (workshop.folder / "PROCESS.md").read_text(encoding="utf-8")
    assert "Incident retrospective" in page
    assert write_page(workshop, away)["changed"] is False
    assert check_page(workshop, away) == write_page(workshop, away)


def test_a_page_that_is_stale_or_missing_is_said_with_the_command(workshop: FolderWorkshop, away: Context) -> None:
    missing = check_page(workshop, away)
    assert isinstance(missing, Refusal)
    write_page(workshop, away)
    path = workshop.folder / "PROCESS.md"
    text = path.read_text(encoding="utf-8")
    path.write_text("\n".join([*text.splitlines()[:4], "an edit", *text.splitlines()[5:]]) + "\n", encoding="utf-8")
    stale = check_page(workshop, away)
    assert isinstance(stale, Refusal)
    assert "from line 5 on" in stale.reasons[0].message
    assert stale.reasons[0].command == "preceptor process render"
    path.write_text(text + "more\n", encoding="utf-8")
    assert isinstance(check_page(workshop, away), Refusal)


def test_problems_of_a_definition_are_told_with_their_place(workshop: FolderWorkshop, away: Context) -> None:
    write_page(workshop, away)
    before = (workshop.folder / "PROCESS.md").read_bytes()
    broken = workshop.folder / "process" / "change.yaml"
    broken.write_text(broken.read_text(encoding="utf-8") + "\nprocess: twice\n", encoding="utf-8")
    for act in (write_page, check_page):
        with pytest.raises(DefinitionProblem) as caught:
            act(workshop, away)
        assert (caught.value.problems[0].path, caught.value.problems[0].code) == (str(broken), "D112")
        assert caught.value.problems[0].line
    assert (workshop.folder / "PROCESS.md").read_bytes() == before


def test_one_process_is_a_page_of_its_own(workshop: FolderWorkshop, away: Context) -> None:
    page = page_of(workshop, away, "change")["text"]
    assert "Changing a process" in page
    assert "Incident retrospective" not in page
    assert not (workshop.folder / "PROCESS.md").exists()
    with pytest.raises(UnknownId, match="retrospective"):
        page_of(workshop, away, "ghost")


def test_a_folder_that_takes_no_files_is_said_so(
    workshop: FolderWorkshop, away: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("preceptor.services.process_page.os.replace", full)
    with pytest.raises(ReadOnlyFolder, match="Read-only"):
        write_page(workshop, away)
    assert sorted(one.name for one in workshop.folder.iterdir()) == ["process", "workflows"]


VARIANT = """\
variant: retrospective
team: checkout
of: 1.0.0
steps:
  research:
    due: {within: 5 business days}
    how: "Ask | in <b>our</b> *channel*."
    waive: {due: {until: 2026-12-30, approver: olga}}
"""


def a_variant(workshop: FolderWorkshop, text: str = VARIANT) -> None:
    file = workshop.folder / "process" / "teams" / "checkout" / "retrospective.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")


def page(workshop: FolderWorkshop) -> str:
    return (workshop.folder / "PROCESS.md").read_text(encoding="utf-8")


class TestWhatTeamsDoDifferently:
    def test_it_stands_in_the_page_with_its_waivers(self, workshop: FolderWorkshop, away: Context) -> None:
        a_variant(workshop)
        write_page(workshop, away)
        assert "| 9 | [checkout](#retrospective-variant-checkout) |" in page(workshop)
        assert "- Research: due within 5 business days (was 3).\n" in page(workshop)
        assert r"{+Ask \| in &lt;b&gt;our&lt;/b&gt; \*channel\*.+}" in page(workshop)
        assert "- research.due: until 2026-12-30, approved by olga\n" in page(workshop)
        assert "checkout" not in page_of(workshop, away, "change")["text"]
        assert "#### checkout" in page_of(workshop, away, "retrospective")["text"]

    def test_one_that_waits_for_its_rebase_says_what_it_concerns(
        self, workshop: FolderWorkshop, away: Context
    ) -> None:
        a_variant(workshop)
        file = workshop.folder / "process" / "retrospective.yaml"
        file.write_text(file.read_text(encoding="utf-8").replace("version: 1.0.0", "version: 1.1.0", 1), "utf-8")
        write_page(workshop, away)
        assert (
            "Its file lies on version 1.0.0; `preceptor variant rebase` prints what belongs in it. "
            "It concerns research.\n" in page(workshop)
        )

    def test_one_that_may_not_be_is_a_problem_of_the_page(self, workshop: FolderWorkshop, away: Context) -> None:
        a_variant(workshop, VARIANT.replace("research", "ghost"))
        with pytest.raises(DefinitionProblem) as caught:
            write_page(workshop, away)
        assert caught.value.problems[0].path.endswith("process/teams/checkout/retrospective.yaml")


class TestWhatChangedLast:
    @pytest.fixture
    def changing(self, world: World) -> Changing:
        found = Changing(world)
        found.owner("mina")
        world.later(days=1)
        return found

    def released(self, changing: Changing, why: str) -> None:
        change = changing.propose(looser("1.1.0"), why=why, by="mina")["id"]
        changing.approve(change, by=OWNER)
        changing.publish(change, effective="2026-12-01")

    def test_the_first_publication_is_said_to_be_the_first(self, workshop: FolderWorkshop, world: World) -> None:
        assert write_page(workshop, world.by(None))["kept"] is None
        day = world.now.date().isoformat()
        assert f"Version 1.0.0 was the first to be published; it holds from {day} on.\n" in page(workshop)

    def test_a_change_is_told_with_its_class_its_reason_and_what_is_different(
        self, workshop: FolderWorkshop, changing: Changing
    ) -> None:
        self.released(changing, "**ours** <!-- end --> was\x0btoo [old](http://x)")
        write_page(workshop, changing.world.by(None))
        text = page(workshop)
        block = text[text.index("<!-- retrospective: ") :].partition("\n<!-- end -->\n")[0]
        assert block.splitlines()[1:6] == [
            "**Last changed:** version 1.1.0, a minor change (CH-1), holds from 2026-12-01 on.",
            "",
            r"**Why:** \*\*ours\*\* &lt;!-- end --&gt; was too \[old\](http://x)",
            "",
            '- The process is called "In other words, 1.1.0" (was "Incident retrospective").',
        ]
        assert isinstance(check_page(workshop, changing.world.by(None)), dict)

    def test_a_reason_that_was_erased_says_so(self, workshop: FolderWorkshop, changing: Changing) -> None:
        self.released(changing, "my cousin asked for it")
        done(erasure.erase(changing.world.by(OWNER), "mina"))
        write_page(workshop, changing.world.by(None))
        assert "**Why:** erased\n" in page(workshop)
        assert "cousin" not in page(workshop)

    def test_a_publication_makes_the_page_stale_where_the_database_is_at_hand(
        self, workshop: FolderWorkshop, changing: Changing, away: Context
    ) -> None:
        write_page(workshop, changing.world.by(None))
        self.released(changing, "too little")
        stale = check_page(workshop, changing.world.by(None))
        assert isinstance(stale, Refusal)
        assert "the database" in stale.reasons[0].message
        fresh = check_page(workshop, away)
        assert not isinstance(fresh, Refusal)
        assert fresh["kept"] is not None

    def test_without_the_database_what_the_page_said_stays(
        self, workshop: FolderWorkshop, changing: Changing, away: Context
    ) -> None:
        self.released(changing, "too little")
        write_page(workshop, changing.world.by(None))
        before = page(workshop)
        assert write_page(workshop, away)["changed"] is False
        assert page(workshop) == before
        (workshop.folder / "PROCESS.md").unlink()
        write_page(workshop, away)
        assert page(workshop).count("Nothing of it was published from here yet.\n") == 3
