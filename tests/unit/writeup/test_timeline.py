"""Timelines are read in whatever layout, with dates and zones wherever they are written."""

from datetime import UTC, datetime

import pytest

from preceptor.model.writeup import Timeline, TimelineEntry
from preceptor.writeup.reading import read


def timeline(body: str, *, title: str = "Outage") -> Timeline:
    (found,) = read(f"# {title}\n\n## Timeline\n\n{body}\n").writeup.timelines
    return found


def moments(found: Timeline) -> list[str]:
    return [f"{entry.local:%m-%d %H:%M}" if entry.local else "" for entry in found.entries]


LAYOUTS = {
    "table": "| Time | Event |\n|---|---|\n| 2021-06-22 08:21 | Deploy |\n| 2021-06-22 08:29 | Alert |",
    "table without rims": "Time | Event\n---|---\n2021-06-22 08:21 | Deploy\n2021-06-22 08:29 | Alert",
    "date and time in two columns": (
        "| Date | Time | What |\n|--|--|--|\n| 2021-06-22 | 08:21 | Deploy |\n| | 08:29 | Alert |"
    ),
    "time behind the event": (
        "| Event | Time |\n|---|---|\n| Deploy | 2021-06-22 08:21 |\n| Alert | 2021-06-22 08:29 |"
    ),
    "bullets": "- 2021-06-22 08:21 Deploy\n- 2021-06-22 08:29 Alert",
    "bullets with dashes": "* 2021-06-22 08:21 - Deploy\n* 08:29 – Alert",
    "bullets in bold": "- **2021-06-22 08:21** Deploy\n- **08:29**: Alert",
    "bullets in brackets": "- [2021-06-22 08:21] Deploy\n- [08:29] Alert",
    "numbers": "1. 22 June 2021, 08:21: Deploy\n2. 08:29: Alert",
    "bullets under a day": "### 2021-06-22\n\n- 08:21 Deploy\n- 08:29 Alert",
    "bullets under a day in bold": "**Tuesday, 22 June 2021**\n\n- 08:21 Deploy\n- 08:29 Alert",
    "bullets inside a day": "- 2021-06-22\n  - 08:21 Deploy\n  - 08:29 Alert",
    "headings": "### 2021-06-22 08:21\n\nDeploy\n\n### 08:29\n\nAlert",
    "headings with words": "### 2021-06-22 08:21 - Deploy\n\n### 08:29 - Alert",
    "headings under a day": "### June 22nd, 2021\n\n#### 08:21\n\nDeploy\n\n#### 08:29\n\nAlert",
    "paragraphs": "2021-06-22 08:21: Deploy\n\n08:29: Alert",
    "lines of one paragraph": "2021-06-22 08:21 Deploy\n08:29 Alert",
    "twelve hours": "- June 22, 2021 8:21 AM - Deploy\n- 8:29am - Alert",
    "dots": "- 22.06.2021 08.21 - Deploy\n- 08.29 - Alert",
    "the letter h": "- 22/06/2021 08h21 Deploy\n- 08h29 Alert",
    "a table without a head": "| 2021-06-22 08:21 | Deploy\n| 08:29 | Alert",
    "pictures before the time": "- 🔴 2021-06-22 08:21 Deploy\n- 🟢 **08:29** Alert",
    "dashes for bullets": "– 2021-06-22 08:21 Deploy\n– 08:29 Alert",
    "days counted": "- D+0 2021-06-22 08:21: Deploy\n- D+0, 08:29: Alert",
    "as machines write": "- 2021-06-22T08:21:00 Deploy\n- 2021-06-22T08:29:00 Alert",
}


@pytest.mark.parametrize("body", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_entries_are_found_in_every_layout(body: str) -> None:
    found = timeline(body)
    assert moments(found) == ["06-22 08:21", "06-22 08:29"]
    assert [entry.text for entry in found.entries] == ["Deploy", "Alert"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("- 2021-06-22 08:21 x\n- 2021-06-22 08:22 y", ["entry", "entry"]),
        ("- 2021-06-22 08:21 x\n- 08:22 y", ["entry", "day"]),
        ("**2021-06-22**\n\n- 08:21 x\n- 08:22 y", ["day", "day"]),
        ("### 2021-06-22\n\n- 08:21 x\n- 08:22 y", ["heading", "heading"]),
        ("- 08:21 x\n- 08:22 y", [None, None]),
    ],
)
def test_it_is_known_where_a_date_is_told(body: str, told: list[str | None]) -> None:
    assert [entry.date_told for entry in timeline(body).entries] == told


