"""The machine decides, tells every reason at once, and changes nothing; it knows no lifecycle by name."""

import logging
from dataclasses import replace

from tests.unit.model.facts import LEE, LIFECYCLE, OWEN, PREC, STU, TEA, a_pairing, some_facts

from preceptor import machine
from preceptor.machine import Decision, decide, decide_opening, outlook
from preceptor.model.definition import GuardUse, Move
from preceptor.model.guards import Guard
from preceptor.model.refusal import Reason, Refusal
from preceptor.model.registry import GUARDS


def decided(trigger, **rest):
    to = rest.pop("to", None)
    return decide(LIFECYCLE, some_facts(**rest), trigger, to=to)


def told(answer):
    assert isinstance(answer, Refusal), answer
    return [(one.guard, one.message) for one in answer.reasons]


def test_a_move_that_may_happen_leads_to_its_target():
    answer = decided("rise")
    assert isinstance(answer, Decision)
    assert (answer.move.do, answer.target) == ("rise", "bake")
    assert decided("rise", state="bake").target == "baked"


def test_deciding_changes_nothing():
    facts = some_facts()
    decide(LIFECYCLE, facts, "rise")
    assert facts.state == "taste"


def test_every_reason_is_told_at_once():
    answer = decided("rise", credits=(), actor=STU)
    assert [guard for guard, _ in told(answer)] == ["actor", "counts-met", "standards-met"]


def test_whoever_has_one_of_the_relations_may():
    assert isinstance(decided("rise", actor=OWEN), Decision)
    ((guard, message),) = told(decided("rise", actor=STU))
    assert (guard, message) == ("actor", "only the preceptor or the owner may `rise`")
    assert decided("rise", actor=STU).reasons[0].who == ("prec", "owen")


def test_a_relation_that_forbids_wins_whatever_else_the_person_is():
    for rest in ({"owners": (TEA,)}, {"pairing": a_pairing(preceptor=TEA)}):
        ((guard, message),) = told(decided("rise", actor=TEA, **rest))
        assert guard == "actor"
        assert "the trainee may never `rise`: nobody signs for themselves" in message


def test_nobody_in_particular_may_nothing():
    assert told(decided("rise", actor=None))[0][0] == "actor"


def test_staying_stays():
    for state in ("taste", "bake"):
        assert decided("knead", state=state, actor=STU).target == state


def test_back_leads_to_where_the_rest_began():
    for state in ("taste", "bake"):
        assert decided("heat", state="cold", back=state, actor=LEE).target == state


def test_back_from_nowhere_is_refused_in_words():
    for back in (None, "baked", "cold", "elsewhere"):
        ((guard, message),) = told(decided("heat", state="cold", back=back, actor=LEE))
        assert guard == "state"
        assert "None" not in message


def test_a_move_that_the_state_does_not_have_is_refused_with_what_is_possible():
    answer = decided("rise", state="cold", back="taste")
    ((guard, message),) = told(answer)
    assert guard == "state"
    assert message == "`rise` is not possible in the state `cold` (The oven is cold): possible is heat"
    assert answer.reasons[0].who == ("owen", "lee")
    ((_, message),) = told(decided("rise", state="baked"))
    assert message.endswith("nothing leaves this state")
    assert told(decided("fly"))[0][0] == "state"


def test_where_one_trigger_leads_from_two_states_the_present_one_decides():
    assert isinstance(decided("burn", state="bake", credits=(), actor=OWEN), Decision)
    assert told(decided("burn", credits=(), actor=OWEN))[0][0] == "counts-met"


FORK = replace(
    LIFECYCLE,
    name="fork",
    moves=(
        *LIFECYCLE.moves,
        Move(do="turn", source=("taste",), target="bake", by=("owner",), guards=(GuardUse(name="counts-met"),)),
        Move(do="turn", source=("taste",), target="baked", by=("owner",), guards=(GuardUse(name="people-active"),)),
    ),
)


