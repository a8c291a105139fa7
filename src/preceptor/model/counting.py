"""How many, in words."""


def counted(count: object, noun: str) -> str:
    """So many of something: `1 row`, `2 rows`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def times(count: int) -> str:
    """How often: `once`, `3 times`."""
    return "once" if count == 1 else counted(count, "time")


def agreeing(count: int, singular: str, plural: str) -> str:
    """So many that do something: `1 moves`, `2 move`."""
    return f"{count} {singular if count == 1 else plural}"
