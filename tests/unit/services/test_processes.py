"""Processes as they are published: what holds, who owns them, and what people report."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.support.world import OWNER, World, done, guards, shipped

from preceptor.errors import BadInput, UnknownId
from preceptor.model import canonical
from preceptor.model.event import Happening, moment
from preceptor.model.refusal import Refusal
from preceptor.ports import Request
from preceptor.services import leaving, process_log, process_views, processes


def publish(world: World, version: str, *, in_days: int = 0) -> str:
    """Publish another version of the retrospective, as its owner."""
    definition = replace(shipped()["retrospective"], version=version, title=f"Retrospective {version}")
    digest = canonical.digest(canonical.dump(definition))
    effective = moment(world.now + timedelta(days=in_days))
    happening = Happening(
        stream="process:retrospective",
        kind="process-published",
        data={"process": "retrospective", "version": version, "digest": digest, "effective_at": effective},
    )
    request = Request(id=version, digest="d", actor=world.identity(OWNER), now=world.now, fixed_clock=False)

    def work(tx: Any) -> None:
        tx.publish(definition, digest)
        tx.record([happening])

    world.store.write(request, work)
    return digest


class TestShowing:
    def test_a_list_names_the_version_in_force_and_the_owners(self, world: World) -> None:
        found = {one["process"]: one for one in process_views.list_processes(world.by(None))}
        assert set(found) == set(shipped())
        assert found["retrospective"]["version"] == "1.0.0"
        assert found["retrospective"]["owners"] == [OWNER]

    def test_a_version_counts_from_its_day_on(self, world: World) -> None:
        world.later(days=1)
        digest = publish(world, "1.1.0", in_days=7)
        shown = process_views.show_process(world.by(None), "retrospective")
        assert (shown["version"], shown["state"]) == ("1.0.0", "in force")
        coming = process_views.show_process(world.by(None), "retrospective", version="1.1.0")
        assert (coming["state"], coming["digest"]) == ("scheduled", digest)
        world.later(days=7)
        assert process_views.show_process(world.by(None), "retrospective")["version"] == "1.1.0"
        past = process_views.show_process(world.by(None), "retrospective", version="1.0.0")
        assert past["state"] == "superseded"

    def test_the_log_says_who_published_what_and_when(self, world: World) -> None:
        world.later(days=1)
        publish(world, "1.1.0", in_days=7)
        log = process_log.log_process(world.by(None), "retrospective")
        assert [(one["version"], one["state"], one["by"]) for one in log] == [
            ("1.1.0", "scheduled", OWNER),
            ("1.0.0", "in force", OWNER),
        ]

    def test_a_process_shows_everything_that_it_asks_for(self, world: World) -> None:
        world.team("checkout")
        shown = process_views.show_process(world.by(None), "retrospective", team="checkout")
        definition = shipped()["retrospective"]
        assert shown["digest"] == canonical.digest(shown["definition"])
        assert [one["step"] for one in shown["steps"]] == [one.name for one in definition.steps]
        review = next(one for one in shown["steps"] if one["step"] == "review")
        assert (review["due"]["at_least"], review["due"]["at_most"]) == ("2 business days", "5 business days")
        follow_up = next(one for one in shown["steps"] if one["step"] == "follow-up")
        assert follow_up["due"]["by_severity"]["1"] == "15 days"
        author = next(one for one in shown["roles"] if one["role"] == "author")
        assert author["ladder"] is not None
        assert [one["observations"] for one in author["ladder"]["rungs"]] == [2, 2, 1]
        assert next(one for one in shown["roles"] if one["role"] == "presenter")["ladder"] is None
        assert (shown["team"], shown["variant"], shown["owners"]) == ("checkout", None, [OWNER])

    def test_what_is_unknown_is_said(self, world: World) -> None:
        for wrong in ({"process": "ghost"}, {"version": "9.9.9"}, {"team": "ghosts"}):
            with pytest.raises(UnknownId):
                process_views.show_process(world.by(None), **{"process": "retrospective", **wrong})
        with pytest.raises(UnknownId):
            process_log.log_process(world.by(None), "ghost")


class TestOwners:
    def test_an_owner_names_another_and_may_go_then(self, world: World) -> None:
        world.person("mina")
        added = done(processes.add_owner(world.by(OWNER), "retrospective", "mina"))
        assert added == {"process": "retrospective", "owners": ["mina", OWNER]}
        left = done(processes.remove_owner(world.by("mina"), "retrospective", OWNER))
        assert left["owners"] == ["mina"]

    def test_the_last_owner_stays(self, world: World) -> None:
        answer = processes.remove_owner(world.by(OWNER), "retrospective", OWNER)
        assert isinstance(answer, Refusal)
        assert guards(answer.reasons) == ["last-owner"]
        assert answer.reasons[0].command == "preceptor process owner retrospective --add LOGIN"

    def test_an_owner_who_left_does_not_count(self, world: World) -> None:
        world.person("mina")
        done(processes.add_owner(world.by(OWNER), "retrospective", "mina"))
        done(leaving.deactivate(world.by(OWNER), "mina"))
        assert isinstance(processes.remove_owner(world.by(OWNER), "retrospective", OWNER), Refusal)

    def test_only_an_owner_of_this_process_may(self, world: World) -> None:
        world.people("mina", "noah")
        done(processes.add_owner(world.by(OWNER), "change", "mina"))
        for answer in (
            processes.add_owner(world.by("mina"), "retrospective", "noah"),
            processes.remove_owner(world.by("mina"), "retrospective", OWNER),
        ):
            assert isinstance(answer, Refusal)
            assert guards(answer.reasons) == ["actor"]

    def test_an_owner_is_known_and_active(self, world: World) -> None:
        world.person("mina")
        done(leaving.deactivate(world.by(OWNER), "mina"))
        answer = processes.add_owner(world.by(OWNER), "retrospective", "mina")
        assert isinstance(answer, Refusal)
        assert guards(answer.reasons) == ["people-active"]
        with pytest.raises(UnknownId):
            processes.add_owner(world.by(OWNER), "retrospective", "ghost")
        with pytest.raises(BadInput, match="does not own"):
            processes.remove_owner(world.by(OWNER), "retrospective", "mina")

    def test_naming_an_owner_again_changes_nothing(self, world: World) -> None:
        before = world.events()
        done(processes.add_owner(world.by(OWNER), "retrospective", OWNER))
        assert world.events() == before


class TestReports:
    @pytest.mark.parametrize("step", ["research", "watch"])
    def test_anyone_reports_a_step_or_a_rung(self, world: World, step: str) -> None:
        world.person("mina")
        told = done(
            processes.report(world.by("mina"), "retrospective", step=step, kind="unclear", text="what is it?")
        )
        assert told == {
            "id": "RP-1",
            "process": "retrospective",
            "version": "1.0.0",
            "step": step,
            "kind": "unclear",
        }
        event = world.events("step-reported")[0]
        with world.store.reading() as tx:
            assert tx.payloads(event.id) == [{"text": "what is it?"}]
        assert "what is it?" not in canonical.text(dict(event.data))

    def test_each_report_has_its_own_id(self, world: World) -> None:
        ids = [
            done(processes.report(world.by(OWNER), "retrospective", step="notes", kind="missing", text="a place"))[
                "id"
            ]
            for _ in range(2)
        ]
        assert ids == ["RP-1", "RP-2"]

    def test_bad_reports_are_bad_input(self, world: World) -> None:
        for wrong in ({"step": "ghost"}, {"text": "  "}, {"text": "\x1b[2J"}, {"text": "x" * 10_001}):
            with pytest.raises(BadInput):
                processes.report(
                    world.by(OWNER),
                    "retrospective",
                    **{"step": "notes", "kind": "missing", "text": "a place", **wrong},  # type: ignore[arg-type]
                )
