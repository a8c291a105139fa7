"""Keeps the owners of a process, and what people report about its steps."""

from dataclasses import dataclass
from typing import Literal, TypedDict

from preceptor.errors import BadInput, UnknownId
from preceptor.model.canonical import Json
from preceptor.model.definition import Process
from preceptor.model.event import Happening, Payload
from preceptor.model.refusal import Reason, Refusal
from preceptor.services.act import Act, refuse, require_owner
from preceptor.services.change_duties import owners_changed
from preceptor.services.command import carry_out
from preceptor.services.context import Context, known_person, known_process
from preceptor.services.editions import edition_in_force
from preceptor.services.person_fields import demand, text_troubles
from preceptor.services.retrospectives import handing
from preceptor.services.returning import has_left

Complaint = Literal["missing", "unclear"]


class OwnersDocument(TypedDict):
    """Who owns a process."""

    process: str
    owners: list[str]


class ReportDocument(TypedDict):
    """A report that something in a step is missing or unclear. The text stays out: it can be erased."""

    id: str
    process: str
    version: str
    step: str
    kind: Complaint


def add_owner(context: Context, process: str, login: str) -> OwnersDocument | Refusal:
    """Let a person own a process. By one of its owners."""

    def work(act: Act) -> OwnersDocument:
        require_owner(act, known_process(act.tx, process), "name its owners")
        person, running = known_person(act.tx, login), handing.of_process(act, process)
        act.tx.lock_people([person.id])
        if not act.tx.person(person.id).active:
            refuse(has_left(act.tx, person))
        if person.id not in {one.id for one in act.tx.owners(process)}:
            act.record([_owning("owner-added", process, person.id)])
            owners_changed(act, process)
            handing.hand_on(act, running)
        return _owners(act, process)

    return carry_out(context, "process owner add", {"process": process, "login": login}, work)


def remove_owner(context: Context, process: str, login: str) -> OwnersDocument | Refusal:
    """Let a person own a process no longer. By one of its owners; never the last."""

    def work(act: Act) -> OwnersDocument:
        require_owner(act, known_process(act.tx, process), "name its owners")
        person, running = known_person(act.tx, login), handing.of_process(act, process)
        # Whoever else removes an owner at the same time waits here, so that two cannot remove the last two.
        act.tx.lock_people({one.id for one in act.tx.owners(process)})
        owners = {one.id for one in act.tx.owners(process)}
        if person.id not in owners:
            raise BadInput(f"{login} does not own {process}", remedy="`preceptor process list` shows the owners.")
        if len(owners) == 1:
            refuse(
                Reason(
                    guard="last-owner",
                    message=f"{login} is the only owner of {process}, and it cannot be without one",
                    who=(login,),
                    command=f"preceptor process owner {process} --add LOGIN",
                )
            )
        act.record([_owning("owner-removed", process, person.id)])
        owners_changed(act, process)
        handing.hand_on(act, running)
        return _owners(act, process)

    return carry_out(context, "process owner remove", {"process": process, "login": login}, work)


def report(context: Context, process: str, *, step: str, kind: Complaint, text: str) -> ReportDocument | Refusal:
    """Report that something in a step or rung is missing or unclear. By any active person."""

    def work(act: Act) -> ReportDocument:
        reported = reporting(act, process, step=step, kind=kind, text=text)
        act.record([reported.happening])
        return {
            "id": f"RP-{reported.id}",
            "process": process,
            "version": reported.version,
            "step": step,
            "kind": kind,
        }

    arguments: dict[str, Json] = {"process": process, "step": step, "kind": kind, "text": text}
    return carry_out(context, "process report", arguments, work)


@dataclass(frozen=True, kw_only=True)
class Reported:
    """A report that is to be put on record."""

    id: int
    #: Of the process in force, which it is about.
    version: str
    happening: Happening


def reporting(act: Act, process: str, *, step: str, kind: Complaint, text: str, **about: Json) -> Reported:
    """What goes on record when somebody reports a step or rung; `about`: what led to it. Raises `UnknownId`."""
    definition, edition = edition_in_force(act.tx, process, act.now)
    known = step_names(definition)
    if step not in known:
        raise UnknownId(f"{process} has no step or rung `{step}`; it has {', '.join(known)}", remedy="")
    demand(text_troubles(text, "report"))
    identity = act.tx.next_id("reports")
    data: dict[str, Json] = {
        "report": identity,
        "process": process,
        "step": step,
        "kind": kind,
        "edition": edition,
        "by": act.by.id,
        **about,
    }
    payload = Payload(person=act.by.id, body={"text": text})
    told = Happening(stream=f"process:{process}", kind="step-reported", data=data, payloads=(payload,))
    return Reported(id=identity, version=definition.version, happening=told)


def _owning(kind: str, process: str, person: int) -> Happening:
    return Happening(stream=f"process:{process}", kind=kind, data={"process": process, "person": person})


def _owners(act: Act, process: str) -> OwnersDocument:
    return {"process": process, "owners": [one.login for one in act.tx.owners(process)]}


def step_names(definition: Process) -> list[str]:
    """The steps, then the rungs of its ladders, each name once."""
    rungs = [rung.name for role in definition.roles if role.ladder for rung in role.ladder.rungs]
    return list(dict.fromkeys([*(step.name for step in definition.steps), *rungs]))
