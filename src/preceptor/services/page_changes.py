"""What PROCESS.md tells from the database: the latest publication of each process, and what it changed."""

from datetime import UTC

from preceptor.model.change_sentences import sentences
from preceptor.model.last_change import LastChange
from preceptor.model.revision import diff
from preceptor.ports import Reading
from preceptor.services.change_views import reason_of, said_about
from preceptor.services.context import Context
from preceptor.services.publications import published_changes


def latest_changes(context: Context) -> dict[str, LastChange]:
    """By process. Raises `DatabaseProblem` where the database cannot be read."""
    with context.store.reading() as tx:
        return {process: _latest(tx, process) for process in tx.processes()}


def _latest(tx: Reading, process: str) -> LastChange:
    """The publication that takes effect last, whether or not it has yet: a page does not change by itself."""
    revision = tx.revisions(process)[-1]
    effective_on = revision.effective_at.astimezone(UTC).date()
    change = published_changes(tx, process).get(revision.version)
    if change is None or change.base is None:
        return LastChange(version=revision.version, effective_on=effective_on)
    before, after = tx.definition(change.base), tx.definition(revision.digest)
    return LastChange(
        version=revision.version,
        effective_on=effective_on,
        change=change.short_id,
        change_class=change.change_class,
        why=reason_of(said_about(tx, change), "propose"),
        sentences=tuple(str(one) for one in sentences(diff(before, after), before, after)),
    )
