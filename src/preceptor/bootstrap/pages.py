"""What turns records and definitions into text, for one governance folder."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from preceptor.bootstrap.settings import find_folder
from preceptor.errors import DefinitionProblem
from preceptor.model.definition import Process
from preceptor.model.finding import Finding
from preceptor.model.last_change import LastChange
from preceptor.model.overlay import Overlay
from preceptor.services.definition_errors import definition_problem
from preceptor.services.notices_view import Letter

if TYPE_CHECKING:
    from preceptor.catalog.variants import Variant
    from preceptor.model.canonical import Json
    from preceptor.services.relay.due import Task
    from preceptor.services.relay.invitations import Invitation


@dataclass(frozen=True, kw_only=True)
class FolderWorkshop:
    """The definitions of a governance folder, as they are now (`services.process_page.Workshop`)."""

    folder: Path

    def read(self) -> tuple[Mapping[str, Process], Sequence[Finding]]:
        """Give the processes without a problem, and the problems."""
        processes, _, findings = self.read_all()
        return processes, findings

    def read_all(self) -> tuple[Mapping[str, Process], Sequence[Overlay], Sequence[Finding]]:
        """Give the processes and the teams' variants without a problem, and the problems."""
        from preceptor.catalog.folder import read_folder

        catalogue, findings = read_folder(self.folder)
        return catalogue.processes, [one.overlay for one in catalogue.variants.values()], findings

    def page(
        self, processes: Sequence[Process], variants: Sequence[Overlay], last: Mapping[str, LastChange] | None
    ) -> str:
        """Give the page for these processes, in Markdown."""
        from preceptor.render.process_page import process_page

        return process_page(processes, variants=variants, last=last, folder=self.folder)


@dataclass(frozen=True, kw_only=True)
class FolderLetters:
    """The mail templates of a governance folder, else the shipped ones (`services.notices_view.Letters`)."""

    folder: Path
    #: For many mails, with the templates as they were when it began.
    batch: bool = False

    def for_batch(self) -> Self:
        """Give the same for many mails: whether a template has changed is seen now, and not for each."""
        from preceptor.render.environment import look_again

        look_again(self.folder)
        return replace(self, batch=True)

    def subject(self, kind: str, values: Mapping[str, object]) -> str:
        """Give the subject alone of the mail for a notice of a kind."""
        from preceptor.render.environment import render

        said = render(f"email/{kind}/subject.txt", values, folder=self.folder, team=_team_of(values))
        return " ".join(said.split())

    def letter(self, kind: str, values: Mapping[str, object]) -> Letter:
        """Give the mail for a notice of a kind."""
        from preceptor.render.notice import render_notice

        mail = render_notice(kind, values, folder=self.folder, team=_team_of(values), batch=self.batch)
        return Letter(subject=mail.subject, text=mail.text, html=mail.html)

    def todo(self, tasks: "Sequence[Task]", *, stamp: datetime) -> str:
        """Give what is due as tasks for a calendar."""
        from preceptor.render.todo import render_todo, todo_lines

        return render_todo(
            *(
                todo_lines(uid=one.uid, sequence=one.sequence, summary=one.summary, due=one.due_at, stamp=stamp)
                for one in tasks
            )
        )

    def invitation(self, invitation: "Invitation", *, sender: tuple[str, str], stamp: datetime) -> str:
        """Give a meeting as an event for a calendar."""
        from preceptor.render.invitation import render_invitation

        meeting = invitation.meeting
        return render_invitation(
            uid=meeting.uid,
            sequence=meeting.sequence,
            summary=meeting.summary,
            description=meeting.description,
            starts=meeting.starts_at,
            ends=meeting.ends_at,
            stamp=stamp,
            organizer=sender,
            attendees=invitation.attendees,
            location=meeting.location,
            off=invitation.off,
        )


def _team_of(values: Mapping[str, object]) -> str | None:
    """Whose own templates the reader's mail is made from."""
    to = values.get("to")
    team = to.get("team") if isinstance(to, Mapping) else None
    return team if isinstance(team, str) else None


def make_workshop(folder: str | None = None) -> FolderWorkshop:
    """The definitions of the folder that the command line means; named from here where they lie below."""
    return FolderWorkshop(folder=_from_here(find_folder(folder)))


def read_definition(file: Path, folder: str | None = None) -> Process:
    """Give the process in a file, with the lifecycles of the folder that the command line means.

    Raises `DefinitionProblem` with everything that is wrong with the file.
    """
    from preceptor.catalog.folder import read_process

    process, findings = read_process(file, _from_here(find_folder(folder)))
    if process is None:
        raise _not_proposed(file, findings)
    return process


def read_team_variant(file: Path) -> "Variant":
    """Give what a file says that a team does differently.

    Raises `DefinitionProblem` with everything that is wrong with the file whatever the standard says.
    """
    from preceptor.catalog.variants import read_variant

    variant, findings = read_variant(file)
    if variant is None:
        raise _not_proposed(file, findings)
    return variant


def text_of_variant(overlay: "Json") -> str:
    """Give the file that stands for what a team does differently; `overlay` is in the form of `canonical.dump`."""
    from preceptor.catalog.variant_text import variant_text
    from preceptor.model import canonical
    from preceptor.model.overlay import Overlay

    return variant_text(canonical.load(Overlay, overlay))


def _not_proposed(file: Path, findings: Sequence[Finding]) -> DefinitionProblem:
    return definition_problem(f"{file} cannot be proposed.", findings)


def make_letters(folder: str | None = None) -> FolderLetters:
    """The mail templates of the folder that the command line means."""
    return FolderLetters(folder=find_folder(folder))


def _from_here(folder: Path) -> Path:
    return Path(os.path.relpath(folder)) if folder.is_relative_to(Path.cwd()) else folder
