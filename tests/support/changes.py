"""Changes of processes, in the words of the domain: what a test proposes, and who decides about it."""

from dataclasses import replace
from datetime import date
from typing import Any

from tests.support.world import OWNER, WasRefused, World, done, shipped

from preceptor.model.definition import Process, Standard
from preceptor.services import change_views, changes, foreseeing, processes, publishing
from preceptor.services.notice_values import NoticeValues
from preceptor.services.publishing_terms import Terms

RETROSPECTIVE = "retrospective"


def a_version(version: str, *, of: str = RETROSPECTIVE, **rest: Any) -> Process:
    """A version of a shipped process that is worded differently, unless said otherwise."""
    return replace(shipped()[of], **{"version": version, "title": f"In other words, {version}", **rest})


def stricter(version: str, *, of: str = RETROSPECTIVE) -> Process:
    """A version that asks for one more standard in its second step: a major change."""
    process = shipped()[of]
    step = process.steps[1]
    asked = replace(step, standards=(*step.standards, Standard(id="signed", text="It is signed.")))
    return a_version(version, of=of, steps=(process.steps[0], asked, *process.steps[2:]))


def looser(version: str, *, of: str = RETROSPECTIVE) -> Process:
    """A version that asks for one more standard which binds nobody: a minor change."""
    process = shipped()[of]
    step = process.steps[1]
    asked = replace(step, standards=(*step.standards, Standard(id="nice", text="It is nice.", level="advisory")))
    return a_version(version, of=of, steps=(process.steps[0], asked, *process.steps[2:]))


class Changing:
    """What people do about changes in a world; each answers the document, and a refusal fails the test."""

    def __init__(self, world: World) -> None:
        self.world = world

    def propose(
        self, process: Process, *, by: str = OWNER, why: str = "people asked", answers: Any = (), **rest: Any
    ) -> Any:
        return done(changes.propose(self.world.by(by, **rest), process, why=why, answers=answers))

    def comment(self, change: str, text: str, *, by: str = OWNER) -> Any:
        return done(changes.comment(self.world.by(by), change, text))

    def approve(self, change: str, *, by: str, **rest: Any) -> Any:
        return done(changes.approve(self.world.by(by, **rest), change))

    def reject(self, change: str, *, by: str, why: str = "too much at once") -> Any:
        return done(changes.reject(self.world.by(by), change, why=why))

    def withdraw(self, change: str, *, by: str) -> Any:
        return done(changes.withdraw(self.world.by(by), change))

    def publish(
        self, change: str, *, by: str = OWNER, request_id: str | None = None, progress: Any = None, **rest: Any
    ) -> Any:
        return done(publishing.publish(self.world.by(by, request_id=request_id), change, terms(**rest), progress))

    def foresee(self, change: str, *, by: str = OWNER, moves: int | None = None, **rest: Any) -> Any:
        return done(foreseeing.foresee(self.world.by(by), change, terms(**rest), moves=moves))

    def show(self, change: str) -> Any:
        return change_views.show_change(self.world.by(None), change)

    def mail(self, kind: str) -> Any:
        """What the only mail of a kind is made from, as far as it tells of a withdrawal."""
        with self.world.store.reading() as tx:
            (notice,) = [one for one in tx.notices() if one.kind == kind]
            values: Any = NoticeValues(self.world.by(None), tx, [notice]).of(notice)
        return {**{key: values[key] for key in ("change", "effective", "varies")}, "by": values["by"]["login"]}

    def state(self, change: str) -> str:
        return str(self.show(change)["state"])

    def owner(self, login: str, *, process: str = RETROSPECTIVE) -> None:
        """Let somebody own a process; add them where nobody has that login."""
        if self.world.identity(login) is None:
            self.world.person(login)
        done(processes.add_owner(self.world.by(OWNER), process, login))

    def report(self, *, by: str, process: str = RETROSPECTIVE, step: str = "research") -> str:
        told = processes.report(self.world.by(by), process, step=step, kind="missing", text="where the logs are")
        return str(done(told)["id"])

    def reviewed(self, process: Process, *, by: str = OWNER, approver: str = "mina") -> str:
        """Propose and approve a version; its change."""
        change = str(self.propose(process, by=by)["id"])
        self.approve(change, by=approver)
        return change

    def released(self, process: Process, *, approver: str = "mina", **rest: Any) -> str:
        """Propose, approve and publish a version; its change."""
        change = self.reviewed(process, approver=approver)
        self.publish(change, **rest)
        return change


def terms(
    *, effective: str | None = None, alone: str | None = None, emergency: str | None = None, **rest: Any
) -> Terms:
    """How a change is to be published; `alone` and `emergency` are the reasons."""
    return Terms(
        effective=date.fromisoformat(effective) if effective else None,
        without_approvals="alone" if alone is not None else "emergency" if emergency is not None else None,
        why=alone if alone is not None else emergency,
        **rest,
    )


def refused(changing: Changing, act: str, *arguments: Any, **rest: Any) -> Any:
    """The reasons against an act, which changed nothing."""
    before = changing.world.everything()
    try:
        getattr(changing, act)(*arguments, **rest)
    except WasRefused as caught:
        assert changing.world.everything() == before
        return caught.refusal.reasons
    raise AssertionError(f"{act} was not refused")
