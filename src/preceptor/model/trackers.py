"""Where tickets are kept: what their addresses look like, and what a tracker's words for a ticket's state mean."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

#: Characters. Browsers and trackers have long stopped at that.
LONGEST_ADDRESS = 2000
#: A page's address as far as it matters here: which server, and whatever follows it (RFC 3986, section 3).
_PAGE = re.compile(r"https?://[^\s/?#]+([/?#]\S*)?", re.IGNORECASE)
#: What stands for any characters but a slash in the form of an address.
_ANY = "*"

#: How far the work on a ticket is.
Stage = Literal["planned", "in-progress", "done", "dropped"]
STAGES: tuple[Stage, ...] = ("planned", "in-progress", "done", "dropped")
#: The words of usual trackers (GitHub, GitLab, Jira, Linear, Azure Boards), without case and hyphens.
WORDS: Mapping[str, Stage] = {
    **dict.fromkeys(("open", "opened", "to do", "todo", "backlog", "new", "planned", "selected", "ready"), "planned"),
    **dict.fromkeys(("in progress", "doing", "started", "active", "in review", "review", "testing"), "in-progress"),
    **dict.fromkeys(("done", "closed", "resolved", "fixed", "completed", "merged"), "done"),
    **dict.fromkeys(("dropped", "won't do", "won't fix", "wontfix", "cancelled", "canceled", "rejected"), "dropped"),
    **dict.fromkeys(("not planned", "declined", "abandoned", "removed"), "dropped"),
}


def address_problem(text: str) -> str | None:
    """What is wrong with the address of a page; None where nothing is."""
    if not text or len(text) > LONGEST_ADDRESS or not text.isprintable() or any(one.isspace() for one in text):
        return f"an address has 1 to {LONGEST_ADDRESS} characters, none of them a space"
    return None if _PAGE.fullmatch(text) else "it is no address of a page: those begin with `https://` or `http://`"


@dataclass(frozen=True, kw_only=True)
class Trackers:
    """What a folder's `[trackers]` says. Without any form every address of a page will do."""

    #: By the tracker's name: an address, in which `*` stands for anything but a slash. Without one it is how the
    #: addresses begin.
    forms: Mapping[str, str] = field(default_factory=dict)
    #: What a tracker's word for a state means here, by the word without case; before `WORDS`.
    states: Mapping[str, Stage] = field(default_factory=dict)
    #: How the columns of an export are called there, by what they are called here.
    columns: Mapping[str, str] = field(default_factory=dict)

    def problem(self, ticket: str) -> str | None:
        """What is wrong with a ticket's address; None where nothing is."""
        found = address_problem(ticket)
        if found is not None or not self.forms or any(one.fullmatch(ticket) for one in self._patterns):
            return found
        known = ", ".join(f"{name} ({form})" for name, form in sorted(self.forms.items()))
        return f"no tracker has such tickets; there is {known}"

    def stage(self, word: str) -> Stage | None:
        """How far a tracker says that a ticket is; None for a word that nobody explained."""
        plain = " ".join(word.casefold().replace("-", " ").replace("_", " ").split())
        return self.states.get(word.casefold()) or self.states.get(plain) or WORDS.get(plain)

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(_pattern(form)) for form in self.forms.values())


def _pattern(form: str) -> str:
    """A form as a regular expression: nothing in it repeats inside of a repetition, so that none takes long."""
    if _ANY not in form:
        return re.escape(form) + ".+"
    return "[^/]+".join(re.escape(part) for part in re.split(r"\*+", form))
