"""Takes files of other programs into the library as they are: every field, key, tag, note and file."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.full_entry import FileEntries, FullEntry, SkippedPart
from scholar_desktop.domain.opened_file import read_chosen_file
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.domain.thread_yielding import Yielder, garbage_collection_paused
from scholar_desktop.interop.zotero_database import DATABASE, is_zotero_folder, read_zotero_folder
from scholar_desktop.library.operations.import_ops import ImportBatch, ImportedRow, StagedCopy
from scholar_desktop.net.threads import run_to_end
from scholar_desktop.services.exchange.entry_processes import (
    ChosenEntries,
    EntryProcesses,
    PackedEntries,
    process_count,
)
from scholar_desktop.services.exchange.import_report import (
    LONGEST_TITLE,
    ImportReport,
    entry_outcomes,
    load_report,
    save_report,
)
from scholar_desktop.services.exchange.linked_files import find_linked_file, remove_staged, stage_copy
from scholar_desktop.services.exchange.pdf_folder import read_pdf_folder

if TYPE_CHECKING:
    from scholar_desktop.domain.request_options import RequestOptions
    from scholar_desktop.pdf.inspect import PdfReader
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.papers.paper_lookup import PaperLookup

MOST_BYTES = 1_000_000_000
"""Maximum size of a file that is imported."""
IMPORT_FORMATS = (
    "bibtex",
    "biblatex",
    "ris",
    "csl-json",
    "nbib",
    "enw",
    "ciw",
    "endnote-xml",
    "zotero-rdf",
    "zotero-folder",
    "zotero",
    "pdf-folder",
    "csv",
)
_BIBTEX = ("bibtex", "biblatex")

LARGE_FILE = 1_000_000
"""Characters of a .bib file from which on several processes read it: to start them takes as long as to read a smaller
one."""


_Entries = list[FullEntry] | PackedEntries | ChosenEntries


class ReadFile(msgspec.Struct, frozen=True):
    """A file that was read, and not taken in yet. base: the folder from which its linked files are named; notes: what
    the user should know about it."""

    path: Path
    content: FileEntries
    base: Path
    notes: tuple[str, ...] = ()


class EntryImport:
    """Reads files of other programs, and takes their entries into the library.

    lookup, pdf: called when they are needed first: most imports need no service, and no PDF.
    """

    def __init__(self, library: Library, lookup: Callable[[], PaperLookup], pdf: Callable[[], PdfReader]) -> None:
        self._library = library
        self._lookup = lookup
        self._pdf = pdf

    async def read(self, path: Path, form: str | None = None) -> ReadFile:
        """Return the content of a file or folder.

        Args:
            path: the file; or a data folder of Zotero, a folder that Zotero exported, or a folder with PDFs.
            form: its format, a name of IMPORT_FORMATS; None to find it out.

        Raises:
            UsageError: the format is not known; DiskError: it cannot be read; LibraryDamaged, LibraryNewer: so is the
            database of Zotero.
        """
        with garbage_collection_paused():
            return await self._read(path, form)

    async def _read(self, path: Path, form: str | None) -> ReadFile:
        if path.name == DATABASE and form in (None, "zotero"):
            path = path.parent
        if not await asyncio.to_thread(path.is_dir):
            return await asyncio.to_thread(_read, path, form)
        if form == "zotero" or (form is None and await asyncio.to_thread(is_zotero_folder, path)):
            stop = threading.Event()
            try:
                content = await asyncio.to_thread(read_zotero_folder, path, stop)
            except asyncio.CancelledError:
                stop.set()  # the thread would go on copying
                raise
            return ReadFile(path, content, path)
        exported = await asyncio.to_thread(lambda: sorted(path.glob("*.rdf")))
        if form in ("zotero-folder", "zotero-rdf") or (form is None and exported):
            if not exported:
                raise UsageError(
                    Message("{folder} has no .rdf file.", folder=str(path)),
                    hint=Message("Choose the folder that Zotero exported."),
                    subject=str(path),
                )
            read = await asyncio.to_thread(_read, exported[0], "zotero-rdf")
            return msgspec.structs.replace(read, content=msgspec.structs.replace(read.content, format="zotero-folder"))
        if form not in (None, "pdf-folder"):
            raise UsageError(
                Message("{folder} is a folder, not a file.", folder=str(path)),
                hint=Message("Choose a file of this format."),
                subject=str(path),
            )
        return ReadFile(path, await asyncio.to_thread(read_pdf_folder, path, self._pdf()), path)

    async def take(
        self,
        file: ReadFile,
        *,
        into: str | None = None,
        with_files: bool = True,
        dry_run: bool = False,
        only: Sequence[int] | None = None,
        on_progress: Callable[[int], None] = lambda done: None,
    ) -> ImportReport:
        """Take the entries of a file in, all of them or none, as one change with one undo entry.

        Args:
            file: a file that was read. If all of it was taken in, its entries are freed afterwards.
            into: the path of a collection for all entries.
            with_files: copy the linked files, too.
            dry_run: change nothing, and return what would happen.
            only: the numbers of the entries to take; None for all.
            on_progress: called in another thread with the number of entries that are done.

        Raises:
            UsageError, DiskError, and the errors of the library.
        """
        content = file.content
        chosen = _chosen(content.entries, only)
        not_chosen = len(content.entries) - len(chosen)
        problems = list(content.problems)
        staged: Path | None = None
        copies: dict[int, Sequence[StagedCopy]] = {}
        try:
            if with_files and _may_have_files(chosen):
                if not dry_run:
                    staged = await self._library.imports.staging_folder()
                copies, missing = await self._stage(chosen, file, staged)
                problems += missing
            batch = ImportBatch(content.format, file.path.name, chosen, into, copies, content.tag_colours)
            with garbage_collection_paused():
                rows = await self._library.imports.take(batch, dry_run=dry_run, on_progress=on_progress)
            outcomes = () if dry_run else await asyncio.to_thread(entry_outcomes, content.entries, only, rows)
            if only is None and not dry_run:
                await asyncio.to_thread(_free, file, chosen)
        finally:
            if staged is not None:
                await asyncio.to_thread(remove_staged, staged)
        report = await asyncio.to_thread(_report, file, rows, problems, dry_run=dry_run)
        report = msgspec.structs.replace(report, not_chosen=not_chosen, outcomes=outcomes)
        if not dry_run:
            await asyncio.to_thread(save_report, self._library.data_dir, report, file.path.name)
        return report

    async def last_report(self) -> tuple[ImportReport, str] | None:
        """Return the report of the last import into this library, without its rows, and the name of its file; None if
        there is none."""
        return await asyncio.to_thread(load_report, self._library.data_dir)

    async def let_go(self, file: ReadFile) -> None:
        """Free the entries of a file that is not imported, or only in part, without keeping the window waiting."""
        await asyncio.to_thread(_free, file, _chosen(file.content.entries, None))

    async def _stage(
        self, entries: _Entries, file: ReadFile, staged: Path | None
    ) -> tuple[dict[int, Sequence[StagedCopy]], list[SkippedPart]]:
        """Return as `_stage`. If the task is cancelled, it ends when nothing is copied any more."""
        stop = threading.Event()
        pool = ThreadPoolExecutor(1, "import")
        try:
            return await run_to_end(pool, partial(_stage, entries, file, staged, stop), stop=stop)
        finally:
            pool.shutdown(wait=False)

    async def look_up(self, ids: Sequence[str], ask: RequestOptions) -> int:
        """Ask the services about papers of the library, and fill in what is missing. Return how many they know.

        Raises SourceError, and the errors of the library.
        """
        found = await self._lookup().many(ids, lambda _page: None, ask)
        papers = [paper for paper in found if paper is not None]
        if papers:
            await self._library.add(papers)
        return len(papers)


async def save_problems(rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Write a CSV row for each part of a file that was left out or has a fault to *path*: its line, its entry, what
    became of that, and the reason. Raises DiskError."""
    from scholar_desktop.formats.csv_table import csv_text
    from scholar_desktop.profile import write_atomically

    text = csv_text(rows, ("line", "entry", "outcome", "reason"))
    await asyncio.to_thread(write_atomically, path, text.encode("utf-8-sig", "replace"))


