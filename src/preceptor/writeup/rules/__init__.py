"""The rules, in a room for each family; in several for those of timelines and sections."""

from preceptor.writeup.rules import (
    analysis,
    blame,
    dates,
    ignores,
    recommendations,
    sections,
    summaries,
    timeline,
    unwritten,
    zones,
)
from preceptor.writeup.rules.base import FAMILIES, RULES, Found, Rule, Subject

__all__ = [
    "FAMILIES",
    "RULES",
    "Found",
    "Rule",
    "Subject",
    "analysis",
    "blame",
    "dates",
    "ignores",
    "recommendations",
    "sections",
    "summaries",
    "timeline",
    "unwritten",
    "zones",
]

# In the order of their codes, wherever they are written.
for _code in sorted(RULES):
    RULES[_code] = RULES.pop(_code)
