"""The guards of a review and of the meeting about what it left open."""

from collections.abc import Iterator
from datetime import timedelta

from preceptor.model.moment import told
from preceptor.model.refusal import Reason
from preceptor.model.retrospective_facts import RetrospectiveFacts
from preceptor.model.retrospective_guards import RETROSPECTIVE_GUARDS


@RETROSPECTIVE_GUARDS.guard("somebody-reviews")
def somebody_reviews(facts: RetrospectiveFacts) -> Iterator[Reason]:
    """Somebody is on call in the team beside the author, whom the review can ask."""
    if not facts.to_review:
        yield Reason(
            guard="somebody-reviews",
            message=f"nobody but the author is on call in the team {facts.team}, so nobody would review it",
            who=facts.logins_having(("team-lead", "owner")),
            command=f"preceptor team on-call {facts.team} --set LOGIN",
        )


@RETROSPECTIVE_GUARDS.guard("review-over")
def review_over(facts: RetrospectiveFacts) -> Iterator[Reason]:
    """The review was open as long as it has to be, and everybody who was asked has spoken or passed; who is silent
    at the end of the window, or is not here any more, holds up nobody."""
    retrospective = facts.retrospective
    least, most = retrospective.review_least, retrospective.review_most
    if least is not None and facts.now < least:
        message = f"the review is open until {told(least)} at least, and cannot be cut short"
        yield Reason(guard="review-over", message=message)
    if most is not None and facts.now < most:
        for one in facts.reviewers:
            if one.state == "asked" and facts.people[one.person].active:
                yield Reason(
                    guard="review-over",
                    message=f"{facts.people[one.person].login} has until {told(most)} to say something or to pass",
                    who=facts.logins([one.person]),
                    command=facts.command("pass", noun="review"),
                )


@RETROSPECTIVE_GUARDS.guard("threads-settled")
def threads_settled(facts: RetrospectiveFacts) -> Iterator[Reason]:
    """No thread of the review is open."""
    for one in facts.open_threads:
        yield Reason(
            guard="threads-settled",
            message=f"{one.short_id} ({one.kind}) is open",
            who=facts.logins([one.opener]),
            command=f"preceptor review resolve {one.short_id} --how TEXT",
        )


@RETROSPECTIVE_GUARDS.guard("threads-open")
def threads_open(facts: RetrospectiveFacts) -> Iterator[Reason]:
    """At least one thread of the review is open: else there is nothing to meet about."""
    if not facts.open_threads:
        message = "no thread is open, so there is nothing to meet about"
        yield Reason(guard="threads-open", message=message, command=facts.command("advance"))


@RETROSPECTIVE_GUARDS.guard("changes-made")
def changes_made(facts: RetrospectiveFacts) -> Iterator[Reason]:
    """Every change that was agreed in a thread is made in a revision of the write-up that says so."""
    for one in facts.threads:
        if one.to_make:
            yield Reason(
                guard="changes-made",
                message=f"the change agreed in {one.short_id} is not in the write-up yet",
                who=facts.logins_having(("author",)),
                command=facts.command("submit", "FILE", "--made", one.short_id, noun="writeup"),
            )


@RETROSPECTIVE_GUARDS.guard("opener-settles")
def opener_settles(facts: RetrospectiveFacts, *, also: str = "") -> Iterator[Reason]:
    """Whoever opened a thread settles it, or who has one of these roles (names between spaces): nobody signs for
    themselves."""
    thread = facts.thread
    if thread is None or facts.actor is None:
        return
    roles = also.split()
    able = (thread.opener, *(person for role in roles for person in facts.having(role)))
    if facts.actor not in able:
        others = "".join(f" or the {role}" for role in roles)
        yield Reason(
            guard="opener-settles",
            message=f"{thread.short_id} is settled by whoever opened it{others}: nobody signs for themselves",
            who=facts.logins(able),
            command=f"preceptor review resolve {thread.short_id} --how TEXT",
        )


@RETROSPECTIVE_GUARDS.guard("thread-open")
def thread_open(facts: RetrospectiveFacts) -> Iterator[Reason]:
    """The thread is not settled yet."""
    if facts.thread is not None and not facts.thread.open:
        yield Reason(guard="thread-open", message=f"{facts.thread.short_id} is settled already")


