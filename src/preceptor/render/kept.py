"""Parts of mails that many readers share, kept while a batch of mails is made.

A block of a template says the same for the same values of the names that it reads: templates see plain data, and have
neither a clock nor chance. So what it printed is kept with those values, and printed again for the next reader whose
values are the same. Which names a block reads is found in its source; where that cannot be told, it is not kept.
"""

import marshal
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from types import CodeType
from typing import Any, TypeAlias

from jinja2 import Environment, Template, TemplateError, meta, nodes
from jinja2.runtime import Context
from jinja2.utils import missing

from preceptor.errors import BadInput

#: Texts of one block that are kept; our choice.
_MOST = 32
#: What marshal writes without looking at how often a value is referred to: equal values have equal bytes.
_PLAIN_VERSION = 2

Block: TypeAlias = Callable[[Context], Iterator[str]]


class KeptTemplate(Template):
    """A template whose blocks are kept, where it can be told what they read."""

    @classmethod
    def from_code(
        cls, environment: Environment, code: CodeType, globals: MutableMapping[str, Any], uptodate: Any = None
    ) -> Template:
        """Make the template that a loader has read."""
        made = super().from_code(environment, code, globals, uptodate)
        tree = _tree(environment, str(made.name))
        # Other templates say the same for everybody.
        imports = {one.target for one in tree.body if isinstance(one, nodes.Import) and _is_fixed(one)}
        for block in tree.find_all(nodes.Block):
            names = _read_by(environment, block.body)
            if names is not None:
                made.blocks[block.name] = _kept(made.blocks[block.name], sorted(names - imports))
        return made


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
    texts: dict[bytes, str] = {}

    def kept(context: Context) -> Iterator[str]:
        values = [() if (value := context.resolve_or_missing(name)) is missing else (value,) for name in names]
        try:
            key = marshal.dumps(values, _PLAIN_VERSION)
        except ValueError:  # a macro, or another thing that is no data
            yield from block(context)
            return
        text = texts.get(key)
        if text is None:
            text = "".join(block(context))
            if len(texts) >= _MOST:
                del texts[next(iter(texts))]
            texts[key] = text
        yield text

    return kept
