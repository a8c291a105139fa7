"""A process as one team follows it: where each part comes from, what is different, and how it came about."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.changes import Changing, looser
from tests.support.variants import adopt
from tests.support.world import OWNER, World, shipped

from preceptor.errors import UnknownId
from preceptor.model import canonical
from preceptor.model.definition import Standard
from preceptor.model.duration import Duration
from preceptor.model.event import Happening, Payload, moment
from preceptor.model.overlay import DueChanges, Overlay, RungChanges, StandardsChanges, StepChanges, Waiver
from preceptor.ports import Request, Writing
from preceptor.services import process_diff, process_log, process_views

RETROSPECTIVE = "retrospective"


@pytest.fixture
def changing(world: World) -> Changing:
    """Olga and mina own the retrospective; the teams checkout and search follow it."""
    found = Changing(world)
    found.owner("mina")
    world.team("checkout", time_zone="Asia/Tokyo")
    world.team("search")
    return found


def an_overlay(**rest: Any) -> Overlay:
    """Longer research by a waiver, a standard of the team's own, more observations, and no meeting."""
    return Overlay(
        **{
            "team": "checkout",
            "process": RETROSPECTIVE,
            "of": "1.0.0",
            "steps": {
                "research": StepChanges(
                    due=DueChanges(within=Duration.parse("5 business days")),
                    waive={"due": Waiver(until="2026-06-30", approver=OWNER)},
                    how="Ask in our channel.",
                    standards=StandardsChanges(
                        add=(Standard(id="logged", text="It is in our book."),), leave_out=("referenced",)
                    ),
                ),
                "meeting": StepChanges(skip=True),
            },
            "roles": {"author": {"watch": RungChanges(observations=3)}},
            **rest,
        }
    )


def shown(world: World, team: str | None = "checkout", version: str | None = None) -> Any:
    return process_views.show_process(world.by(None), RETROSPECTIVE, team=team, version=version)


