"""What leaves for other programs, on both kinds of database."""

import pytest
from tests.support.recommendations import TICKET, a_recommendation
from tests.support.retrospectives import TEAM
from tests.support.reviews import under_review
from tests.support.world import World, done
from tests.support.worlds import ON_BOTH

from preceptor.errors import BadInput, NoPerson, UnknownId
from preceptor.services.exporting import TABLES
from preceptor.services.exporting.calendar import agenda
from preceptor.services.exporting.diagram import diagram
from preceptor.services.exporting.tables import EXPORTS
from preceptor.services.readers import Readers
from preceptor.services.relay.due import tasks_of
from preceptor.services.relay.invitations import invitation_of
from preceptor.services.retrospectives import opening, people

pytestmark = ON_BOTH


@pytest.fixture
def busy(world: World) -> World:
    """Paul teaches mina in the team checkout, which has an incident."""
    world.team("checkout", lead="olga")
    world.founder("paul")
    world.person("mina", teams=["checkout"], zone="Europe/Berlin")
    world.pairing("mina", "paul", team="checkout")
    world.passed("P-1", subject="=cache outage")
    done(opening.open_one(world.by("mina"), "Slow checkout", team="checkout", incident="INC-20"))
    return world


def rows(world: World, what: str) -> list[dict[str, object]]:
    table = EXPORTS[what]
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows(world.by(None))]


def test_every_table_that_is_offered_has_a_cell_for_each_column(busy: World) -> None:
    a_recommendation(busy)
    assert tuple(EXPORTS) == TABLES
    for what in TABLES:
        assert rows(busy, what), what


def test_a_pairing_is_exported_with_its_people_and_its_edition(busy: World) -> None:
    (one,) = rows(busy, "pairings")
    assert (one["id"], one["trainee"], one["preceptor"], one["team"]) == ("P-1", "mina", "paul", "checkout")
    assert (one["state"], one["version"], one["variant"], one["ended_at"]) == ("watch", "1.0.0", None, None)


def test_obligations_are_exported_after_they_ended_as_well(busy: World) -> None:
    busy.withdraw("P-1")
    ended = [one for one in rows(busy, "obligations") if one["kind"] == "rung"]
    assert [one["closed_at"] for one in ended] == [busy.now]


def test_an_observation_that_was_voided_is_left_out(busy: World) -> None:
    assert [one["watchers"] for one in rows(busy, "observations")] == [("mina",)]
    busy.void("O-1")
    assert rows(busy, "observations") == []


def test_a_certificate_is_exported_as_it_stands_today(busy: World) -> None:
    busy.revoke("paul", capability="teach")
    held = {one["capability"]: one["state"] for one in rows(busy, "certifications")}
    assert held == {"lead": "valid", "teach": "revoked"}


def test_a_retrospective_is_exported_with_who_has_which_part(busy: World) -> None:
    done(opening.resolve(busy.by("mina"), "R-1", at=busy.now, severity=2, user_facing=True))
    done(people.assign(busy.by("olga"), "R-1", role="author", login="paul"))
    (one,) = rows(busy, "retrospectives")
    assert (one["roles"], one["severity"], one["user_facing"]) == (("author paul",), 2, True)


def test_a_recommendation_is_exported_with_what_was_committed(busy: World) -> None:
    a_recommendation(busy, "planned", text="=Rotate them")
    (one,) = rows(busy, "recommendations")
    assert (one["id"], one["retrospective"], one["state"], one["owner"]) == ("REC-1", "R-2", "planned", "otto")
    assert (one["text"], one["verdict"], one["ticket"]) == ("=Rotate them", "accepted", TICKET)
    assert diagram(busy.by(None), "recommendation").counts == {"planned": 1}


