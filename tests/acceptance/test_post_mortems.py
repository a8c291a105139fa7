"""Ten public post-mortems, carried by different people from the first note to done, through the command line.

Each is told no on its way, for a dozen reasons; what is told no changes nothing. Afterwards their timelines and
recommendations are data, the list of done write-ups finds them, and the record is whole.
"""

import contextlib
import io
import json
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from preceptor.cli.root import run

pytestmark = pytest.mark.slow

DATA = Path(__file__).parents[1] / "data" / "carried"
NAMES = sorted(one.stem for one in DATA.glob("*.md") if one.stem != "README")


class Team(NamedTuple):
    """Who has which part; `author` stands too near, and so `other` writes. The first on call handles the incident."""

    lead: str
    author: str
    other: str
    handler: str
    second: str
    third: str
    moderator: str
    keeper: str


TEAMS = {
    "platform": Team("lena", "ada", "abe", "otto", "rita", "omar", "mona", "nils"),
    "binder": Team("lars", "anke", "arno", "olli", "rosa", "oona", "mira", "nora"),
}
BINDER = ("hub-403", "nginx", "no-space", "jupyterlab", "pod-limit")
#: How many timeline entries, and recommendations, each write-up has; of how many safety controls that failed.
COUNTS = {
    "adsync": (5, 3, 2),
    "coredns": (3, 2, 2),
    "hub-403": (6, 3, 2),
    "ip-starvation": (9, 3, 2),
    "jupyterlab": (7, 3, 2),
    "kafka-metrics": (8, 3, 2),
    "nginx": (4, 2, 1),
    "no-space": (5, 3, 2),
    "pod-limit": (5, 2, 2),
    "vpc-cni": (7, 3, 2),
}
#: Which go through a meeting.
MET = ("hub-403", "vpc-cni")