class TestShowing:
    def test_a_team_without_a_variant_is_shown_the_standard(self, changing: Changing) -> None:
        standard, found = shown(changing.world, None), shown(changing.world, "search")
        same = ("version", "digest", "state", "steps", "roles", "definition", "effective_at", "behind", "last_change")
        assert {key: found[key] for key in same} == {key: standard[key] for key in same}
        assert (found["team"], found["variant"], found["left_out"]) == ("search", None, [])
        assert {one["source"] for one in found["origins"].values()} == {"standard"}
        assert standard["origins"] == {}

    def test_a_variant_that_changes_nothing_shows_exactly_the_standard(self, changing: Changing) -> None:
        world = changing.world
        before = shown(world)
        adopt(world.store, world.now, an_overlay(steps={}, roles={}))
        assert {**shown(world), "last_change": None} == {**before, "last_change": None}

    def test_what_a_team_really_follows_with_where_it_comes_from(self, changing: Changing) -> None:
        world = changing.world
        digest = adopt(world.store, world.now, an_overlay())
        found = shown(world)
        assert (found["version"], found["variant"], found["digest"]) == ("1.0.0", "checkout", digest)
        assert "meeting" not in [one["step"] for one in found["steps"]]
        research = next(one for one in found["steps"] if one["step"] == "research")
        assert research["due"]["within"] == "5 business days"
        assert research["how"].endswith("\n\nAsk in our channel.")
        origins = found["origins"]
        assert origins["research"]["source"] == origins["notes.due"]["source"] == "standard"
        assert origins["research.due"] == {
            "source": "team",
            "left_out": False,
            "waiver": {"until": "2026-06-30", "approver": OWNER, "holds": True},
        }
        assert origins["research.how"]["source"] == "both"
        assert origins["research.standards.logged"]["source"] == "team"
        assert origins["author.watch.observations"]["source"] == "team"
        assert [one["part"] for one in found["left_out"]] == ["research.standards.referenced", "meeting"]
        assert found["left_out"][1]["title"] == "Meet about what stayed open"

    def test_a_waiver_ends_with_its_last_day_where_the_team_is(self, changing: Changing) -> None:
        world = changing.world
        adopt(world.store, world.now, an_overlay())
        world.at("2026-06-30T14:59:00Z")  # one minute before midnight in Tokyo
        assert shown(world)["origins"]["research.due"]["waiver"]["holds"] is True
        world.at("2026-06-30T15:00:00Z")
        assert shown(world)["origins"]["research.due"]["waiver"]["holds"] is False

    def test_who_approved_a_waiver_may_be_on_record_beside_the_edition(self, changing: Changing) -> None:
        world = changing.world
        waive = StandardsChanges(waive={"complete": Waiver(until="2026-08-31")})
        overlay = an_overlay(steps={"write-up": StepChanges(standards=waive)}, roles={})
        digest = adopt(world.store, world.now, overlay)
        assert shown(world)["origins"]["write-up.standards.complete"]["waiver"]["approver"] is None
        team = team_id(world, "checkout")
        record(world, team, "variant-waived", a_waiver(world, team, digest), None)
        assert shown(world)["origins"]["write-up.standards.complete"]["waiver"] == {
            "until": "2026-08-31",
            "approver": "mina",
            "holds": True,
        }

    def test_a_waiver_that_nobody_approved_does_not_hold(self, changing: Changing) -> None:
        world = changing.world
        steps = {"research": StepChanges(waive={"due": Waiver(until="2026-06-30")}, how="Ask us.")}
        adopt(world.store, world.now, an_overlay(steps=steps))
        assert shown(world)["origins"]["research.due"]["waiver"]["holds"] is False

    def test_a_version_is_shown_as_the_team_followed_it(self, changing: Changing) -> None:
        world = changing.world
        digest = adopt(world.store, world.now, an_overlay())
        world.later(days=1)
        changing.released(looser("1.1.0"))
        found = shown(world)
        assert (found["version"], found["digest"], found["behind"]) == ("1.0.0", digest, "1.1.0")
        never = shown(world, version="1.1.0")
        assert (never["state"], never["variant"], never["digest"]) == (
            "not followed",
            None,
            shown(world, None)["digest"],
        )
        world.later(days=1)
        rebased = adopt(world.store, world.now, an_overlay(of="1.1.0"))
        assert (shown(world)["digest"], shown(world)["behind"]) == (rebased, None)
        old = shown(world, version="1.0.0")
        assert (old["digest"], old["state"], old["behind"]) == (digest, "superseded", None)

    def test_a_team_that_gives_its_variant_up_follows_the_standard_again(self, changing: Changing) -> None:
        world = changing.world
        adopt(world.store, world.now, an_overlay())
        world.later(days=1)
        adopt(world.store, world.now, an_overlay(steps={}, roles={}))
        world.later(days=1)
        changing.released(looser("1.1.0"))
        found = shown(world)
        assert (found["version"], found["variant"], found["state"]) == ("1.1.0", None, "in force")

    def test_what_changed_last_and_what_comes_next(self, changing: Changing) -> None:
        world = changing.world
        assert (shown(world, None)["last_change"], shown(world, None)["next"]) == (None, [])
        world.later(days=1)
        first = changing.propose(looser("1.1.0"), why="people asked for it")["id"]
        changing.approve(first, by="mina")
        changing.publish(first)
        later = changing.reviewed(looser("1.2.0", of=RETROSPECTIVE))
        changing.publish(later, effective="2026-12-01")
        found = shown(world, None)
        assert (found["last_change"]["change"], found["last_change"]["class"]) == (first, "minor")
        assert (found["last_change"]["why"], found["last_change"]["by"]) == ("people asked for it", OWNER)
        assert [(one["version"], one["change"], one["class"]) for one in found["next"]] == [("1.2.0", later, "patch")]
        assert [one["version"] for one in shown(world, "search")["next"]] == ["1.2.0"]
        assert shown(world, None, "1.2.0")["state"] == "scheduled"

    def test_a_list_counts_the_teams_that_follow_an_edition_of_their_own(self, changing: Changing) -> None:
        world = changing.world

        def count() -> int:
            lines = process_views.list_processes(world.by(None))
            return next(one["variants"] for one in lines if one["process"] == RETROSPECTIVE)

        assert count() == 0
        adopt(world.store, world.now, an_overlay())
        adopt(world.store, world.now, an_overlay(team="search"))
        assert count() == 2
        world.later(days=1)
        adopt(world.store, world.now, an_overlay(steps={}, roles={}))
        assert count() == 1


