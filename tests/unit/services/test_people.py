"""Adding people, changing what is known of them, and letting them leave."""

from datetime import timedelta
from typing import Any

import pytest
from tests.support.happenings import a_person, in_write
from tests.support.replay import replayed, stored
from tests.support.world import OWNER, World, done, guards
from tests.support.worlds import ON_BOTH

from preceptor.errors import BadInput, RequestReused, UnknownId
from preceptor.model.refusal import Refusal
from preceptor.services import erasure, leaving, people, person_views, processes, teams
from preceptor.services.audit import verify
from preceptor.services.audit_log import log
from preceptor.services.person_fields import Details


def add(world: World, login: str = "mina", *, by: str = OWNER, name: str = "Mina Ortiz", **rest: Any) -> Any:
    return people.add(world.by(by), Details(login=login, name=name, **rest))


def change(world: World, login: str, *, by: str = OWNER, join: Any = (), leave: Any = (), **changes: Any) -> Any:
    return people.change(world.by(by), login, people.Changes(**changes), join=join, leave=leave)


def reasons(answer: Any) -> list[str]:
    assert isinstance(answer, Refusal)
    return guards(answer.reasons)


class TestAdding:
    def test_a_person_is_stored_as_described(self, world: World) -> None:
        world.team("checkout")
        added = done(
            add(
                world,
                email="mina@example.org",
                time_zone="Europe/Madrid",
                country="ES",
                manager=OWNER,
                teams=("checkout",),
                hours=6,
            )
        )
        assert added == {
            "login": "mina",
            "name": "Mina Ortiz",
            "email": "mina@example.org",
            "time_zone": "Europe/Madrid",
            "country": "ES",
            "manager": OWNER,
            "teams": ["checkout"],
            "hours": 6,
            "active": True,
        }

    def test_who_can_be_mailed_is_told(self, world: World) -> None:
        add(world, "mina", email="mina@example.org")
        add(world, "noah")
        assert world.told("person-added") == [("person-added", "mina")]

    def test_only_an_owner_may(self, world: World) -> None:
        world.person("mina")
        assert reasons(add(world, "noah", by="mina")) == ["actor"]

    def test_a_login_is_given_once(self, world: World) -> None:
        add(world)
        with pytest.raises(BadInput, match="already"):
            add(world, name="Another")

    @pytest.mark.parametrize(
        "login",
        ["", "Mina", "mi na", "mína", "-mina", "erased-3", "erased-mina", "a" * 65, "mina\n", "mina/author", "p-1"],
    )
    def test_a_login_that_is_none_is_bad_input(self, world: World, login: str) -> None:
        before = world.everything()
        with pytest.raises(BadInput):
            add(world, login)
        assert world.everything() == before

    @pytest.mark.parametrize("login", ["system", "p-1"])
    def test_a_login_of_before_it_was_kept_for_something_else_stays(self, world: World, login: str) -> None:
        in_write(world.store, lambda tx: tx.record([a_person(tx.next_id("people"), login)]))
        assert done(change(world, login, name="Sy"))["name"] == "Sy"
        assert [one["kind"] for one in log(world.by(login), login)] == ["person-added", "person-changed"]

    @pytest.mark.parametrize("login", ["m", "mina.ortiz_2", "0day", "a" * 64])
    def test_logins_have_small_letters_digits_and_a_few_signs(self, world: World, login: str) -> None:
        assert done(add(world, login))["login"] == login

    @pytest.mark.parametrize(
        "email",
        [
            "mina",
            "mina@",
            "@example.org",
            "a@b@c",
            "mina@example.org\r\nBcc: all@example.org",
            "mina@exam\nple.org",
            "mina@example.org\x00",
            "=?utf-8?q?mina?=@example.org",
            "mina\udc80@example.org",
            "Mina <mina@example.org>",
            "mina@example.org,noah@example.org",
            f"{'a' * 65}@example.org",
            f"mina@{'a' * 250}",
        ],
    )
    def test_an_address_cannot_reach_into_a_header(self, world: World, email: str) -> None:
        with pytest.raises(BadInput):
            add(world, email=email)

    @pytest.mark.parametrize("name", ["", "  ", "a\tb", "a\nb", "a\x1b[31mb", "x" * 201, "=?utf-8?q?x?=", "a\u202eb"])
    def test_a_name_is_printable(self, world: World, name: str) -> None:
        with pytest.raises(BadInput):
            add(world, name=name)

    @pytest.mark.parametrize("name", ["Ngũgĩ wa Thiong'o", "山田 花子", "O'Brien-Łukasz", "عمر", "می\u200cنا"])
    def test_any_writing_will_do(self, world: World, name: str) -> None:
        assert done(add(world, name=name))["name"] == name

    def test_names_that_look_the_same_are_the_same(self, world: World) -> None:
        assert done(add(world, name=" Zoe\u0308 "))["name"] == "Zo\u00eb"

    def test_a_space_that_does_not_break_is_a_space_in_a_name(self, world: World) -> None:
        assert done(add(world, name="Anne\u00a0Marie"))["name"] == "Anne Marie"

    def test_everything_wrong_is_told_at_once(self, world: World) -> None:
        with pytest.raises(BadInput) as caught:
            add(world, "A", name="", email="x", time_zone="Mars/North", country="XX", hours=169)
        assert len(caught.value.problems) == 6

    def test_managers_and_teams_have_to_be_known(self, world: World) -> None:
        with pytest.raises(UnknownId, match="ghost"):
            add(world, manager="ghost")
        with pytest.raises(UnknownId, match="ghosts"):
            add(world, teams=("ghosts",))
        with pytest.raises(BadInput, match="own manager"):
            add(world, manager="mina")

    def test_a_repeated_request_adds_once_and_answers_the_same(self, world: World) -> None:
        mina = Details(login="mina", name="Mina")
        first = people.add(world.by(OWNER, request_id="once"), mina)
        assert people.add(world.by(OWNER, request_id="once"), mina) == first
        assert len(world.events("person-added")) == 2
        with pytest.raises(RequestReused):
            people.add(world.by(OWNER, request_id="once"), Details(login="noah", name="Noah"))


