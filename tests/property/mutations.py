"""Definitions that somebody edited: values changed, things added, left out, and put in another order."""

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st
from tests.support.world import shipped

from preceptor.model.change_rules import RULES, Apart, Entries, Leaf, Moves, Named, Part
from preceptor.model.definition import Process
from preceptor.model.duration import Duration, Unit

WORDS = st.lists(st.sampled_from(["it", "is", "written", "down", "at", "once"]), min_size=1, max_size=6).map(" ".join)
DURATIONS = st.builds(Duration, amount=st.integers(0, 60), unit=st.sampled_from(Unit))
PEOPLE = st.lists(st.sampled_from(["owner", "author", "trainee", "anyone", "system"]), min_size=1, unique=True)
#: What a field may hold beside what its type says.
FIELDS: Mapping[str, st.SearchStrategy[Any]] = {
    "by": PEOPLE.map(tuple),
    "never": PEOPLE.map(tuple),
    "escalate": st.permutations(["manager", "team-lead", "owner"]).map(tuple),
    "locked": st.lists(st.sampled_from(["due", "standards", "how"]), unique=True).map(tuple),
    "remind": st.lists(st.integers(-5, 5), unique=True).map(tuple),
    "check": st.sampled_from([None, "writeup T", "writeup T101", "writeup T S", "writeup B"]),
    "by_severity": st.dictionaries(st.sampled_from("1234"), DURATIONS),
    "parameters": st.dictionaries(
        st.sampled_from(["at_least", "at_most", "kind"]), st.integers(0, 3) | st.booleans() | st.just("rye")
    ),
}

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Site:
    """A field of a record somewhere in a process."""

    place: Place
    record: type
    field: str

    @property
    def rule(self) -> Any:
        return RULES[self.record][self.field]


def sites(process: Process) -> list[Site]:
    """Every field that can be changed, from the outside to the inside."""
    return list(_sites((), process))


def _sites(place: Place, record: Any) -> typing.Iterator[Site]:
    for one in dataclasses.fields(record):
        rule, value = RULES[type(record)][one.name], getattr(record, one.name)
        here = (*place, one.name)
        if not isinstance(rule, Apart):
            yield Site(place, type(record), one.name)
        if isinstance(rule, Part) and value is not None:
            yield from _sites(here, value)
        if isinstance(rule, (Named, Moves)):
            keys = value.keys() if isinstance(value, Mapping) else range(len(value))
            for key in keys:
                yield from _sites((*here, key), value[key])


def value_at(process: Process, site: Site) -> Any:
    """What a process says in a field."""
    found: Any = process
    for step in site.place:
        found = getattr(found, step) if dataclasses.is_dataclass(found) else found[step]
    return getattr(found, site.field)


def changed(process: Process, site: Site, value: object) -> Process:
    """The process with another value in one field."""
    return typing.cast(Process, _changed(process, (*site.place, site.field), lambda _: value))


def _changed(inside: Any, place: Place, change: Callable[[Any], Any]) -> Any:
    if not place:
        return change(inside)
    first, rest = place[0], place[1:]
    if dataclasses.is_dataclass(inside):
        return replace(inside, **{str(first): _changed(getattr(inside, str(first)), rest, change)})
    if isinstance(inside, Mapping):
        return {**inside, first: _changed(inside[first], rest, change)}
    return tuple(_changed(one, rest, change) if at == first else one for at, one in enumerate(inside))


def values(process: Process, site: Site) -> st.SearchStrategy[Any]:
    """What could stand in a field instead."""
    now = value_at(process, site)
    if isinstance(site.rule, (Leaf, Entries)):
        hint = typing.get_type_hints(site.record)[site.field]
        return FIELDS[site.field] if site.field in FIELDS else _typed(hint)
    if isinstance(site.rule, Part):
        optional = type(None) in typing.get_args(typing.get_type_hints(site.record)[site.field])
        return st.sampled_from([now, None] if optional else [now])
    if isinstance(now, Mapping):
        return st.sampled_from([{k: v for k, v in now.items() if k != left_out} for left_out in (*now, None)])
    fewer = st.lists(st.sampled_from(now), unique_by=id).map(tuple) if now else st.just(())
    if isinstance(site.rule, Moves):
        return fewer | st.permutations(now).map(tuple) | st.just(_one_by_one(now))
    by = site.rule.by
    more = [*now, *(replace(one, **{by: f"{getattr(one, by)}-too"}) for one in now[:1])]
    return fewer | st.permutations(now).map(tuple) | st.just(tuple(more))


def _one_by_one(moves: Any) -> Any:
    """The same moves, each written once for every state that it leaves."""
    return tuple(replace(move, source=(source,)) for move in moves for source in move.source)


def _typed(hint: Any) -> st.SearchStrategy[Any]:
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return st.one_of([_typed(one) for one in typing.get_args(hint)])
    if typing.get_origin(hint) is typing.Literal:
        return st.sampled_from(typing.get_args(hint))
    known: dict[Any, st.SearchStrategy[Any]] = {
        str: WORDS,
        int: st.integers(1, 9),
        bool: st.booleans(),
        Duration: DURATIONS,
        type(None): st.none(),
    }
    return known[hint]


ORIGINALS = st.sampled_from(sorted(shipped())).map(lambda name: shipped()[name])


@st.composite
def edits(draw: st.DrawFn, process: Process, at_least: int = 0) -> Process:
    """The process after some edits, one after the other."""
    for _ in range(draw(st.integers(at_least, 4))):
        possible = sites(process)
        # Deep in a definition there is so much more that what is outside would hardly be chosen.
        kind = draw(st.sampled_from(sorted({one.record.__name__ for one in possible})))
        site = draw(st.sampled_from([one for one in possible if one.record.__name__ == kind]))
        process = changed(process, site, draw(values(process, site)))
    assume(not ambiguous(process))
    return process


def ambiguous(process: Process) -> bool:
    """Whether something is written twice, which no definition that is published does."""
    for lifecycle in process.lifecycles.values():
        ways = [(move.do, source, move.target) for move in lifecycle.moves for source in move.source]
        if len(set(ways)) < len(ways) or _twice(lifecycle.states):
            return True
    ladders = [role.ladder for role in process.roles if role.ladder]
    owed = [*process.steps, *(rung for ladder in ladders for rung in ladder.rungs)]
    return (
        _twice(process.roles)
        or _twice(process.steps)
        or any(_twice(ladder.rungs) for ladder in ladders)
        or any(len({one.id for one in each.standards}) < len(each.standards) for each in owed)
    )


def _twice(records: Any) -> bool:
    return len({one.name for one in records}) < len(records)