def test_of_several_ways_the_first_that_is_open_is_taken_or_the_one_that_is_named():
    facts = some_facts(actor=OWEN)
    assert decide(FORK, facts, "turn").target == "bake"
    assert decide(FORK, facts, "turn", to="baked").target == "baked"
    empty = some_facts(actor=OWEN, credits=())
    assert decide(FORK, empty, "turn").target == "baked"
    assert told(decide(FORK, empty, "turn", to="bake"))[0][0] == "counts-met"
    ((guard, message),) = told(decide(FORK, facts, "turn", to="cold"))
    assert (guard, message) == ("state", "`turn` does not lead from `taste` to `cold`")


def test_a_reason_that_two_ways_share_is_told_once():
    answer = decide(FORK, some_facts(actor=STU, credits=()), "turn")
    messages = [message for _, message in told(answer)]
    assert len(messages) == len(set(messages))


def test_an_opening_is_judged_like_a_move():
    assert decide_opening(LIFECYCLE, some_facts(actor=OWEN)) is None
    wrong = some_facts(actor=STU, pairing=a_pairing(preceptor=TEA))
    assert [one.guard for one in decide_opening(LIFECYCLE, wrong).reasons] == ["actor", "trainee-is-not-preceptor"]


def test_the_outlook_says_what_is_possible_for_whoever_may_and_what_blocks_the_way():
    assert outlook(LIFECYCLE, some_facts(actor=None)).next == ("rise", "knead", "cool", "burn")
    view = outlook(LIFECYCLE, some_facts(credits=()))
    assert view.next == ("knead", "cool")
    # `burn` is beside the way, so that what blocks it is not missing.
    assert [one.guard for one in view.blocked] == ["counts-met", "standards-met"]
    assert outlook(LIFECYCLE, some_facts(state="baked")).next == ()


def test_a_machine_is_built_once_for_each_digest():
    decided("rise")
    built = machine._MACHINES[LIFECYCLE.digest]
    decide(replace(LIFECYCLE, title=LIFECYCLE.title), some_facts(), "rise")
    assert machine._MACHINES[LIFECYCLE.digest] is built
    assert built.models == []


def test_no_word_of_a_definition_becomes_a_callback():
    """A string would be looked up on the model, or imported."""
    words = ("os.system", "state", "trigger", "initial", "facts", "to", "may-rise")
    for word in words:
        wild = replace(
            LIFECYCLE,
            moves=(Move(do=word, source=("taste",), target="bake", by=("preceptor",)),),
        )
        assert isinstance(decide(wild, some_facts(actor=PREC), word), Decision)
    built = machine._MACHINES[LIFECYCLE.digest]
    for event in built.events.values():
        for transitions in event.transitions.values():
            for one in transitions:
                assert all(callable(condition.func) for condition in one.conditions)
                assert one.before == one.after == one.prepare == []


def test_deciding_is_quiet(caplog):
    with caplog.at_level(logging.INFO):
        decided("rise")
    assert caplog.records == []


def test_where_a_guard_says_who_gets_past_it_nobody_else_is_named(monkeypatch):
    """Whoever has a relation that allows a move cannot make it all the same where its guard lets others only."""
    lifecycle = guarded(monkeypatch, lambda facts, **_: ("owen",))
    (reason, _) = decide(lifecycle, some_facts(actor=STU), "rise").reasons
    assert (reason.guard, reason.message, reason.who) == ("actor", "only owen may `rise`", ("owen",))


def test_a_guard_that_lets_nobody_or_does_not_say_leaves_the_relations_that_allow_it(monkeypatch):
    for said in ((), None):
        lifecycle = guarded(monkeypatch, lambda facts, said=said, **_: said)
        reason = decide(lifecycle, some_facts(actor=STU), "rise").reasons[0]
        assert reason.message == "only the preceptor or the owner may `rise`"
        assert reason.who == (() if said == () else ("prec", "owen"))


def guarded(monkeypatch, who):
    """The lifecycle with another guard in the way of `rise`, which refuses everybody but those."""
    guard = Guard(
        name="only-some", governs="pairing", reasons=lambda facts: [Reason(guard="only-some", message="no")], who=who
    )
    monkeypatch.setitem(GUARDS, "only-some", guard)
    moves = tuple(
        replace(one, guards=(GuardUse(name="only-some"),)) if one.do == "rise" else one for one in LIFECYCLE.moves
    )
    return replace(LIFECYCLE, moves=moves, name="guarded")
