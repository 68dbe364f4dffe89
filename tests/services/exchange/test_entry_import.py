"""An import that is cancelled ends at once and leaves nothing behind; the garbage collector is paused meanwhile; a
preview counts what the import does."""

from __future__ import annotations

import asyncio
import gc
import re
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from scholar_desktop.composition import Composition
from scholar_desktop.library.operations import import_ops
from scholar_desktop.services.exchange import entry_import, linked_files
from scholar_desktop.services.exchange.import_preview import EntryState, ImportPreview
from scholar_desktop.services.exchange.import_report import ImportReport

LONG_S = 30


async def test_a_cancelled_import_ends_with_the_copy_of_a_linked_file(
    make_backend: Callable[..., Composition], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4" + b" " * 100)
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "refs.bib").write_text("@misc{k, title={T}, file={a.pdf}}\n@misc{l, title={U}, file={b.pdf}}", "utf-8")
    backend, loop = make_backend(), asyncio.get_running_loop()
    imports = backend.services.entry_import
    read = await imports.read(tmp_path / "refs.bib")
    copying, folders = asyncio.Event(), list[Path]()
    stage = linked_files.stage_copy

    def wait_and_stage(place: Path, folder: Path, number: int, *, stop: threading.Event) -> linked_files.StagedCopy:
        folders.append(folder)
        loop.call_soon_threadsafe(copying.set)
        assert stop.wait(LONG_S)
        return stage(place, folder, number, stop=stop)

    monkeypatch.setattr(entry_import, "stage_copy", wait_and_stage)
    task = asyncio.ensure_future(imports.take(read))
    await copying.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(folders) == 1, "the second file is not copied"
    assert not folders[0].exists()
    assert (await backend.services.library.counts()).papers == 0
    await backend.aclose()


