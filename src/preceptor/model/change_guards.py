"""The guards of changes: what must be true before a version is proposed, approved or published."""

from collections.abc import Iterator
from dataclasses import replace

from preceptor.model.change import followed
from preceptor.model.change_facts import ChangeFacts, VariantFacts
from preceptor.model.guards import Guards
from preceptor.model.refusal import Reason

CHANGE_GUARDS = Guards("change")


@CHANGE_GUARDS.guard("version-rises")
def version_rises(facts: ChangeFacts) -> Iterator[Reason]:
    """The version rises by at least the class of what it changes. Each change that makes it so is named.

    A variant has no version of its own: it lies on one of the standard's.
    """
    if facts.before is None or facts.variant or facts.before.version == facts.after.version:
        return
    for reason in facts.against_version:
        who = facts.logins_having(["author"])
        yield replace(reason, guard="version-rises", who=who, command=facts.propose_anew)


@CHANGE_GUARDS.guard("content-new")
def content_new(facts: ChangeFacts) -> Iterator[Reason]:
    """The version was not published before, it says something else than the version that it follows, and no open
    change proposes the same. A variant says something else than what the team follows."""
    who = facts.logins_having(["author"])
    if facts.twin:
        yield Reason(
            guard="content-new",
            message=f"{facts.twin} proposes the same, word for word",
            who=who,
            command=f"preceptor change show {facts.twin}",
        )
    if facts.variant is None:
        yield from _new_version(facts, who)
    elif facts.change.digest == facts.variant.current.digest:
        team, process = facts.variant.team, facts.change.process
        yield Reason(
            guard="content-new",
            message=f"it says what {team} follows already, so there is nothing to publish",
            who=who,
            command=f"preceptor variant show {team} {process}",
        )


def _new_version(facts: ChangeFacts, who: tuple[str, ...]) -> Iterator[Reason]:
    version, process = facts.after.version, facts.change.process
    known = next((one for one in facts.published if one.version == version), None)
    if known and known.digest == facts.change.digest:
        yield Reason(
            guard="content-new",
            message=f"{process} {version} is published already, word for word",
            who=who,
            command=f"preceptor process show {process} --version {version}",
        )
    elif known and facts.before is not None and facts.before.version == version:
        for reason in facts.against_version:
            yield replace(reason, guard="content-new", who=who, command=facts.propose_anew)
    elif known:
        yield Reason(
            guard="content-new",
            message=f"{process} {version} is published with another content, and what was published never changes; "
            "give this one a version of its own",
            who=who,
            command=facts.propose_anew,
        )
    elif facts.taken_back:
        yield Reason(
            guard="content-new",
            message=f"{facts.taken_back} has published {process} {version} with another content, and was taken back; "
            "give this one a version of its own",
            who=who,
            command=facts.propose_anew,
        )
    elif facts.before is not None and not facts.differs:
        yield Reason(
            guard="content-new",
            message=f"it says what {process} {facts.before.version} says, so there is nothing to publish",
            who=who,
            command=facts.propose_anew,
        )


@CHANGE_GUARDS.guard("reports-open")
def reports_open(facts: ChangeFacts) -> Iterator[Reason]:
    """No other change answers the reports that it answers."""
    for report in facts.answers:
        if report.change not in (None, facts.change.id):
            yield Reason(
                guard="reports-open",
                message=f"{report.short_id} is answered by CH-{report.change} already",
                who=facts.logins_having(["author"]),
                command=f"preceptor change show CH-{report.change}",
            )


@CHANGE_GUARDS.guard("approves-once")
def approves_once(facts: ChangeFacts) -> Iterator[Reason]:
    """Whoever approves it did not approve it before."""
    if facts.actor in {one.person for one in facts.approvals}:
        yield Reason(
            guard="approves-once",
            message=f"{facts.people[facts.actor or 0].login} has approved {facts.change.short_id} already",
            who=facts.logins(facts.left_to_approve),
            command=facts.command("approve"),
        )


@CHANGE_GUARDS.guard("completes-approvals")
def completes_approvals(facts: ChangeFacts) -> Iterator[Reason]:
    """With one more approval there are as many as the process asks for."""
    if len(facts.approvals) + 1 < facts.needed:
        yield _missing(facts, "completes-approvals")


@CHANGE_GUARDS.guard("approved-enough")
def approved_enough(facts: ChangeFacts) -> Iterator[Reason]:
    """As many owners other than the author approved it as the process asks for.

    An emergency does without, and so does the only owner who publishes alone, as nobody else could approve; both are
    on record as unreviewed.
    """
    if len(facts.approvals) >= facts.needed or facts.without_approvals == "emergency":
        return
    if facts.without_approvals == "alone" and not facts.reviewers:
        return
    yield _missing(facts, "approved-enough")


@CHANGE_GUARDS.guard("follows-what-is-published")
def follows_what_is_published(facts: ChangeFacts) -> Iterator[Reason]:
    """It was proposed on top of the newest version: nothing was published since. An emergency may follow the version
    in force while another one is yet to come. Of a variant: the team follows what it did when it was proposed."""
    if facts.variant is not None:
        yield from _follows_the_team(facts, facts.variant)
        return
    base, newest = followed(facts.after.version, facts.live), facts.live[-1] if facts.live else None
    same = (base.digest if base else None) == facts.change.base
    if newest is None or (same and (base == newest or facts.without_approvals == "emergency")):
        return
    proposed_on = f"on top of {facts.before.version}" if facts.before else "as a new process"
    yield Reason(
        guard="follows-what-is-published",
        message=f"{facts.change.process} {newest.version} was published, and {facts.change.short_id} was proposed "
        f"{proposed_on}: published now it would undo what that changed; propose it anew on top of {newest.version}",
        who=facts.logins_having(["author"]),
        command=facts.propose_anew,
    )


