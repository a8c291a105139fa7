"""The mails about a retrospective itself: whom they reach, and what they say by then."""

from typing import Any

from tests.support.recommendations import a_write_up, recommended, written
from tests.support.retrospectives import Incident, a_team_on_call, an_incident
from tests.support.world import ROOT, World

from preceptor.bootstrap.pages import FolderLetters
from preceptor.model.writeup import Item, WriteUp
from preceptor.services import notices_view


def mail(world: World, kind: str, to: str) -> Any:
    """The last mail of a kind to somebody, as they would get it now."""
    letters = FolderLetters(folder=ROOT)
    found = notices_view.list_notices(world.by(None), letters)
    wanted = [one["id"] for one in found if (one["kind"], one["to"]) == (kind, to)]
    return notices_view.preview_notice(world.by(None), letters, wanted[-1])


def told(world: World, kind: str) -> set[str]:
    return {to for _, to in world.told(kind)}


def test_whoever_prepares_is_told_when_the_incident_is_over(world: World) -> None:
    incident = an_incident(world)
    incident.resolve()
    assert told(world, "retrospective-resolved") == {"lena"}
    found = mail(world, "retrospective-resolved", "lena")
    assert "find an author by Tuesday, 3 March 2026" in found["subject"]
    assert "preceptor retrospective suggest R-1 --role author" in found["text"]


def test_who_is_given_a_part_is_told_unless_they_took_it_themselves(world: World) -> None:
    incident = an_incident(world, "prepare")
    incident.assign("author", "ada")
    world.grant("lena", role="moderator")
    incident.assign("moderator", "lena", by="lena")
    assert told(world, "retrospective-assigned") == {"ada"}
    assert "You are author" in mail(world, "retrospective-assigned", "ada")["html"]


def test_whose_part_was_given_to_another_is_not_told_any_more(world: World) -> None:
    incident = an_incident(world, "prepare")
    incident.assign("author", "ada")
    world.founder("nora")
    incident.assign("author", "nora")
    letters = FolderLetters(folder=ROOT)
    assert "nora" in mail(world, "retrospective-assigned", "nora")["text"].lower()
    found = notices_view.list_notices(world.by(None), letters)
    (first,) = [one for one in found if (one["kind"], one["to"]) == ("retrospective-assigned", "ada")]
    assert "somebody else has the part now" in first["subject"]


def completed(world: World) -> Incident:
    incident = an_incident(world, "research")
    said = a_write_up(written("Alert on the oldest certificate"), written("Restore a backup every night"))
    incident.write_up(
        WriteUp(
            title=said.title,
            summary=(Item(text="Cards were refused for 20 minutes."),),
            went_well=(Item(text="The alert paged after 3 minutes"),),
            recommendations=said.recommendations,
        )
    )
    incident.advance()
    incident.until("finalise")
    first, second = recommended(incident)
    first.accept()
    second.decline()
    return incident.until("follow-up")


def test_everybody_is_told_once_that_it_is_complete_and_what_went_well(world: World) -> None:
    a_team_on_call(world)
    world.people("tess", teams=("payments",))
    completed(world)
    assert sorted(world.told("retrospective-completed")) == [
        ("retrospective-completed", login) for login in ("ada", "lena", "otto", "rita", "tess")
    ]
    text = mail(world, "retrospective-completed", "tess")["text"]
    assert "What went well:\n\n- The alert paged after 3 minutes" in text
    assert "Cards were refused for 20 minutes." in text
    assert "- REC-1 Alert on the oldest certificate" in text
    assert "Restore a backup" not in text


def test_an_amended_one_is_announced_again_as_such(world: World) -> None:
    incident = completed(world)
    incident.amend(why="the vendor has found another cause")
    assert "the vendor has found another cause" in mail(world, "retrospective-amended", "lena")["text"]
    incident.write_up(WriteUp(title="Cards were refused", summary=(Item(text="Now we know."),)))
    incident.until("follow-up")
    assert "amended" in mail(world, "retrospective-completed", "lena")["subject"]


def test_one_that_went_back_before_it_was_complete_is_announced_as_complete(world: World) -> None:
    incident = an_incident(world, "finalise")
    incident.amend(why="nothing prevents it")
    assert "nothing prevents it" in mail(world, "retrospective-amended", "lena")["text"]
    incident.write_up(a_write_up("Alert on the oldest certificate"))
    incident.until("finalise")
    recommended(incident)[0].accept()
    incident.advance()
    assert "is complete" in mail(world, "retrospective-completed", "lena")["subject"]


def test_why_it_was_declined_is_told(world: World) -> None:
    incident = an_incident(world)
    incident.note(by="rita")
    incident.decline(why="a test system only")
    assert told(world, "retrospective-declined") == {"otto", "rita"}
    assert "a test system only" in mail(world, "retrospective-declined", "rita")["text"]


def test_the_lead_is_asked_once_about_all_that_is_recommended(world: World) -> None:
    incident = an_incident(world, "research")
    incident.write_up(a_write_up("Alert on the oldest certificate", "Restore a backup every night"))
    incident.advance()
    incident.until("revise")
    assert world.told("recommendation-proposed") == [("recommendation-proposed", "lena")]
    found = mail(world, "recommendation-proposed", "lena")
    assert found["subject"] == "R-1: 2 recommendations to decide on"
    first, _ = recommended(incident)
    first.accept(by="olga")
    assert "Alert on" not in mail(world, "recommendation-proposed", "lena")["text"]


def test_what_was_decided_reaches_whom_it_concerns(world: World) -> None:
    incident = an_incident(world, "research")
    incident.write_up(a_write_up("Alert on the oldest certificate", "Restore a backup every night"))
    incident.advance()
    incident.until("revise")
    first, second = recommended(incident)
    first.accept(by="olga", why="two incidents")
    assert "two incidents" in mail(world, "recommendation-accepted", "lena")["text"]
    first.commit(due="2026-04-02")
    assert (
        mail(world, "recommendation-committed", "otto")["subject"]
        == f"{first.id}: you do it by Thursday, 2 April 2026"
    )
    second.decline(why="the vendor does it")
    assert told(world, "recommendation-declined") == {"ada"}
    first.drop(by="lena", why="the service ends")
    assert told(world, "recommendation-dropped") == {"ada", "otto"}
    assert "the service ends" in mail(world, "recommendation-dropped", "otto")["text"]
