"""`preceptor pairing …`: climb the ladder."""

from datetime import date, tzinfo
from typing import TYPE_CHECKING

import click

from preceptor.cli import show
from preceptor.cli.ask import ask_judgement
from preceptor.cli.base import Noun, answer, context, request_id, say_reason, verb, zone_of
from preceptor.cli.types import DAY, TEXT

if TYPE_CHECKING:
    from preceptor.services.documents import ObservationDocument, PairingDocument, ReasonDocument
    from preceptor.services.feedback import FeedbackAnswer
    from preceptor.services.suggesting import SuggestionDocument


@click.group(cls=Noun)
def pairing() -> None:
    """Climb the ladder: watch someone else do it, do it watched, reverse the roles.

    A PAIRING is typed as P-12 or as trainee/role.
    """


@verb(
    pairing,
    "start",
    example="preceptor pairing start mina --process retrospective --role author --preceptor paul --team checkout",
)
@click.argument("trainee", metavar="TRAINEE")
@click.option("--process", required=True, metavar="PROCESS", help="The process that the role belongs to.")
@click.option("--role", required=True, metavar="ROLE", help="The role to learn; it has a ladder.")
@click.option("--preceptor", required=True, metavar="LOGIN", help="Who supervises and signs; holds `teach`.")
@click.option("--team", metavar="TEAM", help="Default: the trainee's only team.")
@request_id
@click.pass_context
def start(
    ctx: click.Context,
    trainee: str,
    process: str,
    role: str,
    preceptor: str,
    team: str | None,
    request_id: str | None,
) -> int:
    """Begin a pairing on the first rung. By the lead of a team that the trainee is in, or an owner of the process."""
    from preceptor.services import pairing_start

    wired = context(ctx, request_id=request_id)
    found = pairing_start.start(wired, trainee=trainee, process=process, role=role, preceptor=preceptor, team=team)
    return answer(ctx, found, lambda one: _show_moved(one, zone_of(wired)))


@verb(pairing, "list", example="preceptor pairing list --team checkout --state do-watched")
@click.option("--team", metavar="TEAM", help="Only those in this team.")
@click.option("--state", metavar="STATE", help="Only those in this state, such as `do-watched` or `complete`.")
@click.option("--person", metavar="LOGIN", help="As trainee or as preceptor.")
@click.pass_context
def list_(ctx: click.Context, team: str | None, state: str | None, person: str | None) -> int:
    """Every pairing, ended ones included."""
    from preceptor.services import pairing_views

    wired = context(ctx)
    found = pairing_views.list_pairings(wired, team=team, state=state, person=person)
    return answer(ctx, found, lambda rows: _show_list(rows, zone_of(wired)))


@verb(pairing, "show", example="preceptor pairing show mina/author")
@click.argument("typed", metavar="PAIRING")
@click.pass_context
def show_(ctx: click.Context, typed: str) -> int:
    """One pairing: where it stands, what counts, what is missing, and the feedback so far."""
    from preceptor.services import pairing_views

    wired = context(ctx)
    return answer(ctx, pairing_views.show_pairing(wired, typed), lambda one: _show_whole(one, zone_of(wired)))


