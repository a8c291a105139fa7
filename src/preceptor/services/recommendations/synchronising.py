"""Keeps the recommendations on record in step with the write-up that they stand in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from preceptor.machine import Decision, decide, decide_opening
from preceptor.model.canonical import Json
from preceptor.model.event import Happening
from preceptor.model.recognition import subject_key
from preceptor.model.recommendation import RECOMMENDATIONS, Recommendation, named_in
from preceptor.model.retrospective import Retrospective
from preceptor.model.writeup import Recommendation as Written
from preceptor.model.writeup import WriteUp, from_document
from preceptor.ports import Reading, RecommendationFilter
from preceptor.services.act import Act
from preceptor.services.editions import edition_of_team
from preceptor.services.recommendations.duties import owed
from preceptor.services.recommendations.facts import as_author, facts_of, lifecycle_of
from preceptor.services.recommendations.recording import moved, proposed


@dataclass(frozen=True, kw_only=True)
class _Entry:
    """One recommendation as a revision of the write-up has it."""

    position: int
    #: The number that it names as its own.
    named: int | None
    text: str
    written: Written

    @property
    def key(self) -> str:
        """What makes two texts the same."""
        return subject_key(self.text)


def synchronise(act: Act, retrospective: Retrospective, writeup: WriteUp | None = None) -> None:
    """Bring what is on record in step with the last write-up: after it was handed in, and after each move.

    `writeup`: its last revision, where that is at hand. From the end of the review on what it recommends is opened;
    before that nothing happens. One that the write-up names by its id or in the same words is the same; while nobody
    has decided on it, it is reworded with the write-up, and ends where the write-up leaves it out.
    """
    tx = act.tx
    if RECOMMENDATIONS not in tx.processes():
        return
    current = tx.retrospective(retrospective.id) or retrospective
    if current.writeup == 0 or (current.reviewed_at is None and not _known(tx, current)):
        return
    said = writeup or _last(tx, current)
    if said is None:
        return
    tx.lock_recommendations([one.id for one in _known(tx, current)])
    act.record(list(_happenings(act, current, list(_entries(said)), _known(tx, current))))


def _known(tx: Reading, retrospective: Retrospective) -> list[Recommendation]:
    return list(tx.recommendations(RecommendationFilter(retrospectives=frozenset({retrospective.id}))))


def _last(tx: Reading, retrospective: Retrospective) -> WriteUp | None:
    text = tx.write_up(retrospective.id, retrospective.writeup)
    return from_document(text.data) if text else None


def _entries(writeup: WriteUp) -> Iterator[_Entry]:
    """What it recommends, each text once; what says nothing is left out."""
    seen: set[str] = set()
    for position, written in enumerate(writeup.recommendations):
        named, text = named_in(written.text)
        if text and subject_key(text) not in seen:
            seen.add(subject_key(text))
            yield _Entry(position=position, named=named, text=text, written=written)


def _happenings(
    act: Act, retrospective: Retrospective, entries: Sequence[_Entry], known: Sequence[Recommendation]
) -> Iterator[Happening]:
    found = _matched(entries, known)
    for one in known:
        entry = found.get(one.id)
        yield from _kept(act, retrospective, one, entry) if entry else _left_out(act, retrospective, one)
    matched = {entry.position for entry in found.values()}
    yield from _opened(act, retrospective, [one for one in entries if one.position not in matched])


def _matched(entries: Sequence[_Entry], known: Sequence[Recommendation]) -> dict[int, _Entry]:
    """By the id of what is on record where the write-up has it: named by its id, else in the same words."""
    ids = {one.id for one in known}
    found = {entry.named: entry for entry in reversed(entries) if entry.named is not None and entry.named in ids}
    taken = {entry.position for entry in found.values()}
    by_key = {entry.key: entry for entry in reversed(entries) if entry.position not in taken}
    return found | {one.id: by_key[one.key] for one in known if one.id not in found and one.key in by_key}


def _kept(act: Act, retrospective: Retrospective, one: Recommendation, entry: _Entry) -> Iterator[Happening]:
    """It stands in the write-up: maybe elsewhere, in other words, or again."""
    facts = as_author(facts_of(act.context, act.tx, one, act.actor, retrospective=retrospective))
    if one.left_out is not None:
        answer = decide(facts.lifecycle, facts, "reopen")
        if isinstance(answer, Decision):
            back = replace(one, state=answer.target, verdict=None, left_out=None, entered_at=act.now, ended_at=None)
            yield moved(
                act, facts, "recommendation-reopened", _reworded(back, retrospective, entry), more={"back": True}
            )
        return
    if isinstance(decide(facts.lifecycle, facts, "reword"), Decision):
        after = _reworded(one, retrospective, entry)
        if replace(after, writeup=one.writeup) != one:
            yield moved(act, facts, "recommendation-reworded", after)


def _left_out(act: Act, retrospective: Retrospective, one: Recommendation) -> Iterator[Happening]:
    """It stands in the write-up no longer. What was decided is not undone by that."""
    if retrospective.writeup <= one.writeup or one.left_out is not None:
        return
    facts = as_author(facts_of(act.context, act.tx, one, act.actor, retrospective=retrospective))
    answer = decide(facts.lifecycle, facts, "leave-out")
    if isinstance(answer, Decision):
        after = replace(
            one,
            state=answer.target,
            verdict="declined",
            left_out=retrospective.writeup,
            entered_at=act.now,
            ended_at=act.now,
        )
        yield moved(act, facts, "recommendation-declined", after)


def _reworded(one: Recommendation, retrospective: Retrospective, entry: _Entry) -> Recommendation:
    written = entry.written
    return replace(
        one,
        position=entry.position,
        writeup=retrospective.writeup,
        text=entry.text,
        kind=written.kind,
        effect=written.effect,
        control=written.control.strip(),
        done_when=written.done_when.strip(),
    )


def _opened(act: Act, retrospective: Retrospective, entries: Sequence[_Entry]) -> Iterator[Happening]:
    """Those that are new, unless a guard is against it: then it is too early, and nothing happens."""
    if not entries:
        return
    tx = act.tx
    edition, pinned = edition_of_team(tx, RECOMMENDATIONS, retrospective.team, act.now)
    lifecycle = lifecycle_of(edition)
    blank = Recommendation(
        id=0,
        process=RECOMMENDATIONS,
        edition=pinned,
        retrospective=retrospective.id,
        team=retrospective.team,
        state=lifecycle.initial,
        writeup=retrospective.writeup,
        text="",
        opened_at=act.now,
        entered_at=act.now,
    )
    facts = facts_of(act.context, tx, blank, act.actor, retrospective=retrospective)
    if decide_opening(lifecycle, as_author(facts)):
        return
    first = tx.next_id("recommendations", len(entries))
    together: list[Json] = list(range(first, first + len(entries)))
    for identity, entry in enumerate(entries, first):
        one = _reworded(replace(blank, id=identity), retrospective, entry)
        # One mail about all of them.
        asked: list[Json] = list(facts.having("team-lead") or facts.owners) if identity == first else []
        owing = owed(act, replace(facts, recommendation=one), one)
        yield proposed(act, replace(facts, recommendation=one), owing, {"asked": asked, "together": together})
