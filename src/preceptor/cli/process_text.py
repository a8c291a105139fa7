"""A process as a page for the terminal: what holds and since when, its steps, and how its roles are learnt."""

from collections.abc import Iterator
from datetime import tzinfo
from typing import TYPE_CHECKING

import click

from preceptor.cli import show
from preceptor.cli.process_words import (
    HOLDS,
    MARKS,
    due,
    line,
    marked,
    observed,
    prose,
    reminders,
    section,
    standard,
    waived,
)

if TYPE_CHECKING:
    from preceptor.services.origins import OriginDocument
    from preceptor.services.process_documents import (
        LadderDocument,
        RoleDocument,
        RungDocument,
        StepDocument,
    )
    from preceptor.services.process_views import ProcessShownDocument


def show_process(found: "ProcessShownDocument", zone: tzinfo) -> None:
    """Everything that people have to know, in the order in which they need it; what is the team's own has a mark."""
    _Page(found, zone).show()


class _Page:
    def __init__(self, found: "ProcessShownDocument", zone: tzinfo) -> None:
        self._found, self._zone = found, zone

    def show(self) -> None:
        found = self._found
        show.heading(show.cell(found["title"]))
        for label, value in self._facts():
            line(label, value, indent=0)
        if found["purpose"].strip():
            click.echo()
            prose(found["purpose"], indent=2)
        if found["steps"]:
            section("STEPS")
        for number, step in enumerate(found["steps"], 1):
            self._step(number, step)
        section("ROLES")
        for roles, ladder in self._shared():
            names = ", ".join(f"{one['title']} ({one['role']})" for one in roles)
            click.echo(show.wrapped(names, first="  ", rest="  "))
            if ladder:
                self._ladder(roles[0]["role"], ladder)

    def _facts(self) -> Iterator[tuple[str, str]]:
        found = self._found
        when = f"{HOLDS[found['state']]} {show.day(found['effective_at'], self._zone)}"
        yield "version", f"{found['process']} {found['version']}, {when}"
        yield "owners", ", ".join(found["owners"]) or "-"
        if found["team"]:
            yield "team", self._following()
        if found["behind"]:
            command = f"preceptor variant rebase {found['team']} {found['process']}"
            yield "behind", f"the standard is at {found['behind']}; see: {command}"
        last = found["last_change"]
        if last:
            named = ", ".join(one for one in (last["class"], last["change"]) if one) or last["origin"]
            why = f": {last['why']}" if last["why"] else ""
            yield "last change", f"{show.day(last['published_at'], self._zone)} by {last['by']}, {named}{why}"
        for later in found["next"]:
            named = ", ".join(one for one in (later["class"], later["change"]) if one)
            when = show.day(later["effective_at"], self._zone)
            yield "next", f"{later['version']} from {when}" + (f" ({named})" if named else "")
        for one in found["left_out"]:
            yield "left out", f"{one['title']} ({one['part']})"
        for part, origin in found["origins"].items():
            if origin["waiver"]:
                by = origin["waiver"]["approver"]
                yield "waiver", f"{part}: {waived(origin['waiver'])}" + (f", approved by {by}" if by else "")
        yield "digest", found["digest"]

    def _following(self) -> str:
        found = self._found
        if found["variant"]:
            return f"{found['team']}, with a variant of its own; {MARKS['team']} marks what is different in it"
        followed = "never followed this version" if found["state"] == "not followed" else "follows the standard"
        return f"{found['team']}, which {followed}"

    def _step(self, number: int, step: "StepDocument") -> None:
        name = step["step"]
        optional = ", optional" if step["optional"] else ""
        click.echo()
        marked(f"{number}. {step['title']} ({name}{optional})", self._mark(name), bold=True)
        line("who", self._role(step["role"]), self._field(name, "role"))
        line("by when", due(step["due"]), self._field(name, "due"))
        self._rest(name, step)

    def _ladder(self, role: str, ladder: "LadderDocument") -> None:
        for number, rung in enumerate(ladder["rungs"], 1):
            name = f"{role}.{rung['rung']}"
            click.echo()
            marked(f"{number}. {rung['title']} ({rung['rung']})", self._mark(name), first="  ", bold=True)
            fields = ("observations", "observers", "rehearsals", "stand_in_after")
            line("how often", observed(rung), next(filter(None, (self._field(name, one) for one in fields)), ""))
            line("by when", f"{rung['within']} from entering the rung", self._field(name, "within"))
            if rung["grants"]:
                line("earns", rung["grants"])
            self._rest(name, rung)
        holds = f"holds for {ladder['valid_for']}, renewable from {ladder['renew_from']} before its end"
        idle = f"lapses after {ladder['idle']} without doing it"
        click.echo()
        click.echo(show.wrapped(f"A certification {holds}; it {idle}.", first="  ", rest="  "))
        hours = f"{ladder['trainee_hours']} hours a week for who learns, {ladder['preceptor_hours']} for who teaches"
        click.echo(show.wrapped(f"Each pairing takes {hours}.", first="  ", rest="  "))
        click.echo()

    def _rest(self, name: str, owed: "StepDocument | RungDocument") -> None:
        """What steps and rungs have in common."""
        line("reminders", reminders(owed["remind"]), self._field(name, "remind"))
        line("then to", ", then ".join(owed["escalate"]) or "nobody", self._field(name, "escalate"))
        for number, one in enumerate(owed["standards"]):
            label, mark = "" if number else "good enough", self._field(name, f"standards.{one['id']}")
            line(label, standard(one), mark, bullet="- ")
        if owed["locked"]:
            line("locked", ", ".join(owed["locked"]))
        if owed["how"].strip():
            mark = self._field(name, "how")
            if mark:
                line("how to do it", "", mark)
            click.echo()
            prose(owed["how"], indent=4)

    def _role(self, name: str) -> str:
        return next((f"{one['title']} ({name})" for one in self._found["roles"] if one["role"] == name), name)

    def _field(self, place: str, field: str) -> str:
        """The mark of a part; none where all of the step or the rung is the team's own, which has it."""
        return "" if self._mark(place) else self._mark(f"{place}.{field}")

    def _mark(self, part: str) -> str:
        origin = self._found["origins"].get(part)
        if origin is None:
            return ""
        waiver = f"[{waived(origin['waiver'])}]" if origin["waiver"] else ""
        return " ".join(filter(None, (MARKS[origin["source"]], waiver)))

    def _shared(self) -> "list[tuple[list[RoleDocument], LadderDocument | None]]":
        """Roles that climb the same ladder, with the same marks, are told of together."""
        told: list[tuple[list[RoleDocument], LadderDocument | None, list[OriginDocument]]] = []
        for one in self._found["roles"]:
            marks = [origin for part, origin in self._found["origins"].items() if part.startswith(f"{one['role']}.")]
            together = next((told for told in told if told[1] and told[1:] == (one["ladder"], marks)), None)
            if together is None:
                told.append(([one], one["ladder"], marks))
            else:
                together[0].append(one)
        return [(roles, ladder) for roles, ladder, _ in told]
