"""An edition: what one team really follows, under which digest it is known, and where each part of it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from preceptor.model import canonical
from preceptor.model.definition import Process
from preceptor.model.overlay import (
    STEP_FIELDS,
    Changes,
    Overlay,
    Owed,
    Place,
    StandardsChanges,
    StepChanges,
    Waiver,
    apply,
    check_fits,
    fields_of,
    name_of,
    owed_in,
    owed_with,
    standard_with,
)


@dataclass(frozen=True, kw_only=True)
class Edition:
    """What somebody really follows: a published version, as it stands or with one team's overlay on it."""

    #: What names it.
    digest: str
    #: The process as it is followed.
    process: Process
    #: Digest of the revision that it lies on; its own where there is no overlay.
    standard: str
    overlay: Overlay | None = None

    @property
    def variant(self) -> str | None:
        """The name of the team whose variant it is; None for the standard."""
        return self.overlay.team if self.overlay else None


Source = Literal["standard", "team", "both"]


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where one part of what a team follows comes from."""

    source: Source
    #: The team has left it out, and so it is not in what the team follows.
    left_out: bool = False
    #: By which the team may fall short of the standard here.
    waiver: Waiver | None = None


def edition_form(process: Process, overlay: Overlay) -> dict[str, Any]:
    """Give the canonical form of an edition, whose digest names it.

    An overlay without any effect gives the standard's own form; any other holds what the team really follows, and
    beside it the digest of the revision and the overlay that made it. So two teams have two editions, also where
    they follow the same.
    """
    effective = apply(process, overlay)
    standard: dict[str, Any] = canonical.dump(process)
    if effective == process:
        return standard
    return {
        "revision": canonical.digest(standard),
        "overlay": canonical.dump(overlay.tidy()),
        "definition": canonical.dump(effective),
    }


def edition_digest(process: Process, overlay: Overlay) -> str:
    """Give the digest that names an edition; without an effect of the overlay it is the standard's."""
    return canonical.digest(edition_form(process, overlay))


def edition_of(digest: str, form: Mapping[str, Any]) -> Edition:
    """Make an edition from its canonical form. Raises `ValueError` where it does not fit."""
    if "overlay" not in form:
        return Edition(digest=digest, process=canonical.load(Process, form), standard=digest)
    return Edition(
        digest=digest,
        process=canonical.load(Process, form["definition"]),
        standard=str(form["revision"]),
        overlay=canonical.load(Overlay, form["overlay"]),
    )


def form_of(edition: Edition) -> dict[str, Any]:
    """Give the canonical form that an edition was made from."""
    definition: dict[str, Any] = canonical.dump(edition.process)
    if edition.overlay is None:
        return definition
    return {"revision": edition.standard, "overlay": canonical.dump(edition.overlay), "definition": definition}


def origin(process: Process, overlay: Overlay) -> dict[str, Origin]:
    """Give for every part of what the team follows where it comes from, by name, in reading order.

    Names are as `name_of` gives them: `research` for a step as such, `research.due` for a field of it,
    `research.standards.referenced` for a standard, and `author.watch.within` for a field of a rung.
    """
    check_fits(process, overlay)
    changes, found = overlay.places(), dict[str, Origin]()
    for place, owed in owed_in(process).items():
        found.update(_origins(place, owed, changes.get(place)))
    for step in apply(process, overlay).steps:
        if step.name in overlay.add and step is overlay.add[step.name]:
            parts = [*STEP_FIELDS, *(f"standards.{one.id}" for one in step.standards)]
            found.update({name: Origin(source="team") for name in (step.name, *(f"{step.name}.{x}" for x in parts))})
    return found


def _origins(place: Place, owed: Owed, changes: Changes | None) -> dict[str, Origin]:
    skipped = isinstance(changes, StepChanges) and changes.skip
    found = {name_of(place): Origin(source="team" if skipped else "standard", left_out=skipped)}
    wanted = owed if changes is None else owed_with(owed, changes)
    waive = {} if changes is None else changes.waive
    for name in fields_of(owed):
        before, after = getattr(owed, name), getattr(wanted, name)
        both = name == "how" and owed.how.strip() and before != after
        source: Source = "standard" if before == after else "both" if both else "team"
        found[name_of((*place, name))] = Origin(source=source, left_out=skipped, waiver=waive.get(name))
    of = changes.standards if changes else StandardsChanges()
    known = {one.id: one for one in owed.standards}
    for standard in owed.standards:
        held = standard_with(standard, of)
        source = "standard" if held == standard else "team" if held is None else "both"
        waiver = of.waive.get(standard.id)
        found[name_of((*place, "standards", standard.id))] = Origin(
            source=source, left_out=skipped or held is None, waiver=waiver
        )
    for standard in wanted.standards:
        if standard.id not in known:
            found[name_of((*place, "standards", standard.id))] = Origin(source="team", left_out=skipped)
    return found
