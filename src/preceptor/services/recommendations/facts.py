"""Loads what the guards of a recommendation read."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from preceptor.errors import UnknownId
from preceptor.machine import Outlook, outlook
from preceptor.model.definition import Lifecycle, Process
from preceptor.model.people import Person
from preceptor.model.recommendation import Recommendation
from preceptor.model.recommendation_facts import RecommendationFacts, Wanted
from preceptor.model.retrospective import Retrospective
from preceptor.ports import Reading, RecommendationFilter, Writing
from preceptor.services.context import Context, number_in

#: The role whose holder wrote the write-up (`model/relations.py`).
_AUTHOR = "author"


def find_recommendation(tx: Reading, typed: str) -> Recommendation:
    """The recommendation that somebody typed: `REC-4` or `4`. Raises `UnknownId`."""
    one = tx.recommendation(number_in(typed, "REC", "a recommendation"))
    if one is None:
        raise UnknownId(f"there is no recommendation `{typed}`", remedy="`preceptor recommendation list` shows them.")
    return one


def locked_recommendation(tx: Writing, typed: str, *others: str) -> Recommendation:
    """The same, locked for the rest of the transaction together with others, and as it is then.

    With those that were joined to them, and after their retrospectives, whose follow-up they are. Raises `UnknownId`.
    """
    found = [find_recommendation(tx, one) for one in (typed, *others)]
    family = [*found, *followers_of(tx, [one.id for one in found])]
    tx.lock_retrospectives({one.retrospective for one in family})
    tx.lock_recommendations({one.id for one in family})
    return find_recommendation(tx, typed)


def followers_of(tx: Reading, identities: Collection[int]) -> Sequence[Recommendation]:
    """Those that were joined to some, by id."""
    return tx.recommendations(RecommendationFilter(joined_to=frozenset(identities))) if identities else ()


def lifecycle_of(edition: Process) -> Lifecycle:
    """The lifecycle that recommendations follow. Raises `LookupError` for a process that is not about them."""
    found = edition.lifecycles.get(edition.lifecycle or "")
    if found is None or found.governs != "recommendation":
        raise LookupError(f"the process {edition.name} {edition.version} has no lifecycle for recommendations")
    return found


def author_of(tx: Reading, retrospective: Retrospective) -> int | None:
    """Who wrote the write-up: whoever is its author now, else whoever handed it in last."""
    assigned = tx.assigned(retrospective.id).get(_AUTHOR)
    if assigned is not None:
        return assigned
    return next((one.submitter for one in reversed(tx.submissions(retrospective.id))), None)


def facts_of(
    context: Context,
    tx: Reading,
    one: Recommendation,
    actor: Person | None,
    *,
    wanted: Wanted | None = None,
    retrospective: Retrospective | None = None,
) -> RecommendationFacts:
    """Everything that a decision about it depends on, as of now. `retrospective`: where it is at hand."""
    written = retrospective or retrospective_of(tx, one)
    edition = tx.definition(one.edition)
    team, owners = tx.team(one.team), tx.owners(one.process)
    author = author_of(tx, written)
    owning = (wanted.owner if wanted else None) or one.owner
    named = {person for person in (author, team.lead, one.owner, owning) if person is not None}
    people = {each.id: each for each in (*tx.people(named), *owners, *([actor] if actor else []))}
    return RecommendationFacts(
        recommendation=one,
        retrospective=written,
        process=edition,
        lifecycle=lifecycle_of(edition),
        people=people,
        owners=tuple(each.id for each in owners),
        team_lead=team.lead,
        author=author,
        actor=actor.id if actor else None,
        wanted=wanted,
        followers=tuple(each.id for each in followers_of(tx, [one.id])),
        trackers=context.trackers,
        calendar=context.calendar_of(people[owning] if owning is not None else actor or team),
        now=context.now,
    )


def as_author(facts: RecommendationFacts) -> RecommendationFacts:
    """The same facts as if the author of the write-up acted: what it says is said by them, whoever hands it on."""
    return replace(facts, actor=facts.author)


def retrospective_of(tx: Reading, one: Recommendation) -> Retrospective:
    """The retrospective whose write-up it stands in."""
    found = tx.retrospective(one.retrospective)
    if found is None:
        raise LookupError(f"{one.short_id} stands in no retrospective that is on record")
    return found


def roots_of(tx: Reading, some: Collection[Recommendation]) -> dict[int, Recommendation]:
    """By the id of each of them the one whose fate is theirs: itself, or the one that it was joined to."""
    wanted = frozenset(one.joined_to for one in some if one.joined_to is not None)
    others = {one.id: one for one in tx.recommendations(RecommendationFilter(ids=wanted))} if wanted else {}
    return {one.id: others[one.joined_to] if one.joined_to is not None else one for one in some}


def what_next(facts: RecommendationFacts) -> Outlook:
    """What may happen next to it, whoever does it. What the write-up does to it is nothing that somebody types."""
    view = outlook(facts.lifecycle, facts)
    return Outlook(next=tuple(one for one in view.next if one not in ("reword", "leave-out")), blocked=view.blocked)
