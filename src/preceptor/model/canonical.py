"""Canonical JSON: the one form in which definitions and events are stored, hashed and compared.

Keys are sorted, there is no white space, text stays as it is (UTF-8), numbers are whole numbers.
Two values are the same exactly when their canonical forms are the same bytes.
"""

import dataclasses
import hashlib
import json
import types
import typing
from collections.abc import Hashable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from preceptor.model.duration import Duration

T = TypeVar("T")

#: What JSON can hold; the values of events and of stored definitions.
Json = None | bool | int | str | list["Json"] | dict[str, "Json"]


#: Made once: `json.dumps` would make another one for every value.
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def text(value: object) -> str:
    """The canonical JSON text of a `Json` value. What JSON cannot hold is a `TypeError` or `ValueError`."""
    return _ENCODER.encode(value)


def digest(value: object) -> str:
    """The SHA-256 of the canonical form, as 64 hexadecimal digits."""
    return hashlib.sha256(text(value).encode()).hexdigest()


def dump(record: object) -> Any:
    """A record of the model as plain JSON values. Fields that hold their default are left out.

    Leaving defaults out keeps a digest the same when a later release adds an optional field.
    """
    if dataclasses.is_dataclass(record) and not isinstance(record, (type, Duration)):
        return {
            field.name: dump(value)
            for field in dataclasses.fields(record)
            if (value := getattr(record, field.name)) != _default(field)
        }
    if isinstance(record, Duration):
        return str(record)
    if isinstance(record, datetime):
        return record.isoformat()
    if isinstance(record, Mapping):
        return {str(key): dump(value) for key, value in record.items()}
    if isinstance(record, (tuple, list)):
        return [dump(value) for value in record]
    if record is None or isinstance(record, (bool, int, str)):
        return record
    raise TypeError(f"{type(record).__name__} has no canonical form")


def load(shape: type[T], data: object) -> T:
    """The record that `dump` made `data` from. Raises `ValueError` where the data do not fit `shape`."""
    return typing.cast(T, _load(shape, data))


def _load(shape: Any, data: Any) -> Any:
    origin, arguments = typing.get_origin(shape), typing.get_args(shape)
    if shape is Duration:
        return Duration.parse(_of(str, data))
    if shape is datetime:
        return datetime.fromisoformat(_of(str, data))
    if dataclasses.is_dataclass(shape):
        if not isinstance(data, dict):
            raise ValueError(f"expected an object for {shape}, not {data!r}")
        hints = _hints(typing.cast(Hashable, shape))
        unknown = data.keys() - hints.keys()
        if unknown:
            raise ValueError(f"unknown keys {sorted(unknown)}")
        values = {key: _load(hints[key], value) for key, value in data.items()}
        try:
            return typing.cast(Any, shape)(**values)
        except TypeError as error:
            raise ValueError(f"the object is not complete: {error}") from error
    if origin in (types.UnionType, typing.Union):
        if data is None and type(None) in arguments:
            return None
        inner = [one for one in arguments if one is not type(None)]
        if len(inner) == 1:
            return _load(inner[0], data)
        if type(data) not in inner:
            raise ValueError(f"expected one of {inner}, not {data!r}")
        return data
    if origin is tuple:
        return tuple(_load(arguments[0], value) for value in _of(list, data))
    if origin is typing.Literal:
        if data not in arguments:
            raise ValueError(f"{data!r} is none of {arguments}")
        return data
    if origin is not None and issubclass(origin, Mapping):
        return {key: _load(arguments[1], value) for key, value in _of(dict, data).items()}
    return _of(shape, data)


def _of(shape: type[T], data: object) -> T:
    if not isinstance(data, shape) or (isinstance(data, bool) and shape is int):
        raise ValueError(f"expected {shape.__name__}, not {data!r}")
    return data


@cache
def _hints(shape: Hashable) -> dict[str, Any]:
    return typing.get_type_hints(typing.cast(Any, shape))


def _default(field: "dataclasses.Field[Any]") -> object:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default
