"""What whoever owes something for a change has to do next."""

from preceptor.ports import Reading
from preceptor.services.change_facts import facts_of, find_change, what_next
from preceptor.services.context import Context
from preceptor.services.tasks import Task


def change_task(context: Context, tx: Reading, typed: str) -> Task:
    """What to do about a change now, whoever of those who owe it does it."""
    facts = facts_of(context, tx, find_change(tx, typed), None)
    change = facts.change
    subject = f"{facts.variant.team}/{change.process}" if facts.variant else change.process
    about = f"{change.short_id}: {subject} {change.version}, by {facts.people[change.author].login}"
    if change.unreviewed:
        return Task(what=f"review what was published without a review, {about}", command=facts.command("show"))
    view = what_next(facts)
    if "publish" in view.next:
        return Task(what=f"publish {about}", command=facts.command("publish"))
    if facts.left_to_approve:
        return Task(what=f"review {about}", command=facts.command("show"))
    commands = [reason.command for reason in view.blocked if reason.command]
    return Task(what=f"publish {about}", command=commands[0] if commands else facts.command("show"))
