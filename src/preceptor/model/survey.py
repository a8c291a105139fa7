"""How useful people found finished retrospectives, told so that nobody's answer can be read off."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median_low

#: What may be answered: 1 is not useful at all, 5 very. An ordinal scale, so that no mean is taken of it.
SCALE = range(1, 6)
#: Fewer answers than these are not told apart. As issue 7 has it; a usual bound in surveys of employees.
FEWEST = 5


@dataclass(frozen=True, kw_only=True)
class SurveyCount:
    """How many people gave one answer about retrospectives of a team under an edition."""

    edition: str
    team: int
    useful: int
    how_many: int


@dataclass(frozen=True, kw_only=True)
class SurveyText:
    """What somebody would keep, drop or add; who it was is not told."""

    edition: str
    team: int
    keep: str | None = None
    drop: str | None = None
    add: str | None = None


@dataclass(frozen=True, kw_only=True)
class Usefulness:
    """What the answers of a group come to."""

    answers: int
    #: False: they are too few to be told.
    told: bool
    #: Of an even number the lower one of the two in the middle, which somebody did answer. None where not told.
    median: int | None = None
    #: How many gave each answer of the scale; empty where not told.
    distribution: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What may be told of everybody's answers, and of each group's."""

    everybody: Usefulness
    groups: Mapping[str, Usefulness]


Scores = Mapping[int, int]


def tell(groups: Mapping[str, Scores], larger: Mapping[str, Scores] | None = None) -> Told:
    """What may be told of answers. `groups`: how many gave each answer, by group.

    `larger`: the same groups with the answers of others as well, where those are told elsewhere. Whoever reads
    several sums could subtract one from another. Therefore a group is told only where what it leaves of everybody,
    and of the larger group, is nobody or enough; and everybody only where the groups that are not told are.
    """
    around = groups if larger is None else larger
    whole, larger_whole = _sum(groups), _sum(around)
    found = {
        name: _usefulness(scores, [_size(whole) - _size(scores), _size(around[name]) - _size(scores)])
        for name, scores in sorted(groups.items())
    }
    hidden = sum(one.answers for one in found.values() if not one.told)
    return Told(everybody=_usefulness(whole, [hidden, _size(larger_whole) - _size(whole)]), groups=found)


def _usefulness(scores: Scores, beside: Iterable[int]) -> Usefulness:
    answers = _size(scores)
    if answers < FEWEST or any(0 < rest < FEWEST for rest in beside):
        return Usefulness(answers=answers, told=False)
    every = [score for score, count in scores.items() for _ in range(count)]
    distribution = {score: scores.get(score, 0) for score in SCALE}
    return Usefulness(answers=answers, told=True, median=median_low(every), distribution=distribution)


def _sum(groups: Mapping[str, Scores]) -> Scores:
    return {score: sum(scores.get(score, 0) for scores in groups.values()) for score in SCALE}


def _size(scores: Scores) -> int:
    return sum(scores.values())


def by_group(counts: Iterable[tuple[str, int, int]]) -> Mapping[str, Scores]:
    """How many gave each answer, by group. `counts`: group, answer, how many."""
    found: dict[str, Counter[int]] = {}
    for group, useful, how_many in counts:
        found.setdefault(group, Counter())[useful] += how_many
    return found


def in_no_order(texts: Iterable[str | None]) -> Sequence[str]:
    """Texts by their letters, so that their order tells nothing of who wrote which and when."""
    return sorted({" ".join(text.split()) for text in texts if text})
