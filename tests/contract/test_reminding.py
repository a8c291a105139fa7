"""Reminders, on each kind of database: nothing twice and nothing lost, whoever reminds at the same time."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from tests.support.reminding import mails
from tests.support.replay import broken_links, replayed, stored
from tests.support.world import World

from preceptor.services.reminding import running
from preceptor.store import SqlStore


def test_several_machines_at_once_tell_everything_once(
    store: SqlStore, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BATCH", 3)
    world = World(store=store).found()
    world.founders("paul", "quinn", "rosa")
    for number in range(9):
        world.person(f"trainee-{number}")
        world.pairing(f"trainee-{number}", ("paul", "quinn", "rosa")[number % 3])
    world.at("2026-06-01")

    def machine(_: int) -> dict[str, object]:
        own = SqlStore(database_url)
        try:
            return dict(running.remind(replace(world.by(None), store=own)))
        finally:
            own.close()

    with ThreadPoolExecutor(4) as machines:
        told = list(machines.map(machine, range(4)))
    assert sum(int(str(one["reminded"])) for one in told) == 9
    assert sum(int(str(one["mails"])) for one in told) == 10
    assert sorted(mails(world)) == [(f"trainee-{number}", "2026-06-01 09:00", 1) for number in range(9)]
    assert mails(world, "escalation") == [("olga", "2026-06-01 09:00", 9)]
    with store.reading() as tx:
        assert stored(tx) == replayed(tx)
        assert broken_links(tx) == []
