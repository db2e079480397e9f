"""Private files: folders 0700, files 0600, written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from handbook.personal.errors import StoreError, StoreFull, StoreReadOnly

_NO_SPACE = {28, 122, 27}  # ENOSPC, EDQUOT, EFBIG


def private_folder(folder: Path) -> None:
    """Make a folder that only its owner can enter, and close one that others can. Raises StoreReadOnly."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _translated(error, folder, "The folder of your own data cannot be made") from None
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        status = folder.stat()
        is_ours = status.st_uid == os.getuid()
        if is_ours and status.st_mode & 0o077 and folder not in (Path.home(), Path(folder.anchor)):
            folder.chmod(0o700)


def write_private(path: Path, data: bytes, *, replace: bool = True) -> None:
    """Write a file whole (temporary file, flush, rename), readable by its owner alone.

    Raises StoreFull or StoreReadOnly, leaving what was there; StoreError where it exists and ``replace`` is false.
    """
    if not replace and path.exists():
        raise StoreError(f"{path.name} is there already.", "Choose another name, or move it away first.")
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(prefix=".writing-", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
        temporary = ""
        sync_folder(path.parent)
    except OSError as error:
        raise _translated(error, path, f"{path.name} could not be written") from None
    finally:
        if temporary:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where the system can."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _translated(error: OSError, path: Path, what: str) -> StoreError:
    if error.errno in _NO_SPACE:
        return StoreFull(f"{what}: the disk is full.", "Make room, then try again. What was there is unchanged.")
    if isinstance(error, FileNotFoundError):
        return StoreError(f"{what}: there is no folder {path.parent}.", "Make it first, or name another.")
    if isinstance(error, NotADirectoryError | FileExistsError | IsADirectoryError):
        return StoreReadOnly(f"{what}: {path} is in the way.", "Choose another folder with --data DIR.")
    return StoreReadOnly(f"{what}: {path} cannot be written.", "Choose another folder.")
