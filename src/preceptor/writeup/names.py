"""The names that people give to the sections of a write-up."""

import re
from collections.abc import Mapping
from typing import Final

from preceptor.model.writeup import SectionKind

#: Phrases that make a heading one of a kind wherever they stand in it; the first kind that fits is taken.
_ANYWHERE: Final[Mapping[SectionKind, tuple[str, ...]]] = {
    "could-be-better": (
        r"done better",
        r"gone better",
        r"go(?:es)? better",
        r"could be better",
        r"do better",
        r"went wrong",
        r"went (?:poorly|badly|less well)",
        r"(?:did not|didn't|didn’t) (?:go|work|hold)(?: so| as)?(?: well)?",
        r"what failed",
        r"(?:done|do|handled?) differently",
        r"what (?:hurt|hindered|slowed|made it (?:hard|worse))",
        r"pain points?",
        r"not go(?:ne)? (?:so )?well",
        r"could (?:be|have been) (?:improved|better)",
        r"(?<!do )to improve",
        r"areas? (?:for|of) improvement",
        r"room for improvement",
        r"opportunit(?:y|ies) (?:for|to) improve\w*",
        r"(?:core|key|main) challenges",
        r"identified (?:problems|issues|gaps|weaknesses)",
        r"(?:problems|issues|gaps|weaknesses) (?:identified|discovered)",
    ),
    "went-well": (
        r"went (?:well|right)",
        r"worked(?: out)? well",
        r"go(?:ne)? (?:well|right)",
        r"did well",
        r"done well",
        r"what worked",
        r"what helped",
        r"things that worked",
        r"what saved us",
        r"what held",
    ),
    "lucky": (
        r"got lucky",
        r"were lucky",
        r"was lucky",
        r"we got luck",
        r"where we .{0,20}\bluck",
    ),
    "missing": (
        r"missing (?:safety )?(?:controls?|safeguards?|barriers?)",
        r"(?:no|without) (?:any )?(?:safety )?controls?",
        r"uncontrolled",
    ),
    "systemic": (
        r"systemic(?! (?:mitigation|fix|action|change|improvement|recommendation))(?: factors?| causes?)?",
        r"beyond (?:any|a|one) (?:single )?control",
    ),
    "controls": (
        r"safety controls?",
        r"control failures?",
        r"failures? of (?:the |further )?controls?",
        r"(?:the )?controls? (?:that )?failed",
        r"safeguards?",
        r"defen[cs]es",
        r"barriers",
    ),
    "recommendations": (
        r"action items?",
        r"action points?",
        r"systemic (?:mitigations?|fix(?:es)?|actions?|changes|improvements|recommendations)",
        r"review actions?",
        r"actions? (?:following|from|after) (?:the )?(?:review|incident|retrospective|post-?mortem)",
        r"action plan",
        r"follow[- ]?ups?(?!: \w)",
        r"recommendations?",
        r"recommended",
        r"(?<!during )remediations?",
        r"next steps?",
        r"what (?:(?:we|i) (?:could|can|should|will|need to|must)|(?:could|can|should|will) (?:we|be)) do to\b",
        r"(?:correcti(?:ve|on)|remedial|proactive|prevent(?:at)?i(?:ve|on))"
        r"(?: ?(?:and|&|/|,) ?(?:correcti(?:ve|on)|remedial|prevent(?:at)?i(?:ve|on)|mitigati(?:ve|on|ng)))?"
        r" (?:actions?|measures?|methods?|mechanisms?|steps|tasks|work|plan|enhancements?|improvements?|changes)",
        r"counter-?measures?",
        r"actions? (?:taken|to take|to be taken)",
        r"what (?:has been|have we|we have|we've|we’ve|was|we) (?:done|changed)",
        r"repair items?",
        r"improvement (?:actions?|plan|items?)",
        r"(?:required|proposed|suggested|agreed|committed|long[- ]term|short[- ]term)"
        r" (?:actions?|changes|fixes|improvements|measures|solutions?)",
        r"actions? required",
        r"(?:permanent |immediate |remaining )?fix(?:es)? (?:required|needed)",
        r"what (?:did|will|are|am) (?:i|we)(?: going to)? (?:do|doing|change) [^?]{0,30}"
        r"\bto (?:prevent|mitigate|avoid|fix)\b",
        r"work items?",
        r"(?:open|outstanding|remaining) (?:items?|actions?|tasks?|work)",
        r"tasks? (?:to|for) (?:address|fix|prevent|resolve|be done|do|follow|complete)",
        r"what(?:'s|’s| is| comes) next",
        r"(?:moving|going|looking) (?:forward|ahead)",
        r"(?:future|further) (?:works?|plans?|actions?|prevention|improvements|steps)",
        r"steps (?:to prevent|we(?:'re|’re| are) taking)",
        r"planned (?:work|changes|actions)",
        r"what (?:we are|we're|we’re|we will|we'll|we’ll|are we|will we|is being|(?:will|can|should) be)"
        r" (?:going to )?(?:do|doing|done|change|changing|changed)\b",
        r"preventing (?:a |future )?(?:recurrences?|this|incidents|outages)",
        r"how (?:do|will|can|are|is|did) (?:we|this|it) (?:be |going to )?(?:prevent|avoid)\w*",
        r"how (?:do|will|can) we (?:stop|keep) (?:it|this|that)\b",
        r"how (?:are|will) we improv\w+",
        r"how (?:we|to)(?: will| can| plan to|(?:'re|’re| are)(?: going to)?)? (?:prevent|avoid)\w*",
        r"resulting actions?",
        r"prevent recurrence",
        r"what (?:has |was )?changed",
        r"(?<![(\[])to-?dos?(?=\W*$)",
        r"(?:immediate|(?:short|medium|mid|long)[- ]term|(?:recovery )?plan|remaining)"
        r" \((?:to[ -]?dos?|still needed|pending)\)",
    ),
    "timeline": (
        r"time ?-?lines?",
        r"chronolog(?:y|ical)",
        r"(?:sequence|order) of events",
        r"(?:incident|event) history",
        r"key events",
        r"(?:event|incident) log",
        r"log of events",
        r"course of events",
    ),
    "impact": (
        r"(?:customer|user|business|client|service)s?(?: and \w+)? impact",
        r"impact (?:on|to|of|and)",
        r"(?:who|what|users?|services?|customers?) (?:was |were )?affected",
    ),
    "analysis": (
        r"root[- ]causes?",
        r"contributing (?:factors?|causes?)",
        r"contributory factors?",
        r"causes? (?:of|for) (?:the|this|our)\b",
        r"underlying causes?",
        r"rca",
        r"(?:five|5) whys?",
        r"cause analysis",
        r"why (?:did |does )?(?:it|this|that) happen(?:ed|s)?",
        r"what caused",
        r"causal (?:factors?|analysis)",
        r"post-?mortem analysis",
        r"incident analysis",
        r"technical analysis",
        r"findings",
        r"analysis of",
        r"origins? of (?:the|this)",
        r"how (?:did |does |could )?(?:it|this|that) happen(?:ed|s)?",
        r"how (?:the|this) (?:exploit|attack|bug|failure|vulnerability) work(?:s|ed)",
        r"what allowed (?:it|this|that|the)\b",
        r"why (?:it|this) (?:was not|wasn't|wasn’t) (?:caught|noticed|detected|found)",
        r"details of (?:the )?(?:vulnerabilit(?:y|ies)|exploit|attack|bug|issue|problem|failure)",
    ),
    "summary": (
        r"summary",
        r"tl;? ?dr",
        r"synopsis",
    ),
    "lessons": (
        r"lessons?(?: we| that we)?(?:'ve| have)? learn(?:ed|t)",
        r"what (?:(?:did |have )?(?:we|i)) learn(?:ed|t)?",
        r"learnings",
        r"lessons",
        r"(?:key )?(?:insights|observations)",
        r"take-?aways",
        r"what this (?:incident |outage )?(?:shows|showed|taught|teaches)",
        r"(?:and|&) reflections?",
    ),
}
#: Names that count only as the whole heading, or as all of it before a colon, a dash or a bracket.
_WHOLE: Final[Mapping[SectionKind, tuple[str, ...]]] = {
    "summary": (
        r"(?:brief |short |quick |high-level )?overview",
        r"introduction",
        r"background",
        r"abstract",
        r"at a glance",
        r"verdict",
        r"in brief",
        r"(?:so,? )?what happen(?:ed|s)",
        r"what (?:was|is) the (?:problem|issue|incident)",
        r"description",
        r"(?:incident|problem|issue) (?:description|overview|statement)",
        r"the incident",
    ),
    "impact": (
        r"impact",
        r"impacts",
        r"blast radius",
        r"effects?",
        r"consequences",
        r"damage",
        r"symptoms",
        r"affected (?:users|services|systems|customers)",
        r"severity",
    ),
    "timeline": (
        r"events",
        r"log",
        r"history",
        r"what happened when",
    ),
    "recommendations": (
        r"actions?",
        r"(?:(?:post[- ])?incident |planned |required |operational |technical |open |our )?follow[- ]?ups?(?!: \w)",
        r"measures",
        r"tasks",
        r"prevention(?: (?:and|&) [\w ]{1,40}| measures| actions| plan| steps| items| tasks)?",
        r"corrective work",
        r"(?:(?:process|technical|tooling|operational|monitoring) )?improvements",
        r"fixes",
        r"mitigations?",
        r"resolution items",
        r"commitments",
        r"to-?dos?(?: list| items)?",
        r"(?:still |left )?open(?: points| ends| threads)?",
        r"(?:what )?(?:remains|is left)(?: to do| to be done| open)?",
    ),
    "went-well": (
        r"positives",
        r"successes",
        r"the good",
        r"good",
        r"highlights",
        r"kudos",
        r"well",
        r"held",
    ),
    "could-be-better": (
        r"negatives",
        r"challenges",
        r"problems",
        r"the bad",
        r"bad",
        r"difficulties",
        r"opportunities",
        r"wrong",
        r"better",
        r"failed",
    ),
    "lucky": (
        r"luck",
        r"lucky",
        r"the lucky",
    ),
    "system": (
        r"(?:the )?system",
        r"system description",
        r"parts we control",
        r"what we control",
        r"what is ours",
        r"how the system works",
    ),
    "environment": (
        r"(?:the )?environment",
        r"parts we (?:do not|don't) control",
        r"what we (?:do not|don't) control",
        r"dependencies",
    ),
    "controls": (
        r"(?:the )?controls",
        r"failed controls",
        r"failures of (?:further )?controls",
    ),
    "missing": (
        r"gaps",
        r"missing",
        r"what had no control",
    ),
    "analysis": (
        r"(?:the )?analysis",
        r"root[- ]causes?"
        r"(?: (?:and|&) (?:the )?(?:resolution|recovery|remediation|mitigation|fix|impact))?",
        r"(?:the )?causes?",
        r"(?:the )?reasons?",
        r"(?:the )?triggers?",
        r"diagnosis",
        r"investigation",
        r"conclusions?",
        r"technical (?:details|background)",
        r"details",
        r"why",
        r"what broke",
    ),
    "lessons": (
        r"lessons",
        r"learning",
        r"retrospective",
        r"reflections?",
    ),
}
#: By when something is to be done: no section, but a heading of what stands in one.
_HORIZON = re.compile(
    r"\W*(?:immediate|now|soon|later|(?:short|medium|mid|long|near)(?:er)?[- ]term)"
    r"(?: (?:actions?|fix(?:es)?|measures|steps|improvements|tasks|work|changes))?\W*",
    re.IGNORECASE,
)
#: A timeline where there are times below it.
_HISTORY = re.compile(r"\W*(?:\d{1,3}[.)]\s)?(?:events|log|history)\W*", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?:[^\w(]*(?:(?:section|part|step)\s\d{1,3}\W|\d{1,3}[.)]|\d{1,3}(?:\.\d{1,3})+\.?|[A-Za-z][.)])\s+)?\W*"
)
_REST = re.compile(r"\s*(?:[:(\[–—].*|\s[-/]\s.*)?\W*", re.DOTALL)
#: `What could be better` is a name with its question before it.
_QUESTION = re.compile(r"(?:what|where|how|things)\b")
#: Whether a section has to be there, which says nothing of what it is: `Decision log (recommended for sev1)`.
_ASIDE = re.compile(r"\((?:optional|recommended|required|mandatory|if)\b[^()]{0,80}\)")
#: What joins two names in a heading, before the second.
_AND = re.compile(r"(?:\band|[+&/])\s{1,3}$")
#: Characters; a longer heading is a sentence, and its words say little about what it heads.
_LONGEST = 120

