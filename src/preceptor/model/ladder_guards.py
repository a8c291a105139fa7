"""The guards of pairings: what must be true before somebody begins, climbs or repeats a rung."""

from collections.abc import Iterator

from preceptor.model.guards import Guards
from preceptor.model.pairing_facts import PairingFacts
from preceptor.model.people import way_back
from preceptor.model.refusal import Reason

LADDER_GUARDS = Guards("pairing")


@LADDER_GUARDS.guard("people-active")
def people_active(facts: PairingFacts) -> Iterator[Reason]:
    """Trainee and preceptor are active."""
    for part, person in (("trainee", facts.trainee), ("preceptor", facts.preceptor)):
        if not person.active:
            how = "was erased, and comes back as somebody new" if person.erased else "is not active any more"
            yield Reason(
                guard="people-active",
                message=f"the {part} {person.login} {how}",
                who=facts.logins_having(["owner"]),
                command=None if person.erased else way_back(person.login),
            )


@LADDER_GUARDS.guard("trainee-is-not-preceptor")
def trainee_is_not_preceptor(facts: PairingFacts) -> Iterator[Reason]:
    """Nobody is their own preceptor."""
    if facts.pairing.trainee == facts.pairing.preceptor:
        yield Reason(
            guard="trainee-is-not-preceptor",
            message=f"{facts.trainee.login} cannot be their own preceptor: nobody signs for themselves",
            who=facts.logins(facts.teachers),
            command=_suggest(facts),
        )


@LADDER_GUARDS.guard("trainee-learns")
def trainee_learns(facts: PairingFacts) -> Iterator[Reason]:
    """The trainee does not hold `lead` for the role yet: who holds it is no trainee."""
    if facts.holds(facts.pairing.trainee, "lead"):
        yield Reason(
            guard="trainee-learns",
            message=f"{facts.trainee.login} holds `lead` for {facts.pairing.role} already, and so is no trainee",
            who=facts.logins_having(["owner"]),
            command=f"preceptor certification list --process {facts.pairing.process} --person {facts.trainee.login}",
        )


@LADDER_GUARDS.guard("one-pairing-at-a-time")
def one_pairing_at_a_time(facts: PairingFacts) -> Iterator[Reason]:
    """The trainee has no other open pairing in the same role."""
    if facts.other_pairing:
        yield Reason(
            guard="one-pairing-at-a-time",
            message=f"{facts.trainee.login} climbs this ladder already in {facts.other_pairing}",
            who=facts.logins_having(["team-lead", "owner"]),
            command=f"preceptor pairing show {facts.other_pairing}",
        )


@LADDER_GUARDS.guard("preceptor-teaches")
def preceptor_teaches(facts: PairingFacts) -> Iterator[Reason]:
    """The preceptor is there, and holds `teach` for the role today; one who is due for refresh does."""
    if not facts.preceptor.active:
        yield Reason(
            guard="preceptor-teaches",
            message=f"the preceptor {facts.preceptor.login} is not active any more",
            who=facts.logins_having(["team-lead", "owner"]),
            command=facts.command("reassign", "--preceptor", "LOGIN", "--why", "WHY")
            if facts.begun
            else _suggest(facts),
        )
        return
    standing = facts.standings.get((facts.pairing.preceptor, "teach"))
    if facts.holds(facts.pairing.preceptor, "teach"):
        return
    was = {"lapsed": "has lapsed", "revoked": "was revoked"}.get(standing or "", "was never granted")
    yield Reason(
        guard="preceptor-teaches",
        message=f"the preceptor {facts.preceptor.login} may not sign: "
        f"`teach` for {facts.pairing.role} in {facts.pairing.process} {was}",
        who=facts.logins_having(["owner"]),
        command=f"preceptor certification grant {facts.preceptor.login} --process {facts.pairing.process} "
        f"--role {facts.pairing.role} --why WHY",
    )


@LADDER_GUARDS.guard("preceptor-has-room")
def preceptor_has_room(facts: PairingFacts) -> Iterator[Reason]:
    """The preceptor has fewer other open pairings than the ladder's `load`."""
    others = facts.preceptor_load.as_preceptor
    if others >= facts.ladder.load:
        yield Reason(
            guard="preceptor-has-room",
            message=f"the preceptor {facts.preceptor.login} has {others} other open pairings; "
            f"fewer than {facts.ladder.load} are allowed",
            who=facts.logins_having(["team-lead", "owner"]),
            command=_suggest(facts),
        )


@LADDER_GUARDS.guard("hours-left")
def hours_left(facts: PairingFacts) -> Iterator[Reason]:
    """Trainee and preceptor have the weekly hours that the ladder allocates. Untracked hours block nobody."""
    for person, load, needed in (
        (facts.trainee, facts.trainee_load, facts.ladder.trainee_hours),
        (facts.preceptor, facts.preceptor_load, facts.ladder.preceptor_hours),
    ):
        if person.hours is not None and load.hours + needed > person.hours:
            yield Reason(
                guard="hours-left",
                message=f"{person.login} has {person.hours} hours a week for this, {load.hours} of them taken; "
                f"this pairing needs {needed}",
                who=facts.logins_having(["owner"]),
                command=f"preceptor person change {person.login} --hours HOURS",
            )