def _follows_the_team(facts: ChangeFacts, variant: VariantFacts) -> Iterator[Reason]:
    if variant.current.digest != facts.change.base:
        yield Reason(
            guard="follows-what-is-published",
            message=f"{variant.team} follows something else than when {facts.change.short_id} was proposed: "
            "published now it would undo what came since; propose it anew on top of that",
            who=facts.logins_having(["author"]),
            command=facts.propose_anew,
        )


@CHANGE_GUARDS.guard("effective-not-past")
def effective_not_past(facts: ChangeFacts) -> Iterator[Reason]:
    """It takes effect today or later, and not before what it follows; a version of the standard not together with it
    either, as nobody would ever follow the one before."""
    who, command = facts.logins_having(["owner"]), facts.command("publish", "--effective", "DATE")
    if facts.effective_on is not None and facts.effective_on < facts.today:
        yield Reason(
            guard="effective-not-past",
            message=f"{facts.effective_on} is past; a version takes effect on {facts.today} at the earliest",
            who=who,
            command=command,
        )
    elif facts.base is not None and facts.effective_at < facts.base.effective_at:
        what = "a variant of " if facts.variant else ""
        yield Reason(
            guard="effective-not-past",
            message=f"it follows {what}{facts.base.version}, which takes effect on {facts.base.effective_at.date()} "
            "only, and cannot hold before it",
            who=who,
            command=command,
        )
    elif facts.variant is None and facts.base and facts.effective_at == facts.base.effective_at > facts.now:
        withdrawn = f", or propose this one anew after `preceptor change withdraw {facts.base_to_come}`"
        yield Reason(
            guard="effective-not-past",
            message=f"it follows {facts.base.version}, which begins at that moment too, so that nobody would ever "
            f"follow that one; choose a later day{withdrawn if facts.base_to_come else ''}",
            who=who,
            command=command,
        )


@CHANGE_GUARDS.guard("review-owed")
def review_owed(facts: ChangeFacts) -> Iterator[Reason]:
    """It was published without the approvals that it needs, and was not reviewed since."""
    if not facts.change.unreviewed:
        yield Reason(
            guard="review-owed",
            message=f"{facts.change.short_id} is published, and no review of it is missing",
        )


@CHANGE_GUARDS.guard("another-reviews")
def another_reviews(facts: ChangeFacts) -> Iterator[Reason]:
    """Whoever reviews it afterwards is not who published it."""
    if facts.actor is not None and facts.actor == facts.change.publisher:
        yield Reason(
            guard="another-reviews",
            message=f"{facts.people[facts.actor].login} published it unreviewed, and cannot review it: "
            "nobody signs for themselves",
            who=facts.logins(facts.reviewers),
            command=facts.command("approve"),
        )


@CHANGE_GUARDS.guard("takes-effect-later")
def takes_effect_later(facts: ChangeFacts) -> Iterator[Reason]:
    """The day from which on it holds has not come. From then on people have followed it, and only another version
    takes its place."""
    begins = facts.change.effective_at
    if begins is None or begins > facts.now:
        return
    yield Reason(
        guard="takes-effect-later",
        message=f"it took effect on {begins.date()}, and what people have followed is not taken back; "
        "propose what is to hold instead",
        command=facts.propose_anew,
    )


@CHANGE_GUARDS.guard("nothing-on-top")
def nothing_on_top(facts: ChangeFacts) -> Iterator[Reason]:
    """Without it something else holds, nothing was published on top of it, and a variant was carried over to no other
    version."""
    owners = facts.logins_having(["owner"])
    if facts.before is None:
        yield Reason(
            guard="nothing-on-top",
            message=f"it is the first version of {facts.change.process}, and nothing would hold without it; propose "
            "what is to hold instead",
            command=facts.propose_anew,
        )
    for one in facts.on_top:
        yield Reason(
            guard="nothing-on-top",
            message=f"{one} was published on top of it, and has to be withdrawn before",
            who=owners,
            command=f"preceptor change withdraw {one}",
        )
    if facts.variant and facts.variant.carried_to:
        yield Reason(
            guard="nothing-on-top",
            message=f"it was carried over to {', '.join(facts.variant.carried_to)}; propose what "
            f"{facts.variant.team} is to do instead, and publish that for the same day",
            command=facts.propose_anew,
        )


def _missing(facts: ChangeFacts, guard: str) -> Reason:
    """That approvals are missing, and who could give them."""
    left = facts.left_to_approve
    able = "the team's lead or owners" if facts.variant and not facts.variant.new_waivers else "owners"
    message = f"it has {len(facts.approvals)} of {facts.needed} approvals by {able} other than the author"
    if left:
        return Reason(guard=guard, message=message, who=facts.logins(left), command=facts.command("approve"))
    process = facts.change.process if facts.published else facts.lifecycle.name
    only = len(facts.owners) == 1
    return Reason(
        guard=guard,
        message=f"{message}, and no other owner of {process} is left to approve it"
        + ("; its only owner may publish it alone" if only else ""),
        who=facts.logins(facts.owners),
        command=facts.command("publish", "--alone", "--why", "WHY")
        if only
        else f"preceptor process owner {process} --add LOGIN",
    )
