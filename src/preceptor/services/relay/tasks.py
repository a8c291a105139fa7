"""What whoever owes a mail has to do, and with which command."""

from preceptor.model.obligation import Obligation


def what(owed: Obligation) -> str:
    """In words."""
    return f"{owed.instance} cannot be delivered: see why (notice show {owed.instance}), mend it, and send it anew"


def command(owed: Obligation) -> str:
    """The command that ends it."""
    return f"preceptor notice retry {owed.instance}"
