"""Shows processes: which version holds, for everybody or for one team, and everything that it asks for."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict

from preceptor.errors import UnknownId
from preceptor.model import canonical
from preceptor.model.canonical import Json
from preceptor.model.event import moment
from preceptor.model.people import Team
from preceptor.ports import Reading, Revision
from preceptor.services.context import Context, known_process, known_team
from preceptor.services.origins import LeftOutDocument, OriginDocument, left_out, origins_of
from preceptor.services.process_documents import RoleDocument, StepDocument, role_documents, step_document
from preceptor.services.publications import LastChangeDocument, NextDocument, last_change, next_document
from preceptor.services.team_history import Followed, followed, in_force, of_standard, on_version, state_of


class ProcessDocument(TypedDict):
    """A process in one line: the version in force, or None where none is yet."""

    process: str
    title: str
    version: str | None
    digest: str | None
    in_force_since: str | None
    #: How many teams follow an edition of their own.
    variants: int
    owners: list[str]


class ProcessShownDocument(TypedDict):
    """One version of a process, or the edition that a team follows, with everything in it."""

    process: str
    title: str
    version: str
    #: Of what is shown: the version itself, or the team's edition.
    digest: str
    #: The team whose edition this is; None for the standard.
    team: str | None
    #: The team again where its edition is its own; None where it is the standard's.
    variant: str | None
    #: `in force`, `scheduled` or `superseded`; of a version that the team asked for never followed: `not followed`.
    state: str
    #: The version of the standard that is in force, where the team follows another; else None.
    behind: str | None
    published_at: str
    effective_at: str
    owners: list[str]
    #: What comes into force later, the earliest first.
    next: list[NextDocument]
    #: What led to the edition that is shown; None where it was the first.
    last_change: LastChangeDocument | None
    #: Where each part comes from, by its name (`research.due`, `author.watch.within`); empty without a team.
    origins: dict[str, OriginDocument]
    #: The steps and standards that the team leaves out.
    left_out: list[LeftOutDocument]
    purpose: str
    approvals: int
    lifecycle: str | None
    roles: list[RoleDocument]
    steps: list[StepDocument]
    #: The canonical form of the process as it is shown; for the standard what the digest is of.
    definition: Json


def list_processes(context: Context) -> list[ProcessDocument]:
    """Every process with its version in force, by name."""
    with context.store.reading() as tx:
        variants = _variants(tx, context.now)
        return [_line(tx, name, context.now, variants.get(name, 0)) for name in tx.processes()]


def show_process(
    context: Context, process: str, *, team: str | None = None, version: str | None = None
) -> ProcessShownDocument:
    """One version of a process, by default the one in force; with a team the edition that it follows, or followed on
    that version. Raises `UnknownId`.
    """
    with context.store.reading() as tx:
        known_process(tx, process)
        follower = known_team(tx, team) if team is not None else None
        history = _history(tx, process, follower)
        one, state = _chosen(tx, process, history, version, context.now)
        edition = tx.edition(one.digest)
        definition = edition.process
        origins = origins_of(context, tx, edition, follower) if follower else {}
        coming = [later for later in history if later.effective_at > context.now]
        return {
            "process": process,
            "title": definition.title,
            "version": definition.version,
            "digest": one.digest,
            "team": follower.name if follower else None,
            "variant": edition.variant,
            "state": state,
            "behind": _behind(tx, process, one, context.now) if state == "in force" else None,
            "published_at": moment(one.published_at),
            "effective_at": moment(one.effective_at),
            "owners": [owner.login for owner in tx.owners(process)],
            "next": [next_document(tx, process, later) for later in coming],
            "last_change": last_change(tx, process, one, follower),
            "origins": origins,
            "left_out": left_out(tx.definition(edition.standard), origins) if follower else [],
            "purpose": definition.purpose,
            "approvals": definition.approvals,
            "lifecycle": definition.lifecycle,
            "roles": role_documents(definition),
            "steps": [step_document(step) for step in definition.steps],
            "definition": canonical.dump(definition),
        }


def _line(tx: Reading, name: str, now: datetime, variants: int) -> ProcessDocument:
    revision = tx.in_force(name, now)
    shown = revision or tx.revisions(name)[-1]
    return {
        "process": name,
        "title": tx.definition(shown.digest).title,
        "version": revision.version if revision else None,
        "digest": revision.digest if revision else None,
        "in_force_since": moment(revision.effective_at) if revision else None,
        "variants": variants,
        "owners": [one.login for one in tx.owners(name)],
    }


def _variants(tx: Reading, now: datetime) -> dict[str, int]:
    """How many teams follow an edition of their own now, by process."""
    latest = {(one.process, one.team): one for one in tx.team_editions() if one.effective_at <= now}
    found: dict[str, int] = {}
    for one in latest.values():
        found[one.process] = found.get(one.process, 0) + (not one.standard)
    return found


def _history(tx: Reading, process: str, team: Team | None) -> tuple[Followed, ...]:
    """What the team, or who follows the standard, has followed and will."""
    if team is not None:
        return followed(tx, process, team.id)
    return tuple(of_standard(one) for one in tx.revisions(process))


def _chosen(
    tx: Reading, process: str, history: Sequence[Followed], version: str | None, now: datetime
) -> tuple[Followed, str]:
    """What is to be shown, and its state."""
    if version is None:
        found = in_force(history, now)
        if found is None:
            remedy = f"See: preceptor process log {process}"
            raise UnknownId(f"no version of {process} is in force yet", remedy=remedy)
        return found, "in force"
    revision = known_version(tx, process, version)
    found = on_version(history, version)
    return (found, state_of(history, found, now)) if found else (of_standard(revision), "not followed")


def _behind(tx: Reading, process: str, one: Followed, now: datetime) -> str | None:
    standard = tx.in_force(process, now)
    return standard.version if standard and one.own and standard.version != one.version else None


def known_version(tx: Reading, process: str, version: str) -> Revision:
    """The published version of a process. Raises `UnknownId`."""
    revisions = {one.version: one for one in tx.revisions(process)}
    if version not in revisions:
        raise UnknownId(f"{process} has no version `{version}`; it has {', '.join(revisions)}", remedy="")
    return revisions[version]
