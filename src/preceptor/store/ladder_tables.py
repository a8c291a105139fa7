"""The tables of the ladder: pairings, observations and what they count for, and certifications."""

from sqlalchemy import Boolean, Column, Date, Integer, Table

from preceptor.store.columns import identity, metadata, moment_at, to, words
from preceptor.store.types import Words

pairings = Table(
    "pairings",
    metadata,
    identity(),
    words("process"),
    words("role"),
    to("trainee_id", "people"),
    to("preceptor_id", "people"),
    to("team_id", "teams", null=True),
    words("edition"),
    words("state"),
    words("back", null=True),
    Column("attempt", Integer, nullable=False),
    moment_at("entered_at"),
    moment_at("due_at", null=True),
    moment_at("paused_at", null=True),
    moment_at("started_at"),
    moment_at("ended_at", null=True),
    Column("revision", Integer, nullable=False),
)

observations = Table(
    "observations",
    metadata,
    identity(),
    words("process"),
    words("role"),
    Column("held_on", Date, nullable=False),
    words("subject"),
    # The subject without case and needless white space: what makes two records the same occasion.
    Column("subject_key", Words, nullable=False, info={"computed": True}),
    to("performer_id", "people"),
    Column("rehearsal", Boolean, nullable=False),
    words("edition", null=True),
    moment_at("recorded_at"),
    moment_at("voided_at", null=True),
)

participants = Table(
    "participants",
    metadata,
    to("observation_id", "observations", key=True),
    to("person_id", "people", key=True),
    Column("performed", Boolean, nullable=False),
    words("process"),
    words("role"),
    Column("held_on", Date, nullable=False),
)

credits = Table(
    "credits",
    metadata,
    to("pairing_id", "pairings", key=True),
    to("observation_id", "observations", key=True),
    words("rung"),
    Column("attempt", Integer, nullable=False),
    Column("stand_in", Boolean, nullable=False),
)

credit_observers = Table(
    "credit_observers",
    metadata,
    to("pairing_id", "pairings", key=True),
    to("observation_id", "observations", key=True),
    to("person_id", "people", key=True),
)

ratings = Table(
    "ratings",
    metadata,
    to("pairing_id", "pairings", key=True),
    to("observation_id", "observations", key=True),
    words("standard", key=True),
    words("rating"),
    to("rated_by", "people"),
)

feedback = Table(
    "feedback",
    metadata,
    to("pairing_id", "pairings", key=True),
    to("observation_id", "observations", key=True),
    to("given_by", "people"),
    moment_at("given_at"),
)

certifications = Table(
    "certifications",
    metadata,
    identity(),
    to("person_id", "people"),
    words("process"),
    words("role"),
    words("capability"),
    words("version"),
    words("edition"),
    Column("granted_on", Date, nullable=False),
    Column("valid_until", Date, nullable=False),
    words("source"),
    Column("idle_days", Integer, nullable=False),
    Column("idle_occasions", Integer, nullable=False),
    Column("refresh_by", Date),
    words("refresh_for", null=True),
    Column("revoked_on", Date),
    Column("lapsed_on", Date),
    to("renewed_by", "certifications", null=True),
)