def test_a_date_that_only_the_title_has_is_used() -> None:
    found = timeline("- 23:50 x\n- 00:10 y", title="2021-06-22, outage")
    assert moments(found) == ["06-22 23:50", "06-23 00:10"]
    assert {entry.date_told for entry in found.entries} == {"title"}


def test_a_clock_that_goes_back_a_little_is_out_of_order_and_not_the_next_day() -> None:
    assert moments(timeline("- 2021-06-22 14:49 x\n- 14:43 y")) == ["06-22 14:49", "06-22 14:43"]


@pytest.mark.parametrize(
    ("body", "zone", "told"),
    [
        ("All times in CET.\n\n- 2021-01-22 08:21 x", "CET", "sentence"),
        ("*(All times are UTC)*\n\n- 2021-01-22 08:21 x", "UTC", "sentence"),
        ("| Time (UTC) | Event |\n|--|--|\n| 2021-01-22 08:21 | x |", "UTC", "column"),
        ("| UTC | Event |\n|--|--|\n| 2021-01-22 08:21 | x |", "UTC", "column"),
        ("Times: Europe/Berlin\n\n- 2021-01-22 08:21 x", "Europe/Berlin", "sentence"),
    ],
)
def test_a_zone_for_all_is_found_wherever_it_is_written(body: str, zone: str, told: str) -> None:
    found = timeline(body)
    assert found.zone is not None
    assert (found.zone.text, found.zone.told) == (zone, told)
    assert found.notes == ()
    assert found.entries[0].at is not None


@pytest.mark.parametrize(
    "sentence",
    [
        "Alle Zeiten in UTC.",
        "Alle Zeitangaben sind in UTC.",
        "Toutes les heures sont en UTC.",
        "Todas las horas en UTC",
        "Alle tijden in UTC",
        "Tutti gli orari in UTC",
        "时间均为 UTC",
        "時刻はすべてUTC",
    ],
)
def test_a_zone_is_found_in_a_sentence_of_another_language(sentence: str) -> None:
    found = timeline(f"{sentence}\n\n- 2021-01-22 08:21 x")
    assert found.zone is not None and found.zone.text == "UTC"
    assert [one.text for one in found.notes] == [sentence]


@pytest.mark.parametrize(
    "body",
    [
        "- 22/6 08:21 Deploy\n- 22.6. 08:29 Alert",
        "| When | What |\n|--|--|\n| 22/6 08.21 | Deploy |\n| 22/6 08.29 | Alert |",
    ],
)
def test_a_day_and_a_month_are_of_the_year_of_the_document(body: str) -> None:
    (found,) = read(f"# Outage of 22 June 2021\n\n## Timeline\n\n{body}\n").writeup.timelines
    assert moments(found) == ["06-22 08:21", "06-22 08:29"]


def test_a_column_of_times_may_have_days_and_months_alone() -> None:
    rows = "| 31/8 | Move |\n| 31/8 - 22/9 | Disks fill |\n| 22/9 07:55 | Full |\n"
    (found,) = read(f"# Full on 2021-09-22\n\n## Timeline\n\n| When | What |\n|--|--|\n{rows}").writeup.timelines
    assert [f"{one.local:%m-%d %H:%M}" for one in found.entries] == ["08-31 00:00", "08-31 00:00", "09-22 07:55"]
    assert [f"{one.until:%m-%d}" for one in found.entries if one.until] == ["09-22"]


def test_of_two_readings_of_a_day_the_one_near_the_date_of_the_document_is_taken() -> None:
    for title, expected in (("2 March 2026", "03-02 10:14"), ("February 3, 2026", "02-03 10:14")):
        (found,) = read(f"# Full on {title}\n\n## Timeline\n\n- 2/3 10:14 Full\n").writeup.timelines
        assert moments(found) == [expected]


def test_a_share_is_no_day() -> None:
    found = timeline("| Step | Hosts |\n|--|--|\n| Restart | 2/3 |\n| Restart | 3/3 |")
    assert found.entries == ()


