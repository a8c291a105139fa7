"""The record of a retrospective, and of a thread of its review."""

import pytest
from tests.support.retrospectives import an_incident
from tests.support.world import World

from preceptor.errors import UnknownId
from preceptor.services.audit_log import log


def said(world: World, about: str) -> list[str]:
    return [one["said"] for one in log(world.by(None), about)]


def test_it_is_told_in_sentences(world: World) -> None:
    incident = an_incident(world, "prepare", excluded=("lena",), lead="olga")
    incident.assign("author", "ada")
    incident.exclude("rita")
    incident.advance()
    assert said(world, "R-1") == [
        "R-1 of the team payments was opened",
        "R-1 was resolved and is in `prepare`: severity 2, over at 2026-03-02 09:00 UTC",
        "ada is the author of R-1",
        "R-1 goes on without somebody who is to have no part in it",
        "R-1 went on from `prepare` to `research`",
    ]


def test_a_thread_has_what_was_said_in_it_and_the_revision_that_made_its_change(world: World) -> None:
    incident = an_incident(world, "review")
    incident.thread()
    incident.thread(by="otto")
    incident.write_up(made=[1])
    assert said(world, "t-1") == [
        "T-1 of R-1 was opened",
        "revision 2 of the write-up of R-1 was handed in, with the changes agreed in T-1",
    ]


@pytest.mark.parametrize("typed", ["R-4", "T-4"])
def test_what_there_is_not_is_refused(world: World, typed: str) -> None:
    with pytest.raises(UnknownId):
        said(world, typed)
