"""Begins pairings."""

from collections.abc import Iterator
from dataclasses import replace

from preceptor.errors import BadInput, UnknownId
from preceptor.model.canonical import Json
from preceptor.model.event import Happening, moment
from preceptor.model.pairing import Pairing
from preceptor.model.pairing_facts import PairingFacts
from preceptor.model.people import Team
from preceptor.model.refusal import Reason, Refusal
from preceptor.ports import PairingFilter
from preceptor.services.act import Act
from preceptor.services.command import carry_out
from preceptor.services.context import Context, known_person, known_team
from preceptor.services.deciding import require_opening
from preceptor.services.documents import PairingDocument
from preceptor.services.editions import edition_of_team
from preceptor.services.owing import Owing, owe_rung, rung_due
from preceptor.services.pairing_facts import facts_of, pairing_document
from preceptor.services.pairing_views import with_hint


def start(
    context: Context, *, trainee: str, process: str, role: str, preceptor: str, team: str | None
) -> PairingDocument | Refusal:
    """Begin a pairing on the first rung, under the edition that its team follows now. Without `team`, the trainee's
    only one."""

    def work(act: Act) -> PairingDocument:
        tx = act.tx
        learner, signer = known_person(tx, trainee), known_person(tx, preceptor)
        place = _team_of(act, learner.id, team)
        definition, edition = edition_of_team(tx, process, place, act.now)
        ladder = definition.ladder_of(role)
        if ladder is None:
            known = ", ".join(one.name for one in definition.roles if one.ladder)
            raise UnknownId(f"{process} has no role `{role}` with a ladder; it has {known}", remedy="")
        tx.lock_people([learner.id, signer.id])
        first = ladder.rungs[0]
        lifecycle = definition.lifecycle_of_ladder(ladder)
        pairing = Pairing(
            id=tx.next_id("pairings"),
            process=process,
            role=role,
            trainee=learner.id,
            preceptor=signer.id,
            team=place,
            edition=edition,
            state=lifecycle.initial,
            entered_at=act.now,
            started_at=act.now,
            due_at=rung_due(act, learner, first),
        )
        others = tx.pairings(PairingFilter(process=process, role=role, trainees=frozenset({learner.id}), open=True))
        facts = facts_of(context, tx, pairing, act.by)
        facts = replace(facts, begun=False, other_pairing=others[0].short_id if others else None)
        require_opening(act, lifecycle, facts, pairing, _against_team(act, facts))
        owing = Owing(act=act)
        owe_rung(owing, pairing, first, met=False, due_at=rung_due(act, learner, first))
        act.record([_started(pairing, owing)])
        return with_hint(tx, pairing_document(tx, facts), facts)

    arguments: dict[str, Json] = {
        "trainee": trainee,
        "process": process,
        "role": role,
        "preceptor": preceptor,
        "team": team,
    }
    return carry_out(context, "pairing start", arguments, work)


def _started(pairing: Pairing, owing: Owing) -> Happening:
    return Happening(
        stream=f"pairing:{pairing.id}",
        kind="pairing-started",
        data={
            "pairing": pairing.id,
            "process": pairing.process,
            "role": pairing.role,
            "trainee": pairing.trainee,
            "preceptor": pairing.preceptor,
            "team": pairing.team,
            "edition": pairing.edition,
            "state": pairing.state,
            "due_at": moment(pairing.due_at) if pairing.due_at else None,
            **owing.data,
        },
    )


def _team_of(act: Act, trainee: int, name: str | None) -> int | None:
    if name is not None:
        return known_team(act.tx, name).id
    teams: list[Team] = list(act.tx.teams(member=trainee))
    if len(teams) > 1:
        names = ", ".join(one.name for one in teams)
        raise BadInput(f"the trainee is in several teams ({names})", remedy="Say which one with --team.")
    return teams[0].id if teams else None


def _against_team(act: Act, facts: PairingFacts) -> Iterator[Reason]:
    """A lead decides for the people of their team; whoever else may start it, for anybody in any team."""
    pairing, trainee = facts.pairing, facts.trainee.login
    if pairing.team is None or facts.relations & set(facts.lifecycle.opening.by) - {"team-lead"}:
        return
    if pairing.team not in {one.id for one in act.tx.teams(member=pairing.trainee)}:
        yield Reason(
            guard="actor",
            message=f"{trainee} is not a member of {facts.team}, whose lead starts pairings of its members only",
            who=facts.logins_having(["owner"]),
            command=f"preceptor person change {trainee} --team {facts.team}",
        )
