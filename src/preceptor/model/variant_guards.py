"""The guards of changes to teams' variants; a change of the standard passes them all."""

from collections.abc import Iterator

from preceptor.model.change_facts import ChangeFacts
from preceptor.model.change_guards import CHANGE_GUARDS
from preceptor.model.overlay import name_of
from preceptor.model.refusal import Reason
from preceptor.model.wording import listed


@CHANGE_GUARDS.guard("lies-on-what-holds")
def lies_on_what_holds(facts: ChangeFacts) -> Iterator[Reason]:
    """A variant lies on the version of the standard that holds when it takes effect."""
    variant = facts.variant
    if variant is None or variant.holding == variant.standard.version:
        return
    if facts.effective_at >= variant.standard.effective_at:
        yield Reason(
            guard="lies-on-what-holds",
            message=f"it lies on {facts.change.process} {variant.standard.version}, and {variant.holding} holds by "
            "then; propose it anew on top of that",
            who=facts.logins_having(["author"]),
            command=facts.propose_anew,
        )


@CHANGE_GUARDS.guard("keeps-to-standard")
def keeps_to_standard(facts: ChangeFacts) -> Iterator[Reason]:
    """A variant does what variants may: it keeps the locks, and falls short of the standard only by waivers that hold
    on the day on which it takes effect."""
    for breach in facts.variant.breaches if facts.variant else ():
        yield Reason(
            guard="keeps-to-standard",
            message=f"{name_of(breach.path)}: {breach.message}; allowed is: {breach.allowed}",
            who=facts.logins_having(["author"]),
            command=facts.propose_anew,
        )


@CHANGE_GUARDS.guard("waivers-by-an-owner")
def waivers_by_an_owner(facts: ChangeFacts) -> Iterator[Reason]:
    """A variant that asks for a waiver is approved by an owner who is not of its team, while there is one."""
    if facts.variant and facts.variant.new_waivers and facts.actor not in (None, *facts.able_to_waive):
        yield Reason(
            guard="waivers-by-an-owner",
            message=f"it has new waivers, for {listed(facts.variant.new_waivers)}, which an owner has to "
            "approve who is not of the team: nobody signs for themselves",
            who=facts.logins(facts.left_to_approve),
            command=facts.command("approve"),
        )


@CHANGE_GUARDS.guard("waivers-approved")
def waivers_approved(facts: ChangeFacts) -> Iterator[Reason]:
    """An owner has approved the waivers that a variant asks for; in an emergency, too, while anybody could."""
    if facts.variant and facts.variant.new_waivers and facts.waives is None:
        yield Reason(
            guard="waivers-approved",
            message=f"no owner has approved its new waivers yet, for {listed(facts.variant.new_waivers)}",
            who=facts.logins(facts.left_to_approve),
            command=facts.command("approve"),
        )
