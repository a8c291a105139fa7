"""Sentences about what a step and a rung ask for, how a certification holds, and texts."""

from collections.abc import Mapping, Sequence
from typing import Any

from preceptor.model.counting import counted
from preceptor.model.differences import Change
from preceptor.model.prose import Run, word_diff
from preceptor.model.wording import Sentence, listed, now, quoted, relation, was

_REFRESH = {"read": "by reading it", "run": "by one observed run"}


def whole_of(change: Change) -> Mapping[str, Any]:
    """The record that was added, or removed."""
    whole = change.before if change.after is None else change.after
    return whole if isinstance(whole, dict) else {}


def of_rung(field: Sequence[str], change: Change, texts: Mapping[str, str]) -> Sentence:
    """What changed in a rung; `texts` are those of its standards, by id."""
    match field:
        case ["observations"]:
            says = f"it takes {counted(change.after, 'observation')} (was {change.before})"
        case ["observers"]:
            says = f"different people have to take the other part: {now(change)}"
        case ["rehearsals"]:
            says = f"rehearsals that may count: {now(change)}"
        case ["within"]:
            says = limit("due within", change)
        case ["grants"]:
            earns = f"it earns `{change.after}`" if change.after else "it earns nothing"
            says = f"{earns} (was {f'`{change.before}`' if change.before else 'nothing'})"
        case ["stand_in_after"]:
            if change.after is None:
                says = f"no colleague may take a newcomer's place any more (was after {change.before})"
            else:
                before = was(change) if change.before else "never"
                says = f"without a newcomer a colleague may take their place after {change.after} (was {before})"
        case _:
            return of_owed(field, change, texts)
    return Sentence(says=says)


def of_owed(field: Sequence[str], change: Change, texts: Mapping[str, str]) -> Sentence:
    """What changed in what a step and a rung have in common; `texts` are those of its standards, by id."""
    match field:
        case ["title"]:
            return Sentence(says=f"its title is {now(change, quoted)}")
        case ["how"]:
            return prose(change, "how to do it")
        case ["remind"]:
            return Sentence(says=f"reminders: {now(change, _reminders)}")
        case ["escalate"]:
            return Sentence(says=f"overdue, it is taken to {now(change, _escalation)}")
        case ["locked"]:
            return Sentence(
                says=f"what no team may change: {now(change, lambda fields: listed(fields or ()) or 'nothing')}"
            )
        case ["standards", "(order)"]:
            return Sentence(says="its standards stand in another order")
        case ["standards", _]:
            whole = whole_of(change)
            said = f"{quoted(whole['text'])} ({whole.get('level', 'required')})"
            return Sentence(says=f"it asks for more: {said}" if change.after else f"no longer asked for: {said}")
        case ["standards", name, "text"]:
            return prose(change, f"the standard {quoted(name)}")
        case ["standards", name, "level"]:
            return Sentence(says=f"{quoted(texts.get(name, name))} is {now(change)}")
        case ["standards", name, "check"]:
            said = now(change, lambda check: f"`{check}`" if check else "a person")
            return Sentence(says=f"{quoted(texts.get(name, name))} is checked by {said}")
        case _:
            return plain(change)


def of_validity(field: str, change: Change) -> str:
    """What changed in how long a certification holds."""
    match field:
        case "length":
            return f"a certification holds for {now(change)}"
        case "renew_from":
            return f"a certification can be renewed from {change.after} before its end (was {was(change)})"
        case "refresh":
            return f"a major change is caught up with {now(change, lambda how: _REFRESH.get(how, str(how)))}"
        case "idle":
            return f"a certification lapses without doing it for {now(change)}"
        case _:
            return f"missed occasions before a certification lapses: {now(change)}"


def prose(change: Change, what: str) -> Sentence:
    """A text that was worded differently, with its words."""
    if change.kind == "changed":
        words = word_diff(str(change.before), str(change.after))
        if any(run.kind != "equal" for run in words):
            return Sentence(says=f"{what} is worded differently", words=words)
        return Sentence(says=f"the same words as before say {what}, on other lines")
    if change.kind == "added":
        words = (Run(kind="added", words=tuple(str(change.after).split())),)
        return Sentence(says=f"{what} is written down now", words=words)
    words = (Run(kind="removed", words=tuple(str(change.before).split())),)
    return Sentence(says=f"{what} is not written down any more", words=words)


def limit(what: str, change: Change) -> str:
    """A duration that limits something, or does no more."""
    match change.kind:
        case "added":
            return f"{what} {change.after}, which was not said before"
        case "removed":
            return f"no longer {what} {change.before}"
        case "changed":
            return f"{what} {change.after} (was {was(change)})"


def at_severity(severity: str, change: Change) -> str:
    """How long there is at a severity; without it what the rest has."""
    match change.kind:
        case "added":
            return f"at severity {severity} due within {change.after} (was as for the rest)"
        case "removed":
            return f"at severity {severity} due as for the rest (was within {change.before})"
        case "changed":
            return f"at severity {severity} due within {now(change)}"


def due(due: Mapping[str, Any]) -> str:
    """The deadline of something new."""
    if "within" in due:
        return f"within {due['within']}"
    return " and ".join(f"{key.replace('_', ' ')} {due[key]}" for key in ("at_least", "at_most") if key in due)


def asks(owed: Mapping[str, Any]) -> str:
    """How many standards something new has."""
    standards = len(owed.get("standards", ()))
    return f", and {counted(standards, 'standard')}" if standards else ""


def _reminders(days: Sequence[int] | None) -> str:
    def when(day: int) -> str:
        if day == 0:
            return "on the day"
        return f"{counted(abs(day), 'business day')} {'before' if day < 0 else 'after'}"

    return listed(when(day) for day in sorted(days or ())) or "none"


def _escalation(words: Sequence[str] | None) -> str:
    return ", then ".join(map(relation, words or ())) or "nobody"


def plain(change: Change) -> Sentence:
    """Nothing better is known of it; no field of a definition comes here, and a test says so."""
    return Sentence(says=f"{change.path} is {change.after} (was {change.before})")
