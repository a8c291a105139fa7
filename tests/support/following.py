"""What follows from publications, in the words of the domain."""

from dataclasses import replace
from typing import Any

from tests.support.changes import RETROSPECTIVE
from tests.support.variants import adopt
from tests.support.world import World

from preceptor.model.definition import Process, Standard
from preceptor.model.duration import Duration
from preceptor.model.overlay import DueChanges, Overlay, StepChanges


def refreshed_by(process: Process, way: Any) -> Process:
    """The same, where every certification is refreshed by reading (`read`) or by one observed run (`run`)."""
    roles = tuple(
        replace(role, ladder=replace(role.ladder, valid=replace(role.ladder.valid, refresh=way)))
        if role.ladder
        else role
        for role in process.roles
    )
    return replace(process, roles=roles)


def on_top(world: World, version: str, level: Any) -> Process:
    """A version on top of the one in force: with one more standard of a level, or (None) worded differently."""
    with world.store.reading() as tx:
        found = tx.in_force(RETROSPECTIVE, world.now)
        assert found
        process = tx.definition(found.digest)
    if level is None:
        return replace(process, version=version, title=f"In other words, {version}")
    step = process.steps[1]
    more = Standard(id=f"asked-since-{version.replace('.', '-')}", text="It is asked.", level=level)
    asked = replace(step, standards=(*step.standards, more))
    return replace(process, version=version, steps=(process.steps[0], asked, *process.steps[2:]))


def a_shorter_week(team: str, *, of: str = "1.0.0", days: int = 2) -> Overlay:
    """A team's variant: the research is due sooner there."""
    due = DueChanges(within=Duration.parse(f"{days} business days"))
    return Overlay(process=RETROSPECTIVE, team=team, of=of, steps={"research": StepChanges(due=due)})


def asked(world: World, kind: str = "acknowledge", **rest: Any) -> dict[str, tuple[str, str]]:
    """Who owes something of a kind: the step, and the day on which it is due, by login."""
    found = world.overdue(within="99 years", **rest)
    return {one["person"]: (one["step"], one["due_at"][:10]) for one in found if one["kind"] == kind}


def announced(world: World) -> dict[str, list[int]]:
    """Who is told of publications: the announcements in each mail, by login."""
    with world.store.reading() as tx:
        logins = {one.id: one.login for one in tx.people()}
        found: dict[str, list[Any]] = {}
        for one in tx.notices():
            if one.kind == "publication-announced":
                found.setdefault(logins[one.to], []).append(one.context["announcements"])
    return {login: told[-1] for login, told in found.items()}


def adopted(world: World, overlay: Overlay) -> str:
    """Let a team follow a variant from now on; the digest of its edition."""
    return adopt(world.store, world.now, overlay)