class TestComparing:
    def test_a_team_is_compared_with_the_standard_that_it_lies_on(self, changing: Changing) -> None:
        world = changing.world
        adopt(world.store, world.now, an_overlay())
        found = process_diff.diff_team(world.by(None), RETROSPECTIVE, "checkout")
        assert (found["from"], found["to"], found["team"], found["variant"]) == ("1.0.0", "1.0.0", "checkout", True)
        said = [one["lead"] for one in found["sentences"]]
        assert "Research: due within 5 business days (was 3)." in said
        assert said[-1] == 'The step "Meet about what stayed open" is left out.'
        assert said[-2].startswith('Research: left out: "Every entry has a reference')
        assert process_diff.diff_team(world.by(None), RETROSPECTIVE, "search")["changes"] == []

    def test_versions_are_compared_as_the_team_followed_them(self, changing: Changing) -> None:
        world = changing.world
        adopt(world.store, world.now, an_overlay())
        world.later(days=1)
        changing.released(looser("1.1.0"))
        adopt(world.store, world.now, an_overlay(of="1.1.0", roles={}))
        found = process_diff.diff_versions(world.by(None), RETROSPECTIVE, "1.0.0", "1.1.0", team="checkout")
        paths = [one["path"] for one in found["changes"]]
        assert "roles.author.ladder.rungs.watch.observations" in paths
        assert "steps.meeting" not in paths
        to_now = process_diff.diff_versions(world.by(None), RETROSPECTIVE, "1.0.0", team="checkout")
        assert to_now == found
        standard = process_diff.diff_versions(world.by(None), RETROSPECTIVE, "1.0.0", "1.1.0")
        as_search = process_diff.diff_versions(world.by(None), RETROSPECTIVE, "1.0.0", "1.1.0", team="search")
        assert as_search == {**standard, "team": "search"}

    def test_what_is_unknown_is_said(self, changing: Changing) -> None:
        context = changing.world.by(None)
        for act in (
            lambda: process_diff.diff_team(context, RETROSPECTIVE, "ghosts"),
            lambda: process_diff.diff_team(context, "ghost", "checkout"),
            lambda: process_diff.diff_versions(context, RETROSPECTIVE, "1.0.0", team="ghosts"),
            lambda: process_diff.diff_versions(context, RETROSPECTIVE, "9.9.9", team="checkout"),
            lambda: process_log.log_team(context, RETROSPECTIVE, "ghosts"),
            lambda: process_log.log_team(context, "ghost", "checkout"),
        ):
            with pytest.raises(UnknownId):
                act()


