"""Recommendations are read in whatever layout, with owners, tickets and dates wherever they are written."""

import pytest

from preceptor.model.writeup import Recommendation
from preceptor.writeup.reading import read


def recommendations(body: str, heading: str = "Action items") -> tuple[Recommendation, ...]:
    return read(f"# T\n\n## {heading}\n\n{body}\n").writeup.recommendations


LAYOUTS = {
    "bullets": "- Add an alert\n- Drop the cache",
    "numbers": "1. Add an alert\n2. Drop the cache",
    "tasks": "- [ ] Add an alert\n- [x] Drop the cache",
    "table": "| Action | Owner |\n|---|---|\n| Add an alert | @ann |\n| Drop the cache | |",
    "a column that no name is known for": "| # | Work |\n|---|---|\n| Add an alert | |\n| Drop the cache | |",
    "headings": "### Add an alert\n\n- Owner: @ann\n\n### Drop the cache\n\nOwner: Bob",
    "paragraphs": "Add an alert\n\nDrop the cache",
    "under groups": "### Process\n\n- Add an alert\n\n### Technical\n\n- Drop the cache",
    "points in points": "- Detection:\n  - Add an alert\n- Prevention:\n  - Drop the cache",
}


@pytest.mark.parametrize("body", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_recommendations_are_found_in_every_layout(body: str) -> None:
    assert [one.text for one in recommendations(body)] == ["Add an alert", "Drop the cache"]


@pytest.mark.parametrize("heading", ["Action Items", "Follow-ups", "Remediation", "Next steps", "Recommendations"])
def test_they_are_found_under_any_name_of_the_section(heading: str) -> None:
    assert [one.text for one in recommendations("- Add an alert", heading)] == ["Add an alert"]


@pytest.mark.parametrize(
    ("text", "ticket"),
    [
        ("Add it ([issue](https://git.example/o/r/issues/31))", "https://git.example/o/r/issues/31"),
        ("Add it https://git.example/o/r/pull/31.", "https://git.example/o/r/pull/31"),
        ("Add it <https://jira.example/browse/OPS-12>", "https://jira.example/browse/OPS-12"),
        ("Add it ([ticket](https://tracker.example/x))", "https://tracker.example/x"),
        ("Add it #31", "#31"),
        ("Add it (OPS-12)", "OPS-12"),
        ("Add it, ticket: OPS-12", "OPS-12"),
        ("Read [the manual](https://docs.example/alerts)", ""),
        ("Use UTF-8 and SHA-256, see CVE-2021-44228", ""),
        ("Call `run OPS-12`", ""),
        ("Open https://docs.example/#31", ""),
    ],
)
def test_a_ticket_is_a_link_a_number_or_a_key(text: str, ticket: str) -> None:
    (one,) = recommendations(f"- {text}")
    assert one.ticket == ticket


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("Add it @ann", "@ann"),
        ("Add it (@checkout-team)", "@checkout-team"),
        ("Add it. **Owner:** Ann Lee", "Ann Lee"),
        ("Add it (owner: Ann)", "Ann"),
        ("Add it — Assignee: Ann; Due: 2021-05-01", "Ann"),
        ("Add it\n  - Owner: Ann", "Ann"),
        ("Add it\n  Owner: Ann", "Ann"),
        ("Add it, owner: TBD", ""),
        ("Mail ann@team.example", ""),
        ("Tell the owner: this has to change", ""),
    ],
)
def test_an_owner_is_a_handle_or_labelled(text: str, owner: str) -> None:
    (one,) = recommendations(f"- {text}")
    assert one.owner == owner


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Add it by 2021-05-01", "2021-05-01"),
        ("Add it by 1 May 2021, at last", "1 May 2021"),
        ("Add it until Q3 2021", "Q3 2021"),
        ("Add it (due: end of May)", "end of May"),
        ("Add it as on 2021-05-01", ""),
    ],
)
def test_a_date_is_due_where_the_text_says_so(text: str, due: str) -> None:
    (one,) = recommendations(f"- {text}")
    assert one.due == due


