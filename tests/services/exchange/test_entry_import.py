"""An import that is cancelled ends at once and leaves nothing behind; the garbage collector is paused meanwhile."""

from __future__ import annotations

import asyncio
import gc
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from scholar_desktop.composition import Composition
from scholar_desktop.services.exchange import entry_import, linked_files

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
