"""The tables of what follows from a publication: its announcements, who has read it, and its batches."""

from sqlalchemy import Column, Table

from preceptor.store.columns import identity, metadata, moment_at, to, words
from preceptor.store.types import Id

# The common part of the mails about a publication, once for each edition that it changes.
announcements = Table(
    "announcements",
    metadata,
    identity(),
    to("change_id", "changes"),
    words("process"),
    words("version"),
    # Whose edition it is; empty for those who follow the standard.
    to("team_id", "teams", null=True),
    # Digests of the editions before and after.
    words("before", null=True),
    words("after"),
)

acknowledgements = Table(
    "acknowledgements",
    metadata,
    to("person_id", "people", key=True),
    words("process", key=True),
    words("edition", key=True),
    words("version"),
    moment_at("at"),
)

# What follows from a publication in batches: one row each, with how far it has come.
jobs = Table(
    "jobs",
    metadata,
    to("change_id", "changes", key=True),
    # When it may begin: with the day from which the version holds.
    moment_at("due_at"),
    words("phase"),
    # The last id that the phase has seen to.
    Column("after", Id, nullable=False),
    # Canonical JSON: on which terms it was published, and what was counted so far.
    words("terms"),
    words("tally"),
    moment_at("created_at"),
    moment_at("finished_at", null=True),
)
