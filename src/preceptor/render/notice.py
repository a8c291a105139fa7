"""A notice as the mail that one person gets."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from preceptor.render.environment import fill, plain

#: Letters of writings that run from right to left: Hebrew, Arabic and their neighbours.
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")


@dataclass(frozen=True, kw_only=True)
class Mail:
    """What a mail says, before it has headers."""

    #: One line.
    subject: str
    #: The plain part; ends with one newline.
    text: str
    #: The HTML part; needs nothing from outside itself.
    html: str


def render_notice(
    kind: str,
    values: Mapping[str, object],
    *,
    folder: Path | None = None,
    team: str | None = None,
    batch: bool = False,
) -> Mail:
    """The mail for a notice of `kind` (`rung-advanced`), from `templates/email/KIND/`.

    `folder` is the governance folder whose own templates come first, and before them those of `team` in it.
    `values` are plain data; dates are readable and local already. `batch`: as one of many, with the templates as
    `look_again` saw them. Raises `BadInput` for a template that is missing, broken, or asks for more.
    """
    data = {key: _isolated(value) for key, value in plain(values).items()}
    place = f"email/{kind}"
    return Mail(
        subject=" ".join(fill(f"{place}/subject.txt", data, folder=folder, team=team, batch=batch).split()),
        text=fill(f"{place}/body.txt", data, folder=folder, team=team, batch=batch).strip("\n") + "\n",
        html=fill(f"{place}/body.html", data, folder=folder, team=team, batch=batch),
    )


def _isolated(value: object) -> object:
    """The value with each line that runs from right to left set apart (U+2068 and U+2069), so that the words and
    figures of the mail stay in their order around it."""
    if isinstance(value, str):
        turns = not value.isascii() and "\n" not in value and _RIGHT_TO_LEFT.search(value)
        return f"\u2068{value}\u2069" if turns else value
    if isinstance(value, dict):
        return {key: _isolated(one) for key, one in value.items()}
    return [_isolated(one) for one in value] if isinstance(value, list) else value
