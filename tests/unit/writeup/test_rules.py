"""Cases of the rules that neither their pages nor the corpus of lines shows."""

import pytest
from tests.support.linting import found_in


def lines(code: str, text: str) -> list[int]:
    return [one.line for one in found_in(text) if one.code == code]


def a_timeline(*entries: str) -> str:
    return "## Timeline\n\nAll times in UTC.\n\n" + "\n".join(f"- {entry}" for entry in entries) + "\n"


def test_times_without_any_date_go_back_a_little_or_past_midnight() -> None:
    assert lines("T103", a_timeline("10:40 a", "10:30 b", "23:50 c", "00:10 d")) == [6]


def test_dates_without_a_year_are_in_order_across_its_end() -> None:
    entries = ("31 December 23:00 a", "1 January 09:00 b", "2 January 08:00 c", "1 January 10:00 d")
    assert lines("T103", a_timeline(*entries)) == [8]


def test_a_timeline_may_begin_with_the_newest_entry() -> None:
    days = [f"2026-03-0{day} 10:00 {day} requests fail." for day in (7, 6, 5, 4, 2)]
    assert lines("T103", a_timeline(*days)) == []
    assert lines("T107", a_timeline(*days)) == [5, 6, 7, 8]
    assert lines("T103", a_timeline(*days[:3], "2026-03-09 10:00 a", *days[3:])) == [7]
    assert lines("T103", a_timeline(*days[:3])) == [6, 7]


def test_a_year_that_nobody_gives_is_missed_once() -> None:
    assert lines("T105", a_timeline("Oct 30 10:00 a", "Oct 30 11:00 b")) == [5]


def test_dates_in_numbers_may_be_in_order_as_their_writer_means_them() -> None:
    assert lines("T103", a_timeline("01-05-2024 10:00 a", "01-20-2024 10:00 b", "02-28-2024 10:00 c")) == []
    assert lines("T103", a_timeline("2024-01-20 10:00 a", "2024-01-05 10:00 b")) == [6]


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("Time to recovery: 44 minutes.", False),
        ("Time to recovery: 60 minutes.", True),
        ("The outage lasted 44 minutes.", False),
        ("The outage lasted about 45 minutes.", False),
        ("The outage lasted nine hours.", True),
        ("The outage lasted 2 to 3 hours.", False),
        ("A build takes 9 hours.", False),
        ("Checkout was down for two hours.", True),
        ("**Severity:** high\n**Duration:** ~2 hours\n**Status:** resolved", True),
        ("**Severity:** high\n**Duration:** ~45 minutes\n**Status:** resolved", False),
        ("Full outage window: 3 hours", True),
        ("**Duration:** 3 hours\n**Reviewed by:** [pending]", True),
        ("The outage lasted about 42 minutes.", False),
        ("The outage lasted about 40 minutes.", False),
        ("The outage lasted about 35 minutes.", True),
        ("| Measure | Value |\n|---|---|\n| **Duration of the outage** | 3 hours |", True),
        ("| Measure | Value |\n|---|---|\n| Duration of the outage | 44 minutes |", False),
        ("| Measure | Value | Duration |\n|---|---|---|\n| Build | 3 hours | 9 hours |", False),
        ("Duration: 44 minutes (10:00 → 10:44 UTC)", False),
        ("Duration: 44 minutes (10:00 → 10:54 UTC)", True),
        ("Duration: 44 minutes (2026-03-02 10:00 to 2026-03-02 10:44)", False),
        ("Writes were blocked for ~44 minutes (2026-03-02 → 2026-03-06).", True),
        ("Duration: 44 minutes (since 10:00)", False),
    ],
)
def test_durations_of_the_incident_are_compared_with_its_timeline(statement: str, found: bool) -> None:
    text = a_timeline("2026-03-02 10:00 Requests fail.", "2026-03-02 10:44 Requests are answered, all is back.")
    assert bool(lines("T108", f"{text}\n## Statistics\n\n{statement}\n")) is found


