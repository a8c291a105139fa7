"""Events and their chain, what they project to, who is told of them, and what logins may look like."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preceptor.model.event import GENESIS, Event, Happening, chain_hash, moment, payload_digest
from preceptor.model.identity import (
    email_problem,
    is_printable,
    login_problem,
    name_problem,
    printable,
    text_problem,
)
from preceptor.model.obligation import Obligation
from preceptor.model.projection import Delete, Insert, Update, kinds, project
from preceptor.model.refusal import Refusal
from preceptor.notices import notices_about

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def an_event(**rest):
    fields = {
        "id": 1,
        "stream": "pairing:1",
        "seq": 1,
        "kind": "rung-advanced",
        "at": AT,
        "actor": 2,
        "request": "r",
        "fixed_clock": False,
        "data": {"pairing": 1, "state": "bake"},
        "payload_digests": ("a" * 64,),
        "previous": GENESIS,
        "hash": "",
        **rest,
    }
    event = Event(**fields)
    return replace(event, hash=event.computed_hash())


# the chain


def test_a_hash_covers_everything_that_an_event_says():
    event = an_event()
    assert event.hash == event.computed_hash()
    changes = {
        "stream": "pairing:2",
        "seq": 2,
        "kind": "rung-repeated",
        "at": AT + timedelta(microseconds=1),
        "actor": None,
        "request": None,
        "fixed_clock": True,
        "data": {"pairing": 1, "state": "baked"},
        "payload_digests": (),
        "previous": "1" * 64,
    }
    hashes = {replace(event, **{key: value}).computed_hash() for key, value in changes.items()}
    assert len(hashes) == len(changes)
    assert event.hash not in hashes


def test_an_events_place_in_the_database_is_no_part_of_what_it_says():
    assert replace(an_event(), id=99).computed_hash() == an_event().hash


def test_the_hash_is_written_down_so_that_anybody_can_check_it():
    contents = '["s",1,"k","2026-03-02T09:30:00.000000+00:00",null,null,false,{"b":1},["d"]]'
    expected = hashlib.sha256(f"{GENESIS}\n{contents}".encode()).hexdigest()
    found = chain_hash(
        previous=GENESIS,
        stream="s",
        seq=1,
        kind="k",
        at=AT,
        actor=None,
        request=None,
        fixed_clock=False,
        data={"b": 1},
        payload_digests=("d",),
    )
    assert found == expected


def test_a_payload_and_whose_it_is_are_known_by_a_salted_digest():
    digest = payload_digest("00", 1, {"a": 1, "b": 2})
    assert payload_digest("00", 1, {"b": 2, "a": 1}) == digest
    others = [("01", 1, {"a": 1, "b": 2}), ("00", None, {"a": 1, "b": 2}), ("00", 1, {"a": 1})]
    assert digest not in {payload_digest(*other) for other in others}


def test_a_moment_is_written_in_utc_to_the_microsecond():
    elsewhere = datetime(2026, 3, 2, 11, 30, tzinfo=timezone(timedelta(hours=2)))
    assert moment(elsewhere) == moment(AT) == "2026-03-02T09:30:00.000000+00:00"
    with pytest.raises(ValueError):
        moment(datetime(2026, 3, 2, 9, 30))  # noqa: DTZ001


# projection


def changes(kind, data, *bodies):
    return list(project(kind, data, bodies, AT))


def owed(identity, **rest):
    return {
        "id": identity,
        "kind": "rung",
        "person": 1,
        "process": "baking",
        "opens_at": moment(AT),
        "due_at": moment(AT),
        **rest,
    }


def test_any_event_opens_ends_and_moves_obligations():
    data = {"pairing": 1, "owed": [owed(7)], "settled": [5], "moved": [{"id": 6, "due_at": moment(AT)}]}
    opened, ended, moved = changes("pairing-touched", data)
    assert isinstance(opened, Insert)
    assert (opened.values["id"], opened.values["due_at"], opened.values["closed_at"]) == (7, AT, None)
    assert ended == Update(table="obligations", key={"id": 5}, values={"closed_at": AT, "next_reminder_at": None})
    assert moved == Update(table="obligations", key={"id": 6}, values={"due_at": AT, "next_reminder_at": None})


def test_a_move_changes_what_its_event_says_and_nothing_else():
    (change,) = changes("pairing-extended", {"pairing": 1, "revision": 4, "due_at": moment(AT)})
    assert change == Update(table="pairings", key={"id": 1}, values={"revision": 4, "due_at": AT})
    (change,) = changes("pairing-resumed", {"pairing": 1, "revision": 5, "state": "bake", "back": None})
    assert change.values == {"revision": 5, "state": "bake", "back": None}


def test_a_struck_observation_stays_and_what_it_counted_for_goes():
    first, *rest = changes("observation-voided", {"observation": 3})
    assert first == Update(table="observations", key={"id": 3}, values={"voided_at": AT})
    tables = {"credits", "credit_observers", "participants", "ratings", "feedback"}
    assert {one.table for one in rest} == tables
    assert all(one == Delete(table=one.table, key={"observation_id": 3}) for one in rest)


def test_what_was_caught_up_with_by_a_struck_observation_is_due_again():
    groups = [{"by": "2026-07-13", "for": "2.0.0", "certifications": [5, 6]}]
    found = changes("observation-voided", {"observation": 3, "refresh": groups})
    values = {"refresh_by": date(2026, 7, 13), "refresh_for": "2.0.0"}
    assert [one for one in found if one.table == "certifications"] == [
        Update(table="certifications", key={"id": identity}, values=values) for identity in (5, 6)
    ]


def test_who_was_erased_is_nobody_whose_events_can_still_be_folded():
    (change,) = changes("person-added", {"person": 4, "hours": 3}, None)
    assert (change.values["login"], change.values["name"], change.values["email"]) == ("erased-4", "erased", None)
    (observed, *_) = changes(
        "observation-recorded",
        {
            "observation": 1,
            "process": "baking",
            "role": "baker",
            "held_on": "2026-03-02",
            "performer": 1,
            "watchers": [],
        },
        None,
    )
    assert (observed.values["subject"], observed.values["held_on"]) == ("erased", date(2026, 3, 2))


def test_everybody_in_an_observation_takes_part_and_one_performs():
    data = {
        "observation": 1,
        "process": "baking",
        "role": "baker",
        "held_on": "2026-03-02",
        "performer": 1,
        "watchers": [2, 3],
    }
    _, *people = changes("observation-recorded", data, {"subject": "a loaf"})
    assert [(one.values["person_id"], one.values["performed"]) for one in people] == [
        (1, True),
        (2, False),
        (3, False),
    ]


def test_a_renewal_ends_what_it_renews():
    data = {
        "certification": 2,
        "person": 1,
        "process": "baking",
        "role": "baker",
        "capability": "lead",
        "version": "1.0.0",
        "edition": "e",
        "source": "renewal",
        "idle_days": 1,
        "idle_occasions": 1,
        "granted_on": "2026-03-02",
        "valid_until": "2027-03-02",
        "renews": 1,
    }
    _, renewed = changes("certification-renewed", data)
    assert renewed == Update(table="certifications", key={"id": 1}, values={"renewed_by": 2})


def test_an_unknown_kind_of_event_is_not_passed_over():
    with pytest.raises(KeyError):
        changes("oven-exploded", {})
    assert {"rung-advanced", "person-erased", "certification-lapsed"} <= kinds()


# notices


def a_happening(kind, stream="pairing:1", **data):
    return Happening(stream=stream, kind=kind, data={"trainee": 1, "preceptor": 2, "person": 3, **data})


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("person-added", [3]),
        ("pairing-started", [1, 2]),
        ("pairing-reassigned", [1, 2]),
        ("rung-advanced", [1, 2]),
        ("rung-repeated", [1, 2]),
        ("certification-granted", [3]),
        ("certification-renewed", [3]),
        ("certification-revoked", [3]),
        ("certification-lapsed", [3]),
        ("observation-recorded", []),
        ("observation-credited", []),
        ("feedback-given", []),
        ("pairing-paused", []),
        ("pairing-touched", []),
    ],
)
def test_who_is_told(kind, told):
    assert [one.to for one in notices_about(a_happening(kind, revision=2))] == told


def test_no_two_notices_have_the_same_key():
    happenings = [
        a_happening("pairing-started"),
        a_happening("pairing-started", stream="pairing:2"),
        *(a_happening("rung-advanced", revision=number) for number in (2, 3, 12)),
        a_happening("rung-repeated", revision=4),
        *(a_happening("certification-granted", stream="person:3", certification=number) for number in (1, 2)),
        a_happening("certification-lapsed", stream="person:3", certification=1),
        a_happening("certification-revoked", stream="person:3", certification=1),
    ]
    keys = [one.dedup_key for happening in happenings for one in notices_about(happening)]
    assert len(keys) == len(set(keys)) == 16
    again = [one.dedup_key for happening in happenings for one in notices_about(happening)]
    assert again == keys


def test_somebody_who_is_both_is_told_once():
    both = Happening(stream="pairing:1", kind="pairing-started", data={"trainee": 1, "preceptor": 1})
    assert [one.to for one in notices_about(both)] == [1]


def test_a_notice_holds_ids_and_words_and_no_obligations():
    (one, _) = notices_about(a_happening("rung-advanced", revision=2, state="bake", owed=[1], settled=[2]))
    assert set(one.context) == {"trainee", "preceptor", "person", "state"}
    assert one.thread == "pairing:1"


# identity


@pytest.mark.parametrize(
    "login", ["a", "mina", "anna-lena", "j.doe_2", "7of9", "x" * 64, "systema", "p1", "p-one", "bot-1"]
)
def test_a_login(login):
    assert login_problem(login) is None


@pytest.mark.parametrize(
    "login", ["", "Mina", "-a", ".a", "a b", "a/b", "ä", "x" * 65, "a\n", "erased-7", "a\x1b[2J", "\udcff"]
)
def test_what_is_no_login_is_said_in_letters_that_can_be_printed(login):
    problem = login_problem(login)
    assert problem
    assert problem.isprintable()


@pytest.mark.parametrize("login", ["system", "erased-x", "p-1", "o-12", "ch-4", "r-3", "rec-7", "t-5", "rp-2"])
def test_what_means_something_else_is_no_login(login):
    assert login_problem(login)


@pytest.mark.parametrize("name", ["Mina Ortiz", "李小龍", "O'Neil", "می\u200cنا", "Anne\u00a0Marie", "x" * 200])
def test_a_name(name):
    assert name_problem(name) is None


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\nb", "a\x00", "\u202egnp", "\u200d", "\u00a0"])
def test_what_is_no_name(name):
    problem = name_problem(name)
    assert problem
    assert is_printable(problem)


@pytest.mark.parametrize("email", ["a@b", "mina.ortiz+x@example.org", "o'neil@mail.example.org", "żółć@exämple.org"])
def test_an_address(email):
    assert email_problem(email) is None


@pytest.mark.parametrize(
    "email",
    [
        "",
        "mina",
        "@example.org",
        "mina@",
        "a b@example.org",
        "a@b@c",
        "a@exa mple.org",
        "a\r\nBcc: x@example.org",
        "a@example.org\n",
        "=?utf-8?q?a?=@example.org",
        "<a@example.org>",
        "a,b@example.org",
        "x" * 65 + "@example.org",
        "a@example.org\x00",
        "\udcff@example.org",
        f"mina@{'ä' * 64}.org",
        "mina@ä..org",
    ],
)
def test_what_is_no_address(email):
    problem = email_problem(email)
    assert problem
    assert problem.isprintable()


@pytest.mark.parametrize(
    "text",
    ["می\u200cشود", "\U0001f469\u200d\U0001f4bb restarts", "5\u00a0%", "5\u202f%", "山田\u3000花子", "one\nand\ttwo"],
)
def test_any_writing_is_text(text):
    assert text_problem(text, 100, breaks="\n\t") is None


@pytest.mark.parametrize("one", [*"\x00\x1b\x7f\x85\r\u061c\u200e\u200f\u202a\u202e\u2066\u2069\u2028\u2029\udcff"])
def test_what_moves_a_cursor_or_turns_a_line_around_is_no_text(one):
    assert text_problem(f"left{one}right", 100, breaks="\n\t") == "has characters that cannot be printed"
    assert printable(f"left{one}right") == "left?right"


@pytest.mark.parametrize("text", ["", " ", "\n", "\u00a0", "\u200c\u200d"])
def test_a_text_of_which_nothing_can_be_seen_is_empty(text):
    assert text_problem(text, 100, breaks="\n") == "is empty"


def test_a_text_has_a_longest_length():
    assert text_problem("ab", 2) is None
    assert text_problem("abc", 2) == "is longer than 2 characters"


@given(st.text())
def test_what_is_printable_can_be_printed(text):
    assert is_printable(printable(text))
    assert len(printable(text)) == len(text)


# records that cannot be


def test_an_obligation_is_owed_by_exactly_one():
    fields = {"id": 1, "kind": "rung", "process": "baking", "opens_at": AT, "due_at": AT}
    assert Obligation(**fields, person=1).person == 1
    for wrong in ({}, {"person": 1, "team": 1}):
        with pytest.raises(ValueError):
            Obligation(**fields, **wrong)


def test_a_refusal_has_a_reason():
    with pytest.raises(ValueError):
        Refusal(reasons=())
