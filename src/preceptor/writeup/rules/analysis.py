"""The analysis of safety controls, where a document has one."""

import re
from collections.abc import Iterator
from typing import Final

from preceptor.model.writeup import Place
from preceptor.writeup.rules.base import Found, Subject, rule

#: How a control failed, where it is told behind what the control was meant to do.
_FAILED: Final = re.compile(r"\bfail(?:ed|s|ure)\b|\bdid(?:n't| not)\b|\bcould(?:n't| not)\b", re.IGNORECASE)


@rule("A501", "a safety control without its failure", "warning")
def control_without_failure(subject: Subject) -> Iterator[Found]:
    """A safety control is listed, and it is not said how it failed.

    ## Why is this bad?

    That a control was there and the incident happened all the same is what there is to learn from. A control that
    held belongs to what went well.

    ## Example

    ```markdown
    ## Analysis

    ### Safety controls

    - Review of changes
      - Meant to: let a second person look at each change.
    ```

    Write instead:

    ```markdown
    ## Analysis

    ### Safety controls

    - Review of changes
      - Meant to: let a second person look at each change.
      - Failed: generated files are hidden in the review, and the change was in one.
    ```
    """
    for control in subject.writeup.controls:
        if not control.failed and not _FAILED.search(control.meant):
            yield Found(
                place=control.place,
                message=f"it is not said how the control failed: {control.name}",
                suggestion="say how it failed, or list it under what went well",
            )


@rule("A502", "a failure of a control that is not listed", "warning")
def failure_without_control(subject: Subject) -> Iterator[Found]:
    """A failure is told of a control that is not among the safety controls.

    ## Why is this bad?

    Without what the control was meant to do, nobody can tell whether it failed or was never made for this.

    ## Example

    ```markdown
    ## Analysis

    ### Safety controls

    - Review of changes
      - Meant to: let a second person look at each change.

    ### Control failures

    - Review of changes: generated files are hidden in it.
    - Canary: it took no traffic from the shop.
    ```

    Write instead:

    ```markdown
    ## Analysis

    ### Safety controls

    - Review of changes
      - Meant to: let a second person look at each change.
    - Canary
      - Meant to: show failures of a change to 1% of customers first.

    ### Control failures

    - Review of changes: generated files are hidden in it.
    - Canary: it took no traffic from the shop.
    ```
    """
    for failure in subject.writeup.failures:
        yield Found(
            place=failure.place,
            message=f"the control is not listed: {failure.name}",
            suggestion="list it under the safety controls, with what it was meant to do",
        )


@rule("A503", "no systemic factors", "warning")
def no_systemic(subject: Subject) -> Iterator[Found]:
    """An analysis of safety controls says nothing of what lies beyond one control.

    Communication, safety information, management, culture, change over time and economics are such factors. It is
    reported where the controls begin. A section that is there and empty is S204.

    ## Why is this bad?

    What makes one control fail often weakens the others as well, and comes back after each of them is repaired.

    ## Example

    ```markdown
    ## Analysis

    ### Safety controls

    - Review of changes
      - Failed: generated files are hidden in it.
    ```

    Write instead:

    ```markdown
    ## Analysis

    ### Safety controls

    - Review of changes
      - Failed: generated files are hidden in it.

    ### Systemic factors

    - The number of generated files grew tenfold in a year, and nobody owns the review's settings.
    ```
    """
    place = _analysis(subject)
    if place is not None and not subject.writeup.systemic and not _has(subject, "systemic"):
        yield Found(
            place=place,
            message="nothing is said of systemic factors",
            suggestion="add a section: ### Systemic factors",
        )


@rule("A504", "no missing controls considered", "warning")
def no_missing(subject: Subject) -> Iterator[Found]:
    """An analysis of safety controls does not say what had no control at all.

    It is reported where the controls begin. A section that is there and empty is S204.

    ## Why is this bad?

    Controls that exist and failed are seen; what nothing guarded is not, unless it is asked for.

    ## Example

    ```markdown
    ## Analysis

    ### Safety controls

    - Review of changes
      - Failed: generated files are hidden in it.
    ```

    Write instead:

    ```markdown
    ## Analysis

    ### Safety controls

    - Review of changes
      - Failed: generated files are hidden in it.

    ### Missing controls

    - Nothing limited how many connections one service can take.
    ```
    """
    place = _analysis(subject)
    if place is not None and not subject.writeup.missing and not _has(subject, "missing"):
        yield Found(
            place=place,
            message="nothing is said of what had no control",
            suggestion="add a section: ### Missing controls",
        )


def _analysis(subject: Subject) -> Place | None:
    """Where the analysis of controls begins; None where there is none."""
    parts = [
        part
        for kind in ("controls", "systemic", "missing")
        for part in subject.reading.outline.parts
        if part.kind == kind
    ]
    headings = [part.heading.place for part in parts if part.heading is not None]
    places = headings or [control.place for control in subject.writeup.controls]
    return min(places, default=None)


def _has(subject: Subject, kind: str) -> bool:
    """Whether a part of the document is about it."""
    return any(part.kind == kind for part in subject.reading.outline.parts)
