"""An open handbook: content and search joined. Both front ends read, search, check and build through it.

Opening hashes the files and looks for the folder that was built from just these; only where there is none are they
read. Content with errors does not replace what was good: the last good index answers, and says so; where there never
was one, the pages that load are read and the rest is named.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from handbook.errors import BuildFailed, HandbookError, IndexUnusable
from handbook.model.handbook import Handbook
from handbook.model.page import Page
from handbook.model.problem import Problem
from handbook.paths import Places
from handbook.search.hit import Request, Results

if TYPE_CHECKING:
    from handbook.content.loader import Loaded
    from handbook.model.tuning import GoldenQuery
    from handbook.search.engine import Engine
    from handbook.search.highlight import Highlighter
    from handbook.search.judge import Judgement
    from handbook.search.seal import Manifest

Progress = Callable[[int, int], None]

_COMPILED = "!compiled"
"""Among the inputs: the version of the compiled form, so that another program's folder is another folder."""
_PARTIAL = "!errors"
"""Among the inputs of an index that lacks the pages with errors: it is never taken for a whole one."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did."""

    pages: int
    passages: int
    changed: int
    """Pages indexed anew."""
    took_s: float
    index: Path
    problems: tuple[Problem, ...] = ()
    """Warnings."""


class ContentErrors(BuildFailed):
    """The content has errors; the index is as it was."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        errors = sum(problem.severity == "error" for problem in problems)
        super().__init__(
            f"The content has {errors} error{'' if errors == 1 else 's'}; nothing was built.",
            "Mend them and run `handbook build` again. Until then the last good index answers.",
        )
        self.problems = problems


def _never() -> bool:
    return False


def _silent(_done: int, _total: int) -> None:
    pass


class Library:
    """A handbook and its index, opened on first use. Safe to be called from several threads."""

    def __init__(self, places: Places, *, today: Callable[[], date] = date.today) -> None:
        self.places = places
        self.today = today
        self.notices: tuple[str, ...] = ()
        """What the reader should know: errors in the content, an index that could not be made."""
        self.problems: tuple[Problem, ...] = ()
        self._lock = threading.RLock()
        self._handbook: Handbook | None = None
        self._pages: Mapping[str, Page] = {}
        self._digests: Mapping[str, str] = {}
        self._loaded: Loaded | None = None
        self._folder: Path | None = None
        self._engine: Engine | None = None

    # Reading

    @property
    def handbook(self) -> Handbook:
        """Contents, registries and guides; opens the library where it is not open."""
        if self._handbook is None:
            self.open()
        assert self._handbook is not None
        return self._handbook

    def open(self, progress: Progress = _silent) -> None:
        """Find out what there is to read.

        Raises:
            ContentError: There is no such folder, or it cannot be listed.
        """
        from handbook.content.loader import digests

        with self._lock:
            self._digests = digests(self.places.content, self.places.index)
            folder = self._folder_of(self._digests)
            if self._use(folder):
                self._folder = folder
                return
            loaded = self._load(progress)
            if not loaded.failed:
                self._take(loaded)
                return
            last = self._last_good()
            if last is not None and self._use(last):
                self._folder = last
                self.notices = (
                    f"{_errors_in(loaded.problems)} What you read and search is as it was before. See: handbook check",
                )
            else:
                self._take(loaded)
                named = ", ".join(dict.fromkeys(p.file for p in loaded.problems if p.severity == "error"))
                self.notices = (f"{_errors_in(loaded.problems)} Left out until mended: {named}. See: handbook check",)

    def page(self, page_id: str) -> Page | None:
        """A page by the id it has now, or None."""
        if page_id not in self.handbook.pages:
            return None
        try:
            return self._pages[page_id]
        except IndexUnusable:
            # The folder was damaged under our feet: read the files themselves.
            with self._lock:
                self._take(self._load(_silent))
            return self._pages.get(page_id)

    def built_folder(self) -> Path | None:
        """The folder that is read from, or None where the index is still to be made."""
        return self._folder

    def _take(self, loaded: Loaded) -> None:
        self._handbook, self._pages, self._folder = loaded.handbook, loaded.pages, None

    def _use(self, folder: Path) -> bool:
        """Read the compiled pages of a sealed folder. False where it is not there or not as it was sealed."""
        from handbook.content import stored
        from handbook.search import seal

        try:
            seal.verify(folder, [stored.CATALOGUE, stored.PAGES])
            found = stored.read_stored(folder)
        except IndexUnusable:
            return False
        self._handbook, self._pages = found.handbook, found.pages
        return True

    def _load(self, progress: Progress, *, anew: bool = False) -> Loaded:
        """Read the files; those that did not change since the last good index are taken from there."""
        from handbook.content import compiled
        from handbook.content.loader import load
        from handbook.search import seal

        previous = None
        last = None if anew else self._last_good()
        if last is not None:
            with contextlib.suppress(IndexUnusable):
                seal.verify(last, compiled.FILES)
                previous = compiled.read_records(last)
        loaded = load(self.places.content, self.places.index, previous=previous, progress=progress)
        self._loaded, self._digests, self.problems = loaded, loaded.digests, loaded.problems
        return loaded

    # Searching

    @property
    def ready(self) -> bool:
        """Whether a search can be answered at once."""
        return self._engine is not None

    def prepare(self, progress: Progress = _silent) -> None:
        """Open the index; make it first where there is none for this content.

        Raises:
            BuildFailed: It could not be written.
        """
        from handbook.search.engine import Engine

        with self._lock:
            if self._engine is not None:
                return
            if self._handbook is None:
                self.open()
            for _ in range(2):
                folder = self._folder or self._make(progress)
                try:
                    self._engine = Engine.open(folder)
                    return
                except IndexUnusable:
                    self._discard(folder)
            raise BuildFailed(
                f"The search index in {self.places.built} cannot be read, though it was made just now.",
                "Look at the disk, or choose another folder with --index DIR. Reading works without it.",
            )

    def warm(self) -> None:
        """Read what the first queries need, while nobody waits. Does nothing where there is no index yet."""
        engine = self._engine
        if engine is not None:
            with contextlib.suppress(IndexUnusable):  # the first search finds out and mends it
                engine.warm()

    def search(self, request: Request, *, cancelled: Callable[[], bool] = _never) -> Results:
        """Answer a request. Never fails for the words that are asked for.

        Raises:
            BuildFailed: There is no index and none could be made.
        """
        for attempt in (1, 2):
            engine = self._ready_engine()
            try:
                return engine.search(request, today=self.today(), cancelled=cancelled)
            except IndexUnusable:
                if attempt == 2:
                    raise
                with self._lock:
                    self._engine = None
                    if self._folder is not None:
                        self._discard(self._folder)
        raise AssertionError("unreachable")

    def highlighter(self, text: str) -> Highlighter | None:
        """What finds a query's matches in any text, or None while there is no index."""
        engine = self._engine
        return engine.highlighter(text) if engine is not None else None

    def _ready_engine(self) -> Engine:
        if self._engine is None:
            self.prepare()
        assert self._engine is not None
        return self._engine

    def _discard(self, folder: Path) -> None:
        """Do away with an index that cannot be used; the files are read instead until it is made again."""
        from handbook.search import seal

        with contextlib.suppress(OSError):
            seal.discard(folder)
        self._take(self._load(_silent, anew=True))

    # Building

    def build(self, *, force: bool = False, progress: Progress = _silent) -> BuildReport:
        """Bring the index up to date; ``force`` makes all of it anew.

        Raises:
            ContentErrors: The content has errors; the index is as it was.
            BuildFailed: It could not be written.
        """
        from handbook.content.loader import digests
        from handbook.search import seal

        began = time.perf_counter()
        with self._lock:
            if not force:
                self._digests = digests(self.places.content, self.places.index)
                folder = self._folder_of(self._digests)
                manifest = self._sealed(folder)
                if manifest is not None and self._use(folder):
                    self._folder = folder
                    self._point_to(folder)
                    took = time.perf_counter() - began
                    return BuildReport(manifest.pages, manifest.passages, 0, took, folder)
            loaded = self._load(_silent, anew=force)
            if loaded.failed:
                raise ContentErrors(loaded.problems)
            if force:
                with contextlib.suppress(OSError):
                    seal.discard(self._folder_of(loaded.digests))
            folder, changed = self._write(loaded, progress, anew=force)
            manifest = seal.verify(folder, [])
            took = time.perf_counter() - began
            return BuildReport(manifest.pages, manifest.passages, changed, took, folder, loaded.problems)

    def _make(self, progress: Progress) -> Path:
        """Make the index of what is read: of all content, or of the pages that load."""
        loaded = self._loaded or self._load(_silent)
        folder, _ = self._write(loaded, progress)
        return folder

    def _write(self, loaded: Loaded, progress: Progress, *, anew: bool = False) -> tuple[Path, int]:
        from handbook.content import compiled
        from handbook.search import seal
        from handbook.search.build import build

        digests = _of_index(loaded.digests)
        if loaded.failed:
            digests[_PARTIAL] = hashlib.sha256(repr(sorted(loaded.handbook.pages)).encode()).hexdigest()
        pages = loaded.pages
        result = build(
            self.places.built,
            (pages[page] for page, info in loaded.handbook.pages.items() if info.findable),
            digest_inputs=digests,
            edition=loaded.handbook.edition,
            lexicon=loaded.lexicon,
            ranking=loaded.ranking,
            extra=compiled.pack(loaded),
            page_digests=loaded.fingerprints,
            previous=None if anew else self._last_good(),
            progress=progress,
        )
        self._handbook, self._pages, self._loaded = loaded.handbook, loaded.pages, None
        if self._use(result.folder):
            self._folder = result.folder
        if not loaded.failed:
            self._point_to(result.folder)
            seal.sweep(self.places.built, [result.folder, *self._pointed_to()])
        return result.folder, result.changed

    def _folder_of(self, digests: Mapping[str, str]) -> Path:
        from handbook.search import seal

        return seal.folder_for(self.places.built, _of_index(digests))

    def _sealed(self, folder: Path) -> Manifest | None:
        from handbook.search import seal

        try:
            return seal.verify(folder)
        except IndexUnusable:
            return None

    # The last good index of this content

    def _pointer(self) -> Path:
        key = hashlib.sha256(os.fsencode(str(self.places.content.resolve()))).hexdigest()[:16]
        return self.places.built / f"last-{key}"

    def _point_to(self, folder: Path) -> None:
        """Remember an index made of content without errors. That it cannot be remembered is no harm."""
        pointer = self._pointer()
        with contextlib.suppress(OSError):
            if pointer.is_file() and pointer.read_text(encoding="ascii") == folder.name:
                return
            temporary = pointer.with_name(f"{pointer.name}.{os.getpid()}")
            temporary.write_text(folder.name, encoding="ascii")
            temporary.replace(pointer)

    def _last_good(self) -> Path | None:
        folder = _target(self._pointer())
        return folder if folder is not None and self._sealed_at_all(folder) else None

    def _sealed_at_all(self, folder: Path) -> bool:
        from handbook.search import seal

        try:
            seal.verify(folder, [])
        except IndexUnusable:
            return False
        return True

    def _pointed_to(self) -> list[Path]:
        """The last good index of every content that is built here."""
        try:
            pointers = [path for path in self.places.built.iterdir() if path.name.startswith("last-")]
        except OSError:
            return []
        return [folder for folder in map(_target, pointers) if folder is not None]

    # Checking

    def check(self, progress: Progress = _silent) -> tuple[Problem, ...]:
        """Every problem of every file, and every rule for publishing.

        That each ``found_by`` phrase finds its page is tried on the index of this very content, where it has no errors.

        Raises:
            ContentError: There is no such folder.
        """
        from handbook.content.publish import publishing_problems

        with self._lock:
            loaded = self._load(progress, anew=True)
            finds = None
            if not loaded.failed:
                with contextlib.suppress(HandbookError):
                    self._handbook = None
                    self._engine = None
                    self.open()
                    finds = self._finds
                    self._ready_engine()
            return tuple(sorted({*loaded.problems, *publishing_problems(loaded, today=self.today(), finds=finds)}))

    def _finds(self, phrase: str, page_id: str) -> tuple[int | None, tuple[str, ...]]:
        return self._ready_engine().rank(phrase, page_id, today=self.today())

    def golden_queries(self) -> tuple[GoldenQuery, ...]:
        """The queries that search is judged by, as ``index/queries.yaml`` has them."""
        with self._lock:
            return (self._loaded or self._load(_silent)).queries

    def judge(self) -> Judgement:
        """Ask every golden query and grade what comes."""
        from handbook.search.judge import judge

        return judge(self._ready_engine(), self.golden_queries(), today=self.today())


def _of_index(digests: Mapping[str, str]) -> dict[str, str]:
    """What an index is made from: the files, but for the golden queries, which only judge it; and how they are compiled."""
    from handbook.content.stored import STAMP

    inputs = {name: digest for name, digest in digests.items() if name != "index/queries.yaml"}
    return {**inputs, _COMPILED: STAMP}


def _target(pointer: Path) -> Path | None:
    try:
        name = pointer.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return pointer.parent / name if len(name) == 64 and name.isalnum() else None


def _errors_in(problems: tuple[Problem, ...]) -> str:
    errors = [problem for problem in problems if problem.severity == "error"]
    first = errors[0]
    more = f" and {len(errors) - 1} more" if len(errors) > 1 else ""
    return f"The content has an error at {first.file}:{first.line}:{first.column}{more}."
