"""Who may lead and who may teach: granted, renewed, lapsed, revoked, and as of any day."""

from datetime import datetime

import pytest
from tests.support.reminding import reads
from tests.support.world import done, guards, refused

from preceptor.errors import BadInput, UnknownId
from preceptor.ports import ObligationFilter
from preceptor.services import leaving, people, processes
from preceptor.services.audit import verify


@pytest.fixture
def school(world):
    """One founder who may teach."""
    world.founder("paul")
    return world


def state(school, login="paul", **rest):
    return school.holds(login, **rest)


def both(word):
    return {"lead": word, "teach": word}


# founders


def test_an_owner_certifies_a_founder_with_a_reason(world):
    world.person("paul")
    found = world.grant("paul", why="led ours since 2022")
    assert [(one["capability"], one["state"], one["source"]) for one in found] == [
        ("lead", "valid", "founder"),
        ("teach", "valid", "founder"),
    ]
    assert {(one["version"], one["granted_on"], one["valid_until"]) for one in found} == {
        ("1.0.0", "2026-03-02", "2027-03-02")
    }
    assert world.told("certification-granted") == [("certification-granted", "paul")] * 2
    with pytest.raises(BadInput):
        world.grant("paul", role="moderator", why=" ")


def test_nobody_else_grants(school):
    school.person("mina")
    reasons = refused(school.grant, "mina", by="paul")
    assert (guards(reasons), reasons[0].who) == (["actor"], ("olga",))


def test_an_owner_certifies_themselves_only_while_nobody_may_teach_the_role(world):
    world.grant("olga")
    assert state(world, "olga") == both("valid")
    world.founder("paul", role="moderator")
    (reason,) = refused(world.grant, "olga", role="moderator")
    assert (reason.guard, reason.who) == ("not-oneself", ("olga",))
    assert reason.command == "preceptor process owner retrospective --add LOGIN"
    processes.add_owner(world.by("olga"), "retrospective", world.person("rosa"))
    (reason,) = refused(world.grant, "olga", role="moderator")
    assert (reason.who, reason.command) == (
        ("rosa",),
        "preceptor certification grant olga --process retrospective --role moderator --why WHY",
    )
    world.revoke("paul", role="moderator", capability="teach")
    world.grant("olga", role="moderator")


def test_a_teacher_who_has_left_keeps_nobody_from_certifying_themselves(school):
    assert guards(refused(school.grant, "olga")) == ["not-oneself"]
    done(leaving.deactivate(school.by("olga"), "paul"))
    assert state(school) == both("valid")
    school.grant("olga")
    assert state(school, "olga") == both("valid")
    assert verify(school.by(None))["ok"]


def test_the_last_teacher_who_is_there_renews_themselves_where_they_own_the_process(world):
    world.grant("olga")
    world.founder("paul")
    world.at("2027-01-11")
    assert guards(refused(world.renew, "olga")) == ["not-oneself"]
    done(leaving.deactivate(world.by("olga"), "paul"))
    world.renew("olga")
    assert verify(world.by(None))["ok"]


def test_a_teacher_who_came_back_keeps_nobody_from_it_before_they_are_certified_anew(school):
    done(leaving.deactivate(school.by("olga"), "paul"))
    done(people.change(school.by("olga"), "paul", {}, returning=True))
    school.grant("olga", capability="lead")
    school.grant("paul", capability="teach")
    assert guards(refused(school.grant, "olga", capability="teach")) == ["not-oneself"]
    assert verify(school.by(None))["ok"]


def test_what_is_held_is_not_granted_again(school):
    assert guards(refused(school.grant, "paul")) == ["not-held"]
    school.revoke("paul", capability="lead")
    found = school.grant("paul")
    assert state(school) == both("valid")
    assert len(found) == 2


def test_a_founder_for_one_capability_holds_that_one(world):
    world.founder("rosa", capability="lead")
    assert state(world, "rosa") == {"lead": "valid"}


