"""The contract of ``bookmark``, ``note`` and ``personal``, without a terminal."""

from __future__ import annotations

import json
import os
import re
import stat
from datetime import date, timedelta
from pathlib import Path

import pytest

from handbook.cli.notes import KINDS
from handbook.personal.record import NOTE_KINDS
from tests.contract.conftest import Run
from tests.personal.support import CHEAP, GOOD

WORDS = "procedures/recording#words"
QUOTE = "Keep fact and opinion apart."
BOOKMARK_KEYS = {"id", "passage", "quote", "folder", "anchor", "was"}
NOTE_KEYS = {
    "id", "passage", "quote", "text", "kind", "anchor", "was", "created", "changed", "keep_until",
}  # fmt: skip


@pytest.fixture(autouse=True)
def ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id is cheap: its slowness is not what is tested."""
    monkeypatch.setattr("handbook.cli.marks.desk_of", _cheap_desk)


def _cheap_desk(library):  # type: ignore[no-untyped-def]
    from handbook.desk import Desk

    return Desk(library.places.data, library, cost=CHEAP)


@pytest.fixture
def secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with a passphrase, named by the variable."""
    path = tmp_path / "passphrase.txt"
    path.write_text(GOOD + "\n")
    monkeypatch.setenv("HANDBOOK_PASSPHRASE_FILE", str(path))
    return path


@pytest.fixture
def clear(run: Run) -> None:
    """The explicit decision to go without a passphrase."""
    assert run("personal", "passphrase", "--none", "--yes").status == 0


# bookmarks


def test_bookmarks_need_no_passphrase(run: Run) -> None:
    assert run("bookmark", "list", "--json").json == {"bookmarks": []}
    added = run("bookmark", "add", WORDS, "--folder", "before a visit", "--json")
    assert added.status == 0 and set(added.json) == {"id"}
    quoted = run("bookmark", "add", WORDS, "--quote", QUOTE).out.strip()
    listed = run("bookmark", "list", "--json").json["bookmarks"]
    assert [set(one) for one in listed] == [BOOKMARK_KEYS, BOOKMARK_KEYS]
    by_id = {one["id"]: one for one in listed}
    assert by_id[added.json["id"]] == {
        "id": added.json["id"], "passage": WORDS, "quote": "", "folder": "before a visit", "anchor": "exact", "was": None,
    }  # fmt: skip
    assert by_id[quoted]["quote"] == QUOTE
    assert run("bookmark", "remove", quoted).status == 0
    assert [one["id"] for one in run("bookmark", "list", "--json").json["bookmarks"]] == [added.json["id"]]


def test_a_page_a_former_id_and_an_unknown_one(run: Run) -> None:
    run("bookmark", "add", "procedures/recording")
    run("bookmark", "add", "procedures/nppm")
    passages = [one["passage"] for one in run("bookmark", "list", "--json").json["bookmarks"]]
    assert passages == ["procedures/recording#top", "procedures/meeting#top"]
    for reference in ("procedures/nowhere", "procedures/recording#nowhere", "../../etc/passwd"):
        ran = run("bookmark", "add", reference)
        assert ran.status == 1 and not ran.out and ran.err
    assert run("bookmark", "remove", "nosuchid0000").status == 1


def test_a_folder_named_after_an_identifier_is_questioned(run: Run) -> None:
    ran = run("bookmark", "add", WORDS, "--folder", "SW1A 1AA")
    assert ran.status == 1 and "postcode" in ran.err and "SW1A" not in ran.err
    assert run("bookmark", "add", WORDS, "--folder", "SW1A 1AA", "--mask").status == 0
    assert run("bookmark", "list", "--json").json["bookmarks"][0]["folder"] == "[postcode]"


# notes


def test_the_kinds_are_those_of_the_store() -> None:
    assert KINDS == NOTE_KINDS


