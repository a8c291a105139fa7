"""What becomes of a variant that takes effect later when the standard moves before that day."""

import pytest
from tests.support.changes import looser
from tests.support.following import slower
from tests.support.replay import replayed, stored
from tests.support.varying import Varying, an_overlay, due

from preceptor.model.overlay import Overlay, StepChanges
from preceptor.services import process_log
from preceptor.services.following.editions import Changed, editions_changed
from preceptor.services.following.moving import targets_of
from preceptor.services.reminding.running import remind

THAT_DAY = "2026-03-10"
#: Nothing that a version below changes.
ANOTHER_WORDING = an_overlay(prepare=StepChanges(how="Ask in our channel."))


def then_the_standard_moves(varying: Varying, *variants: tuple[Overlay, str | None]) -> Varying:
    """The standard goes from 1.0.0 to 1.1.0, which allows more time for research, an hour after the last of these
    variants of checkout was published: at once (None), or for a later day."""
    for overlay, day in variants:
        varying.published(overlay, effective=day)
        varying.world.later(hours=1)
    varying.changing.released(slower("1.1.0"))
    return varying


@pytest.fixture
def coming(varying: Varying) -> Varying:
    """A variant for a later day, and the standard moves."""
    return then_the_standard_moves(varying, (ANOTHER_WORDING, THAT_DAY))


@pytest.fixture
def conflicting(varying: Varying) -> Varying:
    """The same, where both changed the deadline for research."""
    return then_the_standard_moves(varying, (an_overlay(), THAT_DAY))


def days(varying: Varying) -> str:
    """How long the team has for its research now."""
    return str(next(one for one in varying.follows().steps if one.name == "research").due.within)


def owed(varying: Varying) -> list[tuple[str, str]]:
    """To which versions lena owes to carry the variant over, and by which day."""
    found = varying.world.mine("lena")
    return [(one["step"], one["due_at"][:10]) for one in found if one["kind"] == "rebase"]


def test_what_only_one_side_changed_is_kept_although_the_team_has_no_variant_yet(coming: Varying) -> None:
    assert days(coming) == "4 business days"
    coming.world.at("2026-03-11")
    assert days(coming) == "4 business days"
    assert "Ask in our channel." in next(one for one in coming.follows().steps if one.name == "prepare").how
    assert [(line["version"], line["state"]) for line in coming.listed()] == [("1.1.0", "current")]
    assert coming.world.owed("checkout/retrospective") == []


@pytest.mark.parametrize("waived", [False, True])
def test_the_change_that_published_it_is_the_one_that_holds_then_whatever_came_since(
    coming: Varying, waived: bool
) -> None:
    if waived:
        coming.waive("preventive-item", "2026-05-29", step="finalise")
    coming.world.later(hours=1)
    coming.changing.released(slower("1.2.0", 5))
    coming.world.at("2026-03-11")
    assert (days(coming), coming.changing.state("CH-1")) == ("5 business days", "in-force")
    first = process_log.log_team(coming.world.by(None), "retrospective", "checkout")[0]
    assert (first["version"], first["origin"], first["change"]) == ("1.2.0", "rebased", "CH-1")


def test_its_people_are_told_what_really_changes_for_them_then(coming: Varying) -> None:
    coming.world.at("2026-03-11")
    with coming.world.store.reading() as tx:
        change, standard = tx.change(1), tx.change(2)
        assert change and change.team and standard
        [changed] = editions_changed(tx, change)
        assert changed == Changed(team=change.team, before=standard.digest, after=coming.rows()[-1].digest)
        assert targets_of(tx, change).teams[change.team].digest == changed.after  # type: ignore[union-attr]
        assert [one.team for one in editions_changed(tx, standard)] == [None]


def test_a_conflict_is_owed_from_the_day_on_which_the_variant_takes_effect(conflicting: Varying) -> None:
    assert owed(conflicting) == [("1.1.0", "2026-03-24")]
    assert [line["state"] for line in conflicting.listed()] == ["conflict"]
    plan = conflicting.plan()
    assert (plan["old"], plan["to"], plan["effective"][:10]) == ("1.0.0", "1.1.0", THAT_DAY)
    assert [one["name"] for one in plan["conflicts"]] == ["research.due"]