def test_who_and_what_is_unknown_is_bad_input(school):
    for arguments in (("nobody", {}), ("paul", {"role": "cook"}), ("paul", {"role": "presenter"})):
        for act in (school.grant, school.renew, school.revoke):
            with pytest.raises(UnknownId):
                act(arguments[0], **arguments[1])
    school.process = "baking"
    with pytest.raises(UnknownId):
        school.grant("paul")


# renewal


def test_a_certificate_is_renewed_from_sixty_days_before_its_end_on(school):
    school.at("2026-12-31")
    reasons = refused(school.renew, "paul")
    assert guards(reasons) == ["renewal-window"]
    assert "2027-01-01" in reasons[0].message
    school.at("2027-01-01")
    found = school.renew("paul")
    assert {(one["granted_on"], one["valid_until"], one["source"]) for one in found} == {
        ("2027-01-01", "2028-03-02", "renewal")
    }
    assert guards(refused(school.renew, "paul")) == ["renewal-window"]


def test_who_may_teach_the_role_renews_others_and_not_themselves(school):
    school.founder("quinn")
    school.founder("rosa", capability="lead")
    school.at("2027-01-11")
    assert guards(refused(school.renew, "paul", by="rosa")) == ["actor"]
    assert guards(refused(school.renew, "paul", by="paul")) == ["not-oneself"]
    school.renew("paul", by="quinn")


def test_the_only_teacher_does_not_renew_themselves_while_an_owner_is_there(school):
    school.at("2027-01-11")
    (reason,) = refused(school.renew, "paul", by="paul")
    assert (reason.guard, reason.who) == ("not-oneself", ("olga",))
    school.renew("paul", by="olga")
    assert verify(school.by(None))["ok"]


def test_who_may_not_renew_themselves_learns_who_may(school):
    school.founder("quinn")
    school.at("2027-01-11")
    (reason,) = refused(school.renew, "paul", by="paul")
    assert reason.who == ("olga", "quinn")


def test_what_somebody_who_left_holds_is_not_renewed_and_nobody_is_sent_to_them(school):
    school.founder("quinn")
    school.person("rosa")
    done(leaving.deactivate(school.by("olga"), "quinn"))
    school.at("2027-01-11")
    (reason,) = refused(school.renew, "quinn")
    assert (reason.guard, reason.command) == ("people-active", "preceptor person change quinn --active")
    (reason,) = refused(school.renew, "paul", by="rosa")
    assert reason.who == ("olga", "paul")


def test_a_renewal_of_both_says_why_one_was_not_renewed(school):
    school.at("2027-01-01")
    school.renew("paul", capability="lead")
    school.at("2027-02-01")
    lead, teach = school.renew("paul")
    assert "not_renewed" not in teach
    assert lead["not_renewed"]["guard"] == "renewal-window"
    assert "`lead` holds until 2028-03-02" in lead["not_renewed"]["message"]


def test_a_renewal_of_both_does_not_speak_of_what_was_never_held(school):
    school.founder("rosa", capability="lead")
    school.at("2027-01-01")
    (lead,) = school.renew("rosa")
    assert "not_renewed" not in lead


def test_what_lapsed_is_granted_again_and_not_renewed(school):
    school.at("2027-03-03")
    reasons = refused(school.renew, "paul")
    assert guards(reasons) == ["held"]
    assert "certification grant paul --process retrospective --role author --capability lead" in reasons[0].command
    school.grant("paul")
    assert state(school) == both("valid")


def test_a_renewal_is_owed_from_the_window_on_by_the_last_working_day(school):
    """Granted until Tuesday 2 March 2027; of a certificate until a Sunday, Friday is the last day to see to it."""
    assert school.mine("paul") == []
    school.at("2027-01-01")
    assert {(one["kind"], one["step"], one["due_at"][:16]) for one in school.mine("paul")} == {
        ("renew", "author/lead", "2027-03-02T17:00"),
        ("renew", "author/teach", "2027-03-02T17:00"),
    }
    command = school.mine("paul")[0]["command"]
    assert command == (
        "preceptor certification renew paul --process retrospective --role author --capability lead --why WHY"
    )
    school.renew("paul")
    assert school.mine("paul") == []
    school.at("2027-03-07")
    school.founder("rosa", capability="lead")
    school.at("2028-02-21")
    assert [one["due_at"][:10] for one in school.mine("rosa")] == ["2028-03-07"]
    assert [one["due_at"][:10] for one in school.overdue(person="paul", within="99 years")] == ["2028-03-02"] * 2


