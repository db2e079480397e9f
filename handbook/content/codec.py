"""Model objects to JSON and back exactly.

A dataclass becomes a list of its fields' values in order, a day its ISO text, a tuple a list. Reading back is driven
by the classes' annotations, so a field added to the model is kept without a change here; :func:`stamp` then differs,
and what was kept before is not read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from datetime import date
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from handbook import __version__

FORMAT = 2
"""Raised when what comes of a file's bytes changes between two versions that are called the same."""

Decode = Callable[[Any], Any]


def stamp(*kinds: Any) -> str:
    """What a kept form of these classes must say to be read: format, version, and a digest of their fields."""
    seen: dict[Any, str] = {}
    waiting = list(kinds)
    while waiting:
        kind = waiting.pop()
        waiting += get_args(kind)
        if isinstance(kind, type) and is_dataclass(kind) and kind not in seen:
            hints = get_type_hints(kind)
            seen[kind] = f"{kind.__name__}({', '.join(f'{name}: {hint}' for name, hint in hints.items())})"
            waiting += hints.values()
    return f"{FORMAT}-{__version__}-{hashlib.sha256(repr(sorted(seen.values())).encode()).hexdigest()[:12]}"


def encode(value: Any) -> Any:
    """A value as JSON can hold it. Passages have a form of their own: :mod:`handbook.content.body`."""
    if isinstance(value, str | int | float | None):
        return value
    if isinstance(value, tuple):
        return [encode(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: encode(item) for key, item in value.items()}
    return [encode(getattr(value, name)) for name in value.__match_args__]


@cache
def decoder(kind: Any) -> Decode | None:
    """What turns JSON into a value of an annotated type, or None where JSON's own value is it already."""
    origin, arguments = get_origin(kind), get_args(kind)
    if isinstance(kind, type) and is_dataclass(kind):
        return _row(kind)
    if kind is date:
        return date.fromisoformat
    if origin is tuple:
        return _tuple(arguments)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(arguments[1])
    if origin in (Union, UnionType):
        inner = next((decoder(argument) for argument in arguments if decoder(argument)), None)
        return (lambda value: None if value is None else inner(value)) if inner else None
    return None


def _tuple(arguments: tuple[Any, ...]) -> Decode:
    inner = decoder(arguments[0])
    if inner is None:
        return tuple
    return lambda value: tuple([inner(item) for item in value])


def _mapping(argument: Any) -> Decode | None:
    inner = decoder(argument)
    return (lambda value: {key: inner(item) for key, item in value.items()}) if inner else None


def _row(cls: Any) -> Decode:
    hints = get_type_hints(cls)
    parts = [decoder(hints[name]) for name in cls.__match_args__]
    if not any(parts):
        return lambda row: cls(*row)
    return lambda row: cls(*[part(value) if part else value for part, value in zip(parts, row, strict=True)])


def decode(kind: Any, value: Any) -> Any:
    """A value of a dataclass or annotated type from its JSON."""
    found = decoder(kind)
    return found(value) if found else value
