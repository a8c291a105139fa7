"""Retrospectives in a world: an incident that somebody carries along, each step by whoever has to do it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.support.world import OWNER, WasRefused, World, done

from preceptor.model import canonical
from preceptor.model.event import Happening, Payload
from preceptor.model.writeup import Item, Timeline, TimelineEntry, WriteUp, as_document
from preceptor.ports import Request
from preceptor.services import teams
from preceptor.services.retrospectives import moves, opening, people, reviewing, submitting, views

TEAM = "payments"
#: The least that checks can look at: what happened, what guarded against it, and what is to come of it.
_LEAST: Mapping[str, Any] = {
    "timelines": (Timeline(entries=(TimelineEntry(text="4 % of cards refused"),)),),
    "missing": (Item(text="nothing limited the connections"),),
    "recommendation_notes": (Item(text="what follows is decided with the vendor"),),
}


@dataclass
class Incident:
    """One retrospective in a world."""

    world: World
    id: str
    author: str = "ada"
    lead: str = "lena"

    # on the way
    def note(self, text: str = "error rate at 4 %", *, by: str = "otto", **rest: Any) -> Any:
        return done(opening.note(self.world.by(by), self.id, text, **rest))

    def resolve(self, *, by: str = "otto", severity: int = 2, user_facing: bool = False) -> Any:
        at = self.world.now
        return done(opening.resolve(self.world.by(by), self.id, at=at, severity=severity, user_facing=user_facing))

    def assign(self, role: str, login: str, *, by: str | None = None) -> Any:
        return done(people.assign(self.world.by(by or self.lead), self.id, role=role, login=login))

    def exclude(self, login: str, *, by: str | None = None) -> Any:
        return done(people.exclude(self.world.by(by or self.lead), self.id, login=login))

    def suggest(self, role: str = "author") -> Any:
        return people.suggest(self.world.by(None), self.id, role=role)

    def advance(self, *, by: str | None = None, to: str | None = None, request_id: str | None = None) -> Any:
        """End the present step: by the author, the lead or the owner, as it is theirs."""
        mover = {"prepare": self.lead, "finalise": OWNER}.get(self.state, self.author)
        return done(moves.advance(self.world.by(by or mover, request_id=request_id), self.id, to=to))

    def decline(self, *, by: str | None = None, why: str = "it would not be bad enough") -> Any:
        return done(moves.decline(self.world.by(by or self.lead), self.id, why=why))

    def amend(self, *, by: str | None = None, why: str = "the vendor answered") -> Any:
        return done(moves.amend(self.world.by(by or self.author), self.id, why=why))

    def write_up(
        self,
        said: WriteUp | None = None,
        *,
        text: str = "# Cards were refused\n",
        by: str | None = None,
        made: Sequence[int] = (),
        findings: Any = (),
    ) -> None:
        """Put a revision of the write-up on record, as it is once it was read, with nothing to find fault with: what
        lacks a part that checks look at gets it."""
        said = said or WriteUp(title="Cards were refused")
        data = as_document(replace(said, **{name: getattr(said, name) or least for name, least in _LEAST.items()}))

        def put(act: Any, facts: Any, decision: Any) -> list[Happening]:
            number = facts.retrospective.writeup + 1
            about = moves.about(act, facts)
            event: Any = {**about, "number": number, "digest": canonical.digest(data), "findings": [*findings]}
            event |= {"revision": facts.retrospective.revision + 1, "made": [*made]}
            controls = [{"name": one.name, "failed": bool(one.failed)} for one in said.controls]
            body: Any = {"body": text, "data": data, "controls": controls}
            stream = f"retrospective:{facts.retrospective.id}"
            payloads = (Payload(person=None, body=body),)
            return [Happening(stream=stream, kind="write-up-submitted", data=event, payloads=payloads)]

        done(moves.move(self.world.by(by or self.author), self.id, "submit", {"made": [*made]}, put))

    def thread(self, *, by: str = "rita", kind: Any = "clarify") -> None:
        """Let a reviewer comment."""
        done(reviewing.comment(self.world.by(by), self.id, "which cache?", kind=kind))

    def forged(self, kind: str, *, by: str, **data: Any) -> None:
        """Put an event on record that no command would, as whoever can write the database could."""
        about = {"retrospective": self.record.id, "revision": self.record.revision + 1, "by": self.world.identity(by)}
        stream = f"retrospective:{self.record.id}"
        request = Request(
            id=f"{self.id} {kind} {self.record.revision}",
            digest="forged",
            actor=self.world.identity(by),
            now=self.world.now,
            fixed_clock=False,
        )
        happening = Happening(stream=stream, kind=kind, data={**about, **data})
        self.world.store.write(request, lambda tx: tx.record([happening]))

    def submit(self, path: Path, *, checker: Any, by: str | None = None, made: Sequence[str] = ()) -> Any:
        """Hand in what is in a file."""
        context = self.world.by(by or self.author)
        return done(submitting.submit(context, self.id, path, checker=checker, made=made))

    def until(self, state: str) -> "Incident":
        """Bring it to a state on its way without a meeting, where everybody who is asked passes or keeps silent."""
        while self.state != state:
            match self.state:
                case "notes":
                    self.resolve()
                case "prepare":
                    if "author" not in self.show()["roles"]:
                        self.assign("author", self.author)
                    self.advance()
                case "research":
                    self.write_up()
                    self.advance()
                case "review":
                    self.end_window()
                    self.advance()
                case _:
                    self.advance()
        return self

    def end_window(self) -> "Incident":
        """Move the clock to the end of the review's window, where who said nothing is silent."""
        most = self.record.review_most
        assert most is not None
        self.world.at(max(most, self.world.now))
        return self

    def refused(self, act: str, *arguments: Any, **rest: Any) -> Any:
        """The reasons against an act, which changed nothing."""
        before = self.world.everything()
        try:
            getattr(self, act)(*arguments, **rest)
        except WasRefused as caught:
            assert self.world.everything() == before
            return caught.refusal.reasons
        raise AssertionError(f"{act} was not refused")

    # what it is
    @property
    def record(self) -> Any:
        with self.world.store.reading() as tx:
            found = tx.retrospective(int(self.id[2:]))
        assert found is not None
        return found

    @property
    def state(self) -> str:
        return str(self.record.state)

    def show(self) -> Any:
        return views.show_retrospective(self.world.by(None), self.id)

    def blocked(self) -> list[str]:
        """The guards that stand in its way."""
        return [one["guard"] for one in self.show()["blocked"]]


def a_team_on_call(
    world: World, *, on_call: Sequence[str] = ("otto", "rita"), lead: str = "lena", team: str = TEAM
) -> str:
    """Add a team with its lead and its rotation, and `ada`, who may be the author."""
    for login in (lead, *on_call, "ada"):
        if world.identity(login) is None:
            world.person(login)
    if "lead" not in world.holds("ada"):
        world.grant("ada")
    world.team(team, lead=lead)
    done(teams.set_on_call(world.by(OWNER), team, on_call))
    return team


def an_incident(
    world: World,
    state: str = "notes",
    *,
    title: str = "Cards were refused",
    team: str = TEAM,
    excluded: Sequence[str] = (),
    author: str = "ada",
    lead: str = "lena",
    by: str = "otto",
) -> Incident:
    """Open a retrospective of a team, and bring it to a state on its way without a meeting."""
    with world.store.reading() as tx:
        there = tx.team_called(team)
    if there is None:
        a_team_on_call(world, team=team)
    opened = done(opening.open_one(world.by(by), title, team=team, exclude=tuple(excluded)))
    return Incident(world=world, id=str(opened["id"]), author=author, lead=lead).until(state)
