"""What an observed run had done for its performer, and is not done any more once it is struck."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from preceptor.model.canonical import Json
from preceptor.model.certification import Certification
from preceptor.model.pairing import Observation
from preceptor.model.people import Person
from preceptor.model.striking import caught_up_with
from preceptor.services.act import Act
from preceptor.services.editions import edition_in_force
from preceptor.services.following.catching_up import reads, took_effect_on
from preceptor.services.following.deadlines import REFRESH_WITHIN, Terms
from preceptor.services.following.majors import has_read
from preceptor.services.following.observed_runs import is_observed_run, runs_observed
from preceptor.services.following.owed_runs import a_run
from preceptor.services.following.team_runs import asked_again
from preceptor.services.owing import REMINDERS, runs_of
from preceptor.services.settle import stands
from preceptor.services.standings import holding, standings_today


@dataclass(frozen=True, kw_only=True)
class Reopened:
    """What somebody has to do again. Nothing that they hold is taken away before its day."""

    #: By the version with which they have to catch up again: what they hold.
    behind: Mapping[str, Sequence[Certification]] = field(default_factory=dict)
    #: The last day for that.
    by: date | None = None
    #: The runs that they owe from now on, as an event opens them.
    owed: Sequence[dict[str, Json]] = ()

    @property
    def data(self) -> dict[str, Json]:
        """For the data of the event that strikes the observation; empty where nothing is reopened."""
        groups: list[Json] = [
            {"by": str(self.by), "for": version, "certifications": [one.id for one in held]}
            for version, held in sorted(self.behind.items())
        ]
        return {**({"refresh": groups} if groups else {}), **({"owed": list[Json](self.owed)} if self.owed else {})}


def reopened_by(act: Act, observation: Observation) -> Reopened:
    """What is open again because an observation is struck. To be asked before that, with its performer locked.

    It is due as far from now as when it was first asked for: a day that has passed would end at once what is held.
    """
    person = act.tx.person(observation.performer)
    if not person.active or not is_observed_run(act.tx, observation):
        return Reopened()
    behind = _behind(act, person, observation)
    term = Terms(act.context, act.now, REFRESH_WITHIN, REMINDERS["refresh"]).of(person)
    owed = asked_again(act, person, observation)
    process, role = observation.process, observation.role
    already = any(one.instance is None for one in runs_of(act, person.id, process, role))
    if behind and not already and not reads(edition_in_force(act.tx, process, act.now)[0], role):
        owed = [a_run(act, person, process, None, role, term), *owed]
    return Reopened(behind=behind, by=term.day if behind else None, owed=owed)


def _behind(act: Act, person: Person, observation: Observation) -> Mapping[str, Sequence[Certification]]:
    """What somebody holds and caught up with by this run alone, by version."""
    tx, process, role = act.tx, observation.process, observation.role
    certifications = tx.certifications(process=process, role=role, person=person.id)
    before = {one.renewed_by: one for one in certifications if one.renewed_by is not None}
    standing = standings_today(act.context, tx, process, role)
    others = [one for one in runs_observed(tx, person, process, role) if one.id != observation.id]
    found: dict[str, list[Certification]] = {}
    for one in certifications:
        held = stands(one) and person.id in holding(standing, one.capability)
        # What has to catch up with a later version shows what it can do by that.
        caught_up = caught_up_with(one, before) if held and one.refresh_by is None else None
        if caught_up is None or reads(tx.definition(caught_up[1]), role):
            continue
        version = caught_up[0]
        since = took_effect_on(act.context, tx, process, version, person)
        by_this_one = observation.held_on >= since and all(each.held_on < since for each in others)
        if by_this_one and not _has_read_instead(act, person, observation, version):
            found.setdefault(version, []).append(one)
    return found


def _has_read_instead(act: Act, person: Person, observation: Observation, version: str) -> bool:
    """Whether the version in force asks for no more than reading by now, and that was done."""
    process = observation.process
    after, _ = edition_in_force(act.tx, process, act.now)
    return reads(after, observation.role) and has_read(act.tx, process, person.id, version)
