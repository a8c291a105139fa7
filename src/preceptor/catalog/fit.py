"""Fits what a file says into a shape.

Everything that does not fit is reported, and then left out with as little around it as possible. So the meaning of
the rest can still be checked, and one run of `check` shows all problems of a file.
"""

import copy
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, Tag, ValidationError

from preceptor.catalog.document import Document, Marks, Value
from preceptor.catalog.problems import Path, Trouble, nearest, shown
from preceptor.catalog.shapes import LadderShape, RungShape, Shape
from preceptor.model.finding import Finding

AnyShape = TypeVar("AnyShape", bound=Shape)

_KINDS = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
    "parameter": "a whole number, a text, or true or false",
}
_CODES = {
    "extra_forbidden": "D201",
    "missing": "D202",
    "literal_error": "D204",
    "name": "D205",
    "duration": "D206",
    "greater_than_equal": "D207",
    "less_than_equal": "D207",
    "severity": "D207",
    "version": "D208",
    "empty": "D209",
    "too_short": "D209",
    "too_long": "D209",
    "due": "D210",
}


@dataclass(kw_only=True)
class Draft(Generic[AnyShape]):
    """A document as far as it fits its shape."""

    document: Document
    #: None where nothing of it fits.
    shape: AnyShape | None
    #: What was left out.
    pruned: set[Path] = field(default_factory=set)

    def complete(self, *at: str | int) -> bool:
        """Tell whether nothing was left out at `at` or in it."""
        return all(path[: len(at)] != at for path in self.pruned)


def fit(
    document: Document, shape: type[AnyShape], stand_ins: Mapping[str, Value]
) -> tuple[Draft[AnyShape], list[Finding]]:
    """Fit `document` into `shape`, with `stand_ins` for keys of the whole file that are missing.

    Marks of list items that are left out are taken out too, so that positions in what is left agree with them.
    """
    value = copy.deepcopy(document.value)
    draft: Draft[AnyShape] = Draft(document=document, shape=None, pruned=set(document.dropped))
    findings: list[Finding] | None = None
    while draft.shape is None:
        try:
            draft.shape = shape.model_validate(value)
        except ValidationError as error:
            details = [dict(detail) for detail in error.errors(include_url=False)]
            if findings is None:
                troubles = [_trouble(detail, shape) for detail in details]
                findings = [document.finding(one) for one in troubles if one.at not in document.dropped]
            if not _prune(value, document.marks, [_written(detail) for detail in details], draft.pruned, stand_ins):
                break
    return draft, findings or []


def _written(detail: Mapping[str, Any]) -> Path:
    """The path of a pydantic error without the tags of unions."""
    return tuple(part for part in detail["loc"] if not (isinstance(part, str) and part.startswith(("<", "["))))


def _trouble(detail: Mapping[str, Any], shape: type[Shape]) -> Trouble:
    kind, at, given = detail["type"], _written(detail), detail.get("input")
    context = detail.get("ctx") or {}
    code = _CODES.get(kind, "D203")
    on_key = detail["loc"][-1:] == ("[key]",)
    name = shown(at[-1]) if at else "the file"
    message, suggestion = str(detail["msg"]), None
    if kind == "extra_forbidden":
        fields = _keys_at(shape, detail["loc"][:-1])
        message, suggestion, on_key = f"there is no key {name} here", nearest(str(at[-1]), fields), True
    elif kind == "missing":
        message = f"the key {name} is missing"
    elif kind in _KINDS:
        message, suggestion = f"this should be {_KINDS[kind]}, and is {_what(given)}", _quotes(kind, given)
    elif kind == "literal_error":
        allowed = [part.strip("' ") for part in context["expected"].replace(" or ", ", ").split(", ")]
        message, suggestion = f"{shown(given)} is not allowed here", nearest(str(given), allowed)
    elif kind == "name":
        message = f"{shown(given)} is not a name: small letters, digits and single hyphens, beginning with a letter"
    elif kind == "version":
        message = f"{shown(given)} is not a version"
        suggestion = "write three whole numbers with dots, such as `1.0.0`"
    elif kind == "empty":
        message = "this is empty"
    elif kind == "too_short":
        message = "at least one is needed here"
    elif kind == "too_long":
        message = "a guard with parameters is one key with a mapping"
    elif kind in ("greater_than_equal", "less_than_equal"):
        least, most = context.get("ge"), context.get("le")
        message = (
            f"{given} is too small; the least is {least}"
            if most is None
            else f"{given} is too large; the most is {most}"
        )
    return Trouble(code=code, at=at, message=message, key=on_key, suggestion=suggestion)


