"""Seals: known answers, padding, keys, and that nothing altered or moved ever opens."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.personal import seal
from handbook.personal.errors import Locked, Refused, SealBroken, WeakPassphrase
from handbook.personal.seal import Cost, Plain, Sealed
from handbook.personal.wordlist import offer, words
from tests.personal.support import CHEAP, GOOD, tell

KEY = bytes(range(0x80, 0xA0))


def test_xchacha20_poly1305_known_answer() -> None:
    """The example of draft-irtf-cfrg-xchacha-03, appendix A.3.1."""
    text = b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it."
    sealed = seal.seal(KEY, text, bytes.fromhex("50515253c0c1c2c3c4c5c6c7"), nonce=bytes(range(0x40, 0x58)))
    assert sealed[24:].hex() == (
        "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b7"
        "2e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff921f9664c97637da9768812f615c68b13b52e"
        "c0875924c1c7987947deafd8780acf49"
    )
    assert seal.unseal(KEY, sealed, bytes.fromhex("50515253c0c1c2c3c4c5c6c7")) == text


def test_argon2id_known_answer() -> None:
    """Argon2id as the reference implementation has it: version 19, one lane, 64 MiB, two passes."""
    key = seal.derive("password", b"somesalt" * 2, Cost(2, 64 << 20))
    assert key.hex() == ARGON2ID


ARGON2ID = "fc33b78139231d34b71626bd6245c1d72efa190ad605c3d8166a72adcedfa2c2"


def test_a_sealed_body_known_answer() -> None:
    """The stored form: format byte, nonce, padded text under key and place. Files of this form must open for ever."""
    body = b"\x01" + seal.seal(
        KEY, seal.pad(b'{"text":"x"}'), b"handbook 1\x1fstore\x1fnote\x1fid\x1f3", nonce=bytes(range(24))
    )
    assert (
        body.hex().startswith("01000102030405060708090a0b0c0d0e0f1011121314151617") and len(body) == 1 + 24 + 256 + 16
    )
    assert body[25:57].hex() == BODY
    assert Sealed("store", KEY).open(body, "note", "id", 3) == b'{"text":"x"}'


BODY = "60e28a83f28f8655a2df5b16b6a7c99a66eda542d7c092d97ccb7501486fc6a3"


def test_the_recovery_code_known_answer() -> None:
    code = "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-"
    check = seal._check_digit("0123456789ABCDEFGHJKMNPQRSTV")
    assert seal.code_key(code + check).hex() == CODE
    assert seal.code_key(
        (code + check).lower().replace("-", " ").replace("0", "o").replace("1", "l")
    ) == seal.code_key(code + check)


CODE = "eb7ad816c256a306b8bf9c62020f23794a9fa1c8868672fea0825a44168fd53f"


@given(st.binary(max_size=2000))
def test_padding_comes_off_again_and_hides_the_length(payload: bytes) -> None:
    padded = seal.pad(payload)
    assert len(padded) % 256 == 0 and seal.unpad(padded) == payload
    assert len(padded) - len(payload) <= 4 + 255


@given(st.binary(max_size=600))
def test_hostile_padding_is_refused(padded: bytes) -> None:
    try:
        found = seal.unpad(padded)
    except SealBroken:
        return
    assert len(found) <= len(padded) - 4


@given(st.binary(max_size=900), st.text(max_size=10), st.integers(1, 2**40))
@settings(max_examples=60)
def test_what_is_sealed_opens_in_its_place_alone(payload: bytes, row: str, version: int) -> None:
    cipher = Sealed("store", KEY)
    body = cipher.close(payload, "note", row, version)
    assert cipher.open(body, "note", row, version) == payload
    assert body != cipher.close(payload, "note", row, version), "another nonce each time"
    for other, table, at, number in (
        (Sealed("other", KEY), "note", row, version),
        (cipher, "draft", row, version),
        (cipher, "note", row + "x", version),
        (cipher, "note", row, version + 1),
        (Sealed("store", bytes(32)), "note", row, version),
    ):
        with pytest.raises(SealBroken):
            other.open(body, table, at, number)


def test_plain_bodies_are_read_by_both_and_sealed_ones_are_locked() -> None:
    plain, sealed = Plain(), Sealed("store", KEY)
    body = plain.close(b"x", "note", "a", 1)
    assert plain.open(body, "note", "a", 1) == sealed.open(body, "note", "a", 1) == b"x"
    with pytest.raises(Locked):
        plain.open(sealed.close(b"x", "note", "a", 1), "note", "a", 1)
    for cipher in (plain, sealed):
        with pytest.raises(SealBroken):
            cipher.open(b"\x07xx", "note", "a", 1)
        with pytest.raises(SealBroken):
            cipher.open(b"", "note", "a", 1)


@pytest.mark.parametrize("number", [50, pytest.param(1000, marks=pytest.mark.long)])
def test_flipped_cut_and_swapped_values_never_open(number: int) -> None:
    rnd, cipher = random.Random(number), Sealed("store", KEY)
    bodies = {f"n{n}": cipher.close(f"text {n}".encode() * n, "note", f"n{n}", 1) for n in range(20)}
    for _ in range(number):
        key, other = rnd.sample(list(bodies), 2)
        flipped = bytearray(bodies[key])
        flipped[rnd.randrange(1, len(flipped))] ^= 1 << rnd.randrange(8)
        for body in (bytes(flipped), bodies[key][: rnd.randrange(1, len(bodies[key]))], bodies[other]):
            with pytest.raises(SealBroken):
                cipher.open(body, "note", key, 1)


@pytest.mark.parametrize("number", [50, pytest.param(1000, marks=pytest.mark.long)])
def test_wrong_passphrases_never_unwrap(number: int) -> None:
    rnd = random.Random(number)
    wrapped = seal.wrap(KEY, GOOD, seal.new_code(), "store", CHEAP)
    for _ in range(number):
        wrong = list(GOOD)
        wrong[rnd.randrange(len(wrong))] = rnd.choice("abcdefghijklmnopqrstuvwxyz0123456789")
        if seal.normal("".join(wrong)) != seal.normal(GOOD):
            with pytest.raises(SealBroken):
                seal.unwrap(wrapped, "".join(wrong), "store")
    assert seal.unwrap(wrapped, GOOD, "store") == KEY


def test_a_passphrase_is_taken_however_the_keyboard_composed_it() -> None:
    wrapped = seal.wrap(KEY, "caf\u00e9 ladder kettle sunday", seal.new_code(), "store", CHEAP)
    assert seal.unwrap(wrapped, "  cafe\u0301 ladder  kettle sunday\n", "store") == KEY
    with pytest.raises(SealBroken):
        seal.unwrap(wrapped, "CAF\u00c9 ladder kettle sunday", "store")


def test_wrapping_anew_changes_the_passphrase_and_keeps_the_code() -> None:
    code = seal.new_code()
    first = seal.wrap(KEY, GOOD, code, "store", CHEAP)
    second = seal.rewrap(first, KEY, "another four words here", "store", CHEAP)
    assert seal.unwrap(second, "another four words here", "store") == KEY
    assert seal.unwrap_by_code(second, code, "store") == KEY
    with pytest.raises(SealBroken):
        seal.unwrap(second, GOOD, "store")
    with pytest.raises(SealBroken):
        seal.unwrap(second, "another four words here", "other store")
    assert seal.Wrapped.read(second.document()) == second


@pytest.mark.parametrize(
    "passphrase",
    [
        "",
        "short",
        "aaaaaaaaaaaaaaaaaaaa",
        "kettle kettle kettle kettle",
        "1234567890123",
        "a b c d",
        "ababababababababab",
    ],
)
def test_what_is_easily_guessed_is_refused(passphrase: str) -> None:
    with pytest.raises(WeakPassphrase) as caught:
        seal.require_strong(passphrase)
    assert not passphrase or passphrase not in str(caught.value)


@pytest.mark.parametrize(
    "passphrase",
    [GOOD, "correct horse battery staple", "my long sentence of a passphrase", "fox owl elk bee", "N0tSoEasy!2026"],
)
def test_what_is_hard_to_guess_is_taken(passphrase: str) -> None:
    seal.require_strong(passphrase)


def test_the_words_that_are_offered() -> None:
    listed = words()
    assert len(listed) >= 2048 and len(set(listed)) == len(listed)
    assert all(word.isalpha() and word.islower() and 4 <= len(word) <= 7 for word in listed)
    offered = {offer() for _ in range(50)}
    assert len(offered) == 50
    for four in offered:
        assert len(four.split()) == 4 and set(four.split()) <= set(listed)
        seal.require_strong(four)


def test_recovery_codes_catch_slips() -> None:
    codes = {seal.new_code() for _ in range(50)}
    assert len(codes) == 50
    caught = total = 0
    for code in codes:
        assert seal.code_key(code) == seal.code_key(code.lower().replace("-", ""))
        digits = code.replace("-", "")
        for at in range(0, 29, 3):
            wrong = digits[:at] + ("7" if digits[at] != "7" else "8") + digits[at + 1 :]
            total += 1
            try:
                assert seal.code_key(wrong) != seal.code_key(code)
            except Refused:
                caught += 1
    assert caught > 0.9 * total
    for bad in ("", "ABCD", "!" * 29, "U" * 29):
        with pytest.raises(Refused):
            seal.code_key(bad)


@pytest.mark.parametrize(
    "document",
    [None, [], {}, {"kdf": "md5"}, {"kdf": "argon2id", "passes": 1, "memory": 8192, "salt": "x", "passphrase": "", "code": ""},
     {"kdf": "argon2id", "passes": 1000, "memory": 8192, "salt": "AAAAAAAAAAAAAAAAAAAAAA==", "passphrase": "", "code": ""},
     {"kdf": "argon2id", "passes": 1, "memory": 1 << 50, "salt": "AAAAAAAAAAAAAAAAAAAAAA==", "passphrase": "", "code": ""},
     {"kdf": "argon2id", "passes": 1, "memory": 8192, "salt": "AAAA", "passphrase": "", "code": ""}],
)  # fmt: skip
def test_a_hostile_key_is_refused(document: object) -> None:
    with pytest.raises(Refused):
        seal.Wrapped.read(document)


def test_a_small_machine_falls_back_to_less_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    real = seal.derive

    def scarce(passphrase: str, salt: bytes, cost: Cost) -> bytes:
        if cost.memory > seal.SMALL.memory:
            raise MemoryError
        return real(passphrase, salt, Cost(1, 8192) if cost == seal.SMALL else cost)

    monkeypatch.setattr(seal, "derive", scarce)
    wrapped = seal.wrap(KEY, GOOD, seal.new_code(), "store")
    assert wrapped.cost == seal.SMALL
    assert seal.rewrap(wrapped, KEY, GOOD, "store").cost == seal.SMALL
    with pytest.raises(Locked):
        seal.unwrap(seal.Wrapped(wrapped.salt, seal.USUAL, wrapped.by_passphrase, wrapped.by_code), GOOD, "store")


def test_without_pynacl_notes_are_locked_and_nothing_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import builtins

    real = builtins.__import__

    def missing(name, *arguments):  # type: ignore[no-untyped-def]
        if name.startswith("nacl"):
            raise ImportError
        return real(name, *arguments)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(Locked) as caught:
        seal.derive(GOOD, bytes(16), CHEAP)
    assert "PyNaCl" in caught.value.message


def test_no_key_in_a_report() -> None:
    assert KEY.hex() not in repr(Sealed("store", KEY)) and repr(KEY) not in repr(Sealed("store", KEY))


@pytest.mark.long
def test_deriving_takes_long_enough() -> None:
    import time

    began = time.perf_counter()
    seal.derive(GOOD, bytes(16), seal.USUAL)
    tell(f"256 MiB: {time.perf_counter() - began:.2f} s")
    began = time.perf_counter()
    seal.derive(GOOD, bytes(16), seal.SMALL)
    tell(f"64 MiB: {time.perf_counter() - began:.2f} s")
