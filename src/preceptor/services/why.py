"""Answers why something does not move."""

from preceptor.errors import UnknownId
from preceptor.services.context import Context
from preceptor.services.documents import WhyDocument, reason_document
from preceptor.services.pairing_facts import facts_of, find_pairing, what_next


def why(context: Context, typed: str) -> WhyDocument:
    """What may happen next to an instance, and for the rest who can supply what is missing. Raises `UnknownId`."""
    letter = typed.partition("-")[0].upper() if "/" not in typed else "P"
    if letter not in ("P", typed):
        raise UnknownId(f"`{typed}` is no id of a pairing; they look like `P-12` or `trainee/role`", remedy="")
    with context.store.reading() as tx:
        facts = facts_of(context, tx, find_pairing(tx, typed), None)
        view = what_next(facts)
        return {
            "id": facts.pairing.short_id,
            "state": facts.state,
            "ended": facts.pairing.ended_at is not None,
            "next": list(view.next),
            "blocked": [reason_document(reason) for reason in view.blocked],
        }
