"""Carries a team's variant over to the standard by hand: whoever decides says which side holds in each conflict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from preceptor.errors import BadInput
from preceptor.model import canonical
from preceptor.model.canonical import Json
from preceptor.model.conformance import Breach
from preceptor.model.edition import edition_digest
from preceptor.model.event import moment
from preceptor.model.overlay import apply, name_of
from preceptor.model.people import Team
from preceptor.model.rebase import Rebased, rebase
from preceptor.model.rebase_judging import Conflict, Side
from preceptor.model.refusal import Reason, Refusal
from preceptor.ports import Reading, Revision
from preceptor.services.act import Act, refuse
from preceptor.services.change_facts import lock_owners
from preceptor.services.change_views import DifferenceDocument, differences
from preceptor.services.command import carry_out
from preceptor.services.context import Context, known_process, known_team
from preceptor.services.following.jobs import run_due
from preceptor.services.variants.adopting import Adoption, adopt, lagging, no_longer_used
from preceptor.services.variants.deciding import decided, who_decides
from preceptor.services.variants.followed import Followed, followed_at, with_logins
from preceptor.services.variants.moving import judge

#: Characters of a text in the sentence about a conflict; `process diff` shows what it says in full.
_FEW = 60


class TeamChangeDocument(TypedDict):
    """Something that the team does differently, and what becomes of it."""

    path: str
    before: Json
    after: Json
    #: What it changes, for people; none where it only repeats the standard.
    sentences: list[str]
    #: `kept`; `reached`: the standard says so now; `standard` or `team`: whose side was taken; `conflict`.
    outcome: str


class ConflictDocument(TypedDict):
    """Something that only the team can decide."""

    name: str
    message: str
    #: In the old standard, in the new one, and as the team has it.
    old: Json
    standard: Json
    team: Json
    #: The commands that take each side that can be taken.
    commands: dict[str, str]


class RebaseDocument(TypedDict):
    """What a rebase does, or would do."""

    team: str
    process: str
    #: From which version to which; both the same where there is nothing to do.
    old: str
    to: str
    effective: str
    #: Of the edition that the team follows then; what it follows now while something stands in the way.
    digest: str
    standard_changes: list[DifferenceDocument]
    team_changes: list[TeamChangeDocument]
    conflicts: list[ConflictDocument]
    #: What the variant may not do under the new version.
    breaches: list[str]
    #: What the team does differently then, in the form of `canonical.dump`.
    overlay: Json
    done: bool


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """A variant on its way to a version."""

    now: Followed
    #: None: the team follows all that is published.
    to: Revision | None
    at: datetime
    rebased: Rebased | None = None
    breaches: tuple[Breach, ...] = ()


def plan(context: Context, team: str, process: str, *, take: Mapping[str, Side] | None = None) -> RebaseDocument:
    """What `carry_over` would do, with everything that stands against it. Changes nothing. Raises the same."""
    with context.store.reading() as tx:
        found = _plan(tx, known_team(tx, team), known_process(tx, process), context.now, take or {})
        return _document(tx, found, take or {}, done=False)


def carry_over(
    context: Context, team: str, process: str, *, take: Mapping[str, Side] | None = None
) -> RebaseDocument | Refusal:
    """Let a team follow the first version that it does not follow yet. By the team's lead, or an owner.

    `take`: whose side holds, by the name of a conflict. Nothing happens where the team follows all that is published.
    Raises `UnknownId` and `BadInput`.
    """
    sides = dict(take or {})

    def work(act: Act) -> RebaseDocument:
        tx = act.tx
        found, name = known_team(tx, team), known_process(tx, process)
        lock_owners(tx, name)
        able = _must_be_theirs(act, found, name)
        plan = _plan(tx, found, name, act.now, sides)
        if plan.to is None or plan.rebased is None:
            return _document(tx, plan, sides, done=False)
        reasons = [*_conflicts(plan, sides, able), *_breaches(plan, able)]
        if reasons:
            refuse(*reasons)
        overlay, standard = plan.rebased.overlay, tx.definition(plan.to.digest)
        digest = edition_digest(standard, overlay)
        change = decided(act, plan.now, digest, apply(standard, overlay), plan.at, _why(plan, sides))
        adopt(
            act,
            Adoption(
                team=found,
                standard=standard,
                overlay=overlay,
                origin="rebased",
                at=plan.at,
                change=change.id,
                unwaived=no_longer_used(tx, found, plan.now.overlay, overlay),
            ),
        )
        return _document(tx, plan, sides, done=True)

    arguments: dict[str, Json] = {"team": team, "process": process, "take": dict(sides)}
    done = carry_out(context, "variant rebase", arguments, work)
    if not isinstance(done, Refusal):
        run_due(context)
    return done


def _why(plan: _Plan, take: Mapping[str, Side]) -> str:
    """The reason that stands beside the change."""
    sides = ", ".join(f"the {side}'s side in {name}" for name, side in take.items()) or "nothing stood against it"
    return f"carried over from {plan.now.standard.version}: {sides}"


def _plan(tx: Reading, team: Team, process: str, now: datetime, take: Mapping[str, Side]) -> _Plan:
    late = lagging(tx, process, team, now)
    at = max(now, late.since) if late else now
    followed = followed_at(tx, process, team, at)
    if late is None:
        if take:
            raise _nothing_to_take(take, ())
        return _Plan(now=followed, to=None, at=at)
    standard = tx.definition(late.revision.digest)
    rebased = rebase(followed.standard, standard, followed.overlay, take=take)
    if rebased.unused:
        raise _nothing_to_take(rebased.unused, rebase(followed.standard, standard, followed.overlay).conflicts)
    found = judge(tx, team, standard, rebased.overlay, at.date())
    return _Plan(now=followed, to=late.revision, at=at, rebased=rebased, breaches=found)


def _nothing_to_take(names: "Mapping[str, Side] | Sequence[str]", conflicts: Sequence[Conflict]) -> BadInput:
    told = ", ".join(f"`{one}`" for one in names)
    sides = "; ".join(f"`{one.name}` ({' or '.join(one.sides)})" for one in conflicts)
    remedy = f"There is {sides}." if sides else "There is no conflict to decide; leave out --take."
    return BadInput(f"no conflict has the side that is to be taken: {told}", remedy=remedy)


def _must_be_theirs(act: Act, team: Team, process: str) -> tuple[str, ...]:
    """Refuse anybody but the logins that it gives."""
    able = who_decides(act.tx, team, process)
    if act.by.id not in able:
        message = f"only the lead of {team.name} or an owner of {process} may carry its variant over"
        refuse(Reason(guard="actor", message=message, who=tuple(able.values())))
    return tuple(able.values())


def _conflicts(plan: _Plan, take: Mapping[str, Side], who: tuple[str, ...]) -> list[Reason]:
    return [
        Reason(
            guard="conflict",
            message=one.message + _sides(one),
            who=who,
            command=" (or: ".join(_commands(plan, one, take).values()) + (")" if len(one.sides) > 1 else ""),
        )
        for one in (plan.rebased.conflicts if plan.rebased else ())
    ]


def _sides(one: Conflict) -> str:
    """What stands against what; of a yes or no the message says it all."""
    if isinstance(one.team, bool):
        return ""
    return f": {told(one.old)} was the standard, {told(one.standard)} is, and the team has {told(one.team)}"


def _breaches(plan: _Plan, who: tuple[str, ...]) -> list[Reason]:
    return [
        Reason(
            guard="keeps-to-standard",
            message=_said(one),
            who=who,
            command="preceptor variant propose FILE --why WHY",
        )
        for one in plan.breaches
    ]


def _said(breach: Breach) -> str:
    return f"{name_of(breach.path)}: {breach.message}; allowed is: {breach.allowed}"


def _commands(plan: _Plan, conflict: Conflict, take: Mapping[str, Side]) -> dict[str, str]:
    """The command that takes each side, with what was taken already."""
    given = "".join(f" --take {side} {name}" for name, side in take.items())
    start = f"preceptor variant rebase {plan.now.team.name} {plan.now.standard.name}{given}"
    return {side: f"{start} --take {side} {conflict.name}" for side in conflict.sides}


def told(value: Json) -> str:
    """A part of a definition in few words: `within 4 business days`."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {told(one)}" for key, one in value.items())
    if isinstance(value, list):
        return " and ".join(told(one) for one in value) or "none"
    text = "nothing" if value is None else str(value)
    return text if len(text) <= _FEW else f"{text[:_FEW].rstrip()} …"


