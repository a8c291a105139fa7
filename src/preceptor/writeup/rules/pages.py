"""The page of a rule, for people."""

from preceptor.errors import UnknownId
from preceptor.writeup.rules.base import FAMILIES, RULES, Rule

_CONFIGURATION = "## Configuration"


def explained(name: str) -> list[Rule]:
    """The rule with that code, or all of the family with that letter. Raises `UnknownId` where there is neither."""
    code = name.strip().upper()
    found = [RULES[code]] if code in RULES else [rule for rule in RULES.values() if code and rule.code[0] == code]
    if not found:
        families = ", ".join(f"{letter} ({title.lower()})" for letter, title in FAMILIES.items())
        raise UnknownId(
            f"there is no rule `{name[:40]}`",
            remedy=f"`preceptor writeup explain` takes a code, or a family: {families}.",
        )
    return found


def page_of(rule: Rule) -> str:
    """The page in Markdown: what the rule's author wrote, under its title, and how every rule is configured."""
    text, _, own = rule.page.partition(_CONFIGURATION)
    always = (
        f"It is {_article(rule.severity)} unless `severity` under `[writeup]` in `preceptor.toml` says otherwise;\n"
        "`select` and `ignore` there, and on the command line, switch it on and off.\n"
        f"In a document, `<!-- preceptor: ignore {rule.code} because … -->` silences it on the next block."
    )
    parts = [
        f"# {rule.code}: {rule.name}",
        f"Family: {rule.family.lower()}.",
        text.strip(),
        _CONFIGURATION,
        own.strip(),
        always,
    ]
    return "\n\n".join(part for part in parts if part)


def _article(severity: str) -> str:
    return f"an {severity}" if severity == "error" else severity if severity == "advice" else f"a {severity}"
