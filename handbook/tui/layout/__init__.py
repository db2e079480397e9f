"""Blocks to lines: pure functions, no terminal and no Textual.

A page becomes lines of a given width, one after another, so that the first screen can be shown before the last line
is made. Every character of a passage stands in exactly one run, which is how matches, quotes and selections find
their cells and back.
"""

from handbook.tui.layout.line import Line, Manner, Part, Point, Run
from handbook.tui.layout.links import LinkPlace, links
from handbook.tui.layout.page import Header, layout

__all__ = ["Header", "Line", "LinkPlace", "Manner", "Part", "Point", "Run", "layout", "links"]
