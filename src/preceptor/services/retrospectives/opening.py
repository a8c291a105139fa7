"""Opens retrospectives, takes notes while the incident runs, and says when it was over."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from preceptor.errors import BadInput
from preceptor.machine import Decision
from preceptor.model.canonical import Json
from preceptor.model.event import Happening, Payload, moment
from preceptor.model.refusal import Refusal
from preceptor.model.retrospective import Retrospective
from preceptor.model.retrospective_facts import RetrospectiveFacts
from preceptor.services.act import Act
from preceptor.services.command import carry_out
from preceptor.services.context import Context, known_person, known_team
from preceptor.services.deciding import require_opening
from preceptor.services.editions import edition_of_team
from preceptor.services.owing import Owing
from preceptor.services.person_fields import demand, title_troubles
from preceptor.services.retrospectives.documents import (
    RetrospectiveDocument,
    note_documents,
    retrospective_document,
)
from preceptor.services.retrospectives.duties import owe
from preceptor.services.retrospectives.facts import (
    facts_of,
    lifecycle_of,
    locked_retrospective,
    only_open_one,
)
from preceptor.services.retrospectives.moves import about, entered, fire, move

#: The process that retrospectives follow where nobody names another.
RETROSPECTIVES = "retrospective"
#: How much the clock of whoever types a time may be ahead of ours. Our choice.
_AHEAD = timedelta(minutes=1)
#: Severities that there are: 1 is the worst. As the sources of STANDARD.md, "The retrospective", count them.
SEVERITIES = range(1, 6)


def open_one(
    context: Context,
    title: str,
    *,
    team: str,
    incident: str | None = None,
    exclude: tuple[str, ...] = (),
    process: str = RETROSPECTIVES,
) -> RetrospectiveDocument | Refusal:
    """Begin a retrospective under the edition that its team follows now. By any active person.

    `exclude`: logins of people who are to have no part in it; nobody says why. Raises `BadInput` and `UnknownId`.
    """

    def work(act: Act) -> RetrospectiveDocument:
        tx = act.tx
        demand(title_troubles(title, "title"))
        place = known_team(tx, team)
        excluded = sorted({known_person(tx, login).id for login in exclude})
        definition, edition = edition_of_team(tx, process, place.id, act.now)
        retrospective = Retrospective(
            id=tx.next_id("retrospectives"),
            process=process,
            title=" ".join(title.split()),
            incident=" ".join(incident.split()) if incident else None,
            team=place.id,
            edition=edition,
            state=lifecycle_of(definition).initial,
            opener=act.by.id,
            opened_at=act.now,
            entered_at=act.now,
        )
        facts = facts_of(context, tx, retrospective, act.by)
        require_opening(act, facts.lifecycle, facts, retrospective)
        act.record([_opened(act, facts, excluded)])
        return retrospective_document(context, tx, retrospective.short_id)

    arguments: dict[str, Json] = {
        "title": title,
        "team": team,
        "incident": incident,
        "exclude": [*sorted(exclude)],
        "process": process,
    }
    return carry_out(context, "retrospective open", arguments, work)


def _opened(act: Act, facts: RetrospectiveFacts, excluded: list[int]) -> Happening:
    retrospective = facts.retrospective
    owing = Owing(act=act)
    due = owe(owing, facts)
    return Happening(
        stream=f"retrospective:{retrospective.id}",
        kind="retrospective-opened",
        data={
            **about(act, facts),
            "state": retrospective.state,
            "excluded": list(excluded),
            "due_at": moment(due) if due else None,
            **owing.data,
        },
        # What the organisation calls it is nobody's personal data, and stays when a person is erased.
        payloads=(Payload(person=None, body={"title": retrospective.title, "incident": retrospective.incident}),),
    )


def note(
    context: Context, typed: str | None, text: str, *, at: datetime | time | None = None, reference: str | None = None
) -> RetrospectiveDocument | Refusal:
    """Write down what somebody saw, tried or learnt, and when that was: by default now. By any active person.

    Without `typed`: about the only one of the person's teams that takes notes. Raises `BadInput` and `UnknownId`.
    """

    def effect(act: Act, facts: RetrospectiveFacts, decision: Decision) -> list[Happening]:
        return [
            Happening(
                stream=f"retrospective:{facts.retrospective.id}",
                kind="retrospective-noted",
                data={**about(act, facts), "noted_at": moment(_noted_at(act, at))},
                payloads=(Payload(person=act.by.id, body={"text": text, "reference": reference}),),
            )
        ]

    def work(act: Act) -> RetrospectiveDocument:
        if not text.strip():
            raise BadInput("a note says something")
        which = typed or _of_teams(act).short_id
        document = fire(act, locked_retrospective(act.tx, which), "note", effect)
        return {**document, "notes": note_documents(act.tx, int(document["id"][2:]))}

    arguments: dict[str, Json] = {
        "retrospective": typed,
        "text": text,
        "at": at.isoformat() if at is not None else None,
        "reference": reference,
    }
    return carry_out(context, "retrospective note", arguments, work)


def _of_teams(act: Act) -> Retrospective:
    teams = [one for one in act.tx.teams() if act.by.id in one.members or one.lead == act.by.id]
    definition, _ = edition_of_team(act.tx, RETROSPECTIVES, None, act.now)
    lifecycle = lifecycle_of(definition)
    noting = {state for one in lifecycle.moves if one.do == "note" for state in one.source}
    return only_open_one(act.tx, [one.id for one in teams], noting)


def _noted_at(act: Act, at: datetime | time | None) -> datetime:
    return act.now if at is None else happened_at(act, at)


def happened_at(act: Act, at: datetime | time) -> datetime:
    """When something was that is over, UTC; a bare time is the last such one where the actor is. `BadInput`."""
    if isinstance(at, time):
        zone = act.context.calendar_of(act.by).zone
        local = datetime.combine(act.now.astimezone(zone).date(), at, zone)
        wanted = local if local <= act.now + _AHEAD else local - timedelta(days=1)
    else:
        wanted = at
    if wanted > act.now + _AHEAD:
        raise BadInput(f"{wanted.isoformat()} is yet to come; this is about what was")
    return min(wanted.astimezone(UTC), act.now)


def resolve(
    context: Context, typed: str, *, at: datetime | time, severity: int, user_facing: bool = False
) -> RetrospectiveDocument | Refusal:
    """Say that the incident is over, since when, and how bad it was: the clocks start. Raises `BadInput`.

    `severity`: 1 is the worst. `user_facing`: whether users noticed.
    """

    def prepare(act: Act, facts: RetrospectiveFacts) -> RetrospectiveFacts:
        resolved = happened_at(act, at)
        known = replace(facts.retrospective, resolved_at=resolved, severity=severity, user_facing=user_facing)
        return replace(facts, retrospective=known)

    def effect(act: Act, facts: RetrospectiveFacts, decision: Decision) -> list[Happening]:
        resolved = facts.retrospective.resolved_at or act.now
        happening = entered(act, facts, decision, "retrospective-resolved")
        more: dict[str, Json] = {
            "resolved_at": moment(resolved),
            "severity": severity,
            "user_facing": user_facing,
        }
        return [replace(happening, data={**happening.data, **more})]

    if severity not in SEVERITIES:
        raise BadInput(f"a severity is {SEVERITIES[0]} (the worst) to {SEVERITIES[-1]}, and not {severity}")
    arguments: dict[str, Json] = {"at": at.isoformat(), "severity": severity, "user_facing": user_facing}
    return move(context, typed, "resolve", arguments, effect, prepare=prepare)
