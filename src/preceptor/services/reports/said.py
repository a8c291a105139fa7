"""Reads what people said of the steps of a process: reports of what is missing or unclear, and waivers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from preceptor.model.measures import Share
from preceptor.model.people import Team
from preceptor.ports import GrantedWaiver, Reading, StepReports
from preceptor.services.context import Context


@dataclass(frozen=True, kw_only=True)
class Said:
    """What was said of a process."""

    reports: Sequence[StepReports]
    #: Those that hold today.
    waivers: Sequence[GrantedWaiver]
    #: How many teams are asked about.
    teams: int

    @classmethod
    def of(cls, context: Context, tx: Reading, process: str, team: Team | None = None) -> Self:
        """What was said of a process. Waivers are those of one team, else of all: every team follows every process;
        reports are about what all follow, whoever makes them."""
        teams = tx.teams() if team is None else [team]
        waivers = [
            one
            for team in teams
            for one in tx.waivers(team.id, process)
            if one.ended_at is None and one.until >= context.calendar_of(team).today(context.now)
        ]
        return cls(reports=tx.step_reports(process), waivers=waivers, teams=len(teams))

    def reported(self, step: str, kind: str) -> int:
        """How many reports of a kind there are of a step."""
        return sum(one.reports for one in self.reports if (one.step, one.kind) == (step, kind))

    def waived_in(self, step: str) -> int:
        """How many teams have leave to fall short of a step, or of a rung such as `author.watch`."""
        return len({one.team for one in self.waivers if one.step == step})

    @property
    def unanswered(self) -> Mapping[str, int]:
        """By step, how many reports no change answers."""
        found: dict[str, int] = {}
        for one in self.reports:
            found[one.step] = found.get(one.step, 0) + one.unanswered
        return found

    @property
    def waived(self) -> Mapping[str, Share]:
        """By step and standard or field (`research/references`), how many of the teams have leave."""
        about: dict[str, set[int]] = {}
        for one in self.waivers:
            about.setdefault(f"{one.step}/{one.what}", set()).add(one.team)
        return {what: Share(part=len(teams), whole=self.teams) for what, teams in about.items()}