def _read(path: Path, form: str | None) -> ReadFile:
    # they start while the file is read; the ending is enough for that
    processes = EntryProcesses(process_count() if _is_large_bibtex(path, form) else 0)
    try:
        return _read_file(path, form, processes)
    finally:
        processes.close()


def _is_large_bibtex(path: Path, form: str | None) -> bool:
    if form not in (None, *_BIBTEX) or (form is None and path.suffix.lower() != ".bib"):
        return False
    try:
        return path.stat().st_size >= LARGE_FILE
    except OSError:
        return False


def _read_file(path: Path, form: str | None, processes: EntryProcesses) -> ReadFile:
    from scholar_desktop.formats.entries.readers import decode_entries, detect_format

    data = read_chosen_file(path, MOST_BYTES)
    wanted = form or detect_format(path.name, data)
    if wanted is None:
        raise UsageError(
            Message("The format of {file} was not recognised.", file=path.name),
            hint=Message("Give the format with --format, or look up the lines with: scholar-desktop resolve"),
            subject=str(path),
        )
    text, encoding = decode_entries(data)
    notes = () if encoding is None else (Message("{file} was read as {encoding}.", file=path.name, encoding=encoding),)
    content, base = _content(text, wanted, processes), path.absolute().parent
    if wanted in ("endnote-xml", "enw"):  # the files of an EndNote library are beside it
        beside = tuple(sorted(folder.name for folder in base.glob("*.Data") if folder.is_dir()))
        content = msgspec.structs.replace(content, folders=beside)
    return ReadFile(path, content, base, notes)


