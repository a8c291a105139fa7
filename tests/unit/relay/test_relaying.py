"""From the outbox to the mail server: nothing is lost, and what may have arrived twice is counted."""

import time
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.support.relays import relay, tasks_in
from tests.support.smtp_server import (
    HANGS_UP,
    KEEPS_AND_HANGS_UP,
    KEEPS_AND_STALLS,
    SLOW,
    STALLS,
    Fault,
    Server,
    replies,
    serving,
)
from tests.support.world import OWNER, ROOT, World
from tests.support.worlds import ON_BOTH

from preceptor.bootstrap.pages import FolderLetters
from preceptor.errors import BadInput
from preceptor.mail.courier import Timeouts
from preceptor.services import leaving

pytestmark = ON_BOTH


def outbox(world: World) -> list[Any]:
    with world.store.reading() as tx:
        return list(tx.notices())


def states(world: World) -> dict[str, int]:
    return dict(Counter(one.state for one in outbox(world)))


def newcomers(world: World, how_many: int) -> list[str]:
    """So many people, each of whom is told that they were added."""
    logins = [f"new{n}" for n in range(how_many)]
    world.people(*logins)
    return logins


def counted(world: World, server: Server, **rest: Any) -> dict[str, int]:
    return dict(relay(world, server, **rest).counts)


def test_every_notice_arrives_once_and_is_sent_from_then_on(world: World, server: Server) -> None:
    logins = newcomers(world, 60)
    assert counted(world, server) == {"sent": 60}
    assert states(world) == {"sent": 60}
    assert sorted(server.recipients) == sorted(f"{one}@example.org" for one in logins)
    assert counted(world, server) == {}
    assert len(server.received) == 60
    assert {one.sent_at for one in outbox(world)} == {world.now}


def test_connections_are_few_and_reused(world: World, server: Server) -> None:
    newcomers(world, 30)
    relay(world, server, workers=3)
    assert server.connections <= 3


def test_a_mail_reads_as_it_was_meant(world: World, server: Server) -> None:
    world.founder("paul")
    world.person("mina", zone="America/New_York")
    world.pairing("mina", "paul")
    relay(world, server)
    (mail,) = [one for one in server.messages if "you begin to learn" in str(one["Subject"])]
    assert str(mail["To"]) == "Mina <mina@example.org>"
    assert str(mail["From"]) == "preceptor <preceptor@example.org>"
    text = mail.get_body(("plain",))
    assert text is not None and text.get_content().startswith("Hello Mina,")
    html = mail.get_body(("html",))
    assert html is not None and "Hello Mina," in html.get_content()


def test_what_is_due_comes_as_one_task_that_later_mails_move(world: World, server: Server) -> None:
    world.founder("paul")
    world.person("mina")
    pairing = world.pairing("mina", "paul")
    relay(world, server)
    world.later(days=1)
    world.founder("rosa")
    world.reassign(pairing, "rosa")
    relay(world, server)
    tasks = [task for one in server.messages if one["To"].addresses[0].username == "mina" for task in tasks_in(one)]
    assert len({str(one["UID"]) for one in tasks}) == 1
    assert [int(one["SEQUENCE"]) for one in tasks] == sorted({int(one["SEQUENCE"]) for one in tasks})
    (owed,) = world.mine("mina")
    assert {one["DUE"].dt.isoformat() for one in tasks} == {owed["due_at"].replace(".000000", "")}
    assert [one for one in server.messages if one["To"].addresses[0].username == "paul" and tasks_in(one)] == []


def test_a_task_has_the_words_and_the_date_of_one_duty_whatever_the_mail_tells(world: World, server: Server) -> None:
    """Paul is told that he is preceptor, and owes feedback for the pairing by the time he reads it."""
    world.founder("paul")
    world.person("mina")
    world.observe(world.pairing("mina", "paul"), by="mina")
    relay(world, server)
    (mail,) = [one for one in server.messages if "you are preceptor" in str(one["Subject"])]
    (task,), (owed,) = tasks_in(mail), world.mine("paul")
    assert str(task["SUMMARY"]) == owed["what"] == "give mina feedback for O-1, author (retrospective)"
    assert task["DUE"].dt == datetime.fromisoformat(owed["due_at"])


def test_a_day_that_was_moved_before_the_mail_goes_is_the_day_in_it(world: World, server: Server) -> None:
    """As in the task that comes with it."""
    world.founder("paul")
    world.person("mina")
    world.extend(world.pairing("mina", "paul"), "2026-08-03")
    relay(world, server)
    (mail,) = [one for one in server.messages if "you begin to learn" in str(one["Subject"])]
    (task,) = tasks_in(mail)
    text = mail.get_body(("plain",))
    assert task["DUE"].dt.isoformat() == "2026-08-03T17:00:00+00:00"
    assert text is not None and "Monday, 3 August 2026, 17:00 (UTC)" in text.get_content()


