"""Laws of revisions: what a diff finds, what its classes are, and how versions compare."""

import json
from dataclasses import replace
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property.mutations import ORIGINALS, changed, edits, sites, values

from preceptor.model import canonical
from preceptor.model.change_rules import Leaf
from preceptor.model.change_sentences import sentence
from preceptor.model.definition import Process
from preceptor.model.duty_sentences import plain
from preceptor.model.revision import (
    CHANGE_CLASSES,
    Change,
    Version,
    change_class,
    diff,
    refuse_version,
    required_version,
)

#: A process has thousands of fields, and choosing among them takes a while.
SLOW = settings(deadline=None)
VERSIONS = st.builds(Version, major=st.integers(0, 99), minor=st.integers(0, 99), patch=st.integers(0, 99))


def rank(changes: tuple[Change, ...]) -> int:
    """How large the changes are; -1 for none."""
    largest = change_class(changes)
    return CHANGE_CLASSES.index(largest) if largest else -1


def meaning(process: Process) -> Any:
    """The canonical form without the version, and without order where it has no meaning."""
    form = json.loads(canonical.text(canonical.dump(process)))
    del form["version"]
    ladders = [role["ladder"] for role in form["roles"] if "ladder" in role]
    for owed in [*form.get("steps", []), *(rung for ladder in ladders for rung in ladder.get("rungs", []))]:
        for key in ("locked", "remind"):
            if key in owed:
                owed[key] = sorted(owed[key])
        if owed.get("remind") == [-2, 0, 2]:
            del owed["remind"]
        if not owed.get("how", True):
            del owed["how"]
    for lifecycle in form.get("lifecycles", {}).values():
        ways: dict[str, list[Any]] = {}
        for move in lifecycle["moves"]:
            for source in move["source"]:
                one = {**_unordered(move), "source": source}
                ways.setdefault(f"{move['do']} from {source}", []).append(one)
        lifecycle["moves"] = ways
        lifecycle["opening"] = _unordered(lifecycle["opening"])
    return form


def _unordered(asked: dict[str, Any]) -> dict[str, Any]:
    return {
        key: sorted(value, key=canonical.text) if isinstance(value, list) else value for key, value in asked.items()
    }


@SLOW
@given(st.data())
def test_what_is_the_same_has_no_changes(data: st.DataObject) -> None:
    process = data.draw(edits(data.draw(ORIGINALS)))
    assert diff(process, process) == ()
    assert diff(process, canonical.load(Process, canonical.dump(process))) == ()


@SLOW
@given(st.data())
def test_there_are_changes_exactly_where_two_say_something_else(data: st.DataObject) -> None:
    before = data.draw(ORIGINALS)
    after = data.draw(edits(before))
    assert (diff(before, after) == ()) == (meaning(before) == meaning(after))


@SLOW
@given(st.data())
def test_every_change_is_found_from_both_sides_under_the_same_path(data: st.DataObject) -> None:
    before = data.draw(ORIGINALS)
    after = data.draw(edits(before))
    there, back = diff(before, after), diff(after, before)
    assert len({change.path for change in there}) == len(there)
    opposite = {"added": "removed", "removed": "added", "changed": "changed"}
    # What is told of several states at once depends on the class; everything else has a mirror image.
    forth = {(one.path, one.kind) for one in there if "→" not in one.path}
    assert forth == {(one.path, opposite[one.kind]) for one in back if "→" not in one.path}


@SLOW
@given(st.data())
def test_a_change_can_be_stored_and_said(data: st.DataObject) -> None:
    before = data.draw(ORIGINALS)
    after = data.draw(edits(before, at_least=1))
    for change in diff(before, after):
        assert json.loads(canonical.text([change.before, change.after])) == [change.before, change.after]
        assert (change.before is None) == (change.kind == "added")
        assert (change.after is None) == (change.kind == "removed")
        assert sentence(change, before, after).says != plain(change).says, "nobody has put it in words"
        said = str(sentence(change, before, after))
        assert "(was None" not in said
        assert "(was )" not in said


@SLOW
@given(st.data())
def test_a_change_more_never_makes_the_class_smaller(data: st.DataObject) -> None:
    original = data.draw(ORIGINALS)
    leaves = [one for one in sites(original) if isinstance(one.rule, Leaf)]
    # Values of one record may answer for one another, as `within` and `at_most` do.
    chosen = data.draw(st.lists(st.sampled_from(leaves), unique_by=lambda one: one.place, min_size=1, max_size=5))
    ranks, process = [-1], original
    for site in chosen:
        process = changed(process, site, data.draw(values(original, site)))
        ranks.append(rank(diff(original, process)))
    assert all(earlier <= later for earlier, later in pairwise(ranks))


@SLOW
@given(st.data())
def test_two_versions_in_a_row_cannot_do_what_one_may_not(data: st.DataObject) -> None:
    first = data.draw(ORIGINALS)
    leaves = [one for one in sites(first) if isinstance(one.rule, Leaf)]
    name = data.draw(st.sampled_from(sorted({one.field for one in leaves})))
    site = data.draw(st.sampled_from([one for one in leaves if one.field == name]))
    second = changed(first, site, data.draw(values(first, site)))
    third = changed(second, site, data.draw(values(first, site)))
    assert rank(diff(first, third)) <= max(rank(diff(first, second)), rank(diff(second, third)))


@given(VERSIONS, st.sampled_from(CHANGE_CLASSES))
def test_a_version_reads_back_and_rises(version: Version, by: Any) -> None:
    assert Version.parse(str(version)) == version
    assert version.bump(by) > version
    assert required_version(version, by) == version.bump(by)
    assert required_version(version, None) == version


@given(VERSIONS)
def test_a_larger_class_takes_a_higher_version(version: Version) -> None:
    assert version.bump("patch") < version.bump("minor") < version.bump("major")


@given(VERSIONS, VERSIONS)
def test_versions_compare_by_their_numbers(one: Version, other: Version) -> None:
    numbers = [[int(part) for part in str(version).split(".")] for version in (one, other)]
    assert (one < other) == (numbers[0] < numbers[1])
    assert (one == other) == (numbers[0] == numbers[1])


@SLOW
@given(st.data(), VERSIONS, VERSIONS)
def test_a_version_is_refused_exactly_where_it_is_too_low(data: st.DataObject, old: Version, new: Version) -> None:
    original = data.draw(ORIGINALS)
    before = replace(original, version=str(old))
    after = replace(data.draw(edits(original)), version=str(new))
    changes = diff(before, after)
    high_enough = new > old and new >= required_version(old, change_class(changes))
    assert (refuse_version(before, after) == ()) == high_enough
