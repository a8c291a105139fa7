"""The analysis after CAST is read: controls with their failures, what lies beyond them, and what had none."""

import pytest

from preceptor.model.writeup import SafetyControl, WriteUp
from preceptor.writeup.reading import read


def analysis(body: str) -> WriteUp:
    return read(f"# T\n\n## Analysis\n\n{body}\n").writeup


FULL = SafetyControl(
    name="Rate limiter", meant="drop the rest", failed="it was off", believed="it is on", context="night"
)
LAYOUTS = {
    "points": (
        "### Safety controls\n\n- **Rate limiter**\n  - Meant to: drop the rest\n  - Failed: it was off\n"
        "  - Believed: it is on\n  - Context: night"
    ),
    "points with their explanation": (
        "### Safety controls\n\n- Rate limiter: drop the rest\n  - How it failed: it was off\n"
        "  - Believed: it is on\n  - Context: night"
    ),
    "headings": (
        "### Safety controls\n\n#### Rate limiter\n\nMeant to: drop the rest\n\nFailed: it was off\n\n"
        "Believed: it is on\n\nContext: night"
    ),
    "table": (
        "### Safety controls\n\n| Control | Meant to | How it failed | Beliefs | Context |\n|--|--|--|--|--|\n"
        "| Rate limiter | drop the rest | it was off | it is on | night |"
    ),
    "failures apart": (
        "### Safety controls\n\n- Rate limiter: drop the rest\n  - Believed: it is on\n  - Context: night\n\n"
        "### Safety control failures\n\n- Rate limiter: it was off"
    ),
}


@pytest.mark.parametrize("body", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_controls_are_found_in_every_layout(body: str) -> None:
    found = analysis(body)
    assert found.controls == (FULL,)
    assert found.failures == ()


def test_a_control_without_its_failure_has_none() -> None:
    (control,) = analysis(
        "### Safety controls\n\n- **Rate limiter**: drop the rest\n  - Failed: <!-- how? -->"
    ).controls
    assert control.failed == ""


def test_a_failure_of_a_control_that_is_not_listed_is_kept_apart() -> None:
    found = analysis("### Safety controls\n\n- Limiter: x\n\n### Failures of the controls\n\n- Alert: never fired")
    assert [(one.name, one.text, one.place.line) for one in found.failures] == [("Alert", "never fired", 11)]


def test_a_failure_that_is_told_apart_has_its_own_place() -> None:
    (control,) = analysis(LAYOUTS["failures apart"]).controls
    assert control.place.line == 7
    assert control.failed_place is not None and control.failed_place.line == 13


def test_the_other_parts_of_an_analysis_are_read() -> None:
    found = analysis(
        "It broke.\n\n### System\n\nThe queue.\n\n### Environment\n\nThe network.\n\n### Systemic factors\n\n- haste"
        "\n\n### Missing controls\n\n- a limit\n- an alert"
    )
    assert [item.text for item in found.analysis] == ["It broke."]
    assert [item.text for item in found.system] == ["The queue."]
    assert [item.text for item in found.environment] == ["The network."]
    assert [item.text for item in found.systemic] == ["haste"]
    assert [item.text for item in found.missing] == ["a limit", "an alert"]


def test_a_control_in_one_sentence_is_read_clause_by_clause() -> None:
    text = (
        "# Down\n\n## Safety controls\n\n- Key check: meant to confirm the key on every gateway; failed because it "
        "asks the balancer; believed that one answer stands for all; context: there was one gateway\n"
    )
    (control,) = read(text).writeup.controls
    assert (control.name, control.meant, control.failed, control.believed, control.context) == (
        "Key check",
        "confirm the key on every gateway",
        "it asks the balancer",
        "one answer stands for all",
        "there was one gateway",
    )


def test_one_such_word_in_a_sentence_is_no_clause() -> None:
    (control,) = read("# Down\n\n## Safety controls\n\n- Retry: tries again; failed twice before\n").writeup.controls
    assert (control.meant, control.failed) == ("tries again; failed twice before", "")
