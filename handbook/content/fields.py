"""Reads the keys of a YAML mapping one by one, and says of each that does not fit what was expected."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from collections.abc import Sequence as Seq
from datetime import date
from typing import TypeVar

from handbook.content.report import Place, Report, meant
from handbook.content.strictyaml import Mapping, Node, Scalar, Sequence
from handbook.content.values import described, is_empty, is_text, listed, short

_Word = TypeVar("_Word", bound=str)

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DECIMAL = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6})?")


class Fields:
    """The keys of one mapping.

    Each method reads one key, reports what is wrong with it and returns a value of the right type in any case; the
    report decides whether the file is used. ``places`` takes the place of every value read, by a dotted name
    (``related.0``, ``steps.2.rests_on.1``), for the rules that are checked later.
    """

    def __init__(self, node: Node, report: Report, places: dict[str, Place], name: str = "") -> None:
        self.report = report
        self.places = places
        self.name = name
        self.at = node.at
        self._known: list[str] = []
        self._entries: dict[str, tuple[Scalar, Node]] = {}
        if isinstance(node, Mapping):
            self._entries = node.entries
        elif not is_empty(node):
            message = f"Keys with values are expected here, and this is {described(node)}."
            report.error("wrong-type", node.at, message, 'Write it as lines of "key: value".')

    def path(self, key: str) -> str:
        """The dotted name of a key."""
        return f"{self.name}.{key}" if self.name else key

    def has(self, key: str) -> bool:
        """Whether a key is there."""
        return key in self._entries

    def names(self) -> tuple[str, ...]:
        """The keys, where they are names of something and not known beforehand."""
        return tuple(self._entries)

    def key_at(self, key: str) -> Place:
        """Where a key itself stands."""
        return self._entries[key][0].at

    def node(self, key: str, required: bool = False) -> Node | None:
        """The value of a key, or None where it is missing or empty; reported where it is required."""
        self._known.append(key)
        where, node = self._entries.get(key, (None, None))
        if where is None or node is None:
            if required:
                self._missing(key, self.at, f'The key "{key}" is missing here.')
            return None
        if not is_empty(node):
            self.places[self.path(key)] = node.at
            return node
        self.places[self.path(key)] = where.at
        if required:
            self._missing(key, where.at, f'The key "{key}" has no value.')
        return None

    def _missing(self, key: str, at: Place, message: str) -> None:
        self.report.error("missing", at, message, f'Add a line "{key}: ..." with its value.')

    def scalar(self, key: str, required: bool = False) -> Scalar | None:
        """A text with its place, or None. Unquoted ``no``, ``3.10``, numbers and dates are errors: quote them."""
        node = self.node(key, required)
        if node is None or not is_text(node, key, self.report):
            return None
        assert isinstance(node, Scalar)
        if node.raw.strip():
            return node
        if required:
            self._missing(key, node.at, f'The key "{key}" has an empty value.')
        return None

    def text(self, key: str, required: bool = False) -> str:
        """A text as written, without the white space around it; empty where the key is missing."""
        found = self.scalar(key, required)
        return found.raw.strip() if found else ""

    def one_line(self, key: str, required: bool = False) -> str:
        """A text on one line."""
        return " ".join(self.text(key, required).split())

    def scalars(self, key: str, required: bool = False) -> tuple[Scalar, ...]:
        """A list of texts with their places; empty items are left out."""
        found = []
        for node in self.items(key, required):
            if is_text(node, key, self.report) and isinstance(node, Scalar) and node.raw.strip():
                found.append(node)
        return tuple(found)

    def texts(self, key: str, check: Callable[[str], str] | None = None, fix: str = "") -> tuple[str, ...]:
        """A list of texts, each on one line. One that is there twice is kept once, with a warning.

        ``check`` says what is wrong with a text, or returns the empty string; ``fix`` is what to do then.
        """
        kept: dict[str, None] = {}
        for item in self.scalars(key):
            text = " ".join(item.raw.split())
            wrong = check(text) if check else ""
            if wrong:
                self.report.error("wrong-value", item.at, wrong, fix)
            elif text in kept:
                message = f'"{short(text)}" stands in "{key}" twice.'
                self.report.warning("repeated", item.at, message, "Remove one of them.")
            else:
                self.places[f"{self.path(key)}.{len(kept)}"] = item.at
                kept[text] = None
        return tuple(kept)

    def items(self, key: str, required: bool = False) -> tuple[Node, ...]:
        """The items of a list, of whatever kind."""
        node = self.node(key, required)
        if node is None:
            return ()
        if isinstance(node, Sequence):
            return node.items
        written = short(node.raw) if isinstance(node, Scalar) else "..."
        message = f'"{key}" holds a list, and this is {described(node)}.'
        fix = f'Write it as {key}: ["{written}"], or as lines that begin with a hyphen.'
        self.report.error("wrong-type", node.at, message, fix)
        return ()

    def each(self, key: str, required: bool = False) -> Iterator[Fields]:
        """The mappings of a list of mappings."""
        for number, node in enumerate(self.items(key, required)):
            yield Fields(node, self.report, self.places, f"{self.path(key)}.{number}")

    def integer(self, key: str, low: int, high: int, required: bool = False) -> int | None:
        """A whole number between two bounds, or None."""
        node = self.node(key, required)
        if node is None:
            return None
        if isinstance(node, Scalar) and type(node.value) is int and low <= node.value <= high:
            return node.value
        message = f'"{key}" holds a whole number from {low} to {high}, and this is {described(node)}.'
        self.report.error("wrong-type", node.at, message, f"Write the number alone, without quotes: {key}: {low}")
        return None

    def integers(self, key: str, allowed: Seq[int]) -> tuple[int, ...]:
        """A list of whole numbers out of those allowed."""
        found: list[int] = []
        for node in self.items(key):
            if isinstance(node, Scalar) and type(node.value) is int and node.value in allowed:
                found.append(node.value)
                continue
            message = f'"{key}" holds numbers out of {listed(allowed)}, and this is {described(node)}.'
            self.report.error("wrong-value", node.at, message, f"Write for instance {key}: [{allowed[-1]}]")
        return tuple(found)

    def number(self, key: str, high: float = 100.0) -> float | None:
        """A number from 0 up, with or without decimals, or None."""
        node = self.node(key)
        if node is None:
            return None
        if isinstance(node, Scalar) and node.plain and _DECIMAL.fullmatch(node.raw) and float(node.raw) <= high:
            return float(node.raw)
        message = f'"{key}" holds a number from 0 to {high:g}, and this is {described(node)}.'
        fix = f"Write the number alone, with a point before decimals: {key}: 1.5"
        self.report.error("wrong-type", node.at, message, fix)
        return None

    def flag(self, key: str, default: bool = False) -> bool:
        """``true`` or ``false``."""
        node = self.node(key)
        if node is None:
            return default
        if isinstance(node, Scalar) and node.plain and isinstance(node.value, bool):
            return node.value
        yes = isinstance(node, Scalar) and node.raw.lower() in ("yes", "on", "true")
        message = f'"{key}" holds true or false, and this is {described(node)}.'
        fix = f"Write {key}: {'true' if yes else 'false'}, without quotes."
        self.report.error("wrong-type", node.at, message, fix)
        return default

    def day(self, key: str) -> date | None:
        """A day as ``YYYY-MM-DD``, quoted or not, or None."""
        node = self.node(key)
        if node is None or (isinstance(node, Scalar) and not node.raw.strip()):
            return None
        message = f'"{key}" holds a day, and {described(node)} is not written as one.'
        found = _DAY.fullmatch(node.raw.strip()) if isinstance(node, Scalar) else None
        if found:
            try:
                return date(*(int(part) for part in found.groups()))
            except ValueError:
                message = f'"{key}" holds a day, and {described(node)} is not in the calendar.'
        self.report.error("bad-date", node.at, message, "Write year, month and day as in 2026-11-22.")
        return None

    def choice(self, key: str, allowed: Seq[_Word], default: _Word, required: bool = False) -> _Word:
        """One of some known words."""
        found = self.scalar(key, required)
        return (self._one_of(found, key, allowed) if found else None) or default

    def choices(self, key: str, allowed: Seq[_Word]) -> tuple[_Word, ...]:
        """A list of some known words."""
        found = (self._one_of(item, key, allowed) for item in self.scalars(key))
        return tuple(dict.fromkeys(word for word in found if word))

    def _one_of(self, node: Scalar, key: str, allowed: Seq[_Word]) -> _Word | None:
        for word in allowed:
            if node.raw.strip() == word:
                return word
        message = f'"{short(node.raw)}" is not a value that "{key}" can have.'
        self.report.error("wrong-value", node.at, message, f"{meant(node.raw, allowed)}It can be {listed(allowed)}.")
        return None

    def finish(self) -> None:
        """Warn of keys that nobody asked for."""
        for key, (where, _) in self._entries.items():
            if key not in self._known:
                message = f'The key "{short(key)}" is not known here, and nothing is done with it.'
                fix = meant(key, self._known) + "Correct or remove it."
                self.report.warning("unknown-key", where.at, message, fix)
