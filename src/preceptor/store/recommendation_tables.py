"""The tables of recommendations."""

from sqlalchemy import Column, Date, Integer, Table

from preceptor.store.columns import identity, metadata, moment_at, to, words

recommendations = Table(
    "recommendations",
    metadata,
    identity(),
    words("process"),
    words("edition"),
    to("retrospective_id", "retrospectives"),
    to("team_id", "teams"),
    words("state"),
    # What was decided last: accepted, declined, done or dropped; empty where nobody decided.
    words("verdict", null=True),
    # Its place in the write-up, the last revision that it was seen in, and the one that it was left out of.
    Column("position", Integer, nullable=False),
    Column("writeup", Integer, nullable=False),
    Column("left_out", Integer),
    words("text"),
    words("kind", null=True),
    words("effect", null=True),
    words("control"),
    words("done_when"),
    # Text and control, and the control alone, without case and needless white space.
    words("search"),
    words("control_key"),
    Column("priority", Integer),
    to("owner_id", "people", null=True),
    words("ticket", null=True),
    # The day that its owner committed to, the end of that day where they are, and how often it was moved.
    Column("due_on", Date),
    moment_at("due_at", null=True),
    Column("postponed", Integer, nullable=False),
    # From when on it is asked again whether it still makes sense.
    Column("review_on", Date),
    words("evidence", null=True),
    # The one whose commitment answers this one too.
    to("joined_to_id", "recommendations", null=True),
    # The report about a step of a governed process that it opened.
    to("report_id", "reports", null=True),
    moment_at("opened_at"),
    moment_at("entered_at"),
    moment_at("ended_at", null=True),
    Column("revision", Integer, nullable=False),
)

# Words by which people find them again.
labels = Table(
    "labels",
    metadata,
    to("recommendation_id", "recommendations", key=True),
    words("label", key=True),
)

# Where there is more about it.
links = Table(
    "links",
    metadata,
    to("recommendation_id", "recommendations", key=True),
    words("address", key=True),
)

#: What events project to, each after the tables that it refers to.
RECOMMENDATION_TABLES = (recommendations, labels, links)
