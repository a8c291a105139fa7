"""Whom a retrospective concerns, beside those who have to do something for it."""

from preceptor.model.retrospective import Retrospective
from preceptor.ports import Reading


def took_part(tx: Reading, retrospective: Retrospective) -> frozenset[int]:
    """Whoever opened it, noted something, has a role in it, was asked to review or spoke there."""
    return frozenset(
        {
            retrospective.opener,
            *(one.person for one in tx.notes(retrospective.id)),
            *tx.assigned(retrospective.id).values(),
            *(one.person for one in tx.reviewers(retrospective.id)),
            *(person for one in tx.threads(retrospective.id) for person in one.voices),
        }
    )


def audience(tx: Reading, retrospective: Retrospective) -> frozenset[int]:
    """Whoever is told what became of it: all who took part, the team, and its lead; only active people."""
    team = tx.team(retrospective.team)
    everybody = took_part(tx, retrospective) | frozenset(team.members)
    people = tx.people(everybody | ({team.lead} if team.lead is not None else frozenset()))
    return frozenset(one.id for one in people if one.active)
