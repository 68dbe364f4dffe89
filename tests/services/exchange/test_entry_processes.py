"""A large .bib file is read in several processes: with the same result, also if they fail, and they never stay."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from scholar_desktop.composition import Composition
from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.formats.entries.bibtex_blocks import BibtexFields, divide
from scholar_desktop.formats.entries.bibtex_reading import BibtexContext, read_bibtex_entries
from scholar_desktop.library.tables.prepared_papers import prepare
from scholar_desktop.services.exchange import entry_import, entry_processes
from scholar_desktop.services.exchange.entry_processes import (
    PART,
    PARTS_GIVEN,
    ChosenEntries,
    EntryProcesses,
    PackedEntries,
)
from scholar_desktop.services.exchange.entry_worker import read_frame, send_frame
from tests.support.made_entries import bib_text

LIMIT_S = 60
ODD = r"""
@string{press = "Made Press"}
@article{broken, title={x
@book{after, title={After}, publisher=press}
@misc{empty}
@article{twice, title={T}, title={U}, author={M{\"u}ller, A and others}}
"""
RELATED = r"""
@inproceedings{child, crossref={parent}, title={A child}}
@inbook{self, crossref={self}, title={Its own parent}}
@xdata{xd, location={Town}}
@book{heir, xdata={xd}, title={Heir}}
@proceedings{parent, title={Proceedings}, year={2011}}
@comment{jabref-meta: grouping:
0 AllEntriesGroup:;
1 StaticGroup:Group A\;0\;1\;\;\;\;;
}
@article{grouped, title={Grouped}, groups={Group A}}
"""


def started(count: int = 2) -> tuple[EntryProcesses, list[subprocess.Popen[bytes]]]:
    processes = EntryProcesses(count)
    return processes, list(processes._processes)


def gone(every: list[subprocess.Popen[bytes]]) -> bool:
    return all(one.wait(LIMIT_S) is not None for one in every)


@pytest.mark.parametrize("more", ["", ODD, RELATED], ids=["plain", "odd", "related"])
@pytest.mark.parametrize("count", [0, 2])
def test_the_entries_are_the_same_in_the_same_order(count: int, more: str):
    text = bib_text(PART + 30) + more + bib_text(40, seed=2)
    expected = read_bibtex_entries(text)
    processes, every = started(count)
    divided, entries = processes.read(text)
    assert (divided.form, divided.skipped) == (expected.format, expected.skipped)
    assert len(entries) == len(expected.entries)
    assert list(entries) == list(entries) == list(expected.entries), "also when they are read again"
    assert [one.paper for one in entries.prepared(lambda: None)] == [prepare(one) for one in expected.entries]
    assert (entries[0], entries[-1]) == (expected.entries[0], expected.entries[-1])
    assert entries[PART - 2 : PART + 2] == list(expected.entries[PART - 2 : PART + 2])
    assert list(ChosenEntries(entries, [1, PART + 3])) == [expected.entries[1], expected.entries[PART + 3]]
    assert gone(every), "they end when there is nothing to read"


@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_parts_of_processes_that_were_killed_are_read_here(when: str):
    text = bib_text(8 * PART)
    processes, every = started()
    if when == "before":
        _kill(every)
    _divided, entries = processes.read(text)
    read = iter(entries)
    first = next(read)
    if when == "meanwhile":
        _kill(every)
    assert [first, *read] == list(read_bibtex_entries(text).entries)


def _kill(every: list[subprocess.Popen[bytes]]) -> None:
    for process in every:
        process.kill()


def test_without_processes_everything_is_read_here(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(entry_processes, "_start", lambda: None)
    text = bib_text(PART + 1)
    _divided, entries = EntryProcesses(2).read(text)
    assert list(entries) == list(read_bibtex_entries(text).entries)


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal")
def test_parts_that_no_process_has_begun_are_read_here():
    text = bib_text(8 * PART)
    processes, every = started(1)
    every[0].send_signal(signal.SIGSTOP)
    _divided, entries = processes.read(text)
    found: list[list[FullEntry]] = []
    reading = threading.Thread(target=lambda: found.append(list(entries)))
    reading.start()
    work = entries._work
    with work._changed:
        assert work._changed.wait_for(lambda: len(work._read) >= 8 - PARTS_GIVEN, LIMIT_S)
    every[0].send_signal(signal.SIGCONT)
    reading.join(LIMIT_S)
    assert found == [list(read_bibtex_entries(text).entries)]


@pytest.mark.parametrize("form", ["close", "forget"])
def test_processes_end_with_the_entries(form: str):
    processes, every = started()
    _divided, entries = processes.read(bib_text(20 * PART))
    if form == "close":
        entries.close()
    del entries
    assert gone(every)


def test_processes_that_get_nothing_end():
    processes, every = started()
    processes.close()
    assert gone(every)


def test_the_program_itself_can_be_the_process():
    """So a frozen program starts it."""
    text = bib_text(3)
    sent = [part for part in divide(text) if isinstance(part, BibtexFields)]
    process = subprocess.Popen(
        [sys.executable, "-m", "scholar_desktop", entry_processes.READ_ENTRIES],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    send_frame(process.stdin, msgspec.msgpack.encode(BibtexContext()))
    send_frame(process.stdin, msgspec.msgpack.encode(sent))
    answer = read_frame(process.stdout)
    process.stdin.close()
    assert answer is not None
    _papers, entries = msgspec.msgpack.decode(answer, type=tuple[list[object], list[FullEntry]])
    assert entries == list(read_bibtex_entries(text).entries)
    assert process.wait(LIMIT_S) == 0
    process.stdout.close()


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal")
def test_processes_do_not_outlive_the_program(tmp_path: Path):
    program = """
import os, sys
from scholar_desktop.services.exchange.entry_processes import EntryProcesses
from tests.support.made_entries import bib_text
processes = EntryProcesses(2)
print(*[one.pid for one in processes._processes], flush=True)
_divided, entries = processes.read(bib_text(4000))
next(iter(entries))
print("read", flush=True)
sys.stdin.read()
"""
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[3],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    children = [int(number) for number in process.stdout.readline().split()]
    assert len(children) == 2
    process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.wait(LIMIT_S)
    process.stdin.close()
    process.stdout.close()
    ended = threading.Event()

    def watch() -> None:
        while any(_runs(number) for number in children):
            ended.wait(0.02)
        ended.set()

    threading.Thread(target=watch, daemon=True).start()
    assert ended.wait(LIMIT_S)


def _runs(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{number}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


async def test_an_import_in_processes_takes_in_the_same(
    make_backend: Callable[..., Composition], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    file = tmp_path / "refs.bib"
    file.write_text(bib_text(PART + 20) + ODD + RELATED + bib_text(30), "utf-8")
    listed = []
    for limit in (1, entry_import.LARGE_FILE):
        monkeypatch.setattr(entry_import, "LARGE_FILE", limit)
        monkeypatch.setattr(entry_import, "process_count", lambda: 2)
        backend = make_backend(profile=tmp_path / str(limit))
        imports, library = backend.services.entry_import, backend.services.library
        read = await imports.read(file)
        assert isinstance(read.content.entries, PackedEntries) == (limit == 1)
        seen = await imports.take(read, dry_run=True)
        some = await imports.take(read, only=range(5, 15))
        report = await imports.take(read, into="Inbox")
        listed.append(
            (
                [msgspec.structs.replace(row, key="") for row in (*seen.rows, *some.rows, *report.rows)],
                (seen.repeated, seen.renamed, report.repeated, report.renamed, report.skipped),
                [
                    msgspec.structs.replace(kept, key="", added="", paper=msgspec.structs.replace(kept.paper, facts=()))
                    for kept in (await library.page(limit=1000)).papers
                ],
            )
        )
        await backend.aclose()
    assert listed[0] == listed[1]
    assert len(listed[0][2]) > PART


async def test_a_cancelled_import_of_a_large_file_changes_nothing(
    make_backend: Callable[..., Composition], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(entry_import, "LARGE_FILE", 1)
    file = tmp_path / "refs.bib"
    file.write_text(bib_text(6 * PART), "utf-8")
    backend, loop, begun = make_backend(), asyncio.get_running_loop(), asyncio.Event()
    imports = backend.services.entry_import
    read = await imports.read(file)

    def show(done: int) -> None:
        if done >= PART:
            loop.call_soon_threadsafe(begun.set)

    task = asyncio.ensure_future(imports.take(read, on_progress=show))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await backend.services.library.counts()).papers == 0
    report = await imports.take(read)
    assert report.added == 6 * PART, "the file that was read can still be taken in"
    await backend.aclose()
