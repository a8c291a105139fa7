"""The meeting that a notice invites to: it comes with the mail as an event for the calendar."""

from dataclasses import dataclass

from preceptor.model.people import can_mail
from preceptor.ports import QueuedNotice, Reading
from preceptor.services.retrospectives.inviting import MeetingEntry, invited_to, meeting_entry


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """A meeting, with the names and addresses of those who come."""

    meeting: MeetingEntry
    attendees: tuple[tuple[str, str], ...]


def invitation_of(tx: Reading, notice: QueuedNotice, domain: str) -> Invitation | None:
    """The meeting as it is now, where the notice is about one that was announced."""
    identity = notice.context.get("retrospective")
    if notice.kind != "meeting-scheduled" or not isinstance(identity, int):
        return None
    found = tx.retrospective(identity)
    if found is None or found.meeting_at is None:
        return None
    invited = {notice.to, *invited_to(tx.assigned(found.id), tx.threads(found.id))}
    return Invitation(
        meeting=meeting_entry(found, found.meeting_at, domain),
        attendees=tuple((one.name, one.email) for one in tx.people(invited) if can_mail(one) and one.email),
    )
