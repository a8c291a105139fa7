"""Events as sentences for people."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from preceptor.services.recommendations import telling as recommendations
from preceptor.services.retrospectives import telling as retrospectives


class Names(Protocol):
    """Who and what is behind an id, as it is called now."""

    def person(self, identity: object) -> str:
        """The login."""
        ...

    def team(self, identity: object) -> str:
        """The name of a team."""
        ...


_Tell = Callable[[Any, Names], str]


def sentence(kind: str, data: Mapping[str, object], names: Names) -> str:
    """What happened, without who did it. An event that nobody knows how to tell is told by its kind."""
    try:
        return _TELL[kind](data, names)
    except (AttributeError, KeyError, TypeError, ValueError):
        return kind.replace("-", " ")


def _pairing(data: Any) -> str:
    return f"P-{data['pairing']}"


def _rung_left(data: Any, names: Names) -> str:
    return f"{_pairing(data)} left the rung `{data['before']}` for `{data['state']}`: {names.person(data['trainee'])}"


def _started(data: Any, names: Names) -> str:
    trainee, preceptor = names.person(data["trainee"]), names.person(data["preceptor"])
    return f"{_pairing(data)} began on `{data['state']}`: {trainee} learns {data['role']} with {preceptor}"


def _observed(data: Any, names: Names) -> str:
    watchers = ", ".join(names.person(one) for one in data["watchers"]) or "nobody"
    performer = names.person(data["performer"])
    return f"O-{data['observation']} of {data['held_on']}: {performer} did {data['role']}, watched by {watchers}"


def _rated(data: Any, names: Names) -> str:
    ratings = ", ".join(f"{standard} {rating}" for standard, rating in sorted(data["ratings"].items()))
    return f"{_pairing(data)} was rated in O-{data['observation']}: {ratings}"


def _certificate(data: Any, names: Names) -> str:
    return f"{names.person(data['person'])}'s certificate `{data['capability']}` for {data['role']}"


def _granted(data: Any, names: Names) -> str:
    return f"{_certificate(data, names)} was granted until {data['valid_until']} ({data['source']})"


def _moved(what: str) -> _Tell:
    return lambda data, names: f"{_pairing(data)} {what}"


def _membership(what: str) -> _Tell:
    return lambda data, names: f"{names.person(data['person'])} {what} the team {names.team(data['team'])}"


def _person(what: str) -> _Tell:
    return lambda data, names: f"{names.person(data['person'])} {what}"


def _lead(data: Any, names: Names) -> str:
    if data["lead"] is None:
        return f"the team {names.team(data['team'])} has no lead any more"
    return f"{names.person(data['lead'])} leads the team {names.team(data['team'])} from now on"


def _change(what: str) -> _Tell:
    return lambda data, names: f"CH-{data['change']} ({_subject(data, names)}) {what}"


def _subject(data: Any, names: Names) -> str:
    """What a change is about: a version, or a team's variant of one."""
    about = f"{data['process']} {data['version']}"
    return f"the variant of {about} of the team {names.team(data['team'])}" if "team" in data else about


def _proposed(data: Any, names: Names) -> str:
    answers = ", ".join(f"RP-{one}" for one in data.get("answers", ()))
    proposed = f"CH-{data['change']} was proposed: {_subject(data, names)}, {data['class']}"
    return f"{proposed}, in answer to {answers}" if answers else proposed


def _approved(data: Any, names: Names) -> str:
    when = "was reviewed afterwards, and approved" if data["afterwards"] else "was approved"
    return f"{_change(when)(data, names)}, {data['given']} of {data['needed']}"


def _change_published(data: Any, names: Names) -> str:
    marks = [mark for mark in ("emergency", "unreviewed") if data[mark]]
    told = _change(f"was published, and holds from {data['effective_at'][:10]} on")(data, names)
    return f"{told} ({', '.join(marks)})" if marks else told


