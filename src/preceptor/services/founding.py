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
    """Add the first owner, publish the first versions and give them to the owner. Obliges nobody.

    Nothing changes in a database that has people already.
    """

    def work(act: Act) -> Json:
        if act.tx.people():
            return {}
        person = act.tx.next_id("people")
        happenings = [
            Happening(
                stream=f"person:{person}",
                kind="person-added",
                data={"person": person},
                payloads=(
                    Payload(
                        person=person,
                        body={"login": founder.login, "name": founder.name, "email": founder.email},
                    ),
                ),
            )
        ]
        for process in processes:
            digest = canonical.digest(canonical.dump(process))
            act.tx.publish(process, digest)
            happenings += [
                Happening(
                    stream=f"process:{process.name}",
                    kind="process-published",
                    data={
                        "process": process.name,
                        "version": process.version,
                        "digest": digest,
                        "effective_at": moment(act.now),
                    },
                ),
                Happening(
                    stream=f"process:{process.name}",
                    kind="owner-added",
                    data={"process": process.name, "person": person},
                ),
            ]
        act.tx.record(happenings, as_system=True)
        return {}

    carry_out(context, "init", {"login": founder.login}, work, as_system=True)
