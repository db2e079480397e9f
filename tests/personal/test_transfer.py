"""Exports in the order of the handbook, imports that refuse what is hostile, merges that can be done again."""

from __future__ import annotations

import importlib.util
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.personal.anchor import make
from handbook.personal.errors import Refused
from handbook.personal.exporting import Export, findings, gather
from handbook.personal.formats import render
from handbook.personal.importing import read_bytes, read_file
from handbook.personal.matching import Reader
from handbook.personal.merging import apply, plan
from handbook.personal.notes import Edit
from tests.personal.support import SMALL, HandClock
from tests.personal.test_notes import Desk

WORDS = "procedures/recording#words"
RESTRAINED = replace(SMALL, restraint="Do not add case detail.")


def filled(folder: Path) -> Desk:
    desk = Desk(folder, HandClock())
    desk.notes.add(
        make(SMALL, "procedures/meeting#chair", "Agree who"), "Second <b>& last</b>.", tags=("team",), edition="1"
    )
    desk.notes.add(make(SMALL, WORDS, "Keep fact"), "First.\nTwo lines.", kind="reflection", edition="1")
    desk.notes.add(
        replace(make(SMALL, WORDS), passage="gone#top", quote="Said before this was deleted, long ago."), "Lost."
    )
    desk.bookmarks.add(make(SMALL, "procedures/recording"), folder="visit")
    return desk


def exported(desk: Desk, texts=RESTRAINED) -> Export:  # type: ignore[no-untyped-def]
    return gather(desk.notes.all(), desk.bookmarks.all(), Reader(texts), date(2026, 11, 22))


def jsonl(desk: Desk) -> bytes:
    return render(exported(desk), "jsonl")


def test_the_order_is_the_handbooks_and_lost_ones_come_last(tmp_path: Path) -> None:
    items = exported(filled(tmp_path)).items
    assert [item.reference for item in items] == [
        "procedures/recording#top", WORDS, "procedures/meeting#chair", "gone#top",
    ]  # fmt: skip
    assert [item.state for item in items] == ["exact", "exact", "exact", "lost"]
    assert (items[1].before, items[1].after) == ("Use the child's own words.", "Sign it, and date it.")


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_what_stands_in_an_export_for_people(tmp_path: Path, form: str) -> None:
    text = render(exported(filled(tmp_path)), form).decode()  # type: ignore[arg-type]
    plain = text.replace("&#x27;", "'")
    for words in (
        "Recording › Words", "Use the child's own words.", "Keep fact and opinion apart.", "Sign it, and date it.",
        "reflection · 22 Nov 2026 · edition 1 · procedure · current · keep until 20 Dec 2026", f"reference {WORDS}",
        "Do not add case detail.", "not protected", "Said before this was deleted", "no longer in the handbook", "#team",
        "in visit",
    ):  # fmt: skip
        assert words in plain, words
    assert ("<b>&" in text) == (form == "markdown")


def test_html_runs_and_fetches_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    hostile = '"><script>alert(1)</script><img src=http://x onerror=x> javascript:x </p>'
    desk.notes.add(make(SMALL, WORDS), hostile, tags=("<i>",), edition="<u>")
    text = render(exported(desk), "html").decode()
    assert "default-src 'none'" in text
    body = text[text.index("<body>") :]
    assert not re.search(r"<(script|img|i|u|a|link|iframe)\b", body) and "&lt;script&gt;" in body


def test_docx_is_said_plainly_where_it_is_missing(tmp_path: Path) -> None:
    export = exported(filled(tmp_path))
    if importlib.util.find_spec("docx") is None:
        with pytest.raises(Refused) as caught:
            render(export, "docx")
        assert "python-docx" in caught.value.message and ".html" in caught.value.hint
        return
    with zipfile.ZipFile(io.BytesIO(render(export, "docx"))) as packed:
        text = packed.read("word/document.xml").decode()
    for words in ("Keep fact and opinion apart.", "Do not add case detail.", "Recording › Words", "Two lines."):
        assert words in text


def test_identifiers_in_an_export_are_found_first(tmp_path: Path) -> None:
    desk = filled(tmp_path)
    note = desk.notes.add(make(SMALL, WORDS), "Ring 07700 900123.")
    assert {key: [f.kind for f in spans] for key, spans in findings(exported(desk)).items()} == {
        note.id: ["telephone number"]
    }