def test_with_neither_passphrase_nor_decision_notes_are_refused(run: Run, tmp_path: Path) -> None:
    ran = run("note", "add", WORDS, "--text", "Bring to supervision.")
    assert ran.status == 1 and not ran.out and "passphrase" in ran.err
    assert "supervision" not in ran.err
    assert run("note", "list", "--json").json == {"notes": []}


def test_a_note_goes_in_sealed_and_comes_out_as_it_was(run: Run, secret: Path, tmp_path: Path) -> None:
    added = run(
        "note",
        "add",
        WORDS,
        "--text",
        "Zebrafinch for supervision?",
        "--quote",
        QUOTE,
        "--kind",
        "question",
        "--json",
    )
    assert added.status == 0 and set(added.json) == {"id"} and "Recovery code" in added.err
    listed = run("note", "list", "--json")
    (note,) = listed.json["notes"]
    assert set(note) == NOTE_KEYS
    assert note["id"] == added.json["id"] and note["passage"] == WORDS and note["quote"] == QUOTE
    assert note["text"] == "Zebrafinch for supervision?" and note["kind"] == "question"
    assert note["anchor"] == "exact" and note["was"] is None
    assert note["keep_until"] == (date.today() + timedelta(days=28)).isoformat()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", note["created"]) and note["created"] == note["changed"]
    whole = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    assert b"Zebrafinch" not in whole and GOOD.encode() not in whole and QUOTE.encode() not in whole


def test_without_the_passphrase_notes_stay_shut(
    run: Run, secret: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run("note", "add", WORDS, "--text", "Mine.")
    monkeypatch.delenv("HANDBOOK_PASSPHRASE_FILE")
    ran = run("note", "list", "--json")
    assert ran.status == 1 and not ran.out and "locked" in ran.err
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("another thing entirely\n")
    monkeypatch.setenv("HANDBOOK_PASSPHRASE_FILE", str(wrong))
    ran = run("note", "add", WORDS, "--text", "Mine too.")
    assert ran.status == 1 and not ran.out and "another thing" not in ran.err
    monkeypatch.setenv("HANDBOOK_PASSPHRASE_FILE", str(tmp_path / "nowhere.txt"))
    assert run("note", "list").status == 1
    monkeypatch.setenv("HANDBOOK_PASSPHRASE_FILE", str(secret))
    assert len(run("note", "list", "--json").json["notes"]) == 1


def test_going_without_is_a_decision_that_is_explained(run: Run) -> None:
    ran = run("personal", "passphrase", "--none")
    assert ran.status == 1 and "Without a passphrase" in ran.err
    assert run("note", "add", WORDS, "--text", "Mine.").status == 1
    assert run("personal", "passphrase", "--none", "--yes").status == 0
    assert run("note", "add", WORDS, "--text", "Mine.").status == 0


def test_text_from_standard_input(run: Run, clear: None) -> None:
    assert run("note", "add", WORDS, "--text", "-", stdin="Line one\nLine two\n").status == 0
    assert run("note", "list", "--json").json["notes"][0]["text"] == "Line one\nLine two"
    assert run("note", "add", WORDS, "--text", "-", stdin=" \n").status == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["--text", "x", "--kind", "diary"], ["--text", "x", "--keep-until", "tomorrow"], [], ["--text", " "],
        ["--text", "x", "--keep-until", "2001-01-01"], ["--nonsense"],
    ],
)  # fmt: skip
def test_used_wrongly(run: Run, clear: None, arguments: list[str]) -> None:
    ran = run("note", "add", WORDS, *arguments)
    assert ran.status == 2 and not ran.out and ran.err


def test_a_group_without_an_action_is_used_wrongly(run: Run) -> None:
    for group in ("note", "bookmark", "personal"):
        assert run(group).status == 2 and run(group, "nonsense").status == 2


def test_a_quote_must_stand_in_the_passage(run: Run, clear: None) -> None:
    ran = run("note", "add", "procedures/recording", "--text", "x", "--quote", QUOTE)
    assert ran.status == 1 and not ran.out and WORDS in ran.err
    assert run("note", "add", WORDS, "--text", "x", "--quote", "Never said here.").status == 1
    assert run("note", "list", "--json").json["notes"] == []
    assert run("note", "add", WORDS, "--text", "x", "--quote", "fact  and\nOPINION").status == 0
    assert run("note", "list", "--json").json["notes"][0]["quote"] == QUOTE


