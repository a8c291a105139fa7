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
#: Inches of one bar, and of the axis and its name below all of them.
_ROW, _REST = 0.34, 0.62
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


def bars(rows: Sequence[Bar], *, axis: str) -> str:
    """A horizontal bar each, the first on top. Raises `EnvironmentProblem` where matplotlib is not installed."""
    figure, axes = _canvas(len(rows), axis)
    places = range(len(rows))
    axes.barh(places, [one.length for one in rows], height=0.62, color=_FILL)
    for place, one in zip(places, rows, strict=True):
        axes.annotate(one.words, (one.length, place), (4, 0), textcoords="offset points", va="center")
    axes.set_xlim(0, max([one.length for one in rows] or [1]) * 1.45 or 1)
    return _finished(figure, axes, [one.name for one in rows])


def ranges(rows: Sequence[Range], *, axis: str) -> str:
    """A line from low to high each, with a mark in the middle. Raises `EnvironmentProblem` as `bars` does."""
    figure, axes = _canvas(len(rows), axis)
    for place, one in enumerate(rows):
        axes.plot([one.low, one.high], [place, place], color=_PALE, linewidth=7, solid_capstyle="butt")
        axes.plot([one.middle], [place], marker="D", color=_FILL, markersize=7)
        axes.annotate(one.words, (one.high, place), (6, 0), textcoords="offset points", va="center")
    axes.set_xlim(0, max([one.high for one in rows] or [1]) * 1.45 or 1)
    return _finished(figure, axes, [one.name for one in rows])


def _canvas(rows: int, axis: str) -> tuple[Any, Any]:
    try:
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure
    except ImportError:
        raise EnvironmentProblem(
            "matplotlib draws the charts of a report, and is not installed",
            remedy="Install it with: pip install 'preceptor[charts]'. Without --html a report needs nothing more.",
        ) from None
    figure = Figure(figsize=(_WIDTH, _ROW * max(rows, 1) + _REST), layout="constrained")
    FigureCanvasSVG(figure)
    axes = figure.subplots()
    axes.set_xlabel(axis, fontsize=_LETTERS, color=_INK)
    return figure, axes


def _finished(figure: Any, axes: Any, names: Sequence[str]) -> str:
    from matplotlib import rc_context
    from matplotlib.ticker import MaxNLocator

    axes.set_yticks(range(len(names)), names, fontsize=_LETTERS)
    axes.invert_yaxis()
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=_LETTERS - 1, color=_PALE)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4))
    axes.grid(axis="x", color="#e5e5e5", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    for text in axes.texts:
        text.set_fontsize(_LETTERS - 0.5)
    out = io.StringIO()
    # Letters stay letters, so that they can be searched for and read aloud; ids are the same for the same chart.
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "/".join(names), "font.family": ["sans-serif"]}):
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    drawn = out.getvalue()
    # As wide as its place on the page, and no document of its own.
    return _SIZE.sub("", drawn[drawn.index("<svg") :], count=2)
