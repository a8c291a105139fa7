"""What the mail about a struck observation is made from: what of it concerns its reader, as it is on sending."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, cast

from preceptor.model.people import Person
from preceptor.ports import QueuedNotice, Reading
from preceptor.services.context import Context
from preceptor.services.readable import readable_day
from preceptor.services.reminding.values import NothingLeft, ReminderValues
from preceptor.services.resting import to_revoke
from preceptor.services.settle import stands

Values = dict[str, object]


def struck_values(
    context: Context, tx: Reading, notice: QueuedNotice, to: Person, reminders: ReminderValues
) -> Values:
    """What the templates take beside who reads them. Raises `NothingLeft` where nothing of it concerns the reader."""
    told: Mapping[str, Any] = notice.context
    observation = tx.observation(told["observation"])
    if observation is None:
        raise NothingLeft("the observation is not on record")
    definition = tx.definition(observation.edition) if observation.edition else None
    titles = {one.name: one.title for one in definition.roles} if definition else {}
    found: Values = {
        "pairings": list(_pairings(tx, told, to)),
        "rested": list(_rested(tx, told, to)),
        "behind": list(_behind(tx, told, to)),
        "items": _items(notice, to, reminders),
    }
    if not any(found.values()):
        raise NothingLeft("nothing of it concerns the reader any more")
    by = tx.person(told["by"])
    return {
        "process": {"name": observation.process, "title": definition.title if definition else observation.process},
        "role": {"name": observation.role, "title": titles.get(observation.role, observation.role)},
        "observation": observation.short_id,
        "held_on": readable_day(observation.held_on),
        "subject": observation.subject,
        "performer": _named(tx.person(observation.performer)),
        "by": _named(by),
        "due": _due(found),
        **found,
    }


def _due(found: Values) -> object:
    """By when the reader has to do something again; None: nothing."""
    first: Any = [*cast(list[Any], found["behind"]), *cast(list[Any], found["items"])][:1]
    return (first[0].get("by") or first[0].get("due")) if first else None


def _pairings(tx: Reading, told: Mapping[str, Any], to: Person) -> Iterator[Values]:
    """The reader's pairings that counted it."""
    for identity in told["pairings"]:
        pairing = tx.pairing(identity)
        if pairing and to.id in (pairing.trainee, pairing.preceptor):
            yield {
                "id": pairing.short_id,
                "trainee": _named(tx.person(pairing.trainee)),
                "yours": pairing.trainee == to.id,
            }


def _rested(tx: Reading, told: Mapping[str, Any], to: Person) -> Iterator[Values]:
    """What was signed for with it: the reader's own, what the reader signed for, and all for an owner."""
    owns = to.id in {one.id for one in tx.owners(told["process"])}
    for one in told.get("rested", ()):
        if owns or to.id in (one["person"], one["signed_by"]):
            person = tx.person(one["person"])
            held = [each for each in tx.certifications(person=person.id) if each.id in one["certifications"]]
            capabilities = [each.capability for each in held if stands(each)]
            command = to_revoke(person.login, told["process"], told["role"], capabilities)
            yield {
                "person": _named(person),
                "yours": person.id == to.id,
                "pairing": f"P-{one['pairing']}" if one["pairing"] else None,
                "rung": one["rung"],
                "capabilities": capabilities,
                "command": command if owns and person.id != to.id else None,
            }


def _behind(tx: Reading, told: Mapping[str, Any], to: Person) -> Iterator[Values]:
    """With which versions what the reader holds has to catch up again, as long as it has to."""
    for group in told.get("refresh", ()):
        held = [one for one in tx.certifications(person=to.id) if one.id in group["certifications"]]
        open_still = [one for one in held if one.refresh_by is not None and one.renewed_by is None]
        if open_still:
            yield {
                "capabilities": [one.capability for one in open_still],
                "version": group["for"],
                "by": readable_day(date.fromisoformat(group["by"])),
            }


def _items(notice: QueuedNotice, to: Person, reminders: ReminderValues) -> object:
    """The runs that the reader owes again, and still does."""
    try:
        return reminders.of(notice, to)["items"]
    except NothingLeft:
        return []


def _named(person: Person) -> dict[str, object]:
    return {"login": person.login, "name": person.name}