@verb(
    pairing,
    "observe",
    example='preceptor pairing observe P-12 --on 2026-03-27 --subject "cache outage" --met all '
    '--well "calm and exact" --change "ask sooner" --next "lead the next one"',
)
@click.argument("typed", metavar="PAIRING")
@click.option("--on", "held_on", type=DAY, required=True, metavar="DATE", help="When it was held.")
@click.option(
    "--subject", type=TEXT, required=True, metavar="SUBJECT", help="What was done: an incident, a review, a release."
)
@click.option("--performer", metavar="LOGIN", help="Who did it. Default: the preceptor on `watch`, then the trainee.")
@click.option("--watcher", "watchers", multiple=True, metavar="LOGIN", help="Who watched; as often as needed.")
@click.option("--rehearsal", is_flag=True, help="Done on a past incident, for practice.")
@click.option("--met", multiple=True, metavar="STANDARD", help="A standard that was met, or `all`.")
@click.option("--not-yet", multiple=True, metavar="STANDARD", help="A standard that was not met yet.")
@click.option("--well", type=TEXT, metavar="TEXT", help="Feedback: what went well.")
@click.option("--change", type=TEXT, metavar="TEXT", help="Feedback: what to change.")
@click.option("--next", "next_", type=TEXT, metavar="TEXT", help="Feedback: the next step.")
@request_id
@click.pass_context
def observe(
    ctx: click.Context,
    typed: str,
    held_on: date,
    subject: str,
    performer: str | None,
    watchers: tuple[str, ...],
    rehearsal: bool,
    met: tuple[str, ...],
    not_yet: tuple[str, ...],
    well: str | None,
    change: str | None,
    next_: str | None,
    request_id: str | None,
) -> int:
    """Record one occasion; it counts once for everybody in it. Ratings and feedback concern this trainee.

    On a terminal, without ratings and feedback, it asks for them.
    """
    from preceptor.services import judging, observations

    wired = context(ctx, request_id=request_id)
    told = observations.Told(
        held_on=held_on,
        subject=subject,
        performer=performer,
        watchers=watchers,
        rehearsal=rehearsal,
        judgement=judging.judgement_of(met, not_yet, well, change, next_),
    )
    return answer(ctx, observations.observe(wired, typed, ask_judgement(ctx, wired, typed, told)), _show_observed)


@verb(pairing, "feedback", example='preceptor pairing feedback O-5 --well "…" --change "…" --next "…"')
@click.argument("observation", metavar="OBSERVATION")
@click.option(
    "--pairing", "typed", metavar="PAIRING", help="Only for this pairing; else for all that it is missing in."
)
@click.option("--met", multiple=True, metavar="STANDARD", help="A standard that was met, or `all`.")
@click.option("--not-yet", multiple=True, metavar="STANDARD", help="A standard that was not met yet.")
@click.option("--well", type=TEXT, metavar="TEXT", help="What went well.")
@click.option("--change", type=TEXT, metavar="TEXT", help="What to change.")
@click.option("--next", "next_", type=TEXT, metavar="TEXT", help="The next step.")
@request_id
@click.pass_context
def feedback(
    ctx: click.Context,
    observation: str,
    typed: str | None,
    met: tuple[str, ...],
    not_yet: tuple[str, ...],
    well: str | None,
    change: str | None,
    next_: str | None,
    request_id: str | None,
) -> int:
    """Give the feedback that is still missing for an observation, in three parts, and rate its standards.

    Each pairing takes what is said whole or not at all; what was said before stays.
    """
    from preceptor.services import feedback as service
    from preceptor.services import judging

    said = judging.judgement_of(met, not_yet, well, change, next_)
    found = service.give_feedback(context(ctx, request_id=request_id), observation, said, pairing=typed)
    return answer(ctx, found, _show_judged)


@verb(pairing, "advance", example="preceptor pairing advance P-12 --as paul")
@click.argument("typed", metavar="PAIRING")
@click.option("--note", type=TEXT, metavar="TEXT", help="Something to remember about it; it is kept.")
@request_id
@click.pass_context
def advance(ctx: click.Context, typed: str, note: str | None, request_id: str | None) -> int:
    """Sign for the present rung. By the pairing's preceptor, never the trainee."""
    from preceptor.services import pairings

    wired = context(ctx, request_id=request_id)
    found = pairings.advance(wired, typed, note=note)
    return answer(ctx, found, lambda one: _show_moved(one, zone_of(wired)))