def _answered(data: Any, names: Names) -> str:
    reports = ", ".join(f"RP-{one}" for one in data["reports"])
    return f"{reports} by {names.person(data['person'])} is answered by {data['process']} {data['version']}"


def _reopened(data: Any, names: Names) -> str:
    reports = ", ".join(f"RP-{one}" for one in data["reports"])
    return f"{reports} by {names.person(data['person'])} is open again, without {data['process']} {data['version']}"


def _varied(what: str) -> _Tell:
    return lambda data, names: f"the team {names.team(data['team'])} {what} {data['process']} {data['version']}"


def _counted(reminders: Any) -> str:
    """How many obligations reminders were about."""
    number = sum(len(one["obligations"]) for one in reminders)
    return f"{number} {'obligation' if number == 1 else 'obligations'}"


def _runs(settled: Any) -> str:
    return f"{len(settled)} observed {'run' if len(settled) == 1 else 'runs'}"


def _struck(data: Any, names: Names) -> str:
    again = [
        f"what was caught up with {one['for']} by it is to be caught up with again" for one in data.get("refresh", ())
    ]
    if runs := [one for one in data.get("owed", ()) if one["instance"]]:
        again.append(f"{_runs(runs)} for teams {'is' if len(runs) == 1 else 'are'} owed again")
    if signed := [f"P-{one['pairing']}" for one in data.get("rested", ()) if one["pairing"]]:
        again.append(f"what was signed with it stays: {', '.join(signed)}")
    return "; ".join((f"O-{data['observation']} was struck", *again))


def _migrated(data: Any, names: Names) -> str:
    due = f", due {data['due_at'][:10]}" if "due_at" in data else ""
    return f"{_pairing(data)} goes on under {data['process']} {data['version']}, on `{data['state']}`{due}"


def _stayed(data: Any, names: Names) -> str:
    why = "; ".join(one["message"] for one in data["reasons"])
    return f"{_pairing(data)} does not move to {data['process']} {data['version']}: {why}"


