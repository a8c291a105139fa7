"""Who holds what for a role on a day, read from the records."""

from collections.abc import Mapping
from datetime import date

from preceptor.model.certification import FULL, Practice, Standing, latest, needs_practice, standing
from preceptor.model.definition import Capability
from preceptor.ports import Reading
from preceptor.services.settle import practice_for

Standings = Mapping[tuple[int, Capability], Standing]


def standings(tx: Reading, process: str, role: str, on: date) -> Standings:
    """The standing of everybody who was ever certified for the role, by person and capability."""
    speaking = latest(tx.certifications(process=process, role=role), on)
    practice: Mapping[int | None, Mapping[str, Practice]] = {}
    if any(needs_practice(one, on) for one in speaking.values()):
        practice = tx.practice(process, role, min(one.granted_on for one in speaking.values()))
    return {
        key: standing(one, practice_for(practice, one) if practice else Practice(), on)
        for key, one in speaking.items()
    }


def holding(held: Standings, capability: Capability) -> frozenset[int]:
    """The people who hold the capability with full standing."""
    return frozenset(person for (person, one), state in held.items() if one == capability and state in FULL)
