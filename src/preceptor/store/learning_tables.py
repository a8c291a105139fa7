"""The tables of what people make of finished retrospectives: how useful they were, and what was learnt from them."""

from sqlalchemy import Column, Date, Integer, Table

from preceptor.store.columns import metadata, moment_at, to

# The last answer of each person. What they would keep, drop or add are payloads of its event.
survey_answers = Table(
    "survey_answers",
    metadata,
    to("retrospective_id", "retrospectives", key=True),
    to("person_id", "people", key=True),
    # 1 is the least useful, 5 the most.
    Column("useful", Integer, nullable=False),
    moment_at("answered_at"),
)

# Discussions of a finished write-up. What was learnt is a payload of its event.
discussions = Table(
    "discussions",
    metadata,
    to("retrospective_id", "retrospectives", key=True),
    # Counted from 1 for each retrospective.
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("held_on", Date, nullable=False),
    to("recorder_id", "people"),
    moment_at("recorded_at"),
)

# Who was there, whoever recorded it included.
discussion_people = Table(
    "discussion_people",
    metadata,
    to("retrospective_id", "retrospectives", key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    to("person_id", "people", key=True),
)

# Which reports that something in a process is missing or unclear came of it.
discussion_reports = Table(
    "discussion_reports",
    metadata,
    to("retrospective_id", "retrospectives", key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    to("report_id", "reports", key=True),
)

#: What events project to, each after the tables that it refers to.
LEARNING_TABLES = (survey_answers, discussions, discussion_people, discussion_reports)
