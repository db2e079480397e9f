"""Sealed values: XChaCha20-Poly1305 under a random data key, which a passphrase and a recovery code each unwrap.

A sealed value is one format byte, 24 bytes of nonce, and the ciphertext with its tag. Before sealing, a payload gets
its length (4 bytes, big-endian) in front and is filled with zeros to a multiple of 256 bytes. The associated data names
the store, the table, the row and its version, so that a value moved from its place does not open. PyNaCl is imported
when it is first needed: without it the handbook reads as ever and notes stay locked.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Any, Protocol

from handbook.personal.errors import Locked, Refused, SealBroken, WeakPassphrase

PLAIN, SEALED = 0, 1
"""The first byte of a body: what follows is JSON as it is, or a sealed value."""
STEP = 256
"""Sizes are rounded up to this many bytes, so that they tell little."""
KEY_BYTES, SALT_BYTES, NONCE_BYTES = 32, 16, 24
SHORTEST = 14
"""A passphrase has four words or at least so many characters."""


class Cipher(Protocol):
    """Turns payloads into bodies and back."""

    def close(self, payload: bytes, table: str, row: str, version: int) -> bytes:
        """The body to store."""
        ...

    def open(self, body: bytes, table: str, row: str, version: int) -> bytes:
        """The payload of a body. Raises SealBroken or Locked."""
        ...


@dataclass(frozen=True, slots=True)
class Plain:
    """No protection: the person decided to go without."""

    def close(self, payload: bytes, table: str, row: str, version: int) -> bytes:
        """The payload behind its format byte."""
        return bytes([PLAIN]) + payload

    def open(self, body: bytes, table: str, row: str, version: int) -> bytes:
        """The payload. Raises Locked for a sealed body."""
        if body[:1] == bytes([PLAIN]):
            return body[1:]
        if body[:1] == bytes([SEALED]):
            raise Locked("This is sealed.", "Unlock your notes with their passphrase.")
        raise SealBroken("This is of a format that this handbook does not know.", "Open it with a newer one.")


@dataclass(frozen=True, slots=True)
class Sealed:
    """Protection by a data key. Bodies in clear, met after a rescue, are read too: nothing is lost for tidiness."""

    store: str
    key: bytes

    def close(self, payload: bytes, table: str, row: str, version: int) -> bytes:
        """The payload, padded and sealed to its place."""
        return bytes([SEALED]) + seal(self.key, pad(payload), self._place(table, row, version))

    def open(self, body: bytes, table: str, row: str, version: int) -> bytes:
        """The payload. Raises SealBroken where it was altered, moved, or sealed under another key."""
        if body[:1] != bytes([SEALED]):
            return Plain().open(body, table, row, version)
        return unpad(unseal(self.key, body[1:], self._place(table, row, version)))

    def _place(self, table: str, row: str, version: int) -> bytes:
        return f"handbook 1\x1f{self.store}\x1f{table}\x1f{row}\x1f{version}".encode()

    def __repr__(self) -> str:
        return "Sealed(...)"  # the key must not reach a report


def seal(key: bytes, message: bytes, associated: bytes, nonce: bytes | None = None) -> bytes:
    """Nonce and ciphertext of a message under a 32-byte key. ``nonce`` is given by tests alone."""
    nonce = nonce or secrets.token_bytes(NONCE_BYTES)
    return nonce + bytes(_nacl().crypto_aead_xchacha20poly1305_ietf_encrypt(message, associated, nonce, key))


def unseal(key: bytes, sealed: bytes, associated: bytes) -> bytes:
    """The message. Raises SealBroken."""
    nonce, text = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    broken = SealBroken(
        "A sealed entry does not open.", "It is kept as it is; `handbook personal check` counts them."
    )
    if len(nonce) != NONCE_BYTES or len(text) < 16:
        raise broken
    try:
        return bytes(_nacl().crypto_aead_xchacha20poly1305_ietf_decrypt(text, associated, nonce, key))
    except Exception as error:
        if type(error).__name__ == "CryptoError":
            raise broken from None
        raise


def pad(payload: bytes) -> bytes:
    """A payload with its length in front, filled to a multiple of 256 bytes."""
    whole = len(payload).to_bytes(4, "big") + payload
    return whole + bytes(-len(whole) % STEP)


def unpad(padded: bytes) -> bytes:
    """The payload. Raises SealBroken where the length cannot be."""
    length = int.from_bytes(padded[:4], "big")
    if len(padded) % STEP or length > len(padded) - 4:
        raise SealBroken("A sealed entry is not of our form.", "It is kept as it is.")
    return padded[4 : 4 + length]


@dataclass(frozen=True, slots=True)
class Cost:
    """How dear it is to try a passphrase: Argon2id's passes and bytes of memory."""

    passes: int = 3
    memory: int = 256 << 20

    def __post_init__(self) -> None:
        if not (1 <= self.passes <= 16 and 8192 <= self.memory <= 1 << 30):
            raise Refused("The key of the notes asks for too much work.", "Restore a backup of your own.")


USUAL, SMALL = Cost(3, 256 << 20), Cost(3, 64 << 20)
"""256 MiB, 0.4 s where it was measured; 64 MiB, 0.1 s, for machines that cannot give as much."""