class Story:
    """What people type, and when."""

    def __init__(self, folder: Path, environ: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.environ = environ
        self.now = datetime.fromisoformat("2026-03-02T09:00:00+00:00")
        #: Id of each retrospective, by the name of its file.
        self.ids: dict[str, str] = {}
        #: The guards by which each was told no.
        self.no: dict[str, list[str]] = {}

    def __call__(self, *arguments: str, by: str = "olga", code: int = 0) -> Any:
        """Run a command a minute later; what it answers, as JSON."""
        self.now += timedelta(minutes=1)
        self.environ.setenv("PRECEPTOR_NOW", self.now.isoformat())
        self.environ.setenv("PRECEPTOR_PERSON", by)
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            ended = run([*arguments, "--json"])
        assert ended == code, (arguments, ended, out.getvalue(), err.getvalue())
        return json.loads(out.getvalue())

    def later(self, **much: float) -> None:
        self.now += timedelta(**much)

    def refused(self, name: str, *arguments: str, by: str) -> list[str]:
        """The guards that are against a command, which changed nothing."""
        before = (self.folder / "preceptor.db").read_bytes()
        guards = [one["guard"] for one in self(*arguments, by=by, code=1)["refused"]]
        assert (self.folder / "preceptor.db").read_bytes() == before
        self.no.setdefault(name, []).extend(guards)
        return guards

    def bad(self, *arguments: str, by: str) -> str:
        """What is said about input that cannot be used, which changed nothing."""
        before = (self.folder / "preceptor.db").read_bytes()
        said = self(*arguments, by=by, code=3)["error"]["message"]
        assert (self.folder / "preceptor.db").read_bytes() == before
        return str(said)

    def show(self, name: str) -> Any:
        return self("retrospective", "show", self.ids[name])


def found_company(story: Story) -> None:
    """Two teams, each with people for every part."""
    assert run(["init", str(story.folder), "--owner", "olga", "--name", "Olga", "--email", "olga@example.org"]) == 0
    for team, people in TEAMS.items():
        story("team", "add", team, "--title", team.title())
        for login in people:
            story("person", "add", login, "--name", login.title(), "--email", f"{login}@example.org", "--team", team)
        story("team", "lead", team, people.lead)
        on_call = (people.handler, people.second, people.third)
        story("team", "on-call", team, *(part for one in on_call for part in ("--set", one)))
        for login, role in ((people.author, "author"), (people.other, "author"), (people.moderator, "moderator")):
            of = ("--process", "retrospective", "--role", role)
            story("certification", "grant", login, *of, "--why", "led ours")


def carry(story: Story, name: str) -> None:
    """One incident, from the first note to what became of its recommendations."""
    team = "binder" if name in BINDER else "platform"
    people = TEAMS[team]
    lead, other, handler = people.lead, people.other, people.handler
    source = (DATA / f"{name}.md").read_text(encoding="utf-8")
    title = source.splitlines()[0].removeprefix("# ")
    # While it runs.
    opened = story("retrospective", "open", title, "--team", team, "--incident", f"INC-{name}", by=handler)
    identity = story.ids[name] = opened["id"]
    story("retrospective", "note", identity, "99% of requests fail", by=handler)
    story("retrospective", "note", "taken back", "--reference", "https://deploys.example.org/7", by=people.second)
    assert story.refused(name, "retrospective", "advance", identity, by=lead)
    # It is over.
    story.later(hours=1)
    ended = ("--at", story.now.isoformat(), "--severity", "2", "--user-facing")
    story("retrospective", "resolve", identity, *ended, by=handler)
    # The right people.
    story("retrospective", "exclude", identity, people.author, by=lead)
    near = ("retrospective", "assign", identity, people.author, "--role", "author")
    assert story.refused(name, *near, by=lead) == ["eligible"]
    best = next(one for one in story("retrospective", "suggest", identity, "--role", "author") if one["eligible"])
    assert best["person"] == other
    assert story.refused(name, "retrospective", "advance", identity, by=lead) == ["role-assigned"]
    story("retrospective", "assign", identity, other, "--role", "author", by=lead)
    story("retrospective", "advance", identity, by=lead)
    # The document.
    file = story.folder / f"{name}.md"
    story("writeup", "new", identity, "--output", str(file), by=other)
    assert "99% of requests fail" in file.read_text(encoding="utf-8")
    assert story.refused(name, "retrospective", "advance", identity, by=other)
    file.write_text(source, encoding="utf-8")
    assert story.refused(name, "writeup", "submit", identity, str(file), by=people.author) == ["actor"]
    story("writeup", "submit", identity, str(file), by=other)
    story("retrospective", "advance", identity, by=other)
    story("retrospective", "advance", identity, by=other)
    review(story, name, people, file)
    finish(story, name, people)


def review(story: Story, name: str, people: Team, file: Path) -> None:
    """In writing first; what stays open is met about."""
    lead, other, handler, second = people.lead, people.other, people.handler, people.second
    moderator, keeper = people.moderator, people.keeper
    identity = story.ids[name]
    stranger = ("review", "comment", identity, "who am I?", "--kind", "clarify")
    assert story.refused(name, *stranger, by=keeper) == ["actor"]
    change = story("review", "comment", identity, "name the version", "--kind", "change", by=handler)["id"]
    unclear = story("review", "comment", identity, "which of the two?", "--kind", "clarify", by=second)["id"]
    differs = story("review", "comment", identity, "it was known before", "--kind", "disagree", by=second)["id"]
    story("review", "pass", identity, by=people.third)
    story("review", "reply", unclear, "the first; I say so now", by=other)
    assert story.refused(name, "review", "resolve", unclear, "--how", "clear", by=other) == [
        "actor",
        "opener-settles",
    ]
    assert story.refused(name, "retrospective", "advance", identity, by=other)
    story("review", "resolve", change, "--how", "the version is named", by=handler)
    story("review", "resolve", unclear, "--how", "clear", by=second)
    # The window is not over, whoever has spoken.
    assert "review-over" in story.refused(name, "retrospective", "advance", identity, by=other)
    story.later(days=8)
    if name in MET:
        assert story.refused(name, "retrospective", "advance", identity, "--to", "revise", by=other)
        assert "roles-held" in story.refused(name, "retrospective", "advance", identity, "--to", "meeting", by=other)
        for role, login in (("presenter", other), ("moderator", moderator), ("note-taker", keeper)):
            story("retrospective", "assign", identity, login, "--role", role, by=lead)
        story("retrospective", "advance", identity, "--to", "meeting", by=other)
        at = (story.now + timedelta(days=2)).isoformat()
        story("meeting", "schedule", identity, "--at", at, "--minutes", "30", by=moderator)
        agenda = story("meeting", "agenda", identity)
        assert [one["id"] for one in agenda["threads"]] == [differs]
        story.later(days=2, hours=1)
        notes = story.folder / "notes.md"
        notes.write_text("It was known to one person.", encoding="utf-8")
        story("review", "resolve", differs, "--how", "told in the timeline", by=moderator)
        story("meeting", "notes", identity, str(notes), by=keeper)
        story("retrospective", "advance", identity, by=moderator)
    else:
        assert story.refused(name, "retrospective", "advance", identity, by=other)
        story("review", "resolve", differs, "--how", "told in the timeline", by=second)
        assert story.refused(name, "meeting", "schedule", identity, "--at", "14:00", by=lead)
        story("retrospective", "advance", identity, by=other)
    assert story.show(name)["state"] == "revise"
    assert story.refused(name, "retrospective", "amend", identity, "--why", "more", by=other)
    assert "changes-made" in story.refused(name, "retrospective", "advance", identity, by=other)
    file.write_text(
        file.read_text(encoding="utf-8").replace("meant to", "meant (as of 2026) to", 1), encoding="utf-8"
    )
    story("writeup", "submit", identity, str(file), "--made", "all", by=other)
    story("retrospective", "advance", identity, by=other)


def finish(story: Story, name: str, people: Team) -> None:
    """Decide on what is recommended, note that it is complete, and see it through."""
    lead, handler = people.lead, people.handler
    identity = story.ids[name]
    assert story.refused(name, "retrospective", "advance", identity, by="olga")
    first, *rest = story.show(name)["recommendations"]
    story("recommendation", "accept", first, "--priority", "1", "--why", "users noticed", by=lead)
    for number, one in enumerate(rest):
        if number % 2:
            story("recommendation", "decline", one, "--why", "the first one answers it", by=lead)
        else:
            story("recommendation", "accept", one, "--priority", "2", "--why", "it helps", by=lead)
    story("retrospective", "advance", identity, by="olga")
    assert story.show(name)["completed_at"] is not None
    assert set(story.refused(name, "retrospective", "advance", identity, by="olga")) == {"recommendations-settled"}
    due = (story.now + timedelta(days=14)).date().isoformat()
    for one in [first, *rest[::2]]:
        ticket = ("--ticket", f"https://tickets.example.org/{one}")
        story("recommendation", "commit", one, "--owner", handler, "--due", due, *ticket, by=lead)
        story("recommendation", "start", one, by=handler)
        assert "evidence-linked" in story.refused(
            name, "recommendation", "done", one, "--evidence", "trust me", by=handler
        )
        story("recommendation", "done", one, "--evidence", f"https://code.example.org/{one}", by=handler)
    story("retrospective", "advance", identity, by="olga")
    assert story.show(name)["state"] == "done"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """All ten, one after the other; three weeks lie between two."""
    folder = tmp_path_factory.mktemp("post-mortems") / "governance"
    with pytest.MonkeyPatch.context() as environ:
        told = Story(folder, environ)
        environ.setenv("PRECEPTOR_NOW", told.now.isoformat())
        found_company_in(told)
        for name in NAMES:
            carry(told, name)
            told.later(days=7)
        yield told


def found_company_in(told: Story) -> None:
    told.environ.delenv("PRECEPTOR_FOLDER", raising=False)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        told.environ.setenv("PRECEPTOR_FOLDER", str(told.folder))
        found_company(told)


def test_all_ten_are_done(story: Story) -> None:
    assert len(NAMES) == 10
    done = story("retrospective", "done")
    assert {one["id"] for one in done} == set(story.ids.values())
    assert all(one["summary"] for one in done)


@pytest.mark.parametrize("name", NAMES)
def test_timelines_recommendations_and_controls_are_data(story: Story, name: str) -> None:
    data = story("writeup", "show", story.ids[name])["data"]
    entries = [one for timeline in data["timelines"] for one in timeline["entries"]]
    failed = [one for one in data["controls"] if one.get("failed")]
    assert (len(entries), len(data["recommendations"]), len(failed)) == COUNTS[name]
    moments = [one["at"] for one in entries]
    assert moments == sorted(moments)


def test_chosen_entries_say_when_and_what(story: Story) -> None:
    data = story("writeup", "show", story.ids["vpc-cni"])["data"]
    first = data["timelines"][0]["entries"][0]
    assert first["at"] == "2021-06-22T08:21:00+00:00"
    assert first["text"].startswith("The pipeline replaces the VPC CNI")
    data = story("writeup", "show", story.ids["pod-limit"])["data"]
    assert data["timelines"][0]["entries"][0]["at"] == "2022-06-02T08:00:00+00:00"


@pytest.mark.parametrize("name", NAMES)
def test_each_was_told_no_on_its_way(story: Story, name: str) -> None:
    assert {"eligible", "role-assigned", "actor", "review-over", "changes-made"} <= set(story.no[name])
    assert {"recommendations-settled", "evidence-linked"} <= set(story.no[name])


def test_they_are_found_by_text_team_control_and_day(story: Story) -> None:
    def found(*which: str) -> set[str]:
        return {one["id"] for one in story("retrospective", "done", *which)}

    assert found("coredns") == {story.ids["coredns"]}
    assert len(found("--team", "binder")) == 5
    assert found("--control", "launch alert") == {story.ids["no-space"], story.ids["pod-limit"]}
    days = sorted(one["completed_at"][:10] for one in story("retrospective", "done"))
    assert len(found("--since", days[5])) == 5


def test_the_json_of_a_finished_one_rebuilds_its_document(story: Story, tmp_path: Path) -> None:
    from tests.support.write_ups import write_up

    from preceptor.model.writeup import from_document
    from preceptor.writeup.reading import read

    for name in NAMES:
        document = story("writeup", "show", story.ids[name])
        told = from_document(document["data"])
        assert read(write_up(told)).writeup == told, name


def test_what_is_open_already_is_not_amended_and_an_amended_one_is_a_new_revision(story: Story) -> None:
    identity, author = story.ids["nginx"], TEAMS["binder"].other
    before = story("writeup", "show", identity)["number"]
    story("retrospective", "amend", identity, "--why", "a vendor has answered", by=author)
    assert story.refused("nginx", "retrospective", "amend", identity, "--why", "again", by=author)
    file = story.folder / "nginx.md"
    file.write_text(file.read_text(encoding="utf-8").replace("in 2 minutes", "in 120 seconds"), encoding="utf-8")
    story("writeup", "submit", identity, str(file), by=author)
    assert story("writeup", "show", identity)["number"] == before + 1
    assert any("120 seconds" in line for line in story("writeup", "diff", identity)["lines"])


def test_what_several_ask_for_is_seen(story: Story) -> None:
    common = story("recommendation", "common")
    assert common[0]["incidents"] > 1
    assert any("alert" in one["words"] for one in common[:3])
    failing = story("recommendation", "controls")
    assert (failing[0]["control"].lower(), failing[0]["incidents"]) == ("launch alert", 2)


def test_a_document_that_cannot_be_used_is_told_and_changes_nothing(story: Story) -> None:
    identity, author = story.ids["nginx"], TEAMS["binder"].other
    source = (story.folder / "nginx.md").read_text(encoding="utf-8")
    file = story.folder / "bad.md"
    for contents, said in (
        (source.encode("latin-1", "replace") + b"\nStra\xdfe", "UTF-8"),
        (source.encode() + b"\n" + b"x" * (10 << 20), "1 MiB"),
        (source.replace("# Binder", "<!-- preceptor: retrospective R-1 -->\n# Binder", 1).encode(), "R-1"),
        ((source + "\n## Timeline\n\n- 2018-02-23 00:30 UTC again\n").encode(), "sections twice"),
    ):
        file.write_bytes(contents)
        assert said in story.bad("writeup", "submit", identity, str(file), by=author)


def test_the_record_is_whole(story: Story) -> None:
    found = story("audit", "verify")
    assert (found["ok"], found["broken"]) == (True, [])
    assert shutil.disk_usage(story.folder).free > 0
