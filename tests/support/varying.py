"""Teams' variants, in the words of the domain: what a team does differently, and who decides about it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.support.changes import Changing, refused
from tests.support.variants import adopt
from tests.support.world import OWNER, World, done

from preceptor.catalog.variants import BREACH_CODES
from preceptor.model.conformance import breaches
from preceptor.model.definition import Process
from preceptor.model.duration import Duration
from preceptor.model.finding import Finding
from preceptor.model.overlay import DueChanges, Overlay, Path, StandardsChanges, StepChanges, name_of
from preceptor.ports import TeamEdition
from preceptor.services.editions import edition_of_team
from preceptor.services.variants import proposing, rebasing, views, waiving

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


@dataclass(frozen=True, kw_only=True)
class Written:
    """An overlay as if it had been written down, with every part of it on the first line."""

    overlay: Overlay

    def judge(self, standard: Process, on: date) -> list[Finding]:
        found = breaches(standard, self.overlay, on)
        return [self.finding(one.path, BREACH_CODES[one.kind], one.message, one.allowed) for one in found]

    def finding(self, at: Path, code: str, message: str, suggestion: str | None = None) -> Finding:
        return Finding(path=name_of(at) or str(at[0]), code=code, message=message, suggestion=suggestion)


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

    def propose(
        self, overlay: Overlay, *, by: str = "ben", why: str = "we are asked to be quicker", **rest: Any
    ) -> Any:
        return done(proposing.propose(self.world.by(by, **rest), Written(overlay=overlay), why=why))

    def approve(self, change: str, *, by: str = "lena") -> Any:
        return self.changing.approve(change, by=by)

    def publish(self, change: str, *, by: str = OWNER, **rest: Any) -> Any:
        return self.changing.publish(change, by=by, **rest)

    def published(self, overlay: Overlay, *, approver: str = "lena", proposer: str = "ben", **rest: Any) -> str:
        """Propose, approve and publish a variant; its change."""
        change = str(self.propose(overlay, by=proposer)["id"])
        self.approve(change, by=approver)
        self.publish(change, **rest)
        return change

    def waive(
        self,
        what: str,
        until: str,
        *,
        step: str = "research",
        team: str = "checkout",
        by: str = OWNER,
        why: str = "the logs are being moved",
        **rest: Any,
    ) -> Any:
        context = self.world.by(by, **rest)
        day = date.fromisoformat(until)
        return done(waiving.waive(context, team, RETROSPECTIVE, step=step, what=what, why=why, until=day))

    def plan(self, team: str = "checkout", **take: Any) -> Any:
        return rebasing.plan(self.world.by(None), team, RETROSPECTIVE, **take)

    def rebase(self, team: str = "checkout", *, by: str = "lena", take: Any = None) -> Any:
        return done(rebasing.carry_over(self.world.by(by), team, RETROSPECTIVE, take=take))

    def listed(self) -> Any:
        return views.list_variants(self.world.by(None))

    def show(self, team: str = "checkout") -> Any:
        return views.show_variant(self.world.by(None), team, RETROSPECTIVE)

    def follows(self, team: str = "checkout") -> Process:
        """The process as the team follows it now."""
        with self.world.store.reading() as tx:
            return edition_of_team(tx, RETROSPECTIVE, tx.team_called(team).id, self.world.now)[0]  # type: ignore[union-attr]

    def rows(self, team: str = "checkout", process: str = RETROSPECTIVE) -> list[TeamEdition]:
        """What a team has followed, follows and will follow."""
        with self.world.store.reading() as tx:
            found = tx.team_called(team)
            assert found is not None
            return list(tx.team_editions(process, found.id))

    def refused(self, act: str, *arguments: Any, **rest: Any) -> Any:
        """The reasons against an act, which changed nothing."""
        return refused(self, act, *arguments, **rest)  # type: ignore[arg-type]

    def overlay(self, team: str = "checkout", process: str = RETROSPECTIVE) -> Overlay | None:
        """The overlay of what a team follows last."""
        with self.world.store.reading() as tx:
            return tx.edition(self.rows(team, process)[-1].digest).overlay
