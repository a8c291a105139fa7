"""Labels, by which recommendations are found again, and links to more about them. By any active person."""

import re
from collections.abc import Callable, Sequence

from preceptor.errors import BadInput
from preceptor.model.canonical import Json
from preceptor.model.refusal import Refusal
from preceptor.model.trackers import address_problem
from preceptor.services.act import Act
from preceptor.services.command import carry_out
from preceptor.services.context import Context
from preceptor.services.recommendations.documents import RecommendationDocument, recommendation_document
from preceptor.services.recommendations.facts import facts_of, find_recommendation, locked_recommendation
from preceptor.services.recommendations.recording import moved

#: Small letters, digits and single hyphens, as the names of teams and of what is defined.
_LABEL = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
#: Characters of a label, as many as a team's name may have.
_LONGEST_LABEL = 64
#: So many of either describe one recommendation; more are a mistake. Our choice.
_MOST = 50


def label(
    context: Context, typed: str, labels: Sequence[str], *, remove: Sequence[str] = ()
) -> RecommendationDocument | Refusal:
    """Give it labels, and take some away. Raises `UnknownId` and `BadInput`."""
    for one in labels:
        if not _LABEL.fullmatch(one) or len(one) > _LONGEST_LABEL:
            raise BadInput(
                f"`{one[:80]}` is no label: at most {_LONGEST_LABEL} small letters, digits and single hyphens"
            )

    def now(act: Act, identity: int) -> Sequence[str]:
        return act.tx.labels([identity]).get(identity, ())

    return _tag(context, typed, "label", labels, remove, now)


def link(
    context: Context, typed: str, addresses: Sequence[str], *, remove: Sequence[str] = ()
) -> RecommendationDocument | Refusal:
    """Link it to pages about it, and take some links away. Raises `UnknownId` and `BadInput`."""
    for one in addresses:
        if problem := address_problem(one):
            raise BadInput(f"`{one[:80]}`: {problem}")

    def now(act: Act, identity: int) -> Sequence[str]:
        return act.tx.links(identity)

    return _tag(context, typed, "link", addresses, remove, now)


def _tag(
    context: Context,
    typed: str,
    verb: str,
    wanted: Sequence[str],
    unwanted: Sequence[str],
    now: Callable[[Act, int], Sequence[str]],
) -> RecommendationDocument | Refusal:
    table, kind = _TABLES[verb]

    def work(act: Act) -> RecommendationDocument:
        one = locked_recommendation(act.tx, typed)
        before = set(now(act, one.id))
        for absent in sorted(set(unwanted) - before):
            raise BadInput(f"{one.short_id} has no {verb} `{absent[:80]}`")
        added = sorted(set(wanted) - before - set(unwanted))
        removed = sorted(before & set(unwanted))
        if len(before) + len(added) - len(removed) > _MOST:
            raise BadInput(f"{one.short_id} would have more than {_MOST} {table}")
        if added or removed:
            facts = facts_of(context, act.tx, one, act.by)
            changes: dict[str, Json] = {f"{table}_added": list(added), f"{table}_removed": list(removed)}
            act.record([moved(act, facts, kind, one, more=changes)])
        return recommendation_document(context, act.tx, find_recommendation(act.tx, typed))

    arguments: dict[str, Json] = {"recommendation": typed, "add": list(wanted), "remove": list(unwanted)}
    return carry_out(context, f"recommendation {verb}", arguments, work)


#: By the verb: the table, and the kind of event.
_TABLES = {"label": ("labels", "recommendation-labelled"), "link": ("links", "recommendation-linked")}
