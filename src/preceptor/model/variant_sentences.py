"""What a team does differently from the standard, in sentences: its own choice, and no change of the process."""

from dataclasses import replace

from preceptor.model.change_sentences import sentence, sentences
from preceptor.model.definition import Process
from preceptor.model.differences import Change, diff
from preceptor.model.duty_sentences import whole_of
from preceptor.model.wording import Sentence, quoted


def variant_sentences(standard: Process, followed: Process) -> tuple[Sentence, ...]:
    """What is different in what a team follows, and last what it leaves out; the standard stands in brackets."""
    changes = diff(standard, followed)
    kept = [one for one in changes if not _leaves_out(one)]
    left_out = [one for one in changes if _leaves_out(one)]
    return (*sentences(kept, standard, followed), *(_left_out(one, standard, followed) for one in left_out))


def _leaves_out(change: Change) -> bool:
    """Whether a step or a standard is not there any more."""
    return change.kind == "removed" and len(change.keys) > 1 and change.keys[-2] in ("steps", "standards")


def _left_out(change: Change, standard: Process, followed: Process) -> Sentence:
    whole = whole_of(change)
    says = (
        f"the step {quoted(whole['title'])} is left out"
        if change.keys[0] == "steps" and len(change.keys) == 2
        else f"left out: {quoted(whole['text'])} ({whole.get('level', 'required')})"
    )
    return replace(sentence(change, standard, followed), says=says)
