"""Separation of duties, told from events alone: nobody signs for themselves.

What a lifecycle's guards asked for at the time is not asked again; only what no definition could have allowed.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from preceptor.model.certification import FULL, Certification, Practice, latest, standing
from preceptor.model.event import Event
from preceptor.model.retrospective_duties import KINDS, RetrospectiveDuties
from preceptor.model.team_duties import TeamDuties


@dataclass(frozen=True, kw_only=True)
class Breach:
    """An event by which somebody did what was not theirs to do."""

    stream: str
    seq: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class _SelfGrant:
    event: Event
    on: date
    #: The certificates of others who held `teach` and had not left, as far as was known then.
    held: tuple[int, ...]


@dataclass(kw_only=True)
class Duties:
    """What events say about who signed for whom. Events have to come in the order recorded."""

    _trainees: dict[int, int] = field(default_factory=dict)
    _authors: dict[int, int] = field(default_factory=dict)
    _publishers: dict[int, int] = field(default_factory=dict)
    #: From when on what each published change brought holds.
    _effective: dict[int, datetime] = field(default_factory=dict)
    _certifications: dict[int, Certification] = field(default_factory=dict)
    #: The request by which each certificate was given.
    _requests: dict[int, str | None] = field(default_factory=dict)
    _of_role: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    _self_grants: list[_SelfGrant] = field(default_factory=list)
    _teams: TeamDuties = field(default_factory=TeamDuties)
    _retrospectives: RetrospectiveDuties = field(default_factory=RetrospectiveDuties)

    def look(self, event: Event) -> Iterator[Breach]:
        """The breaches that this event shows by itself. What cannot be read shows none: others report it."""
        check = _CHECKS.get(event.kind)
        if check is None:
            return
        try:
            reasons = list(check(self, event, event.data))
        except (KeyError, TypeError, ValueError):
            return
        for reason in reasons:
            yield Breach(stream=event.stream, seq=event.seq, reason=reason)

    def rest(self) -> Iterator[Breach]:
        """The breaches that only the end of the record shows: a lapse may be recorded a day after it happened."""
        for one in self._self_grants:
            known = [self._certifications[held] for held in one.held]
            if any(each.lapsed_on is None or each.lapsed_on > one.on for each in known):
                reason = "somebody certified themselves while another held `teach` for the role"
                yield Breach(stream=one.event.stream, seq=one.event.seq, reason=reason)

    def pairing(self, event: Event, data: Any) -> Iterator[str]:
        """Both sides of a pairing, and who moved it."""
        trainee = data.get("trainee", self._trainees.get(data["pairing"]))
        if event.kind == "pairing-started":
            self._trainees[data["pairing"]] = trainee
        elif trainee != self._trainees.get(data["pairing"], trainee):
            yield "the pairing has another trainee than the one it began with"
        if trainee is not None and data.get("preceptor") == trainee:
            yield "the trainee is their own preceptor"
        if event.kind in ("rung-advanced", "rung-repeated") and trainee in (event.actor, data.get("signed_by")):
            yield "the trainee signed for themselves"
        if event.actor is not None and data.get("signed_by", event.actor) != event.actor:
            yield "it is signed by another person than the one who acted"

    def judged(self, event: Event, data: Any) -> Iterator[str]:
        """Ratings and feedback."""
        trainee = self._trainees.get(data["pairing"])
        what = "rated themselves" if event.kind == "standards-rated" else "gave themselves feedback"
        if trainee is not None and trainee in (event.actor, data["by"]):
            yield f"the trainee {what}"
        if event.actor is not None and data["by"] != event.actor:
            yield "it is given by another person than the one who acted"

    def observed(self, event: Event, data: Any) -> Iterator[str]:
        """Who did it and who watched."""
        if data["performer"] in data["watchers"]:
            yield "the performer watched themselves"

    def struck(self, event: Event, data: Any) -> Iterator[str]:
        """Who struck an observation. Older events do not say of which process it was."""
        if "process" in data and event.actor not in self._teams.owners(data["process"]):
            yield "somebody struck an observation who does not own the process"

    def credited(self, event: Event, data: Any) -> Iterator[str]:
        """Who stood opposite the trainee."""
        if self._trainees.get(data["pairing"]) in data["observers"]:
            yield "the trainee counts as their own observer"

    def granted(self, event: Event, data: Any) -> Iterator[str]:
        """A certificate, and whether somebody gave it to themselves."""
        made = Certification(
            id=data["certification"],
            person=data["person"],
            process=data["process"],
            role=data["role"],
            capability=data["capability"],
            version=data["version"],
            edition=data["edition"],
            granted_on=date.fromisoformat(data["granted_on"]),
            valid_until=date.fromisoformat(data["valid_until"]),
            source=data["source"],
            # Idleness counts once its lapse is on record, and is not told from events before.
            idle_days=0,
            idle_occasions=1,
        )
        renewed = self._certifications.get(data.get("renews", 0))
        if made.source == "refresh":
            # By what is on record, and for no longer: nobody's word makes it.
            if renewed is None or _what(renewed) != _what(made) or renewed.valid_until < made.valid_until:
                yield "a refresh certifies more than what it refreshes"
        elif event.actor is not None and event.actor == made.person:
            if made.source in ("rung", "no-newcomer"):
                yield "the trainee certified themselves"
            # A record of the past is given on another day than the one from which on it certifies.
            on = max(made.granted_on, event.at.date())
            held = tuple(one for one in self._teaching(made, on) if not self._came_with(event, made, one))
            owners = self._teams.owners(made.process)
            if made.source == "renewal" and owners and event.actor not in owners:
                yield "somebody renewed what they hold themselves while an owner could"
            if held:
                self._self_grants.append(_SelfGrant(event=event, on=on, held=held))
        self._certifications[made.id] = made
        self._requests[made.id] = event.request
        self._of_role.setdefault((made.process, made.role), []).append(made.id)

    def ended(self, event: Event, data: Any) -> Iterator[str]:
        """A certificate was revoked or has lapsed."""
        one = self._certifications[data["certification"]]
        if "revoked_on" in data:
            one = replace(one, revoked_on=date.fromisoformat(data["revoked_on"]))
        if "lapsed_on" in data:
            one = replace(one, lapsed_on=date.fromisoformat(data["lapsed_on"]))
        self._certifications[one.id] = one
        yield from ()

    def changed(self, event: Event, data: Any) -> Iterator[str]:
        """Who proposed a change, and who decided about it."""
        change, author = data["change"], data.get("author")
        if event.kind == "change-proposed":
            self._authors[change] = author
            if event.actor != author:
                yield "it is proposed by another person than the one who acted"
            return
        if author != self._authors.get(change, author):
            yield "the change has another author than the one who proposed it"
        author = self._authors.get(change, author)
        if event.kind == "change-approved":
            if author in (event.actor, data["approved_by"]):
                yield "the author approved their own change"
            if self._publishers.get(change) in (event.actor, data["approved_by"]):
                yield "it is reviewed by whoever published it"
            yield from self._teams.reviewed(change, data["approved_by"])
            if event.actor is not None and data["approved_by"] != event.actor:
                yield "it is approved by another person than the one who acted"
        elif event.kind == "change-rejected" and author == event.actor:
            yield "the author rejected their own change"
        elif event.kind == "change-published":
            self._publishers[change] = data["publisher"]
            if author in data["approvals"]:
                yield "the author approved their own change"
            if "effective_at" in data:
                self._effective[change] = datetime.fromisoformat(data["effective_at"])
            if len(set(data["approvals"])) < data["needed"] and not data["unreviewed"]:
                yield "it was published with too few approvals, and is not recorded as unreviewed"
        elif event.kind == "change-withdrawn" and change in self._effective and event.at >= self._effective[change]:
            yield "it was taken back after it had taken effect"

    def people(self, event: Event, data: Any) -> Iterator[str]:
        """Who leads, belongs to and owns what, and who has left."""
        self._teams.note(event.kind, data)
        yield from ()

    def waived(self, event: Event, data: Any) -> Iterator[str]:
        """What was waived for a team, and by whom."""
        yield from self._teams.waived(event, data, self._authors.get(data.get("change", 0)))

    def held(self, event: Event, data: Any) -> Iterator[str]:
        """Who had which part in a retrospective, and how its review ended."""
        yield from self._retrospectives.look(event, data, self._teams.left)

    def _teaching(self, made: Certification, on: date) -> Iterator[int]:
        others = [self._certifications[one] for one in self._of_role.get((made.process, made.role), ())]
        speaking = latest((one for one in others if one.person != made.person), on)
        for (_, capability), one in speaking.items():
            # Who has left signs for nobody, and keeps nobody from it. What was ended before is over, although its
            # holder may be where it is a day later.
            there = one.person not in self._teams.left and not (one.revoked_on or one.lapsed_on)
            if there and capability == "teach" and standing(one, Practice(), on) in FULL:
                yield one.id

    def _came_with(self, event: Event, made: Certification, other: int) -> bool:
        """Whether both are founders of one import: neither could have signed for the other before it."""
        founders = made.source == self._certifications[other].source == "founder"
        return founders and event.request is not None and event.request == self._requests[other]


def _what(one: Certification) -> tuple[int, str, str, str]:
    """Who is certified for what."""
    return one.person, one.process, one.role, one.capability


_Check = Callable[[Duties, Event, Any], Iterator[str]]
_CHECKS: Mapping[str, _Check] = {
    **dict.fromkeys(
        (
            "pairing-started",
            "rung-advanced",
            "rung-repeated",
            "pairing-paused",
            "pairing-resumed",
            "pairing-withdrawn",
            "pairing-reassigned",
            "pairing-extended",
        ),
        Duties.pairing,
    ),
    "standards-rated": Duties.judged,
    "feedback-given": Duties.judged,
    "observation-recorded": Duties.observed,
    "observation-voided": Duties.struck,
    "observation-credited": Duties.credited,
    "certification-granted": Duties.granted,
    "certification-renewed": Duties.granted,
    "certification-refreshed": Duties.granted,
    "certification-revoked": Duties.ended,
    "certification-lapsed": Duties.ended,
    **dict.fromkeys(("variant-published", "variant-waived"), Duties.waived),
    **dict.fromkeys(
        (
            "team-added",
            "team-lead-named",
            "team-joined",
            "team-left",
            "person-added",
            "person-deactivated",
            "person-returned",
            "person-erased",
            "owner-added",
            "owner-removed",
        ),
        Duties.people,
    ),
    **dict.fromkeys(KINDS, Duties.held),
    **dict.fromkeys(
        ("change-proposed", "change-approved", "change-rejected", "change-published", "change-withdrawn"),
        Duties.changed,
    ),
}
