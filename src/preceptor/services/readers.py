"""What the readers of many notices owe, and what they take part in: asked once for all of them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from preceptor.model.certification import Certification
from preceptor.model.obligation import Obligation
from preceptor.model.pairing import Pairing
from preceptor.ports import ObligationFilter, PairingFilter, Reading


class Readers:
    """The people to whom notices go."""

    def __init__(self, tx: Reading, people: Collection[int]) -> None:
        """Take their ids. Each question asks about all of them, when it first comes up."""
        self._tx = tx
        self._people = frozenset(people)
        self._pairings: dict[str, Mapping[int, list[Pairing]]] = {}
        self._held: dict[str, Mapping[int, list[Certification]]] = {}

    def owed_by(self, person: int) -> Sequence[Obligation]:
        """The open obligations of one of them, by due date."""
        return self._owed.get(person, ())

    def pairings_of(self, person: int, process: str) -> Sequence[Pairing]:
        """The pairings of a process that one of them is in and that have not ended, by id."""
        if process not in self._pairings:
            found: dict[int, list[Pairing]] = defaultdict(list)
            for one in self._tx.pairings(PairingFilter(process=process, people=self._people, open=True)):
                for who in (one.trainee, one.preceptor):
                    found[who].append(one)
            self._pairings[process] = found
        return self._pairings[process].get(person, ())

    def held_by(self, person: int, process: str) -> Sequence[Certification]:
        """The certifications of one of them for a process that were not ended, renewed or refreshed."""
        if process not in self._held:
            found: dict[int, list[Certification]] = defaultdict(list)
            for one in self._tx.held_by(self._people, process):
                found[one.person].append(one)
            self._held[process] = found
        return self._held[process].get(person, ())

    @cached_property
    def _owed(self) -> Mapping[int, list[Obligation]]:
        found: dict[int, list[Obligation]] = defaultdict(list)
        for one in self._tx.obligations(ObligationFilter(people=self._people)):
            if one.person is not None:
                found[one.person].append(one)
        return found
