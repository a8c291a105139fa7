"""Loads what the guards of a change read about the team's variant that it would publish."""

from datetime import date, datetime
from itertools import takewhile

from preceptor.model.change import Change, Published
from preceptor.model.change_facts import VariantFacts
from preceptor.model.conformance import breaches
from preceptor.model.overlay import Overlay
from preceptor.model.people import Team
from preceptor.model.waivers import Waived, waived_in, with_approvers
from preceptor.ports import Reading, Revision
from preceptor.services.variants.followed import followed_at, granted, next_version, nothing_over, to_come


def variant_facts(tx: Reading, change: Change, now: datetime, effective_at: datetime, day: date) -> VariantFacts:
    """What is to be known of the variant. `day`: the day on which it takes effect."""
    team, lies_on = team_of(tx, change), revision_of(tx, change)
    standard, overlay = tx.definition(lies_on.digest), overlay_of(tx, change)
    holding = tx.in_force(change.process, effective_at)
    # Whether its waivers are approved is asked by itself.
    judged = with_approvers(overlay, lambda part, until: "somebody")
    return VariantFacts(
        team=team.name,
        insiders=team.insiders,
        standard=Published(version=lies_on.version, digest=lies_on.digest, effective_at=lies_on.effective_at),
        holding=holding.version if holding else "",
        current=current_of(tx, team, lies_on, now),
        breaches=breaches(standard, judged, day),
        new_waivers=tuple(str(one) for one in _unreviewed(tx, team, change, overlay)),
        carried_to=_carried_to(tx, change, team),
    )


def team_of(tx: Reading, change: Change) -> Team:
    """The team whose variant a change is about."""
    if change.team is None:
        raise LookupError(f"{change.short_id} is about no team's variant")
    return tx.team(change.team)


def overlay_of(tx: Reading, change: Change) -> Overlay:
    """What a change would let its team follow; empty where that is the standard."""
    edition = tx.edition(change.digest)
    return edition.overlay or nothing_over(edition.process, team_of(tx, change))


def revision_of(tx: Reading, change: Change) -> Revision:
    """The version of the standard that a variant lies on.

    One that was taken back is given as one whose day is past and which does not hold: nothing is published on it.
    """
    for one in tx.revisions(change.process):
        if one.version == change.version:
            return one
    return Revision(
        process=change.process,
        version=change.version,
        digest=tx.edition(change.digest).standard,
        published_at=change.proposed_at,
        effective_at=change.proposed_at,
    )


def current_of(tx: Reading, team: Team, lies_on: Revision, now: datetime) -> Published:
    """What a team follows on a version without another variant, and from when on: its own edition, be it to come yet,
    and be it of an older version that takes effect while this one holds; else what it follows once the version
    holds."""
    rows, holds = tx.team_editions(lies_on.process, team.id), lies_on.effective_at
    meanwhile = to_come(rows, holds, next_version(tx, lies_on.process, holds))
    own = [one for one in rows if one.version == lies_on.version or one in meanwhile]
    if own:
        last = own[-1]
        # Where the team stays on it when the standard moves, it follows it since before that.
        since = [*takewhile(lambda one: one.digest == last.digest, reversed(own))][-1]
        digest = lies_on.digest if last.standard else last.digest
        return Published(version=lies_on.version, digest=digest, effective_at=max(since.effective_at, holds))
    found = followed_at(tx, lies_on.process, team, max(now, lies_on.effective_at))
    return Published(version=lies_on.version, digest=found.digest, effective_at=lies_on.effective_at)


def _carried_to(tx: Reading, change: Change, team: Team) -> tuple[str, ...]:
    """The other versions that the team follows from its day on because of it, or of what was carried over since."""
    rows = tx.team_editions(change.process, team.id)
    own = [one.id for one in rows if one.change == change.id]
    if change.effective_at is None or not own:
        return ()
    after = [one for one in rows if one.id > own[0] and one.effective_at >= change.effective_at]
    return tuple(
        dict.fromkeys(one.version for one in after if one.origin != "published" and one.version != change.version)
    )


def _unreviewed(tx: Reading, team: Team, change: Change, overlay: Overlay) -> list[Waived]:
    """What it waives that nobody but whoever published it has approved: what is asked for; once it was published
    without a review, what was given with it."""
    if not change.unreviewed:
        return asked(tx, team, overlay)
    given = {
        (Waived(step=one.step, what=one.what), one.until)
        for one in tx.waivers(team.id, change.process)
        if (one.granted_at, one.approver) == (change.decided_at, change.publisher)
    }
    return [part for part, until in waived_in(overlay).items() if (part, until) in given]


def asked(tx: Reading, team: Team, overlay: Overlay) -> list[Waived]:
    """What an overlay waives that nobody has approved yet."""
    known = granted(tx, team, overlay.process) if overlay.waivers() else {}
    return [one for one, until in waived_in(overlay).items() if one not in known or known[one].until != until]
