"""`certification gaps`: work done uncertified, and roles that too few people hold."""

from preceptor.services.gaps import gaps
from preceptor.services.reports.of_health import report_health


def performed(world):
    found = gaps(world.by(None), process="retrospective")["performed_uncertified"]
    return [(one["person"], one["watched_before"], one["supervised"]) for one in found]


def thin(world, role="author"):
    found = gaps(world.by(None), process="retrospective")["thin_coverage"]
    return [(one["team"], one["certified"]) for one in found if one["role"] == role]


def test_learning_under_a_teachers_eyes_is_listed_and_called_supervised(world):
    world.founders("paul", "quinn")
    world.people("mina", "noor")
    pairing = world.pairing("mina", "paul")
    world.climb(pairing)
    assert performed(world) == []
    world.later(days=1).passed(pairing, watchers=["quinn"], by="quinn")
    world.later(days=1).observe(pairing, performer="mina", watchers=["noor"])
    assert performed(world) == [("mina", True, True), ("mina", True, False)]


def test_who_performs_without_ever_having_watched_is_told_apart(world):
    world.founders("paul")
    world.people("mina", "noor")
    pairing = world.pairing("mina", "paul")
    world.observe(pairing, performer="noor", watchers=["mina"])
    assert performed(world) == [("noor", False, False)]


def test_watching_on_the_same_day_is_not_before(world):
    world.founders("paul")
    world.people("mina", "noor")
    pairing = world.pairing("mina", "paul")
    world.observe(pairing)
    world.observe(pairing, performer="mina", watchers=["noor"])
    world.later(days=1).observe(pairing, performer="mina", watchers=["noor"])
    assert performed(world) == [("mina", False, False), ("mina", True, False)]


def test_what_was_done_before_a_lapse_is_no_gap(world):
    world.founders("paul", "quinn")
    world.people("mina")
    pairing = world.pairing("mina", "paul")
    world.observe(pairing)
    world.at("2027-03-02").observe(pairing)
    world.at("2027-03-03").observe(pairing, by="olga")
    assert performed(world) == [("paul", False, False)]
    assert thin(world) == [(None, 0)]


def test_a_role_needs_two_who_hold_it_today_and_are_still_there(world):
    assert thin(world) == [(None, 0)]
    world.founder("paul")
    assert thin(world) == [(None, 1)]
    world.founder("quinn")
    assert thin(world) == []
    world.revoke("quinn")
    assert thin(world) == [(None, 1)]


def test_a_team_that_holds_or_learns_a_role_needs_two_of_its_own(world):
    for name in ("payments", "search", "sales"):
        world.team(name)
    world.person("paul", teams=["payments"])
    world.person("quinn", teams=["payments"])
    world.person("mina", teams=["search"])
    world.founders("paul", "quinn")
    assert thin(world) == []
    world.pairing("mina", "paul")
    assert thin(world) == [("search", 0)]


def test_a_team_is_short_of_no_role_that_nobody_in_it_does_or_learns(world):
    world.team("payments")
    world.person("paul", teams=["payments"])
    world.founder("paul")
    assert thin(world) == [(None, 1), ("payments", 1)]
    assert thin(world, "moderator") == [(None, 0)]
    world.grant("paul", role="moderator", capability="teach")
    assert thin(world, "moderator") == [(None, 0), ("payments", 0)]


def test_what_is_thin_is_what_the_report_of_health_calls_too_few(world):
    for name in ("payments", "search", "sales"):
        world.team(name)
    world.people("paul", "rosa", teams=["payments"])
    world.person("mina", teams=["search"])
    world.founders("paul")
    world.founder("rosa", role="moderator")
    world.pairing("mina", "paul")
    short = [
        (one["process"], one["role"], one["team"], one["lead"])
        for one in report_health(world.by(None))["coverage"]
        if one["lead"] < one["needed"]
    ]
    found = gaps(world.by(None))["thin_coverage"]
    assert [(one["process"], one["role"], one["team"], one["certified"]) for one in found] == short
    assert ("retrospective", "author", "search", 0) in short
