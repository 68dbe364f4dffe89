"""Imports against reading the same file by regular expression, the longest stall, an export, Zotero's folder."""

from __future__ import annotations

import asyncio
import gc
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from scholar_desktop import app, settings
from scholar_desktop.domain.library import LibraryView
from tests.bench.report import ResultLine, compare
from tests.support.made_entries import bib_text, zotero_folder

T = TypeVar("T")
SIZES = (10_000, 100_000)
LIMIT, STALL_LIMIT_S = 4.0, 0.05
"""The aim is 3; docs/decisions/0054-how-long-an-import-takes.md has what was measured."""
SWITCH_S = 0.0001
"""As the window sets it, with the collector switched off (`ui/window/garbage_collection`)."""
TICK_S = 0.001
_ENTRY = re.compile(r"@(\w+)\{([^,\s]+),\s*((?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*)\}")
_FIELD = re.compile(r"(\w+)\s*=\s*(?:\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}|(\w+))")


def lines() -> Iterator[ResultLine]:
    with tempfile.TemporaryDirectory() as place:
        for size in SIZES:
            folder = Path(place) / str(size)
            folder.mkdir()
            yield from asyncio.run(_import(folder, size))
        yield asyncio.run(_zotero(Path(place) / "zotero"))


def read_by_pattern(path: Path) -> list[dict[str, str]]:
    """The entries of a .bib file as dictionaries of raw values, and no more."""
    text = path.read_text("utf-8")
    return [
        {"kind": kind, "key": key} | {name: braced or word for name, braced, word in _FIELD.findall(body)}
        for kind, key, body in _ENTRY.findall(text)
    ]


async def _import(place: Path, size: int) -> list[ResultLine]:
    file = place / "refs.bib"
    file.write_text(bib_text(size), "utf-8")
    reference = min(_seconds(lambda: read_by_pattern(file)) for _ in range(3))
    backend = app.build_services(settings.load(("--profile", str(place / "profile"), "--offline")), keep_answers=False)
    services = backend.services
    await services.library.add(())  # opens it
    began = time.perf_counter()
    read = await services.entry_import.read(file)
    read_s = time.perf_counter() - began
    report = await services.entry_import.take(read)
    ours = time.perf_counter() - began
    assert report.added == size, report.added
    name, papers = "a regular expression", f"{size:,} entries"
    note = f"seconds; reading {read_s:.2f}, writing {ours - read_s:.2f}; the indexes and the sidecars follow"
    found = [compare(f"import of a .bib file, {papers}", ours, reference, name, LIMIT, note)]
    await services.library.undo()
    stall = await _longest_stall(lambda: _read_and_take(backend, file))
    found.append(
        compare(f"stall while {papers} are imported", stall, STALL_LIMIT_S, "50 ms", 1.0, "seconds; of the main thread")
    )
    if size == SIZES[0]:
        listed = (await services.library.page(LibraryView.ALL, limit=size)).papers
        papers_listed = [one.paper for one in listed]
        began = time.perf_counter()
        entries = await services.entry_export.entries(papers_listed, "bibtex")
        text = await services.entry_export.text(entries, "bibtex")
        written = time.perf_counter() - began
        assert text.count("\n@") + 1 == size
        found.append(compare(f"export to .bib, {papers}", written, reference, name, 30.0, "seconds"))
    await backend.aclose()
    return found


async def _read_and_take(backend: app.Composition, file: Path) -> None:
    imports = backend.services.entry_import
    await imports.take(await imports.read(file))


async def _zotero(place: Path) -> ResultLine:
    size = SIZES[0]
    folder = zotero_folder(place / "Zotero", size)

    def floor() -> None:
        with closing(sqlite3.connect(folder / "zotero.sqlite")) as connection:
            for table in ("items", "itemData", "itemDataValues", "creators", "itemCreators", "itemTags"):
                connection.execute(f"SELECT * FROM {table}").fetchall()

    reference = min(_seconds(floor) for _ in range(3))
    backend = app.build_services(settings.load(("--profile", str(place / "profile"), "--offline")), keep_answers=False)
    await backend.services.library.add(())
    began = time.perf_counter()
    read = await backend.services.entry_import.read(folder)
    report = await backend.services.entry_import.take(read, with_files=False)
    ours = time.perf_counter() - began
    assert report.added == size, report.added
    await backend.aclose()
    return compare(
        f"import of Zotero's folder, {size:,} items", ours, reference, "SELECT of its tables", 60.0, "seconds"
    )


def _seconds(task: Callable[[], object]) -> float:
    began = time.perf_counter()
    task()
    return time.perf_counter() - began


async def _longest_stall(task: Callable[[], Awaitable[T]]) -> float:
    """The longest time in which the main thread could not run, while another does *task*; what other processes do
    meanwhile does not count."""
    longest = 0.0

    async def tick() -> None:
        nonlocal longest
        while True:
            began, worked = time.perf_counter(), time.process_time()
            await asyncio.sleep(TICK_S)
            late = time.perf_counter() - began - TICK_S
            longest = max(longest, min(late, time.process_time() - worked))

    before = sys.getswitchinterval()
    gc.collect()
    gc.disable()
    sys.setswitchinterval(SWITCH_S)
    ticking = asyncio.create_task(tick())
    try:
        await task()
    finally:
        ticking.cancel()
        sys.setswitchinterval(before)
        gc.enable()
    return longest
