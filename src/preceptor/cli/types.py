"""The kinds of values that options take. A value that cannot be read is bad input (exit code 3), not usage."""

from contextlib import suppress
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from preceptor.model.duration import Duration


class _Day(click.ParamType[date]):
    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        from preceptor.errors import BadInput

        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise BadInput(f"`{value}` is no date; write it like 2026-03-27") from None


class _Until(click.ParamType[datetime]):
    """A moment, or a day, which means up to its end, UTC."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        from preceptor.errors import BadInput

        if isinstance(value, datetime):
            return value
        with suppress(ValueError):
            return datetime.combine(date.fromisoformat(value), time.max, UTC)
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            raise BadInput(f"`{value}` is no time; write 2026-03-27, or 2026-03-27T14:05+01:00") from None
        if moment.tzinfo is None:
            raise BadInput(f"`{value}` has no offset; write it like 2026-03-27T14:05+01:00")
        return moment


class _Moment(click.ParamType["datetime | time"]):
    """A moment with an offset, or a time of today where whoever types it is."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> "datetime | time":
        from preceptor.errors import BadInput

        if isinstance(value, datetime | time):
            return value
        with suppress(ValueError):
            clock = time.fromisoformat(value)
            if clock.tzinfo is None and ":" in value:
                return clock
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            raise BadInput(f"`{value}` is no time; write 14:05, or 2026-03-27T14:05+01:00") from None
        if moment.tzinfo is None:
            raise BadInput(f"`{value}` has no offset; write it like 2026-03-27T14:05+01:00")
        return moment


class _Duration(click.ParamType["Duration"]):
    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> "Duration":
        from preceptor.errors import BadInput
        from preceptor.model.duration import Duration

        if isinstance(value, Duration):
            return value
        try:
            return Duration.parse(value)
        except ValueError as error:
            raise BadInput(str(error)) from None


class _Text(click.ParamType[str]):
    """Something that people said: kept on record, mailed, and shown on terminals."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from preceptor.errors import BadInput
        from preceptor.model.identity import text_problem

        said = str(value).strip()
        if problem := text_problem(said, _LONGEST, breaks="\n\t"):
            raise BadInput(f"{param.opts[0] if param else 'the text'} {problem}")
        return said


class Whole(click.IntRange):
    """A whole number from the one to the other, or from the one on. Another one is wrong usage, as for click."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number, or what can stand there instead."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            limits = f"from {self.min} on" if self.max is None else f"from {self.min} to {self.max}"
            self.fail(f"`{value}` is no whole number {limits}", param, ctx)


#: Characters; several pages, and far less than a mail may have.
_LONGEST = 10_000

TEXT = _Text()
DAY = _Day()
UNTIL = _Until()
MOMENT = _Moment()
DURATION = _Duration()
#: A file or folder. Whether it can be used is said by what uses it, as bad input; click would call it wrong usage.
PATH = click.Path(path_type=Path, readable=False)
#: How many lines of a list are asked for at most; a terminal shows no more that anybody reads.
HOW_MANY = Whole(1, 1000)