def test_a_renewal_is_reminded_of_twenty_and_two_business_days_before_and_on_the_day(school):
    def reminder():
        with school.store.reading() as tx:
            (lead, _) = tx.obligations(ObligationFilter(kind="renew"))
        return lead.next_reminder_at.date().isoformat()

    assert reminder() == "2027-02-02"


def test_a_certificate_that_ends_on_a_sunday_is_to_be_renewed_by_friday(world):
    world.at("2026-03-07")  # a Saturday; a year later it is Sunday
    world.founder("paul", capability="lead")
    assert world.certificates("paul")[0]["valid_until"] == "2027-03-07"
    assert [one["due_at"][:16] for one in world.overdue(within="2 years")] == ["2027-03-05T17:00"]


# lapse


def test_a_certificate_lapses_after_its_last_day(school):
    assert state(school, as_of="2027-03-02") == both("valid")
    assert state(school, as_of="2027-03-03") == both("lapsed")


def test_the_lapse_is_recorded_once_by_the_next_command_that_writes_and_by_the_system(school):
    school.at("2027-03-03")
    school.people("mina")
    assert school.events("certification-lapsed") == []
    school.at("2027-03-04")
    school.people("noor", "rosa")
    school.at("2027-03-09")
    school.people("sina")
    lapsed = school.events("certification-lapsed")
    assert [(one.actor, one.data["capability"], one.data["lapsed_on"]) for one in lapsed] == [
        (None, "lead", "2027-03-03"),
        (None, "teach", "2027-03-03"),
    ]
    assert school.told("certification-lapsed") == [("certification-lapsed", "paul")] * 2
    assert school.overdue(person="paul") == []


def test_who_held_what_lapsed_is_told_why_and_whom_to_ask(school):
    school.at("2027-03-04").people("noor")
    text = reads(school, "paul", "certification-lapsed")["text"]
    assert "Lapsed on   Wednesday, 3 March 2027" in text
    assert "Its last day has passed, and it was not renewed." in text
    assert "to grant it anew: Olga Lind." in " ".join(text.split())


def test_who_held_what_was_revoked_is_told_whom_to_ask(school):
    school.revoke("paul", capability="teach")
    text = reads(school, "paul", "certification-revoked")["text"]
    assert "Olga Lind revoked it, and gave a reason; ask for it" in " ".join(text.split())


def test_what_has_lapsed_is_not_offered_to_be_renewed_before_the_lapse_is_on_record(school):
    school.founder("quinn")
    school.at("2027-03-03")
    assert school.events("certification-lapsed") == []
    for owed in (school.mine("paul"), school.overdue(person="paul")):
        assert [one["what"] for one in owed] == [
            f"`{capability}` for author (retrospective) has lapsed: an owner grants it again"
            for capability in ("lead", "teach")
        ]
        assert owed[0]["command"] == (
            "preceptor certification grant paul --process retrospective --role author --capability lead --why WHY"
        )
    school.grant("paul")
    assert school.mine("paul") == []


def test_whether_it_has_lapsed_is_judged_by_the_day_that_is_asked_for_and_by_the_holders_own(school):
    def commands(as_of):
        at = datetime.fromisoformat(as_of)
        return {one["command"].split()[2] for one in school.overdue(person="paul", within="9 days", as_of=at)}

    assert commands("2027-03-02T23:30:00+00:00") == {"renew"}
    assert commands("2027-03-03T00:30:00+00:00") == {"grant"}
    details = people.changes_of({"time_zone": "America/New_York", "country": "US"}, hours=None, no_hours=False)
    people.change(school.by("olga"), "paul", details, join=(), leave=())
    assert commands("2027-03-03T00:30:00+00:00") == {"renew"}


