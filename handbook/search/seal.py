"""The seal on a built index: what a folder must be before a byte of it is parsed.

A folder ``built/<digest>/`` is made under another name, sealed and renamed; nothing in it is changed afterwards. Its
``manifest.json`` is written last and names every file with its size and SHA-256, and carries its own. What is read
is read once: :func:`read` gives the very bytes that were checked, so nothing can be swapped between check and use.

No Whoosh here: start-up reads the compiled pages out of a sealed folder without it.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import re
import shutil
import sys
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from handbook.errors import IndexUnusable
from handbook.search import locks

FORMAT = 1
"""Raised with every change to what is written, or to how it is weighed."""
MANIFEST = "manifest.json"
_BUILDING = "build-"
_GONE = "gone-"
_LOCK = ".lock"
_NAME = re.compile(r"[0-9a-f]{64}")
_OWN = re.compile(rb'\n"sealed": "([0-9a-f]{64})"\}\n\Z')
_MOST_MANIFEST = 16_000_000
_GRACE_S = 60.0
_ABANDONED_S = 6 * 3600.0
_REBUILD = "It is built again from the content: handbook build."


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a sealed folder says of itself."""

    folder: Path
    edition: str
    inputs: Mapping[str, str] = field(hash=False)
    """The digest of each content, lexicon and ranking file it was built from."""
    files: Mapping[str, tuple[int, str]] = field(hash=False)
    """Size and SHA-256 of each file beside the manifest."""
    pages: int = 0
    passages: int = 0


def engine() -> str:
    """What reads and writes the index: our format, the Whoosh installed (fork and version), Python's minor version."""
    return f"format {FORMAT}; whoosh {_whoosh()}; python {sys.version_info[0]}.{sys.version_info[1]}"


@lru_cache(maxsize=1)
def _whoosh() -> str:
    spec = importlib.util.find_spec("whoosh")
    if spec is None or spec.origin is None:
        return "missing"
    # Its first file holds the version, and differs between the forks; reading it imports nothing.
    return hashlib.sha256(Path(spec.origin).read_bytes()).hexdigest()[:16]


def folder_for(built: Path, digest_inputs: Mapping[str, str]) -> Path:
    """Where the index of these inputs lies, whether it exists or not.

    Args:
        built: The folder of built indexes.
        digest_inputs: A digest of each file that goes into it, by name.
    """
    text = json.dumps([engine(), sorted(digest_inputs.items())], ensure_ascii=True)
    return built / hashlib.sha256(text.encode("ascii")).hexdigest()


def verify(folder: Path, names: Collection[str] | None = None) -> Manifest:
    """Check a folder against its seal.

    Args:
        folder: A sealed folder.
        names: Which files to read and check against their digests; all unless said. That nothing is missing, added
            or of another size is checked of every file.

    Raises:
        IndexUnusable: It is missing, not ours, of another format, or not as it was sealed.
    """
    manifest = _manifest(folder)
    for name in manifest.files if names is None else names:
        _checked(manifest, name)
    return manifest


def read(folder: Path, names: Collection[str] | None = None) -> tuple[Manifest, dict[str, bytes]]:
    """The bytes of files of a sealed folder, checked; parameters and errors as for :func:`verify`."""
    manifest = _manifest(folder)
    wanted = manifest.files if names is None else names
    return manifest, {name: _checked(manifest, name) for name in wanted}


def newest_good(built: Path) -> Manifest | None:
    """The index sealed last that is whole and of this format: it answers while the content has errors."""
    for folder in sorted(_sealed(built), key=_age):
        with contextlib.suppress(IndexUnusable):
            return verify(folder)
    return None


def _manifest(folder: Path) -> Manifest:
    path = folder / MANIFEST
    try:
        if _is_foreign(folder):
            raise IndexUnusable("The search index was made by another user.", _REBUILD)
        with path.open("rb") as file:
            raw = file.read(_MOST_MANIFEST + 1)
    except OSError:
        raise IndexUnusable("There is no search index for this content yet.", _REBUILD) from None
    own = _OWN.search(raw)
    if own is None or len(raw) > _MOST_MANIFEST:
        raise IndexUnusable("The search index is damaged.", _REBUILD)
    if hashlib.sha256(raw[: own.start()]).hexdigest() != own.group(1).decode("ascii"):
        raise IndexUnusable("The search index is damaged.", _REBUILD)
    try:
        said = json.loads(raw)
        if said["engine"] != engine():
            raise IndexUnusable("The search index was made by another version.", _REBUILD)
        manifest = Manifest(
            folder=folder,
            edition=said["edition"],
            inputs=said["inputs"],
            files={name: (size, digest) for name, (size, digest) in said["files"].items()},
            pages=said["pages"],
            passages=said["passages"],
        )
        there = {entry.name: entry.stat().st_size for entry in os.scandir(folder)}
    except (KeyError, TypeError, ValueError, AttributeError, OSError, RecursionError):
        raise IndexUnusable("The search index is damaged.", _REBUILD) from None
    there.pop(MANIFEST, None)
    if there != {name: size for name, (size, _) in manifest.files.items()}:
        raise IndexUnusable("The search index is not as it was sealed.", _REBUILD)
    return manifest


