"""One thing is changed in a write-up in which there was nothing to find: it is found, there and nowhere else."""

import re
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.support import linting
from tests.support.clean_write_ups import LAYOUTS, WriteUp, clean

write_ups = st.sampled_from(sorted(LAYOUTS)).map(clean)
#: Those whose entries have each their date.
dated = st.sampled_from(["table", "bullets"]).map(clean)

Places = set[tuple[str, int]]


def found_in(write_up: WriteUp) -> Places:
    """The codes, and the lines on which they are found."""
    return {(finding.code, finding.line) for finding in linting.found_in(write_up.text)}


def shifted(write_up: WriteUp, number: int, hours: int) -> str:
    """The time of an entry, some hours later, in the way in which the write-up gives times."""
    line = write_up.line(number)
    match = re.search(r"(\d{1,2}:\d\d)( [ap]m)?", line)
    assert match is not None
    twelve = match[2] is not None
    time = datetime.strptime(match[0], "%I:%M %p" if twelve else "%H:%M") + timedelta(hours=hours)  # noqa: DTZ007
    return time.strftime("%I:%M %p").lower().lstrip("0") if twelve else time.strftime("%H:%M")


def at_other_time(write_up: WriteUp, number: int, time: str) -> WriteUp:
    """The write-up with another time for an entry."""
    return write_up.with_line(number, re.sub(r"\d{1,2}:\d\d( [ap]m)?", time, write_up.line(number), count=1))


@given(write_ups)
def test_a_clean_write_up_has_no_findings(write_up: WriteUp) -> None:
    assert found_in(write_up) == set()


@given(write_ups, st.data())
def test_two_entries_in_each_others_place_are_out_of_order_at_the_second(
    write_up: WriteUp, data: st.DataObject
) -> None:
    entries = write_up.entries[1:]  # the first may be the one that tells the date
    index = data.draw(st.integers(0, len(entries) - 2))
    (begin, end), (second, last) = write_up.span(entries[index]), write_up.span(entries[index + 1])
    lines = write_up.lines
    swapped = write_up.with_lines(
        begin, last, [*lines[second - 1 : last - 1], *lines[end - 1 : second - 1], *lines[begin - 1 : end - 1]]
    )
    assert found_in(swapped) == {("T103", swapped.entries[index + 2])}


@given(write_ups)
def test_without_its_zone_a_timeline_has_none_at_its_first_entry(write_up: WriteUp) -> None:
    line = write_up.line(write_up.zone_line)
    bare = re.sub(rf"(, )?[Aa]ll times in {write_up.layout.zone}\.|\(UTC\)", "", line)
    changed = write_up.with_line(write_up.zone_line, bare)
    assert found_in(changed) == {("T101", changed.entries[0])}


@given(write_ups, st.data())
def test_an_entry_by_another_clock_is_told_even_where_the_moment_is_the_same(
    write_up: WriteUp, data: st.DataObject
) -> None:
    number = data.draw(st.sampled_from(write_up.entries[1:]))
    zone, ahead = write_up.layout.other
    changed = at_other_time(write_up, number, f"{shifted(write_up, number, ahead)} {zone}")
    assert found_in(changed) == {("T102", number)}


@given(write_ups, st.sampled_from(["IST", "CST", "BST"]))
def test_a_zone_that_is_several_is_told_where_it_stands(write_up: WriteUp, zone: str) -> None:
    number = write_up.zone_line
    assert found_in(write_up.changed(number, write_up.layout.zone, zone)) == {("T109", number)}


@given(write_ups, st.data())
def test_a_time_without_its_minutes_is_told(write_up: WriteUp, data: st.DataObject) -> None:
    number = data.draw(st.just(write_up.entries[-1]))  # nothing that lasted ended there
    changed = write_up.with_line(number, re.sub(r"(\d{1,2}):\d\d", r"\1:??", write_up.line(number), count=1))
    assert found_in(changed) == {("T104", number)}


