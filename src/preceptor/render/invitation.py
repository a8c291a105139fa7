"""An invitation to a meeting, or that there is none, as calendars take it from a mail.

RFC 5545, and RFC 5546: REQUEST and CANCEL of a VEVENT.
"""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote

from icalendar.parser import Contentline, Parameters
from icalendar.prop import vCalAddress

from preceptor.model.identity import ascii_domain
from preceptor.render.calendar import event_lines
from preceptor.render.todo import CALENDAR_ENDS, CANCEL_BEGINS, INVITATION_BEGINS

#: What an address may hold as it is in a URI, beside letters and digits (RFC 6068, section 2).
_AS_IT_IS = "@!$'*+-._~"
#: Nobody reads what calendars would answer to the sender.
_NO_ANSWER = {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"}


def render_invitation(
    *,
    uid: str,
    sequence: int,
    summary: str,
    description: str,
    starts: datetime,
    ends: datetime,
    stamp: datetime,
    organizer: tuple[str, str],
    attendees: Sequence[tuple[str, str]],
    location: str | None = None,
    off: bool = False,
) -> str:
    """A calendar with one meeting, for a mail; `off`: with one that will not be.

    `uid` is the same in every mail about the meeting, and `sequence` rises when it is moved, so that a later mail
    moves it instead of adding another. Moments are aware, and written in UTC. Whoever calls it and comes is a name
    and a mail address.
    """
    parties = (
        _party("ORGANIZER", *organizer, {}),
        *(_party("ATTENDEE", name, address, _NO_ANSWER) for name, address in attendees),
    )
    event = event_lines(
        uid=uid,
        sequence=sequence,
        summary=summary,
        description=description,
        starts=starts,
        ends=ends,
        stamp=stamp,
        location=location,
        parties=("STATUS:CANCELLED", *parties) if off else parties,
    )
    return "\r\n".join((*(CANCEL_BEGINS if off else INVITATION_BEGINS), *event, *CALENDAR_ENDS))


def _party(what: str, name: str, address: str, parameters: dict[str, str]) -> str:
    local = address.rpartition("@")[0]
    uri = vCalAddress(f"mailto:{quote(f'{local}@{ascii_domain(address)}', safe=_AS_IT_IS)}")
    line = Contentline.from_parts(what, Parameters({"CN": name, **parameters}), uri)
    folded: bytes = line.to_ical()
    return folded.decode("utf-8")
