"""Says what is wrong around preceptor, and what to do about it."""

from collections.abc import Callable, Iterator
from shlex import quote

from preceptor.model.surroundings import DatabaseFacts, Surroundings, Trouble
from preceptor.services.diagnosis import CheckDocument, State
from preceptor.services.diagnosis import said as _said
from preceptor.services.doctor_mail import mail_checks

#: Before these, an encoded word in a header could begin another header (CVE-2024-6923).
_SAFE_HEADERS = {(3, 11): 10, (3, 12): 5}
#: Before it, resetting a write-ahead log could corrupt the database (https://www.sqlite.org/changes.html).
_SAFE_WAL = (3, 51, 3)
#: Bytes: a day's commands fit into the first easily; below the second SQLite may not even write its journal.
_LITTLE_SPACE, _NO_SPACE = 200_000_000, 10_000_000
#: Wanted for PostgreSQL only.
_OPTIONAL = "psycopg"


def diagnose(around: Surroundings) -> list[CheckDocument]:
    """Every check in the order in which they depend on each other."""
    return [document for check in _CHECKS for document in check(around)]


def healthy(checks: list[CheckDocument]) -> bool:
    """Whether commands can work here. A warning does not stop them."""
    return all(one["state"] != "problem" for one in checks)


def _python(around: Surroundings) -> Iterator[CheckDocument]:
    version = ".".join(str(part) for part in around.python)
    if around.python < (3, 11):
        yield _said("python", "problem", f"Python {version} is too old", "Install Python 3.11 or newer.")
        return
    safe = _SAFE_HEADERS.get(around.python[:2])
    if safe is not None and around.python[2] < safe:
        message = (
            f"Python {version} lets an encoded word begin a new header of a mail; preceptor refuses such input and "
            "reads every mail back before it goes"
        )
        newer = f"{around.python[0]}.{around.python[1]}.{safe}"
        yield _said("python", "warning", message, f"Update Python to {newer} or newer.")
    else:
        yield _said("python", "ok", f"Python {version}")


def _libraries(around: Surroundings) -> Iterator[CheckDocument]:
    missing = sorted(name for name, version in around.libraries.items() if version is None and name != _OPTIONAL)
    known = ", ".join(f"{name} {version}" for name, version in around.libraries.items() if version)
    if missing:
        yield _said("libraries", "problem", f"not installed: {', '.join(missing)}", "Install preceptor again.")
    else:
        yield _said("libraries", "ok", known)


def _folder(around: Surroundings) -> Iterator[CheckDocument]:
    if around.folder is None:
        trouble = around.folder_trouble or Trouble(message="there is no governance folder", remedy=None)
        yield _said("folder", "problem", trouble.message, trouble.remedy)
    elif not around.folder_writable:
        remedy = "That is enough to read; to render PROCESS.md here you need write permission."
        yield _said("folder", "warning", f"{around.folder} cannot be written", remedy)
    else:
        yield _said("folder", "ok", around.folder)


def _copies(around: Surroundings) -> Iterator[CheckDocument]:
    if outdated := around.copies.outdated:
        message = f"came with an older preceptor, and were not changed since: {', '.join(outdated)}"
        remedy = f"Remove them, and the newer ones serve: rm {' '.join(quote(one) for one in outdated)}"
        yield _said("copies", "warning", message, remedy)
    if overtaken := around.copies.overtaken:
        message = f"were changed here, and newer ones came with preceptor since: {', '.join(overtaken)}"
        yield _said("copies", "warning", message, "Compare them with the shipped ones, or remove yours.")


def _person(around: Surroundings) -> Iterator[CheckDocument]:
    if around.person is None:
        yield _said("person", "warning", "nobody acts", "Say who with --as LOGIN or PRECEPTOR_PERSON.")
        return
    how = "the system's user" if around.assumed else "named"
    trust = "; --as is a convenience: who can run preceptor on this database can name anybody"
    yield _said("person", "ok", f"commands act for {around.person} ({how}){trust}")


def _database(around: Surroundings) -> Iterator[CheckDocument]:
    facts = around.database
    if facts is None:
        yield _said("database", "problem", "there is no database to look at", "Name one with --folder or --database.")
        return
    named = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[facts.kind]
    if facts.trouble:
        yield _said("database", "problem", facts.trouble.message, facts.trouble.remedy)
    else:
        yield _said("database", "ok", f"{named} {facts.version} at {facts.where}, schema {facts.schema}")
    if facts.unwritable:
        yield _said("writing", "problem", facts.unwritable.message, facts.unwritable.remedy)
    elif not facts.trouble:
        yield _said("writing", "ok", "the database can be written")
    yield from _sqlite(facts) if facts.kind == "sqlite" else _postgresql(facts)


