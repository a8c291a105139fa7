"""The part of PROCESS.md that comes from the database: which publication was the last, and what it changed.

It stands between two comments, so that a page can be compared with the definitions where no database is at hand.
"""

import re

from preceptor.model.last_change import LastChange
from preceptor.render.prose import literal

_END = "<!-- end -->"
_BLOCK = re.compile(
    r"^<!-- (?P<process>[^\n>]*): last changed, from the database -->\n.*?^<!-- end -->$", re.MULTILINE | re.DOTALL
)


def last_changed(process: str, last: LastChange | None) -> str:
    """The block of one process, in Markdown; None: nothing is known of a publication."""
    start = f"<!-- {process}: last changed, from the database -->"
    return "\n".join([start, *_told(last), _END])


def with_blocks_of(page: str, before: str) -> str:
    """The page with the blocks that an older page has for the same processes."""
    kept = {found["process"]: found[0] for found in _BLOCK.finditer(before)}
    return _BLOCK.sub(lambda found: kept.get(found["process"], found[0]), page)


def _told(last: LastChange | None) -> list[str]:
    if last is None:
        return ["Nothing of it was published from here yet."]
    holds = f"holds from {last.effective_on.isoformat()} on"
    if last.change is None:
        return [f"Version {last.version} was the first to be published; it {holds}."]
    change = f"a {last.change_class} change ({last.change})"
    told = [f"**Last changed:** version {last.version}, {change}, {holds}."]
    if last.why:
        told += ["", f"**Why:** {literal(last.why)}"]
    if last.sentences:
        told += ["", *(f"- {literal(one)}" for one in last.sentences)]
    return told
