"""Shows pairings."""

from preceptor.ports import PairingFilter
from preceptor.services.context import Context, known_person, known_team
from preceptor.services.documents import PairingDocument
from preceptor.services.pairing_facts import facts_of, find_pairing, observation_documents, pairing_document


def list_pairings(
    context: Context, *, team: str | None = None, state: str | None = None, person: str | None = None
) -> list[PairingDocument]:
    """Every pairing that fits, ended ones included, by id."""
    with context.store.reading() as tx:
        which = PairingFilter(
            team=known_team(tx, team).id if team is not None else None,
            state=state,
            person=known_person(tx, person).id if person is not None else None,
        )
        return [pairing_document(tx, facts_of(context, tx, one, None)) for one in tx.pairings(which)]


def show_pairing(context: Context, typed: str) -> PairingDocument:
    """One pairing with every observation that it was credited with. Raises `UnknownId`."""
    with context.store.reading() as tx:
        facts = facts_of(context, tx, find_pairing(tx, typed), None)
        return {**pairing_document(tx, facts), "observations": observation_documents(tx, facts)}