def test_what_time_brings_about_is_not_recorded_by_a_refusal(school):
    school.at("2027-03-09")
    refused(school.renew, "paul")
    assert school.events("certification-lapsed") == []


def practise(school, *days, performer="quinn"):
    """Others do it on some days, recorded in one pairing."""
    for day in days:
        school.at(day)
        school.observe("mina/author", performer=performer, by=performer)


@pytest.fixture
def others_work(school):
    school.founder("quinn")
    school.person("mina")
    school.pairing("mina", "quinn")
    return school


def test_a_certificate_lapses_after_half_a_year_without_doing_it_in_which_three_occasions_passed(others_work):
    practise(others_work, "2026-04-01", "2026-05-01")
    others_work.at("2026-09-02")
    assert state(others_work) == both("valid")
    practise(others_work, "2026-09-03")
    assert state(others_work) == both("lapsed")
    assert state(others_work, as_of="2026-09-02") == both("valid")
    assert state(others_work, "quinn") == both("valid")


def test_few_occasions_let_nobody_lapse(others_work):
    practise(others_work, "2026-04-01", "2026-05-01")
    others_work.at("2027-02-01")
    assert state(others_work) == both("valid")


def test_watching_keeps_teaching_alive_and_performing_both(others_work):
    practise(others_work, "2026-04-01", "2026-04-02")
    others_work.observe("mina/author", performer="quinn", watchers=["mina", "paul"], by="quinn")
    practise(others_work, "2026-09-03")
    assert state(others_work) == {"lead": "lapsed", "teach": "valid"}


def test_whoever_has_to_have_something_renewed_is_told_who_may(school):
    school.founder("quinn")
    school.at("2027-01-11")
    assert [one["what"] for one in school.mine("paul")] == [
        f"have {held} for author (retrospective) renewed before it lapses, by olga or quinn"
        for held in ("`lead`", "`teach`")
    ]
    (reason,) = refused(school.renew, "paul", by="paul")
    assert (reason.who, reason.command) == (
        ("olga", "quinn"),
        school.mine("paul")[0]["command"].replace("--capability lead ", ""),
    )


def test_whoever_may_renew_their_own_is_told_that_it_is_theirs_to_do(world):
    world.grant("olga")
    world.at("2027-01-11")
    assert {one["what"] for one in world.mine("olga")} == {
        f"renew {held} for author (retrospective) before it lapses" for held in ("`lead`", "`teach`")
    }
    world.renew("olga")
    assert world.mine("olga") == []


def test_of_many_who_may_renew_something_some_are_named(school):
    for login in ("quinn", "rosa", "sam"):
        school.founder(login)
    school.at("2027-01-11")
    assert school.mine("paul")[0]["what"].endswith("before it lapses, by olga, quinn, rosa or 1 more")


def test_a_preceptor_who_may_not_sign_any_more_is_told_so_and_where_it_says_who_can_help(school):
    school.founder("quinn")
    school.person("mina")
    pairing = school.pairing("mina", "paul")
    for _ in range(2):
        school.later(days=1).passed(pairing)

    def told():
        (owed,) = [one for one in school.mine("paul") if one["kind"] == "rung"]
        return owed["what"], owed["command"]

    assert told() == (
        "sign the rung `watch` of mina, author (retrospective): its counts are met",
        f"preceptor pairing advance {pairing}",
    )
    school.revoke("paul", capability="teach")
    assert told() == (
        "have the rung `watch` of mina, author (retrospective) signed: its counts are met, "
        "and paul may not teach it now",
        f"preceptor why {pairing}",
    )


def test_what_lapsed_by_idleness_is_told_beside_what_is_still_to_be_renewed(others_work):
    practise(others_work, "2026-04-01")
    others_work.at("2026-05-01")
    others_work.observe("mina/author", performer="quinn", watchers=["mina", "paul"], by="quinn")
    practise(others_work, "2026-09-03")
    others_work.at("2027-01-04")
    assert [one["command"].split()[2] for one in others_work.mine("paul")] == ["grant", "renew"]


