"""Every error the handbook shows a person: what happened, what to do next, and the exit status."""

from __future__ import annotations


class HandbookError(Exception):
    """The root. ``message`` says what happened and where; ``hint`` what to do next. No personal text in either."""

    status = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class UsageError(HandbookError):
    """The command was used wrongly."""

    status = 2


class ContentError(HandbookError):
    """The content cannot be read at all (a missing folder, a file that is no handbook)."""


class NotFound(HandbookError):
    """No such page, passage or guide."""


class IndexUnusable(HandbookError):
    """A built index is missing, stale, damaged or not ours. It is rebuilt, never repaired."""


class BuildFailed(HandbookError):
    """The index could not be built; the last good one, if any, still answers."""
