"""Sentences about changed lifecycles: their states, and what moves between them."""

from collections.abc import Sequence

from preceptor.model.credit import CREDIT_RULES
from preceptor.model.definition import BACK, STAY, Lifecycle
from preceptor.model.differences import Change
from preceptor.model.duty_sentences import whole_of
from preceptor.model.registry import GUARDS
from preceptor.model.wording import either, listed, names, now, quoted, relation


def told_of_lifecycle(rest: Sequence[str], change: Change, versions: Sequence[Lifecycle]) -> str | None:
    """What changed at the `rest` of the path, in the titles of the versions, the first first. None: not known."""
    match rest:
        case []:
            title = quoted(versions[0].title)
            return f"the lifecycle {title} is used now" if change.after else f"the lifecycle {title} is used no more"
        case ["title"]:
            return f"the lifecycle is called {now(change, quoted)}"
        case ["governs"]:
            return f"it governs another kind of thing: {now(change)}"
        case ["initial"]:
            return f"it begins in {now(change, lambda name: _state(name, versions))}"
        case ["opening", "by"]:
            return f"it may be begun by {now(change, _people)}"
        case ["opening", "guards", *guard]:
            return _guard("beginning one", guard, change)
        case ["states", "(order)"]:
            states = listed(_state(name, versions) for name in names(change.after))
            return f"its states are told in another order: {states}"
        case ["states", name, *field]:
            return _of_state(_state(name, versions), field, change)
        case ["moves", name, "(order)"]:
            do, _, source = name.rstrip(")").partition("(")
            ways = listed(_state(one, versions) for one in names(change.after))
            return (
                f'"{do}" from {_state(source, versions)} leads to the first that is open, tried in the order {ways}'
            )
        case ["moves", name, *field]:
            return _of_move(_move(name, versions), field, change)
        case _:
            return None


def _of_state(title: str, field: Sequence[str], change: Change) -> str | None:
    match field:
        case []:
            if change.after is None:
                return f"the state {title} is gone"
            forced = ", and there is no way around it" if change.change_class == "major" else ""
            return f"there is a new state, {title}{forced}"
        case ["title"]:
            return f"the state {quoted(change.before)} is called {quoted(change.after)}"
        case ["final"]:
            return f"it ends in {title}" if change.after else f"{title} is no end any more"
        case ["rests"]:
            return (
                f"nobody owes anything in {title} any more"
                if change.after
                else f"in {title} somebody owes a step now"
            )
        case ["counts"]:
            return f"what counts in {title}: {now(change, _counts)}"
        case _:
            return None


def _of_move(move: str, field: Sequence[str], change: Change) -> str | None:
    match field:
        case []:
            people = _people(whole_of(change)["by"])
            if change.after is None:
                return f"{move} is no longer possible (was by {people})"
            return f"{move} is possible now, by {people}"
        case ["by"]:
            return f"{move} may be done by {now(change, _people)}"
        case ["never"]:
            return f"who may never do {move}: {now(change, _people)}"
        case ["beside"]:
            return f"nobody waits for {move} any more" if change.after else f"{move} is what it waits for now"
        case ["guards", *guard]:
            return _guard(move, guard, change)
        case _:
            return None


def _guard(what: str, guard: Sequence[str], change: Change) -> str | None:
    match guard:
        case [name]:
            says = f"{what} now also needs this" if change.after else f"{what} no longer needs this"
            return f"{says}: {_asked(name)}"
        case [name, "parameters", parameter]:
            return f"{what} needs this otherwise: {_asked(name)}; {parameter.replace('_', ' ')}: {now(change)}"
        case _:
            return None


def _asked(name: str) -> str:
    """What a guard asks for: the first sentence of its docstring."""
    guard = GUARDS.get(name.partition("#")[0])
    summary = " ".join(guard.summary.partition("\n\n")[0].split()) if guard else ""
    return summary.partition(". ")[0].rstrip(".") or name


def _counts(rule: str | None) -> str:
    if rule is None:
        return "nothing"
    return CREDIT_RULES[rule].summary.rstrip(".") if rule in CREDIT_RULES else rule


def _people(words: Sequence[str] | None) -> str:
    return either(word if word == "anyone" else relation(word) for word in words or ()) or "nobody"


def _state(name: str | None, versions: Sequence[Lifecycle]) -> str:
    titles = (state.title for lifecycle in versions for state in lifecycle.states if state.name == name)
    return quoted(next(titles, name))


def _move(name: str, versions: Sequence[Lifecycle]) -> str:
    """A move in words, from its name in a path: `advance(watch|reverse→complete)`."""
    do, _, way = name.rstrip(")").partition("(")
    sources, _, target = way.partition("→")
    origin = either(_state(source, versions) for source in sources.split("|"))
    if target == STAY:
        return f'"{do}" in {origin}'
    return f'"{do}" from {origin} {"back" if target == BACK else f"to {_state(target, versions)}"}'
