"""Which zones and countries there are, and what is a day off where."""

from datetime import date
from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones


def is_zone(name: str) -> bool:
    """Tell whether this is an IANA time zone, spelled exactly: `Europe/Berlin`, `UTC`."""
    return name in _zones()


def is_country(code: str) -> bool:
    """Tell whether public holidays are known for this ISO 3166 code, spelled exactly: `DE` or `US-CA`."""
    country, dash, part = code.partition("-")
    known = _countries().get(country)
    return known is not None and (not dash or part in known)


@cache
def public_holidays(code: str, first: int, last: int) -> tuple[frozenset[int], frozenset[date]]:
    """Give a place's weekend (Monday is 0) and its public holidays in the years `first` to `last`."""
    from holidays import country_holidays

    country, _, part = code.partition("-")
    found = country_holidays(country, subdiv=part or None, years=range(first, last + 1))
    return frozenset(found.weekend), frozenset(found)


@cache
def _zones() -> frozenset[str]:
    # The list in tzdata is the same on every machine; a system's folder may hold `right/` or `localtime` too.
    try:
        return frozenset(files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())
    except (FileNotFoundError, ModuleNotFoundError):
        return frozenset(available_timezones())


@cache
def _countries() -> dict[str, frozenset[str]]:
    from holidays import list_supported_countries

    return {code: frozenset(parts) for code, parts in list_supported_countries(include_aliases=False).items()}
