"""Proposes variants: what a team wants to do differently from a published version of a process."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from preceptor.model import canonical
from preceptor.model.change import CHANGES, Change, live
from preceptor.model.definition import Process
from preceptor.model.edition import edition_form
from preceptor.model.finding import Finding
from preceptor.model.overlay import Overlay, Path
from preceptor.model.people import Team
from preceptor.model.refusal import Refusal
from preceptor.model.revision import change_class, diff
from preceptor.model.waivers import without_approvers
from preceptor.ports import Reading, Revision
from preceptor.services.act import Act, require_reason
from preceptor.services.change_facts import lifecycle_of, lock_owners, published_of
from preceptor.services.change_views import ChangeDocument
from preceptor.services.changes import put_in_review
from preceptor.services.command import carry_out
from preceptor.services.context import Context
from preceptor.services.definition_errors import definition_problem
from preceptor.services.editions import edition_in_force
from preceptor.services.variants.facts import current_of


class Written(Protocol):
    """A variant as somebody wrote it down, with the places of what it says."""

    @property
    def overlay(self) -> Overlay: ...
    def judge(self, standard: Process, on: date) -> Sequence[Finding]:
        """What it may not do on a day."""
        ...

    def finding(self, at: Path, code: str, message: str, suggestion: str | None = None) -> Finding:
        """Something that is wrong with one of its parts."""
        ...


#: Of what a variant may not do: nobody has approved a waiver yet, which an owner may do with the proposal.
_TO_BE_APPROVED = "D420"


def propose(context: Context, written: Written, *, why: str) -> ChangeDocument | Refusal:
    """Put a team's variant in review, on top of what the team follows. By any active person.

    Whoever is named in it as approver of a waiver counts for nothing: who gave it is on record, and a new one is
    given by the owner who approves the variant. Raises `DefinitionProblem` with the place of everything wrong in it.
    """
    overlay = without_approvers(written.overlay)

    def work(act: Act) -> ChangeDocument:
        tx = act.tx
        require_reason(why)
        edition, pinned = edition_in_force(tx, CHANGES, act.now)
        team, lies_on = _known(tx, written, act)
        lock_owners(tx, overlay.process)
        standard = tx.definition(lies_on.digest)
        _demand(one for one in written.judge(standard, act.today(act.by)) if one.code != _TO_BE_APPROVED)
        digest = tx.keep_edition(edition_form(standard, overlay))
        base = current_of(tx, team, lies_on, act.now).digest
        change = Change(
            id=tx.next_id("changes"),
            process=overlay.process,
            version=lies_on.version,
            team=team.id,
            base=base,
            digest=digest,
            change_class=change_class(diff(tx.definition(base), tx.definition(digest))) or "patch",
            state=lifecycle_of(edition).initial,
            author=act.by.id,
            edition=pinned,
            proposed_at=act.now,
            entered_at=act.now,
        )
        return put_in_review(context, act, change, why=why)

    digest = canonical.digest(canonical.dump(overlay))
    return carry_out(context, "variant propose", {"overlay": digest, "why": why}, work)


def _known(tx: Reading, written: Written, act: Act) -> tuple[Team, Revision]:
    """The team and the published version that a variant names."""
    overlay, process = written.overlay, written.overlay.process
    problems: list[Finding] = []
    team = tx.team_called(overlay.team)
    if team is None:
        suggestion = "`preceptor team list` shows the teams"
        problems.append(written.finding(("team",), "D424", f"there is no team `{overlay.team}`", suggestion))
    lies_on = next((one for one in tx.revisions(process) if one.version == overlay.of), None)
    if process not in tx.processes():
        message, suggestion = f"no process `{process}` is published", "`preceptor process list` shows the processes"
        problems.append(written.finding(("variant",), "D411", message, suggestion))
    else:
        holding = [one.version for one in live(published_of(tx, process), act.now)]
        if overlay.of not in holding:
            what = "is not published" if lies_on is None else "is superseded"
            message, suggestion = f"{process} {overlay.of} {what}", f"let `of` name {' or '.join(holding)}"
            problems.append(written.finding(("of",), "D412" if lies_on is None else "D413", message, suggestion))
    _demand(problems)
    assert team is not None and lies_on is not None
    return team, lies_on


def _demand(findings: Iterable[Finding]) -> None:
    """Raise `DefinitionProblem` with every error."""
    errors = [one for one in findings if one.severity == "error"]
    if errors:
        raise definition_problem(
            f"{errors[0].path} cannot be proposed.",
            errors,
            remedy="Correct what is listed; `preceptor variant check` looks again.",
        )
