"""The protection of notes: all of them or none, a passphrase, lock and unlock, and going without by decision."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from handbook.errors import HandbookError
from handbook.personal import backup, seal
from handbook.personal.change import GENERATION, STORE_ID, Change
from handbook.personal.errors import Locked, SealBroken, StoreDamaged, Undecided, WrongPassphrase
from handbook.personal.idle import IdleTimer
from handbook.personal.schema import DRAFT, NOTE
from handbook.personal.seal import Cipher, Cost, Plain, Sealed, Wrapped
from handbook.personal.store import Store

Protection: TypeAlias = Literal["undecided", "none", "sealed"]
PROTECTION = "protection"
"""The key in ``meta``."""
OldBackups: TypeAlias = Literal["rewrite", "keep"]

WITHOUT = (
    "Without a passphrase, anyone who can use this account or gets hold of this disk can read your notes. "
    "The handbook then relies on the computer's own encryption and lock alone."
)
"""What going without means, said before it is decided."""
FORGOTTEN = (
    "Nobody can open your notes without the passphrase or this recovery code: not your organisation, not the people who "
    "made the handbook. Print the code or copy it by hand, and keep it away from this computer."
)


@dataclass(frozen=True, slots=True)
class Switched:
    """What a change of protection did to the old backups."""

    rewritten: int = 0
    left: int = 0
    """Backups that could not be rewritten, or were kept as they were."""


class Vault:
    """Holds the data key while notes are unlocked, and nothing after."""

    def __init__(self, store: Store, *, cost: Cost = seal.USUAL) -> None:
        self._store, self._cost = store, cost
        self._cipher: Cipher | None = None
        self._generation: str | None = None
        self._wrong = 0
        self._not_before = 0.0
        self.timer = IdleTimer()
        self.on_lock: list[Callable[[], None]] = []
        """Called before the key is dropped: an editor keeps its draft, lists forget what they hold."""

    # State

    @property
    def protection(self) -> Protection:
        """What was decided."""
        mode = self._document().get("mode", "undecided")
        return "sealed" if mode == "sealed" else "none" if mode == "none" else "undecided"

    @property
    def is_open(self) -> bool:
        """Whether notes can be read and written now."""
        return self._cipher is not None or self.protection == "none"

    def cipher(self) -> Cipher:
        """What bodies are sealed and opened with. Raises Undecided or Locked."""
        protection = self.protection
        if protection == "undecided":
            raise Undecided(
                "Notes need a passphrase first, or the decision to go without one.",
                "Set it with: handbook personal passphrase",
            )
        if protection == "none":
            return Plain()
        cipher = self._cipher
        if cipher is None or self._generation != self._store.meta(GENERATION):
            self._drop()
            raise Locked("Your notes are locked.", "Unlock them with their passphrase.")
        return cipher

    def session(self) -> tuple[Cipher, str | None]:
        """The cipher and the generation it belongs to; hand the latter to :meth:`Store.change`.

        So a window that was left open cannot write in clear what another has just begun to seal.
        """
        generation = self._store.meta(GENERATION)
        return self.cipher(), generation

    # Lock and unlock

    def unlock(self, passphrase: str) -> None:
        """Unlock. Raises WrongPassphrase (which delays the next try and never erases), Locked or Undecided."""
        self._open(lambda wrapped, store: seal.unwrap(wrapped, passphrase, store))

    def unlock_with_code(self, code: str) -> None:
        """Unlock by the recovery code; the caller then asks for a new passphrase. Raises Refused, WrongPassphrase."""
        self._open(lambda wrapped, store: seal.unwrap_by_code(wrapped, code, store))

    def wait(self) -> float:
        """Seconds until a passphrase may be tried again; 0 when it may."""
        return max(0.0, self._not_before - self._store.clock.monotonic())

    def lock(self) -> None:
        """Drop the key and all that was opened with it, whatever the callbacks do."""
        if self._cipher is None:
            return
        failed = self._call_back()
        self._cipher = self._generation = None
        self.timer.stop()
        for error in failed:
            if not isinstance(error, HandbookError):
                raise error

    def touch(self) -> None:
        """Somebody pressed a key."""
        self.timer.touch(self._store.clock.monotonic())

    def lock_if_due(self) -> bool:
        """Lock after five idle minutes or sleep; call at least every 15 s. True when it locked just now."""
        clock = self._store.clock
        if self._cipher is not None and self.timer.due(clock.now(), clock.monotonic()):
            self.lock()
            return True
        return False

    # Deciding

    def protect(self, passphrase: str, *, backups: OldBackups = "rewrite") -> tuple[str, Switched]:
        """Seal all notes and drafts; returns the recovery code to print, once. Notes are unlocked after.

        Old backups are sealed too unless they are to be kept as they are. Raises WeakPassphrase or StoreError.
        """
        seal.require_strong(passphrase)
        former = self.cipher() if self.protection == "sealed" else Plain()
        key, code = secrets.token_bytes(seal.KEY_BYTES), seal.new_code()
        with self._store.change() as change:
            store_id = _store_id(change.meta(STORE_ID))
            wrapped = seal.wrap(key, passphrase, code, store_id, self._cost)
            new = Sealed(store_id, key)
            _reseal(change, former, new)
            change.set_meta(PROTECTION, _document(wrapped, _key_id(new)))
            self._generation = change.new_generation()
        self._cipher = new
        self._start()
        return code, self._old_backups(former, new, wrapped, backups)

    def go_without(self, *, backups: OldBackups = "rewrite") -> Switched:
        """Keep notes in clear: a decision, made after :data:`WITHOUT` was said. Raises Locked or StoreError."""
        former = self.cipher() if self.protection == "sealed" else Plain()
        with self._store.change() as change:
            _reseal(change, former, Plain())
            change.set_meta(PROTECTION, _document(None, ""))
            self._generation = change.new_generation()
        self._cipher = None
        self.timer.stop()
        return self._old_backups(former, Plain(), None, backups)

    def change_passphrase(self, passphrase: str, *, backups: OldBackups = "rewrite") -> Switched:
        """Another passphrase for the unlocked notes: only the key's wrapping changes; the recovery code stays.

        Backups that open with the same key get the new wrapping too, so that the old passphrase opens nothing.
        """
        seal.require_strong(passphrase)
        cipher = self.cipher()
        if not isinstance(cipher, Sealed):
            raise Undecided("Your notes have no passphrase to change.", "Set one with: handbook personal passphrase")
        with self._store.change(self._generation) as change:
            former = Wrapped.read(_parsed(change.meta(PROTECTION)).get("key"))
            wrapped = seal.rewrap(former, cipher.key, passphrase, cipher.store, self._cost)
            change.set_meta(PROTECTION, _document(wrapped, _key_id(cipher)))
        return self._old_backups(cipher, cipher, wrapped, backups)

    # Within

    def _open(self, unwrap: Callable[[Wrapped, str], bytes]) -> None:
        if self.protection != "sealed":
            self.cipher()  # says what is missing, or that nothing is
            return
        if self.wait() > 0:
            raise WrongPassphrase("Wait before the next try.", "Nothing is erased.", wait=self.wait())
        store_id = _store_id(self._store.meta(STORE_ID))
        try:
            key = unwrap(Wrapped.read(self._document().get("key")), store_id)
        except SealBroken:
            self._wrong += 1
            delay = float(min(60, 2 ** max(0, self._wrong - 1)))
            self._not_before = self._store.clock.monotonic() + delay
            raise WrongPassphrase(
                "That does not open your notes.",
                "Is Caps Lock on? Nothing is erased, however often you try.",
                wait=delay,
            ) from None
        self._wrong, self._not_before = 0, 0.0
        self._cipher, self._generation = Sealed(store_id, key), self._store.meta(GENERATION)
        self._start()

    def _call_back(self) -> list[Exception]:
        failed: list[Exception] = []
        for hook in self.on_lock:
            try:
                hook()
            except Exception as error:
                failed.append(error)
        return failed

    def _drop(self) -> None:
        """Drop the key. Where it had gone out of date (another window changed the protection), what it opened too."""
        was_open, self._cipher, self._generation = self._cipher is not None, None, None
        self.timer.stop()
        if was_open:
            self._call_back()

    def _start(self) -> None:
        self.timer.start(self._store.clock.now(), self._store.clock.monotonic())

    def _document(self) -> dict[str, Any]:
        return _parsed(self._store.meta(PROTECTION))

    def _old_backups(self, former: Cipher, new: Cipher, wrapped: Wrapped | None, what: OldBackups) -> Switched:
        folder = backup.folder_of(self._store.path.parent)
        old = backup.listed(folder)
        done, failed = 0, len(old)
        if what == "rewrite" and old:
            mark, store_id = self._generation, self._store.meta(STORE_ID)

            def rewrite(copied: Store) -> None:
                of_another_key = former is new and _parsed(copied.meta(PROTECTION)).get("key_id") != _key_id(new)
                if of_another_key or copied.meta(STORE_ID) != store_id:
                    raise SealBroken("This backup is of another key.", "It is as it was.")
                with copied.change() as change:
                    _reseal(change, former, new)
                    change.set_meta(PROTECTION, _document(wrapped, _key_id(new)))
                    change.set_meta(GENERATION, mark or "")

            done, failed = backup.rewrite(folder, self._store.clock, rewrite)
        backup.take(self._store)
        return Switched(done, failed)


def _reseal(change: Change, former: Cipher, new: Cipher) -> None:
    """Seal every note and draft anew. Raises SealBroken where one does not open: then nothing is changed."""
    if former is new:
        return
    for table in (NOTE, DRAFT):
        for row in change.rows(table):
            row_id = row.text("id")
            payload = former.open(row.data("body"), table.name, row_id, row.version)
            body = new.close(payload, table.name, row_id, row.version + 1)
            change.update(table, {**row.values, "body": body}, row.version)


def _document(wrapped: Wrapped | None, key_id: str) -> str:
    mode = "sealed" if wrapped else "none"
    return json.dumps(
        {"mode": mode, "key": wrapped.document() if wrapped else None, "key_id": key_id}, sort_keys=True
    )


def _key_id(cipher: Cipher) -> str:
    """A mark of a data key (32 random bytes): equal for files that open with the same one."""
    return hashlib.blake2b(cipher.key, digest_size=8).hexdigest() if isinstance(cipher, Sealed) else ""


def _parsed(text: str | None) -> dict[str, Any]:
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise StoreDamaged(
            "The protection of your notes cannot be read.", "Open the handbook again: its backup is used."
        )
    return found


def _store_id(text: str | None) -> str:
    if not text:
        raise StoreDamaged("The file of your own data has no id.", "Restore a backup: handbook personal restore")
    return text
