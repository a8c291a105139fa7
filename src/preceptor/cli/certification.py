"""`preceptor certification …`: who may lead and who may teach."""

from collections.abc import Callable
from datetime import date, tzinfo
from typing import TYPE_CHECKING, Any

import click

from preceptor.cli import show
from preceptor.cli.base import Noun, answer, context, request_id, say_reason, verb, zone_of
from preceptor.cli.types import DAY, TEXT

if TYPE_CHECKING:
    from preceptor.model.definition import Capability
    from preceptor.services.documents import CertificationDocument
    from preceptor.services.gaps import GapsDocument


@click.group(cls=Noun)
def certification() -> None:
    """Who may lead and who may teach a role, today or on any day."""


@verb(certification, "list", example="preceptor certification list --process retrospective --as-of 2026-01-31")
@click.option("--process", metavar="PROCESS", help="Only for roles of this process.")
@click.option("--role", metavar="ROLE", help="Only for this role.")
@click.option("--team", metavar="TEAM", help="Only members of this team.")
@click.option("--person", metavar="LOGIN", help="Only this person's.")
@click.option("--as-of", type=DAY, metavar="DATE", help="As it stood on that day.")
@click.pass_context
def list_(
    ctx: click.Context,
    process: str | None,
    role: str | None,
    team: str | None,
    person: str | None,
    as_of: date | None,
) -> int:
    """Who holds what; lapsed and revoked certifications are listed as such, and so are people who have left."""
    from preceptor.services import certification_views

    found = certification_views.list_certifications(
        context(ctx), process=process, role=role, team=team, person=person, as_of=as_of
    )
    return answer(ctx, found, show_certifications)


@verb(certification, "gaps", example="preceptor certification gaps --process release-team")
@click.option("--process", metavar="PROCESS", help="Only in this process.")
@click.pass_context
def gaps(ctx: click.Context, process: str | None) -> int:
    """Work that was done uncertified, certifications that rest on what was struck since, and roles with fewer than
    two certified people."""
    from preceptor.services import gaps as service

    return answer(ctx, service.gaps(context(ctx), process=process), _show_gaps)


def _decision(name: str, reason: str, show_answer: "Callable[[Any, tzinfo], None]", help_: str) -> None:
    """The verbs by which somebody decides about a certification; they take the same arguments."""

    @click.argument("login", metavar="LOGIN")
    @click.option("--process", required=True, metavar="PROCESS", help="The process that the role belongs to.")
    @click.option("--role", required=True, metavar="ROLE", help="The role; it has a ladder.")
    @click.option("--capability", type=click.Choice(["lead", "teach"]), help="One of the two; without it, both.")
    @click.option("--why", type=TEXT, required=True, metavar="WHY", help="The reason; it is kept.")
    @request_id
    @click.pass_context
    def command(
        ctx: click.Context,
        login: str,
        process: str,
        role: str,
        capability: "Capability | None",
        why: str,
        request_id: str | None,
    ) -> int:
        from preceptor.services import certifications

        decide = {
            "grant": certifications.grant,
            "renew": certifications.renew,
            "refresh": certifications.refresh,
            "revoke": certifications.revoke,
        }[name]
        wired = context(ctx, request_id=request_id)
        found = decide(wired, login=login, process=process, role=role, capability=capability, why=why)
        return answer(ctx, found, lambda one: show_answer(one, zone_of(wired)))

    command.__doc__ = help_
    example = f'preceptor certification {name} paul --process retrospective --role author --why "{reason}"'
    verb(certification, name, example=example)(command)


def show_certifications(found: "list[CertificationDocument]") -> None:
    """Certifications for people."""
    columns = {"person": "WHO", "process": "PROCESS", "role": "ROLE", "capability": "MAY", "state": "STATE"}
    more = {"granted_on": "SINCE", "valid_until": "UNTIL", "version": "VERSION", "source": "SOURCE"}
    rows = [{**one, "person": f"{one['person']}{'' if one['active'] else ' (has left)'}"} for one in found]
    show.table(rows, {**columns, **more}, empty="Nobody is certified.")


def _show_decided(found: "list[CertificationDocument]", zone: tzinfo) -> None:
    show_certifications(found)
    for one in found:
        for run in one.get("runs", ()):
            click.echo(f"{run['person']} owes {show.run(run, zone)}.")


def _show_renewed(found: "list[CertificationDocument]", _zone: tzinfo) -> None:
    show_certifications(found)
    for one in found:
        if "not_renewed" in one:
            reason = one["not_renewed"]
            click.echo(f"`{one['capability']}` was not renewed:", err=True)
            say_reason(reason["guard"], reason["message"], reason["who"], reason["command"], err=True)


def _show_gaps(found: "GapsDocument") -> None:
    done = found["performed_uncertified"]
    columns = {"held_on": "DAY", "person": "WHO", "role": "ROLE", "subject": "WHAT"}
    led = [one for one in done if one["watched_before"]]
    show.heading(f"Performed without holding `lead`, after having watched: {len(led)}")
    show.table(led, {**columns, "supervised": "SUPERVISED"}, empty="  nobody")
    never = [one for one in done if not one["watched_before"]]
    show.heading(f"Performed without holding `lead`, and had not even watched before: {len(never)}")
    show.table(never, {**columns, "supervised": "SUPERVISED"}, empty="  nobody")
    struck = found["rests_on_struck"]
    if struck:
        show.heading(f"Certified because of an observation that was struck since: {len(struck)}")
        columns = {"observation": "STRUCK", "person": "WHO", "role": "ROLE", "certified": "MAY", "pairing": "PAIRING"}
        show.table(struck, {**columns, "rung": "RUNG", "left": "WITHOUT IT"}, empty="")
    show.heading("Roles with fewer than two people who may lead today")
    thin = {"process": "PROCESS", "role": "ROLE", "team": "TEAM", "certified": "CERTIFIED"}
    show.table(found["thin_coverage"], thin, empty="  none")


_decision(
    "grant",
    "led ours since 2022",
    _show_decided,
    "Certify a founder, who climbed no ladder. By an owner; to oneself only while nobody may teach the role.",
)
_decision(
    "renew",
    "led two this year",
    _show_renewed,
    "Let a certification hold on, from its renewal window on. By an owner or by who may teach the role.",
)
_decision(
    "refresh",
    "was watched last week",
    _show_decided,
    """Put on record that somebody has caught up with a major version.

    Only where the record shows that they have: they acknowledged it, or did the role since, watched by somebody else
    who may teach it, whichever the process asks for. Mostly nobody has to: acknowledging and observing do it.
    By an owner, by who may teach the role, or for oneself.""",
)
_decision(
    "revoke",
    "left incident work",
    _show_decided,
    "Take a certification away from today on. By an owner.",
)
