"""What is said beforehand of every team, and of its running pairings."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.changes import RETROSPECTIVE, Changing, a_version
from tests.support.variants import adopt

from preceptor.model.change import Change
from preceptor.model.duration import Duration
from preceptor.model.edition import edition_form
from preceptor.model.overlay import Overlay, RungChanges, apply
from preceptor.model.rebase_judging import Conflict
from preceptor.ports import ChangeFilter, Reading
from preceptor.services.following.moving import Targets, targets_of
from preceptor.services.variants import carrying
from preceptor.services.variants.carrying import Carried

AFTER = a_version("1.0.1")
CONFLICT = Conflict(
    name="research.due", path="steps.research.due", message="both changed it", old=1, standard=2, team=3, sides=()
)


def an_overlay(team: str, version: str) -> Overlay:
    changes = {"author": {"watch": RungChanges(within=Duration.parse("25 business days"))}}
    return Overlay(team=team, process=RETROSPECTIVE, of=version, roles=changes)


@pytest.fixture
def varied(changing: Changing, monkeypatch: pytest.MonkeyPatch) -> Changing:
    """The teams checkout and search have variants: the first can be carried over, and the second conflicts."""
    world = changing.world
    world.team("search", lead="olga")
    world.later(hours=1)
    before = {team: adopt(world.store, world.now, an_overlay(team, "1.0.0")) for team in ("checkout", "search")}
    world.later(hours=1)

    def carried(tx: Reading, change: Change, after: Any) -> list[Carried]:
        checkout, search = tx.team_called("checkout"), tx.team_called("search")
        assert checkout and search
        overlay = an_overlay("checkout", "1.0.1")
        form = edition_form(after, overlay)
        return [
            Carried(team=checkout, at=world.now, before=before["checkout"], form=form, after=apply(after, overlay)),
            Carried(team=search, at=world.now, before=before["search"], conflicts=(CONFLICT,)),
        ]

    monkeypatch.setattr(carrying, "foresee", carried)
    return changing


def test_every_team_with_a_variant_is_told_what_changes_for_it(varied: Changing) -> None:
    varied.reviewed(AFTER)
    found = varied.foresee("CH-1")
    standard, checkout, search = found["editions"]
    assert (standard["team"], checkout["team"], search["team"]) == (None, "checkout", "search")
    assert [one["path"] for one in checkout["changes"]] == ["title"]
    assert search["changes"] == []
    assert len({standard["digest"], checkout["digest"], search["digest"]}) == 3
    assert found["conflicts"] == [
        {
            "team": "search",
            "variant": "search/retrospective",
            "effective": found["effective"],
            "name": "research.due",
            "message": "both changed it",
        }
    ]


def test_pairings_of_a_team_that_cannot_follow_are_counted_as_staying(varied: Changing) -> None:
    world = varied.world
    world.person("sam", teams=["search"])
    world.pairing("noah", "tara", team="checkout")
    world.pairing("sam", "theo", team="search")
    varied.reviewed(AFTER)
    found = varied.foresee("CH-1", in_flight="migrate")
    assert found["instances"] == {"pinned": 1, "migrated": 1, "refused": 0}
    assert [one["id"] for one in found["moves"]] == ["P-1"]


def test_a_variant_moves_the_pairings_of_its_team_alone(varied: Changing) -> None:
    world = varied.world
    varied.reviewed(AFTER)
    with world.store.reading() as tx:
        (change,) = tx.changes(ChangeFilter(process=RETROSPECTIVE))
        checkout = tx.team_called("checkout")
        assert checkout
        [own] = tx.team_editions(RETROSPECTIVE, checkout.id)
        targets = targets_of(tx, replace(change, team=checkout.id, effective_at=world.now))
    assert targets.others is None
    assert {team: target and target.digest for team, target in targets.teams.items()} == {checkout.id: own.digest}
    assert isinstance(targets, Targets)
