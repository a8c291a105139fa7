"""What a guard is: something that must be true, read from records, before a move may happen.

A guard is a Python function `(facts, **parameters) -> reasons`. A lifecycle names it; `preceptor check
--guards` prints its docstring. A guard never answers a bare no: an empty answer means that the move may
happen, and every reason says what is missing, who can supply it, and with which command.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from preceptor.model.refusal import Reason

Function = TypeVar("Function", bound=Callable[..., Iterable[Reason]])


@dataclass(frozen=True, kw_only=True)
class Guard:
    """One guard."""

    name: str
    #: The kind of instance whose facts it reads (`Lifecycle.governs`).
    governs: str
    #: `(facts, **parameters) -> reasons`.
    reasons: Callable[..., Iterable[Reason]]
    #: `(facts, **parameters) -> logins` of the only ones who get past it, for a guard that looks at who acts; None
    #: from it: anybody.
    who: "Callable[..., tuple[str, ...] | None] | None" = None

    @property
    def summary(self) -> str:
        """What it asks for, from its docstring."""
        return inspect.getdoc(self.reasons) or ""

    @property
    def parameters(self) -> Mapping[str, type]:
        """The parameters that a definition may give, by name, with their types (`int`, `str` or `bool`)."""
        return {
            name: parameter.annotation
            for name, parameter in inspect.signature(self.reasons).parameters.items()
            if parameter.kind is inspect.Parameter.KEYWORD_ONLY
        }


class Guards(dict[str, Guard]):
    """The guards for one kind of instance, by name; its `guard` decorator adds to it."""

    def __init__(self, governs: str) -> None:
        super().__init__()
        self.governs = governs

    def guard(
        self, name: str, *, who: "Callable[..., tuple[str, ...] | None] | None" = None
    ) -> Callable[[Function], Function]:
        """Register the decorated function as the guard `name`; `who` is as in `Guard`."""

        def register(function: Function) -> Function:
            if name in self:
                raise ValueError(f"two guards are called {name}")
            self[name] = Guard(name=name, governs=self.governs, reasons=function, who=who)
            return function

        return register


#: What `facts` is depends on the kind of instance; guards of one kind all take the same.
Facts = Any
