"""Charts as SVG: bars and ranges that can be read on a phone, on paper, and without colour.

matplotlib draws them, an optional package; nothing else of it is used, and no page needs it to be shown.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from preceptor.errors import EnvironmentProblem

#: Inches. As narrow as a phone, so that letters stay large enough there.
_WIDTH = 4.2
#: Inches of one row, which is a name and the bar below it; and of an axis and its name below all rows.
_ROW, _AXIS = 0.46, 0.55
#: In rows: by how much a bar lies below the middle of its row, and a name above it.
_BELOW_NAME, _ABOVE_BAR = 0.2, 0.24
#: How much longer than the longest bar the axis is, so that there is room for the words at its end.
_ROOM = 1.35
#: Points.
_LETTERS = 10
_INK, _FILL, _PALE = "#1a1a1a", "#2b5d8a", "#c9d8e6"
#: What would fix the size of the picture: its first two attributes of these names.
_SIZE = re.compile(r' (?:width|height)="[^"]*pt"')


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar, with the words at its end."""

    name: str
    length: float
    words: str


@dataclass(frozen=True, kw_only=True)
class Range:
    """Where most lie, and the middle."""

    name: str
    low: float
    middle: float
    high: float
    words: str


def bars(rows: Sequence[Bar]) -> str:
    """A horizontal bar each, the first on top, with its name above it and its words at its end.

    Raises `EnvironmentProblem` where matplotlib is not installed.
    """
    figure, axes = _canvas(len(rows), 0)
    places = [place + _BELOW_NAME for place in range(len(rows))]
    axes.barh(places, [one.length for one in rows], height=0.4, color=_FILL)
    for place, one in zip(places, rows, strict=True):
        axes.annotate(one.words, (one.length, place), (4, 0), textcoords="offset points", va="center")
    axes.set_xlim(0, max([one.length for one in rows] or [1]) * _ROOM or 1)
    axes.set_xticks([])
    return _finished(figure, axes, [one.name for one in rows])


def ranges(rows: Sequence[Range], *, axis: str) -> str:
    """A line from low to high each, with a mark in the middle. Raises `EnvironmentProblem` as `bars` does."""
    figure, axes = _canvas(len(rows), _AXIS)
    for number, one in enumerate(rows):
        place = number + _BELOW_NAME
        axes.plot([one.low, one.high], [place, place], color=_PALE, linewidth=8, solid_capstyle="butt")
        axes.plot([one.middle], [place], marker="D", color=_FILL, markersize=7, clip_on=False)
        axes.annotate(one.words, (one.high, place), (8, 0), textcoords="offset points", va="center")
    axes.set_xlim(0, max([one.high for one in rows] or [1]) * _ROOM or 1)
    axes.set_xlabel(axis, fontsize=_LETTERS, color=_INK, loc="left")
    axes.grid(axis="x", color="#e5e5e5", linewidth=0.8)
    return _finished(figure, axes, [one.name for one in rows])


def _canvas(rows: int, below: float) -> tuple[Any, Any]:
    """A figure for so many rows, with so many inches below them."""
    try:
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure
    except ImportError:
        raise EnvironmentProblem(
            "matplotlib draws the charts of a report, and is not installed",
            remedy="Install it with: pip install 'preceptor[charts]'. Without --html a report needs nothing more.",
        ) from None
    figure = Figure(figsize=(_WIDTH, _ROW * max(rows, 1) + below + 0.1), layout="constrained")
    FigureCanvasSVG(figure)
    axes = figure.subplots()
    axes.set_ylim(max(rows, 1) - 0.5, -0.5)
    return figure, axes


def _finished(figure: Any, axes: Any, names: Sequence[str]) -> str:
    from matplotlib import rc_context
    from matplotlib.ticker import MaxNLocator

    axes.set_yticks([])
    axes.tick_params(axis="x", labelsize=_LETTERS - 1, color=_PALE)
    if axes.get_xlabel():
        axes.xaxis.set_major_locator(MaxNLocator(nbins=5))
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    for text in axes.texts:
        text.set_fontsize(_LETTERS)
    for place, name in enumerate(names):
        where = (0, place - _ABOVE_BAR)
        axes.annotate(name, where, (4, 0), textcoords="offset points", va="center", fontsize=_LETTERS, color=_INK)
    out = io.StringIO()
    # Letters stay letters, so that they can be searched for and read aloud; ids are the same for the same chart.
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "/".join(names), "font.family": ["sans-serif"]}):
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    drawn = out.getvalue()
    # As wide as its place on the page, and no document of its own.
    return _SIZE.sub("", drawn[drawn.index("<svg") :], count=2)
