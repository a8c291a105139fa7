"""What becomes of teams' overlays on another version of the standard."""

from dataclasses import dataclass, field, replace
from datetime import date

from preceptor.model import canonical
from preceptor.model.conformance import Breach, breaches
from preceptor.model.definition import Process
from preceptor.model.overlay import Overlay
from preceptor.model.people import Team
from preceptor.model.rebase import Rebased, rebase
from preceptor.model.rebase_judging import Conflict
from preceptor.ports import Reading
from preceptor.services.variants.followed import Followed, approved, granted


@dataclass(frozen=True, kw_only=True)
class Moved:
    """An overlay on another version, and what stands against it."""

    overlay: Overlay
    conflicts: tuple[Conflict, ...]
    breaches: tuple[Breach, ...]

    @property
    def holds(self) -> bool:
        """Whether the team can follow with it, without anybody deciding anything."""
        return not (self.conflicts or self.breaches)


@dataclass(kw_only=True)
class Mover:
    """Carries overlays over to one version. What several teams have in common is worked out once."""

    after: Process
    _known: dict[str, Rebased] = field(default_factory=dict)

    def moved(self, tx: Reading, now: Followed, on: date) -> Moved:
        """Carry over what a team follows. `on`: the day on which waivers must not have ended."""
        nobodys = replace(now.overlay, team="")
        key = canonical.text(canonical.dump(nobodys))
        if key not in self._known:
            self._known[key] = rebase(now.standard, self.after, nobodys)
        rebased = self._known[key]
        overlay = replace(rebased.overlay, team=now.team.name)
        found = judge(tx, now.team, self.after, overlay, on)
        return Moved(overlay=overlay, conflicts=rebased.conflicts, breaches=found)


def judge(tx: Reading, team: Team, standard: Process, overlay: Overlay, on: date) -> tuple[Breach, ...]:
    """What a team's overlay may not do on a day, given the waivers that the team has."""
    waivers = granted(tx, team, standard.name) if overlay.waivers() else {}
    return breaches(standard, approved(overlay, waivers), on)
