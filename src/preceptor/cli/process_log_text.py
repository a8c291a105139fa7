"""The history of a process, and of what a team followed of it, as a page for the terminal."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING

import click

from preceptor.cli import show
from preceptor.cli.process_words import HOLDS

if TYPE_CHECKING:
    from preceptor.services.process_log import FollowedDocument, PublicationDocument

#: How a team came to follow something, where that is more than being published.
_CAME_ABOUT = {
    "published": "a variant of its own",
    "rebased": "a variant of its own, carried over to this version",
    "waived": "a variant of its own, with a waiver",
    "conflicted": "conflicts with the variant, which stayed as it was",
}
_BACK = "the standard again"


def show_log(found: "Sequence[PublicationDocument]", zone: tzinfo) -> None:
    """The versions of a process, the latest first, each with why there is it."""
    for one in found:
        _show(one, zone)


def show_team_log(found: "Sequence[FollowedDocument]", zone: tzinfo) -> None:
    """What a team followed, the latest first, each with how that came about."""
    for one in found:
        _show(one, zone, _how(one))
        for given in one["waived"]:
            where = f"{given['step']}: {given['what']}"
            click.echo(f"  waived    {show.cell(where)} until {given['until']}, approved by {given['approver']}")


def _how(one: "FollowedDocument") -> str:
    if one["origin"] == "standard":
        return "the standard"
    own = one["variant"] is not None or one["origin"] == "conflicted"
    return _CAME_ABOUT.get(one["origin"], one["origin"]) if own else _BACK


def _show(one: "PublicationDocument", zone: tzinfo, how: str | None = None) -> None:
    marks = "".join(f", {mark}" for mark in ("emergency", "unreviewed") if one[mark])
    show.heading(f"{one['version']}  {HOLDS[one['state']]} {show.day(one['effective_at'], zone)}{marks}")
    if how:
        click.echo(f"  follows   {how}")
    click.echo(f"  digest    {one['digest'][:12]}")
    click.echo(f"  published {show.day(one['published_at'], zone)} by {one['by']}")
    if one["change"]:
        click.echo(f"  change    {one['change']} ({one['class']}) by {one['author']}: {show.cell(one['why'])}")
    elif one["why"]:
        click.echo(f"  why       {show.cell(one['why'])}")
    if one["approvals"]:
        click.echo(f"  approved  {', '.join(one['approvals'])}")
    if one["reason"]:
        click.echo(f"  because   {show.cell(one['reason'])}")
    for report in one["answers"]:
        click.echo(f"  answers   {report['id']}, {report['step']} {report['kind']}, reported by {report['by']}")