def test_mails_about_one_thing_gather_and_others_do_not(world: World, server: Server) -> None:
    world.founder("paul")
    world.people("mina", "nora")
    first, second = world.pairing("mina", "paul"), world.pairing("nora", "paul")
    world.climb(first)
    relay(world, server)
    threads: dict[str, set[str]] = {}
    for one in server.messages:
        for pairing in (first, second):
            if str(one["Subject"]).startswith(pairing):
                threads.setdefault(pairing, set()).add(str(one["References"]))
    assert len(threads[first]) == len(threads[second]) == 1
    assert threads[first] != threads[second]


@pytest.mark.parametrize("phase", ["MAIL", "RCPT", "DATA", "dot"])
def test_what_is_put_off_is_tried_again_later_under_the_same_id(world: World, server: Server, phase: str) -> None:
    world.person("mina")
    assert counted(world, server.will(phase, replies("451 4.7.1 greylisted"))) == {"retried": 1}
    (waiting,) = outbox(world)
    assert (waiting.state, waiting.attempts) == ("ready", 1)
    assert waiting.next_at == world.now + timedelta(minutes=5)
    assert "greylisted" in str(waiting.last_reply)
    assert counted(world.later(minutes=4), server) == {}
    assert counted(world.later(minutes=1), server) == {"sent": 1}
    assert server.ids == [f"<{waiting.message_id}>"]


def test_after_five_days_a_mail_is_given_up_and_somebody_owes_it(world: World, server: Server) -> None:
    world.person("mina")
    server.always["RCPT"] = replies("451 4.7.1 later")
    begun = world.now
    while states(world) == {"ready": 1}:
        (waiting,) = outbox(world)
        world.now = waiting.next_at
        relay(world, server)
    assert timedelta(days=4, hours=20) < world.now - begun <= timedelta(days=5)
    assert states(world) == {"dead": 1}
    assert [one["kind"] for one in world.mine(OWNER)] == ["mail"]


def test_what_is_refused_is_dead_and_an_owner_owes_it(world: World, server: Server) -> None:
    world.person("mina")
    world.person("nora")
    server.refused["mina@example.org"] = "550 5.1.1 no such user"
    assert counted(world, server) == {"sent": 1, "dead": 1}
    (dead,) = [one for one in outbox(world) if one.state == "dead"]
    assert (dead.attempts, dead.next_at) == (1, None)
    assert "no such user" in str(dead.last_reply)
    (owed,) = world.mine(OWNER)
    assert (owed["kind"], owed["instance"], owed["process"]) == ("mail", f"N-{dead.id}", "change")
    assert owed["command"] == f"preceptor notice retry N-{dead.id}"
    assert owed["due_at"].startswith("2026-03-04T17:00")
    assert [one.kind for one in world.events("mail-stuck")] == ["mail-stuck"]


@pytest.mark.parametrize("fault", [HANGS_UP, STALLS, KEEPS_AND_HANGS_UP, KEEPS_AND_STALLS])
def test_without_an_answer_it_is_sent_again_with_the_same_id_and_counted(
    world: World, server: Server, fault: Fault
) -> None:
    world.person("mina")
    assert counted(world, server.will("dot", fault)) == {"unknown": 1}
    (doubtful,) = outbox(world)
    assert (doubtful.state, doubtful.unknowns) == ("unknown", 1)
    assert counted(world.later(minutes=5), server) == {"sent": 1}
    assert set(server.ids) == {f"<{doubtful.message_id}>"}
    assert len(server.ids) == 1 + fault.keeps
    assert [one.unknowns for one in outbox(world)] == [1]


