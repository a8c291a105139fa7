"""What somebody can be to an instance. Lifecycles grant and forbid moves by these words."""

from collections.abc import Mapping

#: By the kind of instance (`Lifecycle.governs`): the relations a lifecycle may name, and what each means.
RELATIONS: Mapping[str, Mapping[str, str]] = {
    "pairing": {
        "trainee": "who learns in the pairing",
        "preceptor": "who supervises the trainee and signs",
        "team-lead": "who leads the pairing's team",
        "owner": "who owns the process",
        "anyone": "any active person",
    },
    "retrospective": {
        "author": "who writes the write-up",
        "moderator": "who leads the meeting",
        "presenter": "who presents the write-up in the meeting",
        "note-taker": "who writes down what the meeting agrees",
        "reviewer": "who was asked to review the write-up",
        "team-lead": "who leads the retrospective's team",
        "owner": "who owns the process",
        "anyone": "any active person",
    },
    "recommendation": {
        "recommendation-owner": "who committed to implement it",
        "author": "who wrote the write-up it stands in",
        "team-lead": "who leads the retrospective's team",
        "owner": "who owns the process",
        "anyone": "any active person",
    },
    "change": {
        "author": "who proposed it",
        "team-lead": "who leads the team whose variant it changes",
        "owner": "who owns the process",
        "anyone": "any active person",
        "system": "what time brings about, written by the next command that writes",
    },
}

#: The kinds of instance in which people are assigned to the process's roles: there every role is a relation too.
ASSIGNS_ROLES = frozenset({"retrospective"})

#: Relations that do not come from being assigned to a role: they hold in every process.
STANDING = frozenset({"reviewer", "team-lead", "owner", "anyone", "system"})

#: By the kind of instance: who may own a step besides a role of the process, and what each word means.
STEP_OWNERS: Mapping[str, Mapping[str, str]] = {
    "pairing": {},
    "retrospective": {
        "on-call": "each person on the team's on-call rotation, as it stands when the step is entered",
        "recommendation-owner": "each owner of one of its open recommendations",
        "team-lead": "who leads the retrospective's team",
        "owner": "who owns the process",
    },
    "recommendation": {
        "recommendation-owner": "who committed to implement it",
        "author": "who wrote the write-up it stands in",
        "team-lead": "who leads the retrospective's team",
        "owner": "who owns the process",
    },
    "change": {
        "author": "who proposed it",
        "team-lead": "who leads the team whose variant it changes",
        "owner": "who owns the process",
    },
}

#: To whom an overdue obligation may be taken, in the words of `escalate`.
ESCALATION: Mapping[str, str] = {
    "manager": "the manager of the person who owes it",
    "team-lead": "who leads the team",
    "owner": "who owns the process",
}