@RETROSPECTIVE_GUARDS.guard("turns-left")
def turns_left(facts: RetrospectiveFacts, *, most: int) -> Iterator[Reason]:
    """The thread has had no more than so many turns: after that it goes to the meeting's agenda."""
    thread = facts.thread
    if thread is not None and thread.turns > most:
        yield Reason(
            guard="turns-left",
            message=f"{thread.short_id} has gone back and forth {thread.turns} times, and is on the meeting's agenda",
            who=facts.logins([thread.opener]),
            command=f"preceptor review resolve {thread.short_id} --how TEXT",
        )


@RETROSPECTIVE_GUARDS.guard("roles-held")
def roles_held(facts: RetrospectiveFacts, *, roles: str) -> Iterator[Reason]:
    """Each of these roles (names between spaces) is held, and by another person; where there is something to meet
    about."""
    if not facts.open_threads:
        return
    holders: dict[int, str] = {}
    for role in roles.split():
        person = facts.assigned.get(role)
        message = None
        if person is None:
            message = f"nobody is the {role} yet"
        elif person in holders:
            message = f"{facts.people[person].login} is the {holders[person]} and cannot be the {role} too"
        else:
            holders[person] = role
        if message:
            yield Reason(
                guard="roles-held",
                message=message,
                who=facts.logins_having(("team-lead", "owner")),
                command=facts.command("assign", "--role", role, "LOGIN"),
            )


@RETROSPECTIVE_GUARDS.guard("document-out")
def document_out(facts: RetrospectiveFacts, *, hours: int) -> Iterator[Reason]:
    """The write-up lay before everybody so many hours before the meeting."""
    submission, at = facts.submission, facts.wanted_meeting
    if at is None or submission is None:
        return
    earliest = submission.submitted_at + timedelta(hours=hours)
    if at < earliest:
        yield Reason(
            guard="document-out",
            message=f"the write-up is to be out {hours} hours before, and was handed in at "
            f"{told(submission.submitted_at)}: the earliest meeting is at {told(earliest)}",
            who=facts.logins_having(("moderator", "team-lead")),
            command=facts.command("schedule", "--at", earliest.isoformat(timespec="minutes"), noun="meeting"),
        )


@RETROSPECTIVE_GUARDS.guard("meeting-to-come")
def meeting_to_come(facts: RetrospectiveFacts) -> Iterator[Reason]:
    """A meeting is announced before it begins."""
    at = facts.wanted_meeting
    if at is not None and at <= facts.now:
        message = f"{told(at)} is past"
        yield Reason(
            guard="meeting-to-come",
            message=message,
            command=facts.command("schedule", "--at", "TIME", noun="meeting"),
        )


@RETROSPECTIVE_GUARDS.guard("meeting-length")
def meeting_length(facts: RetrospectiveFacts, *, least: int, most: int) -> Iterator[Reason]:
    """The meeting takes so many minutes, no less and no more."""
    minutes = facts.wanted_minutes
    if minutes is not None and not least <= minutes <= most:
        yield Reason(
            guard="meeting-length",
            message=f"a meeting takes {least} to {most} minutes, and not {minutes}",
            command=facts.command("schedule", "--at", "TIME", "--minutes", str(most), noun="meeting"),
        )


@RETROSPECTIVE_GUARDS.guard("meeting-begun")
def meeting_begun(facts: RetrospectiveFacts) -> Iterator[Reason]:
    """A meeting was announced, and has begun: its notes cannot be there before."""
    at = facts.retrospective.meeting_at
    if at is None or facts.now < at:
        message = "no meeting was announced" if at is None else f"the meeting begins at {told(at)}"
        yield Reason(
            guard="meeting-begun",
            message=message,
            who=facts.logins_having(("moderator",)),
            command=facts.command("schedule", "--at", "TIME", noun="meeting"),
        )


@RETROSPECTIVE_GUARDS.guard("meeting-noted")
def meeting_noted(facts: RetrospectiveFacts) -> Iterator[Reason]:
    """The notes of the meeting are attached; where every thread was settled before it began, there was nothing to
    meet about."""
    at, noted = facts.retrospective.meeting_at, facts.retrospective.meeting_noted_at
    moot = not facts.open_threads and at is not None and facts.now < at
    if at is None and facts.open_threads:
        yield Reason(
            guard="meeting-noted",
            message="no meeting was announced",
            who=facts.logins_having(("moderator",)),
            command=facts.command("schedule", "--at", "TIME", noun="meeting"),
        )
    elif at is not None and noted is None and not moot:
        yield Reason(
            guard="meeting-noted",
            message="the notes of the meeting are not attached",
            who=facts.logins_having(("note-taker",)),
            command=facts.command("notes", "FILE", noun="meeting"),
        )
