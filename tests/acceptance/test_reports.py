"""Reports as people ask for them: text, JSON, and pages for a browser."""

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.support.command import Folder
from tests.support.world import World
from tests.support.year import Year

from preceptor.store import SqlStore, schema

REPORTS = (
    ("health",),
    ("team", "team-1"),
    ("process", "retrospective"),
    ("process", "recommendation"),
    ("learning",),
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A folder whose database has some months in it."""
    path = tmp_path_factory.mktemp("reports") / "governance"
    folder = Folder(path.parent)
    assert folder("init", "governance", "--owner", "olga", "--name", "Olga", "--email", "olga@example.org").code == 0
    folder.path = path
    database = path / "preceptor.db"
    database.unlink()
    schema.upgrade(f"sqlite:///{database}")
    store = SqlStore(f"sqlite:///{database}")
    year = Year(World(store=store, counts_refusals=True), path.parent, team_count=4, people_count=40, days=90).play()
    store.close()
    folder.now = year.world.now.isoformat()
    return folder


def page(folder: Folder, *report: str) -> str:
    file = folder.path / f"{'-'.join(report)}.html"
    ran = folder("report", *report, "--html", file.name)
    assert (ran.code, ran.err) == (0, ""), ran
    assert ran.out == f"The report is in {file.name}.\n"
    return file.read_text(encoding="utf-8")


@pytest.mark.parametrize("report", REPORTS)
def test_a_report_is_told_in_words_and_in_json(told: Folder, report: tuple[str, ...]) -> None:
    words = told("report", *report)
    assert (words.code, words.err) == (0, "")
    assert words.out.strip()
    assert isinstance(told.json("report", *report), dict)


def test_a_report_of_a_process_has_its_steps_side_by_side(told: Folder) -> None:
    found = told.json("report", "process", "retrospective")
    assert [one["step"] for one in found["steps"]][:3] == ["notes", "prepare", "research"]
    assert set(found) == {
        *("process", "title", "version", "as_of", "team", "all", "steps", "versions", "teams", "ladders"),
        *("coverage", "first_times", "waiting", "refusals", "useful", "proposals"),
    }
    assert all(one["command"].startswith("preceptor ") for one in found["proposals"])


class Tags(HTMLParser):
    """Every tag with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("report", REPORTS)
def test_a_page_needs_no_network_and_no_script(told: Folder, report: tuple[str, ...]) -> None:
    tags = Tags(page(told, *report)).found
    assert not {tag for tag, _ in tags} & {"script", "link", "img", "iframe", "object", "embed"}
    outside = [
        value
        for _, attributes in tags
        for name, value in attributes.items()
        if name in ("src", "href", "xlink:href", "srcset") and not (value or "").startswith("#")
    ]
    assert outside == []


def test_every_chart_says_in_words_what_it_shows(told: Folder) -> None:
    text = page(told, "process", "retrospective")
    figures = [attributes for tag, attributes in Tags(text).found if tag == "figure"]
    assert len(figures) >= 3
    assert all(one["role"] == "img" and one["aria-label"] for one in figures)


def test_a_page_says_first_which_step_holds_the_process_up(told: Folder) -> None:
    found = told.json("report", "process", "retrospective")
    steps = [one for one in found["steps"] if one["time"]["median"] is not None]
    most = max(steps, key=lambda one: one["share_of_time"])
    first = re.search(r'<div class="says">\s*<p>([^<]*)</p>', page(told, "process", "retrospective"))
    assert first is not None
    assert first[1].startswith(f"{most['title']} holds the process up: it takes {most['share_of_time']:.0%}")


def test_a_page_takes_the_place_of_the_one_before(told: Folder) -> None:
    assert page(told, "health") == page(told, "health")


def test_what_people_typed_is_shown_and_not_obeyed(told: Folder) -> None:
    assert told("team", "add", "evil", "--title", "<script>alert(1)</script>", as_="olga").code == 0
    assert "<script" not in page(told, "team", "evil")


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (("team", "nope"), "there is no team `nope`"),
        (("process", "nope"), "there is no process `nope`"),
        (("process", "retrospective", "--team", "nope"), "there is no team `nope`"),
        (("learning", "--person", "nope"), "there is no person `nope`"),
    ],
)
def test_what_there_is_not_cannot_be_reported_on(told: Folder, report: tuple[str, ...], said: str) -> None:
    ran = told("report", *report)
    assert (ran.code, said in ran.err) == (3, True), ran


def test_a_page_that_cannot_be_written_is_told(told: Folder) -> None:
    ran = told("report", "health", "--html", "nowhere/health.html")
    assert ran.code in (3, 4)
    assert "nowhere/health.html" in ran.err


