"""What is different between two versions, how much that asks of people, and how it is said to them.

One row of the table of change classes after the other, each with its path, its class and its sentence.
"""

import dataclasses
import inspect
from dataclasses import replace
from typing import Any

import pytest

from preceptor.model import canonical, definition
from preceptor.model.change_rules import RULES
from preceptor.model.change_sentences import sentences
from preceptor.model.definition import (
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
from preceptor.model.revision import Version, change_class, diff, refuse_version, required_version


def span(text: str) -> Duration:
    return Duration.parse(text)


SMOOTH = Standard(id="smooth", text="The dough is smooth.")
TASTY = Standard(id="tasty", text="It tastes good.", level="advisory")
DOUGH = Step(
    name="dough", title="Make the dough", role="baker", due=Due(within=span("3 days")), standards=(SMOOTH, TASTY)
)
CRUST = Step(
    name="crust",
    title="Watch the crust",
    role="owner",
    due=Due(at_least=span("1 hour"), at_most=span("3 hours")),
    optional=True,
    how="Look at it every few minutes.",
)
KNEAD = Rung(name="knead", title="Knead it", observations=2, observers=2, within=span("30 days"), standards=(SMOOTH,))
BAKE = Rung(name="bake", title="Bake it", observations=1, within=span("1 month"), stand_in_after=span("20 days"))
VALID = Validity(length=span("12 months"), renew_from=span("60 days"), idle=span("6 months"))
LADDER = Ladder(lifecycle="oven", rungs=(KNEAD, BAKE), valid=VALID, feedback_within=span("2 days"))
WAY = (
    Move(do="go", source=("dough",), target="crust", by=("baker", "owner"), guards=(GuardUse(name="hot"),)),
    Move(do="go", source=("crust",), target="eaten", by=("baker",)),
    Move(do="go", source=("crust",), target="sold", by=("baker",)),
    Move(do="stop", source=("dough", "crust"), target="left", by=("owner",), never=("baker",), beside=True),
)
BATCH = Lifecycle(
    name="batch",
    title="A batch",
    governs="retrospective",
    initial="dough",
    opening=Opening(by=("anyone",)),
    states=(
        State(name="dough", title="Dough"),
        State(name="crust", title="Crust"),
        *(State(name=name, title=name.title(), final=True) for name in ("eaten", "sold", "left")),
    ),
    moves=WAY,
)
OVEN = Lifecycle(
    name="oven",
    title="The oven",
    governs="pairing",
    initial="knead",
    opening=Opening(by=("owner",), guards=(GuardUse(name="loaves", parameters={"at_least": 3}),)),
    states=(
        State(name="knead", title="Knead", counts="performs-watched"),
        State(name="bake", title="Bake", counts="performs-for-newcomer"),
        State(name="cold", title="Cold", rests=True),
        State(name="done", title="Done", final=True),
    ),
    moves=(
        Move(do="up", source=("knead",), target="bake", by=("preceptor",), never=("trainee",)),
        Move(do="up", source=("bake",), target="done", by=("preceptor",), never=("trainee",)),
        Move(do="cool", source=("knead", "bake"), target="cold", by=("owner",), beside=True),
        Move(do="warm", source=("cold",), target="back", by=("owner",)),
    ),
)
BAKERY = Process(
    name="bakery",
    title="The bakery",
    version="1.2.3",
    purpose="Bread for everybody.",
    lifecycle="batch",
    roles=(Role(name="baker", title="Baker", ladder=LADDER), Role(name="taster", title="Taster")),
    steps=(DOUGH, CRUST),
    lifecycles={"batch": BATCH, "oven": OVEN},
)


def a_step(**fields: Any) -> Process:
    """The bakery with another step `dough`."""
    return replace(BAKERY, steps=(replace(DOUGH, **fields), CRUST))


def a_window(**fields: Any) -> Process:
    """The bakery with another step `crust`."""
    return replace(BAKERY, steps=(DOUGH, replace(CRUST, **fields)))


def a_ladder(**fields: Any) -> Process:
    return replace(BAKERY, roles=(replace(BAKERY.roles[0], ladder=replace(LADDER, **fields)), BAKERY.roles[1]))


def a_rung(**fields: Any) -> Process:
    return a_ladder(rungs=(replace(KNEAD, **fields), BAKE))


def a_validity(**fields: Any) -> Process:
    return a_ladder(valid=replace(VALID, **fields))


def a_batch(**fields: Any) -> Process:
    return replace(BAKERY, lifecycles={"batch": replace(BATCH, **fields), "oven": OVEN})


def an_oven(**fields: Any) -> Process:
    return replace(BAKERY, lifecycles={"batch": BATCH, "oven": replace(OVEN, **fields)})


def a_move(number: int, **fields: Any) -> Process:
    return a_batch(moves=tuple(replace(one, **fields) if at == number else one for at, one in enumerate(WAY)))


def a_standard(**fields: Any) -> Process:
    return a_step(standards=(replace(SMOOTH, **fields), TASTY))


NEW = Standard(id="warm", text="It is warm.")
STEP = "steps.dough"
CRUSTY = "steps.crust"
CLIMB = "roles.baker.ladder"
GO = "lifecycles.batch.moves.go(dough→crust)"

ROWS: dict[str, tuple[Process, str, str, str]] = {
    # major
    "a required standard is added": (
        a_step(standards=(SMOOTH, TASTY, NEW)),
        *(f"{STEP}.standards.warm", "major", 'Dough: it asks for more: "It is warm." (required).'),
    ),
    "a required standard is removed": (
        a_step(standards=(TASTY,)),
        f"{STEP}.standards.smooth",
        "major",
        'Dough: no longer asked for: "The dough is smooth." (required).',
    ),
    "a standard becomes required": (
        a_step(standards=(SMOOTH, replace(TASTY, level="required"))),
        *(f"{STEP}.standards.tasty.level", "major", 'Dough: "It tastes good." is required (was advisory).'),
    ),
    "a standard begins to bind": (
        a_step(standards=(SMOOTH, replace(TASTY, level="waivable"))),
        *(f"{STEP}.standards.tasty.level", "major", 'Dough: "It tastes good." is waivable (was advisory).'),
    ),
    "a required standard binds no longer": (
        a_standard(level="advisory"),
        *(f"{STEP}.standards.smooth.level", "major", 'Dough: "The dough is smooth." is advisory (was required).'),
    ),
    "a required standard is checked": (
        a_standard(check="writeup T"),
        f"{STEP}.standards.smooth.check",
        "major",
        'Dough: "The dough is smooth." is checked by `writeup T` (was a person).',
    ),
    "a required step is removed": (
        replace(BAKERY, steps=(CRUST,)),
        *(STEP, "major", 'The step "Dough" is gone.'),
    ),
    "a required step is added": (
        replace(BAKERY, steps=(*BAKERY.steps, replace(DOUGH, name="sold"))),
        "steps.sold",
        "major",
        'There is a new step, "Sold", owed by Baker, within 3 days, and 2 standards.',
    ),
    "a step may be left out no longer": (
        a_window(optional=False),
        *(f"{CRUSTY}.optional", "major", "Crust: no team may leave it out any more."),
    ),
    "a step gets another owner": (
        a_step(role="owner"),
        *(f"{STEP}.role", "major", "Dough: is owed by the owner (was Baker)."),
    ),
    "a deadline is shorter": (
        a_step(due=Due(within=span("2 days"))),
        *(f"{STEP}.due.within", "major", "Dough: due within 2 days (was 3)."),
    ),
    "a deadline is shorter in another unit": (
        a_step(due=Due(within=span("20 hours"))),
        *(f"{STEP}.due.within", "major", "Dough: due within 20 hours (was 3 days)."),
    ),
    "a deadline at a severity is shorter": (
        a_step(due=Due(within=span("3 days"), by_severity={"1": span("1 day")})),
        *(f"{STEP}.due.by_severity.1", "major", "Dough: at severity 1 due within 1 day (was as for the rest)."),
    ),
    "a deadline counts from earlier on": (
        a_step(due=Due(within=span("3 days"), start="opened")),
        f"{STEP}.due.start",
        "major",
        "Dough: the time for it counts from the opening (was the moment it is reached).",
    ),
    "a window ends sooner": (
        a_window(due=replace(CRUST.due, at_most=span("2 hours"))),
        *(f"{CRUSTY}.due.at_most", "major", "Crust: open for at most 2 hours (was 3)."),
    ),
    "a window lasts longer": (
        a_window(due=replace(CRUST.due, at_least=span("2 hours"))),
        *(f"{CRUSTY}.due.at_least", "major", "Crust: open for at least 2 hours (was 1)."),
    ),
    "a rung asks for more observations": (
        a_rung(observations=3),
        *(f"{CLIMB}.rungs.knead.observations", "major", "Baker, Knead it: it takes 3 observations (was 2)."),
    ),
    "a rung asks for more observers": (
        a_rung(observers=3),
        f"{CLIMB}.rungs.knead.observers",
        "major",
        "Baker, Knead it: different people have to take the other part: 3 (was 2).",
    ),
    "a rung counts fewer rehearsals": (
        a_rung(rehearsals=0),
        *(f"{CLIMB}.rungs.knead.rehearsals", "major", "Baker, Knead it: rehearsals that may count: 0 (was 1)."),
    ),
    "a rung takes a stand-in later": (
        a_ladder(rungs=(KNEAD, replace(BAKE, stand_in_after=span("30 days")))),
        f"{CLIMB}.rungs.bake.stand_in_after",
        "major",
        "Baker, Bake it: without a newcomer a colleague may take their place after 30 days (was 20).",
    ),
    "a rung is removed": (
        a_ladder(rungs=(KNEAD,)),
        *(f"{CLIMB}.rungs.bake", "major", 'Baker: the rung "Bake it" is gone.'),
    ),
    "a preceptor may have fewer pairings": (
        a_ladder(load=2),
        *(f"{CLIMB}.load", "major", "Baker: a preceptor may have 2 pairings at once (was 3)."),
    ),
    "a certification holds for less long": (
        a_validity(length=span("6 months")),
        *(f"{CLIMB}.valid.length", "major", "Baker: a certification holds for 6 months (was 12)."),
    ),
    "a certification lapses earlier": (
        a_validity(idle=span("3 months")),
        *(f"{CLIMB}.valid.idle", "major", "Baker: a certification lapses without doing it for 3 months (was 6)."),
    ),
    "a certification lapses after fewer occasions": (
        a_validity(idle_occasions=2),
        f"{CLIMB}.valid.idle_occasions",
        "major",
        "Baker: missed occasions before a certification lapses: 2 (was 3).",
    ),
    "a certification is refreshed by a run": (
        a_validity(refresh="run"),
        f"{CLIMB}.valid.refresh",
        "major",
        "Baker: a major change is caught up with by one observed run (was by reading it).",
    ),
    "a role is gone": (
        replace(BAKERY, roles=BAKERY.roles[:1]),
        *("roles.taster", "major", 'The role "Taster" is gone.'),
    ),
    "a role has to be learnt": (
        replace(BAKERY, roles=(BAKERY.roles[0], replace(BAKERY.roles[1], ladder=LADDER))),
        *("roles.taster.ladder", "major", "Taster: it has to be learnt on a ladder now."),
    ),
    "fewer may do a move": (
        a_move(0, by=("baker",)),
        f"{GO}.by",
        "major",
        'A batch: "go" from "Dough" to "Crust" may be done by the baker (was the baker or the owner).',
    ),
    "more may never do a move": (
        a_move(0, never=("owner",)),
        f"{GO}.never",
        "major",
        'A batch: who may never do "go" from "Dough" to "Crust": the owner (was nobody).',
    ),
    "a move gains a guard": (
        a_move(0, guards=(GuardUse(name="counts-met"), GuardUse(name="hot"))),
        f"{GO}.guards.counts-met",
        "major",
        'A batch: "go" from "Dough" to "Crust" now also needs this: '
        "The rung has as many observations that count as it asks for.",
    ),
    "a guard asks for more": (
        an_oven(opening=replace(OVEN.opening, guards=(GuardUse(name="loaves", parameters={"at_least": 4}),))),
        "lifecycles.oven.opening.guards.loaves.parameters.at_least",
        "major",
        "The oven: beginning one needs this otherwise: loaves; at least: 4 (was 3).",
    ),
    "a state is gone": (
        a_batch(states=tuple(one for one in BATCH.states if one.name != "sold")),
        *("lifecycles.batch.states.sold", "major", 'A batch: the state "Sold" is gone.'),
    ),
    "a move is gone from one of its states": (
        a_move(3, source=("crust",)),
        "lifecycles.batch.moves.stop(dough→left)",
        "major",
        'A batch: "stop" from "Dough" to "Left" is no longer possible (was by the owner).',
    ),
    "another way comes first": (
        a_batch(moves=(WAY[0], WAY[2], WAY[1], WAY[3])),
        "lifecycles.batch.moves.go(crust).(order)",
        "major",
        'A batch: "go" from "Crust" leads to the first that is open, tried in the order "Sold" and "Eaten".',
    ),
    # minor
    "an advisory standard is added": (
        a_step(standards=(SMOOTH, TASTY, replace(NEW, level="advisory"))),
        *(f"{STEP}.standards.warm", "minor", 'Dough: it asks for more: "It is warm." (advisory).'),
    ),
    "a required standard can be waived": (
        a_standard(level="waivable"),
        *(f"{STEP}.standards.smooth.level", "minor", 'Dough: "The dough is smooth." is waivable (was required).'),
    ),
    "an optional step is gone": (
        replace(BAKERY, steps=(DOUGH,)),
        *(CRUSTY, "minor", 'The optional step "Crust" is gone.'),
    ),
    "a step may be left out": (
        a_step(optional=True),
        *(f"{STEP}.optional", "minor", "Dough: a team may leave it out now."),
    ),
    "a deadline is longer": (
        a_step(due=Due(within=span("1 week"))),
        *(f"{STEP}.due.within", "minor", "Dough: due within 1 week (was 3 days)."),
    ),
    "a window lasts less long": (
        a_window(due=Due(at_most=span("3 hours"))),
        *(f"{CRUSTY}.due.at_least", "minor", "Crust: no longer open for at least 1 hour."),
    ),
    "a rung asks for fewer observations": (
        a_rung(observations=1),
        *(f"{CLIMB}.rungs.knead.observations", "minor", "Baker, Knead it: it takes 1 observation (was 2)."),
    ),
    "there is a new role": (
        replace(BAKERY, roles=(*BAKERY.roles, Role(name="miller", title="Miller"))),
        *("roles.miller", "minor", 'There is a new role, "Miller".'),
    ),
    "more may do a move": (
        a_move(0, by=("anyone",)),
        f"{GO}.by",
        "minor",
        'A batch: "go" from "Dough" to "Crust" may be done by anyone (was the baker or the owner).',
    ),
    "a move loses a guard": (
        a_move(0, guards=()),
        *(f"{GO}.guards.hot", "minor", 'A batch: "go" from "Dough" to "Crust" no longer needs this: hot.'),
    ),
    "a guard is known to ask for less": (
        an_oven(opening=replace(OVEN.opening, guards=(GuardUse(name="loaves", parameters={"at_least": 2}),))),
        "lifecycles.oven.opening.guards.loaves.parameters.at_least",
        "minor",
        "The oven: beginning one needs this otherwise: loaves; at least: 2 (was 3).",
    ),
    "reminders come on other days": (
        a_step(remind=(-1, 0)),
        f"{STEP}.remind",
        "minor",
        "Dough: reminders: 1 business day before and on the day "
        "(was 2 business days before, on the day and 2 business days after).",
    ),
    "it is taken to somebody else": (
        a_step(escalate=("owner",)),
        *(f"{STEP}.escalate", "minor", "Dough: overdue, it is taken to the owner (was the manager, then the owner)."),
    ),
    "a field is locked": (
        a_step(locked=("due", "standards")),
        *(f"{STEP}.locked", "minor", "Dough: what no team may change: due and standards (was nothing)."),
    ),
    # patch
    "a standard is worded differently": (
        a_standard(text="The dough is very smooth."),
        f"{STEP}.standards.smooth.text",
        "patch",
        'Dough: the standard "smooth" is worded differently: The dough is {+very+} smooth.',
    ),
    "a how-to is worded differently": (
        a_window(how="Look at it every three minutes."),
        *(f"{CRUSTY}.how", "patch", "Crust: how to do it is worded differently: "),
    ),
    "a how-to is written down": (
        a_step(how="Slowly."),
        *(f"{STEP}.how", "patch", "Dough: how to do it is written down now: {+Slowly.+}"),
    ),
    "the process has another title": (
        replace(BAKERY, title="Our bakery"),
        *("title", "patch", 'The process is called "Our bakery" (was "The bakery").'),
    ),
    "the steps are told in another order": (
        replace(BAKERY, steps=(CRUST, DOUGH)),
        *("steps.(order)", "patch", "The steps are told in another order: Crust and Dough."),
    ),
    "a deadline is written in another unit": (
        a_step(due=Due(within=span("72 hours"))),
        *(f"{STEP}.due.within", "minor", "Dough: due within 72 hours (was 3 days)."),
    ),
    "a certification is written in another unit": (
        a_validity(length=span("1 year")),
        *(f"{CLIMB}.valid.length", "patch", "Baker: a certification holds for 1 year (was 12 months)."),
    ),
}


@pytest.mark.parametrize("row", ROWS)
def test_a_change_has_its_path_its_class_and_its_sentence(row: str) -> None:
    after, path, expected, said = ROWS[row]
    changes = diff(BAKERY, after)
    assert [(one.path, one.change_class) for one in changes] == [(path, expected)]
    assert [str(one)[: len(said) or None] for one in sentences(changes, BAKERY, after)] == [said]


def test_the_diff_knows_every_field_of_every_record() -> None:
    records = [one for _, one in inspect.getmembers(definition, dataclasses.is_dataclass) if one is not Duration]
    assert set(records) == set(RULES)
    for record in records:
        assert {one.name for one in dataclasses.fields(record)} == set(RULES[record]), record.__name__


def test_a_deadline_that_becomes_a_window_is_judged_by_its_end() -> None:
    longer = diff(BAKERY, a_step(due=Due(at_most=span("5 days"))))
    assert {one.path: one.change_class for one in longer} == {
        f"{STEP}.due.within": "minor",
        f"{STEP}.due.at_most": "minor",
    }
    assert change_class(diff(BAKERY, a_step(due=Due(at_most=span("2 days"))))) == "major"


@pytest.mark.parametrize(
    ("source", "expected"), [(("dough",), "minor"), (("crust",), "minor")], ids=["beside the crust", "after it"]
)
def test_a_state_that_nothing_forces_one_through_is_minor(source: tuple[str, ...], expected: str) -> None:
    moves = (
        Move(do="rest", source=source, target="shelf", by=("baker",)),
        Move(do="sell", source=("shelf",), target="sold", by=("baker",)),
    )
    after = a_batch(states=(*BATCH.states, State(name="shelf", title="Shelf")), moves=(*WAY, *moves))
    assert {one.change_class for one in diff(BAKERY, after)} == {expected}


def test_a_state_that_there_is_no_way_around_is_major() -> None:
    way = (
        replace(WAY[0], target="proof"),
        Move(do="go", source=("proof",), target="crust", by=("baker",)),
        *WAY[1:],
    )
    after = a_batch(states=(*BATCH.states, State(name="proof", title="Proof")), moves=way)
    changes = {one.path: one for one in diff(BAKERY, after)}
    assert changes["lifecycles.batch.states.proof"].change_class == "major"
    said = [str(one) for one in sentences(changes.values(), BAKERY, after)]
    assert 'A batch: there is a new state, "Proof", and there is no way around it.' in said


def test_a_new_state_in_which_all_begins_is_major_in_its_own_entry_too() -> None:
    states = (*BATCH.states, State(name="weigh", title="Weigh"))
    moves = (*WAY, Move(do="go", source=("weigh",), target="dough", by=("baker",)))
    changes = {one.path: one for one in diff(BAKERY, a_batch(initial="weigh", states=states, moves=moves))}
    assert changes["lifecycles.batch.states.weigh"].change_class == "major"
    assert changes["lifecycles.batch.initial"].change_class == "major"


def test_whoever_owes_a_step_without_having_a_role_is_named_as_people_say_it() -> None:
    (change,) = diff(BAKERY, a_step(role="on-call"))
    (told,) = sentences([change], BAKERY, a_step(role="on-call"))
    assert str(told) == "Dough: is owed by the on-call rotation (was Baker)."
    after = a_step(role="note-taker", escalate=("team-lead",))
    assert [str(one) for one in sentences(diff(BAKERY, after), BAKERY, after)] == [
        "Dough: is owed by the note-taker (was Baker).",
        "Dough: overdue, it is taken to the team lead (was the manager, then the owner).",
    ]


def test_a_new_title_is_told_under_the_one_that_people_know() -> None:
    after = a_rung(title="Knead it well")
    (told,) = sentences(diff(BAKERY, after), BAKERY, after)
    assert str(told) == 'Baker, Knead it: its title is "Knead it well" (was "Knead it").'
    stateless = replace(BAKERY, lifecycle=None, lifecycles={"oven": OVEN})
    after = replace(stateless, steps=(replace(DOUGH, title="Mix"), CRUST))
    (told,) = sentences(diff(stateless, after), stateless, after)
    assert str(told) == 'Make the dough: its title is "Mix" (was "Make the dough").'


def test_a_move_from_several_states_is_the_same_as_several_moves() -> None:
    each = tuple(replace(WAY[3], source=(source,)) for source in WAY[3].source)
    assert diff(BAKERY, a_batch(moves=(*WAY[:3], *each))) == ()
    (change,) = diff(BAKERY, a_batch(moves=(*WAY[:3], *(replace(one, never=()) for one in each))))
    assert (change.path, change.change_class) == ("lifecycles.batch.moves.stop(dough|crust→left).never", "minor")


def test_a_whole_move_from_several_states_is_told_once() -> None:
    drop = Move(do="drop", source=("dough", "crust"), target="left", by=("anyone",), beside=True)
    after = a_batch(moves=(*WAY, drop))
    for changes, kind in ((diff(BAKERY, after), "added"), (diff(after, BAKERY), "removed")):
        (change,) = changes
        assert (change.path, change.kind) == ("lifecycles.batch.moves.drop(dough|crust→left)", kind)
        whole = change.after if kind == "added" else change.before
        assert whole == canonical.dump(drop)


def test_order_without_a_meaning_is_no_change() -> None:
    guards = (GuardUse(name="a"), GuardUse(name="b"))
    before, after = a_move(0, guards=guards), a_move(0, guards=guards[::-1], by=("owner", "baker"))
    assert diff(before, after) == ()


def test_a_second_anyone_makes_no_difference() -> None:
    (change,) = diff(a_move(0, by=("anyone",)), a_move(0, by=("anyone", "owner")))
    assert change.change_class == "patch"


def test_names_may_be_any_word() -> None:
    named = replace(BAKERY, steps=(*BAKERY.steps, replace(CRUST, name="order", title="Order flour")))
    (change,) = diff(BAKERY, named)
    assert change.path == "steps.order"
    assert 'a new optional step, "Order flour"' in str(sentences([change], BAKERY, named)[0])


def test_what_changes_for_several_roles_is_said_once() -> None:
    roles = tuple(Role(name=f"r{n}", title=f"Role {n}", ladder=LADDER) for n in range(5))
    before = replace(BAKERY, roles=roles)
    after = replace(BAKERY, roles=tuple(replace(one, ladder=replace(LADDER, load=1)) for one in roles))
    changes = diff(before, after)
    assert len(changes) == 5
    assert [str(one) for one in sentences(changes, before, after)] == [
        "Role 0, Role 1, Role 2 and 2 more: a preceptor may have 1 pairing at once (was 3)."
    ]


def test_a_version_has_to_rise_by_the_largest_change() -> None:
    shorter = a_step(due=Due(within=span("2 days")), title="Knead")
    assert change_class(diff(BAKERY, shorter)) == "major"
    assert str(required_version(Version.parse("1.2.3"), "major")) == "2.0.0"
    low, reason = refuse_version(BAKERY, replace(shorter, version="1.3.0"))
    assert low.message == "version 1.3.0 is too low: there are major changes, which after 1.2.3 take 2.0.0"
    assert reason.message == "major: Dough: due within 2 days (was 3)."
    assert refuse_version(BAKERY, replace(shorter, version="2.0.0")) == ()
    assert refuse_version(BAKERY, replace(shorter, version="7.0.1")) == ()


def test_a_published_version_never_gets_other_content() -> None:
    taken, *rest = refuse_version(BAKERY, replace(BAKERY, title="Ours"))
    assert "version 1.2.3 is published with another content" in taken.message
    assert "1.2.4 or higher" in taken.message
    assert [one.message for one in rest] == ['patch: The process is called "Ours" (was "The bakery").']


def test_a_version_that_falls_or_says_nothing_new_is_refused() -> None:
    (falls,) = refuse_version(BAKERY, replace(BAKERY, title="Ours", version="1.2.2"))
    assert falls.message == "version 1.2.2 does not come after 1.2.3; call it 1.2.4 or higher"
    (nothing,) = refuse_version(BAKERY, BAKERY)
    assert "nothing to publish" in nothing.message


def test_versions_compare_by_numbers_and_not_by_letters() -> None:
    assert Version.parse("1.10.0") > Version.parse("1.9.9")


@pytest.mark.parametrize("written", ["", "1", "1.0", "1.0.0.0", "01.0.0", "1.0.0\n", "v1.0.0", "1.0.0-rc1", "١.0.0"])
def test_what_is_no_version_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(ValueError, match=r"such as 1\.0\.0"):
        Version.parse(written)
