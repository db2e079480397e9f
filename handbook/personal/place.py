"""Whether a folder is one that something else copies or shares: a sync client's, or a network drive.

A database there can be damaged by being copied while it is written, so only one window may hold it, and the
person is told.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

_STEPS = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "icloud": "iCloud",
    "mobile documents": "iCloud",
    "cloudstorage": "a cloud service",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "box sync": "Box",
    "pclouddrive": "pCloud",
}
_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "ceph", "glusterfs", "lustre", "gpfs", "davfs", "fuse"}
)
_LOCAL_FUSE = frozenset(
    {"fuse.portal", "fuse.fuseiso", "fuseblk", "fusectl", "fuse.encfs", "fuse.gocryptfs", "fuse.cryfs"}
)


def shared_by(folder: Path, *, mounts: str | None = None, environ: Mapping[str, str] | None = None) -> str:
    """What copies or shares a folder, in words, or the empty string.

    ``mounts`` (the text of ``/proc/self/mounts``) and ``environ`` are read from the machine when not given.
    """
    environ = os.environ if environ is None else environ
    for step in folder.parts:
        for mark, name in _STEPS.items():
            if step.casefold().startswith(mark):
                return name
    for name, value in environ.items():
        if name.casefold().startswith("onedrive") and value and _is_below(folder, Path(value)):
            return "OneDrive"
    if str(folder).startswith("\\\\") or _is_remote_drive(folder):
        return "a network drive"
    kind = _mount_kind(folder, _mounts() if mounts is None else mounts)
    if kind not in _LOCAL_FUSE and (kind in _NETWORK or kind.partition(".")[0] in _NETWORK):
        return "a network drive"
    return ""


def sentence(name: str) -> str:
    """What is said about a folder that :func:`shared_by` named."""
    return (
        f"Your notes lie in a folder that {name} copies or shares: keep one window open at a time, "
        "or choose a folder on this computer with --data DIR."
    )


def _is_below(folder: Path, root: Path) -> bool:
    return folder == root or root in folder.parents


def _mounts() -> str:
    try:
        return Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _mount_kind(folder: Path, mounts: str) -> str:
    """The file system of the longest mount point at or above a folder."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = fields[1].replace("\\040", " ").replace("\\011", "\t")
        if _is_below(folder, Path(point)) and len(point) > best:
            best, kind = len(point), fields[2]
    return kind


def _is_remote_drive(folder: Path) -> bool:
    if os.name != "nt":
        return False
    import ctypes

    remote = 4  # DRIVE_REMOTE of GetDriveTypeW
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 (there on Windows alone)
    return bool(kernel.GetDriveTypeW(folder.anchor) == remote)
