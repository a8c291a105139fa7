"""The tables together: which of them have ids of ours, and to which of them events project.

Each subject has its room beside this one: `people_tables.py`, `process_tables.py`, `following_tables.py`,
`ladder_tables.py`, `retrospective_tables.py`, `learning_tables.py`, `recommendation_tables.py`, `duty_tables.py`,
`log_tables.py` and `outbox_tables.py`. Indexes stand in `indexes.py`, as no command has to know them. Foreign keys
are checked at the commit, so that a batch may be written table by table.
"""

from sqlalchemy import Sequence

from preceptor.store.columns import metadata
from preceptor.store.duty_tables import obligations
from preceptor.store.following_tables import acknowledgements, announcements
from preceptor.store.ladder_tables import (
    certifications,
    credit_observers,
    credits,
    feedback,
    observations,
    pairings,
    participants,
    ratings,
)
from preceptor.store.learning_tables import LEARNING_TABLES
from preceptor.store.people_tables import absences, people, team_members, teams
from preceptor.store.process_tables import approvals, changes, owners, reports, revisions, team_editions, waivers
from preceptor.store.recommendation_tables import RECOMMENDATION_TABLES
from preceptor.store.retrospective_tables import NUMBERED_TABLES, RETROSPECTIVE_TABLES
from preceptor.store.types import Id

#: The tables whose ids `next_id` gives; on PostgreSQL each has a sequence.
NUMBERED = (
    *("people", "teams", "pairings", "observations", "certifications", "obligations", "reports", "events", "changes"),
    *("team_editions", "waivers", "announcements", "absences"),
    *NUMBERED_TABLES,
    "recommendations",
)
SEQUENCES = {name: Sequence(f"{name}_id_seq", metadata=metadata, data_type=Id) for name in NUMBERED}

#: What events project to, each after the tables that it refers to.
PROJECTED = (
    people,
    absences,
    teams,
    team_members,
    owners,
    revisions,
    changes,
    approvals,
    reports,
    team_editions,
    waivers,
    announcements,
    acknowledgements,
    pairings,
    observations,
    participants,
    credits,
    credit_observers,
    ratings,
    feedback,
    certifications,
    *RETROSPECTIVE_TABLES,
    *LEARNING_TABLES,
    *RECOMMENDATION_TABLES,
    obligations,
)
