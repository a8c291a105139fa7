"""What a record of the past is evidence for."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from preceptor.model.certification import FULL, Certification, Practice, latest, standing
from preceptor.model.credit import CREDIT_RULES
from preceptor.model.recognition import EVIDENCE, Past, held, rung_credited, spans, subject_key

ADA, BEA, CEM = 1, 2, 3
BEGIN = date(2024, 1, 1)


def a_past(**given: object) -> Past:
    empty: frozenset[int] = frozenset()
    values = {"performer": ADA, "watchers": (BEA,), "teachers": empty, "watched": empty, "performed": empty, **given}
    return Past(**values)  # type: ignore[arg-type]


def seen(person: int, **given: object) -> dict[str, tuple[int, ...]]:
    found = {rule: evidence(a_past(**given), person) for rule, evidence in EVIDENCE.items()}
    return {rule: observers for rule, observers in found.items() if observers}


def test_every_rule_has_its_sibling() -> None:
    assert EVIDENCE.keys() == CREDIT_RULES.keys()


def test_watching_is_evidence_whoever_performed() -> None:
    assert seen(BEA) == {"watches": (ADA,)}
    assert seen(CEM) == {}


def test_performing_is_evidence_where_somebody_who_may_teach_watched() -> None:
    assert seen(ADA) == {}
    assert seen(ADA, watchers=(BEA, CEM), teachers={CEM}) == {"performs-watched": (CEM,)}


def test_performing_for_a_newcomer_asks_that_the_performer_watched_before_and_the_newcomer_did_nothing() -> None:
    assert seen(ADA, watched={ADA}) == {"performs-for-newcomer": (BEA,)}
    assert seen(ADA, watched={ADA, BEA}) == {}
    assert seen(ADA, watched={ADA}, performed={BEA}) == {}
    assert seen(ADA) == {}


def test_the_lowest_rung_that_lacks_credit_is_credited_else_the_highest() -> None:
    assert rung_credited(["watch", "reverse"], ["watch", "do-watched", "reverse"]) == "watch"
    assert rung_credited(["watch", "reverse"], ["do-watched", "reverse"]) == "reverse"
    assert rung_credited(["watch", "reverse"], ["do-watched"]) == "reverse"


def test_a_subject_is_the_same_in_any_case_and_spacing() -> None:
    assert subject_key(" V1.21  final ") == subject_key("v1.21 Final")


DAYS = st.integers(0, 500).map(lambda days: BEGIN + timedelta(days=days))
GRANTS = st.lists(
    st.builds(
        lambda id_, granted_on, length, lapsed, revoked, refresh: Certification(
            id=id_,
            person=ADA,
            process="p",
            role="r",
            capability="lead",
            version="1.0.0",
            edition="e",
            granted_on=granted_on,
            valid_until=granted_on + timedelta(days=length),
            source="founder",
            idle_days=60,
            idle_occasions=3,
            lapsed_on=lapsed and granted_on + timedelta(days=lapsed),
            revoked_on=revoked and granted_on + timedelta(days=revoked),
            refresh_by=refresh and granted_on + timedelta(days=refresh),
        ),
        st.integers(1, 10),
        DAYS,
        st.integers(0, 300),
        *(st.none() | st.integers(1, 300) for _ in range(3)),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda one: one.id,
)


@given(GRANTS, st.lists(DAYS, max_size=12), st.lists(DAYS, max_size=5), st.lists(DAYS, min_size=1, max_size=20))
def test_the_spans_are_what_the_standing_says_of_each_day(
    grants: list[Certification], others: list[date], own: list[date], days: list[date]
) -> None:
    practice = Practice(occasions=tuple(sorted(others + own)), own=tuple(sorted(own)))
    found = spans(grants, lambda _: practice)
    for on in days:
        speaking = latest(grants, on).get((ADA, "lead"))
        expected = speaking is not None and standing(speaking, practice, on) in FULL
        assert held(found, ADA, "lead", on) == expected
    assert not held(found, BEA, "lead", BEGIN)