@given(write_ups, st.data(), st.sampled_from(["ca. ", "~", "approx. "]))
def test_an_approximate_time_is_told(write_up: WriteUp, data: st.DataObject, about: str) -> None:
    number = data.draw(st.sampled_from(write_up.entries))
    changed = write_up.with_line(number, re.sub(r"(\d{1,2}:\d\d)", rf"{about}\1", write_up.line(number), count=1))
    assert found_in(changed) == {("T104", number)}


@given(dated, st.data())
def test_a_date_that_slipped_to_the_day_before_is_out_of_order(write_up: WriteUp, data: st.DataObject) -> None:
    index = data.draw(st.integers(2, 4))
    number = write_up.entries[index]
    date = write_up.line(number)[2:12]
    changed = write_up.changed(number, date, str(datetime.fromisoformat(date).date() - timedelta(days=1)))
    assert found_in(changed) == {("T103", number)}


@given(dated, st.data())
def test_a_date_that_slipped_to_the_day_after_is_a_silence_and_then_out_of_order(
    write_up: WriteUp, data: st.DataObject
) -> None:
    index = data.draw(st.integers(2, 4))
    number = write_up.entries[index]
    date = write_up.line(number)[2:12]
    changed = write_up.changed(number, date, str(datetime.fromisoformat(date).date() + timedelta(days=1)))
    assert found_in(changed) == {("T107", number), ("T103", write_up.entries[index + 1])}


@given(write_ups)
def test_a_date_that_slipped_in_the_title_is_told_at_the_title(write_up: WriteUp) -> None:
    changed = write_up.with_line(1, re.sub(r"\b20(\d\d)\b", lambda year: f"20{int(year[1]) - 1}", write_up.line(1)))
    assert found_in(changed) == {("T110", 1)}


@given(st.sampled_from(["headings", "paragraphs"]).map(clean))
def test_a_date_that_only_the_title_has_is_told_at_the_first_entry(write_up: WriteUp) -> None:
    place = write_up.entries[0] if "headings" in write_up.layout.sections["timeline"] else None
    number = place or next(
        number
        for number in (write_up.entries[0], write_up.zone_line)
        if re.search(r"2026-07-21 |9 September 2026, ", write_up.line(number))
    )
    changed = write_up.with_line(number, re.sub(r"2026-07-21 |9 September 2026, ", "", write_up.line(number)))
    assert found_in(changed) == {("T105", changed.entries[0])}


@given(write_ups, st.data())
def test_an_entry_that_nobody_can_look_up_is_told(write_up: WriteUp, data: st.DataObject) -> None:
    number = data.draw(st.sampled_from(write_up.entries))
    match = write_up.entry(number)
    assert match is not None
    bare = write_up.line(number).replace(match["text"], "Somebody looks at the graphs")
    begin, end = write_up.span(number)
    below = [] if end == begin + 1 else ["", "They look for a while."]
    changed = write_up.with_lines(begin, end, [bare, *below])
    assert found_in(changed) == {("T106", number)}


@given(write_ups)
def test_three_hours_more_before_the_last_entry_are_a_silence(write_up: WriteUp) -> None:
    number = write_up.entries[-1]
    assert found_in(at_other_time(write_up, number, shifted(write_up, number, 3))) == {("T107", number)}


@given(write_ups)
def test_a_duration_that_the_timeline_does_not_give_is_told_where_it_stands(write_up: WriteUp) -> None:
    number = len(write_up.lines) + 1
    changed = write_up.with_lines(number, number, ["", "## Statistics", "", "- Time to recovery: 999 minutes"])
    assert found_in(changed) == {("T108", number + 3)}


@given(write_ups, st.data())
def test_a_section_that_is_dropped_is_missed_by_its_name(write_up: WriteUp, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(write_up.layout.sections)))
    findings = linting.found_in(write_up.with_lines(*write_up.section(kind), []).text)
    assert [(one.code, one.line, kind in one.message.lower()) for one in findings] == [("S201", 1, True)]


@given(write_ups, st.data())
def test_a_section_that_is_emptied_is_told_at_its_heading(write_up: WriteUp, data: st.DataObject) -> None:
    begin, end = write_up.section(data.draw(st.sampled_from(sorted(write_up.layout.sections))))
    assert found_in(write_up.with_lines(begin + 1, end, [""])) == {("S204", begin)}


