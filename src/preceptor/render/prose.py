"""What templates do to text: fit it into a table cell, fold it for a mail, show a definition's Markdown as HTML."""

import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from markupsafe import Markup, escape

from preceptor.model.identity import printable

#: Columns. RFC 5322 advises 78; quoting takes some of them.
WIDTH = 72
#: Paragraphs whose form is kept, as many mails share them: about as many as a batch of mails has. Our choice.
_KEPT = 1024

#: What Markdown, or a page that shows it, may take for more than a character.
_MARKUP = re.compile(r"[\\`*_\[\]<>&|~#$]")
#: What begins an item at the beginning of a line.
_BULLET = re.compile(r"^([0-9]*)([-+.)])")
#: The name of a time zone behind a moment.
_ZONE = re.compile(r"\([A-Za-z]+(?:/[\w+-]+)+\)")
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
_ITEM = re.compile(r"(?P<bullet>[-*]|[0-9]+\.) +")
_CODE = re.compile(r"`([^`]+)`")
_STRONG = re.compile(r"\*\*([^*\s](?:[^*]*[^*\s])?)\*\*")
_EMPHASIS = re.compile(r"(?<![\w*])\*([^*\s](?:[^*]*[^*\s])?)\*(?![\w*])")


def line(text: str) -> str:
    """The text on one line, with single spaces."""
    return " ".join(text.split())


def cell(text: str) -> str:
    """The text as one cell of a Markdown table."""
    return line(text).replace("\\", "\\\\").replace("|", "\\|")


def literal(text: str) -> str:
    """What a person wrote, on one line of Markdown that shows it as it was written: no markup, no HTML, no commands.

    Control characters, and those that turn the direction of writing, become question marks.
    """
    return _BULLET.sub(r"\1\\\2", literal_inside(text))


def literal_inside(text: str) -> str:
    """The same for what does not stand at the beginning of a line."""
    return _MARKUP.sub(lambda found: _ENTITIES.get(found[0], f"\\{found[0]}"), printable(line(text)))


def listing(words: list[str]) -> str:
    """`a`, `a and b`, or `a, b and c`."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


@lru_cache(maxsize=_KEPT)
def fold(text: str, width: int = WIDTH) -> str:
    """Paragraphs folded at `width` columns, list items hanging. Indented lines (a command) stay as they are."""
    return "\n\n".join(_fold_block(tuple(block), width) for block in _blocks(text))


def html_prose(text: str) -> Markup:
    """A definition's Markdown as HTML for a mail: paragraphs, lists, code, strong and emphasis.

    All else is shown as it is written, and no tag of the text survives.
    """
    return Markup("\n").join(_html_block(tuple(block)) for block in _blocks(text))


@lru_cache(maxsize=_KEPT)
def html_line(text: str) -> Markup:
    """One line of a definition's Markdown as HTML: code, strong and emphasis."""
    parts = _CODE.split(line(text))
    return Markup("").join(
        Markup('<code style="font-family:Menlo,Consolas,monospace;font-size:0.92em">{}</code>').format(part)
        if index % 2
        else Markup(_EMPHASIS.sub(r"<em>\1</em>", _STRONG.sub(r"<strong>\1</strong>", str(escape(part)))))
        for index, part in enumerate(parts)
    )


def _blocks(text: str) -> list[list[str]]:
    """Runs of lines between empty lines."""
    blocks = [block.splitlines() for block in re.split(r"\n(?:[ \t]*\n)+", text.strip("\n")) if block.strip()]
    return [[one.rstrip() for one in block] for block in blocks]


@lru_cache(maxsize=_KEPT)
def _fold_block(block: tuple[str, ...], width: int) -> str:
    if all(one.startswith("  ") for one in block):
        return "\n".join(block)
    return "\n".join(
        textwrap.fill(one, width, subsequent_indent=" " * hang, break_long_words=False, break_on_hyphens=False)
        for one, hang in _joined(block)
    )


def _joined(block: Sequence[str]) -> list[tuple[str, int]]:
    """A block's paragraph and items, each on one line, with the columns its continuation hangs in."""
    joined: list[tuple[str, int]] = []
    for one in block:
        item = _ITEM.match(one.strip())
        if item or not joined:
            joined.append((one.strip(), item.end() if item else 0))
        else:
            before, hang = joined[-1]
            joined[-1] = (f"{before} {one.strip()}", hang)
    return joined


@lru_cache(maxsize=_KEPT)
def _html_block(block: tuple[str, ...]) -> Markup:
    html = Markup("")
    items: list[Markup] = []
    numbered = False
    for one, _ in _joined(block):
        item = _ITEM.match(one)
        if item:
            numbered = item["bullet"] not in "-*"
            items.append(html_line(one[item.end() :]))
        else:
            html += Markup('<p style="margin:0 0 12px">{}</p>').format(html_line(one))
    if items:
        tag = Markup("ol" if numbered else "ul")
        inside = Markup("").join(Markup('<li style="margin:0 0 6px">{}</li>').format(item) for item in items)
        html += Markup('<{0} style="margin:0 0 12px;padding-left:22px">{1}</{0}>').format(tag, inside)
    return html


#: By the name under which templates know them.
def breakable(text: object) -> Markup:
    """A value of a mail's table, which may break within the name of a time zone, as narrow screens have no room for
    `America/Argentina/Buenos_Aires` in one line."""
    return Markup(_ZONE.sub(lambda found: found[0].replace("/", "/<wbr>"), str(escape(text))))


FILTERS: Mapping[str, Callable[..., str]] = {
    "line": line,
    "cell": cell,
    "listing": listing,
    "fold": fold,
    "html_prose": html_prose,
    "html_line": html_line,
    "breakable": breakable,
}
