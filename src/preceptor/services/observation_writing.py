"""Puts on record what an import found."""

from dataclasses import dataclass, field
from datetime import datetime

from preceptor.model.canonical import Json
from preceptor.model.certification import Certification, renewal_opens
from preceptor.model.deadline import shift_business_days
from preceptor.model.event import Happening, Payload
from preceptor.services.act import Act
from preceptor.services.documents import RunDocument
from preceptor.services.following.owed_runs import run_documents
from preceptor.services.following.team_runs import asked_on_import
from preceptor.services.observation_credits import Day, NewCredit, NewObservation, NewPairing
from preceptor.services.observation_history import History
from preceptor.services.owing import Owing
from preceptor.services.people import added
from preceptor.services.person_fields import Details

#: Happenings that are written at once: enough to share statements, few enough to stay small in memory.
_BATCH = 2_000


@dataclass(kw_only=True)
class ImportWriting:
    """Writes in batches, and mails nobody: the past is no news."""

    act: Act
    history: History
    wrote: bool = False
    _batch: list[Happening] = field(default_factory=list)

    def people(self, new: dict[str, int]) -> None:
        """Add people by their logins. An import knows no addresses, and only their handles for names."""
        for login, identity in new.items():
            details = Details(login=login, name=login)
            self._put(added(self.act, identity, details, manager=None, teams=()))
        # What follows looks people up.
        self.finish()

    def founders(self) -> None:
        """Grant the founders what they held from the first day of their role on."""
        grants = self.history.grants
        if grants:
            first = self.act.tx.next_id("certifications", len(grants))
            for identity, one in enumerate(grants, first):
                self._founder(identity, one)

    def team_runs(self) -> list[RunDocument]:
        """Let the founders who hold what they were granted still owe what their teams ask for beside the standard."""
        self.finish()
        holding = {(one.person, one.role) for one in self.history.grants if self._holds(one)}
        asked_for = asked_on_import(self.act, self.history.definition.name, holding)
        for event in asked_for:
            self._put(event)
        return run_documents(self.act.tx, asked_for)

    def day(self, day: Day) -> None:
        """Record the pairings and observations of one day."""
        for pairing in day.pairings:
            self._put(self._started(pairing))
        for observation in day.observations:
            self._put(self._observed(observation))
            for credit in observation.credits:
                self._put(_credited(observation, credit))

    def finish(self) -> None:
        """Write what is left."""
        if self._batch:
            # Not through Act.record, which queues notices.
            self.act.tx.record(self._batch)
            self._batch = []

    def _put(self, happening: Happening) -> None:
        self.wrote = True
        self._batch.append(happening)
        if len(self._batch) >= _BATCH:
            self.finish()

    def _founder(self, identity: int, one: Certification) -> None:
        lapsed_on = self.history.last_held(one)
        # What lapsed before today is put on record at once: else the next command would do it, and tell people by
        # mail. Nobody owes the renewal of what is over, and who has left owes nothing.
        today = self.history.today
        owing = Owing(act=self.act)
        if self._holds(one):
            self._owe_renewal(owing, one)
        named: dict[str, Json] = {
            "certification": identity,
            "person": one.person,
            "process": one.process,
            "role": one.role,
            "capability": one.capability,
            "edition": one.edition,
        }
        self._put(
            Happening(
                stream=f"person:{one.person}",
                kind="certification-granted",
                data={
                    **named,
                    "version": one.version,
                    "source": one.source,
                    "granted_on": one.granted_on.isoformat(),
                    "valid_until": one.valid_until.isoformat(),
                    "idle_days": one.idle_days,
                    "idle_occasions": one.idle_occasions,
                    **owing.data,
                },
            )
        )
        if lapsed_on < today:
            data = {**named, "lapsed_on": lapsed_on.isoformat()}
            self._put(Happening(stream=f"person:{one.person}", kind="certification-lapsed", data=data))

    def _holds(self, one: Certification) -> bool:
        return self.history.last_held(one) > self.history.today and one.person not in self.history.left

    def _owe_renewal(self, owing: Owing, one: Certification) -> None:
        ladder = self.history.definition.ladder_of(one.role)
        person = self.act.tx.person(one.person)
        calendar = self.act.context.calendar_of(person)
        if ladder:
            opens = renewal_opens(one.valid_until, ladder.valid)
            end = datetime.combine(one.valid_until, calendar.day_ends, calendar.zone)
            owing.open(
                "renew",
                person=person,
                process=one.process,
                instance=None,
                step=f"{one.role}/{one.capability}",
                opens_at=datetime.combine(opens, datetime.min.time(), calendar.zone),
                # The end of the last working day on which it still helps.
                due_at=shift_business_days(shift_business_days(end, 1, calendar), -1, calendar),
            )

    def _started(self, pairing: NewPairing) -> Happening:
        # Nothing is owed: its people may be long gone, and a rung that nobody chose to begin cannot become overdue.
        # Whoever takes the pairing up gives it a deadline with `extend`; signing for a rung sets the next one.
        return Happening(
            stream=f"pairing:{pairing.id}",
            kind="pairing-started",
            data={
                "pairing": pairing.id,
                "process": self.history.definition.name,
                "role": pairing.role,
                "trainee": pairing.trainee,
                "preceptor": pairing.preceptor,
                "team": None,
                "edition": self.history.edition,
                "state": pairing.state,
                "due_at": None,
            },
        )

    def _observed(self, one: NewObservation) -> Happening:
        performer, *watchers = (self.history.ids[login] for login in one.row.people)
        return Happening(
            stream=f"person:{performer}",
            kind="observation-recorded",
            data={
                "observation": one.id,
                "process": self.history.definition.name,
                "role": one.row.role,
                "held_on": one.row.held_on.isoformat(),
                "performer": performer,
                "watchers": list(watchers),
                "rehearsal": False,
                "edition": self.history.edition,
            },
            payloads=(Payload(person=None, body={"subject": one.row.subject}),),
        )


def _credited(observation: NewObservation, one: NewCredit) -> Happening:
    # No feedback is owed: nobody can be asked today how a day of years ago went.
    return Happening(
        stream=f"pairing:{one.pairing}",
        kind="observation-credited",
        data={
            "observation": observation.id,
            "pairing": one.pairing,
            "rung": one.rung,
            "attempt": one.attempt,
            "observers": list(one.observers),
            "stand_in": False,
            "edition": one.edition,
        },
    )