@given(write_ups)
def test_a_summary_behind_the_timeline_is_out_of_order(write_up: WriteUp) -> None:
    (begin, end), (_, last) = write_up.section("summary"), write_up.section("timeline")
    changed = write_up.with_lines(
        begin, last, [*write_up.lines[end - 1 : last - 1], *write_up.lines[begin - 1 : end - 1]]
    )
    assert found_in(changed) == {("S202", changed.section("summary")[0])}


@given(write_ups)
def test_a_summary_of_two_paragraphs_is_told_at_its_heading(write_up: WriteUp) -> None:
    begin, end = write_up.section("summary")
    assert found_in(write_up.with_lines(end, end, ["The rest is told below.", ""])) == {("S203", begin)}


@given(
    write_ups,
    st.sampled_from(
        [
            ("B301", "The second check should have been run"),
            ("B301", "A larger lease would have prevented the delay"),
            ("B302", "Human error led to the wrong value"),
            ("B302", "The engineer on call forgot the second step"),
            ("B303", "Maria Lund deleted the wrong file"),
            ("B304", "The review was careless"),
            ("B304", "Obviously nobody had looked at the graph"),
            ("B305", "The root cause was a full disk"),
            ("B306", "Why didn't the team ask for help?"),
        ]
    ),
)
def test_a_sentence_that_blames_is_told_where_it_stands(write_up: WriteUp, sentence: tuple[str, str]) -> None:
    code, words = sentence
    begin, _ = write_up.section("what could be better")
    assert found_in(write_up.with_lines(begin + 2, begin + 2, [f"- {words}"])) == {(code, begin + 2)}


@given(write_ups, st.data())
def test_a_vague_recommendation_is_told(write_up: WriteUp, data: st.DataObject) -> None:
    number = data.draw(st.sampled_from(write_up.recommendations))
    match = write_up.layout.recommendation.match(write_up.line(number))
    assert match is not None
    assert found_in(write_up.changed(number, match["text"], f"Look into how to {match['text'].lower()}")) == {
        ("R403", number)
    }


#: What a recommendation lacks, and how it stands in each layout.
PARTS = {
    "R401": r"\[?[A-Z]+-\d+\]?(\(\S+?\))?",
    "R402": r"@\w+",
    "R404": r"(?<=done when: ).+?(?=, control)|(?<=Done when: ).+|(?<=\d\d \| )[^|]+(?= \|)",
    "R405": r"\d{4}-\d\d-\d\d",
    "R406": r"(?<=control: )[^)\n]+|(?<=Control: ).+|(?<= \| )[^|]+(?= \|$)",
}


@given(write_ups, st.data(), st.sampled_from(sorted(PARTS)))
def test_what_a_recommendation_lacks_is_told(write_up: WriteUp, data: st.DataObject, code: str) -> None:
    number = data.draw(st.sampled_from(write_up.recommendations))
    match = write_up.layout.recommendation.match(write_up.line(number))
    assert match is not None
    plain = write_up.changed(number, match["text"], "Replace the coffee grinder")
    begin, end = plain.span(number)
    lines = re.sub(PARTS[code], "", "\n".join(plain.lines[begin - 1 : end - 1]), count=1, flags=re.MULTILINE)
    assert found_in(plain.with_lines(begin, end, lines.split("\n"))) == {(code, number)}


@given(write_ups)
def test_an_analysis_that_stops_at_the_controls_is_told_at_their_heading(write_up: WriteUp) -> None:
    begin, end = write_up.find(write_up.layout.systemic), write_up.find(write_up.layout.missing)
    assert found_in(write_up.with_lines(begin, end, [])) == {("A503", write_up.find(write_up.layout.controls))}


@given(write_ups)
def test_an_analysis_that_asks_for_no_missing_control_is_told_at_the_heading_of_the_controls(
    write_up: WriteUp,
) -> None:
    begin, end = write_up.find(write_up.layout.missing), write_up.section("analysis")[1]
    assert found_in(write_up.with_lines(begin, end, [])) == {("A504", write_up.find(write_up.layout.controls))}