@pytest.mark.parametrize("phase", ["connect", "EHLO", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("fault", [HANGS_UP, STALLS, replies("421 closing")])
def test_trouble_with_the_connection_burns_no_attempt(world: World, server: Server, phase: str, fault: Fault) -> None:
    newcomers(world, 3)
    relay(world, server.will(phase, fault), workers=1)
    assert {one.attempts for one in outbox(world)} <= {0, 1}
    assert all(one.state in ("ready", "sent") for one in outbox(world))
    assert all(one.attempts == 0 for one in outbox(world) if one.state == "ready")
    relay(world.later(minutes=6), server)
    assert states(world) == {"sent": 3}
    assert len(server.received) == 3


def test_a_server_that_is_away_takes_nothing_and_everything_stays_ready(world: World) -> None:
    newcomers(world, 5)
    with serving() as gone:
        pass
    tally = relay(world, gone, workers=3)
    assert tally.trouble and not tally.counts
    assert states(world) == {"ready": 5}
    assert {(one.attempts, one.unknowns) for one in outbox(world)} == {(0, 0)}


@pytest.mark.parametrize("reply", ["553 5.7.1 you are not preceptor@example.org", "530 5.7.0 log in first"])
def test_a_sender_that_is_refused_gives_up_no_mail(world: World, server: Server, reply: str) -> None:
    newcomers(world, 3)
    server.always["MAIL"] = replies(reply)
    tally = relay(world, server)
    assert tally.trouble and reply[:9] in tally.trouble
    assert states(world) == {"ready": 3}


def test_one_connection_too_many_does_not_stop_the_others(world: World, server: Server) -> None:
    newcomers(world, 20)
    tally = relay(world, server.will("connect", SLOW, replies("421 too many connections")), workers=2)
    assert dict(tally.counts)["sent"] >= 19
    assert not tally.trouble
    relay(world, server)
    assert states(world) == {"sent": 20}


def test_a_mail_that_cannot_be_made_is_held_and_the_others_go(world: World, server: Server) -> None:
    class Broken(FolderLetters):
        def letter(self, kind: str, values: Any) -> Any:
            if values["to"]["login"] == "mina":
                raise BadInput("who is this?")
            return super().letter(kind, values)

    world.people("mina", "nora")
    assert counted(world, server, papers=Broken(folder=ROOT)) == {"held": 1, "sent": 1}
    (held,) = [one for one in outbox(world) if one.state == "held"]
    assert held.last_reply == "who is this?"
    assert [one["instance"] for one in world.mine(OWNER)] == [f"N-{held.id}"]


def test_a_template_that_runs_away_holds_its_mail_and_no_other(world: World, server: Server, tmp_path: Path) -> None:
    own = tmp_path / "templates/email/person-added/body.txt"
    own.parent.mkdir(parents=True)
    own.write_text("{% if to.login == 'mina' %}{{ 'x' * 9999999 }}{% endif %}")
    world.people("mina", "nora")
    assert counted(world, server, papers=FolderLetters(folder=tmp_path)) == {"held": 1, "sent": 1}
    (held,) = [one for one in outbox(world) if one.state == "held"]
    assert "larger than 1000000 characters" in held.last_reply
    assert "person-added/body.txt:1" in held.last_reply


def test_a_subject_that_could_forge_a_header_is_held(world: World, server: Server) -> None:
    class Forging(FolderLetters):
        def letter(self, kind: str, values: Any) -> Any:
            return replace(super().letter(kind, values), subject="=?utf-8?q?=0ABcc=3A_x=40example=2Eorg?=")

    world.person("mina")
    assert counted(world, server, papers=Forging(folder=ROOT)) == {"held": 1}
    assert server.commands == []


def test_nobody_is_mailed_who_has_left(world: World, server: Server) -> None:
    world.people("mina", "nora")
    leaving.deactivate(world.by(OWNER), "mina")
    assert counted(world, server) == {"dead": 1, "dropped": 1, "sent": 1}
    assert world.mine(OWNER) == []
    assert server.recipients == ["nora@example.org"]


def test_whoever_is_asked_to_stop_finishes_the_mail_in_hand_and_gives_the_rest_back(
    world: World, server: Server
) -> None:
    newcomers(world, 40)
    server.always["dot"] = SLOW
    tally = relay(world, server, workers=2, stop_when=lambda: len(server.received) >= 3)
    sent = tally.counts["sent"]
    assert 3 <= sent <= 6
    assert states(world) == {"sent": sent, "ready": 40 - sent}
    assert len(server.received) == sent
    assert {one.unknowns for one in outbox(world)} == {0}


def test_a_pace_is_kept(world: World, server: Server) -> None:
    newcomers(world, 4)
    started = time.monotonic()
    assert counted(world, server, pause=lambda: 0.1, workers=1) == {"sent": 4}
    assert time.monotonic() - started > 0.35


def test_a_lease_is_kept_while_a_server_is_slow(world: World, server: Server) -> None:
    world.person("mina")
    server.will("dot", Fault(silence=0.9))
    patient = relay(world, server, lease=timedelta(seconds=0.3), timeouts=Timeouts())
    assert patient.counts == {"sent": 1}
    assert [one.unknowns for one in outbox(world)] == [0]
