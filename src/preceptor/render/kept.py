"""Parts of mails that many readers share, kept while a batch of mails is made.

A block of a template says the same for the same values of the names that it reads: templates see plain data, and have
neither a clock nor chance. So what it printed is kept with those values, and printed again for the next reader whose
values are the same. The same holds for a template that others include, and for a macro that they import and what it
is called with. Which names are read is found in the source; where that cannot be told, nothing is kept.
"""

import marshal
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from itertools import count
from types import CodeType
from typing import Any, TypeAlias

from jinja2 import Environment, Template, TemplateError, meta, nodes
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from jinja2.utils import missing

from preceptor.errors import BadInput

#: Characters of all texts that are kept, with the bytes of what they were made of: a few hundred mails. Our choice.
_ROOM = 8_000_000
#: What marshal writes without looking at how often a value is referred to: equal values have equal bytes.
_PLAIN_VERSION = 2

Block: TypeAlias = Callable[[Context], Iterator[str]]


class KeptTemplate(Template):
    """A template whose parts are kept, where it can be told what they read."""

    #: All of it, not kept.
    _run: Block

    @classmethod
    def from_code(
        cls, environment: Environment, code: CodeType, globals: MutableMapping[str, Any], uptodate: Any = None
    ) -> Template:
        """Make the template that a loader has read."""
        made = super().from_code(environment, code, globals, uptodate)
        assert isinstance(made, cls)
        tree = _tree(environment, str(made.name))
        # Other templates say the same for everybody.
        imports = {one.target for one in tree.body if isinstance(one, nodes.Import) and _is_fixed(one)}
        for block in tree.find_all(nodes.Block):
            names = _read_by(environment, block.body)
            if names is not None:
                made.blocks[block.name] = _kept(made.blocks[block.name], sorted(names - imports))
        names = _read_by(environment, tree.body)
        made._run = made.root_render_func
        if names is not None:
            made.root_render_func = _kept(made.root_render_func, sorted(names))
        return made

    def make_module(
        self,
        vars: dict[str, Any] | None = None,
        shared: bool = False,
        locals: Mapping[str, Any] | None = None,
    ) -> TemplateModule:
        """Make what others import. Without values of theirs its macros read only what they are called with."""
        context = self.new_context(vars, shared, locals)
        made = TemplateModule(self, context, list(self._run(context)))  # a kept text would define nothing
        if vars is None and locals is None:
            for macro in _macros_of(made):
                macro._func = _kept_macro(macro._func)
        return made


def _macros_of(module: TemplateModule) -> list[Macro]:
    """The macros that a module gives."""
    return [one for one in vars(module).values() if isinstance(one, Macro)]


def _tree(environment: Environment, name: str) -> nodes.Template:
    assert environment.loader is not None
    return environment.parse(environment.loader.get_source(environment, name)[0])


def _is_fixed(node: nodes.Import | nodes.FromImport) -> bool:
    """Whether it is known which template is meant, and that it sees nothing of this one."""
    return isinstance(node.template, nodes.Const) and not node.with_context


def _read_by(
    environment: Environment, body: Sequence[nodes.Node], seen: frozenset[str] = frozenset()
) -> set[str] | None:
    """The names that statements read from outside, with those of what they include; None: it cannot be told."""
    part = nodes.Template(list(body), lineno=1)
    part.set_environment(environment)
    names = set(meta.find_undeclared_variables(part))
    if any(one.name in ("self", "super") for one in part.find_all(nodes.Name)):
        return None
    if part.find(nodes.Extends) or part.find(nodes.Block):
        return None
    imports: list[nodes.Import | nodes.FromImport] = [*part.find_all(nodes.Import)]
    imports += part.find_all(nodes.FromImport)
    if not all(_is_fixed(one) for one in imports):
        return None
    for one in part.find_all(nodes.Include):
        more = _read_by_included(environment, one, seen)
        if more is None:
            return None
        names |= more
    return names


def _read_by_included(environment: Environment, node: nodes.Include, seen: frozenset[str]) -> set[str] | None:
    if not isinstance(node.template, nodes.Const) or node.template.value in seen:
        return None
    name = str(node.template.value)
    try:
        return _read_by(environment, _tree(environment, name).body, seen | {name})
    except (TemplateError, BadInput):  # said when it is rendered, if it ever is
        return None


def _kept(block: Block, names: Sequence[str]) -> Block:
    """The block, which prints again what it printed for the same values."""
    part = next(_PARTS)

    def kept(context: Context) -> Iterator[str]:
        values = [() if (value := context.resolve_or_missing(name)) is missing else (value,) for name in names]
        yield _SHELF.text(part, values, lambda: "".join(block(context)))

    return kept


def _kept_macro(macro: Callable[..., str]) -> Callable[..., str]:
    """The macro, which says again what it said when it was called with the same values."""
    part = next(_PARTS)
    return lambda *values: _SHELF.text(part, list(values), lambda: macro(*values))


class _Shelf:
    """The texts that are kept, by the part of a template and what it was made of; the oldest go first."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._texts: dict[tuple[int, bytes], str] = {}

    def text(self, part: int, values: list[Any], make: Callable[[], str]) -> str:
        """What the part said for equal values, or else what `make` gives."""
        try:
            key = (part, marshal.dumps(values, _PLAIN_VERSION))
        except ValueError:  # a macro, or another thing that is no data
            return make()
        text = self._texts.get(key)
        if text is None:
            text = make()
            self._put(key, text)
        return text

    def _put(self, key: tuple[int, bytes], text: str) -> None:
        self._texts[key] = text
        self._room -= len(key[1]) + len(text)
        while self._room < 0:
            oldest = next(iter(self._texts))
            self._room += len(oldest[1]) + len(self._texts.pop(oldest))


_PARTS = count()
_SHELF = _Shelf(_ROOM)
