"""Drafts: what is being typed, kept at every pause and sealed as notes are.

The caller keeps one half a second after the last key and at least every two seconds.
"""

from __future__ import annotations

from dataclasses import replace

from handbook.errors import HandbookError
from handbook.personal.clock import rounded
from handbook.personal.record import Draft
from handbook.personal.schema import DRAFT, Value
from handbook.personal.store import Store
from handbook.personal.vault import Vault
from handbook.text import guard

KEEP_EVERY = 2.0
"""Seconds after which a draft is kept even while somebody types on."""
KEEP_AFTER = 0.5
"""Seconds of pause after which it is kept."""


class Drafts:
    """The drafts of the store."""

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store, self._vault = store, vault

    def save(self, draft: Draft) -> None:
        """Keep a draft, replacing what was kept of it before. Raises Locked, Undecided or StoreError."""
        cipher, generation = self._vault.session()
        payload = replace(draft, text=guard(draft.text), saved=self._store.clock.now()).payload()
        with self._store.change(generation) as change:
            there = change.get(DRAFT, draft.id)
            version = there.version + 1 if there else 1
            body = cipher.close(payload, DRAFT.name, draft.id, version)
            row: dict[str, Value] = {"id": draft.id, "changed": rounded(self._store.clock.now()), "body": body}
            if there is None:
                change.insert(DRAFT, row)
            else:
                change.update(DRAFT, row, there.version)

    def all(self) -> list[Draft]:
        """Every draft, newest first; one that does not open is left out. Raises Locked or Undecided."""
        rows = self._store.rows(DRAFT)
        if not rows:
            return []
        cipher = self._vault.cipher()
        found = []
        for row in rows:
            draft_id = row.text("id")
            try:
                found.append(Draft.read(draft_id, cipher.open(row.data("body"), DRAFT.name, draft_id, row.version)))
            except HandbookError:
                continue
        return sorted(found, key=lambda draft: draft.saved, reverse=True)

    def get(self, draft_id: str) -> Draft | None:
        """The draft of this id, or None."""
        return next((draft for draft in self.all() if draft.id == draft_id), None)

    def waiting(self) -> int:
        """How many there are; needs no unlocking."""
        return len(self._store.rows(DRAFT))

    def discard(self, draft_id: str) -> None:
        """Throw a draft away."""
        if self._store.row(DRAFT, draft_id) is not None:
            with self._store.change() as change:
                change.delete(DRAFT, draft_id)
