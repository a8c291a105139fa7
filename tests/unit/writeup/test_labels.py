"""The labels of the public post-mortems say what their README says."""

import random

from tests.support import post_mortems
from tests.support.post_mortems import SECTIONS, Mark


def test_the_held_out_documents_are_those_that_the_lot_drew() -> None:
    assert set(random.Random(20261126).sample(post_mortems.documents(), 10)) == post_mortems.held_out()


def test_every_document_has_labels() -> None:
    assert {mark.document for mark in post_mortems.labels()} == set(post_mortems.documents())


def test_a_label_stands_on_a_line_with_words() -> None:
    def words(mark: Mark) -> str:
        return post_mortems.text_of(mark.document).splitlines()[mark.line - 1].strip()

    assert not [mark for mark in post_mortems.labels() if not words(mark)]


def test_no_finding_is_labelled_twice() -> None:
    assert len(list(post_mortems.rows())) == len(post_mortems.labels())


def test_a_missing_section_is_labelled_at_the_first_line_by_its_name() -> None:
    missing = [mark for mark in post_mortems.labels() if mark.code == "S201"]
    assert {mark.line for mark in missing} == {1}
    assert {mark.section for mark in missing} <= set(SECTIONS)


def test_a_label_without_a_reason_is_none() -> None:
    assert all(row["note"] for row in post_mortems.rows())