class TestTheHistory:
    def test_it_tells_what_a_team_followed_and_why(self, changing: Changing) -> None:
        world = changing.world
        world.later(days=1)
        change = changing.released(looser("1.1.0"))
        world.later(days=1)
        adopt(world.store, world.now, an_overlay(of="1.1.0"), change=int(change.partition("-")[2]))
        told = process_log.log_team(world.by(None), RETROSPECTIVE, "checkout")
        assert [(one["version"], one["variant"], one["state"], one["change"]) for one in told] == [
            ("1.1.0", "checkout", "in force", change),
            ("1.1.0", None, "superseded", change),
            ("1.0.0", None, "superseded", None),
        ]
        assert told[0]["why"] == shown(world)["last_change"]["why"] == "people asked"
        # Another team followed the standard all the while.
        versions = process_log.log_process(world.by(None), RETROSPECTIVE)
        assert [(one["version"], one["state"]) for one in versions] == [
            ("1.1.0", "in force"),
            ("1.0.0", "superseded"),
        ]
        search = process_log.log_team(world.by(None), RETROSPECTIVE, "search")
        assert [(one["version"], one["origin"], one["why"]) for one in search] == [
            (one["version"], "standard", one["why"]) for one in versions
        ]

    def test_what_the_standard_did_while_a_team_did_not_follow_is_no_part_of_it(self, changing: Changing) -> None:
        world = changing.world
        adopt(world.store, world.now, an_overlay())
        world.later(days=1)
        publish(world, "1.1.0")
        world.later(days=1)
        adopt(world.store, world.now, an_overlay(of="1.1.0", steps={}, roles={}))
        told = process_log.log_team(world.by(None), RETROSPECTIVE, "checkout")
        assert [(one["version"], one["variant"]) for one in told] == [
            ("1.1.0", None),
            ("1.0.0", "checkout"),
            ("1.0.0", None),
        ]

    def test_it_tells_of_waivers_and_of_versions_that_a_team_could_not_follow(self, changing: Changing) -> None:
        world = changing.world
        digest = adopt(world.store, world.now, an_overlay())
        team = team_id(world, "checkout")
        world.later(days=1)
        reason = Payload(person=world.identity("mina"), body={"text": "the office moves"})
        record(world, team, "variant-waived", a_waiver(world, team, digest), reason)
        world.later(days=1)
        publish(world, "1.1.0")
        record(world, team, "variant-conflicted", {"team": team, "process": RETROSPECTIVE, "version": "1.1.0"}, None)
        conflicted, granted, *_ = process_log.log_team(world.by(None), RETROSPECTIVE, "checkout")
        assert (conflicted["origin"], conflicted["state"], conflicted["version"]) == (
            "conflicted",
            "not followed",
            "1.1.0",
        )
        assert (granted["origin"], granted["state"], granted["by"]) == ("waived", "in force", "mina")
        assert granted["why"] == "the office moves"
        assert granted["waived"] == [
            {"step": "write-up", "what": "complete", "until": "2026-08-31", "approver": "mina"}
        ]
        assert shown(world)["last_change"]["why"] == "the office moves"
        assert shown(world)["behind"] == "1.1.0"


def a_waiver(world: World, team: int, digest: str) -> dict[str, Any]:
    """The data of a waiver for checkout's write-up, which mina approved."""
    given = {
        "id": 1,
        "step": "write-up",
        "what": "complete",
        "until": "2026-08-31",
        "approver": world.identity("mina"),
    }
    return {
        "id": 2,
        "team": team,
        "process": RETROSPECTIVE,
        "version": "1.0.0",
        "digest": digest,
        "standard": False,
        "origin": "waived",
        "effective_at": moment(world.now),
        "change": None,
        "waived": [given],
    }


def team_id(world: World, name: str) -> int:
    with world.store.reading() as tx:
        team = tx.team_called(name)
        assert team is not None
        return team.id


def publish(world: World, version: str) -> None:
    """Put another version of the retrospective on record, and nothing that follows from it."""
    definition = replace(shipped()[RETROSPECTIVE], version=version, purpose=f"As in {version}.")
    digest = canonical.digest(canonical.dump(definition))
    data: dict[str, Any] = {"process": RETROSPECTIVE, "version": version, "digest": digest}
    data["effective_at"] = moment(world.now)
    happening = Happening(stream=f"process:{RETROSPECTIVE}", kind="process-published", data=data)
    request = Request(id=version, digest="d", actor=world.identity(OWNER), now=world.now, fixed_clock=True)

    def work(tx: Writing) -> None:
        tx.publish(definition, digest)
        tx.record([happening])

    world.store.write(request, work)


def record(world: World, team: int, kind: str, data: Any, payload: Payload | None) -> None:
    """Put something about a team's variant on record, by mina."""
    payloads = (payload,) if payload else ()
    happening = Happening(stream=f"team:{team}", kind=kind, data=data, payloads=payloads)
    request = Request(id=kind, digest="d", actor=world.identity("mina"), now=world.now, fixed_clock=True)

    def work(tx: Writing) -> None:
        tx.record([happening])

    world.store.write(request, work)
