"""What a tracker's export says of the work is taken over: forward only, with evidence, item by item."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.support.recommendations import TICKET, Recommended, a_recommendation
from tests.support.world import World

from preceptor.errors import BadInput, CsvProblems
from preceptor.model.trackers import Trackers
from preceptor.services.recommendations.syncing import sync

HEADER = "ticket,state"


@pytest.fixture
def planned(world: World) -> Recommended:
    return a_recommendation(world, "planned")


@pytest.fixture
def another(world: World, planned: Recommended) -> Recommended:
    return a_recommendation(world, "accepted", text="Restore a backup every night")


def synced(
    world: World,
    folder: Path,
    *rows: str,
    header: str = HEADER,
    by: str = "otto",
    request_id: str | None = None,
    trackers: Trackers | None = None,
    dry_run: bool = False,
) -> Any:
    file = folder / "tickets.csv"
    file.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    context = replace(world.by(by, request_id=request_id), trackers=trackers or Trackers())
    return sync(context, file, dry_run=dry_run)


def wrong(world: World, folder: Path, *rows: str, **rest: Any) -> list[str]:
    """Every problem with the rows, which changed nothing."""
    before = world.everything()
    with pytest.raises(CsvProblems) as caught:
        synced(world, folder, *rows, **rest)
    assert world.everything() == before
    return [str(one) for one in caught.value.problems]


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("Open", "planned"),
        ("In Progress", "in-progress"),
        ("in_review", "in-progress"),
        ("Closed", "done"),
        ("DONE", "done"),
        ("Won't do", "dropped"),
        ("not_planned", "dropped"),
    ],
)
def test_the_words_of_usual_trackers_are_known(
    world: World, planned: Recommended, tmp_path: Path, word: str, state: str
) -> None:
    synced(world, tmp_path, f"{TICKET},{word}")
    assert planned.state == state


def test_a_ticket_is_known_by_its_address_and_by_the_end_of_it(
    world: World, planned: Recommended, tmp_path: Path
) -> None:
    for ticket in (TICKET, f"{TICKET}/", "PAY-7", "pay-7"):
        found = synced(world, tmp_path, f"{ticket},closed", dry_run=True)
        assert [one["id"] for one in found["recommendations"]] == [planned.id]


def test_a_closed_ticket_is_the_evidence_unless_the_row_names_another(
    world: World, planned: Recommended, tmp_path: Path
) -> None:
    found = synced(world, tmp_path, "PAY-7,done")
    assert found["recommendations"][0]["steps"] == ["start", "done"]
    assert planned.record.evidence == TICKET
    assert [one["what"] for one in planned.show()["history"]][-2:] == ["started", "done"]


def test_the_evidence_of_the_row_comes_first(world: World, planned: Recommended, tmp_path: Path) -> None:
    synced(world, tmp_path, "PAY-7,done,https://code.example.org/pull/9", header="ticket,state,evidence")
    assert planned.record.evidence == "https://code.example.org/pull/9"


def test_what_was_given_up_keeps_the_reason_of_the_row(world: World, planned: Recommended, tmp_path: Path) -> None:
    synced(world, tmp_path, "PAY-7,rejected,the service ends in May", header="ticket,state,reason")
    assert planned.show()["history"][-1]["why"] == "the service ends in May"


def test_without_a_reason_the_word_of_the_tracker_is_it(world: World, planned: Recommended, tmp_path: Path) -> None:
    synced(world, tmp_path, "PAY-7,Won't fix")
    assert planned.show()["history"][-1]["why"] == "the tracker says: Won't fix"


def test_nothing_goes_backward(world: World, planned: Recommended, tmp_path: Path) -> None:
    one = planned.until("in-progress")
    assert synced(world, tmp_path, "PAY-7,open")["recommendations"][0]["steps"] == []
    one.finish()
    assert synced(world, tmp_path, "PAY-7,in progress")["recommendations"][0]["steps"] == []
    assert one.state == "done"


def test_the_same_file_again_changes_nothing(world: World, planned: Recommended, tmp_path: Path) -> None:
    synced(world, tmp_path, "PAY-7,closed")
    before = world.everything()
    assert synced(world, tmp_path, "PAY-7,closed")["recommendations"][0]["steps"] == []
    assert world.everything() == before


def test_with_the_same_request_it_is_answered_as_before(world: World, planned: Recommended, tmp_path: Path) -> None:
    synced(world, tmp_path, "PAY-7,doing", request_id="nightly")
    before = world.everything()
    synced(world, tmp_path, "PAY-7,doing", request_id="nightly")
    assert world.everything() == before


def test_a_dry_run_tells_and_does_nothing(world: World, planned: Recommended, tmp_path: Path) -> None:
    before = world.everything()
    found = synced(world, tmp_path, "PAY-7,closed", dry_run=True)
    assert found["recommendations"][0]["steps"] == ["start", "done"]
    assert found["dry_run"] is True
    assert world.everything() == before


@pytest.mark.parametrize(
    ("by", "row", "steps", "against"),
    [
        ("rita", "PAY-7,closed,", [], ["actor"]),
        ("otto", "PAY-7,closed,see the wiki", ["start"], ["evidence-linked"]),
        ("otto", "PAY-7,dropped,", ["drop"], []),
    ],
)
def test_a_dry_run_foresees_what_would_be_refused(
    world: World, planned: Recommended, tmp_path: Path, by: str, row: str, steps: list[str], against: list[str]
) -> None:
    foreseen, happened = (
        synced(world, tmp_path, row, header="ticket,state,evidence", by=by, dry_run=dry)["recommendations"]
        for dry in (True, False)
    )
    assert foreseen == happened
    assert (foreseen[0]["steps"], [one["guard"] for one in foreseen[0]["refused"]]) == (steps, against)


def test_other_tickets_and_other_columns_are_passed_over(world: World, planned: Recommended, tmp_path: Path) -> None:
    found = synced(
        world, tmp_path, "9,PAY-7,doing,x", "10,PAY-8,exploded,y", "11,,closed,z", header="id,ticket,state,title"
    )
    assert (found["rows"], found["others"], len(found["recommendations"])) == (3, 2, 1)


def test_what_is_refused_keeps_no_other_from_being_taken(world: World, planned: Recommended, tmp_path: Path) -> None:
    found = synced(world, tmp_path, "PAY-7,closed", by="rita")
    assert found["recommendations"][0]["steps"] == []
    assert [one["guard"] for one in found["recommendations"][0]["refused"]] == ["actor"]
    assert planned.state == "planned"


def test_a_word_that_nobody_explained_is_told_with_its_place(
    world: World, planned: Recommended, tmp_path: Path
) -> None:
    (said,) = wrong(world, tmp_path, "PAY-7,exploded")
    assert said.partition("tickets.csv:")[2].startswith("2:7: C140 nobody knows what the state `exploded` means")


def test_the_folder_explains_words_and_columns(world: World, planned: Recommended, tmp_path: Path) -> None:
    trackers = Trackers(states={"auf eis": "dropped"}, columns={"ticket": "Issue key", "state": "Status"})
    synced(world, tmp_path, "PAY-7,Auf Eis", header="Issue key,Status", trackers=trackers)
    assert planned.state == "dropped"


def test_an_end_that_several_addresses_have_is_not_clear(
    world: World, planned: Recommended, tmp_path: Path, another: Recommended
) -> None:
    another.commit(ticket="https://other.example.org/PAY-7")
    (said,) = wrong(world, tmp_path, "PAY-7,closed")
    assert "may be several tickets" in said
    synced(world, tmp_path, f"{TICKET},closed")
    assert (planned.state, another.state) == ("done", "planned")


@pytest.mark.parametrize("second", ["PAY-7,closed", f"{TICKET},won't do"])
def test_a_ticket_that_stands_in_the_file_twice_is_told_with_both_lines(
    world: World, planned: Recommended, tmp_path: Path, second: str
) -> None:
    (said,) = wrong(world, tmp_path, "PAY-7,closed", "PAY-8,open", second)
    assert said.partition("tickets.csv:")[2].startswith("4:1: C141 ") and "stands in line 2 already" in said


def test_one_that_was_reopened_is_about_nobody_s_commitment_until_somebody_commits_anew(
    world: World, planned: Recommended, tmp_path: Path
) -> None:
    """The tracker calls its ticket closed as before; that says nothing of what is to be done now."""
    planned.until("done")
    planned.reopen()
    found = synced(world, tmp_path, "PAY-7,closed")
    assert (found["others"], found["recommendations"], planned.state) == (1, [], "accepted")


@pytest.mark.parametrize(
    ("contents", "code"),
    [
        (b"\n", "C103"),
        (b"ticket\nPAY-7\n", "C103"),
        (b"ticket,state\nPAY-7\n", "C104"),
        (b"ticket,state\nPAY-7,gel\xf6st\n", "C101"),
        (b'ticket,state\n"PAY-7,closed\n', "C102"),
        (b"ticket,state\n" + b"x" * (11 << 20) + b",closed\n", "C102"),
    ],
)
def test_a_file_that_cannot_be_used_changes_nothing(
    world: World, planned: Recommended, tmp_path: Path, contents: bytes, code: str
) -> None:
    file = tmp_path / "tickets.csv"
    file.write_bytes(contents)
    before = world.everything()
    with pytest.raises(CsvProblems) as caught:
        sync(world.by("otto"), file, dry_run=False)
    assert {one.code for one in caught.value.problems} == {code}
    assert world.everything() == before


def test_a_file_that_is_not_there_is_told(world: World, planned: Recommended, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        sync(world.by("otto"), tmp_path / "nowhere.csv", dry_run=False)


def test_what_looks_like_a_formula_is_only_a_text(world: World, planned: Recommended, tmp_path: Path) -> None:
    synced(world, tmp_path, "PAY-7,dropped,=HYPERLINK(1)", header="ticket,state,reason")
    assert planned.show()["history"][-1]["why"] == "=HYPERLINK(1)"
