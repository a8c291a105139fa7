"""A notice as the mail that one person gets."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from preceptor.render.environment import fill, plain


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
    data = plain(values)
    place = f"email/{kind}"
    return Mail(
        subject=" ".join(fill(f"{place}/subject.txt", data, folder=folder, team=team, batch=batch).split()),
        text=fill(f"{place}/body.txt", data, folder=folder, team=team, batch=batch).strip("\n") + "\n",
        html=fill(f"{place}/body.html", data, folder=folder, team=team, batch=batch),
    )