def test_a_zone_in_the_heading_of_the_section_holds_for_all() -> None:
    (found,) = read("## Timeline (all times UTC)\n\n- 2021-01-22 08:21 x\n").writeup.timelines
    assert found.zone is not None and (found.zone.text, found.zone.told) == ("UTC", "heading")


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2021-06-22 08:21 UTC", datetime(2021, 6, 22, 8, 21, tzinfo=UTC)),
        ("2021-06-22 08:21 (CEST)", datetime(2021, 6, 22, 6, 21, tzinfo=UTC)),
        ("2021-06-22 08:21 +02:00", datetime(2021, 6, 22, 6, 21, tzinfo=UTC)),
        ("2021-06-22T08:21:00Z", datetime(2021, 6, 22, 8, 21, tzinfo=UTC)),
        ("2021-06-22T08:21:00-07:00", datetime(2021, 6, 22, 15, 21, tzinfo=UTC)),
        ("2021-06-22 8:21 PM PDT", datetime(2021, 6, 23, 3, 21, tzinfo=UTC)),
        ("2021-06-22 08:21 US/Eastern", datetime(2021, 6, 22, 12, 21, tzinfo=UTC)),
        ("2021-06-22 08:21 IST", None),
    ],
)
def test_a_zone_of_its_own_makes_an_entry_a_moment(written: str, at: datetime | None) -> None:
    (entry,) = timeline(f"- {written} - x").entries
    assert entry.at == at
    assert entry.zone is not None and entry.zone.told == "entry"
    assert entry.zone.ambiguous == (at is None)
    assert entry.text == "x"


@pytest.mark.parametrize(
    ("written", "until"),
    [
        ("10:00-10:15", "22 10:15"),
        ("10:00 – 10:15 UTC", "22 10:15"),
        ("23:50 to 00:10", "23 00:10"),
        ("from 10:00 until 10:15", "22 10:15"),
    ],
)
def test_a_range_has_an_end(written: str, until: str) -> None:
    (entry,) = timeline(f"- {written}: x", title="2021-06-22").entries
    assert entry.until is not None and f"{entry.until:%d %H:%M}" == until
    assert entry.text == "x"


@pytest.mark.parametrize("written", ["~10:00", "ca. 10:00", "around 10:00", "10:00 (approx.)", "approximately 10:00"])
def test_an_approximate_time_is_read_and_is_called_so(written: str) -> None:
    (entry,) = timeline(f"- {written} x", title="2021-06-22").entries
    assert entry.approximate
    assert entry.local is not None and entry.local.isoformat() == "2021-06-22T10:00:00"


@pytest.mark.parametrize(
    ("written", "resolution"),
    [
        ("10:00:15", "seconds"),
        ("10:00", "minutes"),
        ("10am", "hours"),
        ("2021-06-22", "day"),
        ("2021-05-?? HH:mm", None),
    ],
)
def test_how_exactly_a_time_is_given_is_known(written: str, resolution: str | None) -> None:
    (entry,) = timeline(f"- {written}: x", title="2021-06-22").entries
    assert entry.resolution == resolution
    assert entry.text == "x"


def test_a_row_or_point_without_a_time_is_an_entry_without_one() -> None:
    found = timeline("| Time | Event |\n|--|--|\n| 2021-06-22 10:00 | x |\n| | y |\n| later | z |")
    assert [(entry.when, entry.text) for entry in found.entries] == [
        ("2021-06-22 10:00", "x"),
        ("", "y"),
        ("", "later — z"),
    ]
    found = timeline("- It began\n- It ended")
    assert [entry.text for entry in found.entries] == ["It began", "It ended"]


@pytest.mark.parametrize(
    "words", ["503 errors rose", "1.14 upgrade began", "7 nodes left", "May we ask", "5-10 users noticed"]
)
def test_a_number_at_the_beginning_is_no_time(words: str) -> None:
    (entry, _) = timeline(f"- {words}\n- 2021-06-22 10:00 x").entries
    assert entry.when == "" and entry.text == words


def test_references_are_the_addresses_of_an_entry() -> None:
    (entry,) = timeline(
        "- [2021-06-22 10:00](https://a.example) [PR](https://b.example) and https://c.example."
    ).entries
    assert entry.text == "[PR](https://b.example) and https://c.example. <https://a.example>"
    assert entry.references == ("https://a.example", "https://b.example", "https://c.example")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("10:20 It fails ![](x.png)", "It fails ![](x.png)"),
        ("10:20 ![](x.png)", "![](x.png)"),
        ("10:20\n![](x.png)", "![](x.png)"),
        ("- 10:20 ![](x.png)", "![](x.png)"),
        ("- 10:20\n![](x.png)", "![](x.png)"),
    ],
)
def test_a_picture_that_is_called_nothing_is_kept_and_can_be_followed(body: str, text: str) -> None:
    (entry,) = timeline(body).entries
    assert (entry.text, entry.references) == (text, ("x.png",))


