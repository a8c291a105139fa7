"""Which findings about a write-up somebody wants to hear, and how much each weighs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from preceptor.model.finding import Severity


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Codes, and families by their letter: `T` stands for all that begin with T, `T1` and `T10` for fewer of them.

    Where a code is both selected and ignored, the longer name wins, and `ignore` where both are as long.
    """

    #: None: all.
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    #: By code or family; the longer name wins. What is in none keeps the severity of its rule.
    severity: Mapping[str, Severity] = field(default_factory=dict)

    def takes(self, code: str) -> bool:
        """Tell whether findings with this code are wanted."""
        chosen = 0 if self.select is None else _longest(code, self.select)
        left_out = _longest(code, self.ignore)
        return chosen is not None and (left_out is None or left_out < chosen)

    def severity_of(self, code: str, usual: Severity) -> Severity:
        """How much a finding with this code weighs, where its rule says `usual`."""
        longest = _longest(code, self.severity)
        return usual if longest is None else self.severity[code[:longest]]

    def then(self, other: "Selection") -> "Selection":
        """What `other` asks for, within this: what it selects instead, and what it ignores and weighs besides.

        What `other` selects by name is no longer ignored.
        """
        wanted = other.select or ()
        return Selection(
            select=self.select if other.select is None else other.select,
            ignore=tuple(name for name in self.ignore if not any(one.startswith(name) for one in wanted))
            + other.ignore,
            severity={**self.severity, **other.severity},
        )


def _longest(code: str, names: Iterable[str]) -> int | None:
    return max((len(name) for name in names if name and code.startswith(name)), default=None)