def _with_reason(name: str, help_: str) -> None:
    """The verbs that take a pairing and a reason and nothing else."""

    @click.argument("typed", metavar="PAIRING")
    @click.option("--why", type=TEXT, required=True, metavar="WHY", help="The reason; it is kept.")
    @request_id
    @click.pass_context
    def command(ctx: click.Context, typed: str, why: str, request_id: str | None) -> int:
        from preceptor.services import pairings

        act = {
            "repeat": pairings.repeat,
            "pause": pairings.pause,
            "resume": pairings.resume,
            "withdraw": pairings.withdraw,
        }[name]
        wired = context(ctx, request_id=request_id)
        return answer(ctx, act(wired, typed, why=why), lambda one: _show_moved(one, zone_of(wired)))

    command.__doc__ = help_
    verb(pairing, name, example=f'preceptor pairing {name} P-12 --why "…"')(command)


_with_reason("repeat", "Begin the rung again after a *not yet*; the history stays. By the preceptor.")
_with_reason("pause", "Let the pairing rest; no deadline runs. By a team lead or an owner.")
_with_reason("resume", "Go on where the pause began. By a team lead or an owner.")
_with_reason("withdraw", "End the pairing early; what was earned stays.")


@verb(pairing, "reassign", example='preceptor pairing reassign P-12 --preceptor olga --why "Paul is on leave"')
@click.argument("typed", metavar="PAIRING")
@click.option(
    "--preceptor", required=True, metavar="LOGIN", help="Who supervises and signs from now on; holds `teach`."
)
@click.option("--why", type=TEXT, required=True, metavar="WHY", help="The reason; it is kept.")
@request_id
@click.pass_context
def reassign(ctx: click.Context, typed: str, preceptor: str, why: str, request_id: str | None) -> int:
    """Give the pairing another preceptor. By a team lead or an owner."""
    from preceptor.services import pairings

    wired = context(ctx, request_id=request_id)
    found = pairings.reassign(wired, typed, preceptor=preceptor, why=why)
    return answer(ctx, found, lambda one: _show_moved(one, zone_of(wired)))


@verb(pairing, "extend", example='preceptor pairing extend P-12 --due 2026-06-30 --why "parental leave"')
@click.argument("typed", metavar="PAIRING")
@click.option("--due", type=DAY, required=True, metavar="DATE", help="The last day, where the trainee is.")
@click.option("--why", type=TEXT, required=True, metavar="WHY", help="The reason; it is kept.")
@request_id
@click.pass_context
def extend(ctx: click.Context, typed: str, due: date, why: str, request_id: str | None) -> int:
    """Give the present rung until the end of a later day. By a team lead or an owner."""
    from preceptor.services import pairings

    wired = context(ctx, request_id=request_id)
    found = pairings.extend(wired, typed, due=due, why=why)
    return answer(ctx, found, lambda one: _show_moved(one, zone_of(wired)))


@verb(pairing, "suggest", example="preceptor pairing suggest --process retrospective --role author --team checkout")
@click.option("--process", required=True, metavar="PROCESS", help="The process that the role belongs to.")
@click.option("--role", required=True, metavar="ROLE", help="The role to learn; it has a ladder.")
@click.option("--team", metavar="TEAM", help="Prefer people of this team.")
@click.pass_context
def suggest(ctx: click.Context, process: str, role: str, team: str | None) -> int:
    """Who could be a preceptor, best first, and why the others are out."""
    from preceptor.services import suggesting

    found = suggesting.suggest(context(ctx), process=process, role=role, team=team)
    return answer(ctx, found, _show_suggestions)


