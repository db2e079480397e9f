"""``personal passphrase`` and ``personal purge``: protecting one's own data, and erasing it for good."""

from __future__ import annotations

import argparse
from typing import Any

from handbook.cli.marks import opened
from handbook.errors import HandbookError, UsageError


def passphrase(options: argparse.Namespace) -> int:
    """Set, change or leave out the passphrase. Raises HandbookError; then nothing is changed."""
    from handbook.cli import passphrase as asking
    from handbook.personal.vault import WITHOUT

    out, _, desk = opened(options)
    vault = desk.vault
    if options.none:
        if vault.protection == "none":
            out.remark("Your notes are in clear already.")
            return 0
        out.remark(WITHOUT)
        if not options.yes and not asking.confirmed("Go without a passphrase?"):
            raise HandbookError("Nothing was changed.", "Say --yes to do it without asking.")
        asking.unlock(desk)
        _tell_backups(vault.go_without(backups=options.old_backups), out)
        out.line("Your notes are kept in clear.")
        return 0
    if options.recover:
        code = asking.from_file(options.recover)
        vault.unlock_with_code(code or "")
        _tell_backups(vault.change_passphrase(asking.new_passphrase(options.new), backups=options.old_backups), out)
        out.line("The passphrase is changed.")
        return 0
    if vault.protection == "sealed":
        asking.unlock(desk)
        _tell_backups(vault.change_passphrase(asking.new_passphrase(options.new), backups=options.old_backups), out)
        out.line("The passphrase is changed.")
        return 0
    given = asking.from_file(options.new) if options.new else asking.from_file()
    if given is None:
        if not asking.at_terminal():
            raise UsageError("There is no passphrase to set.", "Put it in a file and name that with --new FILE.")
        asking.choose(desk, out)
        return 0
    code, switched = vault.protect(given, backups=options.old_backups)
    asking.tell_code(code, out)
    _tell_backups(switched, out)
    out.line("Your notes are sealed with the passphrase.")
    return 0


def _tell_backups(switched: Any, out: Any) -> None:
    if switched.left:
        out.remark(f"{switched.left} older backups are as they were: their notes open as before.")


def purge(options: argparse.Namespace) -> int:
    """Erase for good. Raises Locked or HandbookError; then nothing is changed."""
    from handbook.cli.passphrase import confirmed, unlock
    from handbook.personal.purge import REMAINS, erase, erase_everything

    out, _, desk = opened(options)
    if options.everything:
        if not options.yes and not confirmed("Erase all your notes, bookmarks, ticks and every backup, for good?"):
            raise HandbookError("Nothing was erased.", "Say --yes to do it without asking.")
        gone = erase_everything(desk.store)
        out.line(f"{gone} files erased.")
        out.remark(REMAINS)
        return 0
    unlock(desk)
    notes = {note.id for note in desk.notes.bin()}
    if options.expired:
        notes |= {note.id for note in desk.notes.due()}
    if options.mentions is not None:
        notes |= {note.id for note in desk.mentioning(options.mentions)}
    bookmarks = [bookmark.id for bookmark in desk.bookmarks.bin()]
    number = len(notes) + len(bookmarks)
    if not number:
        out.line("There is nothing to erase.")
        return 0
    if not options.yes and not confirmed(f"Erase {number} for good, from the backups too?"):
        raise HandbookError(f"Nothing was erased of {number}.", "Say --yes to do it without asking.")
    erased = erase(desk.store, sorted(notes), bookmarks)
    out.line(f"{erased.entries} erased, {erased.backups} backups rewritten.")
    if erased.left:
        out.remark(f"{erased.left} backups could not be rewritten and may still hold them.")
    out.remark(REMAINS)
    return 0
