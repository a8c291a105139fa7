"""A whole company that learns by one process: teams, people, and pairings that run; put on record as commands would.

The same for the same numbers. Nobody is mailed.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from bench.times import START, context_at
from preceptor import shipped
from preceptor.catalog.folder import read_folder
from preceptor.model import canonical
from preceptor.model.definition import Lifecycle, Process, Rung
from preceptor.model.duration import Duration
from preceptor.model.edition import edition_form
from preceptor.model.event import Happening, Payload, moment
from preceptor.model.overlay import Overlay, RungChanges, StepChanges
from preceptor.ports import Request, Writing
from preceptor.services.context import Context
from preceptor.services.founding import Founder, found
from preceptor.store import schema

ROLES = 10
#: Where people work.
PLACES = (("Europe/Berlin", "DE"), ("America/New_York", "US"), ("Asia/Tokyo", "JP"), (None, None))
#: Happenings that are written at once.
_BATCH = 5_000


def the_process() -> Process:
    """The retrospective with the author's ladder for ten roles."""
    catalogue, _ = read_folder(shipped.folder("process").parent)
    process = catalogue.processes["retrospective"]
    author = next(one for one in process.roles if one.name == "author")
    more = (replace(author, name=f"part-{number}", title=f"Part {number}") for number in range(ROLES - 1))
    return replace(process, name="company", roles=(*process.roles, *more))


def the_next(process: Process) -> Process:
    """Its next version: the first rung is called otherwise and asks for one observation less, in half the time."""

    def lifecycle(one: Lifecycle) -> Lifecycle:
        if all(state.name != "watch" for state in one.states):
            return one
        return replace(
            one,
            initial=_new(one.initial),
            states=tuple(replace(state, name=_new(state.name)) for state in one.states),
            moves=tuple(
                replace(move, source=tuple(map(_new, move.source)), target=_new(move.target)) for move in one.moves
            ),
        )

    def rung(one: Rung) -> Rung:
        if one.name != "watch":
            return one
        return replace(one, name="shadow", observations=1, within=Duration.parse("15 business days"))

    return replace(
        process,
        version="2.0.0",
        lifecycles={name: lifecycle(one) for name, one in process.lifecycles.items()},
        roles=tuple(
            replace(one, ladder=replace(one.ladder, rungs=tuple(map(rung, one.ladder.rungs)))) if one.ladder else one
            for one in process.roles
        ),
    )


def _new(name: str) -> str:
    return "shadow" if name == "watch" else name


def settle_down(path: Path, *, teams: int, people: int, instances: int) -> str:
    """Make the database of such a company; its address."""
    url = f"sqlite:///{path}"
    schema.upgrade(url)
    context = context_at(url, START)
    process = the_process()
    catalogue, _ = read_folder(shipped.folder("process").parent)
    found(replace(context, person=None), [*catalogue.processes.values(), process], Founder(login="olga", name="Olga"))
    digest = canonical.digest(canonical.dump(process))
    happenings = _story(process, digest, teams, people, instances)
    number = 0
    while batch := list(islice(happenings, _BATCH)):
        number += 1
        request = Request(id=f"company-{number}", digest="d", actor=None, now=START, fixed_clock=False)

        def work(tx: Writing, batch: list[Happening] = batch) -> None:
            tx.record(batch, as_system=True)

        context.store.write(request, work)
    context.store.close()
    return url


def let_vary(context: Context, process: Process, teams: int) -> None:
    """Let each team have a variant: less time for a rung, and words of its own."""

    def work(tx: Writing) -> None:
        first = tx.next_id("team_editions", teams)
        happenings = []
        for team in range(1, teams + 1):
            within = Duration.parse(f"{20 + team % 9} business days")
            overlay = Overlay(
                team=f"team-{team}",
                process=process.name,
                of=process.version,
                steps={process.steps[-1].name: StepChanges(how=f"Ask in the channel of team {team}.")},
                roles={"author": {"do-watched": RungChanges(within=within)}},
            )
            data: dict[str, Any] = {
                "id": first + team - 1,
                "team": team,
                "process": process.name,
                "version": process.version,
                "digest": tx.keep_edition(edition_form(process, overlay)),
                "standard": False,
                "origin": "published",
                "effective_at": moment(context.now),
                "change": None,
            }
            happenings.append(Happening(stream=f"team:{team}", kind="variant-published", data=data))
        tx.record(happenings, as_system=True)

    context.store.write(Request(id="vary", digest="d", actor=None, now=context.now, fixed_clock=False), work)


def _story(process: Process, edition: str, teams: int, people: int, instances: int) -> Iterator[Happening]:
    choose = random.Random(instances)
    for team in range(1, teams + 1):
        yield Happening(
            stream=f"team:{team}",
            kind="team-added",
            data={"team": team, "name": f"team-{team}", "title": f"Team {team}", "lead": 1},
        )
    # The first is Olga.
    for person in range(2, people + 2):
        yield _person(person, person % teams + 1)
    roles = [one.name for one in process.roles if one.ladder][:ROLES]
    assert instances <= people * len(roles), "each of them learns a role once"
    for pairing in range(1, instances + 1):
        trainee = 2 + pairing % people
        began = START - timedelta(minutes=choose.randrange(60 * 24 * 20))
        yield from _pairing(process, edition, pairing, trainee, roles[pairing // people % len(roles)], teams, began)


def _person(person: int, team: int) -> Happening:
    zone, country = PLACES[person % len(PLACES)]
    login = f"person-{person}"
    body: dict[str, Any] = {"login": login, "name": login, "email": f"{login}@example.org"}
    return Happening(
        stream=f"person:{person}",
        kind="person-added",
        data={"person": person, "teams": [team], "manager": None, "hours": None},
        payloads=(Payload(person=person, body={**body, "time_zone": zone, "country": country}),),
    )


def _pairing(
    process: Process, edition: str, pairing: int, trainee: int, role: str, teams: int, began: datetime
) -> Iterator[Happening]:
    """A pairing on its first rung, with one observation credited to every second one."""
    due = moment(began + timedelta(days=42))
    yield Happening(
        stream=f"pairing:{pairing}",
        kind="pairing-started",
        data={
            "pairing": pairing,
            "process": process.name,
            "role": role,
            "trainee": trainee,
            "preceptor": 1,
            "team": trainee % teams + 1,
            "edition": edition,
            "state": "watch",
            "due_at": due,
            "owed": [
                {
                    "id": pairing,
                    "kind": "rung",
                    "person": trainee,
                    "process": process.name,
                    "instance": f"P-{pairing}",
                    "step": "watch",
                    "opens_at": moment(began),
                    "due_at": due,
                    "remind_at": due,
                }
            ],
        },
    )
    if pairing % 2:
        return
    yield Happening(
        stream=f"person:{trainee}",
        kind="observation-recorded",
        data={
            "observation": pairing,
            "process": process.name,
            "role": role,
            "held_on": date(2026, 3, 1).isoformat(),
            "performer": 1,
            "watchers": [trainee],
            "rehearsal": False,
            "edition": edition,
        },
        payloads=(Payload(person=None, body={"subject": f"occasion {pairing}"}),),
    )
    yield Happening(
        stream=f"pairing:{pairing}",
        kind="observation-credited",
        data={
            "observation": pairing,
            "pairing": pairing,
            "rung": "watch",
            "attempt": 1,
            "observers": [1],
            "stand_in": False,
            "edition": edition,
        },
    )