class TestChanging:
    def test_what_is_not_told_stays(self, world: World) -> None:
        done(add(world, email="mina@example.org", hours=6, manager=OWNER))
        changed = done(change(world, "mina", name="Mina Ruiz"))
        assert (changed["name"], changed["email"], changed["hours"], changed["manager"]) == (
            "Mina Ruiz",
            "mina@example.org",
            6,
            OWNER,
        )

    def test_empty_clears(self, world: World) -> None:
        done(add(world, email="mina@example.org", hours=6, manager=OWNER))
        changed = done(change(world, "mina", email="", manager="", hours=None))
        assert (changed["email"], changed["manager"], changed["hours"]) == (None, None, None)

    def test_teams_are_joined_and_left(self, world: World) -> None:
        world.team("checkout")
        world.team("payments")
        done(add(world, teams=("checkout",)))
        assert done(change(world, "mina", join=["payments"], leave=["checkout"]))["teams"] == ["payments"]
        with pytest.raises(BadInput, match="not in the team"):
            change(world, "mina", leave=["checkout"])
        with pytest.raises(BadInput, match="either"):
            change(world, "mina", join=["payments"], leave=["payments"])

    def test_nothing_new_puts_nothing_on_record(self, world: World) -> None:
        world.team("checkout")
        done(add(world, teams=("checkout",)))
        before = world.events()
        done(change(world, "mina", name="Mina Ortiz", join=["checkout"]))
        assert world.events() == before

    def test_only_an_owner_may(self, world: World) -> None:
        world.people("mina", "noah")
        assert reasons(change(world, "noah", by="mina", hours=1)) == ["actor"]

    def test_who_left_is_not_changed(self, world: World) -> None:
        world.person("mina")
        done(leaving.deactivate(world.by(OWNER), "mina"))
        refusal = change(world, "mina", hours=1)
        assert reasons(refusal) == ["people-active"]
        assert (refusal.reasons[0].who, refusal.reasons[0].command) == (
            (OWNER,),
            "preceptor person change mina --active",
        )
        with pytest.raises(BadInput) as caught:
            add(world, "mina")
        assert "preceptor person change mina --active" in str(caught.value.remedy)

    def test_bad_values_are_bad_input(self, world: World) -> None:
        world.person("mina")
        with pytest.raises(BadInput):
            change(world, "mina", name=" ", country="XX")


