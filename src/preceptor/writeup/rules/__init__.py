"""The rules, in a room for each family."""

from preceptor.writeup.rules import analysis, blame, ignores, recommendations, sections, timeline
from preceptor.writeup.rules.base import FAMILIES, RULES, Found, Rule, Subject

__all__ = [
    "FAMILIES",
    "RULES",
    "Found",
    "Rule",
    "Subject",
    "analysis",
    "blame",
    "ignores",
    "recommendations",
    "sections",
    "timeline",
]
