"""What whoever owes something because of a team's variant has to do next."""

from datetime import datetime

from preceptor.model.obligation import Obligation
from preceptor.model.waivers import waived_named
from preceptor.ports import Reading
from preceptor.services.tasks import Task
from preceptor.services.variants.followed import granted


def variant_task(tx: Reading, one: Obligation, at: datetime) -> Task:
    """What to do at a moment about a variant that has to follow the standard, or about a waiver that ends."""
    name, _, process = (one.instance or "").partition("/")
    if one.kind == "rebase":
        return Task(
            what=f"carry the variant of {process} of the team {name} over to {one.step}",
            command=f"preceptor variant rebase {name} {process}",
        )
    team = tx.team_called(name)
    waiver = granted(tx, team, process).get(waived_named(one.step or "")) if team else None
    day = waiver.until if waiver else one.due_at.date()
    owners = " or ".join(owner.login for owner in tx.owners(process)) or "an owner"
    return Task(
        what=f"the waiver of the team {name} for {one.step} ({process}) {'ended' if one.due_at <= at else 'ends'} on "
        f"{day}: propose the variant without it, or ask {owners} for another with `preceptor variant waive`",
        command=f"preceptor variant propose process/teams/{name}/{process}.yaml --why WHY",
    )
