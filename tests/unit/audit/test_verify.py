"""What `audit verify` and `audit replay` find, and what they leave alone."""

import json
from typing import Any

import pytest
from tests.support.world import BEGIN, OWNER, World
from tests.unit.audit.conftest import Behind

from preceptor.model import canonical
from preceptor.model.duties import Duties
from preceptor.model.event import Event, chain_hash
from preceptor.services import leaving
from preceptor.services.audit import verify
from preceptor.services.replay import replay


def broken(world: World) -> list[tuple[str | None, int | None, str]]:
    found = verify(world.by(None))
    assert found["ok"] == (not found["broken"])
    return [(one["stream"], one["seq"], one["reason"]) for one in found["broken"]]


def test_a_record_that_nobody_touched_is_whole(story: World) -> None:
    found = verify(story.by(None))
    assert (found["ok"], found["broken"]) == (True, [])
    assert found["events"] == len(story.events())
    assert found["streams"] == len({one.stream for one in story.events()})
    assert all(table["equal"] for table in found["tables"])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("data = replace(data, 'watch', 'reverse')", "contents were changed"),
        ("data = '{'", "no longer parse"),
        ("data = '[]'", "no longer parse"),
        ("kind = 'pairing-touched'", "contents were changed"),
        ("kind = 'pairing-danced'", "cannot be replayed"),
        ("actor_id = 99", "contents were changed"),
        ("request_id = NULL", "contents were changed"),
        ("fixed_clock = 'maybe'", "contents were changed"),
        ("fixed_clock = 2", "contents were changed"),
        ("payload_digests = '[\"0\"]'", "payloads are there"),
        ("hash = 'f'", "contents were changed"),
    ],
)
def test_an_event_that_was_changed_is_found(story: World, behind: Behind, change: str, said: str) -> None:
    behind(f"UPDATE events SET {change} WHERE stream = 'pairing:1' AND seq = 1")
    found = broken(story)
    assert any(said in reason for stream, seq, reason in found if (stream, seq) == ("pairing:1", 1)), found


@pytest.mark.parametrize("column", ["stream", "seq"])
def test_an_event_whose_place_was_overwritten_with_bytes_is_found_and_told_in_json(
    story: World, behind: Behind, column: str
) -> None:
    behind(f"UPDATE events SET {column} = x'ff00' WHERE stream = 'pairing\\:1' AND seq = 1")
    found = verify(story.by(None))
    assert not found["ok"]
    assert any("contents" in one["reason"] for one in found["broken"])
    for one in json.loads(json.dumps(found))["broken"]:
        assert isinstance(one["stream"], str | None) and isinstance(one["seq"], int | None)


def test_an_event_that_was_removed_leaves_a_gap(story: World, behind: Behind) -> None:
    behind("DELETE FROM events WHERE stream = 'pairing:1' AND seq = 2")
    assert ("pairing:1", 3, "it follows number 1 of its stream: events are missing or were put in") in broken(story)


def test_the_last_event_of_a_stream_is_missed_by_the_state(story: World, behind: Behind) -> None:
    """Cut off at its end a chain is whole; but what the event did is still there."""
    last = max(one.seq for one in story.events() if one.stream == "pairing:1")
    behind("DELETE FROM events WHERE stream = 'pairing:1' AND seq = :last", last=last)
    assert any("comes from no event" in reason for _, _, reason in broken(story))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("body = replace(body, 'calm', 'rude')", "payload 1 was changed"),
        ("body = '{\"well\": '", "payload 1 cannot be read: it does not parse"),
        ("body = '[1]'", "payload 1 cannot be read: it is no JSON object"),
        ("salt = 'other'", "payload 1 was changed"),
        ("salt = NULL", "payload 1 cannot be read: only half of it is there"),
        ("salt = NULL, body = NULL", "was removed, and no erasure is on record"),
    ],
)
def test_a_payload_that_was_changed_is_found(story: World, behind: Behind, change: str, said: str) -> None:
    (event, *_) = story.events("feedback-given")
    # A colon would begin a parameter.
    behind(f"UPDATE payloads SET {change} WHERE event_id = :event".replace('":', '"\\:'), event=event.id)
    found = broken(story)
    assert any(said in reason for *where, reason in found if where == [event.stream, event.seq]), found


