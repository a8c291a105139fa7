"""What services ask of the rooms below them that they may not see: the store, the calendars, the templates.

Every moment is aware UTC. Queries answer records of the model; a missing single record is None.
"""

from preceptor.ports.filters import (
    ChangeFilter,
    ObligationFilter,
    PairingFilter,
    RecommendationFilter,
    RetrospectiveFilter,
)
from preceptor.ports.outside import Calendars, Courier, Post
from preceptor.ports.reading import Reading
from preceptor.ports.records import (
    Acknowledgement,
    Announcement,
    Answer,
    FailedControl,
    GrantedWaiver,
    Job,
    KeptPayload,
    Progress,
    QueuedNotice,
    Revision,
    RunningUnder,
    Said,
    StepReports,
    TeamEdition,
    Wording,
    WriteUpText,
)
from preceptor.ports.writing import Request, Store, Writing

__all__ = [
    "Acknowledgement",
    "Announcement",
    "Answer",
    "Calendars",
    "ChangeFilter",
    "Courier",
    "FailedControl",
    "GrantedWaiver",
    "Job",
    "KeptPayload",
    "ObligationFilter",
    "PairingFilter",
    "Post",
    "Progress",
    "QueuedNotice",
    "Reading",
    "RecommendationFilter",
    "Request",
    "RetrospectiveFilter",
    "Revision",
    "RunningUnder",
    "Said",
    "StepReports",
    "Store",
    "TeamEdition",
    "Wording",
    "WriteUpText",
    "Writing",
]