def test_ones_own_occasion_is_none_of_those_that_passed_without_one(others_work):
    """Two passed in half a year, and the third is the person's own."""
    practise(others_work, "2026-04-01", "2026-05-01")
    practise(others_work, "2026-10-01", performer="paul")
    assert state(others_work) == both("valid")


def test_an_idle_lapse_is_recorded_and_stays_when_work_is_done_again(others_work):
    practise(others_work, "2026-04-01", "2026-05-01", "2026-06-01")
    others_work.at("2026-09-07")
    others_work.people("noor")
    assert {one.data["lapsed_on"] for one in others_work.events("certification-lapsed")} == {"2026-09-02"}
    others_work.observe("mina/author", performer="paul", by="quinn")
    assert state(others_work) == both("lapsed")


def test_a_lapsed_preceptor_does_not_sign(others_work):
    others_work.passed("mina/author")
    others_work.passed("mina/author")
    others_work.at("2027-03-03")
    reasons = refused(others_work.advance, "mina/author")
    assert guards(reasons) == ["preceptor-teaches"]
    assert "has lapsed" in reasons[0].message


# revocation and history


def test_a_certificate_is_revoked_with_a_reason_from_today_on(school):
    school.at("2026-06-01")
    assert guards(refused(school.revoke, "paul", by="paul")) == ["actor"]
    school.revoke("paul", capability="teach", why="left incident work")
    assert state(school) == {"lead": "valid", "teach": "revoked"}
    assert state(school, as_of="2026-05-31") == both("valid")
    assert school.told("certification-revoked") == [("certification-revoked", "paul")]
    assert guards(refused(school.revoke, "paul", capability="teach")) == ["held"]
    with pytest.raises(BadInput):
        school.revoke("paul", why="")


def test_a_revoked_certificate_has_no_renewal_owed(school):
    school.revoke("paul")
    assert school.overdue(within="99 years") == []


def test_the_list_answers_for_any_past_day(school):
    school.at("2026-05-04")
    school.revoke("paul")
    school.at("2026-06-01")
    school.grant("paul", capability="lead")
    days = ("2026-03-01", "2026-03-02", "2026-05-03", "2026-05-04", "2026-06-01", "2027-06-01", "2027-06-02")
    assert [state(school, as_of=day) for day in days] == [
        {},
        both("valid"),
        both("valid"),
        both("revoked"),
        {"lead": "valid", "teach": "revoked"},
        {"lead": "valid", "teach": "revoked"},
        {"lead": "lapsed", "teach": "revoked"},
    ]


def test_the_past_answers_as_before_after_a_lapse_is_recorded(others_work):
    practise(others_work, "2026-04-01", "2026-05-01", "2026-06-01")
    days = ("2026-03-02", "2026-09-01", "2026-09-02")
    others_work.at("2026-08-01")
    before = [state(others_work, as_of=day) for day in days]
    others_work.at("2026-12-01")
    others_work.people("noor")
    assert [state(others_work, as_of=day) for day in days] == before == [both("valid"), both("valid"), both("lapsed")]


def test_a_renewal_leaves_the_past_as_it_was(school):
    school.at("2027-02-01")
    school.renew("paul")
    school.at("2027-04-01")
    assert [one["source"] for one in school.certificates("paul")] == ["renewal", "renewal"]
    assert state(school) == both("valid")
    before = school.certificates("paul", as_of=school.today.replace(month=1, day=15))
    assert [(one["source"], one["state"]) for one in before] == [("founder", "valid")] * 2


def test_the_list_is_narrowed_by_role_team_and_person(school):
    school.team("payments")
    school.person("mina", teams=["payments"])
    school.grant("mina", role="moderator")
    assert {one["person"] for one in school.everyone()} == {"paul", "mina"}
    assert {one["role"] for one in school.everyone(team="payments")} == {"moderator"}
    assert school.everyone(role="author", team="payments") == []
    for wrong in ({"team": "nobodys"}, {"person": "nobody"}, {"process": "baking"}):
        with pytest.raises(UnknownId):
            school.everyone(**wrong)
