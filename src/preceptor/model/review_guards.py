"""The guards of a review and of the meeting about what it left open."""

from collections.abc import Iterator
from datetime import timedelta

from preceptor.model.moment import told
from preceptor.model.refusal import Reason
from preceptor.model.retrospective import Thread
from preceptor.model.retrospective_facts import RetrospectiveFacts
from preceptor.model.retrospective_guards import RETROSPECTIVE_GUARDS, handing_in


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
        left = "" if facts.people[one.opener].active else ", and whoever opened it has left"
        message = f"{one.short_id} ({one.kind}) is open{left}"
        yield _unsettled(one, "threads-settled", message, _settlers(facts, one))


def _settlers(facts: RetrospectiveFacts, thread: Thread) -> tuple[str, ...]:
    """Logins of those who may settle a thread in the present state, as the move says that settles it."""
    moves = (move for move in facts.lifecycle.moves_from(facts.state) if move.do == "settle")
    uses = [use for move in moves for use in move.guards if use.name == "opener-settles"]
    if not uses:
        return facts.able("settle")
    return _able(facts, thread, " ".join(str(use.parameters.get("also", "")) for use in uses))


def _able(facts: RetrospectiveFacts, thread: Thread, roles: str) -> tuple[str, ...]:
    """Logins of whoever opened a thread and of those who have one of these roles; where whoever opened it has left,
    of everybody whom the lifecycle lets settle, but for those who wrote the write-up."""
    also = facts.logins(person for role in roles.split() for person in facts.having(role))
    if facts.people[thread.opener].active:
        first = facts.logins([thread.opener])
    else:
        writers = facts.logins(facts.writers)
        first = tuple(login for login in facts.able("settle") if login not in writers)
    return tuple(dict.fromkeys((*first, *also)))


def _unsettled(thread: Thread, guard: str, message: str, able: tuple[str, ...]) -> Reason:
    command = f"preceptor review resolve {thread.short_id} --how TEXT" if able else None
    return Reason(guard=guard, message=message, who=able, command=command)


@RETROSPECTIVE_GUARDS.guard("threads-open")
def threads_open(facts: RetrospectiveFacts) -> Iterator[Reason]:
    """At least one thread of the review is open: else there is nothing to meet about."""
    if not facts.open_threads:
        message = "no thread is open, so there is nothing to meet about"
        yield _go_on(facts, "threads-open", message)


def _go_on(facts: RetrospectiveFacts, guard: str, message: str) -> Reason:
    """There is nothing to meet about: it goes on, as soon as the review is over."""
    if any(review_over(facts)):
        return Reason(guard=guard, message=message)
    return Reason(guard=guard, message=message, who=facts.able("advance"), command=facts.command("advance"))


@RETROSPECTIVE_GUARDS.guard("changes-made")
def changes_made(facts: RetrospectiveFacts) -> Iterator[Reason]:
    """Every change that was agreed in a thread is made in a revision of the write-up that says so."""
    for one in facts.threads:
        if one.to_make:
            who, command = handing_in(facts, "--made", one.short_id)
            message = f"the change agreed in {one.short_id} is not in the write-up yet"
            yield Reason(guard="changes-made", message=message, who=who, command=command)


def _of_thread(facts: RetrospectiveFacts, *, also: str = "") -> tuple[str, ...] | None:
    """Logins of those who may settle the thread that is spoken of; None: of none."""
    return None if facts.thread is None else _able(facts, facts.thread, also)


@RETROSPECTIVE_GUARDS.guard("opener-settles", who=_of_thread)
def opener_settles(facts: RetrospectiveFacts, *, also: str = "") -> Iterator[Reason]:
    """Whoever opened a thread settles it, or who has one of these roles (names between spaces); once whoever opened
    it has left, anybody who may settle but for the author: nobody signs for themselves."""
    thread = facts.thread
    if thread is None or facts.actor is None:
        return
    able = _able(facts, thread, also)
    if facts.people[facts.actor].login not in able:
        others = "".join(f" or the {role}" for role in also.split())
        message = (
            f"{thread.short_id} is settled by whoever opened it{others}: nobody signs for themselves"
            if facts.people[thread.opener].active
            else f"{thread.short_id} is settled by another than the author, since whoever opened it has left: "
            "nobody signs for themselves"
        )
        yield _unsettled(thread, "opener-settles", message, able)


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
        message = f"{thread.short_id} has gone back and forth {thread.turns} times, and is on the meeting's agenda"
        yield _unsettled(thread, "turns-left", message, _settlers(facts, thread))


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
            who=facts.able("schedule"),
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
            who=facts.able("schedule"),
            command=facts.command("schedule", "--at", "TIME", "--minutes", str(most), noun="meeting"),
        )


@RETROSPECTIVE_GUARDS.guard("meeting-begun")
def meeting_begun(facts: RetrospectiveFacts) -> Iterator[Reason]:
    """A meeting was announced, and has begun: its notes cannot be there before."""
    at = facts.retrospective.meeting_at
    if at is None or facts.now < at:
        message = "no meeting was announced" if at is None else f"the meeting begins at {told(at)}"
        yield (
            _announce(facts, "meeting-begun", message)
            if facts.open_threads
            else _go_on(facts, "meeting-begun", message)
        )


def _announce(facts: RetrospectiveFacts, guard: str, message: str) -> Reason:
    """There is something to meet about, and a time for it is wanted, or an earlier one."""
    return Reason(
        guard=guard,
        message=message,
        who=facts.logins_having(("moderator",)) or facts.able("schedule"),
        command=facts.command("schedule", "--at", "TIME", noun="meeting"),
    )


@RETROSPECTIVE_GUARDS.guard("meeting-noted")
def meeting_noted(facts: RetrospectiveFacts) -> Iterator[Reason]:
    """The notes of the meeting are attached; where every thread was settled before it began, there was nothing to
    meet about."""
    at, noted = facts.retrospective.meeting_at, facts.retrospective.meeting_noted_at
    moot = not facts.open_threads and at is not None and facts.now < at
    if at is None and facts.open_threads:
        yield _announce(facts, "meeting-noted", "no meeting was announced")
    elif at is not None and noted is None and not moot:
        to_come = facts.now < at
        yield Reason(
            guard="meeting-noted",
            message=f"the meeting begins at {told(at)}" if to_come else "the notes of the meeting are not attached",
            who=facts.able("attach"),
            command=None if to_come else facts.command("notes", "FILE", noun="meeting"),
        )
