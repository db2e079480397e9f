"""A layer between SQLite and the disk, put under the very library that Python's own ``sqlite3`` is linked to.

It records every write, truncation, sync, creation and removal, so that the image of a disk after a power cut can be made,
and it can fail at the n-th of them, as a full or broken disk does. Linux with a shared libsqlite3 only.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import random
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

FULL, IOERR_WRITE, IOERR_FSYNC, CANTOPEN = 13, 778, 1034, 14
SECTOR = 512

_P = ctypes.c_void_p
_I = ctypes.c_int
_L = ctypes.c_int64


class _Vfs(ctypes.Structure):
    _fields_ = [
        ("iVersion", _I), ("szOsFile", _I), ("mxPathname", _I), ("pNext", _P), ("zName", ctypes.c_char_p), ("pAppData", _P),
        *((name, _P) for name in (
            "xOpen", "xDelete", "xAccess", "xFullPathname", "xDlOpen", "xDlError", "xDlSym", "xDlClose", "xRandomness",
            "xSleep", "xCurrentTime", "xGetLastError", "xCurrentTimeInt64", "xSetSystemCall", "xGetSystemCall",
            "xNextSystemCall",
        )),
    ]  # fmt: skip


class _Methods(ctypes.Structure):
    _fields_ = [
        ("iVersion", _I),
        *((name, _P) for name in (
            "xClose", "xRead", "xWrite", "xTruncate", "xSync", "xFileSize", "xLock", "xUnlock", "xCheckReservedLock",
            "xFileControl", "xSectorSize", "xDeviceCharacteristics", "xShmMap", "xShmLock", "xShmBarrier", "xShmUnmap",
            "xFetch", "xUnfetch",
        )),
    ]  # fmt: skip


_OPEN = ctypes.CFUNCTYPE(_I, _P, _P, _P, _I, _P)
_DELETE = ctypes.CFUNCTYPE(_I, _P, ctypes.c_char_p, _I)
_CLOSE = ctypes.CFUNCTYPE(_I, _P)
_WRITE = ctypes.CFUNCTYPE(_I, _P, _P, _I, _L)
_TRUNCATE = ctypes.CFUNCTYPE(_I, _P, _L)
_SYNC = ctypes.CFUNCTYPE(_I, _P, _I)


def library() -> ctypes.CDLL | None:
    """The libsqlite3 that this process uses, or None where it is not a shared one."""
    try:
        with open("/proc/self/maps", encoding="utf-8") as maps:
            paths = {line.split(maxsplit=5)[5].strip() for line in maps if "libsqlite3" in line}
    except (OSError, IndexError):
        return None
    if len(paths) != 1:
        return None
    found = ctypes.CDLL(paths.pop())
    found.sqlite3_libversion.restype = ctypes.c_char_p
    found.sqlite3_vfs_find.restype = _P
    return found if found.sqlite3_libversion().decode() == sqlite3.sqlite_version else None


@dataclass
class Disk:
    """What happened on the disk, and when it fails."""

    log: list[tuple[str, str, int, bytes | None]] = field(default_factory=list)
    calls: int = 0
    fail_at: int = 0
    """The number of the call that fails; 0 for none."""
    stays: bool = False
    """Whether every later call fails too, as a disk that stays full."""
    code: int = FULL
    failed: int = 0

    def fails(self, what: str) -> int:
        """The error code of this call, or 0."""
        self.calls += 1
        if self.fail_at and (self.calls == self.fail_at or (self.stays and self.calls > self.fail_at)):
            self.failed += 1
            return {"open": CANTOPEN, "sync": IOERR_FSYNC}.get(what, self.code)
        return 0


@contextlib.contextmanager
def disk() -> Iterator[Disk]:
    """Put the layer under every connection that is opened within; close them before it ends."""
    lib = library()
    assert lib is not None
    made = Disk()
    real = _Vfs.from_address(lib.sqlite3_vfs_find(None))
    shim = _Vfs.from_buffer_copy(bytes(real))
    shim.zName = b"recording"
    shim.pNext = None
    names: dict[int, str] = {}
    tables: dict[int, _Methods] = {}
    keep: list[object] = []
    real_open, real_delete = _OPEN(real.xOpen), _DELETE(real.xDelete)

    def methods_for(address: int) -> _Methods:
        if address in tables:
            return tables[address]
        of = _Methods.from_address(address)
        own = _Methods.from_buffer_copy(bytes(of)) if of.iVersion >= 3 else _copy_short(of)
        close, write, truncate, sync = _CLOSE(of.xClose), _WRITE(of.xWrite), _TRUNCATE(of.xTruncate), _SYNC(of.xSync)

        def on_close(file: int) -> int:
            names.pop(file, None)
            return close(file)

        def on_write(file: int, data: int, size: int, offset: int) -> int:
            code = made.fails("write")
            if code:
                return code
            made.log.append(("write", names.get(file, "?"), offset, ctypes.string_at(data, size)))
            return write(file, data, size, offset)

        def on_truncate(file: int, size: int) -> int:
            code = made.fails("truncate")
            if code:
                return code
            made.log.append(("truncate", names.get(file, "?"), size, None))
            return truncate(file, size)

        def on_sync(file: int, flags: int) -> int:
            code = made.fails("sync")
            if code:
                return code
            made.log.append(("sync", names.get(file, "?"), 0, None))
            return sync(file, flags)

        for name, kind, function in (
            ("xClose", _CLOSE, on_close), ("xWrite", _WRITE, on_write), ("xTruncate", _TRUNCATE, on_truncate),
            ("xSync", _SYNC, on_sync),
        ):  # fmt: skip
            callback = kind(function)
            keep.append(callback)
            setattr(own, name, ctypes.cast(callback, _P).value)
        tables[address] = own
        return own

    def on_open(vfs: int, name: int, file: int, flags: int, out: int) -> int:
        code = made.fails("open") if name and flags & 0x4 else 0  # only where it may be created
        if code:
            return code
        code = real_open(ctypes.addressof(real), name, file, flags, out)
        slot = ctypes.c_void_p.from_address(file)
        if code == 0 and slot.value:
            short = os.path.basename(ctypes.string_at(name).decode()) if name else "temporary"
            names[file] = short
            made.log.append(("open", short, 0, None))
            slot.value = ctypes.addressof(methods_for(slot.value))
        return code

    def on_delete(vfs: int, name: bytes, sync_folder: int) -> int:
        code = made.fails("delete")
        if code:
            return code
        code = real_delete(ctypes.addressof(real), name, sync_folder)
        if code == 0:
            made.log.append(("delete", os.path.basename(name.decode()), 0, b"1" if sync_folder else None))
        return code

    for attribute, kind, function in (("xOpen", _OPEN, on_open), ("xDelete", _DELETE, on_delete)):
        callback = kind(function)
        keep.append(callback)
        setattr(shim, attribute, ctypes.cast(callback, _P).value)
    assert lib.sqlite3_vfs_register(ctypes.byref(shim), 1) == 0
    try:
        yield made
    finally:
        lib.sqlite3_vfs_unregister(ctypes.byref(shim))
        lib.sqlite3_vfs_register(ctypes.byref(real), 1)
        assert keep is not None


def _copy_short(of: _Methods) -> _Methods:
    """A table of an older form: its later members are not there to be read."""
    size = {1: _Methods.xShmMap.offset, 2: _Methods.xFetch.offset}[of.iVersion]
    own = _Methods()
    ctypes.memmove(ctypes.byref(own), ctypes.byref(of), size)
    return own


def image(
    base: dict[str, bytes], log: list[tuple[str, str, int, bytes | None]], rnd: random.Random, survives: float
) -> dict[str, bytes]:
    """The files as a machine without power at the end of the log might hold them.

    What was synced is sure. Of what came after the last sync of a file each sector survives or not, each on its own. Names
    that were made or removed survive in order, up to a point at random.
    """
    sure = {number: bytearray(data) for number, data in enumerate(base.values())}
    current = {name: number for number, name in enumerate(base)}
    made_at: dict[int, int] = dict.fromkeys(sure, -1)
    pending: dict[int, list[tuple[str, int, bytes]]] = defaultdict(list)
    changes: list[tuple[str, str, int]] = []
    settled, following = 0, len(base)
    for what, name, offset, data in log:
        if what == "open" and name not in current:
            current[name], made_at[following], sure[following] = following, len(changes), bytearray()
            changes.append(("made", name, following))
            following += 1
        elif what in ("write", "truncate"):
            pending[current[name]].append((what, offset, data or b""))
        elif what == "sync":
            number = current[name]
            for kind, at, piece in pending.pop(number, []):
                _play(sure[number], kind, at, piece)
            settled = max(settled, made_at[number] + 1)
        elif what == "delete" and name in current:
            changes.append(("removed", name, current.pop(name)))
            if data:
                settled = len(changes)
    names = {name: number for number, name in enumerate(base)}
    for kind, name, number in changes[: rnd.randint(settled, len(changes))]:
        if kind == "made":
            names[name] = number
        else:
            names.pop(name, None)
    found = {}
    for name, number in names.items():
        data = bytearray(sure[number])
        for kind, at, piece in pending.get(number, []):
            if kind == "truncate":
                if rnd.random() < survives:
                    del data[at:]
                continue
            for start in range(0, len(piece), SECTOR):
                if rnd.random() < survives:
                    _play(data, "write", at + start, piece[start : start + SECTOR])
        found[name] = bytes(data)
    return found


def _play(data: bytearray, kind: str, at: int, piece: bytes) -> None:
    if kind == "truncate":
        del data[at:]
        return
    if len(data) < at:
        data.extend(bytes(at - len(data)))
    data[at : at + len(piece)] = piece
