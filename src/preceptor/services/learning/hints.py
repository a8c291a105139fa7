"""Says to a trainee what there is to read. Apart from the list itself, which takes longer to load and to make."""

from preceptor.model.people import Person
from preceptor.ports import Reading


def reading_hint(tx: Reading, process: str, trainee: Person) -> str | None:
    """That finished write-ups wait for a trainee, and how to find those that are worth most; None: none do."""
    waiting = tx.unread(process, trainee.id)
    if not waiting:
        return None
    many = "1 finished write-up waits" if waiting == 1 else f"{waiting} finished write-ups wait"
    return f"{many} to be read and discussed: preceptor study list --person {trainee.login} --process {process}"
