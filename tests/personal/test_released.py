"""A file of every version that was ever released opens, is brought up to date, and loses nothing.

``samples/store-N.db`` is a file as version N wrote it, its notes sealed; when the version goes up, add the next.
``python -m tests.personal.test_released`` makes the one of the present version.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from handbook.personal import schema
from handbook.personal.backup import listed
from handbook.personal.bookmarks import Bookmarks
from handbook.personal.check import problems
from handbook.personal.drafts import Drafts
from handbook.personal.notes import Notes
from handbook.personal.reading import Reading, Ticks
from handbook.personal.record import Anchor, Draft
from handbook.personal.undo import Undo
from tests.personal.support import GOOD, SAMPLES, HandClock, store_in, vault_of

CODE = (SAMPLES / "store-1.code").read_text(encoding="ascii").strip() if (SAMPLES / "store-1.code").exists() else ""
AT = Anchor("procedures/recording#words", quote="Keep fact and opinion apart.", before="Use the child's own words.")


def test_there_is_a_file_of_every_version() -> None:
    assert {path.name for path in SAMPLES.glob("store-*.db")} == {
        f"store-{n}.db" for n in range(1, len(schema.STEPS) + 1)
    }


@pytest.mark.parametrize("version", range(1, len(schema.STEPS) + 1))
def test_a_file_of_a_released_version(tmp_path: Path, version: int) -> None:
    tmp_path.chmod(0o700)
    shutil.copy(SAMPLES / f"store-{version}.db", tmp_path / "personal.db")
    clock = HandClock()
    store = store_in(tmp_path, clock)
    assert store.notices == [] and problems(store.connection(), thorough=True) == []
    assert any(backup.is_before for backup in listed(tmp_path / "backups")) == (version < len(schema.STEPS))
    vault = vault_of(store)
    notes = Notes(store, vault, Undo())
    assert vault.protection == "sealed"
    vault.unlock(GOOD)
    (note,) = notes.all()
    assert (note.text, note.kind, note.tags, note.anchor, note.edition) == (
        "A released note.",
        "question",
        ("team",),
        AT,
        "1",
    )
    assert [binned.text for binned in notes.bin()] == ["In the bin."]
    assert Drafts(store, vault).all()[0].text == "half a"
    assert [(mark.folder, mark.anchor) for mark in Bookmarks(store, Undo()).all()] == [("visit", AT)]
    assert Ticks(store).of("checklists/visit") == {"read"} and Reading(store).edition() == "1"
    assert [place.offset for place in Reading(store).latest()] == [12]
    vault.lock()
    vault.unlock_with_code(CODE)
    assert notes.all() == [note]


def make(folder: Path) -> None:
    """Make the sample of the present version."""
    store = store_in(folder)
    vault = vault_of(store)
    code, _ = vault.protect(GOOD)
    notes, drafts = Notes(store, vault, Undo()), Drafts(store, vault)
    notes.add(AT, "A released note.", kind="question", tags=("team",), edition="1")
    notes.remove(notes.add(AT, "In the bin.").id)
    drafts.save(Draft("draft0000000", "half a", store.clock.now(), AT.passage))
    Bookmarks(store, Undo()).add(AT, folder="visit", edition="1")
    Ticks(store).set("checklists/visit", "read", True)
    Reading(store).keep("procedures/recording", AT.passage, 12, "1")
    Reading(store).read_edition("1")
    store.close()
    version = len(schema.STEPS)
    shutil.copy(folder / "personal.db", SAMPLES / f"store-{version}.db")
    (SAMPLES / f"store-{version}.code").write_text(code + "\n", encoding="ascii")


if __name__ == "__main__":
    import tempfile

    make(Path(tempfile.mkdtemp()))