def _document(tx: Reading, plan: _Plan, take: Mapping[str, Side], *, done: bool) -> RebaseDocument:
    team, old = plan.now.team, plan.now.standard
    rebased, standard = plan.rebased, tx.definition(plan.to.digest) if plan.to else old
    overlay = rebased.overlay if rebased else plan.now.overlay
    own = differences(old, tx.definition(plan.now.digest)) if rebased else []
    free = rebased is not None and not (rebased.conflicts or plan.breaches)
    return {
        "team": team.name,
        "process": old.name,
        "old": old.version,
        "to": standard.version,
        "effective": moment(plan.at),
        "digest": edition_digest(standard, overlay) if free else plan.now.digest,
        "standard_changes": differences(old, standard) if rebased else [],
        "team_changes": [
            {
                "path": one.path,
                "before": one.before,
                "after": one.after,
                "sentences": _sentences(own, one.path),
                "outcome": one.outcome,
            }
            for one in (rebased.team_changes if rebased else ())
        ],
        "conflicts": [
            {
                "name": one.name,
                "message": one.message,
                "old": one.old,
                "standard": one.standard,
                "team": one.team,
                "commands": _commands(plan, one, take),
            }
            for one in (rebased.conflicts if rebased else ())
        ],
        "breaches": [_said(one) for one in plan.breaches],
        "overlay": canonical.dump(with_logins(tx, overlay, old.name, team)),
        "done": done,
    }


def _sentences(changes: Sequence[DifferenceDocument], path: str) -> list[str]:
    """What is said about a part of an overlay, whose paths leave out that rungs stand in a ladder."""
    named = [(f"{one['path'].replace('.ladder.rungs.', '.')}.", one["sentence"]) for one in changes]
    return list(dict.fromkeys(sentence for name, sentence in named if name.startswith(f"{path}.")))
