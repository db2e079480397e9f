"""Indexing pages into segments, in this process or in several.

A segment depends on its pages alone, so processes share nothing. They are started anew (*spawn*), never forked: a
build may run in a thread of the screens.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any

from handbook.model.tuning import Ranking
from handbook.search.record import FOUND_BY, PASSAGE, SUMMARY, TITLE, Record
from handbook.search.segment import MOST_POSTINGS, Collector
from handbook.search.summary import Summary, summarise

WORTH_A_PROCESS = 1_500
"""Passages for each process, or it is not started: that takes as long as indexing some 700."""
MOST_PROCESSES = 4
"""Each leaves a segment, and each segment is looked up for each word."""
_TICK_S = 0.2

Numbered = tuple[int, Record]
"""A page's number in reading order, and the page."""


@dataclass(slots=True)
class Indexed:
    """A segment and what is known of it."""

    segment: Any
    files: dict[str, bytes]
    firsts: list[tuple[int, int]]
    """Number of each page, and its first document in the segment."""
    summary: Summary


def index(pages: Sequence[Numbered], ranking: Ranking, done: Callable[[int], None]) -> list[Indexed]:
    """Index pages, into more than one segment if they are very many; ``done`` is told how many pages at a time."""
    made: list[Indexed] = []
    collector = Collector(ranking)
    taken: list[Numbered] = []
    reported = 0
    for at, (number, record) in enumerate(pages, start=1):
        collector.add(record)
        taken.append((number, record))
        if collector.postings >= MOST_POSTINGS or at == len(pages):
            made.append(_close(collector, taken, ranking))
            collector, taken = Collector(ranking), []
        if at - reported >= 25 or at == len(pages):
            done(at - reported)
            reported = at
    return made


def index_all(
    pages: Sequence[Numbered], ranking: Ranking, processes: int | None, done: Callable[[int], None]
) -> list[Indexed]:
    """Index pages with so many processes, or as many as pay; the same segments' worth of hits either way."""
    passages = sum(len(record.passages) for _, record in pages)
    if processes is None:
        processes = min(os.cpu_count() or 1, MOST_PROCESSES, passages // WORTH_A_PROCESS)
    if processes < 2 or len(pages) < 2:
        return index(pages, ranking, done)
    finished = [0]

    def count(more: int) -> None:
        finished[0] += more
        done(more)

    try:
        return _in_processes(_split(pages, min(processes, len(pages))), ranking, count)
    except (OSError, BrokenProcessPool, ImportError):  # no processes to be had here: alone, then
        done(-finished[0])
        return index(pages, ranking, done)


def _close(collector: Collector, taken: Iterable[Numbered], ranking: Ranking) -> Indexed:
    firsts: list[tuple[int, int]] = []
    page_of: list[int] = []
    roles = bytearray()
    for number, record in taken:
        firsts.append((number, len(page_of)))
        page_of += [number] * record.documents
        roles += bytes([TITLE, SUMMARY])
        roles += bytes([FOUND_BY]) * len(record.found_by) + bytes([PASSAGE]) * len(record.passages)
    summary = summarise(collector.lists(), page_of, bytes(roles), ranking)
    segment, files = collector.write()
    return Indexed(segment, files, firsts, summary)


def _split(pages: Sequence[Numbered], parts: int) -> list[Sequence[Numbered]]:
    """Stretches of pages with about as many passages each."""
    total = sum(len(record.passages) + 1 for _, record in pages)
    chunks: list[Sequence[Numbered]] = []
    start = 0
    seen = 0
    for at, (_, record) in enumerate(pages, start=1):
        seen += len(record.passages) + 1
        if seen * parts >= total * (len(chunks) + 1) or at == len(pages):
            chunks.append(pages[start:at])
            start = at
    return [chunk for chunk in chunks if chunk]


def _in_processes(chunks: list[Sequence[Numbered]], ranking: Ranking, done: Callable[[int], None]) -> list[Indexed]:
    context = multiprocessing.get_context("spawn")
    counter = context.Value("i", 0)
    with ProcessPoolExecutor(len(chunks), context, _share, (counter,)) as pool:
        futures = [pool.submit(_chunk, chunk, ranking) for chunk in chunks]
        waiting = set(futures)
        told = 0
        while waiting:
            _, waiting = wait(waiting, timeout=_TICK_S, return_when=FIRST_COMPLETED)
            now = counter.value
            if now > told:
                done(now - told)
                told = now
        return [indexed for future in futures for indexed in future.result()]


_counter: Any = None


def _share(counter: Any) -> None:
    """In a new process: where to count pages done. An interrupt is the parent's affair, which ends this one."""
    global _counter
    _counter = counter
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _chunk(pages: Sequence[Numbered], ranking: Ranking) -> list[Indexed]:
    def done(more: int) -> None:
        with _counter.get_lock():
            _counter.value += more

    return index(pages, ranking, done)
