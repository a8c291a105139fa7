"""Shows pairings."""

from preceptor.errors import UnknownId
from preceptor.model.pairing_facts import PairingFacts
from preceptor.ports import PairingFilter, Reading
from preceptor.services.context import Context, known_person, known_team
from preceptor.services.documents import PairingDocument
from preceptor.services.learning.hints import reading_hint
from preceptor.services.pairing_facts import facts_of, find_pairing, observation_documents, pairing_document
from preceptor.services.resting import left_on, struck_with


def list_pairings(
    context: Context, *, team: str | None = None, state: str | None = None, person: str | None = None
) -> list[PairingDocument]:
    """Every pairing that fits, ended ones included, by id. Raises `UnknownId` for a state that no ladder has."""
    with context.store.reading() as tx:
        if state is not None:
            _see_state(tx, state)
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
        document = with_hint(tx, pairing_document(tx, facts), facts)
        if struck := _struck(tx, facts):
            document = {**document, "notes": [*document.get("notes", ()), *struck]}
        return {**document, "observations": observation_documents(tx, facts)}


def with_hint(tx: Reading, document: PairingDocument, facts: PairingFacts) -> PairingDocument:
    """The document with what there is to read for the trainee of a pairing that has not ended."""
    hint = reading_hint(tx, facts.pairing.process, facts.trainee) if facts.pairing.ended_at is None else None
    return {**document, "notes": [*document.get("notes", ()), hint]} if hint else document


def _struck(tx: Reading, facts: PairingFacts) -> list[str]:
    """What rungs were signed for with, and was struck since, where the rest is less than the rung asks for."""
    signed = struck_with(tx, facts.pairing)
    return [
        f"O-{one} was struck after the rung `{each.rung}` had been signed for with it; without it: {', '.join(left)}"
        for one, each in sorted(signed.items())
        if (left := left_on(tx, facts.pairing, each, without=one))
    ]


def _see_state(tx: Reading, state: str) -> None:
    """A state may be one that only an older version had; whoever is in it is still listed."""
    if tx.pairings(PairingFilter(state=state)):
        return
    definitions = [tx.definition(one.digest) for name in tx.processes() for one in tx.revisions(name)]
    lifecycles = [one.lifecycle_of_ladder(role.ladder) for one in definitions for role in one.roles if role.ladder]
    known = dict.fromkeys(one.name for lifecycle in lifecycles for one in lifecycle.states)
    if state not in known:
        raise UnknownId(f"no ladder has the state `{state}`; there is {', '.join(known)}")
