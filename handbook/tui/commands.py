"""One table of commands. Key bindings, the palette, the help and the documentation are made from it.

A command that is not built yet is not in the table: its key does nothing and no help mentions it.
"""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding, BindingType

READING = "reading"
SEARCH = "search"
EDITOR = "note"
EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class Command:
    """Something a person can do, and the keys that do it."""

    id: str
    """The action: ``action_<id>`` on the screen, dots as underscores."""
    keys: tuple[str, ...]
    """Textual's key names; the first is the one that is shown."""
    title: str
    """What it does, in a few words, for the palette and the help."""
    where: str = READING
    """The screen that offers it."""
    group: str = "Reading"
    palette: bool = True
    """Whether the palette lists it; what only moves about is left to its keys."""
    hint: str = ""
    """The word beside its key in the line at the foot, when that line may show it."""
    bound: bool = True
    """False where a widget binds the key itself and the table only tells of it."""


COMMANDS: tuple[Command, ...] = (
    Command("search", ("slash",), "Search: this page first, then everywhere", group="Finding", hint="search"),
    Command("next_match", ("n",), "Next match on this page", group="Finding", palette=False, hint="next"),
    Command("previous_match", ("N",), "Previous match on this page", group="Finding", palette=False),
    Command("next_result", ("right_square_bracket",), "Next result, without going back to the list", group="Finding"),
    Command("previous_result", ("left_square_bracket",), "Previous result", group="Finding"),
    Command("back", ("backspace",), "Back to where you were", group="Moving", hint="back"),
    Command("forward", ("f",), "Forward again", group="Moving"),
    Command("contents", ("t",), "Contents: show, go to them, or put them away", group="Moving", hint="contents"),
    Command("linked", ("l",), "Linked pages: finding, procedure, practice", group="Moving", hint="linked"),
    Command("headings", ("h",), "Headings of this page", group="Moving"),
    Command("guide", ("d",), "Walk this decision guide, tick this checklist", group="Moving", hint="walk it"),
    Command("card", ("v",), "Visit card: this page on one screen", group="Moving", hint="visit card"),
    Command("start", ("s",), "Start page", group="Moving"),
    Command("follow", ("enter",), "Open the link that is marked", group="Moving", palette=False, bound=False),
    Command("next_link", ("tab",), "Next link", group="Moving", palette=False, bound=False),
    Command("previous_link", ("shift+tab",), "Previous link", group="Moving", palette=False, bound=False),
    Command(
        "scroll",
        ("up", "down", "pageup", "pagedown", "space"),
        "Move through the page",
        group="Moving",
        palette=False,
        bound=False,
    ),
    Command("top", ("g", "home"), "Top of the page", group="Moving", palette=False, bound=False),
    Command("bottom", ("G", "end"), "Bottom of the page", group="Moving", palette=False, bound=False),
    Command("note", ("m",), "Note here, or on the selected sentences", group="Your own", hint="note"),
    Command("notes", ("M",), "Your notes: find, change, tidy, bin", group="Your own"),
    Command("bookmark", ("b",), "Bookmark here; again takes it away", group="Your own", hint="bookmark"),
    Command("bookmarks", ("B",), "Your bookmarks: find, file, order", group="Your own"),
    Command("copy", ("y",), "Copy with citation: the passage, or what is selected", group="Your own", hint="copy"),
    Command("hide", ("x",), "Hide the handbook and lock your notes", group="Your own"),
    Command("next_theme", ("T",), "Theme: light, dark, high contrast", group="The handbook"),
    Command("palette", ("colon", "f1"), "All commands", group="The handbook", palette=False, hint="commands"),
    Command("help", ("question_mark",), "Help: every key", group="The handbook", hint="help"),
    Command(
        "close", ("escape",), "Close what is open; never leaves the handbook", group="The handbook", palette=False
    ),
    Command("quit", ("q",), "Quit", group="The handbook", hint="quit"),
    Command(
        "open_hit", ("enter",), "Open the result that is marked", SEARCH, "In the search box", False, "open", False
    ),
    Command("choose", ("up", "down"), "Choose a result", SEARCH, "In the search box", False, "choose", False),
    Command("facets", ("tab",), "Narrow by part, kind or state", SEARCH, "In the search box", False, "narrow", False),
    Command("accept", ("f3",), "Accept the spelling that is offered", SEARCH, "In the search box", False, "", False),
    Command(
        "examples",
        ("question_mark",),
        "Examples of what to type (in the empty box)",
        SEARCH,
        "In the search box",
        False,
        "",
        False,
    ),
    Command("leave", ("escape",), "Back to where you were", SEARCH, "In the search box", False, "back", False),
    Command("save", ("f2",), "Save the note", EDITOR, "Where you write a note", False, "save", False),
    Command("keep_draft", ("escape",), "Close; the draft stays", EDITOR, "Where you write a note", False, "", False),
    Command("fields", ("tab",), "Kind, keep until, tags", EDITOR, "Where you write a note", False, "", False),
    Command("hide_typing", ("f9",), "Hide and lock, also here", EDITOR, "Where you write a note", False, "", False),
)

_SHOWN = {
    "slash": "/", "colon": ":", "question_mark": "?", "right_square_bracket": "]", "left_square_bracket": "[",
    "backspace": "Backspace", "escape": "Esc", "enter": "Enter", "tab": "Tab", "shift+tab": "Shift+Tab",
    "up": "↑", "down": "↓", "pageup": "PgUp", "pagedown": "PgDn", "space": "Space", "home": "Home", "end": "End",
}  # fmt: skip


def shown(key: str) -> str:
    """A key as it is written for people: ``/``, ``Esc``, ``F1``."""
    if key in _SHOWN:
        return _SHOWN[key]
    return key.upper() if len(key) > 1 and key[0] == "f" and key[1:].isdigit() else key


def find(command_id: str) -> Command:
    """The command with this id. Raises KeyError where there is none."""
    for command in COMMANDS:
        if command.id == command_id:
            return command
    raise KeyError(command_id)


def bindings(where: str) -> list[BindingType]:
    """Textual bindings of one screen."""
    return [
        Binding(",".join(command.keys), command.id, command.title, show=False, id=command.id)
        for command in COMMANDS
        if command.where == where and command.bound
    ]


def hints(*ids: str) -> str:
    """Keys with their words, for the line at the foot: ``/ search   l linked``."""
    words = []
    for command_id in ids:
        command = find(command_id)
        arrows = command.keys == ("up", "down")
        words.append(f"{'↑↓' if arrows else shown(command.keys[0])} {command.hint or command.title.lower()}")
    return "   ".join(words)


def groups() -> list[tuple[str, list[Command]]]:
    """The commands by group, in the order of the table: what the help is made from."""
    found: dict[str, list[Command]] = {}
    for command in COMMANDS:
        found.setdefault(command.group, []).append(command)
    return list(found.items())
