"""``note``: one's own notes on the text, without the screens."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from handbook.cli.marks import (
    anchored,
    group,
    identifier_arguments,
    json_argument,
    opened,
    passage_arguments,
    short,
    standing_words,
)
from handbook.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from handbook.cli.output import Output
    from handbook.desk import Desk
    from handbook.personal.record import Note
    from handbook.personal.standing import Standing

KINDS = ("note", "question", "action", "reflection")
"""As :data:`handbook.personal.record.NOTE_KINDS`, which the help of other commands need not load."""
_EPILOG = """\
examples:
  handbook note add procedures/recording#words --text "Bring to supervision." --kind question
  handbook note add hard-to-reach/indicators --text - < note.txt
  handbook note list --json
  handbook note edit ID --keep-until 2027-01-31

Reflection only: case facts belong in the case record. Notes are sealed with a passphrase; without a terminal it is read
from the file that HANDBOOK_PASSPHRASE_FILE names. `handbook personal passphrase --none --yes` decides to go without.
exit status: 0 done, 1 no such passage or note, locked, or refused, 2 used wrongly
"""


def describe(name: str, commands: Any, summary: str) -> None:
    """Add the command to the parser."""
    actions = group(commands, name, summary, _EPILOG)
    add = actions.add_parser("add", help="write a note on a passage")
    passage_arguments(add)
    add.add_argument("--text", required=True, metavar="TEXT", help="the note; - reads standard input")
    add.add_argument("--kind", choices=KINDS, default="note", help="note, question, action or reflection")
    add.add_argument(
        "--keep-until", type=_day, metavar="DATE", help="as 2026-12-20; four weeks from today unless said"
    )
    add.add_argument("--tag", action="append", default=[], metavar="TAG", help="a tag; may be given again")
    identifier_arguments(add)
    json_argument(add)
    add.set_defaults(answer=note_add)

    listed = actions.add_parser("list", help="list every note and where it stands now")
    listed.add_argument("--kind", choices=KINDS, help="only this kind")
    listed.add_argument("--tag", metavar="TAG", help="only with this tag")
    listed.add_argument("--mentions", metavar="WORDS", help="only notes that mention any of these words")
    listed.add_argument("--due", action="store_true", help="only notes whose keep-until day has come")
    listed.add_argument("--bin", action="store_true", help="the notes in the bin")
    json_argument(listed)
    listed.set_defaults(answer=note_list)

    show = actions.add_parser("show", help="print a note with the text it is on, then and now")
    show.add_argument("id", metavar="ID")
    json_argument(show)
    show.set_defaults(answer=note_show)

    edit = actions.add_parser("edit", help="change a note, or attach it to other words")
    edit.add_argument("id", metavar="ID")
    edit.add_argument("--text", metavar="TEXT", help="the new text; - reads standard input")
    edit.add_argument("--kind", choices=KINDS)
    edit.add_argument("--keep-until", type=_day, metavar="DATE")
    edit.add_argument("--tag", action="append", metavar="TAG", help="its tags from now on; may be given again")
    edit.add_argument("--passage", metavar="PASSAGE", help="attach it to this passage")
    edit.add_argument("--quote", default="", metavar="TEXT", help="attach it to these words of the passage")
    edit.add_argument("--accept", action="store_true", help="attach it to where it seems to stand now")
    identifier_arguments(edit)
    json_argument(edit)
    edit.set_defaults(answer=note_edit)

    for name, words, answer in (
        ("remove", "put notes in the bin", note_remove),
        ("restore", "take notes out of the bin", note_restore),
    ):
        action = actions.add_parser(name, help=words)
        action.add_argument("ids", nargs="+", metavar="ID")
        action.set_defaults(answer=answer)


def _day(text: str) -> date:
    from datetime import date

    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("give a day as 2026-12-20") from None
    if day < date.today():
        raise argparse.ArgumentTypeError("that day is past")
    return day


def _given(text: str) -> str:
    """The text of an option, or standard input for ``-``. Raises UsageError where it is empty."""
    text = sys.stdin.read() if text == "-" else text
    if not text.strip():
        raise UsageError("A note needs some text.", "Give it with --text, or - to read standard input.")
    return text


def note_add(options: argparse.Namespace) -> int:
    """Write a note and print its id once it is safe on disk."""
    from handbook.cli.passphrase import gate, require_protection

    text = _given(options.text)
    out, found, desk = opened(options)
    at = anchored(found, desk, options)
    text = gate(text, options)
    require_protection(desk, out)
    note = desk.write(at, text, kind=options.kind, tags=tuple(options.tag), keep_until=options.keep_until)
    if options.json:
        out.json({"id": note.id})
    else:
        out.line(note.id)
    return 0


def note_list(options: argparse.Namespace) -> int:
    """Print the notes in the order of the handbook. Raises Locked."""
    from handbook.cli.passphrase import unlock

    out, _, desk = opened(options)
    unlock(desk)
    notes = desk.notes.bin() if options.bin else desk.notes.due() if options.due else desk.notes.all()
    if options.mentions is not None:
        mentioned = {note.id for note in desk.mentioning(options.mentions)}
        notes = [note for note in notes if note.id in mentioned]
    notes = [n for n in notes if options.kind in (None, n.kind) and (options.tag is None or options.tag in n.tags)]
    listed = sorted(((note, desk.standing(note.anchor)) for note in notes), key=lambda pair: _order(desk, pair[1]))
    if desk.notes.unreadable:
        out.remark(
            f"{len(desk.notes.unreadable)} notes cannot be opened; they are kept. See: handbook personal check"
        )
    if options.json:
        out.json({"notes": [note_document(note, at) for note, at in listed]})
        return 0
    for note, at in listed:
        _print_note(note, at, out)
    if not listed:
        out.remark("There are no notes.")
    return 0


def _order(desk: Desk, at: Standing) -> int:
    place = desk.texts.place(at.passage) if at.passage else None
    return place.order if place else 1 << 40


def note_document(note: Note, at: Standing) -> dict[str, Any]:
    """A note in the shape of ``note list --json``."""
    from handbook.personal.clock import stamp

    return {
        "id": note.id,
        "passage": at.passage,
        "quote": note.anchor.quote,
        "text": note.text,
        "kind": note.kind,
        "anchor": at.state,
        "was": at.was,
        "created": stamp(note.created),
        "changed": stamp(note.changed),
        "keep_until": note.keep_until.isoformat(),
    }


def note_show(options: argparse.Namespace) -> int:
    """Print one note. Raises NoSuch or Locked."""
    from handbook.cli.passphrase import unlock

    out, _, desk = opened(options)
    unlock(desk)
    note = desk.notes.get(options.id)
    at = desk.standing(note.anchor)
    if options.json:
        more = {
            "tags": list(note.tags),
            "edition": note.edition,
            "now": at.now,
            "certain": at.is_certain,
            "formerly": list(note.formerly),
            "in_bin": note.deleted is not None,
        }
        out.json({**note_document(note, at), **more})
        return 0
    _print_note(note, at, out)
    if at.state == "changed" and at.now:
        out.line(f"    now: “{at.now}”")
        out.line(f"    Accept with: handbook note edit {note.id} --accept")
    if at.state == "lost":
        out.line(f"    It stood in {at.was}." + (f" It said: “{note.anchor.quote or note.anchor.said}”"))
    for quote in note.formerly:
        out.line(f"    formerly on: “{quote}”")
    return 0


def note_edit(options: argparse.Namespace) -> int:
    """Change a note. Raises NoSuch, Locked or Refused."""
    from handbook.cli.passphrase import gate, unlock
    from handbook.personal.notes import Edit

    text = _given(options.text) if options.text is not None else None
    nothing = (options.text, options.kind, options.keep_until, options.tag, options.passage) == (None,) * 5
    if nothing and not options.quote and not options.accept:
        raise UsageError(
            "There is nothing to change.", "Give --text, --kind, --keep-until, --tag, --passage or --accept."
        )
    out, found, desk = opened(options)
    unlock(desk)
    note = desk.notes.get(options.id)
    if text is not None:
        text = gate(text, options)
    if options.passage or options.quote:
        options.passage = options.passage or desk.standing(note.anchor).passage or note.anchor.passage
        desk.notes.attach(note.id, anchored(found, desk, options), edition=desk.texts.edition)
    elif options.accept:
        desk.accept(note)
    tags = tuple(options.tag) if options.tag is not None else None
    if text is not None or options.kind or tags is not None or options.keep_until:
        saved = desk.notes.edit(note.id, Edit(text, options.kind, tags, options.keep_until))
        note = saved.note
    if options.json:
        out.json({"id": note.id})
    else:
        out.line(note.id)
    return 0


def note_remove(options: argparse.Namespace) -> int:
    """Put notes in the bin. Raises NoSuch or Locked."""
    return _each(options, "remove", "In the bin")


def note_restore(options: argparse.Namespace) -> int:
    """Take notes out of the bin. Raises NoSuch or Locked."""
    return _each(options, "restore", "Taken out of the bin")


def _each(options: argparse.Namespace, method: str, said: str) -> int:
    from handbook.cli.passphrase import unlock

    out, _, desk = opened(options)
    unlock(desk)
    for note_id in options.ids:
        desk.notes.get(note_id)
    for note_id in options.ids:
        getattr(desk.notes, method)(note_id)
    out.remark(f"{said}: {len(options.ids)}.")
    return 0


def _print_note(note: Note, at: Standing, out: Output) -> None:
    from handbook.model.wording import day

    where = at.passage or f"{at.was} (no longer in the handbook)"
    out.line(f"{note.id}  {note.kind}  {where}{standing_words(at)}")
    if note.anchor.quote:
        out.line(f"    on: “{short(note.anchor.quote)}”")
    for line in note.text.split("\n"):
        out.line(f"    {line}")
    tags = "".join(f"  #{tag}" for tag in note.tags)
    out.line(f"    written {day(note.created.date())}, keep until {day(note.keep_until)}{tags}")
