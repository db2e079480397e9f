"""The passphrase of notes on the command line: from a file, or asked at a terminal; never an argument, never shown."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from handbook.errors import HandbookError, UsageError

if TYPE_CHECKING:
    from handbook.cli.output import Output
    from handbook.desk import Desk
    from handbook.personal.identifiers import Finding

VARIABLE = "HANDBOOK_PASSPHRASE_FILE"
TRIES = 3


def at_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def from_file(name: str | None = None) -> str | None:
    """The passphrase in the file that ``HANDBOOK_PASSPHRASE_FILE`` (or ``name``) names, or None where none is named.

    Raises HandbookError where it cannot be read or is empty.
    """
    name = name if name is not None else os.environ.get(VARIABLE)
    if not name:
        return None
    try:
        text = Path(name).expanduser().read_text(encoding="utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise HandbookError(
            "The file with the passphrase cannot be read.", f"Look at what {VARIABLE} names."
        ) from None
    if not text.strip():
        raise HandbookError("The file with the passphrase is empty.", f"Look at what {VARIABLE} names.")
    return text


def unlock(desk: Desk) -> None:
    """Unlock the notes where they have a passphrase. Raises Locked where nobody can be asked, or WrongPassphrase."""
    from handbook.personal.errors import Locked, WrongPassphrase

    vault = desk.vault
    if vault.protection != "sealed" or vault.is_open:
        return
    given = from_file()
    if given is not None:
        vault.unlock(given)
        return
    if not at_terminal():
        raise Locked("Your notes are locked.", f"Put their passphrase in a file and name that with {VARIABLE}.")
    for number in range(TRIES):
        time.sleep(vault.wait())
        try:
            vault.unlock(_asked("Passphrase of your notes: "))
            return
        except WrongPassphrase as wrong:
            if number == TRIES - 1:
                raise
            print(f"{wrong.message} {wrong.hint}", file=sys.stderr)


def require_protection(desk: Desk, out: Output) -> None:
    """Notes can be written after this: unlocked, or their protection decided just now. Raises Undecided or Locked."""
    from handbook.personal.errors import Undecided

    if desk.vault.protection != "undecided":
        unlock(desk)
        return
    given = from_file()
    if given is not None:
        tell_code(desk.vault.protect(given)[0], out)
        return
    if not at_terminal():
        raise Undecided(
            "Notes are refused: there is no passphrase yet, and nobody to ask.",
            f"Put one in a file and name that with {VARIABLE}, or decide to go without: "
            "handbook personal passphrase --none --yes",
        )
    choose(desk, out)


def choose(desk: Desk, out: Output) -> None:
    """Ask for the first passphrase, offering four words; going without is one of the answers."""
    from handbook.personal.errors import WeakPassphrase
    from handbook.personal.vault import FORGOTTEN, WITHOUT
    from handbook.personal.wordlist import offer

    words = offer()
    for line in ("Your notes are sealed with a passphrase.", FORGOTTEN, "", f"Four words to take:  {words}", ""):
        out.remark(line)
    while True:
        answer = _asked("Enter takes these words; or type your own passphrase; or the word none: ")
        if answer.strip() == "none":
            out.remark(WITHOUT)
            if confirmed("Go without a passphrase?"):
                desk.vault.go_without()
                return
            continue
        try:
            if answer and _asked("The same again: ") != answer:
                out.remark("The two were not alike.")
                continue
            tell_code(desk.vault.protect(answer or words)[0], out)
            return
        except WeakPassphrase as weak:
            out.remark(f"{weak.message} {weak.hint}")


def new_passphrase(name: str | None) -> str:
    """Another passphrase: from a file, or asked twice at a terminal. Raises UsageError where neither is there."""
    given = from_file(name) if name else None
    if given is not None:
        return given
    if not at_terminal():
        raise UsageError("There is no new passphrase.", "Put it in a file and name that with --new FILE.")
    from handbook.personal.wordlist import offer

    words = offer()
    print(f"Four words to take:  {words}", file=sys.stderr)
    answer = _asked("Enter takes these words; or type the new passphrase: ")
    if answer and _asked("The same again: ") != answer:
        raise UsageError("The two were not alike.", "Nothing is changed. Try again.")
    return answer or words


def tell_code(code: str, out: Output) -> None:
    """Show the recovery code, once."""
    from handbook.personal.vault import FORGOTTEN

    out.remark(FORGOTTEN)
    out.remark(f"Recovery code:  {code}")


def confirmed(question: str) -> bool:
    """Whether a person at the terminal says yes; without one the answer is no."""
    if not at_terminal():
        return False
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def decide(findings: tuple[Finding, ...], *, masks: bool, keeps: bool, what: str) -> bool:
    """Whether what looks like identifiers is to be masked (true) or kept. Raises HandbookError to go back.

    The answer comes from ``--mask`` or ``--keep-identifiers``, or is asked for at a terminal. Nothing of it is stored.
    """
    from handbook.personal.identifiers import NAMES_ARE_NOT_FOUND, described

    if masks or keeps or not findings:
        return masks
    said = f"{what} as if it held {described(findings)}."
    if not at_terminal():
        raise HandbookError(
            f"{said} Nothing was saved.",
            f"Case facts belong in the case record. --mask replaces it, --keep-identifiers keeps it. {NAMES_ARE_NOT_FOUND}",
        )
    print(f"{said} Case facts belong in the case record. {NAMES_ARE_NOT_FOUND}", file=sys.stderr)
    print("m mask it, k keep it, anything else goes back: ", end="", file=sys.stderr, flush=True)
    answer = sys.stdin.readline().strip().casefold()
    if answer not in ("m", "mask", "k", "keep"):
        raise HandbookError("Nothing was saved.", "Change the text and try again.")
    return answer.startswith("m")


def gate(text: str, options: argparse.Namespace, what: str = "That note looks") -> str:
    """A text that may hold identifiers, as the person decides: masked or kept. Raises HandbookError to go back."""
    from handbook.personal.identifiers import mask, scan

    findings = scan(text)
    masked = decide(findings, masks=options.mask, keeps=options.keep_identifiers, what=what)
    return mask(text, findings) if masked else text


def ask_once(prompt: str) -> str:
    """A passphrase asked at the terminal, or the empty string where nobody is there."""
    return _asked(prompt) if at_terminal() else ""


def _asked(prompt: str) -> str:
    import getpass

    try:
        return getpass.getpass(prompt, stream=sys.stderr)
    except EOFError:
        raise HandbookError("No passphrase was given.", "Nothing is changed.") from None
