"""Takes a write-up in: what its author handed in becomes data, and every hand-in a new revision."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from shlex import quote

from preceptor.errors import BadInput, Problem, UnknownId
from preceptor.machine import Decision
from preceptor.model import canonical
from preceptor.model.canonical import Json
from preceptor.model.event import Happening, Payload
from preceptor.model.refusal import Reason, Refusal
from preceptor.model.retrospective import Flaw, Submission
from preceptor.model.retrospective_facts import RetrospectiveFacts
from preceptor.model.writeup import WriteUp, as_document
from preceptor.ports.outside import WriteUpChecker
from preceptor.services.act import Act, refuse
from preceptor.services.command import carry_out
from preceptor.services.context import Context, number_in
from preceptor.services.files import read_file
from preceptor.services.retrospectives.documents import RetrospectiveDocument
from preceptor.services.retrospectives.facts import locked_retrospective
from preceptor.services.retrospectives.moves import fire, happened
from preceptor.writeup.names import names_of
from preceptor.writeup.reading import Reading, read
from preceptor.writeup.text import LARGEST_DOCUMENT, decode

#: In which order the parts of a write-up are easiest to write: the summary is last (docs: the talk's anatomy).
WRITING_ORDER = ("timeline", "analysis", "went-well", "recommendations", "could-be-better", "summary")


def submit(
    context: Context, typed: str, path: Path, *, checker: WriteUpChecker, made: Sequence[str] = ()
) -> RetrospectiveDocument | Refusal:
    """Hand a write-up in as a new revision. By the author.

    `made`: the threads (`T-3`, or `all`) whose agreed changes are in it. Raises `BadInput` with its place for what
    is no write-up, is another retrospective's, or has a section twice, and `UnknownId`.
    """
    text = decode(read_file(path, most=LARGEST_DOCUMENT), str(path))
    found = read(text, names_of(checker.language))
    digest = canonical.digest(text)

    def effect(act: Act, facts: RetrospectiveFacts, decision: Decision) -> list[Happening]:
        _of_this_one(found.writeup, facts, path)
        threads = _made(facts, made)
        # A change may have been made before it was agreed: then the same text says something new.
        if facts.submission and facts.submission.digest == digest and not threads:
            refuse(_nothing_new(facts))
        flaws = [
            Flaw(code=one.code, severity=one.severity, line=one.line)
            for one in checker.check(text, path=str(path), team=facts.team)
        ]
        number = facts.retrospective.writeup + 1
        submission = Submission(
            number=number, submitter=act.by.id, submitted_at=act.now, digest=digest, flaws=tuple(flaws)
        )
        after = replace(facts, submission=submission)
        data: dict[str, Json] = {
            "number": number,
            "digest": digest,
            "findings": [{"code": one.code, "severity": one.severity, "line": one.line} for one in flaws],
            "made": [*threads],
        }
        return [replace(happened(act, after, "write-up-submitted", data), payloads=(_payload(text, found.writeup),))]

    def work(act: Act) -> RetrospectiveDocument:
        document = fire(act, locked_retrospective(act.tx, typed), "submit", effect)
        return {**document, "hints": [*document.get("hints", []), *_hints(found, document)]}

    _once_each(found, path)
    arguments: dict[str, Json] = {"retrospective": typed, "digest": digest, "made": [*made]}
    return carry_out(context, "writeup submit", arguments, work)


def _payload(text: str, writeup: WriteUp) -> Payload:
    """What the organisation learnt is nobody's personal data, and stays when a person is erased."""
    controls: list[Json] = [{"name": one.name, "failed": bool(one.failed)} for one in writeup.controls]
    return Payload(person=None, body={"body": text, "data": as_document(writeup), "controls": controls})


def _of_this_one(writeup: WriteUp, facts: RetrospectiveFacts, path: Path) -> None:
    own = facts.retrospective.short_id
    if writeup.retrospective not in (None, own):
        raise BadInput(
            f"it is the write-up of {writeup.retrospective}, and not of {own}",
            path=str(path),
            line=1,
            remedy=f"Hand it in there: preceptor writeup submit {writeup.retrospective} {quote(str(path))}",
        )


def _once_each(found: Reading, path: Path) -> None:
    """Raise `BadInput` where the same section stands twice: nobody could say which one holds."""
    seen: dict[tuple[str, int, str], int] = {}
    problems = []
    for one in found.writeup.sections:
        place, _ = found.document.in_text(one.place)
        key = (one.kind, one.level, one.title.casefold())
        if one.kind != "other" and key in seen:
            message = f"the section {one.title!r} stands in line {seen[key]} already; only one of them can hold"
            problems.append(Problem(message=message, line=place.line, column=place.column))
        seen.setdefault(key, place.line)
    if problems:
        raise BadInput("the write-up has sections twice", path=str(path), problems=problems)


def _nothing_new(facts: RetrospectiveFacts) -> Reason:
    return Reason(
        guard="content-new",
        message=f"it is revision {facts.retrospective.writeup}, word for word",
        who=facts.logins_having(("author",)),
        command=facts.command("diff", noun="writeup"),
    )


def _made(facts: RetrospectiveFacts, typed: Sequence[str]) -> list[int]:
    """The threads whose agreed changes are made now. Raises `UnknownId` and `BadInput`."""
    agreed = {one.id: one for one in facts.threads if one.to_make}
    if "all" in typed:
        return sorted(agreed)
    found = []
    for one in typed:
        number = number_in(one, "T", "a thread")
        thread = next((each for each in facts.threads if each.id == number), None)
        if thread is None:
            remedy = f"`preceptor review list {facts.retrospective.short_id}` shows the threads."
            raise UnknownId(f"{facts.retrospective.short_id} has no thread `{one}`", remedy=remedy)
        if number not in agreed:
            raise BadInput(f"in {thread.short_id} no change was agreed that is still to be made")
        found.append(number)
    return sorted(set(found))


def _hints(found: Reading, document: RetrospectiveDocument) -> list[str]:
    """What could not be placed, and what is best written next."""
    said = [f"line {one.line}: {one.message}" for one in found.problems]
    missing = [one for one in WRITING_ORDER if one not in _written(found.writeup)]
    if missing:
        said.append(f"best written next, in this order: {', '.join(missing)}")
    return said


def _written(writeup: WriteUp) -> set[str]:
    parts = {
        "summary": writeup.summary,
        "timeline": writeup.timelines,
        "went-well": writeup.went_well,
        "could-be-better": writeup.could_be_better,
        "analysis": (*writeup.controls, *writeup.analysis),
        "recommendations": writeup.recommendations,
    }
    return {name for name, part in parts.items() if part}
