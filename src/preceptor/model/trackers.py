"""Where tickets are kept: what their addresses look like, and what a tracker's words for a ticket's state mean."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

#: Characters. Browsers and trackers have long stopped at that.
LONGEST_ADDRESS = 2000
#: A page's address as far as it matters here: which server, and whatever follows it (RFC 3986, section 3).
_PAGE = re.compile(r"https?://[^\s/?#]+([/?#]\S*)?", re.IGNORECASE)
#: What stands for any characters but a slash in the form of an address.
_ANY = "*"


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
    #: What a tracker's word for a state means here, by the word without case: a state of the lifecycle.
    states: Mapping[str, str] = field(default_factory=dict)

    def problem(self, ticket: str) -> str | None:
        """What is wrong with a ticket's address; None where nothing is."""
        found = address_problem(ticket)
        if found is not None or not self.forms or any(one.fullmatch(ticket) for one in self._patterns):
            return found
        known = ", ".join(f"{name} ({form})" for name, form in sorted(self.forms.items()))
        return f"no tracker has such tickets; there is {known}"

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(_pattern(form)) for form in self.forms.values())


def _pattern(form: str) -> str:
    """A form as a regular expression: nothing in it repeats inside of a repetition, so that none takes long."""
    if _ANY not in form:
        return re.escape(form) + ".+"
    return "[^/]+".join(re.escape(part) for part in re.split(r"\*+", form))
