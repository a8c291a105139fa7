"""How measures are said in words: shares, lengths in days, and that there are too few to say anything.

They take documents as `preceptor report … --json` prints them.
"""

from collections.abc import Mapping
from typing import Any

from preceptor.model.counting import counted as how_many
from preceptor.model.survey import FEWEST

Report = Mapping[str, Any]


def percent(share: float | None) -> str:
    """A share in per cent; None: there is none."""
    return "-" if share is None else f"{share:.0%}"


def counted(one: Report) -> str:
    """How many of how many, and the rate where they are enough to tell one."""
    if not one["whole"]:
        return "-"
    told = f"{one['part']} of {one['whole']}"
    return told if one["rate"] is None else f"{told} ({one['rate']:.0%})"


def number(value: float | None) -> str:
    """A number of days, with a decimal where it is small."""
    return "-" if value is None else f"{value:.1f}" if value < 10 else f"{value:.0f}"


def in_days(value: float | None) -> str:
    """A length."""
    return "-" if value is None else f"{number(value)} days"


def lasted(time: Report) -> str:
    """The middle, and between which two most lie; of a few only how many there are."""
    if time["median"] is None:
        return f"{time['count']} over" if time["count"] else "-"
    return f"{in_days(time['median'])} ({number(time['low'])} to {number(time['high'])}; n={time['count']})"


def learnt(one: Report) -> tuple[str, str]:
    """How much was discussed, and what came of it."""
    finished, discussions = how_many(one["finished"], "finished write-up"), how_many(one["discussions"], "discussion")
    reports = how_many(one["reports"], "report")
    return (
        f"Discussed: {one['discussed']} of {finished}, in {discussions}.",
        f"Came of it: {reports} on the process, of which a change answers {one['answered']}.",
    )


def usefulness(one: Report | None) -> str:
    """What the answers to the survey come to."""
    if one is None or not one["answers"]:
        return "-"
    if one["told"]:
        return f"{one['median']} of 5 (n={one['answers']})"
    return f"{how_many(one['answers'], 'answer')}, {'too few' if one['answers'] < FEWEST else 'kept back'}"


def untold(one: Report) -> str:
    """Why answers to the survey are not told; nothing where they are."""
    if one["told"]:
        return ""
    if not one["answers"]:
        return "nobody has answered yet"
    if one["answers"] < FEWEST:
        return "too few to show"
    return "kept back: it would tell of the few beside it"
