"""Answers who owes what, from the one table of obligations."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from preceptor.errors import BadInput
from preceptor.model.deadline import Calendar
from preceptor.model.deadline import due_at as deadline
from preceptor.model.duration import Duration
from preceptor.model.moment import moment
from preceptor.model.obligation import Obligation
from preceptor.model.pairing import Pairing
from preceptor.ports import ObligationFilter, PairingFilter, Reading
from preceptor.services.context import Context, acting_person, known_person, known_process, known_team
from preceptor.services.documents import ObligationDocument


def overdue(
    context: Context,
    *,
    team: str | None = None,
    person: str | None = None,
    process: str | None = None,
    within: Duration | None = None,
    as_of: datetime | None = None,
) -> list[ObligationDocument]:
    """What is due by `as_of` (default: now) or within a while after it, most overdue first."""
    try:
        at = (as_of or context.now).astimezone(UTC)
        until = deadline(at, within, Calendar(zone=UTC)) if within else at
    except (OverflowError, ValueError) as error:
        raise BadInput(f"that is beyond the calendar: {error}") from error
    with context.store.reading() as tx:
        which = ObligationFilter(
            person=known_person(tx, person).id if person else None,
            team=known_team(tx, team).id if team else None,
            process=known_process(tx, process) if process else None,
            due_before=until,
        )
        return _documents(tx, tx.obligations(which), at)


def mine(context: Context) -> list[ObligationDocument]:
    """What the acting person owes now, most urgent first."""
    with context.store.reading() as tx:
        person = acting_person(context, tx)
        which = ObligationFilter(person=person.id, opened_by=context.now)
        return _documents(tx, tx.obligations(which), context.now)


def _documents(tx: Reading, obligations: Sequence[Obligation], at: datetime) -> list[ObligationDocument]:
    pairings = _pairings(tx, obligations)
    people = {one.id: one.login for one in tx.people(_people(obligations, pairings.values()))} if obligations else {}
    return [
        {
            "id": str(one.id),
            "kind": one.kind,
            "what": _what(one, pairings, people),
            "person": people[one.person] if one.person else None,
            "team": tx.team(one.team).name if one.team else None,
            "process": one.process,
            "instance": one.instance,
            "step": one.step,
            "due_at": moment(one.due_at),
            "days_overdue": whole_days(at - one.due_at),
            "command": _command(one, pairings, people),
        }
        for one in obligations
    ]


def whole_days(late: timedelta) -> int:
    """Whole days, toward zero: 23 hours are none, before the due date and after it."""
    days = abs(late) // timedelta(days=1)
    return days if late > timedelta() else -days


def _pairings(tx: Reading, obligations: Iterable[Obligation]) -> dict[str, Pairing]:
    ids = frozenset(int(one.instance[2:]) for one in obligations if one.instance and one.instance.startswith("P-"))
    return {one.short_id: one for one in tx.pairings(PairingFilter(ids=ids))} if ids else {}


def _people(obligations: Iterable[Obligation], pairings: Iterable[Pairing]) -> set[int]:
    owing = {one.person for one in obligations if one.person is not None}
    return owing | {person for one in pairings for person in (one.trainee, one.preceptor)}


def _what(one: Obligation, pairings: dict[str, Pairing], people: dict[int, str]) -> str:
    pairing = pairings.get(one.instance or "")
    role = f"{pairing.role} ({one.process})" if pairing else one.process
    if one.kind == "renew":
        name, _, capability = (one.step or "").partition("/")
        return f"have `{capability}` for {name} ({one.process}) renewed before it lapses"
    if pairing is None:
        return f"{one.kind} {one.step or ''}".strip()
    trainee = people[pairing.trainee]
    if one.kind == "rung" and one.person == pairing.trainee:
        return f"climb the rung `{one.step}` of {role}"
    if one.kind == "rung":
        return f"sign the rung `{one.step}` of {trainee}, {role}: its counts are met"
    if one.kind == "feedback":
        return f"give {trainee} feedback for {one.step}, {role}"
    return f"look at {trainee}'s repeats of the rung `{one.step}`, {role}"


def _command(one: Obligation, pairings: dict[str, Pairing], people: dict[int, str]) -> str:
    if one.kind == "renew":
        role, _, capability = (one.step or "").partition("/")
        login = people[one.person] if one.person else "LOGIN"
        return (
            f"preceptor certification renew {login} --process {one.process} --role {role} "
            f"--capability {capability} --why WHY"
        )
    pairing = pairings.get(one.instance or "")
    if pairing is None:
        return "preceptor mine"
    if one.kind == "rung" and one.person == pairing.trainee:
        return f"preceptor pairing observe {one.instance} --on DATE --subject SUBJECT"
    if one.kind == "rung":
        return f"preceptor pairing advance {one.instance}"
    if one.kind == "feedback":
        return f"preceptor pairing feedback {one.step} --well TEXT --change TEXT --next TEXT"
    return f"preceptor why {one.instance}"
