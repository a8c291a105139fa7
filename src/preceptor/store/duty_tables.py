"""The table of what is owed, whatever it is about."""

from sqlalchemy import Column, Integer, Table

from preceptor.store.columns import identity, metadata, moment_at, to, words

obligations = Table(
    "obligations",
    metadata,
    identity(),
    words("kind"),
    to("person_id", "people", null=True),
    to("team_id", "teams", null=True),
    words("process"),
    words("instance", null=True),
    words("step", null=True),
    moment_at("opens_at"),
    moment_at("due_at"),
    moment_at("next_reminder_at", null=True),
    # The last stage of its reminders that was seen to: business days after the due date.
    Column("stage", Integer),
    moment_at("closed_at", null=True),
)
