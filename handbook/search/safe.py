"""The only door to Whoosh, and the second line behind the seal: nothing Whoosh unpickles can name a thing to run.

Whoosh pickles segment lists, posting blocks and stored values, and whoever can write a pickle can have any function
called. The seal is checked before a byte is parsed (:mod:`handbook.search.seal`); should someone forge it, what is
unpickled may still name only the few classes listed here. A list by module would not do: modules hand on what they
import.
"""

from __future__ import annotations

import importlib
import io
import pickle
import sys
from types import SimpleNamespace
from typing import Any, BinaryIO

_USED = (
    "whoosh.codec.whoosh3",
    "whoosh.columns",
    "whoosh.filedb.compound",
    "whoosh.filedb.filestore",
    "whoosh.filedb.filetables",
    "whoosh.filedb.structfile",
    "whoosh.formats",
    "whoosh.index",
)
"""The modules of Whoosh that read what is pickled."""

ALLOWED = frozenset(
    {
        ("handbook.search.schema", "Codec"),
        ("whoosh.codec.whoosh3", "W3Segment"),
        ("builtins", "set"),
        ("__builtin__", "set"),
    }
)
"""Every name that a pickle in an index of ours refers to."""


class _Listed(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in ALLOWED:
            raise pickle.UnpicklingError("the index names something that does not belong in one")
        return super().find_class(module, name)


def loads(data: bytes, **_options: Any) -> Any:
    """Unpickle bytes that may refer to :data:`ALLOWED` alone.

    Raises:
        pickle.UnpicklingError: They refer to something else, or are no pickle.
    """
    return _Listed(io.BytesIO(data)).load()


def load(file: BinaryIO, **_options: Any) -> Any:
    """Unpickle the next value of a file; as :func:`loads`."""
    return _Listed(file).load()


def install() -> None:
    """Put the listed unpickler wherever a module of Whoosh has bound the open one. Cheap; may be called again."""
    for name, module in list(sys.modules.items()):
        if not name.startswith("whoosh.") or module is None:
            continue
        bound = vars(module)
        for key, value in list(bound.items()):
            if value is pickle.loads:
                bound[key] = loads
            elif value is pickle.load:
                bound[key] = load
            elif value is pickle.Unpickler:
                bound[key] = _Listed
            elif value is pickle:
                bound[key] = _GUARDED


_GUARDED = SimpleNamespace(
    **{name: getattr(pickle, name) for name in pickle.__all__ if name not in ("load", "loads", "Unpickler")},
    load=load,
    loads=loads,
    Unpickler=_Listed,
)

for _name in _USED:
    importlib.import_module(_name)
install()