def test_decided_before_that_day_the_team_never_goes_back(conflicting: Varying) -> None:
    conflicting.rebase(take={"research.due": "team"})
    assert conflicting.world.owed("checkout/retrospective") == []
    assert days(conflicting) == "4 business days"
    conflicting.world.at("2026-03-11")
    assert (days(conflicting), conflicting.listed()[0]["version"]) == ("2 business days", "1.1.0")
    remind(conflicting.world.by(None))
    with conflicting.world.store.reading() as tx:
        standard, decided = tx.change(2), tx.change(3)
        assert standard and decided
        [changed] = editions_changed(tx, decided)
    assert (changed.before, changed.after) == (standard.digest, conflicting.rows()[-1].digest)


def test_undecided_it_holds_as_it_was_published_and_the_log_says_so(conflicting: Varying) -> None:
    conflicting.world.at("2026-03-11")
    assert (days(conflicting), conflicting.listed()[0]["version"]) == ("2 business days", "1.0.0")
    conflict, variant, *_ = process_log.log_team(conflicting.world.by(None), "retrospective", "checkout")
    assert [(one["version"], one["origin"], one["effective_at"][:10]) for one in (conflict, variant)] == [
        ("1.1.0", "conflicted", "2026-03-02"),
        ("1.0.0", "published", THAT_DAY),
    ]


@pytest.mark.parametrize(
    ("now", "instead", "within"),
    [
        pytest.param((), {"research": due("1 business day")}, "1 business day", id="another deadline"),
        pytest.param((), {"research": StepChanges()}, "4 business days", id="nothing of its own"),
        pytest.param(
            ((ANOTHER_WORDING, None),), {"revise": due("1 business day")}, "4 business days", id="with a variant now"
        ),
    ],
)
def test_instead_the_team_proposes_something_else_which_holds_from_that_day_on(
    varying: Varying, now: tuple[tuple[Overlay, None], ...], instead: dict[str, StepChanges], within: str
) -> None:
    then_the_standard_moves(varying, *now, (an_overlay(), THAT_DAY))
    change = varying.propose(an_overlay(of="1.1.0", **instead))["id"]
    varying.approve(change)
    (reason,) = varying.refused("publish", change)
    assert (reason.guard, THAT_DAY in reason.message) == ("effective-not-past", True)
    varying.publish(change, effective=THAT_DAY)
    assert varying.world.owed("checkout/retrospective") == []
    varying.world.at("2026-03-11")
    assert days(varying) == within


@pytest.mark.parametrize(
    ("now", "owed_from"),
    [
        pytest.param(ANOTHER_WORDING, [THAT_DAY], id="the team follows until then"),
        pytest.param(an_overlay(), ["2026-03-02", THAT_DAY], id="it is behind already"),
    ],
)
def test_what_conflicts_is_owed_one_after_the_other_and_what_comes_later_last(
    varying: Varying, now: Overlay, owed_from: list[str]
) -> None:
    then_the_standard_moves(varying, (now, None), (an_overlay(research=due("1 business day")), THAT_DAY))
    for day in owed_from:
        assert varying.world.owed("checkout/retrospective") == [("rebase", "lena")]
        assert varying.rebase(take={"research.due": "team"})["effective"][:10] == day
    assert varying.world.owed("checkout/retrospective") == []
    assert [(one.version, one.effective_at.day) for one in varying.rows()] == [
        *(("1.0.0", 2), ("1.1.0", 2)),
        *(("1.0.0", 10), ("1.1.0", 10)),
    ]