def test_out_and_in_again_is_the_same(tmp_path: Path) -> None:
    desk, other = filled(tmp_path / "one"), Desk(tmp_path / "two")
    arrived = read_bytes(jsonl(desk))
    assert sorted(note.id for note in arrived.notes) == sorted(note.id for note in desk.notes.all())
    planned = plan(arrived, other.notes, other.bookmarks)
    assert len(planned.notes) == 3 and len(planned.bookmarks) == 1 and not planned.conflicts and planned.same == 0
    assert other.notes.all() == [], "a plan changes nothing"
    assert apply(planned, other.notes, other.bookmarks).added == 4
    assert sorted(other.notes.all(), key=lambda n: n.id) == sorted(desk.notes.all(), key=lambda n: n.id)
    again = plan(arrived, other.notes, other.bookmarks)
    assert (again.notes, again.bookmarks, again.conflicts, again.same) == ((), (), (), 4)
    assert render(exported(other), "jsonl") == jsonl(desk)


@pytest.mark.parametrize("take", ["mine", "theirs", "both"])
def test_conflicts_field_by_field_and_merging_again_adds_nothing(tmp_path: Path, take: str) -> None:
    desk, other = filled(tmp_path / "one"), Desk(tmp_path / "two")
    arrived = read_bytes(jsonl(desk))
    apply(plan(arrived, other.notes, other.bookmarks), other.notes, other.bookmarks)
    note = next(note for note in other.notes.all() if note.text.startswith("First"))
    mark = other.bookmarks.all()[0]
    other.notes.edit(note.id, Edit(text="Mine.", kind="action"))
    other.bookmarks.file(mark.id, "elsewhere")
    planned = plan(arrived, other.notes, other.bookmarks)
    assert {c.mine.id: [f.name for f in c.fields] for c in planned.conflicts} == {
        note.id: ["text", "kind"], mark.id: ["folder"],
    }  # fmt: skip
    done = apply(planned, other.notes, other.bookmarks, take=take)  # type: ignore[arg-type]
    texts = sorted(kept.text for kept in other.notes.all())
    if take == "mine":
        assert done.left == 2 and "Mine." in texts and len(texts) == 3
    elif take == "theirs":
        assert done.changed == 2 and "Mine." not in texts and len(texts) == 3
        assert other.bookmarks.get(mark.id).folder == "visit"
    else:
        assert done.added == 1 and "Mine." in texts and "First.\nTwo lines." in texts
    before = (texts, [mark.folder for mark in other.bookmarks.all()])
    planned = plan(arrived, other.notes, other.bookmarks)
    apply(planned, other.notes, other.bookmarks, take=take)  # type: ignore[arg-type]
    assert (
        sorted(kept.text for kept in other.notes.all()),
        [mark.folder for mark in other.bookmarks.all()],
    ) == before


def test_the_same_words_under_another_id_are_the_same(tmp_path: Path) -> None:
    desk, other = filled(tmp_path / "one"), filled(tmp_path / "two")
    planned = plan(read_bytes(jsonl(desk)), other.notes, other.bookmarks)
    assert (planned.notes, planned.bookmarks, planned.same) == ((), (), 4)


def test_what_is_in_the_bin_here_stays_there_unless_theirs_is_taken(tmp_path: Path) -> None:
    desk, other = filled(tmp_path / "one"), Desk(tmp_path / "two")
    arrived = read_bytes(jsonl(desk))
    apply(plan(arrived, other.notes, other.bookmarks), other.notes, other.bookmarks)
    note = other.notes.all()[0]
    other.notes.remove(note.id)
    planned = plan(arrived, other.notes, other.bookmarks)
    assert [[f.name for f in c.fields] for c in planned.conflicts] == [["in the bin"]]
    apply(planned, other.notes, other.bookmarks)
    assert len(other.notes.bin()) == 1
    apply(planned, other.notes, other.bookmarks, take="theirs")
    assert other.notes.bin() == []


def test_an_import_is_masked_where_the_person_says_so(tmp_path: Path) -> None:
    desk, other = Desk(tmp_path / "one"), Desk(tmp_path / "two")
    note = desk.notes.add(make(SMALL, WORDS), "Ring 07700 900123.")
    planned = plan(read_bytes(jsonl(desk)), other.notes, other.bookmarks)
    assert [f.kind for f in planned.findings[note.id]] == ["telephone number"]
    apply(planned, other.notes, other.bookmarks, masked=True)
    assert other.notes.all()[0].text == "Ring [telephone number]."


# Hostile files


def lines(tmp_path: Path) -> list[dict]:  # type: ignore[type-arg]
    return [json.loads(line) for line in jsonl(filled(tmp_path)).splitlines()]


