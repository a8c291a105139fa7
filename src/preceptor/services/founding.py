"""Founds a governance database: the first owner, and the first versions of the processes."""

from collections.abc import Sequence
from dataclasses import dataclass

from preceptor.model import canonical
from preceptor.model.canonical import Json
from preceptor.model.definition import Process
from preceptor.model.event import Happening, Payload, moment
from preceptor.services.act import Act
from preceptor.services.command import carry_out
from preceptor.services.context import Context


@dataclass(frozen=True, kw_only=True)
class Founder:
    """The first owner of everything."""

    login: str
    name: str
    email: str | None = None


def found(context: Context, processes: Sequence[Process], founder: Founder) -> None:
    """Add the first owner, who publishes the first versions and owns them. Obliges nobody.

    Nothing changes in a database that has people already.
    """

    def work(act: Act) -> Json:
        if act.tx.people():
            return {}
        person = act.tx.next_id("people")
        # Nobody is there yet who could add the first person.
        act.tx.record([_added(person, founder)], as_system=True)
        act.tx.act_for(person)
        for process in processes:
            digest = canonical.digest(canonical.dump(process))
            act.tx.publish(process, digest)
            act.tx.record(_published(act, process, digest, person))
        return {}

    carry_out(context, "init", {"login": founder.login}, work, as_system=True)


def _added(person: int, founder: Founder) -> Happening:
    body: dict[str, Json] = {"login": founder.login, "name": founder.name, "email": founder.email}
    return Happening(
        stream=f"person:{person}",
        kind="person-added",
        data={"person": person},
        payloads=(Payload(person=person, body=body),),
    )


def _published(act: Act, process: Process, digest: str, owner: int) -> list[Happening]:
    stream = f"process:{process.name}"
    version: dict[str, Json] = {
        "process": process.name,
        "version": process.version,
        "digest": digest,
        "effective_at": moment(act.now),
    }
    return [
        Happening(stream=stream, kind="process-published", data=version),
        Happening(stream=stream, kind="owner-added", data={"process": process.name, "person": owner}),
    ]
