"""Reviews and meetings of a retrospective in a world, each act by whoever has to do it."""

from datetime import datetime, time, timedelta
from typing import Any

from tests.support.retrospectives import Incident, an_incident
from tests.support.world import World, done

from preceptor.services.retrospectives import meeting, reviewing

NOTES = "# Meeting\n\nThe cache is meant.\n"


class UnderReview(Incident):
    """A retrospective whose reviewers are otto and rita, and whose author is ada."""

    def comment(self, text: str = "which cache?", *, by: str = "rita", kind: Any = "clarify", **rest: Any) -> Any:
        return done(reviewing.comment(self.world.by(by, **rest), self.id, text, kind=kind))

    def opened(self, *, by: str = "rita", kind: Any = "clarify") -> str:
        """Open a thread; its id."""
        return str(self.comment(by=by, kind=kind)["id"])

    def reply(self, thread: str, text: str = "the one in front", *, by: str | None = None, **rest: Any) -> Any:
        return done(reviewing.reply(self.world.by(by or self.author, **rest), thread, text))

    def settle(
        self, thread: str, how: str = "it is named now", *, by: str = "rita", change: bool | None = None
    ) -> Any:
        return done(reviewing.settle(self.world.by(by), thread, how=how, change=change))

    def pass_(self, *, by: str = "otto", **rest: Any) -> Any:
        return done(reviewing.pass_(self.world.by(by, **rest), self.id))

    def review(self) -> Any:
        return reviewing.list_review(self.world.by(None), self.id)

    def shown(self, typed: str) -> Any:
        return next(one for one in self.review()["threads"] if one["id"] == typed)

    def asked(self) -> dict[str, str]:
        """What became of everybody who was asked."""
        return {one["person"]: one["state"] for one in self.review()["reviewers"]}

    def end_least(self) -> "UnderReview":
        """Move the clock to the end of the least window."""
        self.world.at(self.record.review_least)
        return self

    def with_parts(self) -> "UnderReview":
        """Let three people present, moderate and take notes."""
        for role, login in (("presenter", "pia"), ("moderator", "mo"), ("note-taker", "nils")):
            if self.world.identity(login) is None:
                self.world.person(login)
            if role == "moderator":
                self.world.grant(login, role=role)
            self.assign(role, login)
        return self

    def to_meeting(self) -> "UnderReview":
        """Leave a thread open, and come to the meeting about it."""
        self.with_parts()
        self.opened()
        self.pass_()
        self.end_least()
        self.advance()
        assert self.state == "meeting"
        return self

    def schedule(
        self,
        at: datetime | time | None = None,
        *,
        by: str = "mo",
        minutes: int = 30,
        where: str | None = None,
        **rest: Any,
    ) -> Any:
        """Announce the meeting: in two days, unless said otherwise."""
        wanted = at or self.world.now + timedelta(days=2)
        return done(meeting.schedule(self.world.by(by, **rest), self.id, at=wanted, minutes=minutes, where=where))

    def attach(self, text: str = NOTES, *, by: str = "nils") -> Any:
        return done(meeting.attach(self.world.by(by), self.id, text))

    def agenda(self) -> Any:
        return meeting.agenda(self.world.by(None), self.id)


def under_review(world: World, **rest: Any) -> UnderReview:
    """A retrospective whose review has just begun."""
    begun = an_incident(world, "review", **rest)
    return UnderReview(world=world, id=begun.id, author=begun.author, lead=begun.lead)