def _sqlite(facts: DatabaseFacts) -> Iterator[CheckDocument]:
    journal, synchronous = facts.settings.get("journal_mode"), facts.settings.get("synchronous")
    if journal == "wal" and _numbers(facts.version) < _SAFE_WAL:
        message = f"the database uses a write-ahead log, which SQLite {facts.version} can corrupt when it resets it"
        yield _said("durability", "problem", message, "Set it back: PRAGMA journal_mode = DELETE.")
    elif journal in ("off", "memory"):
        message = f"the journal is {journal}: a crash can destroy the database"
        yield _said("durability", "problem", message, "Set it back: PRAGMA journal_mode = DELETE.")
    elif journal:
        yield _said("durability", "ok", f"journal {journal}, synchronous {synchronous}")
    if facts.free is not None and facts.free < _LITTLE_SPACE:
        state: State = "problem" if facts.free < _NO_SPACE else "warning"
        yield _said("disk", state, f"{facts.free // 1_000_000} MB are free", "Free some space.")
    elif facts.free is not None:
        yield _said("disk", "ok", f"{facts.free // 1_000_000} MB are free")
    if facts.mode is None:
        return
    who = "who can write the file is trusted: permissions, certificates and signatures bind those who use the command"
    mode = f"the file's permissions are {facts.mode:03o}"
    if facts.mode & 0o022:
        others = "anybody on this machine" if facts.mode & 0o002 else "a whole group"
        yield _said("trust", "warning", f"{others} can write the database ({mode}); {who}", "chmod go-w on the file.")
    else:
        yield _said("trust", "ok", f"{who} ({mode})")


def _postgresql(facts: DatabaseFacts) -> Iterator[CheckDocument]:
    if facts.trouble:
        return
    if facts.rewrites:
        how = ", ".join(facts.rewrites)
        message = f"the role {facts.role} could change or delete events ({how})"
        remedy = "Use a role of its own for daily work: preceptor database grant --role ROLE; and seal the record."
        yield _said("history", "warning", message, remedy)
    else:
        yield _said("history", "ok", f"the role {facts.role} can append events, and neither change nor delete them")


def _clock(around: Surroundings) -> Iterator[CheckDocument]:
    now = around.now.isoformat(timespec="seconds")
    last = around.database.last_event if around.database else None
    if last is not None and around.now < last:
        message = f"the clock says {now}, and the last event was at {last.isoformat(timespec='seconds')}"
        remedy = "Set the clock right, or unset PRECEPTOR_NOW: until then commands that write may exit with 4."
        yield _said("clock", "problem", message, remedy)
    elif around.fixed_clock:
        yield _said("clock", "warning", f"PRECEPTOR_NOW fixes the clock at {now}", "Unset it for daily work.")
    else:
        yield _said("clock", "ok", now)


#: What a job is at, for people.
_PHASES = {"migrate": "moving running instances", "announce": "telling whom it concerns"}


def _jobs(around: Surroundings) -> Iterator[CheckDocument]:
    for one in around.database.jobs if around.database else ():
        what = f"{one.process} {one.version} ({one.change})"
        if one.due_at > around.now:
            day = one.due_at.isoformat(timespec="minutes")
            yield _said("publications", "ok", f"{what} holds from {day} on; what follows from it waits until then")
            continue
        done = ", ".join(f"{count:,} {name}" for name, count in sorted(one.tally.items()) if count) or "nothing"
        since = max(one.due_at, one.created_at).isoformat(timespec="minutes")
        message = (
            f"what follows from {what} is not finished, since {since}: {_PHASES.get(one.phase, one.phase)}, "
            f"so far {done}"
        )
        yield _said("publications", "warning", message, "The next command that writes goes on where it stopped.")


def _numbers(version: str | None) -> tuple[int, ...]:
    return tuple(int(part) for part in (version or "0").split(".") if part.isdigit())


_CHECKS: tuple[Callable[[Surroundings], Iterator[CheckDocument]], ...] = (
    _python,
    _libraries,
    _folder,
    _copies,
    _person,
    _database,
    _clock,
    _jobs,
    mail_checks,
)