def test_an_entry_keeps_what_stands_below_it() -> None:
    (first, second) = timeline("- 2021-06-22 10:00 x\n\n  ```\n  a log\n  ```\n- 10:05 y\n  - detail").entries
    assert first.text == "x\n\n```\na log\n```"
    assert second.text == "y\n- detail"


def test_several_timelines_are_kept_apart() -> None:
    found = read(
        "# T\n\n## Timeline\n\n### Ours (UTC)\n\n- 2021-06-22 10:00 x\n\n### Theirs (CET)\n\n- 2021-06-22 11:00 y\n"
        "\n## Timeline of the recovery\n\n- 2021-06-23 10:00 z\n"
    ).writeup.timelines
    told = [
        (one.title, one.zone and one.zone.text, [entry.text for entry in one.entries]) for one in found if one.entries
    ]
    assert told == [
        ("Ours (UTC)", "UTC", ["x"]),
        ("Theirs (CET)", "CET", ["y"]),
        ("Timeline of the recovery", None, ["z"]),
    ]


def test_places_are_those_of_the_entry() -> None:
    entries: list[TimelineEntry] = []
    for body in (
        "| Time | Event |\n|--|--|\n|  2021-06-22 10:00 | x |",
        "\n\n- 2021-06-22 10:00 x",
        "\n\n### 2021-06-22 10:00",
    ):
        entries.extend(timeline(body).entries)
    assert [(entry.place.line, entry.place.column) for entry in entries] == [(7, 4), (7, 3), (7, 5)]


def test_a_date_behind_a_range_and_a_colon_is_what_happened() -> None:
    (entry,) = timeline("- 2021-03-04 10:00–10:15: 2021-03-03 was restored").entries
    assert entry.text == "2021-03-03 was restored"
    assert f"{entry.until:%m-%d %H:%M}" == "03-04 10:15"


def test_what_stands_before_the_first_of_several_times_in_a_paragraph_is_a_note() -> None:
    found = read("# x\n\n## Timeline\n\nHow **it** went:\n2026-03-02 10:14 a\n10:20 b\n").writeup.timelines[0]
    assert [one.text for one in found.notes] == ["How **it** went:"]
    assert [(one.when, one.text) for one in found.entries] == [("2026-03-02 10:14", "a"), ("10:20", "b")]


def test_one_time_behind_the_first_line_of_a_paragraph_makes_no_entry() -> None:
    (found,) = read("# x\n\n## Timeline\n\nIt was late,\n10:14 a\n").writeup.timelines
    assert not found.entries


def test_an_entry_may_begin_in_the_last_line_of_a_paragraph_that_says_nothing_before() -> None:
    found = read("## Timeline\n\x85\n2026-03-02 10:20 UTC it is slow\n")
    assert [one.when for one in found.writeup.timelines[0].entries] == ["2026-03-02 10:20 UTC"]


def test_points_without_a_time_below_a_line_with_their_day_are_entries_of_that_day() -> None:
    found = timeline("**22 June 2021**\n\n- 08:21: Deploy\n\n**23 June 2021**\n\n- Queue drained\n- Keys changed")
    assert [(entry.text, str(entry.local), entry.clock is None) for entry in found.entries] == [
        ("Deploy", "2021-06-22 08:21:00", False),
        ("Queue drained", "2021-06-23 00:00:00", True),
        ("Keys changed", "2021-06-23 00:00:00", True),
    ]


def test_a_timeline_that_stands_further_in_than_the_rest_is_read() -> None:
    lines = [
        "22 June 2021 08:21 Deploy",
        "                   of the gateway",
        "22 June 2021 08:29 Alert",
        "23 June 2021       Fixed",
        "23 June 2021 09:02 Closed",
    ]
    found = timeline("Each time is in UTC.\n\n" + "\n".join(f"    {line}" for line in lines))
    assert [entry.text for entry in found.entries] == ["Deploy\nof the gateway", "Alert", "Fixed", "Closed"]


def test_a_list_that_is_further_in_than_markdown_takes_for_one_is_read() -> None:
    found = timeline("    - 22 June 2021 2pm ada asks\n    - 2:08pm ben answers\n    - 2:30pm all is well")
    assert [entry.text for entry in found.entries] == ["ada asks", "ben answers", "all is well"]


def test_headings_with_times_below_a_day_are_a_timeline_of_their_own() -> None:
    text = (
        "# Outage\n\n## 22 June 2021 (UTC)\n\n### 08:21 — deploy\n\nA\n\n### 08:29 — alert\n\nB\n\n"
        "### 08:40 — fixed\n\nC\n\n## Source\n\nD\n"
    )
    (found,) = read(text).writeup.timelines
    assert moments(found) == ["06-22 08:21", "06-22 08:29", "06-22 08:40"]


