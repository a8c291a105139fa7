"""The meeting that a notice invites to or calls off: it comes with the mail as an event for the calendar."""

from dataclasses import dataclass
from datetime import datetime

from preceptor.model.people import can_mail
from preceptor.ports import QueuedNotice, Reading
from preceptor.services.retrospectives.inviting import MeetingEntry, invited_to, meeting_entry


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """A meeting, with the names and addresses of those who come."""

    meeting: MeetingEntry
    attendees: tuple[tuple[str, str], ...]
    #: Nobody has to come any more.
    off: bool = False


def invitation_of(tx: Reading, notice: QueuedNotice, domain: str) -> Invitation | None:
    """The meeting as it is now, where the notice is about one that was announced; or as it was to be."""
    identity = notice.context.get("retrospective")
    if notice.kind not in ("meeting-scheduled", "meeting-called-off") or not isinstance(identity, int):
        return None
    found = tx.retrospective(identity)
    if found is None:
        return None
    if notice.kind == "meeting-called-off":
        was_to_be = datetime.fromisoformat(str(notice.context["meeting_called_off"]))
        return _invitation(tx, meeting_entry(tx, found, was_to_be, domain), {notice.to}, off=True)
    if found.meeting_at is None:
        return None
    invited = {notice.to, *invited_to(tx.assigned(found.id), tx.threads(found.id))}
    return _invitation(tx, meeting_entry(tx, found, found.meeting_at, domain), invited, off=False)


def _invitation(tx: Reading, meeting: MeetingEntry, people: set[int], *, off: bool) -> Invitation:
    attendees = tuple((one.name, one.email) for one in tx.people(people) if can_mail(one) and one.email)
    return Invitation(meeting=meeting, attendees=attendees, off=off)
