"""Recommendations in a world: what an incident's write-up recommends, and what people make of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.support.retrospectives import TEAM, Incident, an_incident
from tests.support.world import WasRefused, World, done

from preceptor.model.writeup import Recommendation as Written
from preceptor.model.writeup import WriteUp
from preceptor.services.recommendations import committing, deciding, tagging, views

TICKET = "https://tickets.example.org/PAY-7"
EVIDENCE = "https://code.example.org/payments/pull/12"


def written(text: str = "Alert on the age of the oldest certificate", **rest: Any) -> Written:
    """A recommendation as a good write-up has it, unless said otherwise."""
    said = {"kind": "configuration", "effect": "prevent", "control": "Certificate alert", "done_when": "It fires."}
    return Written(text=text, **{**said, **rest})


def a_write_up(*recommendations: Written | str) -> WriteUp:
    """A write-up that recommends these."""
    said = tuple(written(one) if isinstance(one, str) else one for one in recommendations)
    return WriteUp(title="Cards were refused", recommendations=said)


@dataclass
class Recommended:
    """One recommendation in a world."""

    world: World
    id: str
    incident: Incident

    def accept(self, *, by: str = "lena", priority: int = 1, why: str = "it would have helped", **rest: Any) -> Any:
        return done(deciding.accept(self.world.by(by), self.id, priority=priority, why=why, **rest))

    def decline(self, *, by: str = "lena", why: str = "the vendor does it") -> Any:
        return done(deciding.decline(self.world.by(by), self.id, why=why))

    def reopen(self, *, by: str = "lena", why: str = "it happened again") -> Any:
        return done(deciding.reopen(self.world.by(by), self.id, why=why))

    def join(self, other: "Recommended", *, by: str = "lena") -> Any:
        return done(deciding.join(self.world.by(by), self.id, other.id))

    def commit(
        self,
        *,
        by: str = "lena",
        owner: str = "otto",
        due: str | date | None = None,
        ticket: str = TICKET,
        **rest: Any,
    ) -> Any:
        """By the lead, for two weeks from today, unless said otherwise."""
        day = (
            date.fromisoformat(due)
            if isinstance(due, str)
            else due or date.fromordinal(self.world.today.toordinal() + 14)
        )
        return done(committing.commit(self.world.by(by), self.id, owner=owner, due=day, ticket=ticket, **rest))

    def start(self, *, by: str = "otto") -> Any:
        return done(committing.start(self.world.by(by), self.id))

    def finish(self, *, by: str = "otto", evidence: str = EVIDENCE) -> Any:
        return done(committing.done(self.world.by(by), self.id, evidence=evidence))

    def drop(self, *, by: str = "otto", why: str = "the system goes away") -> Any:
        return done(committing.drop(self.world.by(by), self.id, why=why))

    def revise(self, due: str, *, by: str = "otto", why: str = "the vendor is late") -> Any:
        return done(committing.revise(self.world.by(by), self.id, due=date.fromisoformat(due), why=why))

    def keep(self, *, by: str = "otto", why: str = "still the best remedy") -> Any:
        return done(committing.keep(self.world.by(by), self.id, why=why))

    def label(self, *labels: str, by: str = "rita", remove: Sequence[str] = ()) -> Any:
        return done(tagging.label(self.world.by(by), self.id, labels, remove=remove))

    def link(self, *addresses: str, by: str = "rita", remove: Sequence[str] = ()) -> Any:
        return done(tagging.link(self.world.by(by), self.id, addresses, remove=remove))

    def until(self, state: str) -> "Recommended":
        """Bring it to a state on its way to being done."""
        moves = {"proposed": self.accept, "accepted": self.commit, "planned": self.start, "in-progress": self.finish}
        while self.state != state:
            moves[self.state]()
        return self

    # what it is
    @property
    def record(self) -> Any:
        with self.world.store.reading() as tx:
            return tx.recommendation(int(self.id[4:]))

    @property
    def state(self) -> str:
        return str(self.record.state)

    def show(self) -> Any:
        return views.show_recommendation(self.world.by(None), self.id)

    def owed(self) -> list[tuple[str, str]]:
        """Who owes what for it: `(kind, login)`, sorted."""
        return self.world.owed(self.id)


def recommended(incident: Incident) -> list[Recommended]:
    """What is on record of what an incident's write-up recommends, in the order of the write-up."""
    return [
        Recommended(world=incident.world, id=one, incident=incident) for one in incident.show()["recommendations"]
    ]


def reviewed(
    world: World,
    *recommendations: Written | str,
    team: str = TEAM,
    severity: int = 2,
    user_facing: bool = False,
    **rest: Any,
) -> Incident:
    """An incident whose write-up recommends these and was reviewed."""
    incident = an_incident(world, team=team, **rest)
    incident.resolve(severity=severity, user_facing=user_facing)
    incident.until("write-up")
    incident.write_up(a_write_up(*(recommendations or ("Alert on the age of the oldest certificate",))))
    return incident.until("revise")


def a_recommendation(world: World, state: str = "proposed", **rest: Any) -> Recommended:
    """What the write-up of an incident recommends, in a state on its way to being done."""
    said = written(
        **{key: rest.pop(key) for key in ("text", "kind", "effect", "control", "done_when") if key in rest}
    )
    (one,) = recommended(reviewed(world, said, **rest))
    return one.until(state)


def refused(act: Any, *arguments: Any, **rest: Any) -> Any:
    """The reasons against what somebody wanted of a recommendation, which changed nothing."""
    world: World = act.__self__.world
    before = world.everything()
    try:
        act(*arguments, **rest)
    except WasRefused as caught:
        assert world.everything() == before
        return caught.refusal.reasons
    raise AssertionError(f"{act.__name__} was not refused")