@LADDER_GUARDS.guard("counts-met")
def counts_met(facts: PairingFacts) -> Iterator[Reason]:
    """The rung has as many observations that count as it asks for."""
    rung = facts.rung
    if rung and len(facts.credits) < rung.observations:
        missing = rung.observations - len(facts.credits)
        yield Reason(
            guard="counts-met",
            message=f"{len(facts.credits)} of {rung.observations} observations count on the rung `{rung.name}`; "
            f"{missing} more {'is' if missing == 1 else 'are'} needed",
            who=facts.logins([facts.pairing.trainee, facts.pairing.preceptor]),
            command=facts.command("observe", "--on", "DATE", "--subject", "SUBJECT"),
        )


@LADDER_GUARDS.guard("observers-met")
def observers_met(facts: PairingFacts) -> Iterator[Reason]:
    """Enough different people were opposite the trainee: as many as the rung asks for, or as there are.

    It is told as soon as what is left to observe cannot be with just anybody.
    """
    rung = facts.rung
    if rung is None:
        return
    seen = dict.fromkeys(observer for credit in facts.credits for observer in credit.observers)
    missing, left = facts.observers_needed - len(seen), rung.observations - len(facts.credits)
    free = left > missing or (left > 0 and not facts.credits)
    if missing > 0 and not free:
        fresh = [teacher for teacher in facts.teachers if teacher not in seen]
        performs = facts.rule is not None and facts.rule.trainee_performs
        avoided = " or ".join(facts.logins(seen))
        others = f"; what is next has to be with somebody other than {avoided}" if avoided else ""
        yield Reason(
            guard="observers-met",
            message=f"{len(seen)} of {facts.observers_needed} different observers on the rung `{rung.name}`{others}",
            who=facts.logins(fresh),
            command=facts.command(
                "observe", "--on", "DATE", "--subject", "SUBJECT", "--watcher" if performs else "--performer", "LOGIN"
            ),
        )


@LADDER_GUARDS.guard("standards-met")
def standards_met(facts: PairingFacts) -> Iterator[Reason]:
    """The latest rating of every required standard of the rung is *met*."""
    rung = facts.rung
    if not rung:
        return
    unrated = facts.unrated
    for standard in rung.standards:
        rating = facts.ratings.get(standard.id)
        if standard.level == "required" and rating != "met":
            seen = "was rated not yet" if rating else "was not rated"
            # What nobody rated may be rated still; what is rated stays so, and needs another observation.
            late = None if rating else unrated
            yield Reason(
                guard="standards-met",
                message=f"the standard `{standard.id}` {seen}: {standard.text}",
                who=facts.logins(facts.raters if late else [facts.pairing.preceptor]),
                command=f"preceptor pairing feedback O-{late.observation} --met {standard.id}"
                if late
                else facts.command("observe", "--on", "DATE", "--subject", "SUBJECT", "--met", standard.id),
            )


@LADDER_GUARDS.guard("feedback-given")
def feedback_given(facts: PairingFacts) -> Iterator[Reason]:
    """Every observation that counts has its feedback in three parts."""
    for credit in facts.credits:
        if not credit.feedback:
            yield Reason(
                guard="feedback-given",
                message=f"the feedback for O-{credit.observation} ({credit.held_on}, {credit.subject}) is missing",
                who=facts.logins([facts.feedback_from.get(credit.observation, facts.pairing.preceptor)]),
                command=f"preceptor pairing feedback O-{credit.observation} --well TEXT --change TEXT --next TEXT",
            )


@LADDER_GUARDS.guard("not-yet-rated")
def not_yet_rated(facts: PairingFacts) -> Iterator[Reason]:
    """At least one standard of the rung stands at *not yet*: only then is there something to repeat for."""
    if "not-yet" not in facts.ratings.values():
        yield Reason(
            guard="not-yet-rated",
            message="no standard of this rung is rated not yet, so there is nothing to repeat it for",
            who=facts.logins([facts.pairing.preceptor]),
            command=facts.command("observe", "--on", "DATE", "--subject", "SUBJECT", "--not-yet", "STANDARD"),
        )


@LADDER_GUARDS.guard("later-than-before")
def later_than_before(facts: PairingFacts) -> Iterator[Reason]:
    """An extension ends later than the deadline it extends, and not in the past."""
    if facts.wanted_due is None:
        return
    # A pairing that an import began has no deadline until somebody extends it.
    before = facts.present_due is not None and facts.wanted_due <= facts.present_due
    if before or facts.wanted_due < facts.today:
        why = f"does not extend the deadline: it is {facts.present_due} now" if before else "lies in the past"
        yield Reason(
            guard="later-than-before",
            message=f"{facts.wanted_due} {why}",
            who=facts.logins_having(["team-lead", "owner"]),
            command=facts.command("extend", "--due", "DATE", "--why", "WHY"),
        )


def _suggest(facts: PairingFacts) -> str:
    return f"preceptor pairing suggest --process {facts.pairing.process} --role {facts.pairing.role}"
