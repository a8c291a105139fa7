"""What README and the how-to pages show is what happens."""

import shlex
from pathlib import Path

import click
import pytest
from docs.generate import commands as all_commands
from tests.docs.console import ROOT, Story, agrees, commands, fences, troubles

PAGES = sorted(["README.md", *(str(page.relative_to(ROOT)) for page in (ROOT / "docs" / "how-to").glob("*.md"))])
PROSE = sorted({*PAGES, "CHANGELOG.md", "docs/index.md", "docs/glossary.md"})
#: The address that pages give for a PostgreSQL server.
POSTGRESQL = "postgresql+psycopg://preceptor@db.example.org/preceptor"


@pytest.mark.parametrize("page", [page for page in PAGES if "postgresql" not in page])
def test_a_page_shows_what_its_commands_print(page: str, tmp_path: Path) -> None:
    found = list(troubles(read(page), Story(tmp_path)))
    assert not found, "\n\n".join([page, *found])


@pytest.mark.postgres
def test_the_page_about_postgresql_shows_what_its_commands_print(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    databases = request.getfixturevalue("postgresql_databases")
    databases.execute("DROP ROLE IF EXISTS preceptor_daily")
    databases.execute("CREATE ROLE preceptor_daily")
    with databases.fresh(empty=True) as url:
        page = "docs/how-to/postgresql.md"
        found = list(troubles(read(page), Story(tmp_path, instead={POSTGRESQL: url})))
    assert not found, "\n\n".join([page, *found])


@pytest.mark.parametrize("page", PAGES)
def test_commands_that_a_page_only_mentions_exist_with_their_options(page: str) -> None:
    known = dict(all_commands())
    for fence in fences(read(page)):
        if fence.kind != "sh":
            continue
        for line in fence.lines:
            words = shlex.split(line, comments=True)
            if words[:1] == ["preceptor"]:
                assert not unknown(words, known), f"{page}, line {fence.line}: {line}"


@pytest.mark.parametrize("page", PROSE)
def test_links_between_pages_lead_somewhere(page: str) -> None:
    from markdown_it import MarkdownIt

    for token in MarkdownIt().parse(read(page)):
        for child in token.children or ():
            target = str(child.attrGet("href") or "")
            if target and "://" not in target and not target.startswith("#"):
                assert (ROOT / page).parent.joinpath(target.partition("#")[0]).exists(), f"{page}: {target}"


def test_the_index_lists_every_page() -> None:
    index, rules = read("docs/index.md"), read("docs/rules/index.md")
    pages = [*(ROOT / "docs").glob("*/*.md"), *(ROOT / "docs").glob("*.md")]
    names = {str(one.relative_to(ROOT / "docs")) for one in pages} - {"index.md"}
    listed = {name for name in names if f"({name})" in index or f"({name.removeprefix('rules/')})" in rules}
    assert sorted(names - listed) == []


def test_a_shown_output_may_leave_out_lines_and_parts_of_lines() -> None:
    assert agrees(["a", "...", "d"], ["a", "b", "c", "d"])
    assert agrees(["a ... d"], ["a b c d  "])
    assert not agrees(["a", "d"], ["a", "b", "d"])
    assert not agrees([], ["something"])


def test_a_command_goes_on_after_a_backslash() -> None:
    (fence,) = fences("```console\n$ preceptor mine \\\n    --as olga\nYou owe nothing now.\n```\n")
    (command,) = commands(fence)
    assert shlex.split(command.text) == ["preceptor", "mine", "--as", "olga"]
    assert command.shown == ["You owe nothing now."]


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def unknown(words: list[str], known: dict[tuple[str, ...], click.Command]) -> list[str]:
    """The words of a command that its command does not know."""
    words = [word for word in words if word not in ("|", ">")]
    path = max((path for path in known if tuple(words[: len(path)]) == path), key=len, default=None)
    if path is None:
        return words if len(words) > 1 and not words[1].startswith("-") else []
    command = known[path]
    options = {"--help", *(option for parameter in command.params for option in parameter.opts)}
    return [word for word in words if word.startswith("--") and word.partition("=")[0] not in options]