class TestAnotherCalendar:
    def test_a_rung_is_due_by_the_rule_in_the_new_zone(self, world: World) -> None:
        world.founder("paul")
        world.person("mina", zone="Europe/Berlin")
        pairing = world.pairing("mina", "paul")
        assert world.show(pairing)["due"] == "2026-04-13T15:00:00.000000+00:00"
        done(change(world, "mina", time_zone="America/New_York"))
        assert world.show(pairing)["due"] == "2026-04-13T21:00:00.000000+00:00"
        assert [one["due_at"] for one in world.mine("mina")] == ["2026-04-13T21:00:00.000000+00:00"]

    def test_holidays_of_the_new_country_count(self, world: World) -> None:
        world.founder("paul")
        world.person("mina", zone="Europe/Berlin")
        pairing = world.pairing("mina", "paul")
        done(change(world, "mina", country="DE"))
        # Good Friday and Easter Monday are off.
        assert world.show(pairing)["due"] == "2026-04-15T15:00:00.000000+00:00"

    def test_a_date_that_somebody_decided_stays_that_day(self, world: World) -> None:
        world.founder("paul")
        world.person("mina", zone="Europe/Berlin")
        pairing = world.pairing("mina", "paul")
        world.extend(pairing, "2026-05-04")
        done(change(world, "mina", time_zone="America/New_York", country="DE"))
        assert world.show(pairing)["due"] == "2026-05-04T21:00:00.000000+00:00"

    def test_state_still_equals_the_events(self, world: World) -> None:
        world.founder("paul")
        world.person("mina")
        world.pairing("mina", "paul")
        done(change(world, "mina", time_zone="Asia/Tokyo", country="JP"))
        done(change(world, "paul", time_zone="Asia/Tokyo"))
        with world.store.reading() as tx:
            assert stored(tx) == replayed(tx)

    def test_a_renewal_is_due_at_the_end_of_the_same_day(self, world: World) -> None:
        world.founder("paul")
        before = [one["due_at"] for one in world.overdue(within="99 years", person="paul")]
        done(change(world, "paul", time_zone="Asia/Tokyo"))
        after = [one["due_at"] for one in world.overdue(within="99 years", person="paul")]
        assert {one[:10] for one in before} == {one[:10] for one in after}
        assert {one[11:16] for one in after} == {"08:00"}


class TestLeaving:
    def test_a_person_leaves_and_stays_on_record(self, world: World) -> None:
        world.founder("paul")
        left = done(leaving.deactivate(world.by(OWNER), "paul"))
        assert left["active"] is False
        assert world.holds("paul") == {"lead": "valid", "teach": "valid"}
        assert world.overdue(within="99 years", person="paul") == []

    def test_the_last_owner_stays(self, world: World) -> None:
        refusal = leaving.deactivate(world.by(OWNER), OWNER)
        assert reasons(refusal) == ["last-owner"]
        assert isinstance(refusal, Refusal)
        assert "preceptor process owner retrospective --add LOGIN" in [one.command for one in refusal.reasons]

    def test_open_pairings_keep_both_of_them(self, world: World) -> None:
        world.founder("paul")
        world.person("mina")
        pairing = world.pairing("mina", "paul")
        for login, verb in (("paul", "reassign"), ("mina", "withdraw")):
            refusal = leaving.deactivate(world.by(OWNER), login)
            assert reasons(refusal) == ["no-open-pairings"]
            assert isinstance(refusal, Refusal)
            assert str(refusal.reasons[0].command).startswith(f"preceptor pairing {verb} {pairing}")
            assert refusal.reasons[0].who == (OWNER,)
        world.withdraw(pairing)
        done(leaving.deactivate(world.by(OWNER), "mina"))

    def test_missing_feedback_passes_to_the_preceptor(self, world: World) -> None:
        world.founders("paul", "rosa")
        world.person("mina")
        pairing = world.pairing("mina", "paul")
        world.climb(pairing)
        world.observe(pairing, watchers=("rosa",), by="rosa", met=("all",))
        assert world.owed(pairing, "feedback") == [("feedback", "rosa")]
        done(leaving.deactivate(world.by(OWNER), "rosa"))
        assert world.owed(pairing, "feedback") == [("feedback", "paul")]

    def test_teams_lose_their_lead(self, world: World) -> None:
        world.person("mina")
        world.team("checkout", lead="mina")
        done(leaving.deactivate(world.by(OWNER), "mina"))
        assert teams.list_teams(world.by(None))[0]["lead"] is None

    def test_only_an_owner_may_and_only_once(self, world: World) -> None:
        world.people("mina", "noah")
        assert reasons(leaving.deactivate(world.by("mina"), "noah")) == ["actor"]
        done(leaving.deactivate(world.by(OWNER), "noah"))
        assert reasons(leaving.deactivate(world.by(OWNER), "noah")) == ["people-active"]


