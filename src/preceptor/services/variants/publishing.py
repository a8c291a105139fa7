"""Publishes a team's variant: from its effective day on the team follows it."""

from preceptor.model.change_facts import ChangeFacts
from preceptor.model.waivers import waived_in
from preceptor.services.act import Act
from preceptor.services.variants.adopting import Adoption, Granted, adopt
from preceptor.services.variants.facts import asked, overlay_of, revision_of, team_of
from preceptor.services.variants.followed import granted


def put_in_force(act: Act, facts: ChangeFacts) -> None:
    """Let the team follow what the change publishes.

    Its new waivers are given by the owner who approved it; waivers that it does without end.
    """
    tx, change = act.tx, facts.change
    team, overlay = team_of(tx, change), overlay_of(tx, change)
    new, giver = asked(tx, team, overlay), facts.waives
    if new and giver is None:
        raise LookupError(f"nobody has approved the new waivers of {change.short_id}")
    used = waived_in(overlay)
    adopt(
        act,
        Adoption(
            team=team,
            standard=tx.definition(revision_of(tx, change).digest),
            overlay=overlay,
            origin="published",
            at=facts.effective_at,
            change=change.id,
            waived={one: Granted(until=used[one], approver=giver) for one in new} if giver is not None else {},
            unwaived=[one for one in granted(tx, team, change.process) if one not in used],
        ),
    )
