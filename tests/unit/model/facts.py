"""A pairing that may climb, in a trade that the engine has never heard of. Tests change what they are about."""

from dataclasses import replace
from datetime import UTC, date, datetime

from preceptor.model.definition import (
    BACK,
    STAY,
    GuardUse,
    Ladder,
    Lifecycle,
    Move,
    Opening,
    Rung,
    Standard,
    State,
    Validity,
)
from preceptor.model.duration import Duration
from preceptor.model.pairing import Credit, Pairing
from preceptor.model.pairing_facts import PairingFacts
from preceptor.model.people import Person

TEA, PREC, OWEN, LEE, OTHER, STU = range(1, 7)
LOGINS = {TEA: "tea", PREC: "prec", OWEN: "owen", LEE: "lee", OTHER: "other", STU: "stu"}
BEGAN = datetime(2026, 3, 2, 9, tzinfo=UTC)
VALID = Validity(
    length=Duration.parse("12 months"), renew_from=Duration.parse("60 days"), idle=Duration.parse("6 months")
)
TASTES = Rung(
    name="taste",
    title="Taste it",
    observations=2,
    within=Duration.parse("10 business days"),
    standards=(
        Standard(id="names-it", text="Names what is in it."),
        Standard(id="enjoys-it", text="Enjoys it.", level="advisory"),
    ),
)
BAKES = Rung(
    name="bake",
    title="Bake it",
    observations=2,
    observers=2,
    within=Duration.parse("20 business days"),
    grants="lead",
    standards=(Standard(id="even", text="Bakes evenly."), Standard(id="clean", text="Leaves a clean oven.")),
)
LADDER = Ladder(lifecycle="oven", rungs=(TASTES, BAKES), valid=VALID, feedback_within=Duration.parse("2 days"))
LIFECYCLE = Lifecycle(
    name="oven",
    title="Learning the oven",
    governs="pairing",
    initial="taste",
    opening=Opening(by=("owner",), guards=(GuardUse(name="trainee-is-not-preceptor"),)),
    states=(
        State(name="taste", title="Taste it", counts="watches"),
        State(name="bake", title="Bake it", counts="performs-watched"),
        State(name="cold", title="The oven is cold", rests=True),
        State(name="baked", title="Baked", final=True),
    ),
    moves=(
        Move(
            do="rise",
            source=("taste",),
            target="bake",
            by=("preceptor", "owner"),
            never=("trainee",),
            guards=(GuardUse(name="counts-met"), GuardUse(name="standards-met")),
        ),
        Move(do="rise", source=("bake",), target="baked", by=("preceptor",), never=("trainee",)),
        Move(do="knead", source=("taste", "bake"), target=STAY, by=("anyone",), beside=True),
        Move(do="cool", source=("taste", "bake"), target="cold", by=("owner",), beside=True),
        Move(do="heat", source=("cold",), target=BACK, by=("owner", "team-lead")),
        Move(do="burn", source=("bake",), target="baked", by=("owner",), beside=True),
        Move(
            do="burn",
            source=("taste",),
            target="baked",
            by=("owner",),
            beside=True,
            guards=(GuardUse(name="counts-met"),),
        ),
    ),
)


def a_person(identity, **rest):
    return Person(**{"id": identity, "login": LOGINS[identity], "name": LOGINS[identity].title(), **rest})


def a_pairing(**rest):
    return Pairing(
        **{
            "id": 1,
            "process": "baking",
            "role": "baker",
            "trainee": TEA,
            "preceptor": PREC,
            "team": None,
            "edition": "e" * 64,
            "state": "taste",
            "entered_at": BEGAN,
            "started_at": BEGAN,
            **rest,
        }
    )


def a_credit(number, *observers, rung="taste", ratings=None, feedback=True, **rest):
    return Credit(
        observation=number,
        pairing=1,
        rung=rung,
        attempt=1,
        held_on=date(2026, 3, number),
        subject=f"loaf {number}",
        observers=observers or (PREC,),
        ratings=ratings or {},
        feedback=feedback,
        **rest,
    )


def some_facts(*, state="taste", back=None, **rest):
    """Counts are met with two observers, everything required is met, and both may teach."""
    rung = TASTES if state == "taste" else BAKES
    met = {standard.id: "met" for standard in rung.standards if standard.level == "required"}
    pairing = rest.pop("pairing", a_pairing(state=state, back=back))
    return PairingFacts(
        **{
            "pairing": pairing,
            "ladder": LADDER,
            "lifecycle": LIFECYCLE,
            "people": {one: a_person(one) for one in LOGINS},
            "owners": (OWEN,),
            "team_lead": LEE,
            "actor": PREC,
            "credits": (a_credit(1, PREC, rung=rung.name, ratings=met), a_credit(2, OTHER, rung=rung.name)),
            "standings": {(PREC, "teach"): "valid", (OTHER, "teach"): "refresh-due", (STU, "teach"): "lapsed"},
            "today": date(2026, 3, 9),
            **rest,
        }
    )


def with_person(facts, identity, **rest):
    people = {**facts.people, identity: replace(facts.people[identity], **rest)}
    return replace(facts, people=people)