def test_a_duration_may_end_with_an_entry_that_has_no_time() -> None:
    text = a_timeline("2026-03-02 10:00 Requests fail.", "2026-03-02 10:44 A node is back.", "Next day: all is back.")
    assert lines("T108", f"{text}\n## Impact\n\nThe outage lasted 20 hours.\n") == []
    assert len(lines("T108", f"{text}\n## Impact\n\nThe outage lasted 20 minutes.\n")) == 1


def test_two_times_behind_a_duration_are_compared_with_it() -> None:
    text = a_timeline("2026-03-02 10:00 Requests fail.", "2026-03-05 11:00 All is back.")
    days = "The outage lasted 3 days (2 March – 5 March).\n\nThe outage lasted 3 days (3 – 5 March 2026).\n"
    wrong = "The outage lasted 3 days (2026-03-02 → 2026-03-06).\n"
    assert lines("T108", f"{text}\n## Impact\n\n{days}") == []
    assert len(lines("T108", f"{text}\n## Impact\n\n{wrong}")) == 1


def test_how_long_detection_took_is_not_judged_where_the_timeline_begins_with_it() -> None:
    text = a_timeline("2026-03-02 10:00 A user reports errors.", "2026-03-02 10:44 It is fixed.")
    assert lines("T108", f"{text}\n## Statistics\n\nTime to detection: 3 hours\n") == []


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Kim Larsen deleted the production table.", True),
        ("@kim pushed the wrong branch.", True),
        ("The wrong branch was pushed by @kim.", True),
        ("Maria accidentally restarted the database.", True),
        ("Xyla forgot the flag.", True),
        ("Kim Larsen found the fault and restarted the pods.", False),
        ("Maria deployed version 42.", False),
        ("Kafka dropped the wrong messages and caused an outage.", False),
        ("Velero failed to delete the volume.", False),
        ("The Payments team deployed the wrong version.", False),
        ("On Monday the job deleted the production table.", False),
        ("DB crashed and caused an outage.", False),
        ("`@kim` pushed the wrong branch.", False),
        ("mail kim@example.org deleted the production table.", False),
    ],
)
def test_people_are_told_from_products_and_failures_from_help(sentence: str, found: bool) -> None:
    assert bool(lines("B303", f"# T\n\n{sentence}\n")) is found


def test_initials_are_people_where_the_document_lists_them() -> None:
    text = "# T\n\nABC broke the build.\n\n## Attendees\n\n- ABC\n"
    assert lines("B303", text) == [3]
    assert lines("B303", text.replace("Attendees", "Systems")) == []


@pytest.mark.parametrize(
    ("recommendation", "found"),
    [
        ("Limits: set one of 200 connections", False),
        ("Limits: better ones", True),
        ("Investigate and fix the leak of connections", False),
        ("Investigate the leak of connections", True),
        ("We should set a limit", False),
        ("the: " * 5000, True),
    ],
)
def test_a_recommendation_may_begin_with_a_title_or_go_on_to_a_clear_verb(recommendation: str, found: bool) -> None:
    assert bool(lines("R403", f"## Action items\n\n- {recommendation}\n")) is found


def test_what_was_done_already_owes_nothing() -> None:
    text = "## Action items\n\n### Immediate actions taken\n\n- Limits raised\n\n### Planned\n\n- Set a limit\n"
    assert lines("R402", text) == [9]


def test_sections_within_others_are_in_order_among_themselves() -> None:
    text = "## Root causes\n\n### First\n\n**Timeline**\n\n- 2026-03-02 10:00 UTC a\n\n## Lessons learned\n\nSome.\n"
    assert lines("S202", text) == []


def test_a_finding_stands_at_the_time_of_an_entry_also_behind_its_words() -> None:
    text = "# x\n\n## Timeline\n\n- First detected 2026-03-02 10:14\n- Resolved 2026-02-02 10:44\n"
    (found,) = [one for one in found_in(text) if one.code == "T103"]
    assert (found.line, found.column, found.end_column) == (6, 12, 28)


def test_a_time_that_is_kept_in_another_form_is_not_underlined_beyond_its_end() -> None:
    text = "# x\n\n## Timeline\n\n| Time | Event |\n|---|---|\n| 0914 | 12 orders are lost. |\n"
    (found,) = [one for one in found_in(text) if one.code == "T101"]
    assert (found.line, found.column, found.end_column) == (7, 3, None)


