"""What the mail about a publication is made from: what it changes for its reader, and what it asks of them.

What all its readers share is worked out once: the sentences of an edition, and why it was changed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from preceptor.model.change import Change
from preceptor.model.definition import Process
from preceptor.model.event import moment
from preceptor.model.obligation import Obligation
from preceptor.model.people import Person
from preceptor.model.prose import marked, shortened
from preceptor.model.version import CHANGE_CLASSES
from preceptor.model.wording import Sentence
from preceptor.ports import Announcement, Reading
from preceptor.services.change_views import words_of
from preceptor.services.context import Context
from preceptor.services.readers import Readers

#: A mail names no more differences of an edition; the rest is where it leads to.
MOST = 30

#: Pairs of editions whose differences are kept, about one for each team that has a variant. Our choice.
_KEPT = 100
#: By the digests of both. An edition never changes, so neither does what it changes; it takes as long as ten mails.
_SENTENCES: dict[tuple[str, str], Sequence[Sentence]] = {}

Values = dict[str, object]
_Moment = Callable[[str, Person], str]
_Day = Callable[[date], str]


class PublicationValues:
    """Makes the values for many readers of the same publications."""

    def __init__(self, context: Context, tx: Reading, readers: Readers, *, readable: _Moment, day: _Day) -> None:
        """Take the readers, and how moments and days are written for them."""
        self._context, self._tx, self._readers = context, tx, readers
        self._readable, self._day = readable, day
        self._changes: dict[int, tuple[Change, Values]] = {}
        self._announcements: dict[int, Mapping[int, tuple[Announcement, Values]]] = {}

    def of(self, context: Mapping[str, Any], to: Person) -> Values:
        """What the templates take beside who reads them. `KeyError` for what is not on record."""
        change, common = self._common(context["change"])
        own = self._editions(change)
        after = self._tx.definition(change.digest)
        asked = self._owed(change, to, "acknowledge")
        return {
            **common,
            "effective": self._readable(moment(change.effective_at or change.entered_at), to),
            "due": self._readable(moment(asked[0].due_at), to) if asked else None,
            "command": f"preceptor process acknowledge {change.process}" if asked else None,
            "editions": [own[one][1] for one in context["announcements"]],
            "pairings": list(self._pairings(change, to)),
            "retrospectives": list(self._retrospectives(change, to)),
            "certifications": list(self._certifications(change, after, to)),
            "runs": list(self._runs(change, after, to)),
        }

    def _common(self, identity: int) -> tuple[Change, Values]:
        if identity not in self._changes:
            change = self._tx.change(identity)
            if change is None:
                raise KeyError(identity)
            proposed = next(
                (one for one in self._tx.events(f"change:{identity}") if one.kind == "change-proposed"), None
            )
            author = self._tx.person(change.author)
            common: Values = {
                "process": {"name": change.process, "title": self._tx.definition(change.digest).title},
                "change": change.short_id,
                "version": change.version,
                "class": change.change_class,
                "new": change.base is None,
                "varies": self._tx.team(change.team).title if change.team is not None else None,
                "author": {"login": author.login, "name": author.name},
                "why": (words_of(self._tx, proposed) or "") if proposed else "",
                "reports": [
                    {"id": one.short_id, "step": one.step, "kind": one.kind}
                    for one in self._tx.reports_answered(identity)
                ],
            }
            self._changes[identity] = change, common
        return self._changes[identity]

    def _editions(self, change: Change) -> Mapping[int, tuple[Announcement, Values]]:
        if change.id not in self._announcements:
            found = self._tx.announcements(change.id)
            standard = next((one for one in found if one.team is None), None)
            self._announcements[change.id] = {one.id: (one, self._edition(one, standard)) for one in found}
        return self._announcements[change.id]

    def _edition(self, one: Announcement, standard: Announcement | None) -> Values:
        """What changes for those who follow it. A team that could not follow is told what the standard changes."""
        stays = one.before == one.after and standard is not None
        told = standard if stays and standard else one
        team = self._tx.team(one.team) if one.team is not None else None
        lead = self._tx.person(team.lead) if team and team.lead is not None else None
        # What asks most comes first: where a mail is long, it is not what is left out.
        found = sorted(
            self._sentences(told.before, told.after), key=lambda each: -CHANGE_CLASSES.index(each.change_class)
        )
        return {
            "team": {"name": team.name, "title": team.title} if team else None,
            "lead": {"login": lead.login, "name": lead.name} if lead else None,
            "stays": stays,
            "version": self._tx.definition(one.after).version,
            "changes": [_change(sentence) for sentence in found[:MOST]],
            "more": max(0, len(found) - MOST),
        }

    def _sentences(self, before: str | None, after: str) -> Sequence[Sentence]:
        from preceptor.model.change_sentences import sentences
        from preceptor.model.revision import diff  # few mails need them

        if before is None:
            return ()
        if (before, after) not in _SENTENCES:
            old, new = self._tx.definition(before), self._tx.definition(after)
            if len(_SENTENCES) >= _KEPT:
                _SENTENCES.clear()
            _SENTENCES[before, after] = tuple(sentences(diff(old, new), old, new))
        return _SENTENCES[before, after]

    def _pairings(self, change: Change, to: Person) -> Iterator[Values]:
        for one in self._readers.pairings_of(to.id, change.process):
            definition = self._tx.definition(one.edition)
            ladder = definition.ladder_of(one.role)
            rung = ladder.rung(one.state) if ladder else None
            lifecycle = definition.lifecycle_of_ladder(ladder) if ladder else None
            other = self._tx.person(one.preceptor if one.trainee == to.id else one.trainee)
            fate, reasons = self._fate(change, "pairing", one.id)
            yield {
                "id": one.short_id,
                "role": _title(definition, one.role),
                "reader": "trainee" if one.trainee == to.id else "preceptor",
                "other": {"login": other.login, "name": other.name},
                "rung": rung.title if rung else lifecycle.state(one.state).title if lifecycle else one.state,
                "version": definition.version,
                "variant": self._tx.edition(one.edition).variant,
                "fate": fate,
                "reasons": reasons,
                "due": self._readable(moment(one.due_at), to) if one.due_at else None,
            }

    def _retrospectives(self, change: Change, to: Person) -> Iterator[Values]:
        """Those in which something waits for the reader, what is due first at the top."""
        seen: set[str] = set()
        for owed in self._readers.owed_by(to.id):
            typed = owed.instance or ""
            if owed.process != change.process or not typed.startswith("R-") or typed in seen:
                continue
            seen.add(typed)
            one = self._tx.retrospective(int(typed[2:]))
            if one is None or change.team not in (None, one.team):
                continue
            definition = self._tx.definition(one.edition)
            step = next((step.title for step in definition.steps if step.name == one.state), one.state)
            fate, reasons = self._fate(change, "retrospective", one.id)
            yield {
                "id": one.short_id,
                "title": one.title,
                "step": step,
                "version": definition.version,
                "fate": fate,
                "reasons": reasons,
                "due": self._readable(moment(owed.due_at), to),
            }

    def _fate(self, change: Change, what: str, identity: int) -> tuple[str, list[str]]:
        """Whether an instance `moved`, `could-not` (and why), or simply `stays` as it began."""
        for event in self._tx.events(f"{what}:{identity}"):
            if event.data.get("change") != change.id:
                continue
            if event.kind == f"{what}-migrated":
                return "moved", []
            if event.kind == f"{what}-stayed":
                against: Any = event.data["reasons"]
                return "could-not", [one["message"] for one in against]
        return "stays", []

    def _certifications(self, change: Change, after: Process, to: Person) -> Iterator[Values]:
        """By role: what is held, and what it needs now."""
        today = self._context.calendar_of(to).today(self._context.now)
        held = [one for one in self._readers.held_by(to.id, change.process) if one.valid_until >= today]
        for role, group in groupby(held, key=lambda one: one.role):
            found = list(group)
            ladder = after.ladder_of(role)
            by = min((one.refresh_by for one in found if one.refresh_by), default=None)
            yield {
                "role": _title(after, role),
                "name": role,
                "capabilities": sorted({one.capability for one in found}),
                "needs": ladder.valid.refresh if by and ladder else "nothing",
                "by": self._day(by) if by else None,
            }

    def _runs(self, change: Change, after: Process, to: Person) -> Iterator[Values]:
        """Observed runs that a team asks for beside what the standard does."""
        for one in self._owed(change, to, "refresh"):
            if one.instance:
                yield {
                    "team": one.instance.partition("/")[0],
                    "role": _title(after, str(one.step)),
                    "due": self._readable(moment(one.due_at), to),
                }

    def _owed(self, change: Change, to: Person, kind: str) -> list[Obligation]:
        owed = self._readers.owed_by(to.id)
        return [one for one in owed if one.kind == kind and one.process == change.process]


def _change(sentence: Sentence) -> Values:
    """A sentence: its beginning, and where words differ, these as one text with marks and one by one."""
    words = shortened(sentence.words)
    return {
        "lead": sentence.lead,
        "marked": marked(words) if words else "",
        "words": [{"kind": one.kind, "text": one.text} for one in words],
    }


def _title(definition: Process, role: str) -> str:
    return next((one.title for one in definition.roles if one.name == role), role)