def test_what_is_owed_for_a_later_day_is_due_sooner_once_the_team_is_behind_before(varying: Varying) -> None:
    quicker = an_overlay(review=StepChanges(how="Ask in our channel."), revise=due("1 business day"))
    then_the_standard_moves(varying, (quicker, None), (an_overlay(), "2026-04-10"))
    assert owed(varying) == [("1.1.0", "2026-04-24")]
    varying.world.later(hours=1)
    varying.changing.released(slower("1.2.0", 3, step="revise", of=slower("1.1.0")))
    assert owed(varying) == [("1.2.0", "2026-03-16")]
    with varying.world.store.reading() as tx:
        assert replayed(tx) == stored(tx)


def test_two_variants_to_come_are_both_carried_over_each_once(varying: Varying) -> None:
    varying.published(ANOTHER_WORDING, effective=THAT_DAY)
    varying.world.later(hours=1)
    varying.published(an_overlay(review=StepChanges(how="Ask there.")), effective="2026-03-20")
    for version in ("1.1.0", "1.2.0"):
        varying.world.later(hours=1)
        varying.changing.released(looser(version))
    assert [(one.version, one.effective_at.day) for one in varying.rows()] == [
        *((version, 10) for version in ("1.0.0", "1.1.0", "1.2.0")),
        *((version, 20) for version in ("1.0.0", "1.1.0", "1.2.0")),
    ]
    with varying.world.store.reading() as tx:
        assert replayed(tx) == stored(tx)


@pytest.mark.parametrize(
    ("overlay", "conflicts"),
    [
        pytest.param(ANOTHER_WORDING, [], id="it is carried over"),
        pytest.param(an_overlay(), [("research.due", THAT_DAY)], id="it conflicts"),
    ],
)
def test_what_becomes_of_it_is_said_beforehand(
    varying: Varying, overlay: Overlay, conflicts: list[tuple[str, str]]
) -> None:
    varying.world.founder("lena")
    varying.world.pairing("noah", "lena", team="checkout")
    varying.published(overlay, effective=THAT_DAY)
    varying.world.later(hours=1)
    change = varying.changing.reviewed(slower("1.1.0"))
    found = varying.changing.foresee(change, in_flight="migrate", effective="2026-03-08")
    assert [(one["team"], one["effective"][:10]) for one in found["editions"]] == [
        (None, "2026-03-08"),
        ("checkout", THAT_DAY),
    ]
    assert [(one["name"], one["effective"][:10]) for one in found["conflicts"]] == conflicts
    assert found["instances"] == {"pinned": 0, "migrated": 1, "refused": 0}


@pytest.mark.parametrize(
    ("first", "second", "sent"),
    [
        pytest.param(
            due("2 business days"), due("1 business day"), "CH-2", id="both ask as much, and the last is told"
        ),
        pytest.param(
            due("2 business days"), due("2 business days", how="Ask."), "CH-1", id="a rewording undoes no mail"
        ),
        pytest.param(StepChanges(how="Ask."), due("2 business days", how="Ask."), "CH-2", id="nor is one told alone"),
    ],
)
def test_of_two_that_begin_together_one_mail_tells_what_holds_then(
    varying: Varying, first: StepChanges, second: StepChanges, sent: str
) -> None:
    varying.published(an_overlay(research=first), effective=THAT_DAY)
    varying.world.later(hours=1)
    change = varying.propose(an_overlay(research=second))["id"]
    varying.approve(change)
    foreseen = varying.changing.foresee(change, effective=THAT_DAY)["notices"]
    varying.publish(change, effective=THAT_DAY)
    varying.world.at("2026-03-11")
    remind(varying.world.by(None))
    with varying.world.store.reading() as tx:
        told = [one for one in tx.notices() if one.kind == "publication-announced"]
        (one,) = [*tx.announcements(1), *tx.announcements(2)]
        (standard,) = tx.revisions("retrospective")
    assert {f"CH-{notice.context['change']}" for notice in told} == {sent}
    assert len({notice.to for notice in told}) == len(told) > 0
    assert foreseen == (len(told) if sent == "CH-2" else 0)
    assert (one.before, one.after) == (standard.digest, varying.rows()[-1].digest)
