"""Which other processes follow a lifecycle that a change edits, and have to rise with it to follow it too."""

from preceptor.model.change import Change
from preceptor.model.definition import Process
from preceptor.ports import Reading


def rising_with(tx: Reading, change: Change) -> list[str]:
    """The processes whose newest version has another content under the name of a lifecycle that the change edits.

    A revision holds its lifecycles inside it, so that nothing happens to them by itself.
    """
    before = tx.definition(change.base) if change.base else None
    after = tx.definition(change.digest)
    edited = {name: one for name, one in after.lifecycles.items() if before and before.lifecycles.get(name) != one}
    if not edited:
        return []
    newest = {name: _newest(tx, name) for name in tx.processes() if name != change.process}
    return [
        name
        for name, process in newest.items()
        if any(name in process.lifecycles and process.lifecycles[name] != one for name, one in edited.items())
    ]


def _newest(tx: Reading, process: str) -> Process:
    return tx.definition(tx.revisions(process)[-1].digest)
