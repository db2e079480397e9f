"""What is wrong with a file, said so that a person who does not program can mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Severity: TypeAlias = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One finding of a check."""

    file: str
    """Relative to the content folder, with forward slashes (``../index/lexicon.yaml`` for what lies beside it)."""
    line: int
    """From 1."""
    column: int
    """From 1, in characters."""
    rule: str
    """A short stable name of the rule, such as ``duplicate-key``."""
    severity: Severity
    message: str
    fix: str
    """What to do; never empty."""
    quoted: str = ""
    """The line as it stands in the file."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.severity}: {self.message} {self.fix} [{self.rule}]"
