"""A process as a page for the terminal."""

import shutil
import textwrap
from collections.abc import Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING

import click

from preceptor.cli import show

if TYPE_CHECKING:
    from preceptor.services.process_log import PublicationDocument
    from preceptor.services.process_views import (
        DueDocument,
        LadderDocument,
        ProcessShownDocument,
        RoleDocument,
        StandardDocument,
    )

#: Columns of prose; longer lines are hard to read.
_WIDEST = 100


def show_log(found: "Sequence[PublicationDocument]", zone: tzinfo) -> None:
    """The versions of a process, the latest first, each with why there is it."""
    for one in found:
        marks = "".join(f", {mark}" for mark in ("emergency", "unreviewed") if one[mark])
        show.heading(f"{one['version']}  {one['state']} from {show.day(one['effective_at'], zone)}{marks}")
        click.echo(f"  digest    {one['digest'][:12]}")
        click.echo(f"  published {show.day(one['published_at'], zone)} by {one['by']}")
        if one["change"]:
            click.echo(f"  change    {one['change']} ({one['class']}) by {one['author']}: {show.cell(one['why'])}")
        if one["approvals"]:
            click.echo(f"  approved  {', '.join(one['approvals'])}")
        if one["reason"]:
            click.echo(f"  because   {show.cell(one['reason'])}")
        for report in one["answers"]:
            click.echo(f"  answers   {report['id']}, {report['step']} {report['kind']}, reported by {report['by']}")


def show_process(found: "ProcessShownDocument") -> None:
    """Everything that people have to know, in the order in which they need it."""
    show.heading(f"{show.cell(found['title'])} ({found['process']} {found['version']}, {found['state']})")
    if found["team"]:
        click.echo(f"  team    {found['team']}, which follows the standard")
    click.echo(f"  since   {show.day(found['effective_at'])}")
    click.echo(f"  owners  {show.cell(found['owners'])}")
    click.echo(f"  digest  {found['digest']}")
    if found["purpose"].strip():
        click.echo()
        _prose(found["purpose"], indent=2)
    click.echo()
    show.heading("ROLES")
    for roles, ladder in _shared(found["roles"]):
        click.echo("  " + ", ".join(f"{show.cell(one['title'])} ({one['role']})" for one in roles))
        if ladder:
            _show_ladder(ladder)
    for number, step in enumerate(found["steps"], 1):
        click.echo()
        optional = ", optional" if step["optional"] else ""
        show.heading(f"STEP {number}: {show.cell(step['title'])} ({step['step']}{optional})")
        click.echo(f"  who   {step['role']}")
        click.echo(f"  when  {_due(step['due'])}")
        _standards(step["standards"], indent=2)


def _shared(roles: "Sequence[RoleDocument]") -> "list[tuple[list[RoleDocument], LadderDocument | None]]":
    """Roles that climb the same ladder are told of together."""
    told: list[tuple[list[RoleDocument], LadderDocument | None]] = []
    for one in roles:
        together = next((group for group, ladder in told if ladder and ladder == one["ladder"]), None)
        if together is None:
            told.append(([one], one["ladder"]))
        else:
            together.append(one)
    return told


def _show_ladder(ladder: "LadderDocument") -> None:
    for rung in ladder["rungs"]:
        times = f"{rung['observations']} observation{'s' if rung['observations'] != 1 else ''}"
        people = f" before {rung['observers']} different people" if rung["observers"] > 1 else ""
        grants = f", earns `{rung['grants']}`" if rung["grants"] else ""
        click.echo(f"    {rung['rung']:<12} {times}{people} within {rung['within']}{grants}")
        _standards(rung["standards"], indent=17)
    click.echo(f"    holds for {ladder['valid_for']}; renewable from {ladder['renew_from']} before its end")


def _due(due: "DueDocument") -> str:
    parts = [f"{allowed} at severity {severity}" for severity, allowed in due["by_severity"].items()]
    if due["within"]:
        parts.append(f"else {due['within']}" if parts else f"within {due['within']}")
    if due["at_least"]:
        parts.append(f"at least {due['at_least']}")
    if due["at_most"]:
        parts.append(f"at most {due['at_most']}")
    return f"{', '.join(parts)}, from {due['start']}"


def _standards(standards: "Sequence[StandardDocument]", *, indent: int) -> None:
    for one in standards:
        level = "" if one["level"] == "required" else f" ({one['level']})"
        _fill(f"- {one['text']}{level} [{one['id']}]", indent=indent, hang=2)


def _prose(text: str, *, indent: int) -> None:
    for number, paragraph in enumerate(text.strip().split("\n\n")):
        if number:
            click.echo()
        _fill(paragraph, indent=indent)


def _fill(text: str, *, indent: int, hang: int = 0) -> None:
    width = min(_WIDEST, shutil.get_terminal_size().columns)
    first, rest = " " * indent, " " * (indent + hang)
    words = show.cell(" ".join(text.split()))
    filled = textwrap.fill(
        words,
        max(width, 40),
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=False,
    )
    click.echo(filled)