def test_identifiers_are_questioned_before_saving(run: Run, clear: None) -> None:
    text = "Ring on 07700 900123 about 943 476 5919."
    ran = run("note", "add", WORDS, "--text", text)
    assert ran.status == 1 and "telephone number" in ran.err and "NHS number" in ran.err
    assert "07700" not in ran.err and "943" not in ran.err
    assert run("note", "list", "--json").json["notes"] == []
    run("note", "add", WORDS, "--text", text, "--mask")
    run("note", "add", WORDS, "--text", text, "--keep-identifiers")
    texts = [note["text"] for note in run("note", "list", "--json").json["notes"]]
    assert texts == ["Ring on [telephone number] about [NHS number].", text]


def test_show_edit_remove_restore(run: Run, clear: None) -> None:
    note_id = run("note", "add", WORDS, "--text", "First.", "--quote", QUOTE).out.strip()
    shown = run("note", "show", note_id, "--json").json
    assert shown["text"] == "First." and set(shown) > NOTE_KEYS
    until = (date.today() + timedelta(days=5)).isoformat()
    edited = run(
        "note", "edit", note_id, "--text", "Second.", "--kind", "action", "--keep-until", until, "--tag", "team"
    )
    assert edited.status == 0
    shown = run("note", "show", note_id, "--json").json
    assert (shown["text"], shown["kind"], shown["keep_until"], shown["tags"]) == (
        "Second.",
        "action",
        until,
        ["team"],
    )
    assert run("note", "remove", note_id).status == 0
    assert run("note", "list", "--json").json["notes"] == []
    assert [note["id"] for note in run("note", "list", "--bin", "--json").json["notes"]] == [note_id]
    assert run("note", "restore", note_id).status == 0
    assert len(run("note", "list", "--json").json["notes"]) == 1
    assert run("note", "show", "nosuchnote00").status == 1 and run("note", "remove", "nosuchnote00").status == 1
    assert run("note", "edit", note_id).status == 2


def test_notes_and_bookmarks_after_the_next_edition(run: Run, clear: None, small: Path) -> None:
    page = small / "content" / "procedures" / "recording.md"
    text = page.read_text()
    page.write_text(
        text.replace(
            "own words. Keep", "own words. Ask the school and the health visitor what they see each week. Keep"
        )
    )
    sentence = "Ask the school and the health visitor what they see each week."
    exact = run("note", "add", WORDS, "--text", "a", "--quote", QUOTE).out.strip()
    moved = run("note", "add", WORDS, "--text", "b", "--quote", sentence).out.strip()
    lost = run(
        "note",
        "add",
        "procedures/meeting#disguised-compliance",
        "--text",
        "c",
        "--quote",
        "Hard-to-reach families may agree to everything.",
    ).out.strip()
    changed = run("note", "add", "procedures/meeting#top", "--text", "d").out.strip()
    quoted = run("note", "add", "procedures/meeting#top", "--text", "e", "--quote", "Ask for a meeting").out.strip()
    marked = run("bookmark", "add", WORDS, "--quote", QUOTE).out.strip()

    page.write_text(text)
    meeting = small / "content" / "procedures" / "meeting.md"
    meeting.write_text(
        meeting.read_text()
        .replace(" Hard-to-reach families may agree to everything.", " " + sentence)
        .replace("Ask for a meeting where worries cannot be said in front of the family.",
                 "Ask for a discussion where worries cannot be said in front of the family.")
    )  # fmt: skip
    notes = {note["id"]: note for note in run("note", "list", "--json").json["notes"]}
    assert notes[exact]["anchor"] == "exact" and notes[exact]["passage"] == WORDS
    assert notes[moved]["anchor"] == "moved"
    assert notes[moved]["passage"] == "procedures/meeting#disguised-compliance" and notes[moved]["was"] == WORDS
    assert notes[moved]["quote"] == sentence
    assert notes[lost]["anchor"] == "lost" and notes[lost]["passage"] is None
    assert notes[lost]["was"] == "procedures/meeting#disguised-compliance"
    assert notes[lost]["quote"] == "Hard-to-reach families may agree to everything."
    assert notes[quoted]["anchor"] == "changed" and notes[quoted]["passage"] == "procedures/meeting#top"
    assert notes[changed]["anchor"] in ("exact", "changed") and notes[changed]["passage"] == "procedures/meeting#top"
    assert run("bookmark", "list", "--json").json["bookmarks"][0]["id"] == marked
    accepted = run("note", "edit", quoted, "--accept")
    assert accepted.status == 0
    shown = run("note", "show", quoted, "--json").json
    assert shown["anchor"] == "exact" and "discussion" in shown["quote"] and "meeting" in shown["formerly"][0]


