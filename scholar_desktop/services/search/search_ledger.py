"""The search ledger: records every run without delaying the search; runs can be compared and exported."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from scholar_desktop.domain.events import Event
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search.query import SearchResult
from scholar_desktop.domain.search.search_ledger import (
    WINDOW,
    FoundPaper,
    LedgerRecord,
    LedgerRun,
    LoadStep,
    RunComparison,
    add_loading,
    compare_runs,
    found_papers,
    join_runs,
    make_run,
)
from scholar_desktop.domain.source import SourceReport
from scholar_desktop.domain.timestamps import current_timestamp
from scholar_desktop.domain.zenodo.record_query import RecordQuery

if TYPE_CHECKING:
    import sqlite3

    from scholar_desktop.library.tables.ledger_table import StoredRun
    from scholar_desktop.library.tables.searches_database import SearchesDatabase
    from scholar_desktop.services.search.new_results import NewResults

log = logging.getLogger(__name__)


@dataclass
class LedgerEntry:
    """The ledger entry of one run.

    number: 0 until the entry is written; set in the thread of the database. how, saved, loads, records: as in
    `LedgerRun`. sort: the order in which it was written first, which it keeps; None before.
    offline: whether the program was offline when it began; None before it is noted.
    newest: how a saved search finds new results beyond its first pages; None for other runs. reports: what the sources
    had reported when it was noted last.
    """

    how: str = WINDOW
    saved: str | None = None
    started: str = field(default_factory=current_timestamp)
    number: int = 0
    newest: NewResults | None = None
    loads: tuple[LoadStep, ...] = ()
    sort: str | None = None
    reports: tuple[SourceReport, ...] = ()
    records: RecordQuery | msgspec.UnsetType = msgspec.UNSET
    offline: bool | None = None


class _PendingRun(NamedTuple):
    """A run that will be written when its timer ends."""

    entry: LedgerEntry
    job: Callable[[sqlite3.Connection], None]
    timer: asyncio.TimerHandle
    sort: str


class SearchLedger:
    """Writes and reads the search ledger.

    Events:
        changed: a run was written, or runs were removed.
    """

    def __init__(
        self, file: SearchesDatabase, servers: Mapping[str, str], *, is_offline: Callable[[], bool] = lambda: False
    ) -> None:
        """Create the service.

        Args:
            servers: the address of each source, by its name.
            is_offline: whether the program may not send requests now.
        """
        self._file = file
        self._servers = dict(servers)
        self._is_offline = is_offline
        self._waiting: dict[int, _PendingRun] = {}
        self.changed: Event[None] = Event("ledger.changed")

    def note(
        self,
        entry: LedgerEntry,
        result: SearchResult,
        rows: Mapping[str, Sequence[Paper]],
        *,
        in_order: Callable[[], Sequence[Paper]] | None = None,
        after_s: float = 0.0,
    ) -> None:
        """Record the state of a run, new or already in the ledger. Returns at once; errors are only logged.

        Args:
            in_order: returns the papers of *result* in the order of its query, if they have another one; called in
                the thread of the database.
            after_s: delay in seconds before writing; a further call for the same entry within it replaces this one.
        """
        entry.loads = add_loading(entry.loads, result, current_timestamp())
        entry.reports = result.reports
        if entry.offline is None:
            entry.offline = self._is_offline()
        run = make_run(
            result,
            entry.started,
            how=entry.how,
            saved=entry.saved,
            servers=self._servers,
            loads=entry.loads,
            records=entry.records,
            offline=entry.offline,
        )
        papers, given = result.papers, dict(rows)

        def job(connection: sqlite3.Connection) -> None:
            from scholar_desktop.formats.plain_reference import cited_doi
            from scholar_desktop.library.tables.ledger_table import pack_found, write_run

            numbered = msgspec.structs.replace(run, id=entry.number)
            listed = papers if in_order is None else in_order()
            entry.number = write_run(connection, numbered, pack_found(found_papers(listed, given, cited_doi)))

        if (waiting := self._waiting.pop(id(entry), None)) is not None:
            waiting.timer.cancel()  # its result is out of date
        if after_s <= 0:
            entry.sort = entry.sort or result.query.sort
            self._write(job)
        else:
            timer = asyncio.get_running_loop().call_later(after_s, self._on_time, id(entry))
            self._waiting[id(entry)] = _PendingRun(entry, job, timer, result.query.sort)

    def drop_pending(self, entry: LedgerEntry) -> None:
        """Forget the state of a run that is not written yet."""
        if (waiting := self._waiting.pop(id(entry), None)) is not None:
            waiting.timer.cancel()

    @property
    def pending(self) -> int:
        """Number of runs that are not written yet."""
        return len(self._waiting)

    def flush(self) -> None:
        """Write the pending runs now."""
        for key in tuple(self._waiting):
            self._waiting[key].timer.cancel()
            self._on_time(key)

    def _on_time(self, key: int) -> None:
        pending = self._waiting.pop(key)
        pending.entry.sort = pending.entry.sort or pending.sort
        self._write(pending.job)

    def _write(self, job: Callable[[sqlite3.Connection], None]) -> None:
        self._file.start(job).add_done_callback(self._on_written)

    async def runs(self) -> tuple[LedgerRun, ...]:
        """Return every run, newest first. Raises DiskError."""
        self.flush()
        return await self._file.ledger.runs() if self._file.exists else ()

    async def found(self, run: LedgerRun) -> tuple[FoundPaper, ...]:
        """Return the papers that *run* showed, in its order. Raises DiskError."""
        self.flush()
        return await self._file.ledger.found(run.id)

    async def compare(self, first: LedgerRun, second: LedgerRun) -> RunComparison:
        """Compare two runs. Raises DiskError."""
        return compare_runs(first, await self.found(first), second, await self.found(second))

    async def joined(self, runs: Sequence[LedgerRun]) -> tuple[LedgerRecord, ...]:
        """Return the papers of several runs, each once. Raises DiskError."""
        found = [await self.found(run) for run in runs]
        return await asyncio.to_thread(join_runs, runs, found)

    async def forget(self, runs: Sequence[LedgerRun] | None = None) -> tuple[StoredRun, ...]:
        """Remove *runs* (None: all of them), leaving nothing of them on the disk.

        Returns:
            What `put_back` needs to restore them; it exists only in memory.

        Raises:
            DiskError: the ledger cannot be changed.
        """
        self.flush()
        if not self._file.exists:
            return ()
        taken = await self._file.ledger.take_out(None if runs is None else [run.id for run in runs])
        await self._file.shrink()
        self.changed.emit(None)
        return taken

    async def put_back(self, taken: Sequence[StoredRun]) -> None:
        """Restore the runs that `forget` removed. Raises DiskError."""
        await self._file.ledger.put_back(taken)
        self.changed.emit(None)

    async def save(self, runs: Sequence[LedgerRun], path: Path, *, by_record: bool = False) -> None:
        """Write *runs* to *path*.

        Args:
            path: its suffix sets the format: .json, .csv, otherwise a PRISMA count table (.md).
            by_record: a CSV file has one row for each paper, with the searches and sources that found it; else one for
                each source of a run.

        Raises:
            DiskError: the file cannot be written.
        """
        from scholar_desktop.formats.search_ledger_export import ledger_csv, ledger_json, prisma_table, records_csv
        from scholar_desktop.profile import write_atomically

        is_table = path.suffix.lower() == ".csv"
        if is_table and not by_record:
            text = ledger_csv(runs)
        else:
            found = [await self.found(run) for run in runs]
            write = records_csv if is_table else ledger_json if path.suffix.lower() == ".json" else prisma_table
            text = await asyncio.to_thread(write, runs, found)
        coding = "utf-8-sig" if is_table else "utf-8"  # spreadsheets need the byte-order mark
        await asyncio.to_thread(lambda: write_atomically(path, text.encode(coding)))

    def _on_written(self, future: asyncio.Future[None]) -> None:
        if future.cancelled():
            return
        if (error := future.exception()) is not None:
            log.info("a search was not written to the ledger: %s", error)
            return
        self.changed.emit(None)
