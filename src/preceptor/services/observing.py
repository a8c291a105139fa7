"""What an observation means: for whom it counts, who may rate it, and what it leaves to be done."""

from collections.abc import Sequence
from dataclasses import dataclass

from preceptor.errors import UnknownId
from preceptor.model.credit import Counted, NotCounted, Occasion, Rule, Verdict, rule_of
from preceptor.model.deadline import after
from preceptor.model.definition import Ladder, Lifecycle
from preceptor.model.pairing import Observation, Pairing
from preceptor.ports import PairingFilter, Reading
from preceptor.services.context import Context, number_in
from preceptor.services.pairing_facts import current_credits
from preceptor.services.standings import Standings, holding


@dataclass(frozen=True, kw_only=True)
class Climb:
    """A pairing with the ladder it climbs."""

    pairing: Pairing
    ladder: Ladder
    lifecycle: Lifecycle

    @property
    def rule(self) -> Rule | None:
        """What counts on the present rung; None where the pairing rests."""
        return self.rule_on(self.pairing.state)

    def rule_on(self, rung: str) -> Rule | None:
        """What counts on a rung."""
        return rule_of(self.lifecycle.state(rung))


def climb_of(tx: Reading, pairing: Pairing) -> Climb:
    """The pairing with the ladder of its edition."""
    definition = tx.definition(pairing.edition)
    ladder = definition.ladder_of(pairing.role)
    if ladder is None:
        raise LookupError(f"{pairing.short_id} climbs a ladder that its edition does not have")
    return Climb(pairing=pairing, ladder=ladder, lifecycle=definition.lifecycle_of_ladder(ladder))


def occasion_of(tx: Reading, observation: Observation, held: Standings, climbs: Sequence[Climb]) -> Occasion:
    """An observation with what its people could do on that day. `climbs`: the open pairings of its people."""
    people = set(observation.people) | {one.pairing.trainee for one in climbs}
    return Occasion(
        held_on=observation.held_on,
        performer=observation.performer,
        watchers=frozenset(observation.watchers),
        leads=holding(held, "lead"),
        teaches=holding(held, "teach"),
        newcomers=frozenset(one.pairing.trainee for one in climbs if one.rule and one.rule.newcomer),
        logins={one.id: one.login for one in tx.people(people)},
    )


def verdict(context: Context, tx: Reading, occasion: Occasion, climb: Climb, *, rehearsal: bool) -> Verdict:
    """Whether the occasion counts toward the present rung of a pairing, and why not."""
    pairing, rule, rung = climb.pairing, climb.rule, climb.ladder.rung(climb.pairing.state)
    if rule is None or rung is None:
        return NotCounted(why=f"{pairing.short_id} is on no rung now: {climb.lifecycle.state(pairing.state).title}")
    stand_in = False
    if rung.stand_in_after:
        calendar = context.calendar_of(tx.person(pairing.trainee))
        since = pairing.entered_at.astimezone(calendar.zone).date()
        stand_in = occasion.held_on >= after(since, rung.stand_in_after, calendar)
    found = rule.judge(occasion, pairing.trainee, stand_in)
    if isinstance(found, Counted) and rehearsal:
        rehearsed = [one for one in current_credits(pairing, tx.credits(pairing.id)) if one.rehearsal]
        if len(rehearsed) >= rung.rehearsals:
            return NotCounted(why=f"{rung.rehearsals} rehearsal may count on the rung `{rung.name}`, and one does")
    return found


def find_observation(tx: Reading, typed: str) -> Observation:
    """The observation that somebody typed, `O-5`; struck ones are not found. Raises `UnknownId`."""
    observation = tx.observation(number_in(typed, "O", "an observation"))
    if observation is None:
        raise no_observation(typed)
    if observation.voided_at:
        remedy = f"`preceptor audit log {observation.short_id}` says when, by whom and why."
        raise UnknownId(f"{observation.short_id} was struck, and counts for nobody", remedy=remedy)
    return observation


def no_observation(typed: str) -> UnknownId:
    """Nothing is called so."""
    remedy = "`preceptor pairing show PAIRING` lists those of a pairing, `preceptor export csv observations` all."
    return UnknownId(f"there is no observation `{typed}`", remedy=remedy)


def credited_pairings(tx: Reading, observation: Observation) -> list[Pairing]:
    """The pairings that count an observation."""
    which = PairingFilter(process=observation.process, role=observation.role, observation=observation.id)
    return list(tx.pairings(which))