def test_points_that_hold_no_words_are_no_summary() -> None:
    text = "- <div>x</div>\n\n1. <div>y</div>\n\n## Timeline\n\nx\n"
    assert lines("S203", text) == []
    assert lines(
        "S203", text.replace("<div>x</div>", "Orders were lost.").replace("<div>y</div>", "For an hour.")
    ) == [1]


@pytest.mark.parametrize(
    ("timeline", "found"),
    [
        ("| Time | Orders lost |\n|---|---|\n| 10:20 | 2 |", False),
        ("| Time | Event |\n|---|---|\n| 10:20 | Orders are lost. |", True),
        ("| Time | Event |\n|---|---|\n| 0914 | Orders are lost. |", True),
        ("- 14:00 1400 orders are lost.", False),
        ("- 14:00 Orders are lost.", True),
    ],
)
def test_a_figure_beside_the_time_is_not_taken_for_a_part_of_it(timeline: str, found: bool) -> None:
    assert bool(lines("T106", f"## Timeline\n\n{timeline}\n")) is found


@pytest.mark.parametrize(
    ("head", "found"), [("| What | Owner |", False), ("| Action | Status |", False), ("| Metric | Value |", True)]
)
def test_only_a_table_of_recommendations_takes_the_place_of_the_points_before_it(head: str, found: bool) -> None:
    text = f"## Action items\n\n- Set a limit of 20 connections\n\n{head}\n|---|---|\n| Add an alert | Kim |\n"
    assert (3 in lines("R401", text)) is found


@pytest.mark.parametrize(("who", "found"), [("database", False), ("whole", True), ("entire", True)])
def test_a_team_that_is_everybody_owns_nothing(who: str, found: bool) -> None:
    text = f"## Action items\n\n- The {who} team will set a limit of 20 connections\n"
    assert bool(lines("R402", text)) is found


GERMAN = """# Kasse am 2. März 2026 aus

## Zusammenfassung

Die Kasse lehnte dreißig Minuten lang zwölf Prozent der Zahlungen ab, weil der Pool keine Verbindung mehr hatte und
niemand davon erfuhr, bis Kunden anriefen und der Bereitschaftsdienst sich den Pool und die Datenbank ansah.

## Zeitlicher Ablauf (UTC)

- 2026-03-02 10:14 Die Kasse antwortet mit 503.
- 2026-03-02 10:44 Version 41 ist zurück.

## Was gut lief

- Der Dienst war nach zwei Minuten da.

## Was nicht gut lief

- Es gab keinen Alarm für den Pool.

## Ursachen

Das Limit des Pools fehlte, und der Alarm sah auf den Mittelwert aller Verbindungen statt auf die freien.

## Maßnahmen

| Maßnahme | Verantwortlich | Fällig am | Ticket |
|---|---|---|---|
| Ein Limit von 200 setzen | kim | 2026-04-01 | SHOP-12 |
| Einen Alarm bauen | | | |
"""
JAPANESE = """# 決済障害

## サマリー

2026年3月2日に決済が三十分間失敗した。

## タイムライン

時刻はすべてUTC。

- 2026-03-02 10:14 決済が503を返す
- 2026-03-02 10:44 バージョン41に戻した

## うまくいったこと

- 二分後に対応が始まった

## うまくいかなかったこと

- プールの警報がなかった

## 根本原因分析

プールに上限がなかった。

## アクションアイテム

| アクション | 担当 | 期限 | 状態 |
|---|---|---|---|
| 上限を設定する SHOP-12 | kim | 2026-04-01 | 完了 |
| 警報を追加する | | | 未着手 |
"""


@pytest.mark.parametrize("text", [GERMAN, JAPANESE], ids=["German", "Japanese"])
def test_in_another_language_sections_and_columns_are_known_and_no_word_is_judged(text: str) -> None:
    last = next(number for number, line in enumerate(text.split("\n"), 1) if line.startswith(("| Einen", "| 警報")))
    found = [(one.code, one.line) for one in found_in(text) if one.code != "T106"]
    assert found == [("R401", last), ("R402", last), ("R405", last)]
