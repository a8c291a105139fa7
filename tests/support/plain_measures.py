"""The measures of reports, computed anew from the events alone in the plainest way that there is."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from statistics import median, quantiles
from typing import Any

from preceptor.model.event import Event

DAY = timedelta(days=1)
#: `(state, attempt, since)`
Way = tuple[str, int | None, datetime]
LETTERS = {"retrospective": "R-", "pairing": "P-", "recommendation": "REC-"}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


class Plain:
    """What events say, kept as lists and dictionaries."""

    def __init__(self, events: Iterable[Event], now: datetime) -> None:
        self.now = now
        #: By kind and number, in order.
        self.ways: dict[str, dict[int, list[tuple[str, int | None, datetime]]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self.facts: dict[str, dict[int, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
        self.duties: dict[int, dict[str, Any]] = {}
        self.kinds: dict[str, list[Event]] = defaultdict(list)
        for event in events:
            self._look(event, dict(event.data))

    def _look(self, event: Event, data: dict[str, Any]) -> None:
        self.kinds[event.kind].append(event)
        kind, _, number = event.stream.partition(":")
        if kind in LETTERS:
            facts = self.facts[kind][int(number)]
            facts.setdefault("opened", event.at)
            for key in ("team", "edition", "role", "state", "resolved_at", "completed_at", "ended_at"):
                if key in data:
                    facts[key] = data[key]
            if "state" in data:
                self.ways[kind][int(number)].append((data["state"], data.get("attempt"), event.at))
        for group in data.get("acknowledge", ()):
            self.duties |= {identity: {"due_at": group["due_at"], "closed": None} for _, identity in group["people"]}
        for one in data.get("owed", ()):
            self.duties[one["id"]] = {**one, "closed": None}
        for identity in data.get("settled", ()):
            self.duties[identity]["closed"] = event.at
        for one in data.get("moved", ()):
            self.duties[one["id"]]["due_at"] = one["due_at"]

    def stays(self, kind: str, wanted: Iterable[int]) -> list[tuple[int, str, float, bool]]:
        """Each pass: the instance, its step, its days, and whether it is over. Nothing pauses in the year."""
        found = []
        for number in wanted:
            way: list[tuple[str, datetime]] = []
            attempt: int | None = None
            for state, said, since in self.ways[kind][number]:
                if way and way[-1][0] == state and said in (None, attempt):
                    continue
                way.append((state, since))
                attempt = said
            for place, (state, since) in enumerate(way):
                over = place + 1 < len(way)
                until = way[place + 1][1] if over else self.now
                found.append((number, state, (until - since) / DAY, over))
        return found

    def late(self, kind: str, step: str, wanted: Iterable[int]) -> tuple[int, int]:
        """How many of how many were late."""
        names = {f"{LETTERS[kind]}{number}" for number in wanted}
        flags = []
        for one in self.duties.values():
            if one.get("instance") in names and one.get("step") == step:
                due, closed = at(one["due_at"]), one["closed"]
                if closed is not None or due < self.now:
                    flags.append((closed or self.now) > due)
        return sum(flags), len(flags)

    def step(self, kind: str, step: str, wanted: list[int]) -> dict[str, Any]:
        """The measures of one step, as the report has them, but for its share of the time."""
        mine = [one for one in self.stays(kind, wanted) if one[1] == step]
        over = [took for _, _, took, ended in mine if ended]
        waiting = [took for _, _, took, ended in mine if not ended]
        times: dict[int, int] = defaultdict(int)
        for number, *_ in mine:
            times[number] += 1
        return {
            "time": spread(over),
            "open": len(waiting),
            "longest_open": round(max(waiting), 2) if waiting else None,
            "late": share(*self.late(kind, step, wanted)),
            "again": share(sum(count > 1 for count in times.values()), len(times)),
        }

    def runs(self, kind: str, steps: list[str], wanted: list[int]) -> dict[str, Any]:
        """The measures of many instances together."""
        facts = [self.facts[kind][number] for number in wanted]
        key = "completed_at" if kind == "retrospective" else "ended_at"
        took = [
            (at(one[key]) - (at(one["resolved_at"]) if one.get("resolved_at") else one["opened"])) / DAY
            for one in facts
            if one.get(key) and (kind == "retrospective" or one["state"] in ("complete", "done"))
        ]
        late = [self.late(kind, step, wanted) for step in steps]
        again: set[int] = set()
        for step in steps:
            seen: set[int] = set()
            for number, state, _, _ in self.stays(kind, wanted):
                if state == step:
                    again |= seen & {number}
                    seen.add(number)
        return {
            "runs": len(wanted),
            "open": sum(not one.get("ended_at") for one in facts),
            "completed": len(took),
            "time": spread(took),
            "late": share(sum(part for part, _ in late), sum(whole for _, whole in late)),
            "again": share(len(again), len(wanted)),
        }


def spread(days: list[float]) -> dict[str, Any]:
    if len(days) < 5:
        return {"count": len(days), "median": None, "low": None, "high": None}
    # In whole seconds, so that half a hundredth of a day is rounded as it is there.
    seconds = [round(one * 86_400) for one in days]
    tenths = quantiles(seconds, n=10, method="inclusive")
    return {
        "count": len(days),
        "median": round(median(seconds) / 86_400, 2),
        "low": round(tenths[0] / 86_400, 2),
        "high": round(tenths[-1] / 86_400, 2),
    }


def share(part: int, whole: int) -> dict[str, Any]:
    return {"part": part, "whole": whole, "rate": round(part / whole, 3) if whole >= 5 else None}