def back(world: World, login: str, *, by: str = OWNER, join: Any = (), **changes: Any) -> Any:
    return people.change(world.by(by), login, people.Changes(**changes), join=join, returning=True)


class TestComingBack:
    @ON_BOTH
    def test_who_left_is_active_again_and_can_be_changed_at_once(self, world: World) -> None:
        world.team("checkout")
        world.person("mina")
        done(leaving.deactivate(world.by(OWNER), "mina"))
        returned = done(back(world.later(days=9), "mina", name="Mina Ruiz", join=["checkout"]))
        assert (returned["active"], returned["name"], returned["teams"]) == (True, "Mina Ruiz", ["checkout"])
        assert done(teams.add(world.by(OWNER), "search", title="Search", lead="mina"))["lead"] == "mina"
        with world.store.reading() as tx:
            assert stored(tx) == replayed(tx)

    @ON_BOTH
    def test_what_they_held_led_and_owned_does_not_come_back(self, world: World) -> None:
        world.founder("paul")
        world.team("checkout", lead="paul")
        done(teams.set_on_call(world.by(OWNER), "checkout", ["paul"]))
        done(processes.add_owner(world.by(OWNER), "retrospective", "paul"))
        done(leaving.deactivate(world.by(OWNER), "paul"))
        done(back(world.later(days=9), "paul"))
        assert world.holds("paul") == {"lead": "lapsed", "teach": "lapsed"}
        assert world.holds("paul", as_of=world.today - timedelta(days=1)) == {"lead": "valid", "teach": "valid"}
        shown = teams.on_call(world.by(None), "checkout")
        assert (shown["lead"], shown["on_call"]) == (None, [])
        with world.store.reading() as tx:
            assert [one.login for one in tx.owners("retrospective")] == [OWNER]
            assert stored(tx) == replayed(tx)
        assert verify(world.by(None))["ok"]

    def test_all_of_it_can_be_given_anew(self, world: World) -> None:
        world.founder("paul")
        done(processes.add_owner(world.by(OWNER), "retrospective", "paul"))
        done(leaving.deactivate(world.by(OWNER), "paul"))
        done(back(world.later(days=9), "paul"))
        done(processes.add_owner(world.by(OWNER), "retrospective", "paul"))
        world.grant("paul")
        assert world.holds("paul") == {"lead": "valid", "teach": "valid"}
        assert verify(world.by(None))["ok"]

    def test_only_an_owner_lets_them_and_who_is_there_is_left_as_they_are(self, world: World) -> None:
        world.founder("paul")
        world.person("mina")
        done(leaving.deactivate(world.by(OWNER), "mina"))
        assert reasons(back(world, "mina", by="paul")) == ["actor"]
        before = world.events()
        done(back(world, "paul"))
        assert (world.events(), world.holds("paul")) == (before, {"lead": "valid", "teach": "valid"})

    def test_who_was_erased_does_not(self, world: World) -> None:
        world.person("mina")
        erased: Any = erasure.erase(world.by(OWNER), "mina")
        refusal = back(world, erased["person"])
        assert reasons(refusal) == ["people-active"]
        assert "somebody new" in refusal.reasons[0].message


class TestShowing:
    def test_everything_that_concerns_a_person(self, world: World) -> None:
        world.team("checkout")
        world.founder("paul")
        world.person("mina", teams=("checkout",), hours=6)
        pairing = world.pairing("mina", "paul")
        shown = person_views.show_person(world.by(None), "mina")
        assert shown["teams"] == ["checkout"]
        assert [(one["id"], one["preceptor"], one["open"]) for one in shown["pairings"]] == [(pairing, "paul", True)]
        assert shown["load"] == {"as_trainee": 1, "as_preceptor": 0, "hours": 4, "available": 6, "left": 2}
        assert {one["capability"] for one in person_views.show_person(world.by(None), "paul")["certifications"]} == {
            "lead",
            "teach",
        }

    def test_lists_everybody_or_a_team(self, world: World) -> None:
        world.team("checkout")
        world.person("mina", teams=("checkout",))
        assert [one["login"] for one in person_views.list_people(world.by(None))] == ["mina", OWNER]
        assert [one["login"] for one in person_views.list_people(world.by(None), team="checkout")] == ["mina"]
        with pytest.raises(UnknownId):
            person_views.show_person(world.by(None), "ghost")
