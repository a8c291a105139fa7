"""Writes a team's overlay as the file that it is read from: `process/teams/<team>/<process>.yaml`."""

import io
import re
from collections.abc import Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from preceptor.model import canonical
from preceptor.model.overlay import Overlay

#: Characters of a line; prose that is longer is written as it is, since a break in it could mean something.
_WIDTH = 110
_KEYS = {"start": "from"}
#: Several lines without anything that a block of lines would lose: space at the ends of lines, or before the first.
_PROSE = re.compile(r"(?=\S)(?:[^\s](?:[^\n]*[^\s])?|)(?:\n(?:[^\n]*[^\s])?)+")


def variant_text(overlay: Overlay) -> str:
    """Give the YAML. Reading it gives the same overlay."""
    form: dict[str, Any] = canonical.dump(overlay.tidy())
    written = {"variant": form.pop("process"), "team": form.pop("team"), "of": form.pop("of")}
    # The state that they are owed in names them, and steps of a team's own are never asked of anybody else.
    form["add"] = {name: _less(step, "name", "optional") for name, step in form.get("add", {}).items()}
    written.update({key: _written(form[key]) for key in ("steps", "roles", "add") if form.get(key)})
    yaml = YAML(typ="rt", pure=True)
    yaml.width = _WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO()
    yaml.dump(written, out)
    return out.getvalue()


def _less(mapping: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in mapping.items() if key not in keys}


def _written(value: Any) -> Any:
    """The form of the model as a person writes it: other names for two keys, and prose in lines."""
    if isinstance(value, Mapping):
        return {_KEYS.get(key, key): _written(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_written(one) for one in value]
    if not isinstance(value, str):
        return value
    if any(not one.isprintable() and one != "\n" for one in value):
        return DoubleQuotedScalarString(value)  # the one form that can escape a control character, or another break
    return LiteralScalarString(value) if _PROSE.fullmatch(value) else value
