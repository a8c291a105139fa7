"""The laws of variants, over the shipped definitions and whatever a team might write over them."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.overlays import lawful, next_versions, overlays

from preceptor import shipped
from preceptor.catalog.folder import read_folder
from preceptor.catalog.source import parse
from preceptor.catalog.variant_text import variant_text
from preceptor.catalog.variants import fit_variant, made
from preceptor.catalog.vocabulary import known
from preceptor.model import canonical
from preceptor.model.conformance import breaches
from preceptor.model.definition import Due, Process, Step
from preceptor.model.duration import Duration
from preceptor.model.edition import edition_digest, edition_form, origin
from preceptor.model.overlay import Overlay, apply, owed_in
from preceptor.model.rebase import rebase

ROOT = shipped.folder("process").parent
PROCESSES = tuple(
    {
        **read_folder(ROOT)[0].processes,
        **read_folder(shipped.folder("examples") / "release-team")[0].processes,
    }.values()
)
TODAY = date(2026, 11, 23)

processes = st.sampled_from(PROCESSES)
#: A busy machine is no reason to fail.
relaxed = settings(deadline=None)


@st.composite
def varied(draw):
    """A process and an overlay on it."""
    process = draw(processes)
    return process, draw(overlays(process))


@st.composite
def moved(draw):
    """A process, its next version, and an overlay on the first."""
    process, overlay = draw(varied())
    return process, draw(next_versions(process)), overlay


@pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.name)
def test_an_empty_overlay_is_the_identity(process: Process) -> None:
    empty = Overlay(team="checkout", process=process.name, of=process.version)
    assert empty.is_empty
    assert apply(process, empty) == process
    assert edition_digest(process, empty) == canonical.digest(canonical.dump(process))
    assert breaches(process, empty, TODAY) == ()
    assert {one.source for one in origin(process, empty).values()} <= {"standard"}


@relaxed
@given(varied())
def test_applying_an_overlay_gives_the_same_each_time(one) -> None:
    process, overlay = one
    again = canonical.load(Overlay, canonical.dump(overlay))
    assert again == overlay
    assert apply(process, overlay) == apply(process, again)
    assert edition_digest(process, overlay) == edition_digest(process, again)
    assert (apply(process, overlay).name, apply(process, overlay).version) == (process.name, process.version)


@relaxed
@given(varied())
def test_what_a_team_follows_can_be_stored_and_loaded(one) -> None:
    process, overlay = one
    form = edition_form(process, overlay)
    stored = form.get("definition", form)
    assert canonical.load(Process, stored) == apply(process, overlay)


@relaxed
@given(varied())
def test_an_overlay_without_effect_is_the_standards_edition_and_no_other_is(one) -> None:
    process, overlay = one
    same = edition_digest(process, overlay) == canonical.digest(canonical.dump(process))
    assert same == (apply(process, overlay) == process)


@relaxed
@given(varied())
def test_where_nothing_comes_from_the_team_the_standard_holds(one) -> None:
    process, overlay = one
    assert (apply(process, overlay) == process) == all(
        part.source == "standard" for part in origin(process, overlay).values()
    )


@relaxed
@given(varied())
def test_what_keeps_to_the_rules_never_lowers_what_is_asked(one) -> None:
    """Read from what the team follows, not from what it wrote: counts, locks and binding standards."""
    process, overlay = one
    overlay = lawful(process, overlay, TODAY)
    before, after = owed_in(process), owed_in(apply(process, overlay))
    waived = {path[:-3] + path[-1:] for path in overlay.waivers() if path[-3:-1] == ("standards", "waive")}
    for place, owed in before.items():
        if place not in after:
            assert owed.optional
            continue
        kept = {one.id: one for one in after[place].standards}
        for name in set(owed.locked) - {"standards"}:
            assert getattr(owed, name) == getattr(after[place], name)
        for standard in owed.standards:
            if standard.level == "required" and (*place, standard.id) not in waived:
                assert kept[standard.id].level == "required"
        if hasattr(owed, "observations"):
            assert after[place].observations >= owed.observations
            assert after[place].observers >= owed.observers


@relaxed
@given(moved())
def test_a_rebase_of_an_untouched_overlay_is_the_new_standard(one) -> None:
    old, new, overlay = one
    empty = Overlay(team=overlay.team, process=old.name, of=old.version)
    rebased = rebase(old, new, empty)
    assert (rebased.conflicts, rebased.team_changes) == ((), ())
    assert apply(new, rebased.overlay) == new
    assert edition_digest(new, rebased.overlay) == canonical.digest(canonical.dump(new))


@relaxed
@given(varied())
def test_a_rebase_onto_the_same_version_is_the_overlay(one) -> None:
    process, overlay = one
    rebased = rebase(process, process, overlay)
    assert rebased.overlay == overlay
    assert (rebased.conflicts, rebased.standard_changes) == ((), ())
    assert {change.outcome for change in rebased.team_changes} <= {"kept"}


@relaxed
@given(moved())
def test_a_rebase_onto_another_number_keeps_all_that_the_team_changed(one) -> None:
    old, _, overlay = one
    new = replace(old, version="1.0.1")
    assert rebase(old, new, overlay).overlay == replace(overlay, of="1.0.1")


@relaxed
@given(moved())
def test_there_is_a_conflict_only_where_both_changed_something(one) -> None:
    old, new, overlay = one
    rebased = rebase(old, new, overlay)
    before, after, wanted = owed_in(old), owed_in(new), owed_in(apply(old, overlay))
    for conflict in rebased.conflicts:
        _, *place = conflict.path.split(".")
        key = ("steps", place[0]) if conflict.path.startswith("steps") else ("roles", *place[:2])
        assert before[key] != after.get(key), conflict
        assert before[key] != wanted.get(key), conflict
        assert conflict.sides


@relaxed
@given(moved())
def test_a_rebase_lies_on_the_new_version_and_can_be_applied(one) -> None:
    old, new, overlay = one
    rebased = rebase(old, new, overlay)
    assert rebased.overlay.of == new.version
    apply(new, rebased.overlay)


@relaxed
@given(moved(), st.data())
def test_each_conflict_can_be_decided_on_each_of_its_sides(one, data) -> None:
    old, new, overlay = one
    conflicts = rebase(old, new, overlay).conflicts
    take = {conflict.name: data.draw(st.sampled_from(conflict.sides)) for conflict in conflicts}
    decided = rebase(old, new, overlay, take=take)
    assert (decided.conflicts, decided.unused) == ((), ())
    outcomes = {change.path: change.outcome for change in decided.team_changes}
    assert all(outcomes[conflict.path] == take[conflict.name] for conflict in conflicts)


@relaxed
@given(moved())
def test_taking_the_standards_side_is_what_an_undecided_conflict_shows(one) -> None:
    old, new, overlay = one
    undecided = rebase(old, new, overlay)
    take = {conflict.name: "standard" for conflict in undecided.conflicts}
    assert rebase(old, new, overlay, take=take).overlay == undecided.overlay


@relaxed
@given(moved())
def test_the_teams_side_of_a_field_holds_in_what_the_team_follows(one) -> None:
    old, new, overlay = one
    conflicts = [
        one for one in rebase(old, new, overlay).conflicts if "team" in one.sides and "standards" not in one.path
    ]
    decided = rebase(old, new, overlay, take={one.name: "team" for one in conflicts}).overlay
    follows = owed_in(apply(new, decided))
    for conflict in conflicts:
        kind, *rest, name = conflict.path.split(".")
        if (kind, *rest) not in follows or name == "due":
            continue  # a skipped step; of a deadline the standard keeps a bound that the team never spoke of
        assert canonical.dump(getattr(follows[kind, *rest], name)) == conflict.team


@relaxed
@given(moved())
def test_rebasing_what_is_rebased_changes_nothing_more(one) -> None:
    old, new, overlay = one
    rebased = rebase(old, new, overlay).overlay
    again = rebase(new, new, rebased)
    assert (again.overlay, again.conflicts) == (rebased, ())


@relaxed
@given(varied(), st.text(max_size=60) | st.sampled_from(["\x85", "\n\x1b", "a\n\x85b", "a\n\u2028b", "a\n\ufeffb\n"]))
def test_an_overlay_is_written_as_the_file_that_it_is_read_from(one, said: str) -> None:
    overlay = one[1]
    overlay = replace(
        overlay, steps={name: replace(step, how=step.how + said) for name, step in overlay.steps.items()}
    )
    own = Step(name="own", title="Tell it", role="owner", due=Due(within=Duration.parse("1 day")), optional=True)
    overlay = replace(overlay.tidy(), add={"own": own})
    assert read_back(variant_text(overlay)) == overlay


def read_back(text: str) -> Overlay:
    document, findings = parse(text, "variant.yaml")
    assert document is not None, (text, findings)
    variant, troubles = made(fit_variant(document)[0], known())
    assert variant is not None, (text, troubles)
    return variant.overlay
