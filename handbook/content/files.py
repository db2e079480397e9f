"""Which files make a handbook, and reading them safely."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from handbook.content.report import meant
from handbook.content.source import MAX_BYTES
from handbook.errors import ContentError
from handbook.model.problem import Problem, Severity
from handbook.text import first_unsafe, guard

REGISTRIES = ("handbook.yaml", "glossary.yaml", "sources.yaml", "statements.yaml", "contacts.yaml")
GUIDE_FOLDERS = ("pathways", "checklists", "sessions")
TUNING = ("lexicon.yaml", "ranking.yaml", "queries.yaml")
_ABOUT_THE_FOLDER = frozenset(
    ("readme", "license", "licence", "changelog", "contributing", "code_of_conduct", "security", "authors")
)
"""Markdown files at the top of a folder that speak about it and are no pages of it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file that belongs to a handbook."""

    name: str
    """Relative to the content folder with forward slashes, or ``index/...``."""
    path: Path
    problem: Problem | None = None
    """Why it is not read."""

    @property
    def counts(self) -> bool:
        """Whether it is one of the inputs, and no bystander that is only remarked upon."""
        return self.problem is None or self.problem.severity == "error"


def find(folder: Path, index: Path | None) -> list[Found]:
    """The files of a handbook, by name. Hidden files and folders, and links that lead out of it, are not among them.

    Raises:
        ContentError: If there is no such folder, or it cannot be listed.
    """
    shown = guard(str(folder))
    try:
        found = sorted(_walk(folder), key=lambda item: item.name)
    except NotADirectoryError:
        raise ContentError(f"{shown} is not a folder.", "Name the folder that holds the pages.") from None
    except FileNotFoundError:
        raise ContentError(f"There is no folder {shown}.", "Check the path of the content.") from None
    except OSError as error:
        reason = error.strerror or "the system refused it"
        raise ContentError(f"{shown} cannot be read: {reason}.", "Check its permissions.") from None
    if not any(item.name == "handbook.yaml" for item in found):  # then nobody set out to write for this reader
        found = [item for item in found if not (item.problem and item.problem.rule == "unused-file")]
    if index:
        found += [Found(f"index/{name}", index / name) for name in TUNING if (index / name).is_file()]
    return found


def _walk(folder: Path) -> Iterator[Found]:
    root = folder.resolve(strict=True)
    waiting = [("", str(folder))]
    while waiting:
        prefix, path = waiting.pop()
        try:
            entries = list(os.scandir(path))
        except OSError as error:
            if not prefix:
                raise
            reason = error.strerror or "the system refused it"
            fix = "Check that you may open it."
            problem = _problem(prefix, "unreadable", "error", f"This folder cannot be read: {reason}.", fix)
            yield Found(guard(prefix), Path(path), problem)
            continue
        for entry in entries:
            name = prefix + entry.name
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append((f"{name}/", entry.path))
            elif entry.is_symlink() and Path(entry.path).is_dir():
                yield _linked_folder(name, entry.path)
            elif _belongs(name):
                yield _checked(name, entry, root)
            elif _unused(name):
                yield Found(guard(name), Path(entry.path), _unused_problem(name))


def _belongs(name: str) -> bool:
    folder, _, base = name.rpartition("/")
    stem, dot, ending = base.rpartition(".")
    if ending.lower() == "md" and dot:
        return bool(stem) and not (not folder and stem.lower() in _ABOUT_THE_FOLDER)
    return name in REGISTRIES or (folder in GUIDE_FOLDERS and ending == "yaml")


def _unused(name: str) -> bool:
    """Whether a file looks as if its writer expected it to be read."""
    folder, _, base = name.rpartition("/")
    return base.lower().endswith((".yaml", ".yml")) and (not folder or folder in GUIDE_FOLDERS)


def _problem(name: str, rule: str, severity: Severity, message: str, fix: str) -> Problem:
    return Problem(guard(name), 1, 1, rule, severity, message, fix)


def _unused_problem(name: str) -> Problem:
    if name.lower().endswith(".yml"):
        message, fix = "Files that end in .yml are not read.", "Let its name end in .yaml."
    else:
        message = "A file of this name is not read here."
        fix = meant(name, REGISTRIES) + "Rename it, or move it out of the content folder."
    return _problem(name, "unused-file", "warning", message, fix)


def _linked_folder(name: str, path: str) -> Found:
    message = "This is a link to a folder, and links are not followed."
    problem = _problem(name, "symlink", "warning", message, "Put the folder itself here.")
    return Found(guard(name), Path(path), problem)


def _checked(name: str, entry: os.DirEntry[str], root: Path) -> Found:
    path = Path(entry.path)
    if _odd(name):
        message = "The name of this file holds characters that cannot be shown."
        fix = "Rename it with small letters, digits and hyphens."
        return Found(guard(name), path, _problem(name, "file-name", "error", message, fix))
    if entry.is_symlink() and not _inside(path, root):
        message = "This is a link to a file outside the content folder, and is not read."
        return Found(name, path, _problem(name, "symlink-outside", "error", message, "Put the file itself here."))
    return Found(name, path)


def _odd(name: str) -> bool:
    return first_unsafe(name) is not None or any(character in name for character in "\t\n\\")


def _inside(path: Path, root: Path) -> bool:
    try:
        return path.resolve(strict=True).is_relative_to(root)
    except (OSError, RuntimeError):  # a link to nothing, or to itself
        return False


def read(found: Found) -> bytes | Problem:
    """The bytes of a file, or why it cannot be read. Of a file that is too large only so much that this is seen."""
    if found.problem:
        return found.problem
    try:
        if not stat.S_ISREG(found.path.stat().st_mode):
            message, fix = "This is not an ordinary file.", "Remove it from the folder."
            return _problem(found.name, "unreadable", "error", message, fix)
        with found.path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or "the system refused it"
        fix = "Check that it is there and that you may read it."
        return _problem(found.name, "unreadable", "error", f"The file cannot be read: {reason}.", fix)


def digest_of(data: bytes | Problem) -> str:
    """SHA-256 of a file's bytes in hexadecimal digits; of one that cannot be read, of the reason."""
    if isinstance(data, Problem):
        data = f"{data.rule}: {data.message}".encode()
    return hashlib.sha256(data).hexdigest()


def digests(folder: Path, index: Path | None = None) -> dict[str, str]:
    """The digest of every file that makes a handbook, by name; nothing else is done with them.

    Raises:
        ContentError: As :func:`find`.
    """
    return {found.name: digest_of(read(found)) for found in find(folder, index) if found.counts}
