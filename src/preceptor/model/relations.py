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
    },
}
