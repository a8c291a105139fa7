"""People, teams and who owns what."""

import pytest
from tests.support.happenings import a_person, a_team, an_owner, write

from preceptor.model.event import Happening
from preceptor.model.people import Person, Team
from preceptor.store import SqlStore


def test_a_person_is_found_by_id_and_by_login_with_everything_that_was_said(store: SqlStore) -> None:
    write(store, "r", a_person(1, "ada", email="ada@example.org", hours=6, manager=2), a_person(2, "bea"))
    ada = Person(
        id=1,
        login="ada",
        name="Ada",
        email="ada@example.org",
        time_zone="Europe/Berlin",
        manager=2,
        hours=6,
    )
    with store.reading() as tx:
        assert tx.person(1) == tx.person_called("ada") == ada
        assert tx.person_called("nobody") is None
        with pytest.raises(KeyError):
            tx.person(99)


def test_people_come_by_login_all_of_them_or_those_asked_for(store: SqlStore) -> None:
    write(store, "r", *(a_person(n, f"p{9000 - n}") for n in range(1, 1202)))
    with store.reading() as tx:
        assert [person.id for person in tx.people()] == list(range(1201, 0, -1))
        assert [person.id for person in tx.people({1, 700, 1201, 5000})] == [1201, 700, 1]
        assert len(tx.people(range(1, 1202))) == 1201
        assert tx.people([]) == []


def test_teams_come_by_name_with_their_members_by_id(store: SqlStore) -> None:
    write(
        store,
        "r",
        a_team(1, "search"),
        a_team(2, "payments", lead=2),
        a_person(2, "bea", teams=(1, 2)),
        a_person(1, "ada", teams=(2,)),
    )
    payments = Team(id=2, name="payments", title="Payments", lead=2, members=(1, 2))
    with store.reading() as tx:
        assert tx.team(2) == tx.team_called("payments") == payments
        assert [team.name for team in tx.teams()] == ["payments", "search"]
        assert [team.name for team in tx.teams(member=1)] == ["payments"]
        assert tx.team_called("none") is None
        with pytest.raises(KeyError):
            tx.team(9)


def test_who_left_a_team_is_no_member_any_more(store: SqlStore) -> None:
    write(store, "r", a_team(1, "payments"), a_person(1, "ada", teams=(1,)))
    write(store, "s", Happening(stream="team:1", kind="team-left", data={"team": 1, "person": 1}))
    with store.reading() as tx:
        assert tx.team(1).members == ()


def test_owners_are_the_active_ones_by_login(store: SqlStore) -> None:
    write(store, "r", *(a_person(n, login) for n, login in ((1, "cem"), (2, "ada"), (3, "bea"))))
    write(store, "s", *(an_owner("retrospective", n) for n in (1, 2, 3)))
    write(store, "t", Happening(stream="person:3", kind="person-deactivated", data={"person": 3}))
    with store.reading() as tx:
        assert [owner.login for owner in tx.owners("retrospective")] == ["ada", "cem"]
        assert tx.owners("change") == []


def test_teams_are_named_by_id(store: SqlStore) -> None:
    write(store, "r", a_team(1, "checkout"), a_team(2, "storefront"))
    with store.reading() as tx:
        assert tx.team_names() == {1: "checkout", 2: "storefront"}
