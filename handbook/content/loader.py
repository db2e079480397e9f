"""A folder to a handbook. What did not change since it was compiled is not read as text again."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from handbook.content.files import digest_of, digests, find, read
from handbook.content.report import in_file, quote
from handbook.model.problem import Problem

if TYPE_CHECKING:
    from handbook.content.assemble import Assembly
    from handbook.content.loaded import Loaded as Loaded
    from handbook.content.record import Compiled, Record

__all__ = ["digests", "load"]


def load(
    folder: Path,
    index: Path | None = None,
    *,
    previous: Compiled | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Loaded:
    """Read a handbook.

    Args:
        folder: The content folder. Any folder of Markdown will do.
        index: The folder of the lexicon, the ranking and the golden queries; each may be missing.
        previous: What an earlier load found (``Loaded.records`` or :func:`handbook.content.compiled.read_records`);
            files with the same bytes are taken from there.
        progress: Told how many files are read, of how many.

    Returns:
        Whatever could be read, with all problems. A file with an error is left out and hides no other's problems.

    Raises:
        ContentError: If there is no such folder, or it cannot be listed.
    """
    # Whoever only hashes the files, as every start does, need not wait for these.
    from handbook.content.assemble import assemble
    from handbook.content.body import Pages
    from handbook.content.loaded import Loaded
    from handbook.content.record import Record
    from handbook.content.rules import check
    from handbook.model.tuning import Lexicon, Ranking

    found = find(folder, index)
    previous = previous or {}
    records: dict[str, Record] = {}
    contents: dict[str, bytes] = {}
    stray: list[Problem] = []
    for number, item in enumerate(found):
        data = read(item)
        if isinstance(data, bytes):
            contents[item.name] = data
            records[item.name] = _record(item.name, data, previous)
        elif item.counts:
            records[item.name] = Record(item.name, digest_of(data), (data,))
        else:
            stray.append(data)
        if progress:
            progress(number + 1, len(found))
    assembly = assemble(records, folder.absolute().name)
    across = [replace(problem, quoted=_quoted(problem, contents)) for problem in check(assembly, records)]
    own = [problem for record in records.values() for problem in record.problems]
    lexicon, ranking, queries = (records.get(f"index/{name}.yaml") for name in ("lexicon", "ranking", "queries"))
    return Loaded(
        handbook=assembly.handbook,
        pages=Pages(assembly.handbook.pages, assembly.bodies),
        problems=tuple(sorted((_named(problem, folder, index) for problem in (*own, *across, *stray)), key=in_file)),
        digests={name: record.digest for name, record in records.items()},
        lexicon=lexicon.data if lexicon and isinstance(lexicon.data, Lexicon) else Lexicon(),
        ranking=ranking.data if ranking and isinstance(ranking.data, Ranking) else Ranking(),
        queries=queries.data if queries and isinstance(queries.data, tuple) else (),  # type: ignore[arg-type]
        records=records,
        fingerprints=_fingerprints(assembly),
        folder=folder,
        index=index,
    )


def _record(name: str, data: bytes, previous: Mapping[str, Record]) -> Record:
    digest = digest_of(data)
    known = previous.get(name)
    if known and known.digest == digest and (known.info is None or known.failed or known.body):
        return known
    from handbook.content.compiler import (
        compile_file,  # brings the parsers, which a load without changes does not need
    )

    return compile_file(name, data, digest)


def _quoted(problem: Problem, contents: Mapping[str, bytes]) -> str:
    lines = contents.get(problem.file, b"").decode("utf-8", "replace").split("\n")
    return quote(lines, problem.line)


def _named(problem: Problem, folder: Path, index: Path | None) -> Problem:
    """A problem with its file named from the content folder, also where it lies beside it."""
    if index is None or not problem.file.startswith("index/") or problem.file.endswith(".md"):
        return problem
    path = index / problem.file.removeprefix("index/")
    try:
        shown = os.path.relpath(path, folder)
    except ValueError:  # another drive
        shown = str(path)
    return replace(problem, file=Path(shown).as_posix())


def _fingerprints(assembly: Assembly) -> dict[str, str]:
    found = {}
    for page, info in assembly.handbook.pages.items():
        if info.generated_from:
            made = assembly.bodies[page].encoded() + repr(info).encode("utf-8", "replace")
            found[page] = hashlib.sha256(made).hexdigest()
        else:
            found[page] = hashlib.sha256(f"{assembly.records[page].digest} {info.part}".encode()).hexdigest()
    return found