def _what(given: object) -> str:
    if given is None:
        return "empty"
    if isinstance(given, bool):
        return f"`{str(given).lower()}`"
    if isinstance(given, dict):
        return "a mapping"
    if isinstance(given, list):
        return "a list"
    return f"the text {shown(given)}" if isinstance(given, str) else f"the number {shown(given)}"


def _quotes(kind: str, given: object) -> str | None:
    if kind == "string_type" and isinstance(given, (bool, int, float)):
        return "put it in quotes if it is meant as text"
    return None


def _prune(value: Value, marks: Marks, paths: list[Path], pruned: set[Path], stand_ins: Mapping[str, Value]) -> bool:
    """Leave out what is at `paths`, or the nearest written thing around it. False where that is everything."""
    if isinstance(value, dict):
        for path in paths:
            if len(path) == 1 and path[0] in stand_ins:
                pruned.add(path)
                value[str(path[0])] = stand_ins[str(path[0])]
        paths = [path for path in paths if len(path) != 1 or path[0] not in stand_ins]
    exact = {_existing(value, path) for path in paths}
    if () in exact:
        return False
    # List items go from the last to the first, so that positions hold while they are removed.
    for path in sorted(exact, key=lambda path: [(isinstance(part, int), part) for part in path], reverse=True):
        pruned.add(path)
        _remove(value, marks, path)
    return True


def _existing(value: Value, path: Path) -> Path:
    inside: Any = value
    for depth, part in enumerate(path):
        there = part in inside if isinstance(inside, dict) else isinstance(inside, list) and isinstance(part, int)
        if not there:
            return path[:depth]
        inside = inside[part]
    return path


def _remove(value: Value, marks: Marks, path: Path) -> None:
    inside: Any = value
    around: Marks | None = marks
    for part in path[:-1]:
        if isinstance(inside, dict) and part not in inside:
            return  # something around it was removed before
        inside, around = inside[part], around.at(part) if around else None
    last = path[-1]
    if isinstance(inside, list) and isinstance(last, int):
        del inside[last]
        if around is not None and isinstance(around.inside, list):
            del around.inside[last]
    elif isinstance(inside, dict):
        inside.pop(last, None)


def _keys_at(shape: Any, location: Path) -> list[str]:
    """The keys that the part of `shape` at a pydantic error's location may have."""
    for part in location:
        shape = _inside(_plain(shape, part), part)
    model = _plain(shape, "")
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return []
    return [info.alias or name for name, info in model.model_fields.items()]


def _inside(shape: Any, part: str | int) -> Any:
    if isinstance(part, str) and part.startswith("<"):
        return shape
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        for name, info in shape.model_fields.items():
            if part == (info.alias or name):
                return info.annotation
        return RungShape if issubclass(shape, LadderShape) else None
    arguments = typing.get_args(shape)
    return arguments[-1] if arguments else None


def _plain(shape: Any, tag: str | int) -> Any:
    """`shape` without annotations and None; of a tagged union the member with that tag."""
    if typing.get_origin(shape) is typing.Annotated:
        return _plain(typing.get_args(shape)[0], tag)
    if typing.get_origin(shape) in (types.UnionType, typing.Union):
        members = [one for one in typing.get_args(shape) if one is not types.NoneType]
        tagged = [one for one in members if Tag(str(tag)) in getattr(one, "__metadata__", ())]
        return _plain((tagged or members)[0], tag) if tagged or len(members) == 1 else shape
    return shape
