"""Folders that something else copies or shares are noticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from handbook.personal.place import sentence, shared_by

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/home /home nfs4 rw 0 0
/dev/sdb1 /home/local ext4 rw 0 0
//office/share /mnt/office cifs rw 0 0
me@host: /mnt/over\\040there fuse.sshfs rw 0 0
/dev/fuse /run/doc fuse.portal rw 0 0
/dev/sdc1 /mnt/stick fuseblk rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("/home/ann/handbook", "a network drive"), ("/home/local/ann", ""), ("/var/lib/x", ""),
        ("/mnt/office/a", "a network drive"),
        ("/mnt/over there/a", "a network drive"), ("/run/doc/a", ""), ("/mnt/stick/a", ""),
        ("/var/OneDrive - Council/handbook", "OneDrive"), ("/var/Dropbox (Personal)/x", "Dropbox"),
        ("/Users/a/Library/Mobile Documents/x", "iCloud"), ("/var/Google Drive/x", "Google Drive"),
        ("/Users/a/Library/CloudStorage/OneDrive-Council/x", "a cloud service"), ("/srv/work/x", "OneDrive"),
    ],
)  # fmt: skip
def test_where_a_folder_lies(folder: str, name: str) -> None:
    environ = {"OneDriveCommercial": "/srv/work", "ONEDRIVE": ""}
    assert shared_by(Path(folder), mounts=MOUNTS, environ=environ) == name


def test_it_is_said_in_one_sentence() -> None:
    assert sentence("OneDrive").count(".") == 1 and "OneDrive" in sentence("OneDrive")


def test_this_machine_can_be_asked(tmp_path: Path) -> None:
    assert isinstance(shared_by(tmp_path), str)
