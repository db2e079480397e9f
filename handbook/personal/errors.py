"""What can go wrong with personal data. No message holds what a person wrote."""

from __future__ import annotations

from handbook.errors import HandbookError


class StoreError(HandbookError):
    """The file of personal data cannot do what was asked."""


class StoreReadOnly(StoreError):
    """It can be read and not written."""


class StoreFull(StoreError):
    """No room on the disk; nothing was changed."""


class StoreBusy(StoreError):
    """Another window held it longer than we wait."""


class StoreDamaged(StoreError):
    """What is on disk is not what was written."""


class StoreForeign(StoreError):
    """The file is not ours; it is left as it is."""


class StoreMissing(StoreError):
    """There is no such file."""


class StoreTooNew(StoreError):
    """Written by a newer handbook; it can only be read."""


class Conflict(StoreError):
    """Changed in another window since it was read here."""


class ProtectionChanged(StoreError):
    """Another window switched the protection of notes, or restored a backup."""


class Undecided(HandbookError):
    """There is neither a passphrase nor the decision to go without."""


class Locked(HandbookError):
    """The notes are locked."""


class WrongPassphrase(HandbookError):
    """It does not open the notes. ``wait`` says how many seconds the next try must wait."""

    def __init__(self, message: str, hint: str = "", *, wait: float = 0.0) -> None:
        super().__init__(message, hint)
        self.wait = wait


class WeakPassphrase(HandbookError):
    """Too easy to guess."""


class SealBroken(HandbookError):
    """A sealed value does not open: damaged, moved from its place, or of another key."""


class NoSuch(HandbookError):
    """No note, bookmark, draft or backup of this id."""


class Refused(HandbookError):
    """What was given cannot be taken: an import file, a quote that does not stand, a value out of range."""
