"""Puts on record, as a change of its own, how somebody decided what a team's variant becomes, so that its people are
told and asked like after any other publication."""

from collections.abc import Mapping
from datetime import datetime

from preceptor.model.canonical import Json
from preceptor.model.change import CHANGES, Change
from preceptor.model.definition import Lifecycle, Process
from preceptor.model.event import Happening, Payload, moment
from preceptor.model.people import Team
from preceptor.model.revision import change_class, diff
from preceptor.ports import Reading
from preceptor.services.act import Act
from preceptor.services.change_facts import lifecycle_of
from preceptor.services.editions import edition_in_force
from preceptor.services.following.jobs import begin
from preceptor.services.publishing_terms import Terms
from preceptor.services.variants.followed import Followed


def decided(act: Act, before: Followed, digest: str, after: Process, at: datetime, why: str) -> Change:
    """The change from what a team follows to the edition `digest`, which is `after`, from a moment on.

    It needs no approval: whoever decides only takes sides where the standard leaves one open.
    """
    edition, pinned = edition_in_force(act.tx, CHANGES, act.now)
    change = Change(
        id=act.tx.next_id("changes"),
        process=after.name,
        version=after.version,
        team=before.team.id,
        base=before.digest,
        digest=digest,
        change_class=change_class(diff(act.tx.definition(before.digest), after)) or "patch",
        state=_published(lifecycle_of(edition)),
        author=act.by.id,
        edition=pinned,
        proposed_at=act.now,
        entered_at=act.now,
        decided_at=act.now,
        publisher=act.by.id,
        effective_at=at,
    )
    act.record([_proposed(change, why), _taken(change)])
    begin(act, change, Terms().for_what_follows())
    return change


def who_decides(tx: Reading, team: Team, process: str) -> Mapping[int, str]:
    """The team's lead and the owners of the process: their logins, by id."""
    lead = tx.person(team.lead) if team.lead is not None else None
    return {one.id: one.login for one in [*([lead] if lead else []), *tx.owners(process)]}


def _published(lifecycle: Lifecycle) -> str:
    return next(move.target for move in lifecycle.moves if move.do == "publish")


def _about(change: Change) -> dict[str, Json]:
    return {
        "change": change.id,
        "process": change.process,
        "version": change.version,
        "team": change.team,
        "class": change.change_class,
        "author": change.author,
        "state": change.state,
    }


def _proposed(change: Change, why: str) -> Happening:
    data: dict[str, Json] = {
        **_about(change),
        "base": change.base,
        "digest": change.digest,
        "edition": change.edition,
        "answers": [],
        "asked": [],
    }
    said = (Payload(person=change.author, body={"text": why}),)
    return Happening(stream=f"change:{change.id}", kind="change-proposed", data=data, payloads=said)


def _taken(change: Change) -> Happening:
    at = change.effective_at or change.proposed_at
    data: dict[str, Json] = {
        **_about(change),
        "entered_at": moment(change.entered_at),
        "decided_at": moment(change.entered_at),
        "publisher": change.author,
        "effective_at": moment(at),
        "digest": change.digest,
        "approvals": [],
        "needed": 0,
        "unreviewed": False,
        "emergency": False,
        "revision": change.revision + 1,
    }
    return Happening(stream=f"change:{change.id}", kind="change-published", data=data)
