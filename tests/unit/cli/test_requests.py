"""Every command that writes can be repeated without effect."""

from collections.abc import Iterator

import click

from preceptor.cli.root import root

#: What reads; what makes a folder, a file or a database, where the second time is refused or makes the same; and the
#: relay, which sends no mail again.
WITHOUT = {
    *("init", "demo", "mine", "overdue", "why", "check", "doctor"),
    *("database upgrade", "database grant", "audit seal", "process render", "writeup new", "notice relay"),
}
READING = {
    *("list", "show", "suggest", "gaps", "done", "check", "explain", "diff", "agenda", "similar", "common"),
    *("controls", "results", "log", "preview", "verify", "replay"),
}


def commands(one: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Every command below this one, by its words."""
    if not isinstance(one, click.Group):
        yield " ".join(path), one
        return
    ctx = click.Context(one)
    for name in one.list_commands(ctx):
        found = one.get_command(ctx, name)
        assert found
        yield from commands(found, (*path, name))


def test_every_command_that_writes_takes_a_request_id() -> None:
    lacking = {
        name
        for name, one in commands(root)
        if not any("--request-id" in each.opts for each in one.params)
        and name.partition(" ")[0] not in ("report", "export")
    }
    reading = {name for name in lacking if name.rpartition(" ")[2] in READING}
    assert lacking - reading == WITHOUT - reading
