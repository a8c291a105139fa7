"""Which editions a publication changes."""

from collections.abc import Sequence
from dataclasses import dataclass

from preceptor.model.change import Change
from preceptor.ports import Reading
from preceptor.services.editions import edition_in_force, edition_of_team


@dataclass(frozen=True, kw_only=True)
class Changed:
    """The edition of those who follow the standard, or of one team, before a publication and after it."""

    #: None: whoever follows the standard.
    team: int | None
    #: Digests; `before` is None where the process is new, and both are the same where a team could not follow.
    before: str | None
    after: str


def editions_changed(tx: Reading, change: Change) -> Sequence[Changed]:
    """What a published change came to: for the standard, then for each team with a variant, by the team's id."""
    if change.team is not None:
        return [_of_variant(tx, change, change.team)]
    found = [Changed(team=None, before=change.base, after=change.digest)]
    rows = tx.team_editions(change.process)
    for team in sorted({one.team for one in rows}):
        own = [one for one in rows if one.team == team]
        mine = [one for one in own if one.change == change.id]
        # By id as well: a clock that stands still makes everything one moment.
        earlier = [
            one
            for one in own
            if one.change != change.id
            and one.effective_at <= change.begins
            and (not mine or one.id < mine[0].id or one.effective_at < mine[0].effective_at)
        ]
        if earlier and not earlier[-1].standard:
            before = earlier[-1].digest
            found.append(Changed(team=team, before=before, after=mine[-1].digest if mine else before))
    return found


def _of_variant(tx: Reading, change: Change, team: int) -> Changed:
    """What the team really followed and follows: the standard may have moved since the variant was proposed, and have
    taken it along."""
    at = change.begins
    own = tx.team_editions(change.process, team)
    first = next(one for one in own if one.change == change.id)
    # Of what was to begin together only the last holds; but a clock that stands still makes everything one moment.
    earlier = [one for one in own if one.effective_at < at or (one.published_at == at and one.id < first.id)]
    if earlier and not earlier[-1].standard:
        before = earlier[-1].digest
    else:
        _, before = edition_in_force(tx, change.process, at)
    _, after = edition_of_team(tx, change.process, team, at)
    return Changed(team=team, before=before, after=after)
