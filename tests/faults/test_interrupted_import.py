"""An import that is killed, or runs out of disk: all of it or nothing is in the library, and it works again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.domain.errors import DiskError
from scholar_desktop.domain.library import LibraryView
from scholar_desktop.formats.entries.bibtex_reading import read_bibtex_entries
from scholar_desktop.library.operations.import_ops import ImportBatch
from tests.cli.conftest import Run
from tests.support.disks import fill_up
from tests.support.libraries import opened
from tests.support.made_entries import bib_text

ROOT = Path(__file__).resolve().parents[2]
ENTRIES = 620
LIMIT_S = 60
PROGRAM = """
import os, signal, sys
from scholar_desktop.library.operations import import_ops
from scholar_desktop.services.exchange import entry_import
from scholar_desktop.__main__ import main

step, at = sys.argv[1], int(sys.argv[2])
if step == "processes":
    entry_import.LARGE_FILE = 1
taken = import_ops._Import.take
calls = 0

def take(self, number, entry):
    global calls
    calls += 1
    if calls == at:
        os.kill(os.getpid(), signal.SIGKILL)
    return taken(self, number, entry)

finished = import_ops._Import.finish

def finish(self, *turns):
    finished(self, *turns)
    if step == "finish":
        os.kill(os.getpid(), signal.SIGKILL)

import_ops._Import.take, import_ops._Import.finish = take, finish
sys.exit(main(sys.argv[3:]))
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal")
@pytest.mark.parametrize(("step", "at"), [("take", 3), ("take", 600), ("processes", 600), ("finish", 0)])
def test_a_killed_import_changes_nothing(run: Run, tmp_path: Path, step: str, at: int):
    file = tmp_path / "refs.bib"
    file.write_text(bib_text(ENTRIES), "utf-8")
    (tmp_path / "one.bib").write_text("@book{mine, title={Mine}}", "utf-8")
    profile = ("--profile", str(tmp_path / "p"))
    assert run(*profile, "import", str(tmp_path / "one.bib"), "--json").code == 0
    words = [*profile, "--offline", "import", str(file), "--into", "Inbox", "--json"]
    process = subprocess.run(
        [sys.executable, "-c", PROGRAM, step, str(at), *words],
        cwd=ROOT,
        capture_output=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert process.returncode == -signal.SIGKILL, process.stderr
    listed = run(*profile, "library", "list", "--json").data
    assert [paper["id"] for paper in listed["papers"]] == ["key:mine"]
    assert run(*profile, "library", "collections", "--json").data["collections"] == []
    assert run(*profile, "library", "verify", "--json").data["problems"] == []
    again = run(*words)
    assert (again.code, again.data["added"]) == (0, ENTRIES)
    assert run(*words).data["added"] == 0


async def test_a_disk_that_fills_up_during_an_import(small_disk: Path, expect_log: Any):
    expect_log("could not be written|sidecars")
    entries = read_bibtex_entries(bib_text(ENTRIES)).entries
    async with opened(small_disk / "data") as store:
        await store.imports.take(ImportBatch("bibtex", "one.bib", entries[:2]))
        fill_up(small_disk, keep=300_000)
        with pytest.raises(DiskError) as error:
            await store.imports.take(ImportBatch("bibtex", "refs.bib", entries, "Inbox"))
        assert "is full" in error.value.message
        assert error.value.hint is not None
        assert (await store.page(LibraryView.ALL)).total == 2
        assert await store.collection_book.all() == ()
        assert await store.undo_label() == "import 2 papers from one.bib"
        (small_disk / "ballast").unlink()
    async with opened(small_disk / "data") as store:
        assert (await store.page(LibraryView.ALL)).total == 2
        rows = await store.imports.take(ImportBatch("bibtex", "few.bib", entries[:20]))
        assert [row.is_new for row in rows] == [False] * 2 + [True] * 18