def derive(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """The 32-byte key of a passphrase: Argon2id (RFC 9106). Raises MemoryError where the machine cannot give it."""
    nacl = _nacl()
    try:
        key = nacl.crypto_pwhash_alg(
            KEY_BYTES, normal(passphrase).encode(), salt, cost.passes, cost.memory, nacl.crypto_pwhash_ALG_ARGON2ID13
        )
    except Exception as error:
        if type(error).__name__ in ("RuntimeError", "MemoryError"):
            raise MemoryError from None
        raise
    return bytes(key)


def normal(passphrase: str) -> str:
    """A passphrase as it is taken: composed alike on every keyboard, white space folded, a pasted line end gone."""
    return " ".join(unicodedata.normalize("NFKC", passphrase).split())


def require_strong(passphrase: str) -> None:
    """Raise WeakPassphrase unless it has four words or 14 characters, and is no run of one thing."""
    text = normal(passphrase)
    words = [word for word in text.split() if len(word) > 2]
    if (len(text) < SHORTEST and len(words) < 4) or len(set(text)) < 6 or (len(words) >= 2 and len(set(words)) == 1):
        raise WeakPassphrase(
            "That passphrase is too easy to guess.", f"Take four words or at least {SHORTEST} characters."
        )


@dataclass(frozen=True, slots=True)
class Wrapped:
    """The data key, unwrapped by a passphrase or by the recovery code. Safe to store."""

    salt: bytes
    cost: Cost
    by_passphrase: bytes
    by_code: bytes

    def document(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "kdf": "argon2id",
            "passes": self.cost.passes,
            "memory": self.cost.memory,
            "salt": _text(self.salt),
            "passphrase": _text(self.by_passphrase),
            "code": _text(self.by_code),
        }

    @staticmethod
    def read(document: Any) -> Wrapped:
        """From JSON. Raises Refused."""
        try:
            if document["kdf"] != "argon2id":
                raise ValueError
            wrapped = Wrapped(
                _bytes(document["salt"]),
                Cost(int(document["passes"]), int(document["memory"])),
                _bytes(document["passphrase"]),
                _bytes(document["code"]),
            )
            if len(wrapped.salt) != SALT_BYTES:
                raise ValueError
        except (KeyError, TypeError, ValueError, binascii.Error):
            raise Refused("The key of the notes cannot be read.", "Restore a backup of your own.") from None
        return wrapped


def wrap(key: bytes, passphrase: str, code: str, store: str, cost: Cost = USUAL) -> Wrapped:
    """Wrap a data key by both. Falls back to 64 MiB where the machine cannot give 256."""
    salt = secrets.token_bytes(SALT_BYTES)
    try:
        by = derive(passphrase, salt, cost)
    except MemoryError:
        cost = SMALL
        by = derive(passphrase, salt, cost)
    return Wrapped(
        salt, cost, seal(by, key, _wrapping(store, "passphrase")), seal(code_key(code), key, _wrapping(store, "code"))
    )


def rewrap(wrapped: Wrapped, key: bytes, passphrase: str, store: str, cost: Cost = USUAL) -> Wrapped:
    """Another passphrase for the same data key; the recovery code stays."""
    salt = secrets.token_bytes(SALT_BYTES)
    try:
        by = derive(passphrase, salt, cost)
    except MemoryError:
        cost = SMALL
        by = derive(passphrase, salt, cost)
    return Wrapped(salt, cost, seal(by, key, _wrapping(store, "passphrase")), wrapped.by_code)


def unwrap(wrapped: Wrapped, passphrase: str, store: str) -> bytes:
    """The data key. Raises SealBroken for a wrong passphrase, Locked where the machine lacks the memory."""
    try:
        by = derive(passphrase, wrapped.salt, wrapped.cost)
    except MemoryError:
        raise Locked("This computer has too little free memory to unlock.", "Close other programs.") from None
    return unseal(by, wrapped.by_passphrase, _wrapping(store, "passphrase"))


def unwrap_by_code(wrapped: Wrapped, code: str, store: str) -> bytes:
    """The data key, by the recovery code. Raises SealBroken or Refused."""
    return unseal(code_key(code), wrapped.by_code, _wrapping(store, "code"))


# The recovery code: 140 random bits in Crockford's base 32, and 5 bits that catch a slip of the pen.

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code() -> str:
    """A recovery code to print: 29 signs as ``ABCD-...-X``, 140 bits at random."""
    digits = "".join(secrets.choice(_DIGITS) for _ in range(28))
    return "-".join([*(digits[at : at + 4] for at in range(0, 28, 4)), _check_digit(digits)])


def code_key(code: str) -> bytes:
    """The key of a recovery code, however it is spaced or cased. Raises Refused where a sign is wrong."""
    digits = "".join(sign for sign in code.upper().translate(_MEANT) if sign not in "- \t\n")
    if len(digits) != 29 or set(digits) - set(_DIGITS) or _check_digit(digits[:28]) != digits[28]:
        raise Refused(
            "That is not a recovery code of ours.", "Look at each sign again: 29 of them, in groups of four."
        )
    # 140 random bits need no slow derivation
    return hashlib.blake2b(digits[:28].encode(), digest_size=KEY_BYTES, person=b"handbook code 1").digest()


def _check_digit(digits: str) -> str:
    return _DIGITS[hashlib.blake2b(digits.encode(), digest_size=1, person=b"handbook check").digest()[0] % 32]


def _wrapping(store: str, by: str) -> bytes:
    return f"handbook key 1\x1f{store}\x1f{by}".encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _nacl() -> Any:
    try:
        from nacl import bindings
    except ImportError:
        raise Locked(
            "The package PyNaCl is missing, so notes cannot be sealed or opened.",
            "Install it; reading goes on without.",
        ) from None
    return bindings
