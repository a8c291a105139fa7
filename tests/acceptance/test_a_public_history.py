"""A public process with nine versions, followed by three teams with variants, while people climb its ladder.

The definitions are the facts of a public document (tests/data/kubernetes-security-release/README.md). Which classes
its versions have, who is told and asked, which variants conflict, and what becomes of running pairings is what a
careful reader of that document would say. One story, told once: each test looks at another side of it.
"""

import contextlib
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from preceptor.cli.root import run

pytestmark = pytest.mark.slow

DATA = Path(__file__).parents[1] / "data" / "kubernetes-security-release"
PROCESS = "security-release"
PAIRS: list[dict[str, Any]] = json.loads((DATA / "expected.json").read_text(encoding="utf-8"))
#: Team: its lead and who learns in it.
TEAMS = {"node": ("nora", "nils"), "network": ("wera", "will"), "cli": ("cleo", "carl")}
#: Whom the process concerns; tess is in no team and has to do with nothing.
CONCERNED = sorted(["olga", "mina", *(login for team in TEAMS.values() for login in team)])
#: When each version was published; far enough apart for everybody to read it, or not.
DAYS = {
    "1.0.0": "2026-01-12",
    "1.0.1": "2026-01-19",
    "1.1.0": "2026-01-26",
    "2.0.0": "2026-02-09",
    "3.0.0": "2026-02-23",
    "4.0.0": "2026-03-09",
    "5.0.0": "2026-03-23",
    "6.0.0": "2026-04-06",
    "7.0.0": "2026-04-20",
}


