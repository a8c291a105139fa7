"""Whom reminders reach, by what is owed and where its rule stands."""

from tests.support.changes import Changing, stricter
from tests.support.following import a_shorter_week, adopted, slower
from tests.support.ladders import asking
from tests.support.reminding import mails, reads, reminded
from tests.support.replay import replayed, stored
from tests.support.world import World

from preceptor.ports import ObligationFilter


def _changing(world: World) -> Changing:
    world.person("olaf")
    changing = Changing(world)
    changing.owner("olaf")
    return changing


def _folds(world: World) -> None:
    with world.store.reading() as tx:
        assert stored(tx) == replayed(tx)


def test_a_rung_is_reminded_of_as_its_own_edition_says(world: World) -> None:
    changing = _changing(world)
    changing.released(asking("2.0.0", remind=(-5,), escalate=("team-lead",)), approver="olaf")
    world.people("lena")
    world.founder("paul")
    world.team("payments", lead="lena")
    world.person("mina", teams=("payments",))
    world.pairing("mina", "paul", team="payments")
    assert reminded(world.at("2026-04-06"))[0] >= 1
    assert "climb the rung" in " ".join(reads(world, "mina")["text"].lower().split())
    assert ("lena", "2026-04-14 09:00", 1) not in mails(world, "escalation")
    reminded(world.at("2026-04-14"))
    assert "lena" in [login for login, _, _ in mails(world, "escalation")]
    _folds(world)


def test_who_decides_on_a_change_is_reminded_as_the_process_of_changes_says(world: World) -> None:
    changing = _changing(world)
    changing.propose(stricter("2.0.0"))
    with world.store.reading() as tx:
        (review,) = tx.obligations(ObligationFilter(kind="review"))
    assert review.next_reminder_at
    assert reminded(world.at(review.next_reminder_at)) == (1, 0, 1)
    assert [login for login, _, _ in mails(world)] == ["olaf"]
    assert "review CH-1" in reads(world, "olaf")["subject"]


def test_what_a_team_owes_is_told_to_everybody_in_it_while_nobody_leads_it(world: World) -> None:
    changing = _changing(world)
    world.team("checkout")
    world.people("carl", "cora", teams=("checkout",))
    adopted(world, a_shorter_week("checkout"))
    changing.released(slower("1.1.0"), approver="olaf")
    with world.store.reading() as tx:
        (owed,) = tx.obligations(ObligationFilter(kind="rebase"))
    assert owed.team is not None
    assert owed.next_reminder_at
    reminded(world.at(owed.next_reminder_at))
    assert {"carl", "cora"} <= {login for login, _, _ in mails(world)}
    assert "for the team checkout" in " ".join(reads(world, "carl")["text"].split())


def test_a_migration_to_other_reminders_goes_on_with_the_stages_that_are_left(world: World) -> None:
    changing = _changing(world)
    world.founder("paul")
    world.person("mina")
    world.pairing("mina", "paul")
    reminded(world.at("2026-04-09"))
    changing.released(asking("2.0.0", remind=(-2, -1)), approver="olaf", in_flight="migrate")
    with world.store.reading() as tx:
        (rung,) = tx.obligations(ObligationFilter(kind="rung"))
    assert (rung.stage, f"{rung.next_reminder_at:%Y-%m-%d %H}") == (-2, "2026-04-10 09")
    _folds(world)
