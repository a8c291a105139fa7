"""The guards of retrospectives: who may have which part, whether the write-up is fit, and whether the next steps are
agreed. Those of the review and the meeting are in `review_guards.py`."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from preceptor.model.definition import Standard
from preceptor.model.guards import Guards
from preceptor.model.next_steps import NextStep
from preceptor.model.recommendation import TOP_PRIORITY, Recommendation, accepting
from preceptor.model.refusal import Reason
from preceptor.model.retrospective import Flaw
from preceptor.model.retrospective_facts import Candidate, RetrospectiveFacts
from preceptor.model.standard_checks import found_by, missing

RETROSPECTIVE_GUARDS = Guards("retrospective")

#: How many findings are named one by one before the rest is counted.
_NAMED = 5


@RETROSPECTIVE_GUARDS.guard("role-assigned")
def role_assigned(facts: RetrospectiveFacts, *, role: str) -> Iterator[Reason]:
    """Somebody has the role."""
    if role not in facts.assigned:
        yield Reason(
            guard="role-assigned",
            message=f"nobody is the {role} yet; `{facts.command('suggest', '--role', role)}` proposes people",
            who=facts.logins_having(("team-lead", "owner")),
            command=facts.command("assign", "--role", role, "LOGIN"),
        )


@RETROSPECTIVE_GUARDS.guard("role-eligible")
def role_eligible(facts: RetrospectiveFacts, *, role: str) -> Iterator[Reason]:
    """Whoever has the role may have it today: active, not excluded here, certified where it has a ladder."""
    candidate = facts.candidates.get(role)
    if candidate:
        for message in against(facts, candidate, hours=False):
            yield _another(facts, role, "role-eligible", message)


@RETROSPECTIVE_GUARDS.guard("eligible")
def eligible(facts: RetrospectiveFacts) -> Iterator[Reason]:
    """Whoever is to have a role is active and not excluded here, has hours left, and is certified to do it alone or
    learns it by doing it under somebody who may teach it."""
    if facts.wanted:
        for message in against(facts, facts.wanted, hours=True):
            yield _another(facts, facts.wanted.role, "eligible", message)


@RETROSPECTIVE_GUARDS.guard("parts-differ")
def parts_differ(facts: RetrospectiveFacts, *, roles: str) -> Iterator[Reason]:
    """Of these roles (names between spaces) nobody has two."""
    wanted = facts.wanted
    if wanted is None or wanted.role not in roles.split():
        return
    for role in roles.split():
        if role != wanted.role and facts.assigned.get(role) == wanted.person:
            login = facts.people[wanted.person].login
            message = f"{login} is the {role} already: each of these parts has its own person"
            yield _another(facts, wanted.role, "parts-differ", message)


@RETROSPECTIVE_GUARDS.guard("has-no-part")
def has_no_part(facts: RetrospectiveFacts) -> Iterator[Reason]:
    """Whoever is to be excluded has no role in it now."""
    for role, person in facts.assigned.items():
        if person == facts.wanted_exclusion:
            yield _another(facts, role, "has-no-part", f"{facts.people[person].login} is the {role}; assign another")


def against(facts: RetrospectiveFacts, candidate: Candidate, *, hours: bool) -> Iterator[str]:
    """Why somebody may not have a role. That somebody is excluded is said, and never why."""
    person = facts.people[candidate.person]
    if not person.active:
        yield f"{person.login} is not active any more"
    if candidate.person in facts.excluded:
        yield f"{person.login} is to have no part in {facts.retrospective.short_id}"
    if not facts.may_do(candidate):
        yield f"{person.login} {_standing(candidate)}"
    left = candidate.hours_left(person)
    if hours and left is not None and left <= 0:
        yield f"{person.login} has no hours left: {candidate.load.hours} of {person.hours} a week are given away"


def _standing(candidate: Candidate) -> str:
    role = candidate.role
    match candidate.standings.get("lead"):
        case "lapsed":
            return f"may not be the {role}: the certificate has lapsed"
        case "revoked":
            return f"may not be the {role}: the certificate was revoked"
        case _:
            return f"is not certified as {role}, nor learns it by doing it under somebody who may teach it"


def _another(facts: RetrospectiveFacts, role: str, guard: str, message: str) -> Reason:
    return Reason(
        guard=guard,
        message=message,
        who=facts.logins_having(("team-lead", "owner")),
        command=facts.command("suggest", "--role", role),
    )


@RETROSPECTIVE_GUARDS.guard("write-up-fit")
def write_up_fit(facts: RetrospectiveFacts) -> Iterator[Reason]:
    """A write-up was handed in, and its last revision has none of the findings that the step's standards name, and
    has what they are about: a timeline, an analysis of safety controls, recommendations; advice blocks nothing, nor
    does a standard that is advisory or that the team's variant waives."""
    who, command = handing_in(facts)
    checked = [one for one in _binding(facts) if one.check]
    if facts.submission is None:
        message = f"no write-up was handed in yet: make one, fill it in, and hand it in with `{command}`"
        yield Reason(guard="write-up-fit", message=message, who=who, command=facts.command("new", noun="writeup"))
        return
    for standard in checked:
        lacking, found = missing(standard, facts.parts), found_by(standard, facts.submission.flaws)
        if lacking or found:
            wrong = [f"the write-up has no {' and no '.join(lacking)}"] if lacking else []
            message = f"the standard `{standard.id}` is not met: {', '.join([*wrong, *_listed(found)])}"
            yield Reason(guard="write-up-fit", message=message, who=who, command=command)


