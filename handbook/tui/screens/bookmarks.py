"""The list of bookmarks: found by words, in folders, in an order of one's own."""

from __future__ import annotations

from functools import partial

from textual.binding import Binding

from handbook.desk import Desk
from handbook.personal.bookmarks import folder_findings
from handbook.personal.identifiers import described, mask
from handbook.text import fold
from handbook.tui.screens.ask import AskScreen
from handbook.tui.screens.own_list import OwnList, Row
from handbook.tui.widgets.bar import Bar
from handbook.tui.writing import place_of, said

_FOOT = "Enter open   / find   f folder   + - order   d remove   u undo   Esc back   R rename folder"
_NONE = "No bookmarks yet.\n\nb on a page keeps the passage you are reading, or what is selected."
_STANDING = {"moved": "moved", "changed": "reads differently", "lost": "no longer in the text"}


class BookmarksScreen(OwnList):
    """Bookmarks need no passphrase, so the list stays when notes are locked."""

    BINDINGS = [
        Binding("f", "folder", "Folder", show=False),
        Binding("R", "rename", "Rename the folder", show=False),
        Binding("plus,equals_sign,shift+down", "order(1)", "Further down", show=False),
        Binding("minus,shift+up", "order(-1)", "Further up", show=False),
        Binding("d,delete", "remove", "Remove", show=False),
    ]

    @property
    def is_private(self) -> bool:
        """Nothing here is locked."""
        return False

    def put_away(self) -> None:
        """Leave nothing typed behind; only when the list is left, not when notes are locked."""
        if not self.is_current or self.handbook_app.session.is_open:
            super().put_away()

    def reload(self) -> None:
        """The bookmarks with the words that were typed, by folder."""
        self.at_desk(partial(_rows, words=self._query), self._listed)

    def _listed(self, found: tuple[tuple[Row, ...], int]) -> None:
        rows, total = found
        asked = sum(1 for row in rows if row.right)
        self.query_one("#title", Bar).say(f"Bookmarks · {total}", f"{asked} changed: r confirms" if asked else "")
        self.query_one("#foot", Bar).say(_FOOT)
        none = "None with these words. Esc shows all." if self._query else _NONE
        self.fill(rows, none=none)

    def action_remove(self) -> None:
        """Put the marked bookmark in the bin."""
        row = self.marked
        if row is not None:
            self.at_desk(lambda desk: desk.bookmarks.remove(row.id), self.told("Removed. u takes it back."))

    def action_order(self, by: int) -> None:
        """Move the marked bookmark within its folder."""
        row = self.marked
        if row is not None:
            self.at_desk(lambda desk: desk.bookmarks.move(row.id, by), self.told(""))

    # Folders

    def action_folder(self) -> None:
        """Put the marked bookmark in a folder."""
        row = self.marked
        if row is not None:
            self.ask_text("folder: ", row.text, partial(self._filed, row.id))

    def _filed(self, bookmark_id: str, folder: str) -> None:
        self._checked(folder, partial(self._file, bookmark_id))

    def _file(self, bookmark_id: str, folder: str) -> None:
        words = "Filed. u takes it back." if folder.strip() else "Taken out of its folder. u takes it back."
        self.at_desk(lambda desk: desk.bookmarks.file(bookmark_id, folder), self.told(words))

    def action_rename(self) -> None:
        """Give the folder of the marked bookmark another name."""
        row = self.marked
        if row is None or not row.text:
            self.tell("This bookmark is in no folder. f puts it in one.")
            return
        self.ask_text("new name: ", row.text, partial(self._renamed, row.text))

    def _renamed(self, folder: str, new: str) -> None:
        self._checked(new, partial(self._rename, folder))

    def _rename(self, folder: str, new: str) -> None:
        self.at_desk(lambda desk: desk.bookmarks.rename_folder(folder, new), self.told("Renamed. u takes it back."))

    def _checked(self, folder: str, go_on: partial[None]) -> None:
        """A folder's name is kept in clear: what looks like an identifier is asked about."""
        found = folder_findings(folder)
        if not found:
            go_on(folder)
            return

        def answered(answer: str | None) -> None:
            if answer == "enter":
                go_on(mask(folder, found))
            elif answer == "k":
                go_on(folder)
            else:
                self.tell("Nothing was changed.")

        ask = self.handbook_app.installed("ask", AskScreen)
        ask.prepare(
            f"This name looks as if it held {described(found)}, and names of folders are not sealed.",
            [("enter", "Enter", "mask it"), ("k", "k", "keep it")],
            no="Esc go back",
        )
        self.app.push_screen("ask", answered)


def _rows(desk: Desk, words: str) -> tuple[tuple[Row, ...], int]:
    """At the desk: rows under their folders' names; ``text`` holds the folder."""
    wanted = fold(words).split()
    rows: list[Row] = []
    folder: str | None = None
    bookmarks = desk.bookmarks.all()
    has_folders = any(bookmark.folder for bookmark in bookmarks)
    for bookmark in bookmarks:
        anchor, standing = bookmark.anchor, desk.standing(bookmark.anchor)
        place = desk.texts.place(standing.passage) if standing.passage else None
        title = " › ".join((place.title, *place.headings)) if place else place_of(anchor)
        haystack = fold(f"{title} {anchor.quote} {bookmark.folder}")
        if not all(word in haystack for word in wanted):
            continue
        if has_folders and bookmark.folder != folder:
            folder = bookmark.folder
            rows.append(Row("", folder or "In no folder"))
        rows.append(
            Row(
                id=bookmark.id,
                title=title,
                right=_STANDING.get(standing.state, ""),
                below=f"“{anchor.quote}”" if anchor.quote else "",
                head=title,
                quote=anchor.quote or anchor.said,
                text=bookmark.folder,
                about=f"kept {said(bookmark.created.astimezone().date())}",
                reference=standing.passage or anchor.passage.partition("#")[0],
            )
        )
    return tuple(rows), len(bookmarks)
