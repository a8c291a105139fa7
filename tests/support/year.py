"""A made-up year of an organisation, played through the public services day by day.

Chance decides what breaks, who acts, and who is told no; the same seed plays the same year. Nothing is written to a
table: what the reports say of the year can be held against the events that the services put on record.
"""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.support.changes import Changing
from tests.support.recommendations import Recommended
from tests.support.retrospectives import Incident
from tests.support.varying import Varying, an_overlay, due
from tests.support.world import OWNER, SAID, WasRefused, World, done

from preceptor.bootstrap.writeups import make_write_up_checker
from preceptor.ports import RecommendationFilter
from preceptor.services import processes, teams
from preceptor.services.learning import answering
from preceptor.services.retrospectives import meeting, opening, reviewing

CONTROLS = ("Canary stage", "Queue alert", "Connection limit", "Backup check", "Key rotation check", "Staging test")
CAUSES = ("the pool ran full", "a key was rotated", "the index was switched", "a disk filled up", "a zone went away")
REMEDIES = (
    ("Alert when the queue is longer than {n} for 5 minutes", "Queue alert"),
    ("Stop a rollout when errors pass {n} in the canary stage", "Canary stage"),
    ("Set the limit of connections to {n}", "Connection limit"),
    ("Restore the last of {n} backups every night", "Backup check"),
    ("Ask all {n} gateways for their key after a rotation", "Key rotation check"),
)
WRITE_UP = """\
# {title}

## Summary

For {minutes} minutes {n}% of requests failed, as {cause} and the {control} did not hold.

## Timeline

All times in UTC.

- {day} 08:0{a} Errors rise to {n}% ([graph](https://graphs.example.org/{n}))
- {day} 08:1{a} Alert pages, INC-{n}
- {day} 08:4{a} Errors back to 0.1%

## What went well

- The alert paged after {a} minutes

## What could have gone better

- The rollback took {minutes} minutes

## Analysis

### Safety controls

- {control}: meant to stop at {n}; failed because it looks at the average; believed that one is all; context: none

### Systemic factors

- Safety information: nothing shows how many of {n} are left

### Missing controls

- Nothing keeps two rollouts from overlapping

## Recommendations

{recommendations}
"""