_TELL: Mapping[str, _Tell] = {
    **retrospectives.TELL,
    **recommendations.TELL,
    "person-added": _person("was added"),
    "person-changed": _person("was changed"),
    "person-deactivated": _person("left"),
    "person-returned": _person("came back"),
    "person-erased": _person("was erased"),
    "person-rescheduled": _person("owes by another calendar now"),
    "team-added": lambda data, names: f"the team {names.team(data['team'])} was added",
    "team-joined": _membership("joined"),
    "team-left": _membership("left"),
    "team-lead-named": _lead,
    "process-published": lambda data, names: f"{data['process']} {data['version']} was published",
    "process-withdrawn": lambda data, names: f"{data['process']} {data['version']} was taken back before its day",
    "owner-added": lambda data, names: f"{names.person(data['person'])} owns {data['process']} from now on",
    "owner-removed": lambda data, names: f"{names.person(data['person'])} does not own {data['process']} any more",
    "owners-changed": lambda data, names: f"others owe now what is to be decided about {data['process']}",
    "step-reported": lambda data, names: (
        f"the step `{data['step']}` of {data['process']} was reported {data['kind']}"
    ),
    "change-proposed": _proposed,
    "change-commented": _change("was commented on"),
    "change-approved": _approved,
    "change-rejected": _change("was rejected"),
    "change-withdrawn": _change("was withdrawn"),
    "change-published": _change_published,
    "report-answered": _answered,
    "report-reopened": _reopened,
    "variant-published": _varied("published its variant of"),
    "variant-rebased": _varied("carried its variant over to"),
    "variant-waived": _varied("was given a waiver for"),
    "variant-withdrawn": lambda data, names: (
        f"the team {names.team(data['team'])} stays with what it followed of {data['process']}, "
        f"without CH-{data['change']}"
    ),
    "variant-conflicted": lambda data, names: (
        f"the variant of the team {names.team(data['team'])} conflicts with {data['process']} {data['version']}"
    ),
    "variant-touched": lambda data, names: (
        f"others owe now what is due about the variant of {data['process']} of the team {names.team(data['team'])}"
    ),
    "announcement-made": lambda data, names: f"{data['process']} {data['version']} is announced",
    "publication-announced": lambda data, names: (
        f"{data['process']} {data['version']} was announced to {len(data['told'])} more of those whom it concerns"
    ),
    "absence-announced": lambda data, names: (
        f"{names.person(data['person'])} is away from {data['from_on']} to {data['until_on']}, "
        f"and {names.person(data['cover'])} covers"
    ),
    "absence-corrected": lambda data, names: (
        f"{names.person(data['person'])} is away from {data['from_on']} to {data['until_on']} instead, "
        f"and {names.person(data['cover'])} covers"
    ),
    "absence-withdrawn": lambda data, names: (
        f"{names.person(data['person'])} is not away from {data['from_on']} to {data['until_on']} after all"
    ),
    "reminded": lambda data, names: f"people were told of {_counted(data['reminders'])} for {data['process']}",
    "process-acknowledged": lambda data, names: (
        f"{names.person(data['person'])} acknowledged {data['process']} {data['version']}"
    ),
    "run-asked": lambda data, names: (
        f"{names.person(data['person'])} is asked to do {' and '.join(one['step'] for one in data['owed'])} observed "
        f"in the team {names.team(data['team'])}, as it asks for more"
    ),
    "runs-ended": lambda data, names: (
        f"the team {names.team(data['team'])} does not ask for {_runs(data['settled'])} of {data['process']} any more"
    ),
    "run-observed": lambda data, names: (
        f"{names.person(data['person'])} did {data['role']} observed, as their team asked: O-{data['observation']}"
    ),
    "pairing-migrated": _migrated,
    "pairing-stayed": _stayed,
    "pairing-started": _started,
    "rung-advanced": _rung_left,
    "rung-repeated": lambda data, names: f"{_pairing(data)} repeats its rung, attempt {data['attempt']}",
    "pairing-paused": _moved("was paused"),
    "pairing-resumed": _moved("was resumed"),
    "pairing-withdrawn": _moved("was withdrawn"),
    "pairing-reassigned": lambda data, names: f"{_pairing(data)} was given to {names.person(data['preceptor'])}",
    "pairing-extended": lambda data, names: f"{_pairing(data)} was extended until {data['due_at'][:10]}",
    "pairing-rescheduled": lambda data, names: f"{_pairing(data)} is due {data['due_at'][:10]} by another calendar",
    "pairing-touched": _moved("owes something else now"),
    "observation-recorded": _observed,
    "observation-voided": _struck,
    "observation-credited": lambda data, names: (
        f"O-{data['observation']} counts for {_pairing(data)} on `{data['rung']}`"
    ),
    "standards-rated": _rated,
    "feedback-given": lambda data, names: f"feedback was given for O-{data['observation']} in {_pairing(data)}",
    "mail-stuck": lambda data, names: f"N-{data['notice']} to {names.person(data['person'])} cannot be delivered",
    "mail-retried": lambda data, names: f"N-{data['notice']} to {names.person(data['person'])} is tried anew",
    "certification-granted": _granted,
    "certification-renewed": lambda data, names: (
        f"{_certificate(data, names)} was renewed until {data['valid_until']}"
    ),
    "certification-refreshed": lambda data, names: (
        f"{_certificate(data, names)} caught up with {data['process']} {data['version']}"
    ),
    "certification-revoked": lambda data, names: f"{_certificate(data, names)} was revoked on {data['revoked_on']}",
    "certification-lapsed": lambda data, names: f"{_certificate(data, names)} lapsed on {data['lapsed_on']}",
}
#: Every kind of event that has a sentence of its own.
TOLD = frozenset(_TELL)