def test_a_renamed_page_takes_its_notes_along(run: Run, clear: None, small: Path) -> None:
    note_id = run("note", "add", WORDS, "--text", "a", "--quote", QUOTE).out.strip()
    page = small / "content" / "procedures" / "recording.md"
    text = page.read_text().replace(
        "id: procedures/recording", "id: procedures/writing\nformer_ids: [procedures/recording]"
    )
    (small / "content" / "procedures" / "writing.md").write_text(text)
    page.unlink()
    listing = small / "content" / "handbook.yaml"
    listing.write_text(listing.read_text().replace("procedures/recording", "procedures/writing"))
    for name in ("procedures/meeting.md", "checklists/visit.yaml", "pathways/call.yaml", "sessions/brief.yaml"):
        other = small / "content" / name
        other.write_text(other.read_text().replace("procedures/recording", "procedures/writing"))
    (note,) = run("note", "list", "--json").json["notes"]
    assert note["id"] == note_id and note["anchor"] == "moved"
    assert (note["passage"], note["was"]) == ("procedures/writing#words", WORDS)


# personal


@pytest.mark.parametrize("ending", ["md", "html", "jsonl"])
def test_export(run: Run, clear: None, tmp_path: Path, ending: str) -> None:
    run("note", "add", "synopsis/about#what-it-says", "--text", "Mind <b>this</b> & that.")
    run("bookmark", "add", WORDS, "--quote", QUOTE)
    path = tmp_path / f"out.{ending}"
    ran = run("personal", "export", "-o", str(path))
    assert ran.status == 0 and ran.out.strip() == str(path) and "not protected" in ran.err
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text()
    for words in ("Do not add case detail.", QUOTE, WORDS, "synopsis 2015", "Use the child's own words."):
        assert words in text.replace("&#x27;", "'"), words
    assert text.index("synopsis/about") < text.index(WORDS)
    assert ("<b>" in text) == (ending != "html")
    assert run("personal", "export", "-o", str(path)).status == 1
    assert run("personal", "export", "-o", str(path), "--force").status == 0
    assert run("personal", "export", "-o", str(tmp_path / "out.exe")).status == 2


def test_export_questions_identifiers(run: Run, clear: None, tmp_path: Path) -> None:
    run("note", "add", WORDS, "--text", "Write to jo@school.sch.uk.", "--keep-identifiers")
    path = tmp_path / "out.md"
    ran = run("personal", "export", "-o", str(path))
    assert ran.status == 1 and "e-mail address" in ran.err and not path.exists()
    assert run("personal", "export", "-o", str(path), "--mask").status == 0
    assert "jo@school" not in path.read_text() and "[e-mail address]" in path.read_text()


