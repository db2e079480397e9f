r"""An encrypted backup in one file, for a stick.

The line ``HANDBOOK-BACKUP-1``, one line of JSON (how the key is made from the passphrase), then the database sealed with
XChaCha20-Poly1305; both lines are its associated data. The database in it holds notes as they are in the store: sealed
under their own passphrase where they have one.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
import sqlite3
from pathlib import Path

from handbook.personal import backup, seal
from handbook.personal.clock import stamp
from handbook.personal.connection import translated
from handbook.personal.errors import Locked, Refused, SealBroken, StoreDamaged, WrongPassphrase
from handbook.personal.files import write_private
from handbook.personal.seal import Cost
from handbook.personal.store import Store

MAGIC = b"HANDBOOK-BACKUP-1\n"
LARGEST = 512 << 20


def write_stick(store: Store, path: Path, passphrase: str, *, cost: Cost = seal.USUAL, replace: bool = False) -> None:
    """Write all personal data, encrypted, whole or not at all. Raises WeakPassphrase or StoreError."""
    seal.require_strong(passphrase)
    with store.held() as source, translated():
        copied = sqlite3.connect(":memory:")
        try:
            backup.into(source, copied)
            data = copied.serialize()
        finally:
            copied.close()
    salt = secrets.token_bytes(seal.SALT_BYTES)
    try:
        key = seal.derive(passphrase, salt, cost)
    except MemoryError:
        cost = seal.SMALL
        key = seal.derive(passphrase, salt, cost)
    header = {
        "kdf": "argon2id",
        "passes": cost.passes,
        "memory": cost.memory,
        "salt": base64.b64encode(salt).decode("ascii"),
        "made": stamp(store.clock.now()),
    }
    head = MAGIC + json.dumps(header, sort_keys=True).encode() + b"\n"
    write_private(path, head + seal.seal(key, data, head), replace=replace)


def is_stick(path: Path) -> bool:
    """Whether a file begins as one of these."""
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def read_stick(path: Path, passphrase: str) -> bytes:
    """The database of such a file. Raises Locked without a passphrase, WrongPassphrase, Refused or StoreDamaged."""
    if path.stat().st_size > LARGEST:
        raise Refused("That file is too large for a backup of ours.", "Choose another.")
    data = path.read_bytes()
    end = data.find(b"\n", len(MAGIC), len(MAGIC) + 2000) + 1
    if not end:
        raise StoreDamaged("That backup is damaged.", "Choose another.")
    try:
        header = json.loads(data[len(MAGIC) : end])
        salt = base64.b64decode(header["salt"], validate=True)
        cost = Cost(int(header["passes"]), int(header["memory"]))
        if header["kdf"] != "argon2id" or len(salt) != seal.SALT_BYTES:
            raise ValueError
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error):
        raise StoreDamaged("That backup is damaged.", "Choose another.") from None
    if not passphrase:
        raise Locked("That backup is encrypted.", "Its passphrase is needed to restore it.")
    try:
        key = seal.derive(passphrase, salt, cost)
        return seal.unseal(key, data[end:], data[:end])
    except MemoryError:
        raise Locked("This computer has too little free memory to open it.", "Close other programs.") from None
    except SealBroken:
        raise WrongPassphrase(
            "That does not open the backup: the passphrase is another, or the file is damaged.",
            "Nothing was changed.",
        ) from None
