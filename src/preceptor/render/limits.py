"""What a template may do, and how much: a team's own is somebody's input, and must not hold up a relay.

Bounded is, in one rendering: the steps (loops, calls, and every sixteen characters that are made), the processor's
time, and the size of every single value. Each operation that makes something large out of something small is looked
at before it runs, so that no single one takes long; the steps bound how many there are. There are no signals and no
threads in it. docs/decisions/0023-bounded-templates.md tells why.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from types import BuiltinMethodType
from typing import Any, TypeVar

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS as JINJA_FILTERS
from jinja2.runtime import Context, LoopContext, Macro, markup_join, str_join
from jinja2.sandbox import ImmutableSandboxedEnvironment

T = TypeVar("T")

#: A mail takes about five hundred, the page of four processes some thousands. Our choice.
STEPS = 300_000
#: Characters and elements of one value, and of a whole text. A mail has some thousands. Our choice.
LARGEST = 1_000_000
#: Seconds of the processor, should steps be dearer than they look. Our choice.
SECONDS = 2.0
#: Bits of a whole number. Our choice.
_BITS = 1024
#: How many characters or elements count as a step.
_A_STEP = 16
#: After how many steps the clock is looked at.
_A_LOOK = 2_000

#: Of Jinja2's own, those whose result is hardly larger than what they are given.
_FILTERS = (
    *("abs", "capitalize", "count", "d", "default", "dictsort", "e", "escape", "first", "float", "forceescape"),
    *("groupby", "int", "items", "join", "last", "length", "list", "lower", "map", "max", "min", "reject"),
    *("rejectattr", "reverse", "safe", "select", "selectattr", "sort", "string", "title", "trim", "truncate"),
    *("unique", "upper", "urlencode", "wordcount"),
)
#: Methods that templates may call, by type, for the same reason.
_METHODS: Mapping[type, frozenset[str]] = {
    str: frozenset(
        (
            *("capitalize", "casefold", "count", "endswith", "find", "isalnum", "isalpha", "isdigit", "isspace"),
            *("islower", "isupper", "lower", "lstrip", "partition", "removeprefix", "removesuffix", "rfind"),
            *("rpartition", "rsplit", "rstrip", "split", "splitlines", "startswith", "strip", "swapcase", "title"),
            "upper",
        )
    ),
    dict: frozenset({"get", "items", "keys", "values"}),
}
#: What Jinja2 itself hands to templates, and keeps safe.
_OF_JINJA = (LoopContext, Macro, TemplateModule)


class TooMuch(Exception):
    """A template does more than any mail needs."""


class _Allowance(threading.local):
    """What is left of the rendering that runs in this thread."""

    steps = STEPS
    look = STEPS
    until = float("inf")


_ALLOWED = _Allowance()


@contextmanager
def allowance() -> Iterator[None]:
    """Bound what is rendered within."""
    _ALLOWED.steps, _ALLOWED.look = STEPS, STEPS - _A_LOOK
    _ALLOWED.until = time.thread_time() + SECONDS
    try:
        yield
    finally:
        _ALLOWED.until = float("inf")


def spend(steps: int) -> None:
    """Count steps. Raises `TooMuch` where none are left."""
    allowed = _ALLOWED
    allowed.steps -= steps
    if allowed.steps < allowed.look:
        allowed.look = allowed.steps - _A_LOOK
        if allowed.steps < 0:
            raise TooMuch(f"It takes more than {STEPS} steps: see its loops and calls.")
        if time.thread_time() > allowed.until:
            raise TooMuch(f"It takes longer than {SECONDS:g} seconds.")


def weight(value: object) -> int:
    """How large a value is, with everything in it. Raises `TooMuch` as soon as it is too large."""
    if isinstance(value, str):
        return _within(len(value) + 1)
    total, waiting = 0, [value]
    while waiting:
        one = waiting.pop()
        total += 1
        if isinstance(one, str):
            total += len(one)
        elif isinstance(one, dict):
            waiting += one.keys()
            waiting += one.values()
        elif isinstance(one, (list, tuple)):
            waiting += one
        _within(total + len(waiting))
    return total


def _within(size: int) -> int:
    if size > LARGEST:
        raise TooMuch(f"It makes something larger than {LARGEST} characters.")
    return size


def _charged(value: T) -> T:
    """The value, once it is counted."""
    spend(1 + weight(value) // _A_STEP)
    return value


def _printable(value: T) -> T:
    """What is to be printed, once it is counted. Raises `SecurityError` for a method, which says where it lives."""
    if isinstance(value, str):
        spend(1 + len(value) // _A_STEP)
        return value
    if isinstance(value, BuiltinMethodType):
        raise SecurityError(f"{value.__name__} is a method: write {value.__name__}() to call it.")
    return _charged(value)


def _walked(values: Iterable[T]) -> Iterable[T]:
    """The values, each of which is counted."""
    for one in values:
        spend(1)
        yield one


def _charging(work: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that counts what it is given, and what it makes of it."""

    @wraps(work)
    def counted(*given: Any, **named: Any) -> Any:
        spend(1 + sum(len(one) for one in given if isinstance(one, (str, list, tuple, dict))) // _A_STEP)
        return _charged(work(*given, **named))

    return counted


def _replace(text: str, old: str, new: str) -> str:
    """`replace`, which is looked at first: a short text can become very long."""
    _within(len(text) + text.count(old) * len(str(new)))
    return type(text)(text.replace(old, new))


class _Counting(CodeGenerator):
    """Writes what counts into the code of a template."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: By identity: nodes are equal where they say the same.
        self._walked: set[int] = set()

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        """Every body of a loop, a macro, a block or a file counts whenever it begins."""
        body = list(nodes)
        self.writeline(f"environment.spend({1 + sum(map(_cost, body))})")
        super().blockvisit(body, frame)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 (Jinja2 finds it by its name)
        """`a ~ b`."""
        context = frame.eval_ctx
        self.write("environment.joined((")
        for one in node.nodes:
            self.visit(one, frame)
            self.write(", ")
        self.write(f"), {'context.eval_ctx.autoescape' if context.volatile else bool(context.autoescape)})")

    def visit_For(self, node: nodes.For, frame: Frame) -> None:  # noqa: N802 (Jinja2 finds it by its name)
        """`for a in b if c`: what the condition passes over counts as well."""
        if node.test is not None:
            self._walked.add(id(node.iter))
        super().visit_For(node, frame)

    def visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> Any:
        """Any node."""
        if id(node) not in self._walked:
            return super().visit(node, *args, **kwargs)
        self._walked.remove(id(node))
        self.write("environment.walked(")
        super().visit(node, *args, **kwargs)
        return self.write(")")

    def visit_List(self, node: nodes.List, frame: Frame) -> None:  # noqa: N802 (Jinja2 finds it by its name)
        """`[a, b]`."""
        self._counted(super().visit_List, node, frame)

    def visit_Dict(self, node: nodes.Dict, frame: Frame) -> None:  # noqa: N802 (Jinja2 finds it by its name)
        """`{a: b}`."""
        self._counted(super().visit_Dict, node, frame)

    def visit_Tuple(self, node: nodes.Tuple, frame: Frame) -> None:  # noqa: N802 (Jinja2 finds it by its name)
        """`(a, b)`, unless it is what something is assigned to."""
        if node.ctx == "load":
            self._counted(super().visit_Tuple, node, frame)
        else:
            super().visit_Tuple(node, frame)

    def _counted(self, visit: Callable[[Any, Frame], None], node: nodes.Node, frame: Frame) -> None:
        self.write("environment.charged(")
        visit(node, frame)
        self.write(")")


def _cost(node: nodes.Node) -> int:
    """The steps of one statement: what it prints, and how much of that is the template's own text."""
    if not isinstance(node, nodes.Output):
        return 1
    own = sum(len(one.data) for one in node.nodes if isinstance(one, nodes.TemplateData))
    return len(node.nodes) + own // _A_STEP


class BoundedEnvironment(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox on plain data, with fewer ways to make much of little."""

    code_generator_class = _Counting
    intercepted_binops = frozenset({"+", "*", "**", "%"})
    spend = staticmethod(spend)
    charged = staticmethod(_charged)
    walked = staticmethod(_walked)

    def __init__(self, filters: Mapping[str, Callable[..., Any]], **options: Any) -> None:
        """Take what there is beside Jinja2's own filters, and its options."""
        super().__init__(finalize=_printable, **options)
        own = {name: JINJA_FILTERS[name] for name in _FILTERS}
        self.filters = {name: _charging(one) for name, one in {**own, "replace": _replace, **filters}.items()}
        self.globals.clear()

    def getattr(self, obj: Any, attribute: str) -> Any:
        """What `a.b` means. Plain data, and what Jinja2 hands out, is looked up at once (`is_safe_attribute`)."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        if type(obj) in _OF_JINJA and not attribute.startswith("_") and hasattr(obj, attribute):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may have an attribute: few methods of plain data, and what Jinja2 hands out itself."""
        if isinstance(obj, _OF_JINJA):
            return not attr.startswith("_")
        return any(isinstance(obj, kind) and attr in names for kind, names in _METHODS.items())

    def wrap_str_format(self, value: Any) -> Any:
        """Nothing: no template gets hold of `format`."""
        return None

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call a macro or a method."""
        return _charged(super().call(context, obj, *args, **kwargs))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Calculate, unless the result would be too large."""
        if operator == "%" and isinstance(left, str):
            raise SecurityError("A text takes no %: write ~ to put texts together.")
        if operator == "+" and isinstance(left, (str, list, tuple)):
            _within(weight(left) + weight(right))
        elif operator in ("*", "**"):
            _see_product(operator, left, right)
        return _charged(super().call_binop(context, operator, left, right))

    def joined(self, pieces: Sequence[Any], escaped: bool) -> str:
        """`a ~ b`."""
        _within(sum(weight(one) for one in pieces))
        return _charged(markup_join(pieces) if escaped else str_join(pieces))

    def concat(self, pieces: Iterable[str]) -> str:
        """The text of what was printed piece by piece."""
        kept, total = [], 0
        for one in pieces:
            total += len(one)
            if total > LARGEST:
                _within(total)
            kept.append(one)
        return "".join(kept)


def _see_product(operator: str, left: Any, right: Any) -> None:
    for one, times in ((left, right), (right, left)):
        if isinstance(one, (str, list, tuple)) and isinstance(times, int):
            _within(weight(one) * max(times, 1))
    if isinstance(left, int) and isinstance(right, int):
        bits = left.bit_length() * abs(right) if operator == "**" else left.bit_length() + right.bit_length()
        if bits > _BITS:
            raise TooMuch(f"It calculates with numbers of more than {_BITS} bits.")
