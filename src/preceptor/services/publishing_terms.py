"""How a change is to be published."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from preceptor.errors import BadInput
from preceptor.model.canonical import Json
from preceptor.model.change import Unreviewed
from preceptor.services.act import require_reason


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How a change is to be published."""

    #: From the begin of this day on, where the publisher is; None: at once.
    effective: date | None = None
    #: What becomes of running instances: they `finish` on their edition, or `migrate` to the new one.
    in_flight: Literal["finish", "migrate"] = "finish"
    #: For instances that migrate: states that are called otherwise now, and whether due dates are computed anew.
    states: Mapping[str, str] = field(default_factory=dict)
    due: Literal["keep", "recompute"] = "keep"
    without_approvals: Unreviewed | None = None
    #: The reason for that.
    why: str | None = None

    def check(self) -> None:
        """Raise `BadInput` where they do not go together."""
        if self.in_flight == "migrate":
            raise BadInput(
                "running instances cannot be moved to another version yet",
                remedy="Let them finish on their own: --in-flight finish, which is the default.",
            )
        if self.without_approvals:
            require_reason(self.why or "")
        if self.without_approvals == "emergency" and self.effective:
            raise BadInput("an emergency takes effect at once", remedy="Leave out --effective, or --emergency.")

    def as_arguments(self) -> dict[str, Json]:
        """For the digest of a request."""
        return {
            "effective": self.effective.isoformat() if self.effective else None,
            "in_flight": self.in_flight,
            "states": dict(self.states),
            "due": self.due,
            "without_approvals": self.without_approvals,
            "why": self.why,
        }

    def for_what_follows(self) -> dict[str, Json]:
        """What the batches have to know that follow."""
        return {"in_flight": self.in_flight, "states": dict(self.states), "due": self.due}