class Story:
    """What the people of the story do, each on their day."""

    def __init__(self, folder: Path, environ: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.environ = environ
        #: What `change publish --dry-run` said of each version.
        self.planned: dict[str, Any] = {}
        #: How things stood at some moments.
        self.seen: dict[str, Any] = {}

    def run(self, *arguments: str, by: str = "olga", code: int = 0) -> str:
        """What a command prints that ends with this code."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            ended = run([*arguments, "--folder", str(self.folder), "--as", by])
        assert ended == code, (arguments, out.getvalue(), err.getvalue())
        return out.getvalue()

    def json(self, *arguments: str, by: str = "olga", code: int = 0) -> Any:
        return json.loads(self.run(*arguments, "--json", by=by, code=code))

    def on(self, day: str, hour: int = 9) -> None:
        self.environ.setenv("PRECEPTOR_NOW", f"{day}T{hour:02}:00:00Z")

    def lay_out(self, version: str) -> str:
        """Put the files of a version into the folder; the file of the process."""
        for kind in ("process", "workflows"):
            shutil.copytree(DATA / version / kind, self.folder / kind, dirs_exist_ok=True)
        return str(self.folder / "process" / f"{PROCESS}.yaml")

    def found(self) -> None:
        """People, teams, the first version, and the teams' variants of it."""
        self.run("person", "add", "mina", "--name", "Mina", "--email", "mina@example.org")
        self.run("process", "owner", "change", "--add", "mina")
        for team, logins in TEAMS.items():
            self.run("team", "add", team, "--title", team.title())
            for login in logins:
                self.run(
                    *("person", "add", login, "--name", login.title(), "--email", f"{login}@example.org"),
                    *("--team", team),
                )
            self.run("team", "lead", team, logins[0])
        self.run("person", "add", "tess", "--name", "Tess", "--email", "tess@example.org")
        self.publish("1.0.0")
        self.run("process", "owner", PROCESS, "--add", "mina")
        for team, (lead, _) in TEAMS.items():
            place = self.folder / "process" / "teams" / team
            place.mkdir(parents=True)
            shutil.copy(DATA / "1.0.0" / "teams" / team / f"{PROCESS}.yaml", place)
            change = self.json("variant", "propose", str(place / f"{PROCESS}.yaml"), "--why", "how we work")["id"]
            self.run("variant", "approve", change, by=lead)
            self.run("variant", "publish", change, "--yes")

    def publish(self, version: str, *how: str, on: str | None = None) -> Any:
        """Propose, review and publish a version, and look before what it would do."""
        self.on(on or DAYS[version])
        change = self.json("change", "propose", self.lay_out(version), "--why", f"what {version} changes")["id"]
        self.run("change", "approve", change, by="mina")
        self.planned[version] = self.json("change", "publish", change, *how, "--dry-run")
        return self.json("change", "publish", change, *how, "--yes")

    def climb(self) -> None:
        """Each lead is certified, and takes a colleague in; one of them has watched something already."""
        self.on(DAYS["1.0.0"], 11)
        for lead, trainee in TEAMS.values():
            self.run(
                *("certification", "grant", lead, "--process", PROCESS, "--role", "fix-lead"),
                *("--why", "led fixes before"),
            )
            self.run(
                *("pairing", "start", trainee, "--process", PROCESS, "--role", "fix-lead"),
                *("--preceptor", lead),
            )
        self.run(
            *("pairing", "observe", "nils/fix-lead", "--on", DAYS["1.0.0"], "--subject", "a report about the proxy"),
            by="nora",
        )

    def decide(self, name: str, side: str) -> None:
        """The lead of cli sees what is in the way of their variant, and takes a side."""
        command = ("variant", "rebase", "cli", PROCESS)
        (reason,) = self.json(*command, by="cleo", code=1)["refused"]
        assert name in reason["command"]
        self.run(*command, "--take", side, name, by="cleo")

    def standing(self) -> dict[str, Any]:
        """Who is asked for what, who is certified, what teams follow, and where the pairings are."""
        owed = self.json("overdue", "--process", PROCESS, "--within", "12 months")
        certified = self.json("certification", "list", "--process", PROCESS)
        return {
            "asked": {one["person"]: one["step"] for one in owed if one["kind"] == "acknowledge"},
            "rebases": [one["person"] for one in owed if one["kind"] == "rebase"],
            "certified": {one["person"]: f"{one['state']} {one['version']}" for one in certified},
            "variants": {one["team"]: f"{one['version']} {one['state']}" for one in self.json("variant", "list")},
            "pairings": {
                one["team"]: f"{one['state']} {one['edition']['version']}" for one in self.json("pairing", "list")
            },
        }


def told(story: Story, kind: str = "publication-announced") -> list[str]:
    """Who has a mail of a kind in the outbox, by login, each as often as they have one."""
    return sorted(str(one["to"]) for one in story.json("notice", "list") if one["kind"] == kind)


def acknowledge(story: Story, *logins: str) -> None:
    """Let people say that they have read what is asked of them."""
    for login in logins:
        story.run("process", "acknowledge", PROCESS, by=login)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """The whole of it. What the tests read is how it went, as the commands told on the way."""
    with pytest.MonkeyPatch.context() as environ:
        for name in ("PRECEPTOR_FOLDER", "PRECEPTOR_DATABASE_URL", "PRECEPTOR_PERSON"):
            environ.delenv(name, raising=False)
        story = Story(tmp_path_factory.mktemp("history") / "g", environ)
        story.on(DAYS["1.0.0"])
        made = ("init", str(story.folder), "--owner", "olga", "--name", "Olga", "--email", "olga@example.org")
        with contextlib.redirect_stdout(io.StringIO()):
            assert run([*made]) == 0
        tell(story)
        yield story


def tell(story: Story) -> None:
    """From the first version to the last."""
    story.found()
    story.climb()
    story.seen["founded"] = story.standing()
    story.publish("1.0.1")
    story.seen["1.0.1"] = story.standing()
    story.publish("1.1.0")
    acknowledge(story, "nora", "nils", "wera")
    story.publish("2.0.0")
    story.seen["2.0.0"] = story.standing()
    acknowledge(story, *(one for one in CONCERNED if one != "cleo"))
    story.seen["2.0.0 read"] = story.standing()
    story.publish("3.0.0")
    acknowledge(story, *CONCERNED)
    story.publish("4.0.0")
    story.seen["4.0.0"] = story.standing()
    story.decide("distributors.skip", "standard")
    story.seen["4.0.0 decided"] = story.standing()
    story.publish("5.0.0")
    story.seen["5.0.0"] = story.standing()
    story.decide("release.due", "team")
    acknowledge(story, *CONCERNED)
    story.publish("6.0.0", "--in-flight", "migrate", "--map", "associate=shadow")
    story.seen["6.0.0"] = story.standing()
    story.publish("7.0.0")
    story.seen["7.0.0"] = story.standing()


def test_every_version_has_the_class_that_a_reader_gives_it(story: Story) -> None:
    expected = {one["to"]: one["class"] for one in PAIRS}
    assert {version: plan["class"] for version, plan in story.planned.items() if version in expected} == expected
    for pair in PAIRS:
        found = story.json("process", "diff", PROCESS, pair["from"], pair["to"])
        assert found["class"] == pair["class"]


def test_a_patch_tells_nobody_and_every_other_version_everybody_whom_it_concerns(story: Story) -> None:
    notices = {version: plan["notices"] for version, plan in story.planned.items()}
    assert notices.pop("1.0.1") == 0
    # Mina came to own it later, but before her colleagues' variants were published.
    assert notices.pop("1.0.0") == len(CONCERNED) - 1
    assert set(notices.values()) == {len(CONCERNED)}
    mails = told(story)
    per_person = {login: mails.count(login) for login in [*CONCERNED, "tess"]}
    assert per_person["tess"] == 0
    # Eight versions that are no patch, and their own team's variant; in cli also what its lead decided, twice.
    assert (per_person["nils"], per_person["carl"]) == (9, 11)


def test_what_was_not_read_yet_means_the_newest_version_and_a_major_one_asks_everybody_anew(story: Story) -> None:
    assert story.seen["founded"]["asked"] == dict.fromkeys(CONCERNED, "1.0.0")
    assert set(story.seen["1.0.1"]["asked"].values()) == {"1.0.1"}
    assert story.seen["2.0.0"]["asked"] == dict.fromkeys(CONCERNED, "2.0.0")
    assert story.seen["2.0.0 read"]["asked"] == {"cleo": "2.0.0"}
    assert story.seen["7.0.0"]["asked"] == dict.fromkeys(CONCERNED, "7.0.0")


def test_certified_people_catch_up_by_reading_a_major_version(story: Story) -> None:
    assert set(story.seen["1.0.1"]["certified"].values()) == {"valid 1.0.0"}
    assert set(story.seen["2.0.0"]["certified"].values()) == {"refresh-due 1.0.0"}
    assert story.seen["2.0.0 read"]["certified"] == {
        "cleo": "refresh-due 1.0.0",
        "nora": "valid 2.0.0",
        "wera": "valid 2.0.0",
    }


def test_teams_follow_by_themselves_until_the_standard_moves_against_them(story: Story) -> None:
    def followed(moment: str) -> dict[str, str]:
        return dict(story.seen[moment]["variants"])

    assert followed("2.0.0") == dict.fromkeys(TEAMS, "2.0.0 current")
    assert followed("4.0.0") == {"cli": "3.0.0 conflict", "network": "4.0.0 current", "node": "4.0.0 current"}
    assert [(one["team"], one["name"]) for one in story.planned["4.0.0"]["conflicts"]] == [
        ("cli", "distributors.skip")
    ]
    assert story.seen["4.0.0"]["rebases"] == ["cleo"]
    assert followed("4.0.0 decided") == dict.fromkeys(TEAMS, "4.0.0 current")
    assert story.seen["4.0.0 decided"]["rebases"] == []
    assert [one["name"] for one in story.planned["5.0.0"]["conflicts"]] == ["release.due"]
    assert followed("5.0.0")["cli"] == "4.0.0 conflict"
    assert followed("7.0.0") == dict.fromkeys(TEAMS, "7.0.0 current")
    kept = story.json("variant", "show", "cli", PROCESS)
    assert [one["sentence"] for one in kept["changes"]] == ["Release day: due within 14 days (was 5 weeks)."]


def test_pairings_finish_on_their_edition_until_a_version_moves_them_with_what_they_were_credited(
    story: Story,
) -> None:
    assert story.planned["2.0.0"]["instances"] == {"pinned": 3, "migrated": 0, "refused": 0}
    assert story.seen["5.0.0"]["pairings"] == dict.fromkeys(TEAMS, "associate 1.0.0")
    assert story.planned["6.0.0"]["instances"] == {"pinned": 0, "migrated": 3, "refused": 0}
    assert [one["new_due"] == one["old_due"] for one in story.planned["6.0.0"]["moves"]] == [True] * 3
    assert story.seen["6.0.0"]["pairings"] == dict.fromkeys(TEAMS, "shadow 6.0.0")
    assert story.seen["7.0.0"]["pairings"] == dict.fromkeys(TEAMS, "shadow 6.0.0")
    moved = story.json("pairing", "show", "nils/fix-lead")
    assert moved["edition"]["variant"] == "node"
    assert [one["subject"] for one in moved["observations"]] == ["a report about the proxy"]


def test_the_history_says_what_each_version_is_there_for(story: Story) -> None:
    log = story.json("process", "log", PROCESS)
    assert [one["version"] for one in log] == [*reversed(DAYS)]
    assert [one["why"] for one in log] == [f"what {version} changes" for version in reversed(DAYS)]
    assert [one["state"] for one in log] == ["in force", *["superseded"] * (len(DAYS) - 1)]
    own = story.json("process", "log", PROCESS, "--team", "cli")
    assert [one["version"] for one in own if one["state"] == "not followed"] == ["5.0.0", "4.0.0"]


def test_the_record_is_whole_and_the_state_is_what_the_events_say(story: Story) -> None:
    assert story.json("audit", "verify")["ok"] is True
    assert story.json("audit", "replay")["ok"] is True
