"""One command being carried out: who asks, when, and the one transaction it happens in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NoReturn

from preceptor.errors import BadInput, NoPerson
from preceptor.model.event import Happening
from preceptor.model.people import Person, can_mail
from preceptor.model.refusal import Reason, Refusal
from preceptor.model.tries import RefusedTry
from preceptor.notices import notices_about
from preceptor.ports import Writing
from preceptor.services.context import Context


@dataclass(frozen=True, kw_only=True)
class Act:
    """One command inside its transaction."""

    context: Context
    tx: Writing
    #: None: the system.
    actor: Person | None

    @property
    def now(self) -> datetime:
        """The moment of the command, UTC."""
        return self.context.now

    def today(self, person: Person) -> date:
        """Today where the person is."""
        return self.context.calendar_of(person).today(self.now)

    @property
    def by(self) -> Person:
        """Who acts. Raises `NoPerson` where nobody was named."""
        if self.actor is None:
            raise NoPerson
        return self.actor

    def record(self, happenings: Sequence[Happening]) -> None:
        """Put happenings on record and queue the notices that they call for."""
        self.tx.record(happenings, as_system=self.actor is None)
        notices = [notice for one in happenings for notice in notices_about(one)]
        if notices:
            wanted = self.tx.people({notice.to for notice in notices})
            reachable = {person.id for person in wanted if can_mail(person)}
            self.tx.queue([notice for notice in notices if notice.to in reachable])


class Refused(Exception):
    """Carries a refusal out of the transaction, so that nothing of it is kept."""

    def __init__(self, refusal: Refusal, *, tried: RefusedTry | None = None) -> None:
        super().__init__()
        self.refusal = refusal
        #: The move that it refused, for folders that have refusals counted; None: it was no move of an instance.
        self.tried = tried


def refuse(*reasons: Reason) -> NoReturn:
    """End the command with reasons and change nothing."""
    raise Refused(Refusal(reasons=reasons))


def require_owner(act: Act, process: str, what: str) -> None:
    """Refuse unless the actor owns the process."""
    owners = act.tx.owners(process)
    if act.by.id not in {owner.id for owner in owners}:
        refuse(
            Reason(
                guard="actor",
                message=f"only an owner of {process} may {what}",
                who=tuple(owner.login for owner in owners),
            )
        )


def require_reason(why: str) -> None:
    """Raise `BadInput` for a reason that says nothing: it is kept, and somebody will ask for it."""
    if not why.strip():
        raise BadInput("the reason is empty", remedy="Say it with --why.")
