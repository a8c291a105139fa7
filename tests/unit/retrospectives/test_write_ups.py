"""Write-ups: made with what is known, handed in as data, compared."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.support.clean_write_ups import HERE
from tests.support.retrospectives import Incident, an_incident
from tests.support.reviews import under_review
from tests.support.world import World, guards
from tests.support.write_ups import write_up

from preceptor.bootstrap.writeups import FolderWriteUpChecker, make_write_up_checker
from preceptor.errors import BadInput, UnknownId
from preceptor.model.language import Sections
from preceptor.model.writeup import from_document
from preceptor.ports import RetrospectiveFilter
from preceptor.services.retrospectives import write_ups
from preceptor.writeup.reading import read

CLEAN = {name: (HERE / f"{name}.md").read_text(encoding="utf-8") for name in ("table", "bullets")}
A_TIMELINE = (
    "# Cards were refused\n\n## Timeline\n\nAll times in UTC.\n\n- 2026-03-02 08:{:02}: 4 % of cards refused\n"
)


@pytest.fixture(scope="module")
def checker() -> FolderWriteUpChecker:
    return make_write_up_checker()


@dataclass
class Desk:
    """Where an author writes."""

    incident: Incident
    folder: Path
    checker: Any

    def put(self, text: str | bytes, name: str = "r.md") -> Path:
        path = self.folder / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def submit(self, text: str | bytes, **rest: Any) -> Any:
        return self.incident.submit(self.put(text), checker=self.checker, **rest)

    def refused(self, text: str | bytes, **rest: Any) -> Any:
        return self.incident.refused("submit", self.put(text), checker=self.checker, **rest)


@pytest.fixture
def desk(world: World, tmp_path: Path, checker: FolderWriteUpChecker) -> Desk:
    return Desk(an_incident(world, "research"), tmp_path, checker)


def draft(incident: Incident) -> str:
    return write_ups.draft(incident.world.by(None), incident.id)["body"]


def test_a_draft_has_the_notes_as_its_timeline_and_what_is_known(world: World) -> None:
    incident = an_incident(world)
    incident.note("4 % refused", at=datetime.fromisoformat("2026-03-02T08:41:30+00:00"))
    incident.note("rolled back", reference="https://deploys.example.org/7")
    incident.resolve(user_facing=True)
    incident.assign("author", "ada")
    text = draft(incident)
    found = read(text).writeup
    assert (found.title, found.retrospective) == ("Cards were refused", "R-1")
    assert "Payments, severity 2, users noticed. author: Ada." in text
    (timeline,) = found.timelines
    assert [(one.at, one.references) for one in timeline.entries] == [
        (datetime.fromisoformat("2026-03-02T08:41:00+00:00"), ()),
        (datetime.fromisoformat("2026-03-02T09:00:00+00:00"), ("https://deploys.example.org/7",)),
    ]
    assert not read(text).problems
    assert "        09：00 : rolled back\n" in text


def test_later_a_draft_is_what_was_handed_in_last(desk: Desk) -> None:
    desk.submit(A_TIMELINE.format(5))
    assert draft(desk.incident) == A_TIMELINE.format(5)


def test_only_the_author_hands_it_in(desk: Desk) -> None:
    (reason,) = desk.refused(A_TIMELINE.format(5), by="lena")
    assert (reason.guard, reason.who) == ("actor", ("ada",))


def test_what_is_handed_in_is_kept_word_for_word_and_as_data(desk: Desk) -> None:
    desk.submit(CLEAN["table"])
    shown = write_ups.show(desk.incident.world.by(None), "R-1")
    assert (shown["number"], shown["submitted_by"], shown["body"]) == (1, "ada", CLEAN["table"])
    data = from_document(shown["data"])
    assert data == read(CLEAN["table"]).writeup


def test_its_sections_have_their_names_in_the_language_of_the_folder(
    desk: Desk, checker: FolderWriteUpChecker
) -> None:
    sections = Sections(timeline=("Ablauf",))
    own = replace(desk, checker=replace(checker, language=replace(checker.language, sections=sections)))
    own.submit(A_TIMELINE.format(5).replace("Timeline", "Ablauf"))
    (timeline,) = from_document(write_ups.show(desk.incident.world.by(None), "R-1")["data"]).timelines
    assert len(timeline.entries) == 1


def test_the_data_of_a_revision_rebuild_the_document(desk: Desk) -> None:
    desk.submit(CLEAN["bullets"])
    shown = write_ups.show(desk.incident.world.by(None), "R-1")
    rebuilt = write_up(from_document(shown["data"]))
    assert read(rebuilt).writeup == read(CLEAN["bullets"]).writeup


def test_handing_in_again_is_a_new_revision_and_the_first_one_stays(desk: Desk) -> None:
    desk.submit(A_TIMELINE.format(5))
    desk.submit(A_TIMELINE.format(7))
    by = desk.incident.world.by(None)
    assert write_ups.show(by, "R-1")["number"] == 2
    assert write_ups.show(by, "R-1", number=1)["body"] == A_TIMELINE.format(5)
    difference = write_ups.compare(by, "R-1")
    assert (difference["before"], difference["after"]) == (1, 2)
    assert [line for line in difference["lines"] if line[0] in "+-"][2:] == [
        "-- 2026-03-02 08:05: 4 % of cards refused",
        "+- 2026-03-02 08:07: 4 % of cards refused",
    ]


def test_the_same_words_again_are_refused(desk: Desk) -> None:
    desk.submit(A_TIMELINE.format(5))
    assert guards(desk.refused(A_TIMELINE.format(5))) == ["content-new"]


def test_a_change_that_was_made_before_it_was_agreed_needs_no_other_words(
    world: World, tmp_path: Path, checker: FolderWriteUpChecker
) -> None:
    """The author corrects it at once, and whoever asked sees that and settles the thread."""
    review = under_review(world)
    desk = Desk(review, tmp_path, checker)
    thread = review.opened(kind="change")
    desk.submit(A_TIMELINE.format(5))
    review.settle(thread, "it is in the last revision")
    assert guards(desk.refused(A_TIMELINE.format(5))) == ["content-new"]
    desk.submit(A_TIMELINE.format(5), made=[thread])
    assert (review.review()["to_make"], review.shown(thread)["made_in"]) == ([], 3)
    assert guards(desk.refused(A_TIMELINE.format(5), made=["all"])) == ["content-new"]


def test_findings_that_the_step_asks_about_hold_it_back_and_others_do_not(desk: Desk) -> None:
    shown = desk.submit("# Cards\n\n## Timeline\n\n- 2026-03-02 08:05: refused\n- 2026-03-02 08:01: alert\n")
    (reason,) = shown["blocked"]
    assert reason["guard"] == "write-up-fit"
    assert "T103 in line 6" in reason["message"]
    assert "S201" not in reason["message"]
    assert shown["writeup"]["findings"]["S201"] > 1


def test_advice_and_what_is_advisory_hold_back_nothing(desk: Desk) -> None:
    shown = desk.submit(A_TIMELINE.format(5).replace("4 % of cards refused", "cards were refused"))
    assert shown["writeup"]["findings"]["T106"] == 1
    assert (shown["blocked"], "advance" in shown["next"]) == ([], True)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("# Cards\n", id="no section"),
        pytest.param("# Cards\n\n## Timeline\n", id="an empty section"),
        pytest.param("# Cards\n\n## Timeline\n\nIt began in the morning.\n", id="no entry"),
        pytest.param(
            "# Cards\n\n<!-- preceptor: ignore S201 because all is told in the chat -->\n", id="a silenced finding"
        ),
    ],
)
def test_where_there_is_no_timeline_none_was_checked(desk: Desk, text: str) -> None:
    (reason,) = desk.submit(text)["blocked"]
    assert reason["guard"] == "write-up-fit"
    assert reason["message"] == "the standard `timeline-checked` is not met: the write-up has no timeline"
    assert (reason["who"], reason["command"]) == (["ada"], "preceptor writeup submit R-1 FILE")
    assert guards(desk.incident.refused("advance")) == ["write-up-fit"]


@pytest.mark.parametrize(
    ("without", "says"),
    [
        pytest.param(
            r"### Safety controls\n.*(?=## Action items)",
            "the standard `controls-analysed` is not met: the write-up has no analysis of safety controls",
            id="no controls, systemic factors or missing controls",
        ),
        pytest.param(
            r"## Action items\n.*",
            "the standard `recommendations-concrete` is not met: the write-up has no recommendations",
            id="no recommendations",
        ),
    ],
)
def test_where_there_is_nothing_that_a_check_is_about_it_is_not_passed(desk: Desk, without: str, says: str) -> None:
    """That the section is missing is a finding of another family, and may be silenced."""
    desk.submit(CLEAN["bullets"])
    desk.incident.advance()
    ignore = "<!-- preceptor: ignore S201 because the vendor tells it -->\n<!-- preceptor: ignore S204 because so -->"
    text = re.sub(without, "The pool had no limit.\n\n", CLEAN["bullets"], flags=re.DOTALL)
    (reason,) = desk.submit(f"{ignore}\n\n{text}")["blocked"][:1]
    assert (reason["guard"], reason["message"]) == ("write-up-fit", says)
    assert reason["command"] == "preceptor writeup submit R-1 FILE"
    assert "write-up-fit" in guards(desk.incident.refused("advance"))


def test_the_summary_is_asked_for_last(desk: Desk) -> None:
    shown = desk.submit(A_TIMELINE.format(5))
    assert shown["hints"] == [
        "best written next, in this order: analysis, went-well, recommendations, could-be-better, summary"
    ]


def test_what_cannot_be_placed_is_told_and_kept(desk: Desk) -> None:
    shown = desk.submit(A_TIMELINE.format(5) + "\n## Weather\n\nIt rained.\n")
    data = from_document(write_ups.show(desk.incident.world.by(None), "R-1")["data"])
    assert [one.title for one in data.unplaced] == ["Weather"]
    assert any("Weather" in one for one in shown["hints"])


def test_another_retrospectives_write_up_is_bad_input(desk: Desk) -> None:
    an_incident(desk.incident.world, title="Mails were late")
    with pytest.raises(BadInput, match="it is the write-up of R-2, and not of R-1"):
        desk.submit("# Mails\n\n<!-- preceptor: retrospective R-2 -->\n\n## Summary\n\nLate.\n")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"# Caf\xe9\n", "not UTF-8"),
        (b"# A\n" + b"x" * (10 << 20), "larger than"),
        (b"# A\x00\n", "not text"),
        (b"# A\n\n## Summary\n\nOne.\n\n## Summary\n\nTwo.\n", "sections twice"),
    ],
    ids=["latin-1", "10 MiB", "nul", "a section twice"],
)
def test_what_is_no_write_up_is_bad_input_and_changes_nothing(desk: Desk, content: bytes, says: str) -> None:
    before = desk.incident.world.everything()
    with pytest.raises(BadInput, match=says):
        desk.submit(content)
    assert desk.incident.world.everything() == before


def test_a_file_that_is_not_there_is_bad_input(desk: Desk) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        desk.incident.submit(desk.folder / "nowhere.md", checker=desk.checker)


def test_before_anything_was_handed_in_there_is_nothing_to_show(desk: Desk) -> None:
    with pytest.raises(UnknownId, match="no write-up yet"):
        write_ups.show(desk.incident.world.by(None), "R-1")
    desk.submit(A_TIMELINE.format(5))
    with pytest.raises(UnknownId, match="no revision 9"):
        write_ups.show(desk.incident.world.by(None), "R-1", number=9)


def test_while_notes_are_taken_nothing_is_handed_in(world: World, tmp_path: Path, checker: Any) -> None:
    desk = Desk(an_incident(world), tmp_path, checker)
    assert guards(desk.refused(A_TIMELINE.format(5))) == ["state"]


def test_a_finished_write_up_is_found_by_its_text_and_its_controls(desk: Desk) -> None:
    desk.submit(CLEAN["table"])
    control = from_document(write_ups.show(desk.incident.world.by(None), "R-1")["data"]).controls[0].name
    with desk.incident.world.store.reading() as tx:
        assert [one.id for one in tx.retrospectives(RetrospectiveFilter(control=control.upper()))] == [1]
        assert [one.id for one in tx.retrospectives(RetrospectiveFilter(control="no such control"))] == []