def test_a_label_may_have_the_time_in_brackets() -> None:
    found = timeline("- **Start (2021-06-22 08:21)**: Deploy\n- Alert 2 (08:29) – it fires")
    assert moments(found) == ["06-22 08:21", "06-22 08:29"]
    assert [entry.text for entry in found.entries] == [
        "**Start (2021-06-22 08:21)**: Deploy",
        "Alert 2 (08:29) – it fires",
    ]


@pytest.mark.parametrize(
    "body",
    [
        "> 2021-06-22 08:21 Deploy\n>\n> 08:29 Alert\n>\n> 08:40 Fixed",
        "> - 2021-06-22 08:21 Deploy\n> - 08:29 Alert\n> - 08:40 Fixed",
        "2021-06-22 0821  Deploy\n0829  Alert\n0840  Fixed",
        "3.1 22/06/2021 08:21 Deploy\n3.2 22/06/2021 08:29 Alert\n3.3. 08:40 Fixed",
    ],
)
def test_times_may_be_quoted_in_columns_or_behind_the_numbers_of_an_outline(body: str) -> None:
    found = timeline(body)
    assert moments(found) == ["06-22 08:21", "06-22 08:29", "06-22 08:40"]
    assert [entry.text for entry in found.entries] == ["Deploy", "Alert", "Fixed"]


def test_a_quote_beside_entries_is_what_somebody_said() -> None:
    found = timeline("- 2021-06-22 08:21 Deploy\n\n> 08:29 I saw it\n>\n> 08:30 me too\n>\n> 08:31 and me")
    assert moments(found) == ["06-22 08:21"]


def test_sections_that_begin_with_times_are_a_timeline() -> None:
    told = "## 8:21 AM — deploy\n\nA\n\n## 8:29 AM — alert\n\n## 8:40 AM — fixed\n\n"
    (found,) = read(f"# Doors of 22 June 2021\n\n{told}## Why\n\nB\n").writeup.timelines
    assert moments(found) == ["06-22 08:21", "06-22 08:29", "06-22 08:40"]


def test_the_days_of_the_week_go_on_from_the_date_of_the_document() -> None:
    days = "- Sunday 08:21 Deploy\n- Monday 21:00 Alert\n- Tuesday 08:40 Look\n- Sunday 09:00 Fixed\n- 09:10 Told"
    (found,) = read(f"# Outage, report of 22 June 2021\n\n## Timeline\n\n{days}\n").writeup.timelines
    assert moments(found) == ["06-20 08:21", "06-21 21:00", "06-22 08:40", "06-27 09:00", "06-27 09:10"]


def test_a_heading_may_say_when_without_a_time() -> None:
    found = timeline("### 2021-06-22 08:21\n\nDeploy\n\n### Later that day\n\nA talk")
    assert [(one.clock is None, one.text) for one in found.entries] == [
        (False, "Deploy"),
        (True, "Later that day\n\nA talk"),
    ]


def test_lines_that_begin_with_times_are_a_timeline_whatever_their_section_is_called() -> None:
    text = "# Outage\n\n## What went on\n\nAll times in UTC.\n\n08:21 deploy\n08:29 alert\n08:40 fixed\n"
    (found,) = read(text).writeup.timelines
    assert [entry.text for entry in found.entries] == ["deploy", "alert", "fixed"]


def test_lines_of_which_some_begin_with_times_are_a_paragraph_that_was_wrapped() -> None:
    text = (
        "# Outage\n\n## What went on\n\nIt was\n08:21 when it\nbegan, and at\n08:29 the alert\n08:40 came\n08:41 ok\n"
    )
    assert read(text).writeup.timelines == ()


def test_a_page_of_the_state_of_a_service_is_a_timeline_that_is_dated_from_its_end() -> None:
    times = [
        "2023-07-13 01:13 UTC",
        "21:57 UTC",
        "2023-07-12 14:30 UTC",
        "20:50 UTC",
        "12:00 UTC",
        "2023-07-11 09:15 UTC",
    ]
    (found,) = read("\n\n---\n\n".join(f"{time}\n\nWe look into it." for time in times)).writeup.timelines
    assert moments(found) == [
        "07-13 01:13",
        "07-12 21:57",
        "07-12 14:30",
        "07-11 20:50",
        "07-11 12:00",
        "07-11 09:15",
    ]
    assert {entry.text for entry in found.entries} == {"We look into it."}
