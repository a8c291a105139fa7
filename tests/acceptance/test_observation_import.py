"""The public record of a real apprenticeship, imported: what it holds, and what it shows."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support import recount, replay
from tests.support.world import OWNER, World, done, shipped

from preceptor.errors import NoPerson
from preceptor.model.refusal import Refusal
from preceptor.ports import PairingFilter
from preceptor.services import leaving
from preceptor.services.audit import verify
from preceptor.services.gaps import gaps
from preceptor.services.observation_import import import_observations
from preceptor.services.pairing_views import list_pairings
from preceptor.store import SqlStore

SESSIONS = Path(__file__).parents[1] / "data" / "kubernetes-release-team" / "sessions.csv"
#: Long after the last release of the file.
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TEAM = "release-team"

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture
def team(database_url: str) -> Iterator[World]:
    """The release team's process, and nobody but its owner; once on each kind of database."""
    world = a_team(database_url)
    yield world
    world.store.close()


def a_team(url: str, now: datetime = NOW) -> World:
    return World(store=SqlStore(url), now=now, process=TEAM, role="docs").found([shipped()[TEAM]])


def take_in(world: World, path: Path = SESSIONS, **rest: Any) -> Any:
    rest = {"by": OWNER, "add_people": True, **rest}
    return done(import_observations(world.by(rest.pop("by")), path, process=TEAM, **rest))


def test_the_counts_are_those_of_an_independent_recount(team: World) -> None:
    counted = recount.Recount(recount.read(SESSIONS))
    assert take_in(team) == counted.document
    assert counted.document == {
        "observations": 105,
        "pairings_started": 278,
        "founders": 11,
        "credits": {"watch": 354, "do-watched": 0, "reverse": 72},
        "gaps": 93,
        "never_watched": 20,
    }


def test_the_gaps_are_the_rows_of_the_recount(team: World) -> None:
    """The programme has no second rung: nearly everybody led without having been watched."""
    take_in(team)
    found = gaps(team.by(None), process=TEAM)
    counted = recount.Recount(recount.read(SESSIONS))
    assert sorted(
        (one["held_on"], one["role"], one["subject"], one["person"], one["watched_before"])
        for one in found["performed_uncertified"]
    ) == sorted((row.day.isoformat(), row.role, row.subject, row.performer, seen) for row, seen in counted.gaps)
    assert not any(one["supervised"] for one in found["performed_uncertified"])
    assert [(one["role"], one["team"], one["certified"]) for one in found["thin_coverage"]] == [
        (role.name, None, 0) for role in shipped()[TEAM].roles
    ]


def test_every_pairing_has_the_credits_of_the_recount(team: World) -> None:
    take_in(team)
    counted = recount.Recount(recount.read(SESSIONS))
    with team.store.reading() as tx:
        logins = {one.id: one.login for one in tx.people()}
        pairings = tx.pairings(PairingFilter(process=TEAM))
        credits = {
            (one.role, logins[one.trainee]): sorted(credit.rung for credit in tx.credits(one.id)) for one in pairings
        }
    assert {(one.role, logins[one.trainee]): logins[one.preceptor] for one in pairings} == counted.pairings
    assert credits == {key: sorted(counted.credits.get(key, [])) for key in counted.pairings}
    assert {(one.state, one.attempt, one.due_at) for one in pairings} == {("watch", 1, None)}


def test_founders_held_both_capabilities_from_their_first_day_on(team: World) -> None:
    take_in(team)
    for login, day, state in (
        ("palnabarun", "2021-04-07", None),
        ("palnabarun", "2021-04-08", "valid"),
        ("palnabarun", "2022-04-08", "valid"),
        ("palnabarun", "2022-04-09", "lapsed"),
        ("palnabarun", "2026-03-02", "lapsed"),
        ("savitharaghunathan", "2026-03-02", None),
    ):
        expected = {"lead": state, "teach": state} if state else {}
        assert team.holds(login, as_of=day, role="release-team-lead") == expected, (login, day)
    (one, _) = team.certificates("palnabarun")
    assert (one["source"], one["granted_on"], one["valid_until"]) == ("founder", "2021-04-08", "2022-04-08")


def test_nobody_is_mailed_and_nothing_falls_due(team: World) -> None:
    """Not even people with an address, and not tomorrow, when the next command sees what lapsed."""
    for login in ("palnabarun", "kikisdeliveryservice"):
        team.person(login)
    told = team.told()
    take_in(team)
    assert team.told() == told
    assert team.overdue(within="99 years") == []
    team.later(days=1).person("somebody")
    assert team.told()[len(told) :] == [("person-added", "somebody")]