def handing_in(facts: RetrospectiveFacts, *options: str) -> tuple[tuple[str, ...], str | None]:
    """Who can see to another revision of the write-up now, and with which command: it is handed in; where whoever had
    that role has left, somebody else gets it first; or it is opened again. Nobody where its lifecycle has no way to
    that."""
    able = facts.able("submit")
    if able:
        return able, facts.command("submit", "FILE", *options, noun="writeup")
    vacant, able = _handing_role(facts), facts.able("assign")
    if vacant and able:
        return able, facts.command("assign", "--role", vacant, "LOGIN")
    able = facts.able("amend")
    return able, facts.command("amend", "--why", "WHY") if able else None


def _handing_role(facts: RetrospectiveFacts) -> str | None:
    """The role of the process that hands a write-up in now; None where nobody's does."""
    roles = {role.name for role in facts.process.roles}
    moves = (move for move in facts.lifecycle.moves_from(facts.state) if move.do == "submit")
    return next((relation for move in moves for relation in move.by if relation in roles), None)


@RETROSPECTIVE_GUARDS.guard("amendment-made")
def amendment_made(facts: RetrospectiveFacts) -> Iterator[Reason]:
    """A write-up that was opened again after it was complete has a new revision since."""
    submission, retrospective = facts.submission, facts.retrospective
    if retrospective.completed_at is None or submission is None:
        return
    if submission.submitted_at < retrospective.entered_at:
        who, command = handing_in(facts)
        message = "it was opened again to be amended, and has no new revision since"
        yield Reason(guard="amendment-made", message=message, who=who, command=command)


def _binding(facts: RetrospectiveFacts) -> Iterable[Standard]:
    """The standards of the present step that block; a waived one has become advisory."""
    standards = facts.step.standards if facts.step else ()
    return (one for one in standards if one.level != "advisory")


def _listed(flaws: Sequence[Flaw]) -> list[str]:
    said = [f"{one.code} in line {one.line}" for one in flaws[:_NAMED]]
    more = len(flaws) - _NAMED
    return [*said, f"{more} more"] if more > 0 else said


@RETROSPECTIVE_GUARDS.guard("next-steps-agreed")
def next_steps_agreed(facts: RetrospectiveFacts) -> Iterator[Reason]:
    """Every recommendation is decided: accepted or declined."""
    for one in facts.next_steps.undecided:
        yield Reason(
            guard="next-steps-agreed",
            message=f"nobody has decided on {one.id} yet",
            who=facts.logins(one.deciders),
            command=accepting(one.fate),
        )


@RETROSPECTIVE_GUARDS.guard("something-prevents")
def something_prevents(facts: RetrospectiveFacts, *, standard: str) -> Iterator[Reason]:
    """At least one recommendation prevents, and after an incident that users noticed one has the top priority; where
    the step has a standard of this name that is not waived."""
    if all(one.id != standard for one in _binding(facts)):
        return
    steps = facts.next_steps.steps
    if not facts.next_steps.prevents:
        message = "no recommendation that holds prevents anything: at least one has to"
        unsaid = [one for one in steps if one.acceptable and one.fate.effect is None]
        turned_down = [one for one in steps if one.prevents]
        if unsaid:
            yield _decision(facts, message, unsaid, lambda one: accepting(one, effect="prevent"))
        elif turned_down:
            yield _decision(facts, message, turned_down, _reopening)
        else:
            yield _recommend(facts, message)
    if facts.retrospective.user_facing and not facts.next_steps.top_priority:
        message = "users noticed the incident, and no recommendation has the top priority"
        acceptable = [one for one in steps if one.acceptable]
        if acceptable:
            yield _decision(facts, message, acceptable, lambda one: accepting(one, priority=str(TOP_PRIORITY)))
        else:
            yield _recommend(facts, message)


def _decision(
    facts: RetrospectiveFacts, message: str, steps: Sequence[NextStep], command: Callable[[Recommendation], str]
) -> Reason:
    """It is mended by a decision on one of these recommendations; which one, only people can say."""
    one = steps[0]
    said = command(one.fate)
    return Reason(
        guard="something-prevents",
        message=message,
        who=facts.logins(person for one in steps for person in one.deciders),
        command=said if len(steps) == 1 else said.replace(one.id, "REC"),
    )


def _reopening(one: Recommendation) -> str:
    return f"preceptor recommendation reopen {one.short_id} --why WHY"


def _recommend(facts: RetrospectiveFacts, message: str) -> Reason:
    """It is mended by something that the write-up does not recommend yet."""
    who, command = handing_in(facts)
    return Reason(guard="something-prevents", message=message, who=who, command=command)


@RETROSPECTIVE_GUARDS.guard("recommendations-settled")
def recommendations_settled(facts: RetrospectiveFacts) -> Iterator[Reason]:
    """Every accepted recommendation is done, or dropped with a reason."""
    for one in facts.next_steps.unsettled:
        owner = [one.fate.owner] if one.fate.owner is not None else []
        yield Reason(
            guard="recommendations-settled",
            message=f"{one.id} is neither done nor dropped",
            who=facts.logins(owner) or facts.logins(one.deciders),
            command=f"preceptor why {one.id}",
        )
