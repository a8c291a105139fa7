"""Arguments that name a file or a folder."""

import click
import pytest
from tests.support import hostile

PARAMETERS = [
    pytest.param(one, id=f"{' '.join(words)} {one.opts[0]}")
    for words, command in hostile.verbs()
    for one in command.params
    if isinstance(one.type, click.Path)
]


@pytest.mark.parametrize("parameter", PARAMETERS)
def test_whether_a_file_can_be_used_is_said_by_what_uses_it(parameter: click.Parameter) -> None:
    kind = parameter.type
    assert isinstance(kind, click.Path)
    assert (kind.exists, kind.readable, kind.writable) == (False, False, False)
    assert kind.file_okay and kind.dir_okay