def test_a_founder_who_still_holds_owes_the_renewal(sqlite_url: str, tmp_path: Path) -> None:
    team = a_team(sqlite_url, datetime(2021, 6, 1, 9, 0, tzinfo=UTC))
    rows = [row for row in recount.read(SESSIONS) if row.day < team.today]
    take_in(team, recount.write(tmp_path / "few.csv", rows))
    owed = team.overdue(within="99 years")
    assert {one["kind"] for one in owed} == {"renew"}
    assert len(owed) == 2 * len(recount.Recount(rows).founders)
    assert all(one["due_at"].startswith("2022-04-08") for one in owed)
    assert team.holds("palnabarun", role="release-team-lead") == {"lead": "valid", "teach": "valid"}
    team.store.close()


def a_file(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(["held_on,role,subject,performer,watchers", *rows]) + "\n")
    return path


def test_who_has_left_begins_nothing_and_owes_no_renewal(team: World, tmp_path: Path) -> None:
    for login in ("vik", "mina", "teo"):
        team.person(login)
    for login in ("vik", "mina"):
        done(leaving.deactivate(team.by(OWNER), login))
    file = a_file(tmp_path / "few.csv", "2025-11-03,docs,v1,vik,mina;teo", "2025-12-01,docs,v2,mina,teo")
    counts = take_in(team, file)
    assert counts["pairings_started"] == 1
    assert {one["trainee"] for one in list_pairings(team.by(None))} == {"teo"}
    assert team.holds("vik") == {"lead": "valid", "teach": "valid"}
    assert team.overdue(within="99 years") == []
    assert take_in(team, file) == counts


def test_who_may_lead_today_is_nobodys_trainee(team: World, tmp_path: Path) -> None:
    team.person("hold")
    team.grant("hold")
    file = a_file(tmp_path / "few.csv", "2024-04-17,docs,v1,vik,hold;mina")
    counts = take_in(team, file)
    assert {one["trainee"] for one in list_pairings(team.by(None))} == {"mina"}
    assert (counts["pairings_started"], counts["credits"]["watch"]) == (1, 1)
    assert take_in(team, file) == counts


def test_a_pairing_whose_preceptor_has_left_says_who_gives_it_another(team: World, tmp_path: Path) -> None:
    team.person("vik")
    done(leaving.deactivate(team.by(OWNER), "vik"))
    take_in(team, a_file(tmp_path / "one.csv", "2025-11-03,docs,v1,vik,mina"))
    found = next(one for one in team.why("P-1")["blocked"] if one["guard"] == "preceptor-teaches")
    assert found["message"] == "the preceptor vik is not active any more"
    assert (found["who"], found["command"]) == (
        [OWNER],
        "preceptor pairing reassign P-1 --preceptor LOGIN --why WHY",
    )


def test_repeating_the_import_writes_nothing_and_counts_the_same(team: World) -> None:
    counts = take_in(team)
    before = team.everything()
    assert take_in(team) == counts
    assert take_in(team.later(days=40)) == counts
    assert team.everything() == before


def test_a_dry_run_writes_nothing_and_counts_the_same(team: World) -> None:
    before = team.everything()
    counts = take_in(team, dry_run=True)
    assert team.everything() == before
    assert take_in(team) == counts
    before = team.everything()
    assert take_in(team, dry_run=True) == counts
    assert team.everything() == before


def test_a_request_is_answered_once(team: World) -> None:
    counts = done(import_observations(team.by(OWNER, request_id="once"), SESSIONS, process=TEAM, add_people=True))
    before = team.everything()
    again = import_observations(team.by(OWNER, request_id="once"), SESSIONS, process=TEAM, add_people=True)
    assert done(again) == counts
    assert team.everything() == before


def test_a_later_file_goes_on_where_the_first_one_ended(team: World, tmp_path: Path) -> None:
    """Release by release, or all at once: the pairings and their credits are the same."""
    rows = recount.read(SESSIONS)
    parts = []
    for number, day in enumerate(sorted({row.day for row in rows})):
        path = recount.write(tmp_path / f"{number}.csv", [row for row in rows if row.day == day])
        parts.append(take_in(team, path))
        assert take_in(team, path) == parts[-1]
    whole = recount.Recount(rows).document
    for key in ("observations", "pairings_started", "founders", "gaps", "never_watched"):
        assert sum(part[key] for part in parts) == whole[key], key
    for rung, count in whole["credits"].items():
        assert sum(part["credits"][rung] for part in parts) == count
    assert take_in(team) == whole