def test_import_from_another_laptop_and_again(run: Run, clear: None, tmp_path: Path, small: Path) -> None:
    run("note", "add", WORDS, "--text", "From the first laptop.")
    run("bookmark", "add", WORDS)
    path = tmp_path / "out.jsonl"
    run("personal", "export", "-o", str(path))

    def there(*arguments: str):  # type: ignore[no-untyped-def]
        folders = [
            "--content",
            str(small / "content"),
            "--index",
            str(small / "index"),
            "--data",
            str(tmp_path / "other"),
        ]
        return run(*folders, *arguments, bare=True)

    assert there("personal", "passphrase", "--none", "--yes").status == 0
    dry = there("personal", "import", str(path), "--dry-run", "--json").json
    assert len(dry["new"]) == 2 and dry["added"] == 0
    assert there("note", "list", "--json").json["notes"] == []
    done = there("personal", "import", str(path), "--json").json
    assert done["added"] == 2 and done["conflicts"] == []
    again = there("personal", "import", str(path), "--json").json
    assert again["new"] == [] and again["same"] == 2 and again["added"] == 0
    note = there("note", "list", "--json").json["notes"][0]
    there("note", "edit", note["id"], "--text", "Changed on the second.")
    conflict = there("personal", "import", str(path), "--json").json
    assert [field["name"] for field in conflict["conflicts"][0]["fields"]] == ["text"] and conflict["left"] == 1
    assert there("personal", "import", str(path), "--take", "both", "--json").json["added"] == 1
    assert there("personal", "import", str(path), "--take", "both", "--json").json["added"] == 0
    texts = {note["text"] for note in there("note", "list", "--json").json["notes"]}
    assert texts == {"Changed on the second.", "From the first laptop."}


