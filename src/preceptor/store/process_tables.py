"""The tables of processes: their versions and owners, changes of them, and what each team follows."""

from sqlalchemy import Boolean, Column, Date, Integer, Table

from preceptor.store.columns import identity, metadata, moment_at, to, words

owners = Table(
    "owners",
    metadata,
    words("process", key=True),
    to("person_id", "people", key=True),
)

revisions = Table(
    "revisions",
    metadata,
    words("process", key=True),
    words("version", key=True),
    words("digest"),
    moment_at("published_at"),
    moment_at("effective_at"),
)

definitions = Table("definitions", metadata, words("digest", key=True), words("body"))

changes = Table(
    "changes",
    metadata,
    identity(),
    words("process"),
    words("version"),
    # Whose variant it changes; empty for the standard.
    to("team_id", "teams", null=True),
    # Digest of what it follows; empty for a new process.
    words("base", null=True),
    words("digest"),
    words("class"),
    words("state"),
    to("author_id", "people"),
    words("edition"),
    moment_at("proposed_at"),
    moment_at("entered_at"),
    moment_at("decided_at", null=True),
    to("publisher_id", "people", null=True),
    moment_at("effective_at", null=True),
    Column("unreviewed", Boolean, nullable=False),
    Column("emergency", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),
)

approvals = Table(
    "approvals",
    metadata,
    to("change_id", "changes", key=True),
    to("person_id", "people", key=True),
    moment_at("at"),
)

reports = Table(
    "reports",
    metadata,
    identity(),
    words("process"),
    words("step"),
    words("kind"),
    words("edition"),
    to("person_id", "people"),
    moment_at("reported_at"),
    # Which change answers it.
    to("change_id", "changes", null=True),
)

# What each team follows from when on; without a row, or with one that says `standard`, the version in force.
team_editions = Table(
    "team_editions",
    metadata,
    identity(),
    to("team_id", "teams"),
    words("process"),
    # The version of the standard that it lies on.
    words("version"),
    words("digest"),
    Column("standard", Boolean, nullable=False),
    # How it came about: published, rebased or waived.
    words("origin"),
    moment_at("published_at"),
    moment_at("effective_at"),
    to("change_id", "changes", null=True),
)

waivers = Table(
    "waivers",
    metadata,
    identity(),
    to("team_id", "teams"),
    words("process"),
    # The step, or the role and rung, as `research` or `author.watch`; and the standard or field in it.
    words("step"),
    words("what"),
    Column("until", Date, nullable=False),
    to("approver_id", "people"),
    moment_at("granted_at"),
    # When a later waiver, or a variant without it, took its place.
    moment_at("ended_at", null=True),
)
