"""What whoever owes a mail has to do, and with which command."""

from preceptor.model.obligation import Obligation
from preceptor.services.tasks import Task


def mail_task(owed: Obligation) -> Task:
    """What ends it."""
    mail = owed.instance
    return Task(
        what=f"{mail} cannot be delivered: see why (notice show {mail}), mend it, and send it anew",
        command=f"preceptor notice retry {mail}",
    )
