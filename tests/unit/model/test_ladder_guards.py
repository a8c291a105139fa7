"""Each guard of a pairing: silent where the move may happen, and else the reason, who can mend it, and how."""

from dataclasses import replace
from datetime import date

import pytest
from tests.unit.model.facts import (
    LADDER,
    LEE,
    OTHER,
    OWEN,
    PREC,
    STU,
    TEA,
    a_credit,
    a_pairing,
    some_facts,
    with_person,
)

from preceptor.model.ladder_guards import LADDER_GUARDS
from preceptor.model.pairing import Load
from preceptor.model.refusal import Reason

FACTS = some_facts()
HOLDING = {(PREC, "teach"): "valid", (TEA, "lead"): "valid"}
MET = {"names-it": "met"}


def reasons(name, facts):
    return list(LADDER_GUARDS[name].reasons(facts))


@pytest.mark.parametrize("name", LADDER_GUARDS)
def test_where_the_move_may_happen_a_guard_is_silent(name):
    facts = FACTS
    if name == "not-yet-rated":
        facts = replace(facts, credits=(a_credit(1, ratings={"names-it": "not-yet"}),))
    assert reasons(name, facts) == []


@pytest.mark.parametrize(
    ("name", "facts", "message", "who", "command"),
    [
        (
            "people-active",
            with_person(FACTS, PREC, active=False),
            "the preceptor prec is not active",
            ("owen",),
            "preceptor person change prec --active",
        ),
        (
            "people-active",
            with_person(FACTS, TEA, active=False),
            "the trainee tea is not active",
            ("owen",),
            "preceptor person change tea --active",
        ),
        (
            "people-active",
            with_person(FACTS, TEA, active=False, login=f"erased-{TEA}"),
            f"the trainee erased-{TEA} was erased, and comes back as somebody new",
            ("owen",),
            None,
        ),
        (
            "preceptor-teaches",
            with_person(FACTS, PREC, active=False),
            "the preceptor prec is not active",
            ("lee", "owen"),
            "preceptor pairing reassign P-1 --preceptor LOGIN --why WHY",
        ),
        (
            "preceptor-teaches",
            with_person(replace(FACTS, begun=False), PREC, active=False),
            "the preceptor prec is not active",
            ("lee", "owen"),
            "preceptor pairing suggest --process baking --role baker",
        ),
        (
            "trainee-is-not-preceptor",
            replace(FACTS, pairing=a_pairing(preceptor=TEA)),
            "tea cannot be their own preceptor: nobody signs for themselves",
            ("prec", "other"),
            "preceptor pairing suggest --process baking --role baker",
        ),
        (
            "trainee-learns",
            replace(FACTS, standings=HOLDING),
            "tea holds `lead` for baker already",
            ("owen",),
            "preceptor certification list --process baking --person tea",
        ),
        (
            "one-pairing-at-a-time",
            replace(FACTS, other_pairing="P-7"),
            "tea climbs this ladder already in P-7",
            ("lee", "owen"),
            "preceptor pairing show P-7",
        ),
        (
            "preceptor-teaches",
            replace(FACTS, standings={}),
            "`teach` for baker in baking was never granted",
            ("owen",),
            "preceptor certification grant prec --process baking --role baker --why WHY",
        ),
        (
            "preceptor-teaches",
            replace(FACTS, standings={(PREC, "teach"): "lapsed"}),
            "has lapsed",
            ("owen",),
            "preceptor certification grant prec --process baking --role baker --why WHY",
        ),
        (
            "preceptor-teaches",
            replace(FACTS, standings={(PREC, "teach"): "revoked", (PREC, "lead"): "valid"}),
            "was revoked",
            ("owen",),
            "preceptor certification grant prec --process baking --role baker --why WHY",
        ),
        (
            "preceptor-has-room",
            replace(FACTS, preceptor_load=Load(as_preceptor=3)),
            "prec has 3 other open pairings; fewer than 3 are allowed",
            ("lee", "owen"),
            "preceptor pairing suggest --process baking --role baker",
        ),
        (
            "hours-left",
            with_person(replace(FACTS, preceptor_load=Load(hours=3)), PREC, hours=4),
            "prec has 4 hours a week for this, 3 of them taken; this pairing needs 2",
            ("owen",),
            "preceptor person change prec --hours HOURS",
        ),
        (
            "hours-left",
            with_person(FACTS, TEA, hours=3),
            "tea has 3 hours a week for this, 0 of them taken; this pairing needs 4",
            ("owen",),
            "preceptor person change tea --hours HOURS",
        ),
        (
            "counts-met",
            replace(FACTS, credits=FACTS.credits[:1]),
            "1 of 2 observations count on the rung `taste`; 1 more is needed",
            ("tea", "prec"),
            "preceptor pairing observe P-1 --on DATE --subject SUBJECT",
        ),
        (
            "observers-met",
            some_facts(state="bake", credits=(a_credit(1, rung="bake"), a_credit(2, rung="bake"))),
            "1 of 2 different observers on the rung `bake`; what is next has to be with somebody other than prec",
            ("other",),
            "preceptor pairing observe P-1 --on DATE --subject SUBJECT --watcher LOGIN",
        ),
        (
            "observers-met",
            some_facts(state="bake", credits=(a_credit(1, rung="bake"),)),
            "1 of 2 different observers on the rung `bake`; what is next has to be with somebody other than prec",
            ("other",),
            "preceptor pairing observe P-1 --on DATE --subject SUBJECT --watcher LOGIN",
        ),
        (
            "standards-met",
            replace(FACTS, credits=(a_credit(1, ratings={"names-it": "not-yet"}), a_credit(2))),
            "the standard `names-it` was rated not yet: Names what is in it.",
            ("prec",),
            "preceptor pairing observe P-1 --on DATE --subject SUBJECT --met names-it",
        ),
        (
            "standards-met",
            replace(FACTS, credits=(a_credit(1), a_credit(2, ratings={"enjoys-it": "met"})), raters=(PREC, OTHER)),
            "the standard `names-it` was not rated: Names what is in it.",
            ("prec", "other"),
            "preceptor pairing feedback O-1 --met names-it",
        ),
        (
            "standards-met",
            replace(FACTS, credits=(a_credit(1, ratings={"enjoys-it": "met"}),)),
            "the standard `names-it` was not rated: Names what is in it.",
            ("prec",),
            "preceptor pairing observe P-1 --on DATE --subject SUBJECT --met names-it",
        ),
        (
            "feedback-given",
            replace(FACTS, credits=(a_credit(1, feedback=False), a_credit(2))),
            "the feedback for O-1 (2026-03-01, loaf 1) is missing",
            ("prec",),
            "preceptor pairing feedback O-1 --well TEXT --change TEXT --next TEXT",
        ),
        (
            "feedback-given",
            replace(FACTS, credits=(a_credit(1, feedback=False), a_credit(2)), feedback_from={1: OTHER}),
            "the feedback for O-1 (2026-03-01, loaf 1) is missing",
            ("other",),
            "preceptor pairing feedback O-1 --well TEXT --change TEXT --next TEXT",
        ),
        (
            "not-yet-rated",
            FACTS,
            "no standard of this rung is rated not yet",
            ("prec",),
            "preceptor pairing observe P-1 --on DATE --subject SUBJECT --not-yet STANDARD",
        ),
        (
            "later-than-before",
            replace(FACTS, wanted_due=date(2026, 4, 1), present_due=date(2026, 4, 1)),
            "2026-04-01 does not extend the deadline: it is 2026-04-01 now",
            ("lee", "owen"),
            "preceptor pairing extend P-1 --due DATE --why WHY",
        ),
        (
            "later-than-before",
            replace(FACTS, wanted_due=date(2026, 3, 8), present_due=date(2026, 3, 1)),
            "2026-03-08 lies in the past",
            ("lee", "owen"),
            "preceptor pairing extend P-1 --due DATE --why WHY",
        ),
        (
            "later-than-before",
            replace(FACTS, wanted_due=date(2026, 3, 8), present_due=None),
            "2026-03-08 lies in the past",
            ("lee", "owen"),
            "preceptor pairing extend P-1 --due DATE --why WHY",
        ),
    ],
)
def test_a_guard_says_what_is_missing_who_can_supply_it_and_how(name, facts, message, who, command):
    (reason,) = reasons(name, facts)
    assert isinstance(reason, Reason)
    assert (reason.guard, reason.who, reason.command) == (name, who, command)
    assert message in reason.message