def _show_whole(found: "PairingDocument", zone: tzinfo) -> None:
    """A pairing for people: where it stands, what counts, and what is missing."""
    _show_standing(found, zone)
    for one in found.get("observations", []):
        rated = ", ".join(f"{standard} {rating}" for standard, rating in one["ratings"].items())
        subject = show.cell(one["subject"])
        click.echo(f"  {one['observation']:<7}  {one['held_on']}  {one['rung']}: {subject}  {rated}".rstrip())
        if one["feedback"]:
            said = one["feedback"]
            click.echo(f"           well: {show.cell(said['well'])}")
            click.echo(f"           change: {show.cell(said['change'])}")
            click.echo(f"           next: {show.cell(said['next'])}  ({said['by']})")
    _show_notes(found)
    if found["next"]:
        click.echo(f"  possible {', '.join(found['next'])}")
    if found["blocked"]:
        click.echo("  missing:")
    _say_reasons(found["blocked"])


def _show_moved(found: "PairingDocument", zone: tzinfo) -> None:
    """Where a pairing stands after a move. That much is still missing on a new rung is no news: one line will do."""
    _show_standing(found, zone)
    for run in found.get("runs", ()):
        click.echo(f"  owes     {run['person']}: {show.run(run, zone)}")
    _show_notes(found)
    if found["blocked"]:
        click.echo(f"  what is missing: preceptor why {found['id']}")


def _show_standing(found: "PairingDocument", zone: tzinfo) -> None:
    click.echo(
        f"{found['id']}  {found['trainee']} learns {found['role']} with {found['preceptor']} "
        f"({found['process']} {found['edition']['version']})"
    )
    due = f", due {show.day(found['due'], zone)}" if found["due"] else ""
    again = f", attempt {found['attempt']}" if found["attempt"] > 1 else ""
    click.echo(f"  state    {found['state']}{again}{due}")
    counts = (f"{rung} {found['credits'][rung]}/{needed}" for rung, needed in found["required"].items())
    click.echo(f"  counts   {', '.join(counts)}")
    if found["certified"]:
        click.echo(f"  holds    {', '.join(found['certified'])}")


def _show_notes(found: "PairingDocument") -> None:
    for note in found.get("notes", []):
        click.echo(f"  note     {note}")


def _show_list(found: "list[PairingDocument]", zone: tzinfo) -> None:
    columns = {"id": "ID", "trainee": "TRAINEE", "preceptor": "PRECEPTOR", "role": "ROLE", "process": "PROCESS"}
    rows = [{**one, "due": show.day(one["due"], zone)} for one in found]
    show.table(rows, {**columns, "team": "TEAM", "state": "STATE", "due": "DUE"}, empty="There is no such pairing.")


def _show_observed(found: "ObservationDocument") -> None:
    watchers = ", ".join(found["watchers"])
    click.echo(f"{found['id']} recorded: {found['performer']} performed, {watchers} watched, on {found['held_on']}.")
    if found["credited"]:
        click.echo(f"It counts for {', '.join(found['credited'])}.")
    for one in found["uncredited"]:
        click.echo(f"It does not count for {one['pairing']}: {one['message']}.")
    if found["refreshed"]:
        held = " and ".join(f"`{one}`" for one in found["refreshed"])
        click.echo(f"It refreshes what {found['performer']} holds: {held}.")
    if found["hint"]:
        click.echo(f"Was something in the step missing or unclear? {found['hint']}")


def _show_judged(found: "FeedbackAnswer") -> None:
    click.echo(f"{found['id']} is judged for {', '.join(found['pairings'])}.")
    if found["unjudged"]:
        click.echo("It is not judged for others that count it:")
    _say_reasons(found["unjudged"])


def _say_reasons(reasons: "list[ReasonDocument]") -> None:
    for one in reasons:
        say_reason(one["guard"], one["message"], one["who"], one["command"])


def _show_suggestions(found: "list[SuggestionDocument]") -> None:
    rows = [{**one, "why": one["reasons"]} for one in found]
    columns = {"person": "WHO", "eligible": "ELIGIBLE", "open_pairings": "PAIRINGS", "hours_left": "HOURS LEFT"}
    show.table(rows, {**columns, "teams": "TEAMS", "why": "WHY NOT"}, empty="Nobody was ever certified to teach it.")
