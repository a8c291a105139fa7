"""What the doctor says of what it was shown."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from preceptor.model.surroundings import CopiesFacts, DatabaseFacts, MailFacts, OpenJob, Surroundings, Trouble
from preceptor.services.doctor import diagnose, healthy

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SQLITE = DatabaseFacts(
    kind="sqlite",
    where="sqlite:///preceptor.db",
    schema="0001",
    schema_known="0001",
    version="3.45.0",
    settings={"journal_mode": "delete", "synchronous": "full"},
    mode=0o600,
    free=10**10,
    last_event=NOW - timedelta(hours=1),
)
POSTGRESQL = DatabaseFacts(
    kind="postgresql", where="postgresql+psycopg://h/d", schema="0001", version="16.1", role="daily"
)
HEALTHY = Surroundings(
    python=(3, 12, 7),
    libraries={"click": "8.2.0", "psycopg": None},
    folder="governance",
    folder_trouble=None,
    folder_writable=True,
    database=SQLITE,
    person="olga",
    assumed=False,
    mail=MailFacts(where="smtp.example.org:587", tls="starttls", encrypted="TLSv1.3", sender="preceptor@example.org"),
    now=NOW,
    fixed_clock=False,
)


#: What the tests say is wrong without saying what to do.
NO_REMEDY = ("none", "newer", "read-only")


def states(around: Surroundings) -> dict[str, str]:
    return {one["check"]: one["state"] for one in diagnose(around)}


def with_mail(**changes: Any) -> Surroundings:
    assert HEALTHY.mail
    return replace(HEALTHY, mail=replace(HEALTHY.mail, **changes))


def with_database(**changes: Any) -> Surroundings:
    return replace(HEALTHY, database=replace(SQLITE, **changes))


def test_where_all_is_well_it_says_so_and_whom_to_trust() -> None:
    checks = diagnose(HEALTHY)
    assert {one["state"] for one in checks} == {"ok"}
    assert healthy(checks)
    told = " ".join(one["message"] for one in checks)
    assert "who can write the file is trusted" in told
    assert "--as is a convenience" in told


def test_what_a_publication_left_to_be_done_is_told_with_how_far_it_came() -> None:
    begun = OpenJob(
        change="CH-4",
        process="retrospective",
        version="2.0.0",
        due_at=NOW - timedelta(hours=2),
        created_at=NOW - timedelta(days=3),
        phase="migrate",
        tally={"migrated": 12_000, "refused": 3, "pinned": 0},
    )
    waiting = replace(begun, change="CH-5", version="3.0.0", due_at=NOW + timedelta(days=5), tally={})
    found = [one for one in diagnose(with_database(jobs=(begun, waiting))) if one["check"] == "publications"]
    assert [one["state"] for one in found] == ["warning", "ok"]
    assert found[0]["message"] == (
        "what follows from retrospective 2.0.0 (CH-4) is not finished, since 2026-03-02T07:00+00:00: "
        "moving running instances, so far 12,000 migrated, 3 refused"
    )
    assert "next command that writes" in str(found[0]["remedy"])
    assert "holds from 2026-03-07T09:00+00:00 on" in found[1]["message"]


@pytest.mark.parametrize(
    ("around", "check", "state"),
    [
        (replace(HEALTHY, python=(3, 11, 9)), "python", "warning"),
        (replace(HEALTHY, python=(3, 11, 10)), "python", "ok"),
        (replace(HEALTHY, python=(3, 12, 4)), "python", "warning"),
        (replace(HEALTHY, python=(3, 10, 1)), "python", "problem"),
        (replace(HEALTHY, libraries={"click": None}), "libraries", "problem"),
        (replace(HEALTHY, folder=None, folder_trouble=Trouble(message="none", remedy=None)), "folder", "problem"),
        (replace(HEALTHY, folder_writable=False), "folder", "warning"),
        (replace(HEALTHY, copies=CopiesFacts(outdated=("templates/a b.txt",))), "copies", "warning"),
        (replace(HEALTHY, copies=CopiesFacts(overtaken=("templates/a.txt",))), "copies", "warning"),
        (replace(HEALTHY, person=None), "person", "warning"),
        (replace(HEALTHY, database=None), "database", "problem"),
        (with_database(trouble=Trouble(message="newer", remedy=None)), "database", "problem"),
        (with_database(unwritable=Trouble(message="read-only", remedy=None)), "writing", "problem"),
        (with_database(settings={"journal_mode": "wal"}), "durability", "problem"),
        (with_database(settings={"journal_mode": "wal"}, version="3.51.3"), "durability", "ok"),
        (with_database(settings={"journal_mode": "memory"}), "durability", "problem"),
        (with_database(mode=0o666), "trust", "warning"),
        (with_database(mode=0o644), "trust", "ok"),
        (with_database(free=1_000), "disk", "problem"),
        (with_database(free=50_000_000), "disk", "warning"),
        (with_database(last_event=NOW + timedelta(seconds=1)), "clock", "problem"),
        (replace(HEALTHY, fixed_clock=True), "clock", "warning"),
        (replace(HEALTHY, mail=None), "mail-server", "ok"),
        (replace(with_database(mails={"ready": 1}, oldest_unsent=NOW), mail=None), "mail-server", "warning"),
        (replace(HEALTHY, mail=None, mail_trouble=Trouble(message="none", remedy=None)), "mail-server", "problem"),
        (with_mail(trouble="it is away"), "mail-server", "problem"),
        (with_mail(sender_trouble="553 no"), "mail-sender", "problem"),
        (with_mail(sender=None), "mail-sender", "problem"),
        (with_mail(sent="sent to ada@example.org: 250 ok"), "mail-test", "ok"),
        (with_mail(sent="refused to ada@example.org: 550 no"), "mail-test", "problem"),
        (with_database(mails={"ready": 2, "sent": 5}, oldest_unsent=NOW), "unsent-mail", "ok"),
        (with_database(mails={"ready": 2}, oldest_unsent=NOW - timedelta(days=2)), "unsent-mail", "warning"),
        (with_database(mails={"leased": 2}, oldest_unsent=NOW, stale_leases=2), "unsent-mail", "ok"),
        (with_database(given_up=3), "stuck-mail", "warning"),
        (with_database(unknowns=3), "doubtful-mail", "ok"),
        (replace(HEALTHY, database=POSTGRESQL), "history", "ok"),
        (replace(HEALTHY, database=replace(POSTGRESQL, rewrites=("owner", "UPDATE"))), "history", "warning"),
    ],
)  # fmt: skip
def test_each_fault_is_told_with_its_weight(around: Surroundings, check: str, state: str) -> None:
    assert states(around)[check] == state
    assert healthy(diagnose(around)) == (state != "problem")
    (told,) = [one for one in diagnose(around) if one["check"] == check]
    assert (told["remedy"] is None) <= (state == "ok" or check == "mail-test" or told["message"] in NO_REMEDY)


def test_mail_that_waits_is_told_by_state_and_since_when() -> None:
    waiting = with_database(mails={"ready": 2, "unknown": 1, "sent": 7}, oldest_unsent=NOW - timedelta(days=9))
    told = {one["check"]: one["message"] for one in diagnose(waiting)}
    assert told["unsent-mail"] == "2 ready, 1 unknown, the oldest since 2026-02-21T09:00+00:00"
    assert "smtp.example.org:587 (starttls, TLSv1.3)" in told["mail-server"]
