"""The identifier gate: each kind in the spellings people use, and silence on what is none."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.personal.identifiers import described, mask, nhs_check, scan
from tests.personal.support import tell

KINDS = (
    "NHS number", "National Insurance number", "postcode", "telephone number", "pupil number", "e-mail address",
    "date of birth",
)  # fmt: skip

CLEAN = (
    "Strategy meeting within {a} working days, chair agreed by {t}.", "See s{b} Children Act 1989 and section {b} duties.",
    "Working Together 2023 page {c}, chapter {a}.", "KCSIE 2025 part {a}, paragraph {c}.",
    "Review on {d}/{m}/2026 at {t}, room {c}.", "Case ref LA{e} version 3.{a}.", "Budget line {e}, cost {c}.50 pounds.",
    "Called Childline 0800 1111 and NSPCC 0808 800 5000.", "Team phone rota week {a} of {c}.",
    "Threshold tier {a}, form E{a} and annex B{b}.", "ISBN 978-{f}.", "IP 192.168.{a}.{b} printer {e}.",
    "Invoice 2026{e}{e}.", "Meeting ID {g}.", "Room SW{a} B{b}, floor {a}.", "Ofsted URN {h}, DfE no. {c}/{i}.",
    "Order S47 then S17, EHC plan {a}.", "Signed {d} March 2026.", "Ask who was there at {t} and what changed since week {a}.",
    "The NHS trust sent form {c} on {d}/{m}/2026.", "Ring 999, 101 or 111.", "S15 synopsis, statements S{a} to S{b}.",
)  # fmt: skip


def clean(rnd: random.Random) -> str:
    meeting = f"{rnd.randrange(100, 999)} {rnd.randrange(1000, 9999)} {rnd.randrange(1000, 9999)}"
    return rnd.choice(CLEAN).format(
        g=meeting,
        a=rnd.randrange(1, 20), b=rnd.randrange(10, 60), c=rnd.randrange(10, 999), d=rnd.randrange(1, 28),
        m=rnd.randrange(1, 12), t=f"{rnd.randrange(8, 18):02d}:{rnd.randrange(60):02d}", e=rnd.randrange(100000, 999999),
        f=rnd.randrange(10**9, 10**10 - 1), h=rnd.randrange(100000, 150000), i=rnd.randrange(1000, 9999),
    )  # fmt: skip


def nhs_number(rnd: random.Random, first: str = "4677") -> str:
    while True:
        digits = rnd.choice(first) + "".join(rnd.choices("0123456789", k=8))
        for last in "0123456789":
            if nhs_check(digits + last):
                return digits + last


def identifiers(rnd: random.Random) -> Iterator[tuple[str, str]]:
    """One of each kind, openly made up, in one of its spellings."""
    number = nhs_number(rnd)
    spaced = f"{number[:3]} {number[3:6]} {number[6:]}"
    nine = nhs_number(rnd, "9")
    yield "NHS number", rnd.choice([number, spaced, spaced.replace(" ", "-"), f"NHS:{number}", f"({number})",
                                    f"NHS no {nine}", f"{nine[:3]} {nine[3:6]} {nine[6:]}"])  # fmt: skip
    letters = rnd.choice("ABCEHJKLMOPRSTWXY") + rnd.choice("ABCEHJKLMPRSTWXY")
    six = f"{rnd.randrange(10**6):06d}"
    yield (
        "National Insurance number",
        rnd.choice(
            [
                f"{letters}{six}A",
                f"{letters} {six[:2]} {six[2:4]} {six[4:]} C",
                f"{letters}{six[:2]} {six[2:]} D".lower(),
            ]
        ),
    )
    yield (
        "postcode",
        rnd.choice(
            [
                "SW1A 1AA",
                "M1 1AE",
                "B33 8TH",
                "CR2 6XH",
                "DN55 1PT",
                "EC1A 1BB",
                "W1A 0AX",
                "LS12 4DY",
                "NE30 1AA",
                "BT7 1NN",
            ]
        ),
    )
    mobile = f"7{rnd.randrange(10**9):09d}"
    yield "telephone number", rnd.choice(
        [f"0{mobile}", f"0{mobile[:4]} {mobile[4:]}", f"+44 {mobile[:4]} {mobile[4:]}",
         f"+44 (0){mobile[:4]} {mobile[4:7]} {mobile[7:]}", "020 7946 0123", "(0113) 496 0999", "01632 960 123"]
    )  # fmt: skip
    day = date(1950, 1, 1) + timedelta(days=rnd.randrange(27000))
    yield (
        "date of birth",
        rnd.choice(["DOB ", "d.o.b. ", "date of birth: ", "born on ", "DoB:"])
        + rnd.choice([f"{day:%d/%m/%Y}", f"{day:%d.%m.%y}", day.isoformat(), f"{day:%d %B %Y}", f"{day:%dth %b %Y}"]),
    )
    yield "pupil number", rnd.choice("ABCDE") + "".join(rnd.choices("0123456789", k=12))
    yield "e-mail address", rnd.choice(["jo.bloggs@school.sch.uk", "a@b.co.uk", "x.y+z@nhs.net"])


@pytest.mark.parametrize("number", [300, pytest.param(3000, marks=pytest.mark.long)])
def test_every_kind_is_found_in_its_spellings(number: int) -> None:
    rnd, found, missed = random.Random(number), Counter[str](), []
    for _ in range(number):
        for kind, written in identifiers(rnd):
            text = f"{clean(rnd)} {written} {clean(rnd)}"
            hits = [text[f.start : f.end] for f in scan(text) if f.kind == kind]
            if any(hit.strip() in written for hit in hits):
                found[kind] += 1
            else:
                missed.append((kind, written))
    assert set(found) == set(KINDS)
    tell(f"recall of {number}: { {kind: round(count / number, 4) for kind, count in found.items()} }")
    assert min(found.values()) >= 0.99 * number, missed[:5]


@pytest.mark.parametrize("number", [300, pytest.param(20_000, marks=pytest.mark.long)])
def test_clean_sentences_raise_no_alarm(number: int) -> None:
    rnd = random.Random(number)
    alarms = [text for text in (clean(rnd) for _ in range(number)) if scan(text)]
    tell(f"{len(alarms)} alarms in {number} clean sentences")
    assert len(alarms) <= number / 1000, alarms[:5]


@pytest.mark.parametrize("text", [
    "943 476 5919", "NHS 9434765919", "nhs number: 943-476-5919", "QQ123456C is none, AB123456C is", "ring 07700 900123",
    "jo@example.org", "DOB 1/2/2015", "b. 3 May 2014", "born 2014-05-03", "A123456789012", "flat 3, SW1A 1AA",
])  # fmt: skip
def test_examples_that_are(text: str) -> None:
    assert len(scan(text)) == 1


@pytest.mark.parametrize("text", [
    "943 476 5918", "9434765918", "0000000000", "1111111111", "1234567890", "BG123456A", "0800 1111", "0808 800 5000",
    "0300 123 4567", "on 1/2/2015 we met", "3 May 2014", "sw1a 1aa", "999", "S47 and s17", "page 12 of 345",
    "a@b", "version 1.2.3", "",
])  # fmt: skip
def test_examples_that_are_not(text: str) -> None:
    assert scan(text) == ()


@given(st.text(max_size=300))
def test_spans_stand_in_order_without_overlaps(text: str) -> None:
    found = scan(text)
    assert all(0 <= f.start < f.end <= len(text) for f in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(st.integers(0, 10_000))
def test_masking_leaves_nothing_to_find_and_the_rest_as_it_was(seed: int) -> None:
    rnd = random.Random(seed)
    parts = [clean(rnd) for _ in range(8)]
    written = [value for _, value in identifiers(rnd)]
    text = " ".join(f"{part} {value}" for part, value in zip(parts, written, strict=False))
    masked = mask(text, scan(text))
    assert scan(masked) == ()
    assert all(part.rstrip(".") in masked for part in parts[: len(written)])
    assert masked.count("[") == len(scan(text))


def test_what_was_found_is_told_without_saying_it() -> None:
    text = "SW1A 1AA, M1 1AE, jo@example.org, NHS 943 476 5919, DOB 1/2/2015"
    words = described(scan(text))
    assert words == "2 postcodes, an e-mail address, an NHS number, a date of birth"


@pytest.mark.parametrize(
    "hostile", ["1", "1 ", "0 ", "(0)", "A1 ", "1/1/", "a@", "a.", "+44", "born 1/1/", "NHS 943 476 "]
)
def test_hostile_text_is_looked_through_too(hostile: str) -> None:
    text = (hostile * 20_000)[:20_000]
    began = time.perf_counter()
    scan(text)
    tell(f"{hostile!r}: {1000 * (time.perf_counter() - began):.1f} ms for 20,000 characters")


def test_a_long_note() -> None:
    rnd = random.Random(1)
    text = " ".join(clean(rnd) for _ in range(700))[:20_000]
    began = time.perf_counter()
    scan(text)
    tell(f"{1000 * (time.perf_counter() - began):.1f} ms for 20,000 characters")
    assert len(text) == 20_000
