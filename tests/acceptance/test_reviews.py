"""A review and its meeting through the command, with every way to be refused."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from tests.support.command import Run, document
from tests.support.reviews import UnderReview, under_review
from tests.support.world import World

from preceptor.store import SqlStore

#: The review begins on a Monday morning, and is open until Wednesday evening at least.
BEGIN, LEAST = datetime.fromisoformat("2026-03-02T09:00:00Z"), "2026-03-04T17:00:00+00:00"
MEETING = "2026-03-06T14:00:00+00:00"


@pytest.fixture
def review(made_folder: Path) -> Iterator[UnderReview]:
    """A retrospective of the folder whose review has just begun: otto and rita are asked, and ada is the author."""
    world = World(store=SqlStore(f"sqlite:///{made_folder / 'preceptor.db'}"), now=BEGIN, fixed_clock=True)
    yield under_review(world).with_parts()
    world.store.close()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch):
    """Set the clock of the commands."""
    return lambda moment: monkeypatch.setenv("PRECEPTOR_NOW", moment)


def guards(answer: tuple[int, str, str]) -> list[str]:
    return sorted({one["guard"] for one in document(answer, 1)["refused"]})


def test_from_a_comment_over_the_meeting_to_the_agreed_change(
    preceptor: Run, review: UnderReview, at, tmp_path: Path
) -> None:
    at("2026-03-02T10:00:00Z")
    comment = ("review", "comment", "R-1", "--kind", "change", "Der Überlauf fehlt — 陳", "--json")
    thread = document(preceptor(*comment, by="rita"))
    assert (thread["id"], thread["kind"], thread["open"]) == ("T-1", "change", True)
    assert document(preceptor("review", "pass", "R-1", "--json", by="otto"))["reviewers"]["otto"] == "passed"
    assert document(preceptor("review", "reply", "T-1", "where?", "--json", by="ada"))["turns"] == 2
    at(LEAST)
    assert document(preceptor("retrospective", "advance", "R-1", "--json", by="ada"))["state"] == "meeting"
    planned = document(preceptor("meeting", "schedule", "R-1", "--at", MEETING, "--json", by="mo"))
    assert (planned["at"], planned["minutes"]) == ("2026-03-06T14:00:00.000000+00:00", 30)
    code, out, _ = preceptor("meeting", "agenda", "R-1")
    assert code == 0
    shown = preceptor("retrospective", "show", "R-1")[1]
    assert "\n  meeting  2026-03-06 14:00 UTC: preceptor meeting agenda R-1\n" in shown
    for told in ("pia (presenter)", "rita (T-1)", "Der Überlauf fehlt — 陳", "ada: where?", "2026-03-06 14:00 UTC"):
        assert told in out
    at(MEETING)
    how = ("review", "resolve", "T-1", "--how", "in the timeline", "--json")
    assert document(preceptor(*how, by="nils"))["change_agreed"]
    notes = tmp_path / "notes.md"
    notes.write_text("# Größe\n\nThe timeline gets it.\n", encoding="utf-8")
    assert preceptor("meeting", "notes", "R-1", str(notes), by="nils")[0] == 0
    assert "The timeline gets it." in preceptor("meeting", "agenda", "R-1")[1]
    assert document(preceptor("retrospective", "advance", "R-1", "--json", by="mo"))["state"] == "revise"
    assert document(preceptor("review", "list", "R-1", "--json"))["to_make"] == ["T-1"]
    code, out, _ = preceptor("review", "list", "R-1")
    assert "settled, to be changed" in out and "T-1: agreed, and not in the write-up yet" in out
    assert document(preceptor("audit", "verify", "--json"))["ok"] is True


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/Argentina/Buenos_Aires"])
def test_moments_are_told_with_the_name_of_the_zone(preceptor: Run, review: UnderReview, at, zone: str) -> None:
    """Abbreviations such as IST mean several zones: what `writeup check` says of a write-up (T109) holds here too."""
    at("2026-03-02T10:00:00Z")
    assert preceptor("person", "change", "rita", "--time-zone", zone)[0] == 0
    said = preceptor("review", "comment", "R-1", "--kind", "change", "word " * 40, by="rita")[1]
    first, *rest = said.splitlines()[1:]
    assert f" {zone}  rita: word" in first
    assert rest and all(line.startswith("        word") for line in rest)
    assert preceptor("review", "list", "R-1", by="rita")[1].count(zone) == 4
    assert (
        f"over since 2026-03-02 {'14:30' if zone == 'Asia/Kolkata' else '06:00'} {zone}"
        in (preceptor("retrospective", "show", "R-1", by="rita")[1])
    )


def test_what_is_refused_says_why_and_who_can(preceptor: Run, review: UnderReview, at) -> None:
    at("2026-03-02T10:00:00Z")
    comment = ("review", "comment", "R-1", "--kind", "clarify", "which cache?")
    refused = document(preceptor(*comment, "--json", by="olga"), 1)["refused"]
    assert [(one["guard"], one["who"]) for one in refused] == [("actor", ["otto", "rita"])]
    code, _, err = preceptor(*comment, by="olga")
    assert code == 1 and "who: otto, rita" in err
    _, _, err = preceptor("retrospective", "assign", "R-1", "--role", "presenter", "pia", by="rita")
    assert "only the team lead or the owner may `assign`" in err
    assert preceptor(*comment, by="rita")[0] == 0
    assert guards(preceptor("review", "resolve", "T-1", "--how", "so be it", "--json", by="otto")) == [
        "opener-settles"
    ]
    assert guards(preceptor("meeting", "schedule", "R-1", "--at", MEETING, "--json", by="mo")) == ["state"]
    assert guards(preceptor("retrospective", "advance", "R-1", "--to", "meeting", "--json", by="ada")) == [
        "review-over"
    ]
    why = document(preceptor("why", "R-1", "--json"))
    assert {one["guard"] for one in why["blocked"]} == {"review-over", "threads-settled"}


@pytest.mark.parametrize("minutes", ["29", "61", "-5"])
def test_a_meeting_of_another_length_is_refused(preceptor: Run, review: UnderReview, at, minutes: str) -> None:
    review.opened()
    review.pass_()
    review.end_least().advance()
    at(LEAST)
    schedule = ("meeting", "schedule", "R-1", "--at", MEETING, "--minutes", minutes, "--json")
    assert guards(preceptor(*schedule, by="mo")) == ["meeting-length"]


@pytest.mark.parametrize(
    ("data", "place", "told"),
    [
        (b"one\ntwo \xe9\n", ":2:5: ", "not UTF-8"),
        (b"one\n\x00two\n", ":2:1: ", "not text"),
        (b"", ": ", "says nothing"),
        (b" \n\t\n", ": ", "says nothing"),
        (b"x" * (1024 * 1024 + 1), ": ", "larger than 1 MiB"),
        (None, ": ", "no such file"),
    ],
)
def test_notes_that_are_no_text_are_told_with_their_place(
    preceptor: Run, review: UnderReview, tmp_path: Path, data: bytes | None, place: str, told: str
) -> None:
    notes = tmp_path / "notes.md"
    if data is not None:
        notes.write_bytes(data)
    before = review.world.everything()
    code, out, err = preceptor("meeting", "notes", "R-1", str(notes), by="nils")
    assert (code, out) == (3, "")
    assert f"{notes}{place}" in err and told in err
    assert review.world.everything() == before


def test_notes_cannot_be_a_folder(preceptor: Run, review: UnderReview, tmp_path: Path) -> None:
    code, _, err = preceptor("meeting", "notes", "R-1", str(tmp_path), by="nils")
    assert code == 3 and "is a directory" in err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("review", "comment", "R-1", "--kind", "praise", "well done"), 2),
        (("review", "comment", "R-1", "well done"), 2),
        (("review", "comment", "R-1", "--kind", "change", " "), 3),
        (("review", "comment", "R-9", "--kind", "change", "x"), 3),
        (("review", "comment", "R-1", "--kind", "change", "x" * 10_001), 3),
        (("review", "reply", "T-9", "x"), 3),
        (("review", "reply", "R-1", "x"), 3),
        (("review", "resolve", "T-9", "--how", "x"), 3),
        (("review", "list", "R-9"), 3),
        (("meeting", "agenda", "R-9"), 3),
        (("meeting", "schedule", "R-1", "--at", "soon"), 3),
        (("meeting", "schedule", "R-1", "--at", "2026-03-06T14:00"), 3),
        (("meeting", "schedule", "R-1", "--at", MEETING, "--minutes", "x"), 2),
    ],
)
def test_wrong_usage_and_bad_input(preceptor: Run, review: UnderReview, words: tuple[str, ...], code: int) -> None:
    before = review.world.everything()
    assert preceptor(*words, by="rita")[0] == code
    assert review.world.everything() == before


def test_reading_needs_no_person(preceptor: Run, review: UnderReview) -> None:
    assert preceptor("review", "list", "R-1", by="nobody-here")[0] == 0
    assert preceptor("meeting", "agenda", "R-1", by="nobody-here")[0] == 0
