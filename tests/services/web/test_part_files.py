"""One worker for each unfinished file, also among processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from scholar_desktop.services.web.part_files import (
    KEPT_S,
    LockedPartFile,
    delete_old_parts,
    part_path,
    parts_folder,
    remove_parts,
)

ROOT = Path(__file__).resolve().parents[3]
URL = "https://repo.org/x.pdf"


def test_a_claim_has_the_name_of_its_address_and_leaves_nothing(tmp_path: Path) -> None:
    claim = LockedPartFile(tmp_path, URL)
    assert claim.path == part_path(tmp_path, "http://www.repo.org/x.pdf#page=2")
    claim.release()
    claim.release()
    assert list(parts_folder(tmp_path).iterdir()) == []


def test_a_second_claim_gets_a_file_of_its_own(tmp_path: Path) -> None:
    first, second = LockedPartFile(tmp_path, URL), LockedPartFile(tmp_path, URL)
    assert first.path != second.path
    first.release()
    third = LockedPartFile(tmp_path, URL)
    assert third.path == first.path
    second.release()
    third.release()


def test_the_claim_of_a_killed_process_is_free(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from scholar_desktop.services.web.part_files import LockedPartFile\n"
        "claim = LockedPartFile(Path(sys.argv[1]), sys.argv[2]); print(claim.path, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path), URL], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        held = Path(process.stdout.readline().decode().strip())
        mine = LockedPartFile(tmp_path, URL)
        assert mine.path != held
        mine.release()
        process.kill()
    again = LockedPartFile(tmp_path, URL)
    assert again.path == held
    again.release()


def test_parts_are_removed_with_their_notes_but_not_the_one_that_somebody_else_writes(tmp_path: Path) -> None:
    theirs, mine = LockedPartFile(tmp_path, URL), LockedPartFile(tmp_path, URL)
    for claim in (theirs, mine):
        claim.path.write_bytes(b"x")
        claim.path.with_name(f"{claim.path.name}.json").write_bytes(b"{}")
    mine.release()
    remove_parts(tmp_path, URL)
    left = {theirs.path.name, f"{theirs.path.name}.json", f"{theirs.path.name}.lock"}
    assert {path.name for path in parts_folder(tmp_path).iterdir()} == left
    theirs.release()
    remove_parts(tmp_path, URL)
    assert list(parts_folder(tmp_path).iterdir()) == []
    remove_parts(tmp_path / "absent", URL)


def test_only_old_parts_are_swept(tmp_path: Path) -> None:
    old, young = tmp_path / "old.part", tmp_path / "young.part"
    old.write_bytes(b"x")
    young.write_bytes(b"x")
    now = young.stat().st_mtime
    os.utime(old, (now - KEPT_S - 60,) * 2)
    assert delete_old_parts(tmp_path, now=now) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["young.part"]
    assert delete_old_parts(tmp_path / "absent") == 0


def test_the_claim_that_a_killed_process_left_is_swept_and_a_held_one_is_not(tmp_path: Path) -> None:
    held = LockedPartFile(tmp_path, URL)
    folder = parts_folder(tmp_path)
    (folder / "0123.part.lock").touch()
    assert delete_old_parts(folder) == 1
    assert [path.name for path in folder.iterdir()] == [f"{held.path.name}.lock"]
    held.release()
    assert list(folder.iterdir()) == []
