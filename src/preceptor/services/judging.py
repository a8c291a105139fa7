"""What somebody says about a trainee in an observation: ratings of standards, and feedback in three parts."""

from collections.abc import Sequence
from dataclasses import dataclass

from preceptor.errors import BadInput, UnknownId
from preceptor.model.canonical import Json
from preceptor.model.definition import Rung
from preceptor.model.event import Happening, Payload
from preceptor.model.pairing import Credit, Observation, Pairing
from preceptor.model.refusal import Reason
from preceptor.services.act import Act
from preceptor.services.owing import Owing


@dataclass(frozen=True, kw_only=True)
class Feedback:
    """Professional and clear: three parts, none empty."""

    well: str
    change: str
    next: str


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """Ratings by the ids of standards (`all` among `met`: every one that is not rated otherwise), and feedback."""

    met: tuple[str, ...] = ()
    not_yet: tuple[str, ...] = ()
    feedback: Feedback | None = None

    def __bool__(self) -> bool:
        """Whether anything is said."""
        return bool(self.met or self.not_yet or self.feedback)

    def as_arguments(self) -> dict[str, Json]:
        """For the digest of a request."""
        said = self.feedback
        return {
            "met": list(self.met),
            "not_yet": list(self.not_yet),
            "feedback": [said.well, said.change, said.next] if said else None,
        }

    def ratings(self, rung: Rung) -> dict[str, Json]:
        """What it says of the rung's standards, by id."""
        known = [standard.id for standard in rung.standards]
        met = known if "all" in self.met else [one for one in self.met if one in known]
        return {**dict.fromkeys(met, "met"), **{one: "not-yet" for one in self.not_yet if one in known}}


def judgement_of(
    met: Sequence[str], not_yet: Sequence[str], well: str | None, change: str | None, next_: str | None
) -> Judgement:
    """What was typed as a judgement. Raises `BadInput` where a standard is said to be both, or a part is missing."""
    both = sorted(set(met) & set(not_yet))
    if both:
        raise BadInput(f"`{both[0]}` cannot be both met and not yet")
    parts = {"--well": well, "--change": change, "--next": next_}
    missing = [option for option, text in parts.items() if not (text or "").strip()]
    if 0 < len(missing) < len(parts):
        verb = "is" if len(missing) == 1 else "are"
        raise BadInput(f"feedback has three parts, and {' and '.join(missing)} {verb} missing")
    feedback = None if missing else Feedback(well=str(well), change=str(change), next=str(next_))
    return Judgement(met=tuple(met), not_yet=tuple(not_yet), feedback=feedback)


def check_standards(rungs: Sequence[Rung], judgement: Judgement) -> None:
    """Raise `UnknownId` for a rated standard that none of the rungs has."""
    known = sorted({standard.id for rung in rungs for standard in rung.standards})
    for standard in (*judgement.met, *judgement.not_yet):
        if standard not in known and not (standard == "all" and standard in judgement.met):
            names = " and ".join(f"`{rung.name}`" for rung in rungs)
            raise UnknownId(
                f"the rung {names} has no standard `{standard}`",
                remedy=f"It has: {', '.join(known) or 'none'}.",
            )


def may_not_rate(act: Act, pairing: Pairing, able: frozenset[int], *, owes_feedback: bool = False) -> Reason:
    """Why the actor may not. `owes_feedback`: they may give feedback all the same."""
    who = tuple(one.login for one in act.tx.people(able))
    if act.by.id == pairing.trainee:
        message = "a trainee never rates themselves: nobody signs for themselves"
    elif owes_feedback:
        message = f"only {' or '.join(who)} may rate; {act.by.login} gives the feedback without ratings"
    else:
        message = f"only {' or '.join(who)} may rate and give feedback: present and able to teach, or the preceptor"
    return Reason(guard="rater", message=f"{pairing.short_id}: {message}", who=who)


def rated(act: Act, pairing: Pairing, observation: Observation, ratings: dict[str, Json]) -> Happening:
    """The ratings, for the record."""
    return Happening(
        stream=f"pairing:{pairing.id}",
        kind="standards-rated",
        data={"observation": observation.id, "pairing": pairing.id, "ratings": ratings, "by": act.by.id},
    )


def feedback_given(
    act: Act, pairing: Pairing, observation: Observation, feedback: Feedback, owing: Owing
) -> Happening:
    """The feedback, for the record; its text is the trainee's, and goes with them."""
    return Happening(
        stream=f"pairing:{pairing.id}",
        kind="feedback-given",
        data={"observation": observation.id, "pairing": pairing.id, "by": act.by.id, **owing.data},
        payloads=(
            Payload(
                person=pairing.trainee,
                body={"well": feedback.well, "change": feedback.change, "next": feedback.next},
            ),
        ),
    )


def credit_of(credits: Sequence[Credit], observation: int) -> Credit | None:
    """How a pairing counts an observation, if it does."""
    return next((one for one in credits if one.observation == observation), None)
