"""Counts what a file of observations holds, by the rules of its README and nothing of the engine.

Slow and plain on purpose: every question goes through all rows again.
"""

import csv
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Row:
    day: date
    role: str
    subject: str
    performer: str
    watchers: tuple[str, ...]

    @property
    def people(self) -> tuple[str, ...]:
        return (self.performer, *self.watchers)


@dataclass
class Recount:
    rows: list[Row]
    #: (role, person)
    founders: set[tuple[str, str]] = field(default_factory=set)
    #: (role, person): the performer of the row in which they first watched
    pairings: dict[tuple[str, str], str] = field(default_factory=dict)
    #: (role, person): rungs in the order in which they were credited
    credits: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    gaps: list[tuple[Row, bool]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rows = sorted(self.rows, key=lambda row: row.day)
        self.founders = {(row.role, row.performer) for row in self.rows if row.day == self.first(row.role)}
        for row in self.rows:
            for person in row.watchers:
                if (row.role, person) not in self.founders:
                    self.pairings.setdefault((row.role, person), row.performer)
        for row in self.rows:
            if not self.holds("lead", row.role, row.performer, row.day):
                self.gaps.append((row, self.before(row, row.performer, watching=True)))
            for person in row.people:
                self._credit(row, person)

    def first(self, role: str) -> date:
        return min(row.day for row in self.rows if row.role == role)

    def before(self, now: Row, person: str, *, watching: bool) -> bool:
        """Whether the person watched (else performed) the role on an earlier day."""
        return any(
            row.role == now.role
            and row.day < now.day
            and (person in row.watchers if watching else person == row.performer)
            for row in self.rows
        )

    def holds(self, capability: str, role: str, person: str, on: date) -> bool:
        """Founders hold both for twelve months, unless three occasions passed in a year in which they did nothing."""
        if (role, person) not in self.founders:
            return False
        begin = self.first(role)
        end = begin.replace(year=begin.year + 1)
        mine = [row for row in self.rows if row.role == role]
        did = [
            row.day for row in mine if person == row.performer or (capability == "teach" and person in row.watchers)
        ]
        day = begin
        while day <= on:
            last = max(one for one in did if one < day) if day > begin else begin
            passed = sum(last < row.day <= day for row in mine)
            if day > end or (day - last >= end - begin and passed >= 3):
                return False
            day += timedelta(days=1)
        return True

    def _credit(self, row: Row, person: str) -> None:
        key = (row.role, person)
        if key not in self.pairings or not any(
            one.role == row.role and person in one.watchers and one.day <= row.day for one in self.rows
        ):
            return
        may: list[str] = []
        if person in row.watchers:
            may.append("watch")
        if person == row.performer and any(self.holds("teach", row.role, one, row.day) for one in row.watchers):
            may.append("do-watched")
        fresh = [
            one
            for one in row.watchers
            if not self.before(row, one, watching=True) and not self.before(row, one, watching=False)
        ]
        if person == row.performer and self.before(row, person, watching=True) and fresh:
            may.append("reverse")
        if may:
            have = self.credits.setdefault(key, [])
            have.append(next((rung for rung in may if rung not in have), may[-1]))

    @property
    def document(self) -> dict[str, Any]:
        """What the import is to answer."""
        given = Counter(rung for rungs in self.credits.values() for rung in rungs)
        return {
            "observations": len(self.rows),
            "pairings_started": len(self.pairings),
            "founders": len(self.founders),
            "credits": {rung: given[rung] for rung in ("watch", "do-watched", "reverse")},
            "gaps": len(self.gaps),
            "never_watched": sum(not watched for _, watched in self.gaps),
        }


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Row(
                day=date.fromisoformat(row["held_on"]),
                role=row["role"],
                subject=row["subject"],
                performer=row["performer"],
                watchers=tuple(one for one in row["watchers"].split(";") if one),
            )
            for row in csv.DictReader(file)
        ]


def write(path: Path, rows: list[Row]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["held_on", "role", "subject", "performer", "watchers"])
        for row in rows:
            out.writerow([row.day.isoformat(), row.role, row.subject, row.performer, ";".join(row.watchers)])
    return path
