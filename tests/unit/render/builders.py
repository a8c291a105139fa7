"""Small definitions whose words the engine has never seen."""

from preceptor.model.definition import (
    BACK,
    STAY,
    Due,
    GuardUse,
    Ladder,
    Lifecycle,
    Move,
    Opening,
    Process,
    Role,
    Rung,
    Standard,
    State,
    Step,
    Validity,
)
from preceptor.model.duration import Duration


def a_duration(text):
    return Duration.parse(text)


def a_climb(**rest):
    """A lifecycle with a rung, a rest and an end."""
    return Lifecycle(
        **{
            "name": "climb",
            "title": "Learning to bake",
            "governs": "pairing",
            "initial": "taste",
            "opening": Opening(by=("owner",), guards=(GuardUse(name="people-active"),)),
            "states": (
                State(name="taste", title="Taste", counts="watches"),
                State(name="bake-it", title="Bake it", counts="performs-watched"),
                State(name="rests", title="Resting", rests=True),
                State(name="end", title="End", final=True),
            ),
            "moves": (
                Move(
                    do="advance",
                    source=("taste",),
                    target="bake-it",
                    by=("preceptor", "owner"),
                    never=("trainee",),
                    guards=(GuardUse(name="counts-met"), GuardUse(name="eggs-fresh", parameters={"days": 3})),
                ),
                Move(do="advance", source=("bake-it",), target="end", by=("preceptor",)),
                Move(do="pause", source=("taste", "bake-it"), target="rests", by=("owner",), beside=True),
                Move(do="resume", source=("rests",), target=BACK, by=("owner",)),
                Move(do="repeat", source=("taste", "bake-it"), target=STAY, by=("preceptor",), beside=True),
            ),
            **rest,
        }
    )


def a_day(**rest):
    """The lifecycle of a process's own instances."""
    return Lifecycle(
        **{
            "name": "day",
            "title": "A day's baking",
            "governs": "retrospective",
            "initial": "knead",
            "opening": Opening(by=("anyone",)),
            "states": (State(name="knead", title="Knead"), State(name="sold", title="Sold", final=True)),
            "moves": (Move(do="sell", source=("knead",), target="sold", by=("baker",)),),
            **rest,
        }
    )


def a_ladder(**rest):
    return Ladder(
        **{
            "lifecycle": "climb",
            "rungs": (
                Rung(name="taste", title="Taste the bread", observations=1, within=a_duration("10 business days")),
                Rung(
                    name="bake-it",
                    title="Bake | sell",
                    observations=3,
                    observers=2,
                    within=a_duration("20 business days"),
                    grants="lead",
                    standards=(Standard(id="crust", text="The crust\nis crisp.", check="oven", level="waivable"),),
                    stand_in_after=a_duration("5 business days"),
                    locked=("standards",),
                    how="Bake it **slowly**.\n",
                ),
            ),
            "valid": Validity(
                length=a_duration("12 months"),
                renew_from=a_duration("60 days"),
                refresh="run",
                idle=a_duration("6 months"),
                idle_occasions=1,
            ),
            "feedback_within": a_duration("2 business days"),
            **rest,
        }
    )


def a_process(**rest):
    return Process(
        **{
            "name": "bakery",
            "title": "Baking bread",
            "version": "2.1.0",
            "purpose": "So that there is *bread*.\n",
            "lifecycle": "day",
            "roles": (
                Role(name="baker", title="Baker", ladder=a_ladder()),
                Role(name="pastry", title="Pastry cook", ladder=a_ladder()),
                Role(name="seller", title="Seller"),
            ),
            "steps": (
                Step(
                    name="knead",
                    title="Knead the dough",
                    role="baker",
                    due=Due(at_least=a_duration("2 hours"), at_most=a_duration("1 business day"), start="opened"),
                    standards=(
                        Standard(id="smooth", text="It is smooth."),
                        Standard(id="warm", text="The room was warm.", level="advisory"),
                    ),
                    locked=("due",),
                    how="Use both hands.\n",
                ),
            ),
            "lifecycles": {"day": a_day(), "climb": a_climb()},
            **rest,
        }
    )
