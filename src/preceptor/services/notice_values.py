"""What a mail's template is given: names, titles and local dates, made from the ids that a notice holds.

A notice in the outbox holds ids and words of the definition only, so that erasing a person erases them from what
was not sent yet as well. `render/samples.py` shows the shapes.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from preceptor.model.certification import Certification, lapse_cause
from preceptor.model.definition import Process, Rung
from preceptor.model.event import moment
from preceptor.model.people import Person
from preceptor.ports import QueuedNotice, Reading
from preceptor.services.context import Context
from preceptor.services.readable import readable_day
from preceptor.services.readers import Readers

if TYPE_CHECKING:
    from preceptor.services.publication_values import PublicationValues
    from preceptor.services.reminding.values import ReminderValues

Values = Mapping[str, object]

#: The keys of a notice's context that hold people.
_PEOPLE = ("trainee", "preceptor", "person", "by", "author")


class NoticeValues:
    """Makes the values for many notices, and looks up what they share once."""

    def __init__(self, context: Context, tx: Reading, notices: Sequence[QueuedNotice]) -> None:
        """Take the notices whose values will be asked for."""
        self._context = context
        self._tx = tx
        self._notices = notices
        self._certifications: dict[int, dict[int, Certification]] = {}

    @cached_property
    def _people(self) -> Mapping[int, Person]:
        wanted = {one.to for one in self._notices}
        for one in self._notices:
            wanted |= {who for key in _PEOPLE if isinstance(who := one.context.get(key), int)}
        return {one.id: one for one in self._tx.people(wanted)}

    @cached_property
    def readers(self) -> Readers:
        """The people to whom the notices go."""
        return Readers(self._tx, {one.to for one in self._notices})

    @cached_property
    def _publications(self) -> "PublicationValues":
        from preceptor.services.publication_values import PublicationValues  # few notices are about publications

        return PublicationValues(self._context, self._tx, self.readers, readable=self._moment, day=readable_day)

    @cached_property
    def _reminders(self) -> "ReminderValues":
        from preceptor.services.reminding.values import ReminderValues  # few notices are reminders

        return ReminderValues(self._context, self._tx, self._notices, readable=self._moment)

    @cached_property
    def _teams(self) -> Mapping[int, frozenset[int]]:
        return self._tx.memberships({one.to for one in self._notices})

    @cached_property
    def _team_names(self) -> Mapping[int, str]:
        return self._tx.team_names()

    def _only_team(self, person: Person) -> str | None:
        """The name of the team whose wording somebody gets; None for who is in none, or in several."""
        mine = self._teams.get(person.id, frozenset())
        if len(mine) != 1:
            return None
        (team,) = mine
        return self._team_names[team]

    def login(self, identity: int) -> str:
        """The login of somebody whom one of the notices names."""
        return self._people[identity].login

    def of(self, notice: QueuedNotice) -> Values:
        """What the templates of the notice's kind take. `KeyError` where the notice does not hold what they need,
        `NothingLeft` where it has nothing to tell any more."""
        context: Mapping[str, Any] = notice.context
        to = self._people[notice.to]
        values: dict[str, object] = {"to": {**_named(to), "team": self._only_team(to)}}
        if "pairing" in context and "trainee" in context:
            return values | self._of_pairing(context, to)
        if "certification" in context:
            return values | self._of_certification(context, to)
        if "status" in context:
            from preceptor.services.reminding.status_values import status_values  # few notices are about teams

            return values | status_values(self._context, self._tx, notice, to, readable=self._moment)
        if notice.kind == "observation-voided":
            from preceptor.services.struck_values import struck_values  # few observations are struck

            return values | struck_values(self._context, self._tx, notice, to, self._reminders)
        if notice.kind == "run-asked":
            return values | self._reminders.of(notice, to) | self._of_variant(context)
        if "items" in context:
            return values | self._reminders.of(notice, to)
        if "announcements" in context:
            return values | self._publications.of(context, to)
        if "change" in context:
            return values | self._of_change(notice, to)
        if "recommendation" in context:
            from preceptor.services.recommendations.mail_values import recommendation_values  # nor many about these

            return values | recommendation_values(self._tx, notice, to)
        if notice.kind.startswith("retrospective-"):
            from preceptor.services.retrospectives.mail_values import retrospective_values

            return values | retrospective_values(self._tx, notice, to, readable=self._moment)
        if "retrospective" in context:
            from preceptor.services.retrospectives.review_values import review_values  # few notices are about reviews

            return values | review_values(self._context, self._tx, notice, to, readable=self._moment)
        by = context.get("by")
        return values | {"added_by": _named(self._people[by]) if by is not None else "Whoever set preceptor up"}

    def _of_pairing(self, context: Mapping[str, Any], to: Person) -> dict[str, object]:
        definition = self._tx.definition(context["edition"])
        ladder = definition.ladder_of(context["role"])
        pairing = self._tx.pairing(context["pairing"])
        state = context.get("state") or (pairing.state if pairing else "")
        rung = ladder.rung(state) if ladder else None
        before = ladder.rung(context["before"]) if ladder and "before" in context else None
        # As long as it is on that rung, it is due when the task that comes with the mail says.
        now = moment(pairing.due_at) if pairing and pairing.due_at and pairing.state == state else None
        due = now or context.get("due_at")
        learns = context["trainee"] == to.id
        return {
            **_role(definition, context["role"]),
            "pairing": f"P-{context['pairing']}",
            "reader": "trainee" if learns else "preceptor",
            "trainee": _named(self._people[context["trainee"]]),
            "preceptor": _named(self._people[context["preceptor"]]),
            "rung": _rung(rung) if rung else None,
            "before": {"name": before.name, "title": before.title} if before else None,
            "capability": context.get("earned"),
            "due": self._moment(due, to) if due and rung else None,
            "command": _observe(context["pairing"], rates=not learns) if rung else None,
        }

    def _of_certification(self, context: Mapping[str, Any], to: Person) -> dict[str, object]:
        held = self._held(context["person"])[context["certification"]]
        by = context.get("by")
        return {
            **_role(self._tx.definition(held.edition), held.role),
            "capability": held.capability,
            "granted_on": readable_day(held.granted_on),
            "valid_until": readable_day(held.valid_until),
            "source": held.source,
            "by": _named(self._people[by]) if by is not None else None,
            "lapsed_on": readable_day(held.lapsed_on) if held.lapsed_on else None,
            "cause": lapse_cause(held) if held.lapsed_on else None,
            "refresh_by": readable_day(held.refresh_by) if held.refresh_by else None,
            "refresh_for": held.refresh_for,
            "owners": [one.name for one in self._tx.owners(held.process) if one.id != to.id],
        }

    def _of_variant(self, context: Mapping[str, Any]) -> dict[str, object]:
        """Whose variant of what it is, and what shows it."""
        team, process = self._tx.team(context["team"]), context["process"]
        return {
            "team": {"name": team.name, "title": team.title},
            "process": {"name": process, "title": self._title(process)},
            "command": f"preceptor variant show {team.name} {process}",
        }

    def _title(self, process: str) -> str:
        from preceptor.services.editions import edition_in_force  # few notices are about a process as it is now

        return edition_in_force(self._tx, process, self._context.now)[0].title

    def _of_change(self, notice: QueuedNotice, to: Person) -> dict[str, object]:
        from preceptor.services.change_values import change_values  # few notices are about changes

        context: Mapping[str, Any] = notice.context
        found = change_values(self._tx, notice)
        due, effective = found.pop("due_at"), found.pop("effective_at")
        by = context.get("by")
        return {
            **found,
            "author": _named(self._people[context["author"]]) if "author" in context else found["author"],
            "by": _named(self._people[by]) if by is not None else None,
            "due": self._moment(str(due), to) if due else None,
            "effective": self._moment(str(effective), to) if effective else None,
        }

    def _held(self, person: int) -> Mapping[int, Certification]:
        if person not in self._certifications:
            self._certifications[person] = {one.id: one for one in self._tx.certifications(person=person)}
        return self._certifications[person]

    def _moment(self, text: str, to: Person) -> str:
        zone = self._context.calendar_of(to).zone
        local = datetime.fromisoformat(text).astimezone(zone)
        return f"{readable_day(local.date())}, {local:%H:%M} ({to.time_zone or 'UTC'})"


def _named(person: Person) -> dict[str, object]:
    return {"login": person.login, "name": person.name}


def _role(definition: Process, name: str) -> dict[str, object]:
    title = next((one.title for one in definition.roles if one.name == name), name)
    return {
        "process": {"name": definition.name, "title": definition.title},
        "role": {"name": name, "title": title},
    }


def _rung(rung: Rung) -> dict[str, object]:
    return {
        "name": rung.name,
        "title": rung.title,
        "how": rung.how,
        "observations": rung.observations,
        "standards": [{"id": one.id, "text": one.text} for one in rung.standards],
    }


def _observe(pairing: int, *, rates: bool) -> str:
    """What the reader types when there is something to record; only who may teach rates the standards."""
    return f"preceptor pairing observe P-{pairing} --on DATE --subject SUBJECT{' --met all' if rates else ''}"