_PATTERNS_ANYWHERE = [(kind, re.compile(rf"\b(?:{'|'.join(words)})(?!\w)")) for kind, words in _ANYWHERE.items()]
_PATTERNS_WHOLE = [(kind, re.compile(rf"(?:{'|'.join(words)})(?!\w)")) for kind, words in _WHOLE.items()]


def kind_of(title: str, *, whole: bool = False) -> SectionKind:
    """What a section with this heading is about; `other` where the heading does not say.

    With `whole`, a name of a section has to be all of the heading: for text that need not be a heading at all.
    """
    if len(title) > _LONGEST:
        return "other"
    words = _ASIDE.sub(" ", title.lower())
    number = _NUMBER.match(words)
    words = words[number.end() :] if number else words
    begins = whole and not _QUESTION.match(words)
    for kind, pattern in _PATTERNS_WHOLE:
        if (match := pattern.match(words)) and _REST.fullmatch(words, match.end()):
            return kind
    found: list[tuple[int, SectionKind]] = []
    for kind, pattern in _PATTERNS_ANYWHERE:
        match = pattern.match(words) if begins else pattern.search(words)
        if match and not (whole and not _REST.fullmatch(words, match.end())):
            found.append((match.start(), kind))
    if not found:
        return "other"
    first, kind = found[0]
    # `Root cause and remediation` is about the cause, whatever the order in which the kinds are looked for.
    return next((other for at, other in found if _AND.search(words[at:first])), kind)


def is_horizon(title: str) -> bool:
    """Whether a heading only says by when what stands below it is to be done: `Immediate`, `Long-term fixes`."""
    return len(title) <= _LONGEST and _HORIZON.fullmatch(title) is not None


def is_history(title: str) -> bool:
    """Whether a heading names what may be told without times: `Events`, `History`."""
    return len(title) <= _LONGEST and _HISTORY.fullmatch(title) is not None