def _content(text: str, form: str, processes: EntryProcesses) -> FileEntries:
    """Returns the entries of a file. Those of a large .bib file are still being read when it returns."""
    from scholar_desktop.formats.entries.readers import reader_of

    if not (form in _BIBTEX and len(text) >= LARGE_FILE and process_count()):
        return reader_of(form)(text)
    processes.start(process_count())
    divided, entries = processes.read(text)
    return FileEntries(
        divided.form, entries, divided.skipped, divided.folders, divided.problems, renamed=divided.renamed
    )


def _chosen(entries: Sequence[FullEntry], only: Sequence[int] | None) -> _Entries:
    if isinstance(entries, PackedEntries):
        return entries if only is None else ChosenEntries(entries, only)
    return list(entries) if only is None else [entries[number] for number in only]


def _report(
    file: ReadFile, rows: Sequence[ImportedRow], problems: Sequence[SkippedPart], *, dry_run: bool
) -> ImportReport:
    added = [row for row in rows if row.is_new]
    others = [row for row in rows if not row.is_new] if len(added) < len(rows) else []
    new = {row.key for row in added} if others else set[str]()
    repeated = [row for row in others if row.key in new]
    return ImportReport(
        file.content.format,
        tuple(rows),
        file.content.skipped,
        tuple(problems),
        file.notes,
        dry_run,
        repeated=tuple(row.wanted_key or row.title for row in repeated),
        restored=tuple(shorten(row.title, LONGEST_TITLE) for row in others if row.was_trashed),
        renamed=_changed_keys(added),
        replaced=tuple((row.key_before, row.cite_key) for row in others if row.key_before),
        kept_keys=_changed_keys([row for row in others if row.key not in new]),
        double_keys=_changed_keys(repeated),
        renamed_groups=file.content.renamed,
        added_keys=() if dry_run else tuple([row.key for row in added]),
    )


def _changed_keys(rows: Sequence[ImportedRow]) -> tuple[tuple[str, str], ...]:
    """Returns the citation keys of the file that the papers did not get, each with the one that they have."""
    return tuple([(row.wanted_key, row.cite_key) for row in rows if row.wanted_key and row.cite_key != row.wanted_key])


def _may_have_files(entries: _Entries) -> bool:
    if isinstance(entries, PackedEntries | ChosenEntries):
        return entries.may_have_files
    return any(entry.files for entry in entries)


def _free(file: ReadFile, entries: _Entries) -> None:
    """Free the entries of *file*, which are *entries*, piece by piece: at once, 40,000 entries keep the window waiting
    for 143 ms."""
    msgspec.structs.force_setattr(file.content, "entries", ())
    if isinstance(entries, PackedEntries):
        entries.close()
    elif isinstance(entries, list):
        turns = Yielder()
        while entries:
            entries.pop()
            turns.yield_to_ui()


def _stage(
    entries: _Entries, file: ReadFile, staged: Path | None, stop: threading.Event
) -> tuple[dict[int, Sequence[StagedCopy]], list[SkippedPart]]:
    """Return (copies of the linked files by the number of the entry, the files that are not taken in). Without
    *staged*, nothing is copied. Raises DiskError, and OperationCancelled when *stop* is set."""
    copies: dict[int, Sequence[StagedCopy]] = {}
    problems: list[SkippedPart] = []
    number = 0
    for place, entry in enumerate(entries):
        found: list[StagedCopy] = []
        for one in entry.files:
            path, problem = find_linked_file(one, file.base, file.content.folders)
            if problem is not None or path is None:
                problems.append(SkippedPart(entry.line, entry.key or entry.text("title")[:80], problem or ""))
            elif staged is not None:
                found.append(stage_copy(path, staged, number, stop=stop))
                number += 1
        if found:
            copies[place] = found
    return copies, problems
