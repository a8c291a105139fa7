"""PROCESS.md, from definitions that the engine has never seen."""

import re
from dataclasses import replace
from datetime import date

import pytest
from tests.unit.render.builders import a_climb, a_day, a_duration, a_ladder, a_process

from preceptor.model.definition import Due, Step
from preceptor.model.last_change import LastChange
from preceptor.render.last_changed import last_changed, with_blocks_of
from preceptor.render.process_page import due_words, process_page


def a_step(**rest):
    return Step(
        **{"name": "knead", "title": "Knead", "role": "owner", "due": Due(within=a_duration("1 day")), **rest}
    )


def test_a_process_as_a_page(snapshot):
    assert process_page([a_process()]) == snapshot


def test_the_page_is_the_same_whatever_the_order_and_ends_with_one_newline():
    one, two = a_process(), a_process(name="alehouse", lifecycle=None, steps=())
    page = process_page([one, two])
    assert page == process_page([two, one])
    assert page.endswith("\n")
    assert not page.endswith("\n\n")


def test_its_first_lines_say_which_folder_is_which_and_what_generated_it():
    first = "\n".join(process_page([a_process()]).splitlines()[:8])
    assert "`process/` says what is owed" in first
    assert "`workflows/` says which states exist" in first
    assert "`preceptor process render`" in first


def test_every_link_leads_somewhere_in_the_page():
    page = process_page([a_process(), a_process(name="alehouse")])
    anchors = re.findall(r'<a id="([^"]+)">', page)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= set(anchors)


def test_a_lifecycle_is_drawn_once_and_referred_to_after_that():
    page = process_page([a_process(), a_process(name="alehouse")])
    assert page.count("```mermaid") == 2
    assert "shown [above](#alehouse-states-day)" in page


def test_ladders_of_one_name_that_differ_are_both_told():
    other = replace(a_process().roles[1], ladder=a_ladder(load=7))
    page = process_page([a_process(roles=(a_process().roles[0], other))])
    assert "fewer than 3 other" in page
    assert "fewer than 7 other" in page


def test_tables_survive_what_titles_hold():
    page = process_page([a_process(title="Bread | butter\n# and jam", steps=(a_step(title="a | b"),))])
    widths = [
        {len(re.split(r"(?<!\\)\|", row)) for row in table.splitlines()}
        for table in re.findall(r"(?:^\|.*\n)+", page, re.MULTILINE)
    ]
    assert widths
    assert all(len(width) == 1 for width in widths)
    assert "\n# and jam" not in page


def test_a_guard_that_nobody_knows_is_named_all_the_same():
    assert "- **eggs-fresh**\n" in process_page([a_process()])


def test_steps_that_remind_differently_each_say_so():
    steps = (a_step(remind=(-3, -1), escalate=("team-lead",)), a_step(name="sold", remind=(), escalate=()))
    page = process_page([a_process(steps=steps)])
    assert "Reminders go out 3 and 1 business days before; after that it is taken to whoever leads the team." in page
    assert "There are no reminders." in page


def test_a_word_for_a_step_owner_is_explained():
    assert "- **owner**: who owns the process\n" in process_page([a_process(steps=(a_step(),))])


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (Due(within=a_duration("1 business day")), "1 business day from entering the step"),
        (
            Due(
                within=a_duration("60 days"),
                by_severity={"2": a_duration("30 days"), "1": a_duration("15 days")},
                start="resolved",
            ),
            "15 days (severity 1), 30 days (severity 2), else 60 days from the resolution",
        ),
        (Due(at_least=a_duration("2 days"), start="opened"), "at least 2 days from the opening"),
    ],
)
def test_a_deadline_in_words(due, words):
    assert due_words(due) == words


def test_a_team_may_write_the_page_its_own_way(tmp_path):
    (tmp_path / "templates/process").mkdir(parents=True)
    (tmp_path / "templates/process/PROCESS.md").write_text("{{ processes[0].title }}")
    assert process_page([a_process(lifecycles={"day": a_day(), "climb": a_climb()})], folder=tmp_path) == (
        "Baking bread\n"
    )


class TestWhatChangedLast:
    def test_it_stands_between_two_comments(self):
        last = LastChange(
            version="2.1.0",
            effective_on=date(2026, 3, 9),
            change="CH-4",
            change_class="major",
            why="1. faster\n<script>",
            sentences=("Knead: due within 2 days (was 3).",),
        )
        assert last_changed("bakery", last) == (
            "<!-- bakery: last changed, from the database -->\n"
            "**Last changed:** version 2.1.0, a major change (CH-4), holds from 2026-03-09 on.\n\n"
            "**Why:** 1\\. faster &lt;script&gt;\n\n"
            "- Knead: due within 2 days (was 3).\n"
            "<!-- end -->"
        )
        assert last_changed("bakery", last) in process_page([a_process()], last={"bakery": last})

    def test_an_older_page_keeps_its_blocks_and_nothing_else(self):
        first = LastChange(version="2.0.0", effective_on=date(2026, 3, 2))
        older = process_page([a_process(title="Old", name="bakery")], last={"bakery": first})
        newer = process_page([a_process(), a_process(name="alehouse")])
        kept = with_blocks_of(newer, older)
        assert last_changed("bakery", first) in kept
        assert last_changed("alehouse", None) in kept
        assert "Old" not in kept
        assert with_blocks_of(kept, kept) == kept
