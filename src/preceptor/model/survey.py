"""How useful people found finished retrospectives, told so that nobody's answer can be read off."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import product
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


Scores = Mapping[int, int]
#: A team and a version.
Place = tuple[str, str]
#: Where they stand in a place.
_TEAM, _VERSION = _AXES = (0, 1)


def _few(answers: int) -> bool:
    """Whether they are somebody's, and too few to be told."""
    return 0 < answers < FEWEST


class Answers:
    """How many gave each answer, by team and version; and which sums of them may be told.

    Whoever reads several sums could subtract one from another. Therefore a sum is told or is not, in whatever table
    it stands: only where it is of enough answers, and what it leaves of every sum around it, and what the sums that
    are told inside it leave of it, is nobody's or again enough.
    """

    def __init__(self, scores: Mapping[Place, Scores]) -> None:
        self._places = scores.keys()
        #: By team, version, both and neither.
        self._sums: dict[tuple[str | None, str | None], Counter[int]] = {}
        for (team, version), one in scores.items():
            for at in product((team, None), (version, None)):
                self._sums.setdefault(at, Counter()).update(one)
        self._cells = {one for one in self._places if self._enough(one)}
        #: Which teams are told, and which versions.
        self._lines = [{one for one in self._names(axis) if self._line_told(axis, one)} for axis in _AXES]
        self._everybody = not any(_few(self._left(axis)) for axis in _AXES)
        for axis in _AXES:
            # All of them together are everybody.
            if not self._everybody and self._lines[axis] == self._names(axis):
                self._lines[axis] = set()

    def teams(self) -> Sequence[str]:
        """Those that there are answers about, by name."""
        return sorted(self._names(_TEAM))

    def versions(self, team: str | None = None) -> Sequence[str]:
        """Those that there are answers about, of a team or of all."""
        return sorted({version for its, version in self._places if team in (None, its)})

    def of(self, team: str | None = None, version: str | None = None) -> Usefulness:
        """What may be told of the answers about a team, a version, both, or (neither) of everybody's."""
        answers = self._size(team, version)
        if answers < FEWEST or not self._told(team, version):
            return Usefulness(answers=answers, told=False)
        scores = self._sums[team, version]
        distribution = {score: scores[score] for score in SCALE}
        return Usefulness(answers=answers, told=True, median=median_low(scores.elements()), distribution=distribution)

    def _told(self, team: str | None, version: str | None) -> bool:
        if team is not None and version is not None:
            return (team, version) in self._cells
        if team is not None:
            return team in self._lines[_TEAM]
        return version in self._lines[_VERSION] if version is not None else self._everybody

    def _enough(self, place: Place) -> bool:
        """Whether what one team said of one version is enough, beside all of the team and all of the version."""
        mine = self._size(*place)
        around = (self._size(team=place[_TEAM]), self._size(version=place[_VERSION]))
        return mine >= FEWEST and not any(_few(whole - mine) for whole in around)

    def _line_told(self, axis: int, name: str) -> bool:
        mine = self._size(name) if axis == _TEAM else self._size(version=name)
        return not (_few(mine) or _few(self._size() - mine) or _few(self._hidden(axis, {name})))

    def _left(self, axis: int) -> int:
        """How many of everybody's answers are in no team, or version, that is told, nor in a part of one."""
        return self._hidden(axis, self._names(axis) - self._lines[axis])

    def _hidden(self, axis: int, names: Set[str]) -> int:
        """How many answers about these teams, or versions, are in parts that are not told."""
        return sum(self._size(*one) for one in self._places - self._cells if one[axis] in names)

    def _names(self, axis: int) -> set[str]:
        return {place[axis] for place in self._places}

    def _size(self, team: str | None = None, version: str | None = None) -> int:
        return self._sums.get((team, version), Counter()).total()


def by_place(counts: Iterable[tuple[Place, int, int]]) -> Mapping[Place, Scores]:
    """How many gave each answer, by team and version. `counts`: place, answer, how many."""
    found: dict[Place, Counter[int]] = {}
    for place, useful, how_many in counts:
        found.setdefault(place, Counter())[useful] += how_many
    return found


def in_no_order(texts: Iterable[str | None]) -> Sequence[str]:
    """Texts by their letters, so that their order tells nothing of who wrote which and when."""
    return sorted({" ".join(text.split()) for text in texts if text})
