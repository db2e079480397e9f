"""Times for a full desk: ``python -m tests.personal.times [NOTES]``. Printed, never asserted."""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from handbook.personal.anchor import make_at
from handbook.personal.drafts import Drafts
from handbook.personal.exporting import gather
from handbook.personal.finding import NoteSearch
from handbook.personal.formats import render
from handbook.personal.matching import Reader
from handbook.personal.notes import Edit, Notes
from handbook.personal.record import Draft, Note, new_id
from handbook.personal.sentences import spans
from handbook.personal.standing import locate
from handbook.personal.undo import Undo
from tests.personal.editions import Changer
from tests.personal.support import GOOD, Edition, HandClock, real_passages, store_in, tell, vault_of


def timed(what: str, work: Callable[[], Any]) -> Any:
    """Run something once and print how long it took."""
    began = time.perf_counter()
    found = work()
    tell(f"{what:52} {1000 * (time.perf_counter() - began):9.1f} ms")
    return found


def main(number: int) -> None:
    """Measure everything a full desk does."""
    rnd, clock, folder = random.Random(1), HandClock(), Path(tempfile.mkdtemp()) / "data"
    passages = real_passages()
    edition = Edition(passages)
    places = [(key, start) for key, text in passages.items() for start, _ in spans(text)]
    anchors = [
        make_at(edition, key, start, start + 1, count_twins=False) for key, start in rnd.choices(places, k=2000)
    ]
    words = " ".join(passages.values()).split()
    store = store_in(folder, clock)
    vault = vault_of(store)
    vault.protect(GOOD)
    notes = Notes(store, vault, Undo())
    now, until = clock.now(), date(2026, 12, 20)
    made = [
        Note(new_id(), rnd.choice(anchors), " ".join(rnd.choices(words, k=rnd.randrange(20, 200))), now, now, until)
        for _ in range(number)
    ]
    timed(f"write {number} notes in one transaction", lambda: notes.put_in(made))
    tell(f"{'size of the file':52} {store.path.stat().st_size / 1e6:9.1f} MB")
    store.close()
    timed("first start of a day (check, backup, verify)", lambda: store_in(folder, clock).close())
    store = timed("later start (check of every row)", lambda: store_in(folder, clock))
    vault = vault_of(store)
    notes = Notes(store, vault, Undo())
    timed("unlock (Argon2id left out)", lambda: vault.unlock(GOOD))
    timed("open all notes into memory", notes.all)
    timed("list them again", notes.all)
    search = NoteSearch()
    timed("first search", lambda: search.find(notes.all(), "chronology school"))
    samples = []
    for _ in range(30):
        query = " ".join(rnd.choices(words, k=2))
        began = time.perf_counter()
        search.find(notes.all(), query)
        samples.append(time.perf_counter() - began)
    tell(
        f"{'search, two words: median, worst of 30':52} {1000 * statistics.median(samples):9.1f} ms {1000 * max(samples):.1f}"
    )
    samples, drafts = [], []
    keeper = Drafts(store, vault)
    for _ in range(100):
        note = rnd.choice(made)
        began = time.perf_counter()
        notes.edit(note.id, Edit(text="changed " + note.text))
        samples.append(time.perf_counter() - began)
        began = time.perf_counter()
        keeper.save(Draft("draft0000000", note.text, now))
        drafts.append(time.perf_counter() - began)
    tell(
        f"{'save a note: median, worst of 100':52} {1000 * statistics.median(samples):9.1f} ms {1000 * max(samples):.1f}"
    )
    tell(
        f"{'keep a draft: median, worst of 100':52} {1000 * statistics.median(drafts):9.1f} ms {1000 * max(drafts):.1f}"
    )
    reader = Reader(edition)
    timed("anchors of all notes, same edition", lambda: [locate(note.anchor, reader) for note in notes.all()])
    changer = Changer(passages, 1)
    changer.run(300)
    after = Edition({key: " ".join(cut) for key, cut in changer.cut.items()}, changer.former)
    reader = Reader(after)
    timed("anchors of all notes, changed edition", lambda: [locate(note.anchor, reader) for note in notes.all()])
    export = timed("gather an export", lambda: gather(notes.all(), [], Reader(edition), date(2026, 11, 22)))
    timed("write it as Markdown", lambda: render(export, "markdown"))
    timed("write it as JSON Lines", lambda: render(export, "jsonl"))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