def test_where_there_was_no_deadline_any_day_to_come_is_one():
    assert reasons("later-than-before", replace(FACTS, wanted_due=FACTS.today, present_due=None)) == []


def test_both_who_left_are_told():
    gone = with_person(with_person(FACTS, PREC, active=False), TEA, active=False)
    assert len(reasons("people-active", gone)) == 2


def test_who_is_due_for_refresh_has_full_standing():
    facts = replace(FACTS, standings={(PREC, "teach"): "refresh-due"})
    assert reasons("preceptor-teaches", facts) == []


def test_hours_that_are_not_tracked_block_nobody():
    facts = replace(FACTS, trainee_load=Load(hours=99), preceptor_load=Load(hours=99))
    assert reasons("hours-left", facts) == []


def test_an_advisory_standard_blocks_nothing():
    rung = replace(LADDER.rungs[0], standards=(LADDER.rungs[0].standards[1],))
    facts = replace(FACTS, ladder=replace(LADDER, rungs=(rung, LADDER.rungs[1])), credits=())
    assert reasons("standards-met", facts) == []


def test_the_latest_rating_counts():
    rated = [a_credit(1, ratings={"names-it": "not-yet"}), a_credit(2, ratings=MET)]
    assert reasons("standards-met", replace(FACTS, credits=tuple(rated))) == []
    again = replace(FACTS, credits=(*rated, a_credit(3, ratings={"names-it": "not-yet"})))
    assert len(reasons("standards-met", again)) == 1


