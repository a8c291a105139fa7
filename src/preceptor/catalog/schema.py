"""The JSON Schema with which an editor completes and checks definitions while they are written.

It knows shapes only; what a definition means, `preceptor check` says.
"""

from typing import Any

from pydantic.json_schema import models_json_schema

from preceptor.catalog.language import LanguageShape
from preceptor.catalog.shapes import LifecycleShape, ProcessShape
from preceptor.catalog.variants import VariantShape

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """Give one schema for every kind of file."""
    _, definitions = models_json_schema(
        [(shape, "validation") for shape in (ProcessShape, LifecycleShape, VariantShape, LanguageShape)],
        ref_template="#/$defs/{model}",
    )
    return {
        "$schema": _DIALECT,
        "title": "A definition of preceptor",
        "description": "A process (process/*.yaml), a lifecycle (workflows/*.yaml), a team's variant of a "
        "process (process/teams/TEAM/*.yaml), or the words for write-ups (process/language.yaml).",
        # A process names its lifecycle too, so what tells them apart is the key `process`.
        "if": {"type": "object", "required": ["process"]},
        "then": {"$ref": "#/$defs/ProcessShape"},
        "else": {
            "if": {"type": "object", "required": ["variant"]},
            "then": {"$ref": "#/$defs/VariantShape"},
            "else": {
                "if": {"type": "object", "required": ["language"]},
                "then": {"$ref": "#/$defs/LanguageShape"},
                "else": {"$ref": "#/$defs/LifecycleShape"},
            },
        },
        **definitions,
    }
