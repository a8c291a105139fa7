"""Answers why something does not move."""

from preceptor.errors import UnknownId
from preceptor.services.context import Context
from preceptor.services.documents import WhyDocument, reason_document
from preceptor.services.pairing_facts import facts_of, find_pairing, what_next


def why(context: Context, typed: str) -> WhyDocument:
    """What may happen next to an instance, and for the rest who can supply what is missing. Raises `UnknownId`."""
    if typed.upper().startswith("CH-"):
        return _of_change(context, typed)
    if typed.upper().startswith("R-"):
        return _of_retrospective(context, typed)
    if typed.upper().startswith("REC-"):
        return _of_recommendation(context, typed)
    letter = typed.partition("-")[0].upper() if "/" not in typed else "P"
    if letter not in ("P", typed):
        raise UnknownId(
            f"`{typed}` is no id of a pairing, a retrospective, a recommendation or a change; they look like `P-12`, "
            "`trainee/role`, `R-3`, `REC-7` or `CH-4`",
            remedy="",
        )
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


def _of_change(context: Context, typed: str) -> WhyDocument:
    from preceptor.services.change_views import change_document  # pairings do without it

    with context.store.reading() as tx:
        found = change_document(context, tx, typed)
    return {
        "id": found["id"],
        "state": found["state"],
        "ended": not (found["next"] or found["blocked"]),
        "next": found["next"],
        "blocked": found["blocked"],
    }


def _of_retrospective(context: Context, typed: str) -> WhyDocument:
    from preceptor.services.retrospectives.documents import document_of  # pairings do without both
    from preceptor.services.retrospectives.facts import facts_of, find_retrospective

    with context.store.reading() as tx:
        retrospective = find_retrospective(tx, typed)
        found = document_of(tx, facts_of(context, tx, retrospective, None))
    return {
        "id": found["id"],
        "state": found["state"],
        "ended": retrospective.ended_at is not None,
        "next": found["next"],
        "blocked": found["blocked"],
    }


def _of_recommendation(context: Context, typed: str) -> WhyDocument:
    from preceptor.services.recommendations import facts as of  # pairings do without them

    with context.store.reading() as tx:
        facts = of.facts_of(context, tx, of.find_recommendation(tx, typed), None)
        view = of.what_next(facts)
    return {
        "id": facts.recommendation.short_id,
        "state": facts.state,
        "ended": facts.recommendation.ended_at is not None,
        "next": list(view.next),
        "blocked": [reason_document(reason) for reason in view.blocked],
    }
