"""The mails that wait: to whom, about what, and what they say."""

from collections.abc import Mapping
from typing import Any

import pytest
from tests.support.world import OWNER, ROOT, SAID, World

from preceptor.bootstrap.pages import FolderLetters
from preceptor.errors import BadInput, UnknownId
from preceptor.services import notices_view
from preceptor.services.notices_view import Letter

LETTERS = FolderLetters(folder=ROOT)


def subjects(world: World, **rest: Any) -> dict[tuple[str, str], str]:
    found = notices_view.list_notices(world.by(None), LETTERS, **rest)
    return {(one["kind"], one["to"]): one["subject"] for one in found}


@pytest.fixture
def climbed(world: World) -> World:
    """Mina, who lives in New York, has climbed the first rung with Paul."""
    world.founder("paul")
    world.person("mina", zone="America/New_York")
    world.climb(world.pairing("mina", "paul"))
    return world


def test_a_list_has_the_keys_of_the_contract(world: World) -> None:
    world.person("mina")
    assert notices_view.list_notices(world.by(None), LETTERS) == [
        {
            "id": "N-1",
            "kind": "person-added",
            "to": "mina",
            "subject": "Olga Lind has added you to preceptor; nothing is due yet",
            "state": "ready",
            "attempts": 0,
            "next_at": "2026-03-02T09:00:00.000000+00:00",
            "last_reply": None,
        }
    ]
    assert notices_view.list_notices(world.by(None), LETTERS, state="sent") == []


def test_each_reader_gets_a_subject_of_their_own(climbed: World) -> None:
    found = subjects(climbed)
    assert found["pairing-started", "paul"].startswith(
        "P-1: you are preceptor to Mina; first rung due Monday, 13 April"
    )
    assert "you begin to learn" in found["pairing-started", "mina"]
    assert "17:00 (America/New_York)" in found["rung-advanced", "mina"]
    assert "21:00 (UTC)" in found["rung-advanced", "paul"]
    assert "Mina is on the next rung" in found["rung-advanced", "paul"]


def test_every_notice_of_a_whole_climb_can_be_shown(climbed: World) -> None:
    climbed.founder("rosa")
    climbed.observe("P-1", by="paul", not_yet=("blameless",), said=SAID)
    climbed.repeat("P-1")
    climbed.reassign("P-1", "rosa")
    climbed.climb("P-1", with_observers=("paul", "rosa"))
    climbed.revoke("paul", capability="lead")
    kinds = set()
    for one in notices_view.list_notices(climbed.by(None), LETTERS):
        preview = notices_view.preview_notice(climbed.by(None), LETTERS, one["id"])
        assert preview["subject"] == one["subject"]
        assert not one["subject"].startswith("(")
        assert preview["text"].startswith("Hello ")
        kinds.add(one["kind"])
    assert kinds >= {
        "person-added",
        "certification-granted",
        "certification-revoked",
        "pairing-started",
        "rung-advanced",
        "rung-repeated",
        "pairing-reassigned",
    }


def test_a_mail_says_what_the_rung_asks_for(climbed: World) -> None:
    notices = notices_view.list_notices(climbed.by(None), LETTERS)
    identity = next(one["id"] for one in notices if (one["kind"], one["to"]) == ("rung-advanced", "mina"))
    text = notices_view.preview_notice(climbed.by(None), LETTERS, identity)["text"]
    assert "[blameless]" in text
    assert "preceptor pairing observe P-1 --on DATE --subject SUBJECT\n" in text


def test_one_notice_is_shown_with_all_that_is_known(climbed: World) -> None:
    shown = notices_view.show_notice(climbed.by(None), LETTERS, "n-1")
    assert (shown["id"], shown["email"], shown["thread"]) == ("N-1", "paul@example.org", "person:2")
    assert notices_view.show_notice(climbed.by(None), LETTERS, "1") == shown


@pytest.mark.parametrize("typed", ["N-999", "P-1", "x", ""])
def test_an_id_that_is_none_is_bad_input(climbed: World, typed: str) -> None:
    for act in (notices_view.show_notice, notices_view.preview_notice):
        with pytest.raises(UnknownId):
            act(climbed.by(None), LETTERS, typed)


def test_a_broken_template_spoils_its_own_line_only(world: World) -> None:
    world.founder("paul")

    class Broken:
        def subject(self, kind: str, values: Mapping[str, object]) -> str:
            if kind == "person-added":
                raise BadInput("who is this?")
            return kind

        def letter(self, kind: str, values: Mapping[str, object]) -> Letter:
            raise BadInput("who is this?")

    found = notices_view.list_notices(world.by(OWNER), Broken())
    assert [one["subject"] for one in found if one["kind"] == "person-added"] == [
        "(person-added; cannot be shown: who is this?)"
    ]
    assert {one["subject"] for one in found if one["kind"] != "person-added"} == {"certification-granted"}
    with pytest.raises(BadInput):
        notices_view.preview_notice(world.by(OWNER), Broken(), "N-1")
