"""What can be wrong with a definition: the codes, and how a nearest name is suggested."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from preceptor.model.finding import Severity

#: Where something stands in a definition: keys, and positions in lists counted from 0.
Path = tuple[str | int, ...]

#: Every code, with the sentence that explains it. D1: reading; D2: shape; D3: meaning;
#: D410 and on: variants.
CODES: Mapping[str, str] = {
    "D101": "The file cannot be read: it is missing, not an ordinary file, or not permitted.",
    "D102": "The file is larger than a definition, or the settings, may be.",
    "D103": "The file is not UTF-8 text.",
    "D104": "The file holds a character that YAML does not allow.",
    "D105": "The file is empty.",
    "D106": "The file holds more than one YAML document.",
    "D107": "The file is not YAML; the settings are not TOML.",
    "D108": "The file is nested deeper than a definition, or the settings, may be.",
    "D109": "Anchors and aliases are not allowed: what is written is what holds.",
    "D110": "YAML tags are not allowed.",
    "D111": "Merge keys are not allowed.",
    "D112": "A key is written twice, and only one of the two could hold.",
    "D113": "A key must be plain text.",
    "D114": "The file defines neither a process nor a lifecycle, or lies where its kind is not looked for.",
    "D201": "There is no such key here.",
    "D202": "A key that has to be there is missing.",
    "D203": "The value is of another kind than is needed here.",
    "D204": "The value is none of those that are allowed here.",
    "D205": "A name is written in small letters, digits and single hyphens, beginning with a letter.",
    "D206": "A duration is a whole number and a unit, such as `3 business days`.",
    "D207": "The number is smaller or larger than makes sense here.",
    "D208": "A version is three whole numbers with dots, such as `1.0.0`.",
    "D209": "A value is empty, or too long.",
    "D210": "A deadline is either `within`, or a window of `at_least`, `at_most` or both that is not empty.",
    "D301": "A definition lies in a file of its own name.",
    "D302": "Two files define the same thing.",
    "D303": "There is no such lifecycle, or it has problems of its own.",
    "D304": "The lifecycle governs another kind of instance than is needed here.",
    "D305": "The lifecycle has no such state.",
    "D306": "No move leads to the state.",
    "D307": "From the state no way leads to an end.",
    "D308": "Only a move beside the way, such as one that reopens, may leave a final state.",
    "D309": "There is no such guard.",
    "D310": "The guard reads the facts of another kind of instance.",
    "D311": "The guard's parameters are not the ones that it takes.",
    "D312": "Nobody can be this to an instance of this kind.",
    "D313": "One person could be both sides of what two people must do.",
    "D314": "There is no such rule for what counts, or nothing can count here.",
    "D315": "A step is owed in a state of the lifecycle, and this is none.",
    "D316": "A state that somebody must leave has nobody who owes it and no deadline.",
    "D317": "Nothing is owed in a state that is final or at rest.",
    "D318": "The owner of a step is a role of the process or a relation to it.",
    "D319": "A rung is a state of the ladder's lifecycle in which something counts.",
    "D320": "A state in which something counts has no rung.",
    "D321": "The rungs are not in climbing order.",
    "D322": "More is asked for than the number of observations can give.",
    "D323": "Who teaches must be able to lead: `lead` is granted once, before `teach`.",
    "D324": "The ladder grants nothing, so nobody is ever certified by it.",
    "D325": "Two standards in one place have the same id.",
    "D326": "Only a field that can be written here can be locked.",
    "D327": "No check of that name can rate a standard.",
    "D328": "No ladder of that name is defined under `ladders`.",
    "D329": "Nobody is known by this word to whom something overdue can be taken.",
    "D330": "The same move is written twice.",
    "D331": "Only a move out of a resting state can lead back.",
    "D332": "The name has a meaning of its own and cannot be given away.",
    "D333": "The lifecycle speaks of a role that the process does not have.",
    "D334": "A process without a lifecycle has no steps.",
    "D410": "A team's variants lie in a folder of the team's name.",
    "D411": "There is no such process that a variant could lie on.",
    "D412": "There is no such version of the process yet.",
    "D413": "The variant lies on an earlier version of the process, and waits for its rebase.",
    "D414": "The variant changes something that the process does not have.",
    "D415": "The process locks the field, so that no variant may change it.",
    "D416": "A standard that binds is left out or lowered, and no waiver allows it.",
    "D417": "A field asks for less than the standard, and no waiver allows it.",
    "D418": "Fewer observations or observers would certify for the whole organisation, and no waiver allows that.",
    "D419": "The waiver has ended, so the standard binds again.",
    "D420": "Nobody has approved the waiver.",
    "D421": "The variant skips a step that is not optional.",
    "D422": "What the variant adds is there already.",
    "D423": "With what the variant changes, the parts of the step or rung do not fit together.",
}

#: How many names are listed before the rest is counted: as many as a rung has keys, which has the most.
_LISTED = 12


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """Something wrong at one place in a definition, before it is known which file that is."""

    code: str
    at: Path
    message: str
    #: Whether the key at `at` is meant, or its value.
    key: bool = False
    suggestion: str | None = None
    severity: Severity = "error"


def meant(name: str, known: Iterable[str]) -> str | None:
    """Ask whether the nearest of `known` was meant; None where none is near."""
    close = get_close_matches(name[:100], sorted(set(known)), n=1)
    return f"did you mean `{close[0]}`?" if close else None


def nearest(name: str, known: Iterable[str], *, more: str | None = None) -> str | None:
    """Suggest what `name` may have been meant to be: the nearest of `known`, else what it can be; None where that is
    nothing.

    `more`: the command that lists them all, where they may be many.
    """
    names = sorted(set(known))
    if not names:
        return None
    if close := meant(name, names):
        return close
    listed, left = ", ".join(f"`{one}`" for one in names[:_LISTED]), len(names) - _LISTED
    if left <= 0:
        return f"it can be {listed}"
    return f"it can be {listed}, and {left} more" + (f"; `{more}` lists them" if more else "")


def shown(text: object) -> str:
    """Give what somebody wrote between backticks, cut where it is long."""
    written = str(text)
    return f"`{written[:60]}…`" if len(written) > 60 else f"`{written}`"