def test_without_the_charts_a_report_still_tells_and_says_what_is_missing(told: Folder, tmp_path: Path) -> None:
    blocked = tmp_path / "matplotlib"
    blocked.mkdir()
    (blocked / "__init__.py").write_text("raise ImportError('not here')")
    ran = told("report", "health", "--html", "x.html", PYTHONPATH=str(tmp_path))
    assert ran.code == 4
    assert "pip install 'preceptor[charts]'" in ran.err
    assert not (told.path / "x.html").exists()
    assert told("report", "health", PYTHONPATH=str(tmp_path)).code == 0


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("width", [390, 1280])
def test_a_page_is_no_wider_than_the_screen(
    told: Folder, tmp_path: Path, report: tuple[str, ...], width: int
) -> None:
    measure = "<script>document.title = JSON.stringify([document.documentElement.scrollWidth, innerWidth])</script>"
    file = tmp_path / "page.html"
    file.write_text(page(told, *report).replace("</body>", f"{measure}</body>"), encoding="utf-8")
    # Chromium's own window is never narrower than about 500 px: a frame is.
    frame = tmp_path / "frame.html"
    frame.write_text(
        f'<iframe id="f" src="page.html" style="width:{width}px;height:900px;border:0"></iframe>'
        "<script>f.onload = () => { document.title = f.contentDocument.title }</script>",
        encoding="utf-8",
    )
    done = subprocess.run(
        [
            *(str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files"),
            *(f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=3000", "--dump-dom", frame.as_uri()),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    title = re.search(r"<title>(\[.*?\])</title>", done.stdout)
    assert title is not None, done.stdout[:500]
    content, window = json.loads(title[1])
    assert (content <= window, window) == (True, width)


def test_what_was_refused_is_told_guard_by_guard(told: Folder) -> None:
    found = told.json("report", "process", "retrospective")
    refused = [one for one in found["refusals"]["guards"] if one["times"]]
    assert refused
    assert found["refusals"]["since"] is not None
    words = told("report", "process", "retrospective").out
    assert f"What was refused, since {found['refusals']['since']}" in words
    assert "REFUSED" in words.split("Versions side by side")[0]
    text = page(told, "process", "retrospective")
    assert all(f">{one['guard']}</td>" in text for one in refused)


def test_every_table_of_a_page_has_a_heading_for_each_column(told: Folder) -> None:
    text = page(told, "process", "retrospective")
    tables = re.findall(r"<table.*?</table>", text, re.DOTALL)
    assert len(tables) > 3
    for table in tables:
        heads, *rows = re.findall(r"<tr.*?</tr>", table, re.DOTALL)
        assert {row.count("<td") + row.count("<th") for row in rows} == {heads.count("<th")}, table[:300]


def test_what_is_overdue_is_as_old_as_overdue_says(told: Folder) -> None:
    late = told.json("overdue")
    oldest = {one["kind"]: one["days_overdue"] for one in reversed(late)}
    words = told("report", "health").out.partition("Overdue: ")[2].partition("\n\n")[0]
    rows = [re.split(r"  +", line.strip()) for line in words.splitlines()[2:]]
    assert rows
    for kind in oldest:
        days = [int(row[4].split()[0]) for row in rows if row[1] == kind]
        assert max(days) == oldest[kind], kind


def test_a_page_counts_a_role_once_however_many_teams_are_short_of_it(told: Folder) -> None:
    for team in ("left", "right"):
        assert told("team", "add", team, "--title", team, as_="olga").code == 0
        assert told("person", "add", f"only-{team}", "--name", "Only", "--team", team, as_="olga").code == 0
        asked = ("--process", "retrospective", "--role", "author", "--why", "led ours")
        assert told("certification", "grant", f"only-{team}", *asked, as_="olga").code == 0
    rows = [one for one in told.json("report", "health")["coverage"] if one["lead"] < one["needed"]]
    roles = {(one["process"], one["role"]) for one in rows}
    assert 0 < len(roles) < len(rows)
    assert f"Roles that too few people may lead: {len(roles)}." in page(told, "health")


def test_a_page_says_that_nobody_does_anything_in_a_team_and_not_that_they_are_enough(told: Folder) -> None:
    assert told("team", "add", "quiet", "--title", "Quiet", as_="olga").code == 0
    text = page(told, "team", "quiet")
    assert "Nobody here may do a role, or is on the way to one." in text
    assert "Every role has enough people." not in text


def test_one_of_something_is_told_as_one(told: Folder) -> None:
    assert told("person", "add", "reader", "--name", "Reader", as_="olga").code == 0
    done = next(one["id"] for one in told.json("retrospective", "list") if one["completed_at"])
    held = ("--with", "reader", "--on", told.now[:10], "--learnt", "a full pool looks like a slow database")
    assert told("retrospective", "discuss", done, *held, as_="olga").code == 0
    for text in (told("report", "learning").out, page(told, "learning")):
        assert "in 1 discussion." in text


def test_a_page_says_where_too_few_are_over_to_say_how_long_they_take(told: Folder) -> None:
    text = page(told, "process", "change")
    assert "completed, too few of them to say how long they take. Late:" in text
