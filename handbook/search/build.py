"""Building an index: aside, sealed, swapped in whole.

There is one way to an index, whether it is built anew, by several processes, or from the one before: segments taken
over (:mod:`handbook.search.carry`) and segments made now (:mod:`handbook.search.worker`) are put side by side, and
Whoosh's table of contents is written over all of them. What no segment can know (reading order, vocabulary,
beginnings) is summed up and written beside. No writer is ever opened on files that exist.

Memory: some 130 MB beside the pages themselves for 20,000 passages; past three million postings a segment is closed and
the next begun, so that it grows with the texts only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handbook.errors import BuildFailed
from handbook.model.page import Page
from handbook.model.tuning import Lexicon, Ranking
from handbook.search import directory, seal, summary
from handbook.search.carry import Carried, carry
from handbook.search.directory import Directory
from handbook.search.record import record
from handbook.search.schema import INDEX, schema
from handbook.search.stem import stem
from handbook.search.store import Store
from handbook.search.worker import Indexed, index_all

from whoosh.filedb.filestore import RamStorage  # isort: skip
from whoosh.index import TOC  # isort: skip

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Built:
    """An index, sealed and in its place."""

    folder: Path
    changed: int
    """Pages that are new or not as they were."""
    pages: int
    passages: int


def build(
    built: Path,
    pages: Iterable[Page],
    *,
    digest_inputs: Mapping[str, str],
    edition: str = "",
    lexicon: Lexicon | None = None,
    ranking: Ranking | None = None,
    extra: Mapping[str, bytes] | None = None,
    page_digests: Mapping[str, str] | None = None,
    previous: Path | None = None,
    progress: Progress | None = None,
    processes: int | None = None,
) -> Built:
    """Build the index of some pages into ``built/<digest>/``.

    Args:
        built: The folder of built indexes; it is made if need be.
        pages: All pages, in reading order.
        digest_inputs: A digest of each file the index is built from; they name the folder.
        edition: The edition of the content, kept in the manifest.
        lexicon: Words that mean the same; kept in the index for queries.
        ranking: Field weights. Where the index before had others, all is indexed anew.
        extra: Further files to seal into the folder, by name.
        page_digests: For each page id a digest of what is indexed of it (title, summary, kind, ``found_by``,
            passages): a page that has the digest it had before is not indexed again.
        previous: A sealed folder of which to take over segments. If it cannot be used it is not.
        progress: Called with pages indexed and pages to index.
        processes: How many processes may index; as many as the machine has, if that pays, unless said.

    Returns:
        Where the index lies. Its answers are the same, hit for hit, however it came about.

    Raises:
        BuildFailed: It could not be written.
    """
    everything = list({page.info.id: page for page in pages}.values())
    digests = page_digests or {}
    ranking = ranking or Ranking()
    carried = carry(previous, [page.info.id for page in everything], digests, ranking)
    fresh = [(number, page) for number, page in enumerate(everything) if page.info.id not in carried.firsts]
    done = [0]

    def more(count: int) -> None:
        done[0] += count
        if progress:
            progress(done[0], len(fresh))

    made = index_all([(number, record(page)) for number, page in fresh], ranking, processes, more)
    layout = _layout(everything, digests, carried, made, ranking, lexicon or Lexicon())
    passages = sum(entry.passages for entry in layout.pages)
    try:
        with seal.workshop(built) as folder:
            sealed = carried.link(folder)
            for name, data in _files(carried, made, layout, extra or {}).items():
                sealed[name] = seal.put(folder / name, data)
            said: dict[str, object] = {
                "edition": edition,
                "inputs": dict(digest_inputs),
                "pages": len(layout.pages),
                "passages": passages,
                "files": sealed,
            }
            seal.close(folder, said)
            place = seal.publish(folder, seal.folder_for(built, digest_inputs))
    except OSError as error:
        raise BuildFailed(
            f"The search index could not be written to {built} ({error.strerror or type(error).__name__}).",
            "Make room there or choose another folder with --index, then run: handbook build.",
        ) from error
    changed = sum(page.info.id not in carried.unchanged for page in everything)
    return Built(place, changed, len(layout.pages), passages)


def _layout(
    pages: list[Page],
    digests: Mapping[str, str],
    carried: Carried,
    made: list[Indexed],
    ranking: Ranking,
    lexicon: Lexicon,
) -> Directory:
    """Where each page's documents are when the new segments stand behind those taken over."""
    firsts = dict(carried.firsts)
    documents = carried.documents
    for indexed in made:
        for number, first in indexed.firsts:
            firsts[pages[number].info.id] = documents + first
        documents += indexed.segment.doc_count_all()
    entries = []
    for page in pages:
        page_id = page.info.id
        entries.append(directory.entry(page.info, firsts[page_id], len(page.passages), digests.get(page_id, "")))
    return Directory(tuple(entries), documents, ranking, lexicon)


def _files(carried: Carried, made: list[Indexed], layout: Directory, extra: Mapping[str, bytes]) -> dict[str, bytes]:
    """Every file of the index but the segments taken over."""
    files: dict[str, bytes] = {}
    for indexed in made:
        files.update(indexed.files)
    files.update(_contents([*carried.segments, *(indexed.segment for indexed in made)]))
    files[directory.FILE] = layout.to_bytes()
    summed = _sum_up(carried, made, layout)
    files[summary.WORDS_FILE] = summary.words_file(summed, stem)
    files[summary.BEGINNINGS_FILE] = summary.beginnings_file(summed)
    files.update(extra)
    return files


def _contents(segments: list[Any]) -> dict[str, bytes]:
    """Whoosh's table of contents over some segments, as files."""
    storage = RamStorage()
    TOC(schema(), segments, 1).write(storage, INDEX)
    return {name: bytes(storage.files[name]) for name in storage.list()}


def _sum_up(carried: Carried, made: list[Indexed], layout: Directory) -> summary.Summary:
    """Of the new segments it is known; those taken over are read again, for what was taken out must not count."""
    summed = summary.Summary()
    base = carried.documents
    for indexed in made:
        summed.add(indexed.summary, base)
        base += indexed.segment.doc_count_all()
    if carried.segments:
        store = Store({**carried.files, **_contents(carried.segments)})
        page_of, role_of = layout.layout()
        summed.add(summary.summarise(store.lists(), page_of, role_of, layout.ranking))
    summed.cut()
    return summed