def test_a_payload_that_was_deleted_is_found(story: World, behind: Behind) -> None:
    (event, *_) = story.events("feedback-given")
    behind("DELETE FROM payloads WHERE event_id = :event", event=event.id)
    assert [(event.stream, event.seq, "0 of 1 payloads are there: rows were removed or put in")] == broken(story)


def test_a_subject_belongs_to_nobody_so_that_no_erasure_explains_its_removal(story: World, behind: Behind) -> None:
    (event, *_) = story.events("observation-recorded")
    behind("UPDATE payloads SET salt = NULL, body = NULL WHERE event_id = :event", event=event.id)
    assert (event.stream, event.seq, "a payload that belongs to nobody was removed") in broken(story)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE pairings SET state = 'reverse' WHERE id = 1",
            "pairings: the row of id 1 is not what its events say",
        ),
        ("DELETE FROM credit_observers", "credit_observers: the row of pairing_id 1"),
        ("UPDATE certifications SET valid_until = '2036-01-05' WHERE id = 1", "in valid_until"),
        ("UPDATE obligations SET closed_at = NULL", "obligations: the row of id"),
        ("UPDATE people SET active = 'no' WHERE login = 'mina'", "in active"),
        ("UPDATE people SET active = 2 WHERE login = 'mina'", "in active"),
        ("UPDATE participants SET performed = x'01' WHERE performed", "in performed"),
        ("UPDATE pairings SET due_at = replace(due_at, 'T', ' ') WHERE id = 1", "in due_at"),
        (
            "INSERT INTO owners (process, person_id) SELECT 'retrospective', id FROM people WHERE login = 'mina'",
            "comes from no event",
        ),
    ],
)
def test_a_state_that_its_events_do_not_tell_is_found(
    story: World, behind: Behind, statement: str, said: str
) -> None:
    behind(statement)
    assert any(said in reason for _, _, reason in broken(story))
    assert not replay(story.by(None))["ok"]


def test_a_moment_of_an_event_in_another_spelling_is_found(story: World, behind: Behind) -> None:
    """It is the same moment, and would sort elsewhere."""
    behind("UPDATE events SET at = replace(at, 'T', ' ') WHERE stream = 'pairing\\:1' AND seq = 1")
    assert any("is not how a moment is written" in reason for _, _, reason in broken(story))


def test_replay_counts_the_rows_of_each_table_and_names_the_one_that_differs(story: World, behind: Behind) -> None:
    behind("UPDATE teams SET title = 'Payments'")
    found = replay(story.by(None))
    assert [one["table"] for one in found["tables"] if not one["equal"]] == ["teams"]
    assert {one["table"]: one["rows"] for one in found["tables"]}["people"] == 4


def test_a_definition_that_was_rewritten_is_found(story: World, behind: Behind) -> None:
    behind("UPDATE definitions SET body = replace(body, '\"observations\"\\:2', '\"observations\"\\:1')")
    assert any("the definition that it published was rewritten" in reason for _, _, reason in broken(story))


def test_a_definition_that_is_gone_is_found(story: World, behind: Behind) -> None:
    behind("DELETE FROM definitions")
    assert any("is missing or cannot be read" in reason for _, _, reason in broken(story))


def rechain(world: World, behind: Behind, event: Any, **changes: Any) -> None:
    """Rewrite an event and every hash after it, as only who owns the database can."""
    previous = event.previous
    for one in (one for one in world.events() if one.stream == event.stream and one.seq >= event.seq):
        actor = changes.pop("actor", one.actor)
        data = {**one.data, **changes} if one.seq == event.seq else one.data
        chained = chain_hash(
            previous=previous, stream=one.stream, seq=one.seq, kind=one.kind, at=one.at, actor=actor,
            request=one.request, fixed_clock=one.fixed_clock, data=data, payload_digests=one.payload_digests,
        )  # fmt: skip
        behind(
            "UPDATE events SET data = :data, actor_id = :actor, previous = :previous, hash = :hash WHERE id = :id",
            data=canonical.text(data), actor=actor, previous=previous, hash=chained, id=one.id,
        )  # fmt: skip
        previous = chained


