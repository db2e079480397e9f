"""Content and search joined: the index is made, noticed stale, missing or damaged, and never half there."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path

import pytest

from handbook.errors import ContentError
from handbook.library import ContentErrors, Library
from handbook.paths import Places
from handbook.search.hit import Request
from tests.conftest import python


def places(small: Path) -> Places:
    return Places(small / "content", small / "index", small / "index" / "built", small / "data")


def library(small: Path) -> Library:
    return Library(places(small), today=lambda: date(2026, 11, 22))


def first_hit(small: Path, words: str) -> str:
    hits = library(small).search(Request(words)).hits
    return hits[0].passage if hits else ""


def test_first_use_builds_by_itself(small: Path) -> None:
    seen: list[tuple[int, int]] = []
    opened = library(small)
    opened.open()
    assert not opened.ready and opened.built_folder() is None
    opened.prepare(lambda done, total: seen.append((done, total)))
    assert opened.ready and opened.built_folder() is not None
    assert seen and seen[-1][0] == seen[-1][1] == 6
    again = library(small)
    again.open()
    assert again.built_folder() == opened.built_folder()


def test_a_stale_index_is_noticed(small: Path) -> None:
    assert first_hit(small, "umbrellas") == ""
    page = small / "content" / "procedures" / "recording.md"
    page.write_text(page.read_text() + "\n## Rain {#rain}\n\nBring umbrellas.\n")
    assert first_hit(small, "umbrellas") == "procedures/recording#rain"


def test_a_page_that_went_is_found_no_more(small: Path) -> None:
    assert first_hit(small, "what do I write down").startswith("procedures/recording")
    (small / "content" / "procedures" / "recording.md").unlink()
    names = small / "content" / "checklists" / "visit.yaml"
    names.write_text(names.read_text().replace(", rests_on: [procedures/recording#words]", ""))
    assert not first_hit(small, "use the child's own words").startswith("procedures/recording")


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_index_is_made_again_unasked(small: Path, seed: int) -> None:
    rng = random.Random(seed)
    wanted = first_hit(small, "who takes the chair")
    assert wanted
    folder = library(small).build().index
    file = rng.choice(sorted(path for path in folder.iterdir() if path.stat().st_size))
    data = bytearray(file.read_bytes())
    kind = rng.choice(["flip", "cut", "gone", "empty"])
    if kind == "flip":
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        file.unlink()
        file.write_bytes(data)
    elif kind == "cut":
        file.unlink()
        file.write_bytes(data[: len(data) // 2])
    elif kind == "gone":
        file.unlink()
    else:
        file.unlink()
        file.write_bytes(b"")
    assert first_hit(small, "who takes the chair") == wanted
    assert library(small).build().changed == 0, "it was made whole again"


def test_what_is_left_of_a_damaged_index_does_not_stop_reading(small: Path) -> None:
    folder = library(small).build().index
    opened = library(small)
    opened.open()
    for path in folder.iterdir():
        path.unlink()
    page = opened.page("procedures/meeting")
    assert page is not None and page.passage("how") is not None
    assert opened.search(Request("chair")).hits


def test_errors_leave_the_last_good_index(small: Path) -> None:
    library(small).build()
    page = small / "content" / "procedures" / "meeting.md"
    good = page.read_text()
    page.write_text(good.replace("title:", "title: [", 1))
    with pytest.raises(ContentErrors) as caught:
        library(small).build()
    assert caught.value.problems[0].file == "procedures/meeting.md"
    opened = library(small)
    assert opened.search(Request("who takes the chair")).hits[0].page == "procedures/meeting"
    assert "procedures/meeting.md" in opened.notices[0]
    page.write_text(good + "\nMended.\n")
    mended = library(small)
    assert mended.search(Request("mended")).hits[0].page == "procedures/meeting" and not mended.notices


def test_errors_without_an_index_leave_the_rest(small: Path) -> None:
    page = small / "content" / "procedures" / "meeting.md"
    page.write_text(page.read_text().replace("title:", "title: [", 1))
    opened = library(small)
    assert "procedures/meeting" not in opened.handbook.pages and "procedures/meeting.md" in opened.notices[0]
    assert opened.search(Request("write it the same day")).hits[0].page == "procedures/recording"


def test_an_index_folder_that_cannot_be_written_leaves_reading(small: Path) -> None:
    (small / "index" / "built").write_text("in the way")
    opened = library(small)
    opened.open()
    assert opened.page("procedures/meeting") is not None
    with pytest.raises(Exception) as caught:
        opened.prepare()
    assert "built" in str(caught.value) and "Traceback" not in str(caught.value)


def test_no_content_folder_is_said_plainly(tmp_path: Path) -> None:
    nothing = Library(Places(tmp_path / "none", tmp_path / "index", tmp_path / "built", tmp_path / "data"))
    with pytest.raises(ContentError):
        nothing.open()


def test_two_read_while_a_third_builds(small: Path) -> None:
    library(small).build()
    stop = threading.Event()
    wrong: list[str] = []

    def read() -> None:
        while not stop.is_set():
            hit = first_hit(small, "who takes the chair")
            if not hit.startswith("procedures/meeting"):
                wrong.append(hit)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    page = small / "content" / "procedures" / "recording.md"
    for number in range(6):
        page.write_text(page.read_text() + f"\nLine {number}.\n")
        library(small).build()
    stop.set()
    for reader in readers:
        reader.join()
    assert not wrong


def _kill_a_build(small: Path, seconds: float) -> None:
    build = subprocess.Popen(
        [python(), "-m", "handbook", "--content", str(small / "content"), "--index", str(small / "index"), "build"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    time.sleep(seconds)
    build.send_signal(signal.SIGKILL)
    build.wait()


def _kills(small: Path, number: int) -> None:
    rng = random.Random(1)
    page = small / "content" / "procedures" / "recording.md"
    began = time.perf_counter()
    subprocess.run(
        [python(), "-m", "handbook", "--content", str(small / "content"), "--index", str(small / "index"), "build"],
        check=True, capture_output=True,
    )  # fmt: skip
    typical = time.perf_counter() - began
    for count in range(number):
        page.write_text(page.read_text() + f"\nMarker{count} here.\n")
        _kill_a_build(small, rng.uniform(0, typical * 1.3))
        assert first_hit(small, "who takes the chair").startswith("procedures/meeting")
        assert first_hit(small, f"marker{count}") == "procedures/recording#words"


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_kill_at_any_moment_leaves_an_index_or_makes_one(small: Path) -> None:
    _kills(small, 8)


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_kill_at_any_moment_leaves_an_index_or_makes_one_many_times(small: Path) -> None:
    _kills(small, 200)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs permissions that bind")
def test_content_that_cannot_be_written_is_built_in_the_cache(small: Path, own_home: Path) -> None:
    from handbook import paths

    (small / "index").chmod(0o500)
    try:
        found = paths.find(content=str(small / "content"))
        assert found.built.is_relative_to(own_home)
    finally:
        (small / "index").chmod(0o700)


def test_where_things_lie(small: Path, own_home: Path, tmp_path: Path) -> None:
    from handbook import paths

    beside = paths.find(content=str(small / "content"))
    assert beside.index == small / "index" and beside.built == small / "index" / "built"
    asked = paths.find(content=str(small / "content"), index=str(tmp_path / "elsewhere"), data=str(tmp_path / "mine"))
    assert asked.built == tmp_path / "elsewhere" / "built" and asked.data == tmp_path / "mine"
    usual = paths.find()
    assert usual.content == paths.PACKAGE.parent / "content" and usual.data.is_relative_to(own_home)


def test_an_installed_edition_is_found_by_its_pointer(own_home: Path, tmp_path: Path) -> None:
    from handbook import paths

    data = tmp_path / "data"
    assert paths.installed_content(data) is None
    (data / "editions" / "7" / "content").mkdir(parents=True)
    (data / "editions" / "current").write_text("7\n")
    assert paths.installed_content(data) == data / "editions" / "7" / "content"
    for bad in ("../7", "", ".hidden", "a/b"):
        (data / "editions" / "current").write_text(bad)
        assert paths.installed_content(data) is None
