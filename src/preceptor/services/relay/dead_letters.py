"""Mails that do not go out by themselves any more: each is owed by one person, who mends what is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from preceptor.errors import UnknownId
from preceptor.model.canonical import Json
from preceptor.model.change import CHANGES
from preceptor.model.deadline import due_at as deadline
from preceptor.model.duration import Duration, Unit
from preceptor.model.event import Happening
from preceptor.model.people import Person
from preceptor.model.refusal import Reason, Refusal
from preceptor.ports import ObligationFilter, QueuedNotice, Reading
from preceptor.services.act import Act, refuse
from preceptor.services.command import carry_out
from preceptor.services.context import Context, number_in
from preceptor.services.owing import Owing
from preceptor.services.people import require_any_owner

#: By when somebody has looked at a mail that cannot be delivered; like feedback (process/), and our choice.
LOOKED_AT = Duration(amount=2, unit=Unit.BUSINESS_DAYS)


class RetriedDocument(TypedDict):
    """A notice that is tried anew."""

    id: str
    to: str
    state: str
    #: Whose obligation this ends.
    owed_by: list[str]


@dataclass(frozen=True, kw_only=True)
class Stuck:
    """A notice that somebody has to look at."""

    notice: QueuedNotice
    #: `dead` or `held`.
    state: str


def owe(act: Act, stuck: Sequence[Stuck]) -> None:
    """Let somebody owe each: an owner of the notice's process, rather another one than whom the mail is to."""
    act.record([one for each in stuck for one in _owed(act, each)])


def retry(context: Context, typed: str) -> RetriedDocument | Refusal:
    """Try a notice anew with the next relay: by whoever owes it, or an owner of any process. Raises `UnknownId`.

    Refused for one that was sent, or is being sent now.
    """

    def work(act: Act) -> RetriedDocument:
        tx = act.tx
        number = number_in(typed, "N", "a notice")
        notice = tx.notice(number)
        if notice is None:
            raise UnknownId(f"there is no notice `{typed}`", remedy="`preceptor notice list` shows the notices.")
        owed = tx.obligations(ObligationFilter(instance=_name(notice), kind="mail"))
        if act.by.id not in {one.person for one in owed}:
            require_any_owner(tx, act.by, "have a mail tried anew that they do not owe")
        if not tx.revive_notice(number, act.now):
            refuse(_gone(notice))
        owing = Owing(act=act)
        owing.settle(list(owed))
        process = _process(tx, notice)
        data: dict[str, Json] = {"notice": notice.id, "person": notice.to, "process": process, **owing.data}
        act.record([Happening(stream=f"process:{process}", kind="mail-retried", data=data)])
        return {
            "id": _name(notice),
            "to": tx.person(notice.to).login,
            "state": "ready",
            "owed_by": sorted(tx.person(one.person).login for one in owed if one.person),
        }

    return carry_out(context, "notice retry", {"notice": typed}, work)


def _owed(act: Act, stuck: Stuck) -> Iterator[Happening]:
    notice, process = stuck.notice, _process(act.tx, stuck.notice)
    owner = _owner(act.tx, process, notice.to)
    if owner is None or act.tx.obligations(ObligationFilter(instance=_name(notice), kind="mail")):
        return
    owing = Owing(act=act)
    owing.open(
        "mail",
        person=owner,
        process=process,
        instance=_name(notice),
        step=None,
        due_at=deadline(act.now, LOOKED_AT, act.context.calendar_of(owner)),
    )
    data: dict[str, Json] = {
        "notice": notice.id,
        "person": notice.to,
        "process": process,
        "state": stuck.state,
        **owing.data,
    }
    yield Happening(stream=f"process:{process}", kind="mail-stuck", data=data)


def _process(tx: Reading, notice: QueuedNotice) -> str:
    """What the notice is about; else the process by which processes are changed, whose owners look after all."""
    context: Mapping[str, Any] = notice.context
    named = str(context.get("process"))
    return named if named in tx.processes() else CHANGES


def _owner(tx: Reading, process: str, recipient: int) -> Person | None:
    owners = [*tx.owners(process), *tx.owners(CHANGES)]
    return next((one for one in owners if one.id != recipient), owners[0] if owners else None)


def _gone(notice: QueuedNotice) -> Reason:
    said = "was sent already" if notice.state == "sent" else "is being sent right now"
    return Reason(guard="unsent", message=f"{_name(notice)} {said}")


def _name(notice: QueuedNotice) -> str:
    return f"N-{notice.id}"