def test_a_trainee_who_signs_is_found_even_in_a_chain_that_was_rewritten_whole(story: World, behind: Behind) -> None:
    mina = story.identity("mina")
    (event,) = story.events("rung-advanced")
    rechain(story, behind, event, signed_by=mina, actor=mina)
    assert broken(story) == [(event.stream, event.seq, "the trainee signed for themselves")]


def test_feedback_by_the_trainee_is_found(story: World, behind: Behind) -> None:
    mina = story.identity("mina")
    (event, _) = story.events("feedback-given")
    rechain(story, behind, event, by=mina, actor=mina)
    assert (event.stream, event.seq, "the trainee gave themselves feedback") in broken(story)


def test_an_owner_may_certify_themselves_only_while_nobody_else_teaches(world: World, behind: Behind) -> None:
    world.grant(OWNER)
    assert broken(world) == []
    world.later(days=1).founder("paul")
    world.founder("rosa", by=OWNER)
    rosa = world.identity("rosa")
    lead, teach = [one for one in world.events("certification-granted") if one.data["person"] == rosa]
    rechain(world, behind, lead, actor=rosa)
    rechain(world, behind, next(one for one in world.events() if one.id == teach.id), actor=rosa)
    reason = "somebody certified themselves while another held `teach` for the role"
    assert broken(world) == [(f"person:{rosa}", lead.seq, reason), (f"person:{rosa}", teach.seq, reason)]


def test_who_certified_themselves_before_the_only_other_teacher_left_is_found(world: World, behind: Behind) -> None:
    world.founder("paul")
    world.founder("rosa", capability="lead")
    rosa = world.identity("rosa")
    leaving.deactivate(world.by(OWNER), "paul")
    (event,) = [one for one in world.events("certification-granted") if one.data["person"] == rosa]
    rechain(world, behind, event, actor=rosa)
    reason = "somebody certified themselves while another held `teach` for the role"
    assert broken(world) == [(event.stream, event.seq, reason)]


def test_who_renewed_their_own_while_an_owner_was_there_is_found(world: World, behind: Behind) -> None:
    world.founder("paul", capability="lead")
    world.at("2027-01-11")
    world.renew("paul", by=OWNER)
    assert broken(world) == []
    paul = world.identity("paul")
    (event,) = world.events("certification-renewed")
    rechain(world, behind, event, actor=paul)
    reason = "somebody renewed what they hold themselves while an owner could"
    assert broken(world) == [(event.stream, event.seq, reason)]


def test_who_struck_an_observation_without_owning_the_process_is_found() -> None:
    """Events from before the process stood in them show nothing."""
    duties = Duties()

    def breaches(actor: int, **data: Any) -> list[str]:
        told = {"kind": "observation-voided", "actor": actor, "data": {"observation": 1, **data}}
        return [one.reason for one in duties.look(an_event(**told))]

    assert list(duties.look(an_event(kind="owner-added", actor=None, data={"process": "baking", "person": 1}))) == []
    assert breaches(1, process="baking") == breaches(2) == []
    assert breaches(2, process="baking") == ["somebody struck an observation who does not own the process"]


def an_event(**told: Any) -> Event:
    return Event(
        id=1,
        stream="person:1",
        seq=1,
        at=BEGIN,
        request="r",
        fixed_clock=False,
        payload_digests=(),
        previous="",
        hash="",
        **told,
    )


def test_thousands_of_differences_are_counted_and_not_all_told(world: World, behind: Behind) -> None:
    rows = ", ".join(f"({number}, 'p{number}', 'P', true)" for number in range(1000, 2500))
    behind(f"INSERT INTO people (id, login, name, active) VALUES {rows}")
    found = verify(world.by(None))
    assert (len(found["broken"]), found["left_out"]) == (1000, 500)
    json.dumps(found)
