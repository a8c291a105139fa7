"""The tables of retrospectives: their people, write-ups, reviews and meetings, and a team's on-call rotation."""

from sqlalchemy import Boolean, Column, Integer, Table

from preceptor.store.columns import identity, metadata, moment_at, to, words

on_call = Table(
    "on_call",
    metadata,
    to("team_id", "teams", key=True),
    to("person_id", "people", key=True),
)

retrospectives = Table(
    "retrospectives",
    metadata,
    identity(),
    words("process"),
    words("title"),
    # What the incident is called elsewhere.
    words("incident", null=True),
    # Both without case and needless white space.
    words("search"),
    to("team_id", "teams"),
    words("edition"),
    words("state"),
    to("opener_id", "people"),
    moment_at("opened_at"),
    moment_at("entered_at"),
    moment_at("due_at", null=True),
    moment_at("resolved_at", null=True),
    Column("severity", Integer),
    Column("user_facing", Boolean, nullable=False),
    # The number of the write-up's last revision; 0 where none was handed in.
    Column("writeup", Integer, nullable=False),
    # The window of the review: since when, and until when at least and at most; and when a review was over.
    moment_at("review_from", null=True),
    moment_at("review_least", null=True),
    moment_at("review_most", null=True),
    moment_at("reviewed_at", null=True),
    moment_at("meeting_at", null=True),
    Column("meeting_minutes", Integer),
    # How often the meeting was announced: calendars keep the highest.
    Column("meeting_sequence", Integer, nullable=False),
    moment_at("meeting_noted_at", null=True),
    # When the write-up was noted to be complete last.
    moment_at("completed_at", null=True),
    moment_at("ended_at", null=True),
    Column("revision", Integer, nullable=False),
)

# Who is to have no part in it. Why is not asked.
exclusions = Table(
    "exclusions",
    metadata,
    to("retrospective_id", "retrospectives", key=True),
    to("person_id", "people", key=True),
)

assignments = Table(
    "assignments",
    metadata,
    to("retrospective_id", "retrospectives", key=True),
    words("role", key=True),
    to("person_id", "people"),
)

writeups = Table(
    "writeups",
    metadata,
    to("retrospective_id", "retrospectives", key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    to("submitter_id", "people"),
    moment_at("submitted_at"),
    words("digest"),
    # Canonical JSON.
    words("findings"),
    # What it says, without case and needless white space. The text itself is a payload of its event.
    words("search"),
)

# The safety controls that the last revision of a write-up names.
controls = Table(
    "controls",
    metadata,
    to("retrospective_id", "retrospectives", key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    words("name"),
    # The name without case and needless white space: what makes two of them the same.
    words("key"),
    Column("failed", Boolean, nullable=False),
)

# Who was asked when the last review began, and what became of it: asked, commented, passed or silent.
reviewers = Table(
    "reviewers",
    metadata,
    to("retrospective_id", "retrospectives", key=True),
    to("person_id", "people", key=True),
    words("state"),
    moment_at("at", null=True),
)

threads = Table(
    "threads",
    metadata,
    identity(),
    to("retrospective_id", "retrospectives"),
    words("kind"),
    to("opener_id", "people"),
    moment_at("opened_at"),
    # The revision of the write-up that it is about.
    Column("writeup", Integer, nullable=False),
    # How often somebody spoke in it, the first time included.
    Column("turns", Integer, nullable=False),
    moment_at("settled_at", null=True),
    to("settler_id", "people", null=True),
    # It was agreed to change the write-up; and the revision in which that was done.
    Column("change_agreed", Boolean, nullable=False),
    Column("made_in", Integer),
)

# Who spoke in a thread, and so is invited where it goes to a meeting.
voices = Table(
    "voices",
    metadata,
    to("thread_id", "threads", key=True),
    to("person_id", "people", key=True),
)

#: What events project to, each after the tables that it refers to.
RETROSPECTIVE_TABLES = (
    on_call,
    retrospectives,
    exclusions,
    assignments,
    writeups,
    controls,
    reviewers,
    threads,
    voices,
)
#: Those of them whose ids are given by `next_id`.
NUMBERED_TABLES = ("retrospectives", "threads")
