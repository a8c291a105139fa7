"""Teams' variants, in the words of the domain: what a team does differently, and who decides about it."""

from typing import Any

from tests.support.changes import Changing
from tests.support.variants import adopt
from tests.support.world import World

from preceptor.model.duration import Duration
from preceptor.model.overlay import DueChanges, Overlay, StandardsChanges, StepChanges
from preceptor.ports import TeamEdition

RETROSPECTIVE = "retrospective"


def an_overlay(*, team: str = "checkout", of: str = "1.0.0", process: str = RETROSPECTIVE, **steps: Any) -> Overlay:
    """What a team changes, by step; `research` in two days instead of three, unless said otherwise."""
    return Overlay(team=team, process=process, of=of, steps=steps or {"research": due("2 business days")})


def due(within: str, **rest: Any) -> StepChanges:
    """Another deadline."""
    return StepChanges(due=DueChanges(within=Duration.parse(within)), **rest)


def standards(**rest: Any) -> StepChanges:
    """Something else about the standards of a step."""
    return StepChanges(standards=StandardsChanges(**rest))


class Varying:
    """What people do about variants in a world; each answers the document, and a refusal fails the test."""

    def __init__(self, changing: Changing) -> None:
        self.changing = changing

    @property
    def world(self) -> World:
        return self.changing.world

    def adopted(self, overlay: Overlay) -> str:
        """Let a team follow an overlay without the way that leads there; the digest of its edition."""
        return adopt(self.world.store, self.world.now, overlay)

    def rows(self, team: str = "checkout", process: str = RETROSPECTIVE) -> list[TeamEdition]:
        """What a team has followed, follows and will follow."""
        with self.world.store.reading() as tx:
            found = tx.team_called(team)
            assert found is not None
            return list(tx.team_editions(process, found.id))

    def overlay(self, team: str = "checkout", process: str = RETROSPECTIVE) -> Overlay | None:
        """The overlay of what a team follows last."""
        with self.world.store.reading() as tx:
            return tx.edition(self.rows(team, process)[-1].digest).overlay