def test_the_meeting_of_a_calendar_is_that_of_its_invitation(busy: World) -> None:
    """Whoever is invited has it in theirs, with the same id and number."""
    incident = under_review(busy).to_meeting()
    incident.schedule()
    (told,) = agenda(busy.by(None), "example.org", team=TEAM).meetings
    with busy.store.reading() as tx:
        notices = [one for one in tx.notices() if one.kind == "meeting-scheduled"]
        invitation = invitation_of(tx, notices[0], "example.org")
        invited_people = {one.login for one in tx.people({one.to for one in notices})}
    assert invitation is not None
    assert told == invitation.meeting
    assert told.starts_at == incident.record.meeting_at
    for person in invited_people:
        assert agenda(busy.by(None), "example.org", person=person).meetings == (told,)
    assert agenda(busy.by(None), "example.org", person="mina").meetings == ()


def test_people_are_exported_with_the_teams_that_they_belong_to(busy: World) -> None:
    teams = {one["login"]: one["teams"] for one in rows(busy, "people")}
    assert teams == {"olga": (), "paul": (), "mina": ("checkout",)}


def test_the_tasks_of_a_calendar_are_those_of_the_mails(busy: World) -> None:
    """A calendar that took a task from a mail knows it again, and the next mail moves what was exported."""
    exported = {one.uid: one for one in agenda(busy.by(None), "example.org", person="mina").owed}
    with busy.store.reading() as tx:
        (notice,) = [one for one in tx.notices() if one.to == busy.identity("mina") and one.kind == "pairing-started"]
        (mailed,) = tasks_of(busy.by(None), tx, Readers(tx, [notice.to]), [notice], "example.org")[notice.id]
    found = exported[mailed.uid]
    assert (found.due_at, found.summary) == (mailed.due_at, mailed.summary)
    assert found.sequence >= mailed.sequence
    busy.passed("P-1")
    done(busy.advance("P-1"))
    with busy.store.reading() as tx:
        later = [one.id for one in tx.notices()]
    assert max(later) > found.sequence


def test_a_calendar_without_a_name_is_that_of_whoever_asks(busy: World) -> None:
    asked = agenda(busy.by("mina"), "example.org")
    assert asked == agenda(busy.by(None), "example.org", person="mina")
    with pytest.raises(NoPerson):
        agenda(busy.by(None), "example.org")


def test_the_calendar_of_a_team_holds_what_its_members_owe(busy: World) -> None:
    summaries = [one.summary for one in agenda(busy.by(None), "example.org", team="checkout").owed]
    assert "mina: climb the rung `watch` of author (retrospective)" in summaries


def test_in_the_calendar_of_a_team_every_task_that_one_person_owes_says_whose_it_is(busy: World) -> None:
    busy.person("noor", teams=["checkout"])
    busy.pairing("noor", "paul")
    summaries = [one.summary for one in agenda(busy.by(None), "example.org", team="checkout").owed]
    climbing = [one for one in summaries if "climb the rung" in one]
    assert [one.partition(":")[0] for one in climbing] == ["mina", "noor"]


def test_a_calendar_is_a_persons_or_a_teams(busy: World) -> None:
    with pytest.raises(BadInput):
        agenda(busy.by(None), "example.org", person="mina", team="checkout")
    with pytest.raises(UnknownId):
        agenda(busy.by(None), "example.org", person="nobody")
    with pytest.raises(UnknownId):
        agenda(busy.by(None), "example.org", team="nobody")


def test_a_diagram_counts_what_runs(busy: World) -> None:
    assert diagram(busy.by(None), "retrospective").counts == {"notes": 1}
    assert diagram(busy.by(None), "retrospective", role="author").counts == {"watch": 1}
    assert diagram(busy.by(None), "retrospective", team="checkout").counts == {"notes": 1}
    busy.team("search")
    assert diagram(busy.by(None), "retrospective", team="search").counts == {}
    assert diagram(busy.by(None), "change").counts == {}


def test_what_has_ended_is_not_counted(busy: World) -> None:
    busy.withdraw("P-1")
    assert diagram(busy.by(None), "retrospective", role="author").counts == {}


def test_a_diagram_of_what_is_not_there_says_what_is(busy: World) -> None:
    with pytest.raises(UnknownId):
        diagram(busy.by(None), "baking")
    with pytest.raises(UnknownId, match="author"):
        diagram(busy.by(None), "retrospective", role="presenter")
    with pytest.raises(BadInput, match="the ladders of"):
        diagram(busy.by(None), "release-team")
