"""A box to type in. What is typed or pasted is guarded before it is kept: it is drawn as it stands."""

from __future__ import annotations

from textual.widgets import Input

from handbook.text import guard


class Box(Input):
    """A line of text without borders; control and bidirectional characters are made visible as they come in."""

    DEFAULT_CSS = """
    Box { border: none; height: 1; padding: 0; min-width: 10; }
    Box:focus { border: none; }
    """

    def validate_value(self, value: str) -> str:
        """Guard whatever becomes the value; as many characters as before."""
        return guard(value.replace("\t", " ").replace("\n", " "))
