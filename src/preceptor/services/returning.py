"""Lets somebody come back who had left: what they held and led does not come back by itself."""

from collections.abc import Sequence

from preceptor.model.event import Happening
from preceptor.model.people import Person, way_back
from preceptor.model.refusal import Reason
from preceptor.ports import Reading
from preceptor.services.act import Act, refuse
from preceptor.services.owing import Owing
from preceptor.services.settle import lapsed, stands


def has_left(tx: Reading, person: Person) -> Reason:
    """Why somebody cannot take part who has left, and how they come back."""
    if person.erased:
        return Reason(guard="people-active", message=f"{person.login} was erased, and comes back as somebody new")
    owners = {owner.login for process in tx.processes() for owner in tx.owners(process)}
    return Reason(
        guard="people-active",
        message=f"{person.login} is not active any more",
        who=tuple(sorted(owners)),
        command=way_back(person.login),
    )


def instead_of(people: Sequence[Person]) -> str:
    """What to do where people were named who have left."""
    back = ", ".join(way_back(one.login) for one in people if not one.erased)
    return f"Name somebody else, or let them come back first: {back}" if back else "Name somebody else."


def come_back(act: Act, person: Person) -> Person:
    """Let somebody be active again. What they still held lapses: the process may have changed without them.

    Refused for who was erased.
    """
    if person.erased:
        refuse(has_left(act.tx, person))
    held = [one for one in act.tx.certifications(person=person.id) if stands(one)]
    returned = Happening(stream=f"person:{person.id}", kind="person-returned", data={"person": person.id})
    act.record([returned, *(lapsed(one, act.today(person), Owing(act=act)) for one in held)])
    return act.tx.person(person.id)
