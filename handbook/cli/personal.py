"""``personal``: one's own data as a whole: out, in, backups, protection, and erasing for good."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handbook.cli import protection
from handbook.cli.marks import counted, group, identifier_arguments, opened, short
from handbook.errors import HandbookError, UsageError

if TYPE_CHECKING:
    from handbook.personal.exporting import Export, Format
    from handbook.personal.merging import Plan

_EPILOG = """\
examples:
  handbook personal export -o notes.md          also .jsonl (to import elsewhere), .html, .docx
  handbook personal import notes.jsonl --dry-run
  handbook personal backup -o /media/stick/handbook.backup
  handbook personal restore                     lists the backups; with a name or file it restores
  handbook personal check
  handbook personal passphrase                  set or change it; --none goes without
  handbook personal purge                       erases what is in the bin, from the backups too

Without a terminal the passphrase is read from the file that HANDBOOK_PASSPHRASE_FILE names, and what would be asked is
answered with --yes.
exit status: 0 done, 1 refused, damaged, locked or no such file, 2 used wrongly
"""


def describe(name: str, commands: Any, summary: str) -> None:
    """Add the command to the parser."""
    actions = group(commands, name, summary, _EPILOG)

    out = actions.add_parser("export", help="write notes and bookmarks to a file, in the order of the handbook")
    out.add_argument("-o", "--output", metavar="FILE", help="its ending says the form: .md, .jsonl, .html or .docx")
    out.add_argument(
        "--mentions", metavar="WORDS", help="only notes that mention any of these words, and no bookmarks"
    )
    out.add_argument("--force", action="store_true", help="replace a file that is there")
    identifier_arguments(out)
    out.set_defaults(answer=export)

    into = actions.add_parser("import", help="take in what was exported as .jsonl on another laptop")
    into.add_argument("file", metavar="FILE")
    into.add_argument("--dry-run", action="store_true", help="say what would be done and change nothing")
    into.add_argument("--take", choices=("mine", "theirs", "both"), default="mine", help="where both differ (mine)")
    identifier_arguments(into)
    into.add_argument("--json", action="store_true", help="print one JSON document")
    into.set_defaults(answer=take_in)

    kept = actions.add_parser("backup", help="take a backup now; with -o an encrypted one in one file")
    kept.add_argument("-o", "--output", metavar="FILE", help="for a stick; its passphrase is asked for")
    kept.add_argument("--force", action="store_true", help="replace a file that is there")
    kept.set_defaults(answer=keep)

    back = actions.add_parser("restore", help="list the backups, or restore one")
    back.add_argument("backup", nargs="?", metavar="NAME or FILE")
    back.add_argument("--yes", action="store_true", help="do it without asking")
    back.add_argument("--json", action="store_true", help="print the list as one JSON document")
    back.set_defaults(answer=restore)

    look = actions.add_parser("check", help="say whether your own data is whole")
    look.add_argument("--json", action="store_true", help="print one JSON document")
    look.set_defaults(answer=check)

    secret = actions.add_parser("passphrase", help="set, change or leave out the passphrase of notes")
    secret.add_argument("--none", action="store_true", help="go without: a decision, explained before it is made")
    secret.add_argument("--new", metavar="FILE", help="read the new passphrase from this file")
    secret.add_argument(
        "--recover", metavar="FILE", help="unlock with the recovery code in this file, then set a new one"
    )
    secret.add_argument(
        "--old-backups", choices=("rewrite", "keep"), default="rewrite", help="what becomes of them (rewrite)"
    )
    secret.add_argument("--yes", action="store_true", help="do it without asking")
    secret.set_defaults(answer=protection.passphrase)

    gone = actions.add_parser("purge", help="erase for good what is in the bin, from the backups too")
    gone.add_argument("--expired", action="store_true", help="also notes whose keep-until day has come")
    gone.add_argument("--mentions", metavar="WORDS", help="also notes that mention any of these words")
    gone.add_argument("--everything", action="store_true", help="all of your own data and every backup")
    gone.add_argument("--yes", action="store_true", help="do it without asking")
    gone.set_defaults(answer=protection.purge)


# Out and in


def export(options: argparse.Namespace) -> int:
    """Write notes and bookmarks to a file and print its name. Raises Locked, Refused or StoreError."""
    from handbook.cli.passphrase import unlock
    from handbook.personal.exporting import ENDINGS, UNPROTECTED
    from handbook.personal.files import write_private
    from handbook.personal.formats import render

    out, found, desk = opened(options)
    path = Path(options.output or f"handbook-notes-{found.today().isoformat()}.md")
    form: Format | None = ENDINGS.get(path.suffix.casefold())
    if form is None:
        raise UsageError(
            f"There is no form for {path.suffix or 'a name without an ending'}.", "Use .md, .jsonl, .html or .docx."
        )
    unlock(desk)
    if options.mentions is not None:
        chosen = desk.export(desk.mentioning(options.mentions), [])
    else:
        chosen = desk.export()
    chosen = _cleared(chosen, options)
    write_private(path.absolute(), render(chosen, form), replace=options.force)
    out.line(str(path))
    bookmarks = counted(len(chosen.items) - len(chosen.notes), "bookmark")
    out.remark(f"{counted(len(chosen.notes), 'note')}, {bookmarks}. {UNPROTECTED}")
    return 0


def _cleared(chosen: Export, options: argparse.Namespace) -> Export:
    """The export as the person decides about identifiers in it. Raises HandbookError to go back."""
    from dataclasses import replace

    from handbook.cli.passphrase import decide
    from handbook.personal.exporting import findings
    from handbook.personal.identifiers import mask, scan
    from handbook.personal.record import Note

    found = findings(chosen)
    everything = tuple(finding for spans in found.values() for finding in spans)
    what = "One of the notes looks" if len(found) == 1 else f"{len(found)} of the notes look"
    if not decide(everything, masks=options.mask, keeps=options.keep_identifiers, what=what):
        return chosen
    items = tuple(
        replace(item, source=replace(item.source, text=mask(item.source.text, scan(item.source.text))))
        if isinstance(item.source, Note)
        else item
        for item in chosen.items
    )
    return replace(chosen, items=items)


def take_in(options: argparse.Namespace) -> int:
    """Merge a file from another laptop. Raises Refused, Locked or StoreError; then nothing is taken."""
    from handbook.cli.passphrase import at_terminal, require_protection
    from handbook.personal.identifiers import described
    from handbook.personal.importing import read_file
    from handbook.personal.merging import apply, plan

    arrived = read_file(Path(options.file))
    out, _, desk = opened(options)
    if arrived.notes:
        require_protection(desk, out)
    planned = plan(arrived, desk.notes, desk.bookmarks)
    if not options.json:
        _tell_plan(planned, out)
    spans = tuple(finding for found in planned.findings.values() for finding in found)
    if spans and not (options.mask or options.keep_identifiers):
        said = f"{len(planned.findings)} notes look as if they held {described(spans)}."
        if not options.dry_run:
            raise HandbookError(f"{said} Nothing was taken.", "--mask replaces it, --keep-identifiers keeps it.")
        out.remark(said)
    if options.dry_run:
        if options.json:
            out.json({**_plan_document(planned), "added": 0, "changed": 0, "left": len(planned.conflicts)})
        return 0
    done = apply(planned, desk.notes, desk.bookmarks, take=options.take, masked=options.mask)
    if options.json:
        out.json({**_plan_document(planned), "added": done.added, "changed": done.changed, "left": done.left})
    else:
        out.line(
            f"{done.added} added, {done.changed} changed, {planned.same} here already, {done.left} left as they are here."
        )
        if done.left and not at_terminal():
            out.remark("Where both differ: --take theirs takes theirs, --take both keeps both.")
    return 0


def _tell_plan(planned: Plan, out: Any) -> None:
    new = len(planned.notes) + len(planned.bookmarks)
    out.remark(f"{new} new, {planned.same} here already, {len(planned.conflicts)} differ.")
    for conflict in planned.conflicts:
        out.remark(f"{conflict.mine.id} differs:")
        for field in conflict.fields:
            out.remark(f"    {field.name}: here “{short(field.mine)}”, there “{short(field.theirs)}”")


def _plan_document(planned: Plan) -> dict[str, Any]:
    return {
        "new": [*(note.id for note in planned.notes), *(bookmark.id for bookmark in planned.bookmarks)],
        "same": planned.same,
        "conflicts": [
            {
                "id": conflict.mine.id,
                "fields": [
                    {"name": field.name, "mine": field.mine, "theirs": field.theirs} for field in conflict.fields
                ],
            }
            for conflict in planned.conflicts
        ],
        "identifiers": {note: [finding.kind for finding in found] for note, found in planned.findings.items()},
    }


# Backups


def keep(options: argparse.Namespace) -> int:
    """Take a backup and print where it is. Raises StoreError."""
    from handbook.cli.passphrase import from_file, new_passphrase
    from handbook.personal import backup
    from handbook.personal.stick import write_stick

    out, _, desk = opened(options)
    if not desk.store.exists:
        raise HandbookError("There is nothing to back up yet.", "Bookmarks and notes make the file.")
    if not options.output:
        out.line(str(backup.take(desk.store)))
        return 0
    path = Path(options.output).absolute()
    write_stick(desk.store, path, from_file() or new_passphrase(None), replace=options.force)
    out.line(str(path))
    out.remark("It is encrypted. Without its passphrase nobody can open it, and neither can you.")
    return 0


def restore(options: argparse.Namespace) -> int:
    """List the backups, or put one in the place of what is there. Raises HandbookError."""
    from handbook.cli.passphrase import ask_once, confirmed, from_file
    from handbook.personal import backup
    from handbook.personal.clock import stamp
    from handbook.personal.stick import is_stick

    out, _, desk = opened(options)
    if options.backup is None:
        found = desk.backups()
        if options.json:
            out.json({"backups": [{"name": one.path.name, "taken": stamp(one.taken)} for one in found]})
            return 0
        for one in found:
            out.line(one.path.name)
        if not found:
            out.remark("There are no backups yet.")
        return 0
    path = Path(options.backup)
    if not path.is_file():
        path = backup.named(backup.folder_of(desk.folder), options.backup).path
    question = "Put this backup in the place of what is there now? A backup of that is taken first."
    if not options.yes and not confirmed(question):
        raise HandbookError("Nothing was restored.", "Say --yes to do it without asking.")
    desk.restore(path, passphrase=(from_file() or ask_once("Passphrase of that backup: ")) if is_stick(path) else "")
    out.line("Restored.")
    return 0


def check(options: argparse.Namespace) -> int:
    """Say whether everything is as it was written. 1 where it was not."""
    from handbook.personal.clock import stamp
    from handbook.personal.vault import PROTECTION

    out, _, desk = opened(options)
    store = desk.store
    damaged = [notice for notice in store.notices if notice.startswith("The file of your own data")]
    words = list(damaged)
    if store.exists:
        from handbook.personal.check import problems

        with store.held() as connection:
            words += problems(connection, thorough=True) if not store.is_newer else []
        protection = desk.vault.protection if store.meta(PROTECTION) else "undecided"
    else:
        protection = "undecided"
    backups = desk.backups()
    document = {
        "ok": not words,
        "problems": words,
        "protection": protection,
        "notes": desk.notes.count() if store.exists else 0,
        "bookmarks": len(desk.bookmarks.all()),
        "drafts": desk.drafts.waiting(),
        "backups": len(backups),
        "newest_backup": stamp(backups[0].taken) if backups else None,
        "read_only": store.read_only,
    }
    if options.json:
        out.json(document)
    else:
        state = {"sealed": "sealed with a passphrase", "none": "in clear, as you decided", "undecided": "none yet"}
        out.line("Your own data is whole." if not words else "Your own data was not whole:")
        for problem in words:
            out.line(f"  {problem}")
        out.line(f"notes: {document['notes']} ({state[protection]})")
        out.line(f"bookmarks: {document['bookmarks']}, drafts: {document['drafts']}")
        out.line(f"backups: {len(backups)}" + (f", the newest {document['newest_backup']}" if backups else ""))
    return 0 if not words else 1
