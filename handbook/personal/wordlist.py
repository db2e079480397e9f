"""Passphrases to offer: four words at random from a list of plain ones."""

from __future__ import annotations

import secrets
from functools import cache
from pathlib import Path

COUNT = 4


@cache
def words() -> tuple[str, ...]:
    """The list: 4,082 words of four to seven letters (``words.txt`` says where they come from)."""
    text = Path(__file__).with_name("words.txt").read_text(encoding="ascii")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def offer() -> str:
    """Four words, each drawn by the system's own randomness: 48 bits behind Argon2id."""
    return " ".join(secrets.choice(words()) for _ in range(COUNT))