@dataclass
class Year:
    """The year so far. `play` goes on with it."""

    world: World
    folder: Path
    team_count: int = 4
    people_count: int = 40
    days: int = 56
    seed: int = 11
    incidents: list[Incident] = field(default_factory=list)
    tally: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.checker = make_write_up_checker()
        self.members: dict[str, list[str]] = {}
        self.pairings: list[str] = []
        self.changing = Changing(self.world)

    def play(self) -> "Year":
        """Everything, from the first day to the last."""
        self._found()
        begin = self.world.now
        for day in range(self.days):
            if (begin + timedelta(days=day)).weekday() < 5:
                self.world.now = begin + timedelta(days=day)
                self._day(day)
        return self

    def try_(self, what: str, act: Callable[[], Any]) -> Any:
        """Do something, as far as it may be done; what it answered, or None. Both are counted."""
        self.world.later(minutes=1)
        try:
            answer = act()
        except WasRefused:
            self.tally[f"{what} refused"] += 1
            return None
        self.tally[what] += 1
        return answer

    def pick(self, some: Sequence[str]) -> str:
        return self.chance.choice(list(some))

    def _found(self) -> None:
        self.world.found()
        for number in range(self.team_count):
            name = f"team-{number}"
            share = range(number, self.people_count, self.team_count)
            self.members[name] = [f"p{one}" for one in share]
            self.world.team(name)
            for login in self.members[name]:
                self.world.person(login, teams=(name,), hours=self.chance.choice([None, 6, 20]))
            done(teams.name_lead(self.world.by(OWNER), name, self.members[name][0]))
            done(teams.set_on_call(self.world.by(OWNER), name, self.members[name][1:4]))
            for login in self.members[name][:2]:
                self.world.grant(login)
                self.world.grant(login, role="moderator")
        if self.team_count > 1:
            self.varying = Varying(self.changing)

    def _day(self, day: int) -> None:
        for team in self.members:
            if self.chance.random() < 0.06:
                self._break(team)
        if day == self.days // 3:
            self._change()
        for one in self.incidents:
            if self.chance.random() < 0.5:
                self._carry(one)
        if self.chance.random() < 0.3:
            self._climb()
        if self.chance.random() < 0.05:
            self._complain()

    def _break(self, team: str) -> None:
        by = self.pick(self.members[team][1:4])
        title = f"{self.pick(CAUSES).capitalize()} in {team}"
        exclude = (by,) if self.chance.random() < 0.5 else ()
        found = done(opening.open_one(self.world.by(by), title, team=team, exclude=exclude))
        self.incidents.append(
            Incident(self.world, str(found["id"]), author=self.members[team][1], lead=self.members[team][0])
        )

    def _change(self) -> None:
        """A team follows a variant of its own from now on, and is waived a standard of it."""
        overlay = an_overlay(team="team-1", **{"write-up": due("4 business days")})
        self.try_(
            "variant",
            lambda: self.varying.published(
                overlay, proposer=self.members["team-1"][1], approver=self.members["team-1"][0]
            ),
        )

    def _carry(self, one: Incident) -> None:
        """One step of an incident, by whoever has to do it; sometimes by somebody who may not."""
        do: dict[str, Callable[[Incident], None]] = {
            "notes": self._resolve,
            "prepare": self._prepare,
            "research": self._research,
            "write-up": self._advance,
            "review": self._review,
            "meeting": self._meet,
            "revise": self._revise,
            "finalise": self._finalise,
            "follow-up": self._follow_up,
        }
        if (step := do.get(one.state)) is not None:
            step(one)
        elif one.state == "done" and self.chance.random() < 0.2:
            self._learn(one)

    def _team(self, one: Incident) -> list[str]:
        with self.world.store.reading() as tx:
            return self.members[tx.team(one.record.team).name]

    def _resolve(self, one: Incident) -> None:
        by = self._team(one)[2]
        if self.chance.random() < 0.1:
            self.try_("decline", one.decline)
            return
        one.note(by=by)
        self.try_("resolve", lambda: one.resolve(by=by, severity=self.chance.randint(1, 3)))

    def _prepare(self, one: Incident) -> None:
        for login in (one.author, one.lead):
            if self.try_("assign", lambda login=login: one.assign("author", login)) is not None:
                one.author = login
                break
        self.try_("advance", one.advance)

    def _research(self, one: Incident) -> None:
        self.try_("submit", lambda: self._submit(one, agreed=self.chance.random() < 0.5))
        self.try_("advance", one.advance)

    def _revise(self, one: Incident) -> None:
        if self.chance.random() < 0.7:
            self.try_("submit", lambda: self._submit(one, agreed=True))
        self.try_("advance", one.advance)

    def _submit(self, one: Incident, *, agreed: bool) -> Any:
        """Hand a write-up in; what it recommends has an owner, a ticket and a day once that was `agreed`."""
        n, a = self.chance.randint(2, 90), self.chance.randint(0, 9)
        control = self.pick(CONTROLS)
        asked = [self.chance.choice(REMEDIES) for _ in range(self.chance.randint(1, 3))]
        lines = [
            f"- {text.format(n=n)}. Kind: configuration, effect: prevent, priority: {number}, control: {name}, "
            f"done when: a test with {n} fails{', owner: @p1, ticket: OPS-7, due: 2027-01-01' if agreed else ''}"
            for number, (text, name) in enumerate(dict(asked).items(), 1)
        ]
        text = WRITE_UP.format(
            title=one.record.title,
            cause=self.pick(CAUSES),
            control=control,
            minutes=30,
            n=n,
            a=a,
            day=one.record.opened_at.date(),
            recommendations="\n".join(lines),
        )
        path = self.folder / "write-up.md"
        path.write_text(text, encoding="utf-8")
        return one.submit(path, checker=self.checker)

    def _advance(self, one: Incident) -> None:
        self.try_("advance", one.advance)

    def _review(self, one: Incident) -> None:
        for login in self._team(one)[1:4]:
            if self.chance.random() < 0.4:
                self.try_("pass", lambda login=login: done(reviewing.pass_(self.world.by(login), one.id)))
            elif self.chance.random() < 0.2:
                self.try_("comment", lambda login=login: one.thread(by=login))
        if self.chance.random() < 0.6:
            self._settle(one)
        self.try_("advance", one.advance)

    def _meet(self, one: Incident) -> None:
        lead, author = self._team(one)[0], one.author
        for role, login in zip(
            ("presenter", "moderator", "note-taker"), (author, lead, self._team(one)[3]), strict=True
        ):
            if role not in one.show()["roles"]:
                self.try_("assign", lambda role=role, login=login: one.assign(role, login))
        at = self.world.now + timedelta(days=2)
        self.try_("schedule", lambda: done(meeting.schedule(self.world.by(lead), one.id, at=at, minutes=30)))
        self._settle(one)
        self.try_("advance", one.advance)

    def _settle(self, one: Incident) -> None:
        act = self.world.by(self.pick(self._team(one)[1:4]))
        for thread in one.show()["open_threads"]:
            self.try_("settle", lambda thread=thread: done(reviewing.settle(act, thread, how="clear now")))

    def _recommended(self, one: Incident) -> list[Recommended]:
        with self.world.store.reading() as tx:
            found = tx.recommendations(RecommendationFilter(retrospectives=frozenset({int(one.id[2:])})))
        return [Recommended(self.world, each.short_id, one) for each in found]

    def _finalise(self, one: Incident) -> None:
        for number, each in enumerate(self._recommended(one)):
            if each.state == "proposed":
                if number and self.chance.random() < 0.2:
                    self.try_("decline", lambda each=each: each.decline(by=one.lead))
                else:
                    self.try_("accept", lambda each=each: each.accept(by=one.lead, priority=1))
        self.try_("advance", one.advance)

    def _follow_up(self, one: Incident) -> None:
        owner = self._team(one)[2]
        for each in self._recommended(one):
            chosen = self.chance.random()
            state = each.state
            if state == "accepted":
                ahead = self.world.today + timedelta(days=self.chance.randint(5, 25))
                self.try_("commit", lambda each=each, ahead=ahead: each.commit(by=one.lead, owner=owner, due=ahead))
            elif state == "planned":
                self.try_("start", lambda each=each: each.start(by=owner))
            elif state == "in-progress" and chosen < 0.3:
                later = (self.world.today + timedelta(days=20)).isoformat()
                self.try_("revise", lambda each=each, later=later: each.revise(later, by=owner))
            elif state == "in-progress" and chosen < 0.4:
                self.try_("drop", lambda each=each: each.drop(by=owner))
            elif state == "in-progress" and chosen < 0.8:
                self.try_("done", lambda each=each: each.finish(by=owner))
        if self.chance.random() < 0.3:
            self.try_("advance", lambda: one.advance(by=OWNER))

    def _learn(self, one: Incident) -> None:
        team = self._team(one)
        for login in (one.author, *team[1:4]):
            act = self.world.by(login)
            useful = self.chance.randint(2, 5)
            self.try_(
                "survey", lambda act=act, useful=useful: done(answering.answer_survey(act, one.id, useful=useful))
            )

    def _climb(self) -> None:
        """Somebody begins to learn, or learns on."""
        team = self.pick(list(self.members))
        trainee, preceptor = self.pick(self.members[team][4:]), self.members[team][0]
        if self.chance.random() < 0.3 or not self.pairings:
            found = self.try_("start", lambda: self.world.pairing(trainee, preceptor, team=team))
            if found is not None:
                self.pairings.append(found)
            return
        one = self.pick(self.pairings)
        if self.chance.random() < 0.2:
            told = {"not_yet": ("blameless",)} if self.world.show(one)["state"] == "do-watched" else {}
            self.try_("observe", lambda: self.world.observe(one, said=SAID, **told))
            self.try_("repeat", lambda: self.world.repeat(one))
        else:
            self.try_("observe", lambda: self.world.passed(one))
            self.try_("sign", lambda: self.world.advance(one))

    def _complain(self) -> None:
        act = self.world.by(self.pick(self.members[self.pick(list(self.members))]))
        kind: Any = self.pick(["missing", "unclear"])
        step = self.pick(["research", "review", "write-up"])
        self.try_(
            "report",
            lambda: done(processes.report(act, "retrospective", step=step, kind=kind, text="where the logs are")),
        )

    def last_day(self) -> date:
        return self.world.today
