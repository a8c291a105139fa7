"""The guards of pairings: what must be true before somebody begins, climbs or repeats a rung."""

from preceptor.model.guards import Guards

LADDER_GUARDS = Guards("pairing")
