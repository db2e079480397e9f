"""What a YAML value looks like to a person, and whether it is text."""

from __future__ import annotations

import re
from collections.abc import Sequence as Seq

from handbook.content.report import Report
from handbook.content.strictyaml import Mapping, Node, Scalar, Sequence

_LOOKS_TYPED = re.compile(
    r"""(?ix) yes | no | true | false | on | off | null | ~
    | [-+]? (?: 0b[01_]+ | 0x[0-9a-f_]+ | 0o[0-7_]+
              | [0-9][0-9_]* (?: \.[0-9_]* )? (?: e[-+]?[0-9]+ )?
              | \.[0-9_]+ (?: e[-+]?[0-9]+ )?
              | [0-9][0-9_]* (?: :[0-5]?[0-9] )+ (?: \.[0-9_]* )?
              | \.inf )
    | \.nan
    | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2} (?: [t\ ].* )?"""
)
"""What YAML 1.1 takes for a bool, null, int, float or timestamp when it stands without quotes."""


def is_empty(node: Node) -> bool:
    """Whether nothing was written where a value could stand."""
    return isinstance(node, Scalar) and node.plain and not node.raw


def is_text(node: Node, key: str, report: Report) -> bool:
    """Whether a value is text; else it is reported, with how to write it."""
    if not isinstance(node, Scalar):
        message = f'"{key}" holds text, and this is {described(node)}.'
        fix = "Write one text, in double quotes if it begins with a bracket."
        report.error("wrong-type", node.at, message, fix)
        return False
    if not node.plain or not _LOOKS_TYPED.fullmatch(node.raw):
        return True
    message = f'"{key}" holds text, and {node.raw} without quotes is {_typed(node.raw)} to YAML.'
    report.error("quote-it", node.at, message, f'Put it in quotes: "{node.raw}"')
    return False


def _typed(raw: str) -> str:
    if re.match(r"[0-9]{4}-[0-9]", raw):
        return "a date"
    if raw.lower() in ("null", "~"):
        return "no value"
    return "yes or no" if raw.isalpha() else "a number"


def described(node: Node) -> str:
    """What stands there: ``a list``, ``a group of keys``, or the value itself in quotes."""
    if isinstance(node, Sequence):
        return "a list"
    if isinstance(node, Mapping):
        return "a group of keys"
    return f'"{short(node.raw)}"'


def short(text: str) -> str:
    """A text on one line and cut, for a message."""
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:59] + "…"


def listed(words: Seq[object]) -> str:
    """``a, b or c``."""
    written = [str(word) for word in words if word != ""]
    return " or ".join((", ".join(written[:-1]), written[-1])) if len(written) > 1 else "".join(written)
