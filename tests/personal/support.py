"""A clock that is moved by hand, an edition held in memory, and a store in a folder of its own."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from handbook.personal.opening import open_store
from handbook.personal.seal import Cost
from handbook.personal.store import Store
from handbook.personal.texts import Place
from handbook.personal.vault import Vault

CHEAP = Cost(1, 8192)
"""Argon2id as cheap as it goes: what is tested is not its slowness."""
GOOD = "purple ladder kettle sunday"
SAMPLES = Path(__file__).resolve().parent / "samples"


class HandClock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: datetime = datetime(2026, 11, 22, 20, 10, tzinfo=UTC)) -> None:
        self.time, self.steady = start, 1000.0

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.steady

    def forward(self, seconds: float, *, slept: float = 0.0) -> None:
        self.time += timedelta(seconds=seconds + slept)
        self.steady += seconds


@dataclass
class Edition:
    """Passages by their ids in reading order, former ids, and page titles."""

    passages: dict[str, str]
    former: dict[str, str] = field(default_factory=dict)
    edition: str = "1 (2026-11-22)"
    restraint: str = ""

    def resolve(self, reference: str) -> str | None:
        page, _, slug = reference.partition("#")
        wanted = f"{page}#{slug or 'top'}"
        for _ in range(8):
            if wanted in self.passages:
                return wanted
            page, _, slug = wanted.partition("#")
            moved = self.former.get(wanted)
            if moved is None and page in self.former:
                moved = f"{self.former[page]}#{slug}"
            if moved is None:
                return None
            wanted = moved
        return None

    def text(self, passage: str) -> str | None:
        return self.passages.get(passage)

    def place(self, passage: str) -> Place | None:
        if passage not in self.passages:
            return None
        page, _, slug = passage.partition("#")
        headings = () if slug == "top" else (slug.replace("-", " ").capitalize(),)
        order = list(self.passages).index(passage)
        return Place(
            passage, order, page.rpartition("/")[2].capitalize(), headings, "procedure", "current", self.restraint
        )

    def everywhere(self) -> Iterable[tuple[str, str]]:
        return self.passages.items()


def real_passages() -> dict[str, str]:
    """Passages of this handbook as they stood on one day: 38 pages, 366 passages."""
    lines = (SAMPLES / "edition.jsonl").read_text(encoding="utf-8").splitlines()
    read = [json.loads(line) for line in lines]
    return {f"{one['page']}#{one['slug']}": one["text"] for one in read}


SMALL = Edition(
    {
        "procedures/recording#top": "Write it the same day. Tell your manager before you go home.",
        "procedures/recording#words": "Use the child's own words. Keep fact and opinion apart.\nSign it, and date it.",
        "procedures/meeting#top": "Ask for a meeting where worries cannot be said in front of the family.",
        "procedures/meeting#chair": "Agree who takes the chair before the meeting starts. The chair keeps the record.",
    }
)


def tell(words: str) -> None:
    """Print a figure that a test measured; ``pytest -rP`` shows it."""
    sys.stderr.write(words + "\n")


def store_in(folder: Path, clock: HandClock | None = None) -> Store:
    return open_store(folder, clock or HandClock(), busy=0.2, shared="")


def vault_of(store: Store) -> Vault:
    return Vault(store, cost=CHEAP)
