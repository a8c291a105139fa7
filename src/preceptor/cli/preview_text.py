"""What a publication would do, as a page for the terminal."""

from collections.abc import Iterable, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING

import click

from preceptor.cli import show
from preceptor.model.counting import agreeing

if TYPE_CHECKING:
    from preceptor.services.change_views import DifferenceDocument
    from preceptor.services.foreseeing import ConflictPreview, EditionPreview, MovePreview, PublicationPreview

#: How many instances a page tells one by one: about what fits on a screen with the rest. Our choice.
MOVES = 15
_STANDARD = "the standard"


def show_preview(found: "PublicationPreview", zone: tzinfo) -> None:
    """What changes for whom, what becomes of running instances, and who is told."""
    what = f"{found['process']} {found['version']} ({found['class']})"
    show.heading(f"{what} would hold from {show.day(found['effective'], zone)}.")
    _editions(found, zone)
    click.echo(f"  instances {_instances(found)}")
    click.echo(f"  notices   {found['notices']}")
    if found["refreshes"]:
        click.echo(f"  refreshes {found['refreshes']}, of certifications: whoever holds one has to catch up")
    _moves(found, zone)


def _editions(found: "PublicationPreview", zone: tzinfo) -> None:
    """What changes, once for all teams for whom the same does: most variants leave most of a version alone."""
    conflicts: dict[str, list[ConflictPreview]] = {}
    for one in found["conflicts"]:
        conflicts.setdefault(_whose(found, one, zone), []).append(one)
    alike: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for edition in found["editions"]:
        whose = _whose(found, edition, zone)
        if whose not in conflicts:
            alike.setdefault(_sentences(edition["changes"]), []).append(whose)
    for sentences, names in alike.items():
        click.echo(f"  {', '.join(names)}:")
        empty = "Everything is new." if _STANDARD in names else "Nothing changes."
        _say(sentences, empty=empty, indent="    ")
    for whose, against in conflicts.items():
        click.echo(f"  {whose} stays as it is, until the team has decided:")
        for one in against:
            click.echo(f"    - {show.cell(one['message'])}  [{one['name']}]")


def _whose(found: "PublicationPreview", one: "EditionPreview | ConflictPreview", zone: tzinfo) -> str:
    """Whose edition it is, and from when on where that is later than the publication."""
    name = f"{one['team']}/{found['process']}" if one["team"] else _STANDARD
    later = one["effective"] != found["effective"]
    return f"{name} (from {show.day(one['effective'], zone)})" if later else name


def differences(changes: "Sequence[DifferenceDocument]", *, empty: str, indent: str = "  ") -> None:
    """Changes as sentences, each with its class; what is the same is said once."""
    _say(_sentences(changes), empty=empty, indent=indent)


def _sentences(changes: "Sequence[DifferenceDocument]") -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys((one["class"], one["sentence"]) for one in changes))


def _say(sentences: Sequence[tuple[str, str]], *, empty: str, indent: str) -> None:
    if not sentences:
        click.echo(f"{indent}{empty}")
    for judged, sentence in sentences:
        click.echo(f"{indent}{judged:<6} {show.cell(sentence)}")


def _instances(found: "PublicationPreview") -> str:
    counts = found["instances"]
    if not counts["migrated"] and not counts["refused"]:
        return f"{counts['pinned']} running, which {_finishing(counts['pinned'])}"
    moving = agreeing(counts["migrated"], "moves", "move")
    return f"{moving}, {counts['refused']} cannot, {counts['pinned']} {_finishing(counts['pinned'])}"


def _finishing(count: int) -> str:
    return "finishes on its own edition" if count == 1 else "finish on their own edition"


def _moves(found: "PublicationPreview", zone: tzinfo) -> None:
    moved = [one for one in found["moves"] if one["refusal"] is None][:MOVES]
    refused = [one for one in found["moves"] if one["refusal"] is not None][:MOVES]
    if moved:
        click.echo()
        columns = {"id": "ID", "state": "STATE", "old": "DUE", "new": "DUE THEN"}
        show.table([_row(one, zone) for one in moved], columns, empty="")
        _rest(found["instances"]["migrated"] - len(moved), "move")
    if refused:
        click.echo()
        for reason, ids in _by_reason(refused):
            click.echo(f"{', '.join(ids)}: {show.cell(reason)}")
        _rest(found["instances"]["refused"] - len(refused), "cannot move")


def _row(one: "MovePreview", zone: tzinfo) -> dict[str, object]:
    state, new = one["state"], one["new_state"]
    same = one["old_due"] == one["new_due"]
    return {
        "id": one["id"],
        "state": state if state == new else f"{state} → {new}",
        "old": show.day(one["old_due"], zone),
        "new": "the same" if same else show.day(one["new_due"], zone),
    }


def _by_reason(shown: "Iterable[MovePreview]") -> Iterable[tuple[str, list[str]]]:
    found: dict[str, list[str]] = {}
    for one in shown:
        found.setdefault(one["refusal"] or "", []).append(one["id"])
    return found.items()


def _rest(left: int, what: str) -> None:
    if left > 0:
        click.echo(f"and {left:,} more {what}; --json lists them all")