BAD = {
    "no text": lambda note: note.pop("text"),
    "text of another type": lambda note: note.update(text=["x"]),
    "empty text": lambda note: note.update(text=" \n"),
    "long text": lambda note: note.update(text="x" * 100_001),
    "escape": lambda note: note.update(text="a\x1b]52;c;x\x07"),
    "bidi": lambda note: note.update(text="a\u202eb"),
    "carriage return": lambda note: note.update(text="a\rb"),
    "surrogate": lambda note: note.update(text="a\ud800"),
    "escape in a tag": lambda note: note.update(tags=["\x1b[2J"]),
    "escape in a quote": lambda note: note["anchor"].update(quote="\x9b2J"),
    "many tags": lambda note: note.update(tags=["x"] * 21),
    "path for an id": lambda note: note.update(id="../../etc/pw"),
    "number for an id": lambda note: note.update(id=7),
    "path for a passage": lambda note: note["anchor"].update(passage="../../etc#passwd"),
    "no anchor": lambda note: note.update(anchor=None),
    "twins": lambda note: note["anchor"].update(twins=True),
    "kind": lambda note: note.update(kind="diary"),
    "kind of another type": lambda note: note.update(kind={}),
    "date": lambda note: note.update(keep_until="2026-13-40"),
    "date of another type": lambda note: note.update(keep_until=20261301),
    "time": lambda note: note.update(created="yesterday"),
    "type": lambda note: note.update(type="program"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_one_bad_line_refuses_the_whole_file_and_names_the_line(tmp_path: Path, what: str) -> None:
    written = lines(tmp_path)
    at = next(n for n, line in enumerate(written) if line.get("type") == "note" and line["text"].startswith("First"))
    BAD[what](written[at])
    raw = "\n".join(json.dumps(line) for line in written).encode()
    with pytest.raises(Refused) as caught:
        read_bytes(raw)
    assert f"Line {at + 1} " in caught.value.message and caught.value.hint
    assert "First" not in str(caught.value) and "Two lines" not in str(caught.value)


@pytest.mark.parametrize("raw", [
    b"", b"\n", b"null", b"[]", b"{}", b"\xff\xfe\x00", b'{"format":"handbook-personal"}',
    b'{"format":"handbook-personal","version":2}', b'{"format":"handbook-personal","version":1}\n[1]',
    b'{"format":"handbook-personal","version":1}\n{"type":"note","type":"note"}',
    b'{"format":"handbook-personal","version":1}\nNaN', b'{"format":"handbook-personal","version":1}\n{"type":NaN}',
    b"[" * 200_000, b'{"format":"handbook-personal","version":1}\n' + b'{"a":' * 50_000,
])  # fmt: skip
def test_what_is_no_export_is_refused(raw: bytes) -> None:
    with pytest.raises(Refused):
        read_bytes(raw)


def test_an_empty_export_is_taken_and_changes_nothing() -> None:
    arrived = read_bytes(b'{"format":"handbook-personal","version":1,"edition":7}\n')
    assert arrived.notes == arrived.bookmarks == () and arrived.edition == ""


def test_sizes_are_capped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "big.jsonl"
    with path.open("wb") as file:
        file.truncate(70 << 20)
    with pytest.raises(Refused) as caught:
        read_file(path)
    assert "large" in caught.value.message
    with pytest.raises(Refused):
        read_bytes(b'{"format":"handbook-personal","version":1}\n' + b"{}\n" * 100_002)
    with pytest.raises(Refused):
        read_file(tmp_path)
    with pytest.raises(Refused):
        read_file(tmp_path / "none")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(st.tuples(st.sampled_from([
    "type", "id", "anchor", "text", "kind", "tags", "edition", "created", "changed", "keep_until", "formerly", "folder",
]), JSON), max_size=3))  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_any_entry_is_taken_or_refused_in_plain_words(
    tmp_path_factory: pytest.TempPathFactory, changes: list
) -> None:  # type: ignore[type-arg]
    entry = {**NOTE, **dict(changes)}
    raw = b'{"format":"handbook-personal","version":1}\n' + json.dumps(entry).encode()
    try:
        arrived = read_bytes(raw)
    except Refused as error:
        assert error.hint
    else:
        assert len(arrived.notes) + len(arrived.bookmarks) == 1


NOTE = {
    "type": "note", "id": "abcdefghjkmn", "text": "x", "kind": "note", "tags": [], "edition": "1",
    "created": "2026-11-22T20:10:00Z", "changed": "2026-11-22T20:10:00Z", "keep_until": "2026-12-20", "formerly": [],
    "anchor": {"passage": "a#top", "quote": "", "before": "", "after": "", "said": "", "whole": "", "siblings": [],
               "twins": 0, "title": "", "headings": []},
}  # fmt: skip


@given(st.binary(max_size=300))
@settings(max_examples=200)
def test_any_bytes_are_refused_in_plain_words(raw: bytes) -> None:
    with pytest.raises(Refused):
        read_bytes(raw)