def test_an_observation_that_was_struck_comes_back_with_the_next_import(team: World) -> None:
    counts = take_in(team)
    team.void("O-5")
    assert len(gaps(team.by(None), process=TEAM)["performed_uncertified"]) == 93
    assert take_in(team) == counts


def test_the_state_is_what_its_events_make_it(team: World) -> None:
    take_in(team)
    with team.store.reading() as tx:
        assert replay.stored(tx) == replay.replayed(tx)
        assert replay.broken_links(tx) == []


def test_the_order_of_the_rows_does_not_matter(team: World, tmp_path: Path) -> None:
    rows = sorted(recount.read(SESSIONS), key=lambda row: (row.performer, row.subject))
    assert take_in(team, recount.write(tmp_path / "mixed.csv", rows)) == recount.Recount(rows).document


def test_only_an_owner_imports(team: World) -> None:
    team.person("mina")
    for dry_run in (False, True):
        answer = import_observations(team.by("mina"), SESSIONS, process=TEAM, add_people=True, dry_run=dry_run)
        assert isinstance(answer, Refusal)
        assert [one.guard for one in answer.reasons] == ["actor"]
        with pytest.raises(NoPerson):
            import_observations(team.by(None), SESSIONS, process=TEAM, add_people=True, dry_run=dry_run)


#: Whoever imports may stand in the file like everybody else.
PEOPLE = ("ada", "bea", "cem", "dov", OWNER)
ROWS = st.lists(
    st.builds(
        lambda day, role, group, subject: recount.Row(
            day=date(2021, 1, 4) + timedelta(days=30 * day),
            role=role,
            subject=subject,
            performer=group[0],
            watchers=tuple(group[1:]),
        ),
        st.integers(0, 16),
        st.sampled_from(("docs", "ci-signal")),
        st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=4, unique=True),
        st.sampled_from(("v1", "v2")),
    ),
    max_size=14,
    unique_by=lambda row: (row.day, row.role, row.subject, row.performer),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, cut=st.integers(0, 16))
def test_any_file_counts_as_recounted(sqlite_template: Path, tmp_path: Path, rows: list[Any], cut: int) -> None:
    """Also with a second rung, idleness and lapses; and in two parts as in one."""
    counted = recount.Recount(rows)
    found = []
    for number, parts in enumerate(([rows], _cut(counted.rows, cut))):
        place = tmp_path / f"{number}.db"
        place.write_bytes(sqlite_template.read_bytes())
        world = a_team(f"sqlite:///{place}")
        for part in parts:
            take_in(world, recount.write(tmp_path / "rows.csv", part))
        assert take_in(world, recount.write(tmp_path / "rows.csv", rows)) == counted.document
        found.append(gaps(world.by(None), process=TEAM)["performed_uncertified"])
        assert verify(world.by(None))["broken"] == []
        world.store.close()
    for part in found:
        assert sorted((one["held_on"], one["role"], one["person"], one["subject"]) for one in part) == sorted(
            (row.day.isoformat(), row.role, row.performer, row.subject) for row, _ in counted.gaps
        )


def _cut(rows: list[Any], at: int) -> list[list[Any]]:
    day = date(2021, 1, 4) + timedelta(days=30 * at)
    return [[row for row in rows if row.day < day], [row for row in rows if row.day >= day]]


def test_from_an_empty_folder_at_the_command_line(tmp_path: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PRECEPTOR_FOLDER": str(tmp_path / "team"), "PRECEPTOR_PERSON": "olga"}
        command = [sys.executable, "-m", "preceptor", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    def document(*arguments: str) -> Any:
        answer = run(*arguments, "--json")
        assert answer.returncode == 0, answer.stderr
        return json.loads(answer.stdout)

    assert run("init", str(tmp_path / "team"), "--owner", "olga", "--example", TEAM).returncode == 0
    asked = ("observation", "import", str(SESSIONS), "--process", TEAM)
    unknown = run(*asked)
    assert (unknown.returncode, unknown.stdout) == (3, "")
    assert f"{SESSIONS}:2:36: C206 " in unknown.stderr
    counts = document(*asked, "--add-people", "--dry-run")
    assert document(*asked, "--add-people") == counts == document(*asked)
    assert "never" in run("certification", "gaps", "--process", TEAM).stdout
    found = document("certification", "gaps", "--process", TEAM)
    assert len(found["performed_uncertified"]) == counts["gaps"] == 93
    assert {one["state"] for one in document("certification", "list")} == {"lapsed"}
    assert "93  gaps" in run(*asked).stdout
    assert document("observation", "void", "O-9", "--why", "it was another release")["id"] == "O-9"
    assert run("observation", "void", "O-9", "--why", "again").returncode == 3
