"""What follows from publications, in the words of the domain."""

from dataclasses import replace
from typing import Any

from tests.support.changes import RETROSPECTIVE
from tests.support.variants import adopt
from tests.support.world import OWNER, World, shipped

from preceptor.model import canonical
from preceptor.model.change import Change
from preceptor.model.definition import Due, Process, Standard
from preceptor.model.duration import Duration
from preceptor.model.edition import edition_form
from preceptor.model.event import Happening, moment
from preceptor.model.overlay import DueChanges, Overlay, StepChanges
from preceptor.ports import Request, Writing
from preceptor.services.act import Act
from preceptor.services.following.jobs import begin, run_due


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


def slower(version: str, days: int = 4, *, step: str = "research", of: Process | None = None) -> Process:
    """A version, of the shipped process unless another one is given, that allows more time for a step: a team that
    allows less cannot just follow."""
    process = of or shipped()[RETROSPECTIVE]
    due = Due(within=Duration.parse(f"{days} business days"))
    steps = tuple(replace(one, due=due) if one.name == step else one for one in process.steps)
    return replace(process, version=version, steps=steps)


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


def published(world: World, overlay: Overlay) -> str:
    """Publish a team's variant on the version in force, and see to what follows; the digest of its edition."""
    with world.store.reading() as tx:
        standard = tx.in_force(RETROSPECTIVE, world.now)
        team = tx.team_called(overlay.team)
        edition = tx.in_force("change", world.now)
    assert standard
    assert team
    assert edition
    author = int(world.identity(OWNER) or 0)

    def work(tx: Writing) -> int:
        digest = tx.keep_edition(edition_form(tx.definition(standard.digest), overlay))
        change = Change(
            id=tx.next_id("changes"),
            process=RETROSPECTIVE,
            version=overlay.of,
            team=team.id,
            base=standard.digest,
            digest=digest,
            change_class="major",
            state="published",
            author=author,
            edition=edition.digest,
            proposed_at=world.now,
            entered_at=world.now,
            effective_at=world.now,
        )
        data: dict[str, Any] = {
            **{key: getattr(change, key) for key in ("process", "version", "base", "digest", "state", "author")},
            "change": change.id,
            "team": change.team,
            "class": "major",
            "edition": change.edition,
            "answers": [],
        }
        moved: dict[str, Any] = {
            "change": change.id,
            "author": author,
            "state": "published",
            "entered_at": moment(world.now),
            "decided_at": moment(world.now),
            "publisher": author,
            "effective_at": moment(world.now),
            "unreviewed": False,
            "emergency": False,
            "approvals": [],
            "needed": 0,
            "revision": 2,
        }
        stream = f"change:{change.id}"
        tx.record([Happening(stream=stream, kind="change-proposed", data=data)])
        tx.record([Happening(stream=stream, kind="change-published", data=moved)])
        begin(Act(context=world.by(OWNER), tx=tx, actor=None), change, {})
        return change.id

    name = canonical.digest(["published", canonical.dump(overlay), moment(world.now)])
    request = Request(id=name, digest="d", actor=author, now=world.now, fixed_clock=False)
    digest = adopt(world.store, world.now, overlay, change=world.store.write(request, work))
    run_due(world.by(None))
    return digest
