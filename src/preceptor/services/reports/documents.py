"""How measures are told: counts, shares from 0 to 1, and lengths in days of 24 hours."""

from datetime import timedelta
from typing import TypedDict

from preceptor.model.measures import Share, Spread
from preceptor.model.step_measures import RunMeasure, StepMeasure

_DAY = timedelta(days=1)


class ShareDocument(TypedDict):
    """How many of how many. `rate` is None where they are fewer than five."""

    part: int
    whole: int
    rate: float | None


class TimeDocument(TypedDict):
    """How long something took, in days. All but the count is None where fewer than five have ended."""

    count: int
    median: float | None
    #: Eight of ten lie between these two.
    low: float | None
    high: float | None


class MeasuresDocument(TypedDict):
    """What is measured of one step, or of one rung."""

    time: TimeDocument
    #: Of the time that all steps took together.
    share_of_time: float | None
    open: int
    #: For how many days the longest has been open.
    longest_open: float | None
    late: ShareDocument
    again: ShareDocument


class RunsDocument(TypedDict):
    """What is measured of many instances together. `time` is from the beginning to the end of the way."""

    runs: int
    open: int
    completed: int
    time: TimeDocument
    late: ShareDocument
    again: ShareDocument


def days(length: timedelta | None) -> float | None:
    """In days, to a hundredth: a quarter of an hour."""
    return None if length is None else round(length / _DAY, 2)


def share_document(one: Share) -> ShareDocument:
    """A share; its rate to a thousandth."""
    return {"part": one.part, "whole": one.whole, "rate": None if one.rate is None else round(one.rate, 3)}


def time_document(one: Spread) -> TimeDocument:
    """A spread, in days."""
    return {"count": one.count, "median": days(one.median), "low": days(one.low), "high": days(one.high)}


def measures_document(one: StepMeasure) -> MeasuresDocument:
    """The measures of a step."""
    return {
        "time": time_document(one.time),
        "share_of_time": None if one.share_of_time is None else round(one.share_of_time, 3),
        "open": one.open,
        "longest_open": days(one.longest_open),
        "late": share_document(one.late),
        "again": share_document(one.again),
    }


def runs_document(one: RunMeasure) -> RunsDocument:
    """The measures of many instances together."""
    return {
        "runs": one.runs,
        "open": one.open,
        "completed": one.completed,
        "time": time_document(one.time),
        "late": share_document(one.late),
        "again": share_document(one.again),
    }
