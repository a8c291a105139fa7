"""The tables of people: who there is, when they are away, and in which teams."""

from sqlalchemy import Boolean, Column, Date, Integer, Table, UniqueConstraint

from preceptor.store.columns import identity, metadata, to, words

people = Table(
    "people",
    metadata,
    identity(),
    words("login"),
    words("name"),
    words("email", null=True),
    words("time_zone", null=True),
    words("country", null=True),
    to("manager_id", "people", null=True),
    Column("hours", Integer),
    Column("active", Boolean, nullable=False),
    UniqueConstraint("login"),
)

# Days on which somebody is not there, both included, and who hears of what falls due for them meanwhile.
absences = Table(
    "absences",
    metadata,
    identity(),
    to("person_id", "people"),
    Column("from_on", Date, nullable=False),
    Column("until_on", Date, nullable=False),
    to("cover_id", "people"),
)

teams = Table(
    "teams",
    metadata,
    identity(),
    words("name"),
    words("title"),
    words("time_zone", null=True),
    words("country", null=True),
    to("lead_id", "people", null=True),
    UniqueConstraint("name"),
)

team_members = Table(
    "team_members",
    metadata,
    to("team_id", "teams", key=True),
    to("person_id", "people", key=True),
)