def _is_foreign(folder: Path) -> bool:
    """Whether a folder belongs to somebody who is neither this user nor the machine's administrator."""
    return hasattr(os, "getuid") and folder.stat().st_uid not in (os.getuid(), 0)


def _checked(manifest: Manifest, name: str) -> bytes:
    said = manifest.files.get(name)
    if said is None or Path(name).name != name:
        raise IndexUnusable("The search index lacks a part.", _REBUILD)
    try:
        data = (manifest.folder / name).read_bytes()
    except OSError:
        raise IndexUnusable("The search index cannot be read.", _REBUILD) from None
    if digest(data) != said[1]:
        raise IndexUnusable("The search index is damaged.", _REBUILD)
    return data


def digest(data: bytes) -> str:
    """A SHA-256, as manifests have it."""
    return hashlib.sha256(data).hexdigest()


def put(path: Path, data: bytes) -> tuple[int, str]:
    """Write a file so that it outlives a power cut; its size and SHA-256."""
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return len(data), digest(data)


def close(folder: Path, manifest: Mapping[str, object]) -> None:
    """Seal a folder: its manifest is written last, then the folder itself is made to last."""
    text = json.dumps({"engine": engine(), **manifest}, ensure_ascii=True, indent=0)[:-2] + ","
    own = hashlib.sha256(text.encode("ascii")).hexdigest()
    put(folder / MANIFEST, f'{text}\n"sealed": "{own}"}}\n'.encode("ascii"))
    sync(folder)


def sync(folder: Path) -> None:
    """Make a folder's entries outlive a power cut, where the system has a way to."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def workshop(built: Path) -> Iterator[Path]:
    """A new folder to build in, gone afterwards unless it was renamed; locked, so that nobody sweeps it away."""
    built.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{_BUILDING}{os.getpid()}-{os.urandom(6).hex()}"
    folder = built / name
    lock = built / (name + _LOCK)
    try:
        with lock.open("xb") as held:
            locks.take(held.fileno())
            folder.mkdir(mode=0o700)
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    finally:
        lock.unlink(missing_ok=True)


def publish(workshop_folder: Path, folder: Path) -> Path:
    """Rename a sealed folder to its place. Where a good one lies there already (somebody else was first), it stays."""
    built = folder.parent
    for _ in range(3):
        try:
            workshop_folder.rename(folder)
            break
        except OSError:
            try:
                verify(folder)
            except IndexUnusable:
                discard(folder)
            else:
                return folder
    else:
        raise OSError(f"cannot rename to {folder.name}")
    sync(built)
    return folder


def discard(folder: Path) -> None:
    """Remove a built index: out of the way in one step first, so that no half of it is ever met."""
    gone = folder.parent / f"{_GONE}{os.urandom(6).hex()}"
    try:
        folder.rename(gone)
    except FileNotFoundError:
        return
    shutil.rmtree(gone, ignore_errors=True)


def sweep(built: Path, keep: Collection[Path], *, grace_s: float = _GRACE_S) -> int:
    """Remove indexes that are not to be kept, and what aborted builds left; how many folders went.

    A folder somebody is building is locked and stays; one sealed less than ``grace_s`` seconds ago may be about to be
    opened and stays too. One that is open is held in memory by its reader, who does not miss the files.
    """
    kept = {path.name for path in keep}
    removed = 0
    try:
        entries = sorted(built.iterdir())
    except OSError:
        return 0
    for entry in entries:
        try:
            if entry.name.startswith(_GONE):
                shutil.rmtree(entry, ignore_errors=True)
                removed += 1
            elif entry.name.startswith(_BUILDING) and entry.name.endswith(_LOCK):
                removed += _clear(entry)
            elif entry.name.startswith(_BUILDING):
                # Its lock is made first and goes last: without one it is a leftover, unless it is a moment old.
                if not (built / (entry.name + _LOCK)).exists() and time.time() - entry.stat().st_mtime > _ABANDONED_S:
                    shutil.rmtree(entry, ignore_errors=True)
                    removed += 1
            elif _NAME.fullmatch(entry.name) and entry.name not in kept and _age(entry) >= grace_s:
                discard(entry)
                removed += 1
        except OSError:
            continue
    return removed


def _clear(lock: Path) -> int:
    """Remove what an aborted build left, unless its lock is held: then it goes on."""
    with lock.open("r+b") as file:
        if not locks.take(file.fileno()):
            return 0
        shutil.rmtree(lock.with_name(lock.name.removesuffix(_LOCK)), ignore_errors=True)
    lock.unlink(missing_ok=True)
    return 1


def _sealed(built: Path) -> list[Path]:
    try:
        return [path for path in built.iterdir() if _NAME.fullmatch(path.name)]
    except OSError:
        return []


def _age(folder: Path) -> float:
    """Seconds since a folder was sealed; very old if it never was."""
    try:
        return time.time() - (folder / MANIFEST).stat().st_mtime
    except OSError:
        return float("inf")
