"""What whoever owes something because of a team's variant has to do next."""

from datetime import datetime

from preceptor.model.obligation import Obligation
from preceptor.model.waivers import may_waive, waived_named
from preceptor.ports import Reading
from preceptor.services.context import known_team
from preceptor.services.tasks import Task, of_a_team
from preceptor.services.variants.deciding import who_decides
from preceptor.services.variants.followed import granted


def variant_task(tx: Reading, one: Obligation, at: datetime) -> Task:
    """What to do at a moment about a variant that has to follow the standard, or about a waiver that ends."""
    name, _, process = (one.instance or "").partition("/")
    team = known_team(tx, name)
    if one.kind == "rebase":
        what = f"carry the variant of {process} of the team {name} over to {one.step}"
        return Task(
            what=of_a_team(one, what, who_decides(tx, team, process).values()),
            command=f"preceptor variant rebase {name} {process}",
        )
    waiver = granted(tx, team, process).get(waived_named(one.step or ""))
    day = waiver.until if waiver else one.due_at.date()
    logins = {owner.id: owner.login for owner in tx.owners(process)}
    owners = " or ".join(logins[able] for able in may_waive(logins, team.insiders)) or "an owner"
    return Task(
        what=f"the waiver of the team {name} for {one.step} ({process}) {'ended' if one.due_at <= at else 'ends'} on "
        f"{day}: propose the variant without it, or ask {owners} for another with `preceptor variant waive`",
        command=f"preceptor variant propose process/teams/{name}/{process}.yaml --why WHY",
    )