async def test_a_cancelled_import_from_zotero_stops_the_copy_of_the_database(
    make_backend: Callable[..., Composition], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    sqlite3.connect(tmp_path / "zotero.sqlite").close()
    (tmp_path / "zotero.sqlite").touch()
    loop, copying, ended = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()

    def copy(folder: Path, stop: threading.Event) -> None:
        loop.call_soon_threadsafe(copying.set)
        assert stop.wait(LONG_S)
        loop.call_soon_threadsafe(ended.set)

    monkeypatch.setattr(entry_import, "read_zotero_folder", copy)
    backend = make_backend()
    task = asyncio.ensure_future(backend.services.entry_import.read(tmp_path))
    await copying.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await ended.wait()
    await backend.aclose()


async def test_the_collector_is_paused_during_an_import_and_runs_afterwards(
    make_backend: Callable[..., Composition], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "refs.bib").write_text("@misc{k, title={T}}", "utf-8")
    backend, seen = make_backend(), list[bool]()
    read_file = entry_import._read

    def note_and_read(path: Path, form: str | None) -> entry_import.ReadFile:
        seen.append(gc.isenabled())
        return read_file(path, form)

    monkeypatch.setattr(entry_import, "_read", note_and_read)
    imports = backend.services.entry_import
    was_automatic = gc.isenabled()
    gc.enable()
    try:
        read = await imports.read(tmp_path / "refs.bib")
        await imports.take(read, on_progress=lambda _done: seen.append(gc.isenabled()))
        assert not any(seen)
        assert len(seen) > 1
        assert gc.isenabled()
        gc.disable()
        await imports.read(tmp_path / "refs.bib")
        assert not gc.isenabled(), "other code has switched it off"
    finally:
        (gc.enable if was_automatic else gc.disable)()
    await backend.aclose()


BEFORE = r"""
@article{known, title={Known}, doi={10.1000/known}, author={Ant, A.}, year={2001}}
@book{nobody, title={Of nobody}, year={2002}}
"""
MIXED = r"""
@article{known, title={Known}, doi={10.1000/KNOWN}, author={Ant, A.}, year={2001}, volume={7}, keywords={new, old}}
@article{other, title={Another}, author={Bee, B. and others}, year={2001}, keywords={new}, file={a.pdf}}
@article{other, title={Another}, author={Bee, B. and others}, year={2001}, doi={10.1000/later}, file={a.pdf;b.pdf}}
@article{later, title={Another}, doi={10.1000/later}, groups={Group A}}
@article{known, title={A paper that has the key of another}, author={Cat, C.}, year={2003}}
@article{broken, title={x
@book{namesake, title={Of nobody}, author={Dog, D.}, year={2002}, file={missing.pdf}}
@inproceedings{child, crossref={parent}, title={A child}}
@proceedings{parent, title={Proceedings}, year={2011}, isbn={1234}}
@inproceedings{child2, title={A child}, booktitle={Proceedings}, year={2011}}
@misc{empty}
@misc{page, pages={3}}
@misc{page2, pages={3}}
@comment{jabref-meta: grouping:
0 AllEntriesGroup:;
1 StaticGroup:Group A\;0\;1\;\;\;\;;
}
"""


@pytest.mark.parametrize("large", [False, True], ids=["small", "large"])
async def test_a_preview_counts_what_the_import_then_does(
    make_backend: Callable[..., Composition], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, large: bool
):
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4 a")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4 b")
    (tmp_path / "before.bib").write_text(BEFORE, "utf-8")
    (tmp_path / "refs.bib").write_text(MIXED, "utf-8")
    if large:
        monkeypatch.setattr(entry_import, "LARGE_FILE", 1)
        monkeypatch.setattr(entry_import, "process_count", lambda: 1)
        monkeypatch.setattr(import_ops, "MANY", 3)
        monkeypatch.setattr(import_ops, "ROWS_AT_ONCE", 2)
        monkeypatch.setattr(import_ops, "ROWS_OF_PREVIEW", 3)
    backend = make_backend()
    imports = backend.services.entry_import
    await imports.take(await imports.read(tmp_path / "before.bib"))
    for added in (7, 0):
        read = await imports.read(tmp_path / "refs.bib")
        preview = ImportPreview(read, await imports.take(read, dry_run=True))
        entries = [preview.entry(number) for number in range(len(preview))]
        new = EntryState.NEW if added else EntryState.KNOWN
        assert [(one.key, one.people, one.year, one.state) for one in entries][:6] == [
            ("known", ("A. Ant",), "2001", EntryState.KNOWN),
            ("other", ("B. Bee",), "2001", new),
            ("other", ("B. Bee",), "2001", EntryState.REPEATED if added else EntryState.KNOWN),
            ("later", (), "", new),
            ("known", ("C. Cat",), "2003", new),
            ("namesake", ("D. Dog",), "2002", EntryState.POSSIBLE if added else EntryState.KNOWN),
        ]
        assert entries[5].same_as == ("nobody" if added else "namesake")
        assert preview.find("another BEE") == [1, 2]
        assert (preview.new_papers(), preview.chosen()) == (added, None)
        preview.tick([1], on=False)
        assert preview.new_papers() == added, "another entry of the paper is left"
        preview.tick([2], on=False)
        assert preview.new_papers() == max(0, added - 1)
        assert preview.chosen() == [0, *range(3, len(preview))]
        seen, done = [
            [
                msgspec.structs.replace(report, rows=(), counts=None, dry_run=False, outcomes=(), added_keys=()),
                [msgspec.structs.replace(row, key="", files=0) for row in report.rows],
                (report.added, report.known, report.possibly_known, report.remarks()),
            ]
            for report in (await imports.take(read, dry_run=True), await imports.take(read))
        ]
        *numbers, seen_remarks = seen.pop()
        *done_numbers, done_remarks = done[2]
        assert (seen, numbers) == (done[:2], done_numbers)
        assert [re.sub(r"\bare\b", "were", one) for one in map(str, seen_remarks)] == list(map(str, done_remarks))
        assert done[2][0] == added
        assert added == 0 or done[0].repeated
    assert done[0].skipped
    assert done[0].problems
    assert preview.entry(0) is None, "the entries are freed"
    await backend.aclose()


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        ([("a5", "a1")], "An entry that the file has more than once keeps its first citation key: a1, not a5."),
        (
            [("a5", "a1"), ("a7", "a1")],
            "An entry that the file has more than once keeps its first citation key: a1, not a5, a7.",
        ),
        (
            [("a5", "a1"), ("b2", "b"), ("a7", "a1")],
            "Entries that the file has more than once keep their first citation keys, not those in brackets: "
            "a1 (a5, a7), b (b2).",
        ),
    ],
)
def test_the_citation_keys_that_are_kept_and_not_kept_are_told_apart(pairs: list[tuple[str, str]], words: str):
    report = ImportReport("bibtex", (), (), (), (), double_keys=tuple(pairs))
    assert report.remarks() == [words]
