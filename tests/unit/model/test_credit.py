"""Which observations count toward a rung, by rules that know what people may do and nothing else."""

from datetime import date

import pytest

from preceptor.model.credit import CREDIT_RULES, Counted, NotCounted, Occasion, raters

TRAINEE, TEACHER, LEADER, NEWCOMER, STRANGER = range(1, 6)
LOGINS = {TRAINEE: "tea", TEACHER: "ted", LEADER: "lea", NEWCOMER: "new", STRANGER: "stu"}


def an_occasion(performer, *watchers, leads=(TEACHER, LEADER), teaches=(TEACHER,), newcomers=(NEWCOMER,)):
    return Occasion(
        held_on=date(2026, 3, 2),
        performer=performer,
        watchers=frozenset(watchers),
        leads=frozenset(leads),
        teaches=frozenset(teaches),
        newcomers=frozenset(newcomers),
        logins=LOGINS,
    )


def judged(rule, occasion, *, stand_in=False):
    return CREDIT_RULES[rule].judge(occasion, TRAINEE, stand_in)


@pytest.mark.parametrize(
    ("rule", "occasion", "observers"),
    [
        ("watches", an_occasion(LEADER, TRAINEE), (LEADER,)),
        ("watches", an_occasion(LEADER, TRAINEE, STRANGER), (LEADER,)),
        ("performs-watched", an_occasion(TRAINEE, TEACHER), (TEACHER,)),
        ("performs-watched", an_occasion(TRAINEE, STRANGER, TEACHER), (TEACHER,)),
        ("performs-for-newcomer", an_occasion(TRAINEE, NEWCOMER, leads=[TRAINEE]), (NEWCOMER,)),
        ("performs-for-newcomer", an_occasion(TRAINEE, NEWCOMER, TEACHER, leads=[TRAINEE]), (NEWCOMER,)),
    ],
)
def test_it_counts(rule, occasion, observers):
    assert judged(rule, occasion) == Counted(observers=observers)


@pytest.mark.parametrize(
    ("rule", "occasion", "why"),
    [
        ("watches", an_occasion(LEADER, STRANGER), "tea is to watch"),
        ("watches", an_occasion(TRAINEE, LEADER), "tea is to watch"),
        ("watches", an_occasion(STRANGER, TRAINEE), "stu, who performed, did not hold `lead` on 2026-03-02"),
        ("watches", an_occasion(TEACHER, TRAINEE, leads=[]), "did not hold `lead`"),
        ("performs-watched", an_occasion(LEADER, TRAINEE), "tea is to perform, and lea did"),
        ("performs-watched", an_occasion(TRAINEE, LEADER), "nobody who watched held `teach`"),
        ("performs-watched", an_occasion(TRAINEE, TRAINEE, teaches=[TRAINEE]), "nobody who watched held `teach`"),
        ("performs-for-newcomer", an_occasion(LEADER, NEWCOMER), "tea is to perform"),
        ("performs-for-newcomer", an_occasion(TRAINEE, NEWCOMER), "tea did not hold `lead`"),
        ("performs-for-newcomer", an_occasion(TRAINEE, TEACHER, leads=[TRAINEE]), "no newcomer"),
        ("performs-for-newcomer", an_occasion(TRAINEE, TEACHER, leads=[TRAINEE], newcomers=[9]), "no newcomer"),
    ],
)
def test_it_does_not_count_and_says_why(rule, occasion, why):
    found = judged(rule, occasion)
    assert isinstance(found, NotCounted)
    assert why in found.why


def test_a_colleague_stands_in_where_no_newcomer_came():
    alone = an_occasion(TRAINEE, STRANGER, leads=[TRAINEE])
    assert judged("performs-for-newcomer", alone, stand_in=True) == Counted(observers=(STRANGER,), stand_in=True)
    with_newcomer = an_occasion(TRAINEE, STRANGER, NEWCOMER, leads=[TRAINEE])
    assert judged("performs-for-newcomer", with_newcomer, stand_in=True) == Counted(observers=(NEWCOMER,))


def test_standing_in_makes_nobody_able_to_lead():
    found = judged("performs-for-newcomer", an_occasion(TRAINEE, STRANGER), stand_in=True)
    assert isinstance(found, NotCounted)


@pytest.mark.parametrize(
    ("rule", "present", "able"),
    [
        ("watches", {TEACHER, TRAINEE}, {TEACHER}),
        ("performs-watched", {TEACHER, LEADER, TRAINEE}, {TEACHER}),
        ("performs-watched", {LEADER, TRAINEE}, {9}),
        ("performs-for-newcomer", {TEACHER, TRAINEE}, {9}),
    ],
)
def test_who_was_there_and_may_teach_rates_and_else_the_preceptor(rule, present, able):
    found = raters(CREDIT_RULES[rule], frozenset(present), frozenset({TEACHER}), TRAINEE, 9)
    assert found == able


def test_a_trainee_who_may_teach_does_not_rate_themselves():
    for rule in CREDIT_RULES.values():
        assert TRAINEE not in raters(rule, frozenset({TRAINEE}), frozenset({TRAINEE}), TRAINEE, 9)


def test_every_rule_says_what_it_asks_for_without_the_names_of_rungs():
    for name, rule in CREDIT_RULES.items():
        assert rule.name == name
        assert rule.summary.endswith(".")
        assert "rung" not in rule.summary