def test_an_observation_that_nobody_rated_matters_while_a_required_standard_has_no_rating():
    bare, advised = a_credit(1), a_credit(2, ratings={"enjoys-it": "met"})
    assert replace(FACTS, credits=(bare, a_credit(2), advised)).unrated == a_credit(2)
    assert replace(FACTS, credits=(bare, a_credit(2, ratings=MET))).unrated is None
    assert replace(FACTS, credits=(advised,)).unrated is None
    assert some_facts(state="cold", credits=(bare,)).unrated is None


@pytest.mark.parametrize(
    ("standings", "needed"),
    [
        ({(PREC, "teach"): "valid", (OTHER, "teach"): "valid", (STU, "teach"): "valid"}, 2),
        ({(PREC, "teach"): "valid", (OTHER, "teach"): "refresh-due"}, 2),
        ({(PREC, "teach"): "valid", (OTHER, "teach"): "lapsed"}, 1),
        ({(PREC, "teach"): "valid", (OTHER, "lead"): "valid"}, 1),
        ({(PREC, "teach"): "valid", (TEA, "teach"): "valid"}, 1),
        ({}, 1),
    ],
)
def test_distinct_observers_are_as_many_as_there_are_teachers_but_one_at_least(standings, needed):
    assert some_facts(state="bake", standings=standings).observers_needed == needed


def test_nobody_is_told_to_find_another_observer_while_anybody_will_do():
    nothing_yet = some_facts(state="bake", credits=())
    two_to_go = some_facts(state="bake", credits=(a_credit(1, rung="bake"),))
    long_rung = replace(two_to_go.ladder.rungs[1], observations=3)
    two_to_go = replace(two_to_go, ladder=replace(two_to_go.ladder, rungs=(two_to_go.ladder.rungs[0], long_rung)))
    assert reasons("observers-met", nothing_yet) == reasons("observers-met", two_to_go) == []


def test_who_left_need_not_be_avoided_as_an_observer():
    teachers = {(one, "teach"): "valid" for one in (PREC, OTHER, OWEN)}
    twice = (a_credit(1, rung="bake"), a_credit(2, rung="bake"))
    facts = with_person(some_facts(state="bake", credits=twice, standings=teachers), PREC, active=False)
    (reason,) = reasons("observers-met", facts)
    assert reason.message == "1 of 2 different observers on the rung `bake`"


def test_who_left_is_no_teacher():
    facts = with_person(some_facts(state="bake"), OTHER, active=False)
    assert facts.teachers == (PREC,)
    assert facts.observers_needed == 1


def test_relations_are_what_the_actor_is_to_the_pairing():
    assert some_facts(actor=TEA).relations == {"trainee", "anyone"}
    assert some_facts(actor=PREC).relations == {"preceptor", "anyone"}
    assert some_facts(actor=LEE).relations == {"team-lead", "anyone"}
    assert some_facts(actor=OWEN).relations == {"owner", "anyone"}
    assert some_facts(actor=TEA, owners=(TEA,), team_lead=TEA).relations == {
        "trainee",
        "team-lead",
        "owner",
        "anyone",
    }
    assert some_facts(actor=None).relations == frozenset()
    assert with_person(some_facts(actor=STU), STU, active=False).relations == frozenset()


@pytest.mark.parametrize("name", LADDER_GUARDS)
def test_every_guard_has_a_sentence_that_explains_it(name):
    assert LADDER_GUARDS[name].summary.endswith(".")
    assert LADDER_GUARDS[name].governs == "pairing"