def test_a_hostile_import_is_refused_whole(run: Run, clear: None, tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    for raw in (b"", b"{}", b"\xff\xfe", b'{"format":"handbook-personal","version":99}\n', b"[" * 100000):
        path.write_bytes(raw)
        ran = run("personal", "import", str(path))
        assert ran.status == 1 and not ran.out
    assert run("personal", "import", str(tmp_path / "nowhere.jsonl")).status == 1


def test_backup_and_restore(run: Run, secret: Path, tmp_path: Path) -> None:
    run("note", "add", WORDS, "--text", "Before.")
    path = Path(run("personal", "backup").out.strip())
    assert path.is_file() and stat.S_IMODE(path.stat().st_mode) == 0o600
    names = [one["name"] for one in run("personal", "restore", "--json").json["backups"]]
    assert path.name in names
    kept = tmp_path / "kept.db"
    kept.write_bytes(path.read_bytes())
    run("note", "add", WORDS, "--text", "After.")
    assert run("personal", "restore", str(kept)).status == 1
    assert len(run("note", "list", "--json").json["notes"]) == 2
    assert run("personal", "restore", str(kept), "--yes").status == 0
    assert [note["text"] for note in run("note", "list", "--json").json["notes"]] == ["Before."]
    assert run("personal", "restore", "no-such-backup", "--yes").status == 1


def test_an_encrypted_backup_for_a_stick(
    run: Run, secret: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("bookmark", "add", WORDS, "--folder", "Zebrafinch")
    stick = tmp_path / "stick.backup"
    assert run("personal", "backup", "-o", str(stick)).status == 0
    assert b"Zebrafinch" not in stick.read_bytes()
    run("personal", "purge", "--everything", "--yes")
    assert run("bookmark", "list", "--json").json["bookmarks"] == []
    monkeypatch.delenv("HANDBOOK_PASSPHRASE_FILE")
    assert run("personal", "restore", str(stick), "--yes").status == 1
    monkeypatch.setenv("HANDBOOK_PASSPHRASE_FILE", str(secret))
    assert run("personal", "restore", str(stick), "--yes").status == 0
    assert run("bookmark", "list", "--json").json["bookmarks"][0]["folder"] == "Zebrafinch"


def test_check_says_what_is_there(run: Run, secret: Path, tmp_path: Path) -> None:
    assert run("personal", "check", "--json").json["ok"] is True
    assert not (tmp_path / "data").exists()
    run("note", "add", WORDS, "--text", "x")
    found = run("personal", "check", "--json")
    assert found.status == 0 and found.json["notes"] == 1 and found.json["protection"] == "sealed"
    assert "whole" in run("personal", "check").out


def test_a_damaged_file_is_set_aside_and_the_backup_restored(run: Run, clear: None, tmp_path: Path) -> None:
    run("note", "add", WORDS, "--text", "Kept.")
    run("personal", "backup")
    path = tmp_path / "data" / "personal.db"
    path.write_bytes(b"\0" * path.stat().st_size)
    ran = run("personal", "check", "--json")
    assert ran.status == 1 and "damaged" in ran.err
    assert [note["text"] for note in run("note", "list", "--json").json["notes"]] == ["Kept."]
    assert list((tmp_path / "data").glob("damaged-*.db"))
    assert run("personal", "check").status == 0


def test_passphrase_is_changed_and_recovered(run: Run, secret: Path, tmp_path: Path) -> None:
    added = run("note", "add", WORDS, "--text", "Mine.")
    code = re.search(r"Recovery code:\s+(\S+)", added.err)
    assert code
    new = tmp_path / "new.txt"
    new.write_text("another four words here")
    assert run("personal", "passphrase", "--new", str(new)).status == 0
    assert run("note", "list").status == 1
    secret.write_text("another four words here")
    assert run("note", "list").status == 0
    written = tmp_path / "code.txt"
    written.write_text(code[1].lower())
    new.write_text("and a third one comes")
    assert run("personal", "passphrase", "--recover", str(written), "--new", str(new)).status == 0
    secret.write_text("and a third one comes")
    assert [note["text"] for note in run("note", "list", "--json").json["notes"]] == ["Mine."]
    secret.write_text("short")
    fresh = run("--data", str(tmp_path / "fresh"), "personal", "passphrase", bare=True)
    assert fresh.status == 1 and "guess" in fresh.err


def test_purge_erases_from_the_backups_too(run: Run, clear: None, tmp_path: Path) -> None:
    note_id = run("note", "add", WORDS, "--text", "Zebrafinch.").out.strip()
    run("note", "add", WORDS, "--text", "Stays.")
    run("personal", "backup")
    run("note", "remove", note_id)
    ran = run("personal", "purge")
    assert ran.status == 1 and "--yes" in ran.err
    ran = run("personal", "purge", "--yes")
    assert ran.status == 0 and "solid-state" in ran.err
    whole = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    assert b"Zebrafinch" not in whole and b"Stays" in whole
    assert run("personal", "purge", "--yes").out.strip() == "There is nothing to erase."


def test_folders_and_files_are_private(run: Run, clear: None, tmp_path: Path) -> None:
    run("note", "add", WORDS, "--text", "x")
    run("personal", "backup")
    for path in (tmp_path / "data", *(tmp_path / "data").rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path


def test_a_folder_that_cannot_be_made_is_said_and_reading_goes_on(run: Run, small: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    folders = [
        "--content",
        str(small / "content"),
        "--index",
        str(small / "index"),
        "--data",
        str(tmp_path / "file" / "data"),
    ]
    ran = run(*folders, "bookmark", "add", WORDS, bare=True)
    assert ran.status == 1 and ran.err and not ran.out
    assert run(*folders, "show", WORDS, bare=True).status == 0


def test_nothing_after_two_dashes_is_lost_silently(run: Run, clear: None) -> None:
    assert run("note", "list", "--", "x").status == 2


def test_jsonl_is_as_documented(run: Run, clear: None, tmp_path: Path) -> None:
    run("note", "add", WORDS, "--text", "x", "--tag", "team")
    path = tmp_path / "out.jsonl"
    run("personal", "export", "-o", str(path))
    head, note = (json.loads(line) for line in path.read_text().splitlines())
    assert head["format"] == "handbook-personal" and head["version"] == 1
    documented = (Path(__file__).resolve().parents[2] / "docs" / "personal-data.md").read_text()
    for key in (*head, *note, *note["anchor"], *note["place"]):
        assert f"`{key}`" in documented, key
    assert os.path.getsize(path) < 10_000
