"""Answers who owes what, from the one table of obligations."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from preceptor.errors import BadInput
from preceptor.model.deadline import Calendar
from preceptor.model.deadline import due_at as deadline
from preceptor.model.duration import Duration
from preceptor.model.moment import moment
from preceptor.model.obligation import Obligation
from preceptor.model.pairing import Pairing
from preceptor.model.people import Person
from preceptor.ports import ObligationFilter, PairingFilter, Reading
from preceptor.services.context import Context, acting_person, known_person, known_process, known_team
from preceptor.services.documents import ObligationDocument
from preceptor.services.tasks import Task, tasks_of


def overdue(
    context: Context,
    *,
    team: str | None = None,
    person: str | None = None,
    process: str | None = None,
    within: Duration | None = None,
    as_of: datetime | None = None,
) -> list[ObligationDocument]:
    """What is due by `as_of` (default: now) or within a while after it, most overdue first.

    For a moment that is past it is what was owed then, also where it was done since.
    """
    try:
        at = (as_of or context.now).astimezone(UTC)
        until = deadline(at, within, Calendar(zone=UTC)) if within else at
    except (OverflowError, ValueError) as error:
        raise BadInput(f"that is beyond the calendar: {error}") from error
    with context.store.reading() as tx:
        which = ObligationFilter(
            person=known_person(tx, person).id if person is not None else None,
            team=known_team(tx, team).id if team is not None else None,
            process=known_process(tx, process) if process is not None else None,
            due_before=until,
            open_at=at if at < context.now else None,
        )
        return documents(context, tx, tx.obligations(which), at)


def mine(context: Context) -> list[ObligationDocument]:
    """What the acting person owes now, and what their teams owe as a whole, most urgent first."""
    with context.store.reading() as tx:
        found = owed_by(tx, acting_person(context, tx), context.now)
        return documents(context, tx, found, context.now)


def owed_by(tx: Reading, person: Person, now: datetime) -> list[Obligation]:
    """What a person owes now, and what their teams owe as a whole; by due date, then id."""
    found = list(tx.obligations(ObligationFilter(person=person.id, opened_by=now)))
    for team in tx.teams(member=person.id):
        owed = tx.obligations(ObligationFilter(team=team.id, opened_by=now))
        found += [one for one in owed if one.team == team.id]
    return sorted(found, key=lambda one: (one.due_at, one.id))


@dataclass(frozen=True, kw_only=True)
class _Around:
    """What has to be known to tell what is owed."""

    #: By the id that people type.
    pairings: Mapping[str, Pairing]
    #: What no pairing tells: what to do, by the obligation's id.
    tasks: Mapping[int, Task]
    #: Logins by id.
    people: Mapping[int, str]
    #: Ids of the obligations to renew or refresh what has lapsed in the meantime.
    lapsed: frozenset[int]
    #: Who renews what is to be renewed, by the obligation's id; empty: its holder.
    renewers: Mapping[int, str]
    #: Ids of the obligations to sign a rung whose preceptor may not teach the role any more.
    unsigned: frozenset[int]


def documents(
    context: Context, tx: Reading, obligations: Sequence[Obligation], at: datetime
) -> list[ObligationDocument]:
    """Obligations as commands show them at a moment, in their order."""
    if not obligations:
        return []
    pairings = _pairings(tx, obligations)
    people = {one.id: one for one in tx.people(_people(obligations, pairings.values()))}
    around = _Around(
        pairings=pairings,
        tasks=tasks_of(context, tx, obligations, at),
        people={identity: one.login for identity, one in people.items()},
        lapsed=_lapsed(context, tx, obligations, people, at),
        renewers=_renewers(tx, obligations, at),
        unsigned=_unsigned(context, tx, obligations, pairings, people, at),
    )
    return [
        {
            "id": str(one.id),
            "kind": one.kind,
            "what": _what(one, around),
            "person": around.people[one.person] if one.person else None,
            "team": tx.team(one.team).name if one.team else None,
            "process": one.process,
            "instance": one.instance,
            "step": one.step,
            "due_at": moment(one.due_at),
            "days_overdue": whole_days(at - one.due_at),
            "command": _command(one, around),
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


def _lapsed(
    context: Context, tx: Reading, obligations: Iterable[Obligation], people: Mapping[int, Person], at: datetime
) -> frozenset[int]:
    """A lapse is put on record by the next command of a day that writes, and is true before that."""
    about = [one for one in obligations if one.kind in ("renew", "refresh") and one.instance is None]
    if not about:
        return frozenset()
    from preceptor.services.standings import lapsed_by

    return lapsed_by(tx, about, _days(context, people, at))


def _renewers(tx: Reading, obligations: Sequence[Obligation], at: datetime) -> Mapping[int, str]:
    if all(one.kind != "renew" for one in obligations):
        return {}
    from preceptor.services.signers import renewers

    return renewers(tx, obligations, at)


def _unsigned(
    context: Context,
    tx: Reading,
    obligations: Iterable[Obligation],
    pairings: Mapping[str, Pairing],
    people: Mapping[int, Person],
    at: datetime,
) -> frozenset[int]:
    rungs = ((one, pairings.get(one.instance or "")) for one in obligations if one.kind == "rung")
    signing = {one.id: pairing for one, pairing in rungs if pairing and one.person == pairing.preceptor}
    if not signing:
        return frozenset()
    from preceptor.services.standings import cannot_sign

    return cannot_sign(tx, signing, _days(context, people, at))


def _days(context: Context, people: Mapping[int, Person], at: datetime) -> dict[int, date]:
    """The day where each of them is."""
    return {key: at.astimezone(context.zone_of(one)).date() for key, one in people.items()}


def _what(one: Obligation, around: _Around) -> str:
    pairing = around.pairings.get(one.instance or "")
    role = f"{pairing.role} ({one.process})" if pairing else one.process
    if one.kind == "renew":
        name, _, capability = (one.step or "").partition("/")
        held = f"`{capability}` for {name} ({one.process})"
        if one.id in around.lapsed:
            return f"{held} has lapsed: an owner grants it again"
        others = around.renewers[one.id]
        return f"have {held} renewed before it lapses, by {others}" if others else f"renew {held} before it lapses"
    if one.id in around.lapsed:
        return f"what was held for {one.step} ({one.process}) has lapsed: an owner grants it again"
    if task := around.tasks.get(one.id):
        return task.what
    if pairing is None:
        return f"{one.kind} {one.step or ''}".strip()
    trainee = around.people[pairing.trainee]
    if one.kind == "rung" and one.person == pairing.trainee:
        return f"climb the rung `{one.step}` of {role}"
    if one.id in around.unsigned:
        unable = f"{around.people[pairing.preceptor]} may not teach it now"
        return f"have the rung `{one.step}` of {trainee}, {role} signed: its counts are met, and {unable}"
    if one.kind == "rung":
        return f"sign the rung `{one.step}` of {trainee}, {role}: its counts are met"
    if one.kind == "feedback":
        return f"give {trainee} feedback for {one.step}, {role}"
    return f"look at {trainee}'s repeats of the rung `{one.step}`, {role}"


def _command(one: Obligation, around: _Around) -> str:
    if one.kind == "renew" or one.id in around.lapsed:
        role, _, capability = (one.step or "").partition("/")
        login = around.people[one.person] if one.person else "LOGIN"
        asked = f"--role {role} --capability {capability}" if capability else f"--role {role}"
        verb = "grant" if one.id in around.lapsed else "renew"
        return f"preceptor certification {verb} {login} --process {one.process} {asked} --why WHY"
    pairing = around.pairings.get(one.instance or "")
    if task := around.tasks.get(one.id):
        return task.command
    if pairing is None:
        return "preceptor mine"
    if one.kind == "rung" and one.person == pairing.trainee:
        return f"preceptor pairing observe {one.instance} --on DATE --subject SUBJECT"
    if one.kind == "rung" and one.id not in around.unsigned:
        return f"preceptor pairing advance {one.instance}"
    if one.kind == "feedback":
        return f"preceptor pairing feedback {one.step} --well TEXT --change TEXT --next TEXT"
    return f"preceptor why {one.instance}"
