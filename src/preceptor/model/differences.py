"""What is different between two versions of a process: by meaning, found by ids and never by positions.

Which fields there are and what a change to each asks of people is in `model/change_rules.py`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from preceptor.model import canonical
from preceptor.model.canonical import Json
from preceptor.model.change_rules import RULES, Apart, Entries, Leaf, Moves, Named, Part
from preceptor.model.definition import Lifecycle, Move, Process
from preceptor.model.version import ChangeClass

Kind = Literal["added", "removed", "changed"]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that is different."""

    #: Where, by names and ids: `steps.research.due.within`, `lifecycles.ladder.moves.advance(watch→reverse).by`.
    #: What ends in `(order)` is the order of things that are there in both versions.
    path: str
    kind: Kind
    #: As plain values in the form of `canonical.dump`; None where it was added.
    before: Json
    #: None where it was removed.
    after: Json
    change_class: ChangeClass

    @property
    def keys(self) -> tuple[str, ...]:
        """The names in the path; none of them holds a dot."""
        return tuple(self.path.split("."))


def diff(before: Process, after: Process) -> tuple[Change, ...]:
    """Every change, in the order of the definition. The version is no change of its own; empty: they say the same."""
    return tuple(_record((), before, after))


def _record(at: tuple[str, ...], before: Any, after: Any) -> Iterator[Change]:
    """The changes between two records of the same type."""
    for one in fields(before):
        rule = RULES[type(before)][one.name]
        old, new, here = getattr(before, one.name), getattr(after, one.name), (*at, one.name)
        match rule:
            case Leaf():
                if not _same(old, new, unordered=rule.unordered):
                    judged = rule.judge(before, after) if rule.whole else rule.judge(old, new)
                    yield _change(here, old, new, judged)
            case Part():
                if old is not None and new is not None:
                    yield from _record(here, old, new)
                elif old is not new:
                    yield _change(here, old, new, rule.added if old is None else rule.removed)
            case Named():
                yield from _named(here, old, new, rule, before, after)
            case Entries():
                for key in _union(sorted(old), sorted(new)):
                    if not _same(old.get(key), new.get(key)):
                        yield _change((*here, key), old.get(key), new.get(key), rule.judge(key, before, after))
            case Moves():
                yield from _moves(here, before, after)
            case Apart():
                pass


def _named(at: tuple[str, ...], old: Any, new: Any, rule: Named, before: Any, after: Any) -> Iterator[Change]:
    olds, news = _by_id(old, rule), _by_id(new, rule)
    for name in _union(olds, news):
        here = (*at, name)
        if name not in olds:
            yield _change(here, None, news[name], rule.added(news[name], before, after))
        elif name not in news:
            yield _change(here, olds[name], None, rule.removed(olds[name], before, after))
        else:
            yield from _record(here, olds[name], news[name])
    if rule.order:
        yield from _order(at, list(olds), list(news), rule.order)


def _by_id(records: Any, rule: Named) -> dict[str, Any]:
    """Records by id; a second one with the same id, which only guards can have, gets a number."""
    listed: Iterable[Any] = records.values() if isinstance(records, Mapping) else records
    if rule.order is None:
        listed = sorted(listed, key=lambda one: (getattr(one, rule.by), canonical.text(canonical.dump(one))))
    found: dict[str, Any] = {}
    seen: dict[str, int] = {}
    for record in listed:
        name = getattr(record, rule.by)
        seen[name] = seen.get(name, 0) + 1
        found[name if seen[name] == 1 else f"{name}#{seen[name]}"] = record
    return found


def _order(at: tuple[str, ...], old: Sequence[str], new: Sequence[str], order: ChangeClass) -> Iterator[Change]:
    """Another order of what is there in both."""
    kept = set(old) & set(new)
    olds, news = [one for one in old if one in kept], [one for one in new if one in kept]
    if olds != news:
        yield _change((*at, "(order)"), olds, news, order)


def _moves(at: tuple[str, ...], before: Lifecycle, after: Lifecycle) -> Iterator[Change]:
    """A move from several states is as many moves: they are compared one by one, and what is alike is told once."""
    olds, news = _from_each(before), _from_each(after)
    told: dict[tuple[str, ...], list[tuple[str, Change]]] = {}
    for key in _union(olds, news):
        do, source, target = key
        for change in _move(olds.get(key), news.get(key)):
            values = [change.before, change.after]
            alike = canonical.text(values if change.path else [_whatever_source(one) for one in values])
            told.setdefault((do, target, change.path, alike), []).append((source, change))
    for (do, target, tail, _), changes in told.items():
        sources: list[Json] = [source for source, _ in changes]
        name = f"{do}({'|'.join(str(one) for one in sources)}→{target})"
        change = changes[0][1]
        if not tail:
            whole: Json = {**_object(change.before), **_object(change.after), "source": sources}
            added = change.kind == "added"
            change = replace(change, before=None, after=whole) if added else replace(change, before=whole)
        yield replace(change, path=".".join([*at, name, tail] if tail else [*at, name]))
    for do, source in dict.fromkeys((do, source) for do, source, _ in olds):
        ways, ways_now = ([key[2] for key in moves if key[:2] == (do, source)] for moves in (olds, news))
        # The first way that is open is taken, so that their order decides.
        yield from _order((*at, f"{do}({source})"), ways, ways_now, "major")


def _from_each(lifecycle: Lifecycle) -> dict[tuple[str, str, str], Move]:
    """The moves by what they are called, one state that they leave, and where they lead."""
    return {
        (move.do, source, move.target): replace(move, source=(source,))
        for move in lifecycle.moves
        for source in move.source
    }


def _move(old: Move | None, new: Move | None) -> Iterator[Change]:
    if old is None or new is None:
        yield _change((), old, new, "minor" if old is None else "major")
    else:
        yield from _record((), old, new)


def _whatever_source(value: Json) -> Json:
    """A whole move without the state that it leaves: two that differ in nothing else are told as one."""
    return {key: one for key, one in value.items() if key != "source"} if isinstance(value, dict) else value


def _object(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _union(*names: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(name for some in names for name in some))


def _same(old: object, new: object, *, unordered: bool = False) -> bool:
    form: Callable[[Any], object] = set if unordered else canonical.dump
    return type(old) is type(new) and form(old) == form(new)


def _change(at: tuple[str, ...], old: object, new: object, judged: ChangeClass) -> Change:
    was, is_now = (None if value in (None, "", ()) else canonical.dump(value) for value in (old, new))
    kind: Kind = "added" if was is None else "removed" if is_now is None else "changed"
    return Change(path=".".join(at), kind=kind, before=was, after=is_now, change_class=judged)
