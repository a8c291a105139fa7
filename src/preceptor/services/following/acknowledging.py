"""Takes people's word that they have read what a publication changes for them."""

from typing import TypedDict

from preceptor.errors import UnknownId
from preceptor.model.canonical import Json
from preceptor.model.event import Happening, moment
from preceptor.model.refusal import Reason, Refusal
from preceptor.model.version import Version
from preceptor.ports import ObligationFilter, Reading
from preceptor.services.act import Act, refuse
from preceptor.services.command import carry_out
from preceptor.services.context import Context, known_process
from preceptor.services.documents import EditionDocument
from preceptor.services.editions import edition_document, edition_in_force, edition_of_team
from preceptor.services.following.catching_up import by_reading, due_of


class RefreshedDocument(TypedDict):
    """A certification that has to do with an acknowledgement."""

    role: str
    capability: str


class StillDueDocument(RefreshedDocument):
    """One that reading alone does not refresh, and the last day to be observed."""

    by: str


class AcknowledgedDocument(TypedDict):
    """What somebody acknowledged, and what became of their certifications."""

    person: str
    process: str
    version: str
    at: str
    #: The exact editions that they have read: those of their teams, else the standard's.
    editions: list[EditionDocument]
    refreshed: list[RefreshedDocument]
    still_due: list[StillDueDocument]


def acknowledge(context: Context, process: str, *, version: str | None = None) -> AcknowledgedDocument | Refusal:
    """Say for oneself that one has read what a process is like now. By whoever is asked to.

    It ends every open acknowledgement of the process, whatever version it was opened for. Raises `UnknownId`.
    """

    def work(act: Act) -> AcknowledgedDocument:
        tx, person = act.tx, act.by
        known_process(tx, process)
        tx.lock_people([person.id])
        open_now = tx.obligations(ObligationFilter(person=person.id, process=process, kind="acknowledge"))
        newest = max((str(one.step) for one in open_now), key=Version.parse, default=None)
        _check(act, process, version, newest)
        standard, digest = edition_in_force(tx, process, act.now)
        read = _editions(tx, act, process, standard.version, digest)
        known = {one.edition for one in tx.acknowledgements(process, person.id)}
        data: dict[str, Json] = {
            "person": person.id,
            "process": process,
            "version": standard.version,
            "editions": [one for one in read if one not in known],
            "settled": [one.id for one in open_now],
        }
        stream = f"person:{person.id}"
        refreshed = by_reading(act, person, process, standard.version)
        act.record([Happening(stream=stream, kind="process-acknowledged", data=data), *refreshed])
        return {
            "person": person.login,
            "process": process,
            "version": standard.version,
            "at": moment(act.now),
            "editions": [edition_document(tx, one) for one in read],
            "refreshed": [_refreshed(one) for one in refreshed],
            "still_due": [
                {"role": one.role, "capability": one.capability, "by": str(one.refresh_by)}
                for one in due_of(context, tx, person, process)
            ],
        }

    return carry_out(context, "process acknowledge", {"process": process, "version": version}, work)


def _check(act: Act, process: str, version: str | None, newest: str | None) -> None:
    """Refuse what is not asked: an older version, one that does not hold yet, or anything at all."""
    revisions = {one.version: one for one in act.tx.revisions(process)}
    if version is not None:
        if version not in revisions:
            raise UnknownId(
                f"{process} has no version `{version}`",
                remedy=f"`preceptor process log {process}` shows its versions.",
            )
        effective = revisions[version].effective_at
        if effective > act.now:
            day = effective.astimezone(act.context.zone_of(act.by)).date()
            message = f"{process} {version} holds from {day} on, and is announced to you then"
            refuse(Reason(guard="in-force", message=message, by=day.isoformat()))
    if newest is None:
        refuse(_not_asked(act, process))
    elif version is not None and Version.parse(version) < Version.parse(newest):
        refuse(
            Reason(
                guard="asked",
                message=f"{process} {newest} is asked of you by now, and whoever has read it need not read {version}",
                who=(act.by.login,),
                command=f"preceptor process acknowledge {process}",
            )
        )


def _not_asked(act: Act, process: str) -> Reason:
    said = sorted(act.tx.acknowledgements(process, act.by.id), key=lambda one: one.at)
    if said:
        day = said[-1].at.astimezone(act.context.zone_of(act.by)).date()
        message = f"you acknowledged {process} {said[-1].version} on {day} already, and nothing newer is asked of you"
    else:
        message = f"nothing about {process} is asked of you; what is, you are told by mail"
    return Reason(guard="asked", message=message, command="preceptor mine")


def _editions(tx: Reading, act: Act, process: str, version: str, digest: str) -> list[str]:
    """Those of the reader's teams; the standard's for who has none, and where a team stayed behind it."""
    teams = tx.memberships([act.by.id]).get(act.by.id, frozenset())
    found = [edition_of_team(tx, process, team, act.now) for team in sorted(teams)]
    behind = any(Version.parse(one.version) < Version.parse(version) for one, _ in found)
    return list(dict.fromkeys([*(edition for _, edition in found), *([digest] if behind or not found else [])]))


def _refreshed(one: Happening) -> RefreshedDocument:
    return {"role": str(one.data["role"]), "capability": str(one.data["capability"])}