def test_every_field_of_the_template_is_read() -> None:
    (one,) = recommendations(
        "- Add an alert\n  - Kind: configuration\n  - Effect: detect\n  - Control: Queue alert\n  - Owner: @ann\n"
        "  - Ticket: OPS-12\n  - Due: 2021-05-01\n  - Done when: it fires\n    in a test\n  - Priority: 1"
    )
    assert one == Recommendation(
        text="Add an alert",
        kind="configuration",
        effect="detect",
        control="Queue alert",
        owner="@ann",
        ticket="OPS-12",
        due="2021-05-01",
        done_when="it fires in a test",
        priority="1",
    )


def test_every_column_of_a_table_is_read_and_those_unknown_are_kept() -> None:
    (one,) = recommendations(
        "| Item | Type | Owner | Bug | Due date | Priority | Status | Cost |\n|--|--|--|--|--|--|--|--|\n"
        "| Add an alert | detect | Ann | [12](https://b.example/12) | 2021-05-01 | P1 | Done | 3 days |"
    )
    assert one == Recommendation(
        text="Add an alert (Cost: 3 days)",
        effect="detect",
        owner="Ann",
        ticket="https://b.example/12",
        due="2021-05-01",
        priority="P1",
        done=True,
    )


def test_a_placeholder_says_nothing() -> None:
    (one,) = recommendations("- Add an alert\n  - Owner: <!-- who sees it through? -->\n  - Due: TBD\n  - Ticket: ?")
    assert (one.owner, one.due, one.ticket) == ("", "", "")


def test_the_heading_above_tells_the_group_and_with_it_the_kind() -> None:
    (one,) = recommendations("### Process improvements\n\n- Add a step")
    assert (one.group, one.kind) == ("Process improvements", "process")


def test_what_stands_beside_a_list_is_a_note() -> None:
    found = read("## Action items\n\nWe agreed on these.\n\n- Add an alert\n").writeup
    assert [note.text for note in found.recommendation_notes] == ["We agreed on these."]
    assert [one.place.line for one in found.recommendations] == [5]


def test_code_below_a_recommendation_is_no_field() -> None:
    (one,) = recommendations("- Add an alert\n\n  ```\n  Owner: nobody\n  ```")
    assert one.owner == "" and "Owner: nobody" in one.text


@pytest.mark.parametrize(
    ("before", "owner"),
    [
        ("The development team will conduct the following actions:", "development team"),
        ("Platform team will do the following:", "Platform team"),
        ("On Monday we discussed with the ops team what is the following:", "ops team"),
        ("We will do the following:", ""),
    ],
)
def test_the_sentence_before_a_list_may_say_who_does_all_of_it(before: str, owner: str) -> None:
    assert [one.owner for one in recommendations(f"{before}\n\n- Add an alert\n- Drop the cache")] == [owner, owner]


def test_a_sentence_behind_the_list_makes_nobody_its_owner() -> None:
    text = "## Action items\n\n- Set a limit of 200\n\nThe ops team will do the following:\n"
    assert [one.owner for one in read(text).writeup.recommendations] == [""]


@pytest.mark.parametrize("text", ["</ul>", "{: .table }", "<br>", "$$"])
def test_a_tag_or_a_mark_of_the_page_is_no_recommendation(text: str) -> None:
    assert read(f"## Action items\n\n{text}\n").writeup.recommendations == ()


def test_a_status_says_what_shows_it_and_why_it_was_given_up() -> None:
    rows = "| Set a limit | Landed in #12 |\n| Rehearse it | Not filed, risk accepted |\n"
    limit, rehearsal = read(f"## Action items\n\n| Action | Status |\n|---|---|\n{rows}").writeup.recommendations
    assert (limit.done, limit.ticket) == (True, "#12")
    assert (rehearsal.done, rehearsal.text) == (True, "Rehearse it (Not filed, risk accepted)")
