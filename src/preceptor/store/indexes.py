"""How the tables lie on the disk: what only the schema's migrations have to know, and no command imports."""

from sqlalchemy import Column, Index, text

from preceptor.store.columns import metadata
from preceptor.store.duty_tables import obligations
from preceptor.store.following_tables import acknowledgements, announcements, jobs
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
from preceptor.store.learning_tables import discussion_people, discussion_reports, discussions, survey_answers
from preceptor.store.log_tables import payloads, refusals
from preceptor.store.outbox_tables import outbox
from preceptor.store.people_tables import absences, people, team_members
from preceptor.store.process_tables import approvals, changes, owners, reports, team_editions, waivers
from preceptor.store.recommendation_tables import labels, links, recommendations
from preceptor.store.retrospective_tables import (
    assignments,
    controls,
    exclusions,
    on_call,
    retrospectives,
    reviewers,
    threads,
    voices,
)

#: Read by their primary key's first column alone, so SQLite keeps the rows in its order.
CLUSTERED = (
    team_members,
    owners,
    approvals,
    acknowledgements,
    participants,
    credits,
    credit_observers,
    ratings,
    feedback,
    on_call,
    exclusions,
    assignments,
    controls,
    reviewers,
    voices,
    survey_answers,
    discussions,
    discussion_people,
    discussion_reports,
    labels,
    links,
)


def _partial(name: str, *columns: Column[object], where: str, unique: bool = False) -> None:
    condition = text(where)
    Index(name, *columns, unique=unique, sqlite_where=condition, postgresql_where=condition)


for _table in CLUSTERED:
    _table.dialect_options["sqlite"]["with_rowid"] = False

Index(None, team_members.c.person_id)
Index(None, absences.c.person_id)
Index(None, absences.c.cover_id)
# SQLite looks for who refers to a row that is added while references wait for the commit: without these two it would
# read all people, and all certifications, for each.
Index(None, people.c.manager_id)
Index(None, certifications.c.renewed_by)
Index(None, reports.c.process)
Index(None, reports.c.change_id)
Index(None, changes.c.process)
Index(None, team_editions.c.process, team_editions.c.team_id)
Index(None, waivers.c.team_id, waivers.c.process)
Index(None, announcements.c.change_id)
Index(None, acknowledgements.c.process)
Index(None, refusals.c.process)
Index(None, refusals.c.team_id)
_partial("ix_jobs_open", jobs.c.due_at, where="finished_at IS NULL")

Index(None, pairings.c.trainee_id)
Index(None, pairings.c.preceptor_id)
Index(None, pairings.c.team_id)
# One not-ended pairing of a trainee in a role.
_partial(
    "uq_pairings_open",
    pairings.c.process,
    pairings.c.role,
    pairings.c.trainee_id,
    where="ended_at IS NULL",
    unique=True,
)

# In the order in which a process's history is paged.
Index(None, observations.c.process, observations.c.held_on, observations.c.id)
_partial(
    "uq_observations_occasion",
    observations.c.process,
    observations.c.role,
    observations.c.held_on,
    observations.c.subject_key,
    observations.c.performer_id,
    where="voided_at IS NULL",
    unique=True,
)
# Both answer from the index alone: who practised a role, and what a person was in.
Index(
    "ix_participants_practice",
    participants.c.process,
    participants.c.role,
    participants.c.held_on,
    participants.c.person_id,
    participants.c.performed,
)
Index("ix_participants_person", participants.c.person_id, participants.c.held_on, participants.c.observation_id)
for _table in (credits, credit_observers, ratings, feedback):
    Index(None, _table.c.observation_id)

Index(None, certifications.c.process, certifications.c.role, certifications.c.person_id)
Index(None, certifications.c.person_id)
for _name in ("due_at", "person_id", "team_id", "instance", "next_reminder_at"):
    _partial(f"ix_obligations_open_{_name}", obligations.c[_name], where="closed_at IS NULL")

Index(None, on_call.c.person_id)
Index(None, retrospectives.c.team_id)
Index(None, retrospectives.c.completed_at)
# What runs, in the order in which it is paged.
_partial("ix_retrospectives_running", retrospectives.c.process, retrospectives.c.id, where="ended_at IS NULL")
Index(None, assignments.c.person_id)
Index(None, reviewers.c.person_id)
Index(None, controls.c.key)
Index(None, threads.c.retrospective_id)
Index(None, voices.c.person_id)

Index(None, survey_answers.c.person_id)
Index(None, discussions.c.recorder_id)
Index(None, discussion_people.c.person_id)
Index(None, discussion_reports.c.report_id)
for _name in ("retrospective_id", "team_id", "owner_id", "joined_to_id", "report_id", "control_key", "ticket"):
    Index(None, recommendations.c[_name])
# What is on its way, in the order in which it is paged.
_partial("ix_recommendations_running", recommendations.c.process, recommendations.c.id, where="ended_at IS NULL")
Index(None, labels.c.label)

Index(None, payloads.c.person_id)
_partial("ix_outbox_waiting", outbox.c.next_at, where="state IN ('ready', 'unknown')")
_partial("ix_outbox_leased", outbox.c.lease_until, where="state = 'leased'")
# When somebody got their last digest.
_partial("ix_outbox_digests", outbox.c.person_id, outbox.c.created_at, where="kind = 'digest'")
_partial("ix_outbox_lease_token", outbox.c.lease_token, where="state = 'leased'")

__all__ = ["metadata"]
