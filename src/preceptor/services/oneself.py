"""Why somebody may not certify themselves. Nobody signs for themselves while another could."""

from preceptor.model.people import Person
from preceptor.model.refusal import Reason
from preceptor.ports import Reading
from preceptor.services.standings import Standings, holding


def not_oneself(
    tx: Reading, by: Person, held: Standings, process: str, role: str, *, able: frozenset[int] = frozenset()
) -> Reason | None:
    """What stands against it while somebody else may teach who is still there; for who owns nothing, also while an
    owner is there.

    `held`: the role's standings today. `able`: who may do it beside the owners.
    """
    owners = {one.id for one in tx.owners(process)}
    who = tuple(one.login for one in tx.people({*owners, *able} - {by.id}) if one.active)
    taught = any(one.active for one in tx.people(holding(held, "teach") - {by.id}))
    if not taught and (by.id in owners or not who):
        return None
    return Reason(
        guard="not-oneself",
        message=(
            f"nobody signs for themselves while somebody else may teach {role}"
            if taught
            else f"nobody signs for themselves while an owner of {process} can"
        )
        + ("" if who else f", and {process} has no other owner who could do it"),
        who=who or (by.login,),
        command=None if who else f"preceptor process owner {process} --add LOGIN",
    )
