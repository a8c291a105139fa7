"""Changes in the words of those who have to follow them: each as a sentence that says what holds now and what held.

The sentences about lifecycles are in `model/lifecycle_sentences.py`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from preceptor.model.counting import counted
from preceptor.model.definition import Process, Rung, Step
from preceptor.model.differences import Change
from preceptor.model.duty_sentences import (
    asks,
    at_severity,
    due,
    limit,
    of_owed,
    of_rung,
    of_validity,
    plain,
    prose,
    whole_of,
)
from preceptor.model.lifecycle_sentences import told_of_lifecycle
from preceptor.model.wording import Sentence, listed, names, now, quoted, relation

#: From when an allowance counts, by `Due.start`.
_STARTS = {"entered": "the moment it is reached", "opened": "the opening", "resolved": "the resolution"}


def sentence(change: Change, before: Process, after: Process) -> Sentence:
    """One change between two versions as a sentence."""
    return replace(_Teller(before, after).told(change), change_class=change.change_class)


def sentences(changes: Iterable[Change], before: Process, after: Process) -> tuple[Sentence, ...]:
    """Changes as sentences in their order; what is the same for the ladders of several roles is said once."""
    teller = _Teller(before, after)
    found: dict[Sentence, tuple[str, ...]] = {}
    for change in changes:
        one = replace(teller.told(change), change_class=change.change_class)
        alike = replace(one, roles=())
        if one.roles or alike not in found:
            found[alike] = (*found.get(alike, ()), *one.roles)
    return tuple(replace(one, roles=tuple(dict.fromkeys(roles))) for one, roles in found.items())


class _Teller:
    """Knows both versions, for the titles of what a change names by its id."""

    def __init__(self, before: Process, after: Process) -> None:
        self._versions = (after, before)

    def told(self, change: Change) -> Sentence:
        match change.keys:
            case ("roles", "(order)"):
                return Sentence(
                    says=f"the roles are told in another order: {listed(map(self._role, names(change.after)))}"
                )
            case ("steps", "(order)"):
                return Sentence(
                    says=f"the steps are told in another order: {listed(map(self._step, names(change.after)))}"
                )
            case ("roles", str(role), "ladder", *rest):
                return self._of_ladder(role, rest, change)
            case ("roles", str(role), "title"):
                return Sentence(says=f"the role {quoted(change.before)} is called {quoted(change.after)}")
            case ("roles", str(role)):
                title = quoted(whole_of(change)["title"])
                return Sentence(says=f"there is a new role, {title}" if change.after else f"the role {title} is gone")
            case ("steps", str(step), *rest):
                return self._of_step(step, rest, change)
            case ("lifecycles", str(name), *rest):
                return self._of_lifecycle(name, rest, change)
            case ("name",):
                return Sentence(says=f"it is another process: {now(change, quoted)}")
            case ("title",):
                return Sentence(says=f"the process is called {now(change, quoted)}")
            case ("purpose",):
                return prose(change, "what the process is for")
            case ("lifecycle",):
                return Sentence(says=f"it follows the lifecycle {now(change, self._lifecycle)}")
            case ("approvals",):
                return Sentence(
                    says=f"a change to the process needs {counted(change.after, 'approval')} (was {change.before})"
                )
            case _:
                return plain(change)

    def _of_step(self, step: str, rest: Sequence[str], change: Change) -> Sentence:
        # Who knows a step knows it by the title that it had.
        title = self._step(step, renamed=rest == ["title"])
        match rest:
            case []:
                whole = whole_of(change)
                optional = "optional " if whole.get("optional") else ""
                if change.after is None:
                    return Sentence(says=f"the {optional}step {quoted(title)} is gone")
                owed = f"owed by {self._role(whole['role'])}, {due(whole['due'])}"
                return Sentence(says=f"there is a new {optional}step, {quoted(title)}, {owed}{asks(whole)}")
            case ["role"]:
                says = f"is owed by {now(change, self._role)}"
            case ["optional"]:
                says = "a team may leave it out now" if change.after else "no team may leave it out any more"
            case ["due", "start"]:
                says = f"the time for it counts from {now(change, lambda start: _STARTS.get(start, str(start)))}"
            case ["due", "by_severity", severity]:
                says = at_severity(severity, change)
            case ["due", "within"]:
                says = limit("due within", change)
            case ["due", "at_least"]:
                says = limit("open for at least", change)
            case ["due", "at_most"]:
                says = limit("open for at most", change)
            case _:
                return replace(of_owed(rest, change, self._texts(step, None)), place=title)
        return Sentence(place=title, says=says)

    def _of_ladder(self, role: str, rest: Sequence[str], change: Change) -> Sentence:
        about = (self._role(role),)
        match rest:
            case []:
                learnt = (
                    "it has to be learnt on a ladder now" if change.after else "it is learnt on no ladder any more"
                )
                return Sentence(roles=about, says=learnt)
            case ["rungs", "(order)"]:
                rungs = [self._rung(role, name) for name in names(change.after)]
                return Sentence(roles=about, says=f"the rungs are climbed in another order: {listed(rungs)}")
            case ["rungs", rung]:
                if change.after is None:
                    return Sentence(roles=about, says=f"the rung {quoted(self._rung(role, rung))} is gone")
                whole = whole_of(change)
                needs = f"{counted(whole['observations'], 'observation')} within {whole['within']}"
                return Sentence(
                    roles=about,
                    says=f"there is a new rung, {quoted(self._rung(role, rung))}, with {needs}{asks(whole)}",
                )
            case ["rungs", rung, *field]:
                title = self._rung(role, rung, renamed=field == ["title"])
                return replace(of_rung(field, change, self._texts(rung, role)), roles=about, place=title)
            case ["valid", field]:
                return Sentence(roles=about, says=of_validity(field, change))
            case ["lifecycle"]:
                says = f"it is learnt along {now(change, self._lifecycle)}"
            case ["trainee_hours"]:
                says = f"learning it takes {counted(change.after, 'hour')} a week (was {change.before})"
            case ["preceptor_hours"]:
                says = f"teaching it takes {counted(change.after, 'hour')} a week (was {change.before})"
            case ["load"]:
                says = f"a preceptor may have {counted(change.after, 'pairing')} at once (was {change.before})"
            case ["feedback_within"]:
                says = f"feedback on an observation is {limit('due within', change)}"
            case ["repeats_before_review"]:
                says = f"the owners look at a pairing from repeat {change.after} of a rung on (was {change.before})"
            case _:
                return plain(change)
        return Sentence(roles=about, says=says)

    def _of_lifecycle(self, name: str, rest: Sequence[str], change: Change) -> Sentence:
        lifecycles = tuple(one.lifecycles[name] for one in self._versions if name in one.lifecycles)
        says = told_of_lifecycle(rest, change, lifecycles)
        return Sentence(place=self._lifecycle(name).strip('"') if rest else "", says=says) if says else plain(change)

    def _step(self, name: str, *, renamed: bool = False) -> str:
        """As its state is called, which is shorter than what is to be done in it; `renamed`: as it was called."""
        for process in self._versions[::-1] if renamed else self._versions:
            lifecycle = process.lifecycles.get(process.lifecycle or "")
            titles = {one.name: one.title for one in process.steps}
            titles |= {one.name: one.title for one in lifecycle.states} if lifecycle else {}
            if name in titles:
                return titles[name]
        return name

    def _role(self, name: str) -> str:
        found = (role.title for process in self._versions for role in process.roles if role.name == name)
        return next(found, relation(name))

    def _rung(self, role: str, name: str, *, renamed: bool = False) -> str:
        titles = [rung.title for rung in self._rungs(role) if rung.name == name] or [name]
        return titles[-1 if renamed else 0]

    def _rungs(self, role: str) -> list[Rung]:
        ladders = (process.ladder_of(role) for process in self._versions)
        return [rung for ladder in ladders if ladder for rung in ladder.rungs]

    def _texts(self, name: str, role: str | None) -> dict[str, str]:
        """The texts of the standards of a step, or of a role's rung; the newer one where there are two."""
        owed: Iterable[Step | Rung] = (step for process in self._versions for step in process.steps)
        found = [one for one in (self._rungs(role) if role else owed) if one.name == name]
        return {standard.id: standard.text for one in reversed(found) for standard in one.standards}

    def _lifecycle(self, name: str | None) -> str:
        titles = (one.lifecycles[name].title for one in self._versions if name and name in one.lifecycles)
        return quoted(next(titles, name)) if name else "none"
