"""PDFs, and files of records, that the library gets or loses by other ways than the download of a paper's PDF: the
queue then says so of their papers."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.errors import DiskError, ScholarError
from scholar_desktop.domain.library import Changes, KeptPaper
from scholar_desktop.domain.paper import Paper
from scholar_desktop.services.downloads.queue_items import (
    has_no_own_pdf,
    item_with_library_files,
    item_with_library_pdf,
    item_with_unnoted_pdf,
)
from scholar_desktop.services.downloads.queue_store import MANY, QueueStore
from scholar_desktop.services.downloads.queue_workers import QueueWorkers
from scholar_desktop.services.open_access.quarantine import QuarantineDecisions, quarantined_attempt

if TYPE_CHECKING:
    from scholar_desktop.library.store import LibraryStore


class LibraryPdfs:
    """Marks the items of the queue as saved whose papers get PDFs in the library: the user attaches one, keeps one
    after review, downloads one in the browser, or imports it. If an undo removes such a PDF, the item ends again as
    before.

    Args:
        board: the store of the items.
        decisions: moves the files of the quarantine.
        stamp: returns the current time (ISO 8601, UTC).
    """

    def __init__(
        self,
        board: QueueStore,
        workers: QueueWorkers,
        decisions: QuarantineDecisions,
        library: LibraryStore,
        stamp: Callable[[], str],
    ) -> None:
        self._board = board
        self._workers = workers
        self._decisions = decisions
        self._library = library
        self._stamp = stamp
        self._changed_keys: set[str] = set()
        self._before_pdf: dict[str, DownloadItem] = {}
        """By the library's key of a paper: its item before the library got a PDF by another way, for an undo."""
        self._kept_after_review: dict[str, DownloadItem] = {}
        """By the library's key of a paper: its item as the user kept its quarantined PDF, for a redo."""

    def note(self, changes: Changes) -> bool:
        """Notes *changes* of the library. Returns True if `follow` is to be called."""
        concerns = bool(changes.papers) and bool(self._without_pdf() or self._before_pdf)
        if concerns:
            self._changed_keys |= changes.papers
        return concerns

    async def missing(self, papers: Sequence[Paper]) -> tuple[Paper, ...]:
        """Returns those of *papers* whose PDF is not in the library, or whose file is gone; of records without a PDF,
        those whose files are not there. If the library cannot be read, which their downloads report, it returns all."""
        from scholar_desktop.domain.search.paper_filter import own_pdf  # not part of the start
        from scholar_desktop.services.zenodo.record_paper_conversion import saved_files

        try:
            found = await self._library.find_many(papers)
        except ScholarError:
            return tuple(papers)
        paths: dict[str, Path] = {}
        for paper in papers:
            kept = found.get(paper.id)
            files = saved_files(paper, kept, self._board.rows.find(paper))
            if (path := files.path if files is not None else own_pdf(kept)) is not None:
                paths[paper.id] = Path(path)
        there = await asyncio.to_thread(lambda: {name for name, path in paths.items() if path.exists()})
        return tuple(paper for paper in papers if paper.id not in there)

    async def note_kept(self, before: DownloadItem, after: DownloadItem) -> None:
        """Notes that the user kept the quarantined PDF of an item, which changed it from *before* to *after*."""
        kept = await self._library.find(after.paper.id) if after.paper is not None else None
        if kept is not None:
            self._before_pdf[kept.key], self._kept_after_review[kept.key] = before, after

    async def _remember_kept(self) -> None:
        """Remembers how the items were whose quarantined PDFs the user kept in an earlier run, for an undo."""
        ended = {one.key: one for one in self._board.rows.in_state(DownloadState.DONE)}
        before = await self._decisions.before_keep(ended.values())
        papers = {key: one.paper for key, one in before.items() if one.paper is not None}
        found = await self._library.find_many(list(papers.values())) if papers else {}
        for key, paper in papers.items():
            kept = found.get(paper.id)
            if kept is not None and kept.pdf is not None and kept.key not in self._before_pdf:
                self._before_pdf[kept.key], self._kept_after_review[kept.key] = before[key], ended[key]

    def _without_pdf(self) -> list[DownloadItem]:
        """Returns the items of papers that have ended without a PDF of their own."""
        ended = self._board.rows.in_state(DownloadState.DONE)
        return [one for one in ended if has_no_own_pdf(one) and one.paper and not one.is_record]

    async def follow(self) -> None:
        """Marks the items as saved whose papers have got PDFs in the library by the last changes, and returns those to
        their outcomes whose PDFs an undo has removed."""
        for key in self._changed_keys & self._before_pdf.keys():
            await self._take_back(key)
        if len(self._changed_keys) > MANY:
            await self.find_all()
            return
        while self._changed_keys:
            key = next(iter(self._changed_keys))
            kept = await self._library.get(key)
            self._changed_keys.discard(key)  # not before: the next change may end this task
            item = self._board.rows.find(kept.paper) if kept is not None else None
            if kept is not None and item is not None and not await self._keep_again(kept, item):
                self._mark_saved({item.key: kept})

    async def _take_back(self, key: str) -> None:
        """Restores how the item of the paper *key* had ended before its PDF came, if the library has no PDF now."""
        kept = await self._library.get(key)
        if kept is not None and (kept.pdf is not None or kept.trashed):
            return
        before = self._before_pdf.get(key)
        if before is not None and kept is not None and item_with_library_files(before, kept) is not None:
            return
        item = self._board.rows.get(before.key) if before is not None else None
        if before is not None and item is not None and item.outcome is ItemOutcome.SAVED:
            with contextlib.suppress(DiskError):  # the quarantined file is gone: the item says that its PDF was removed
                if before.quarantined is not None:
                    await self._decisions.restore(before)
                self._board.keep([before])
                self._workers.set_alarm()
        self._before_pdf.pop(key, None)

    async def _keep_again(self, kept: KeptPaper, item: DownloadItem) -> bool:
        """Ends *item* as the user had kept its quarantined PDF, if a redo has returned that PDF to the library. Returns
        False if it has not."""
        after = self._kept_after_review.get(kept.key)
        attempt = quarantined_attempt(item) if item.quarantined is not None else None
        if after is None or attempt is None or attempt.sha256 not in {file.sha256 for file in kept.files}:
            return False
        self._before_pdf[kept.key] = item
        self._board.keep([msgspec.structs.replace(after, path=kept.pdf)])
        with contextlib.suppress(DiskError):
            await self._decisions.put_away(item)
        return True

    async def find_all(self) -> None:
        """Marks all items as saved whose papers have PDFs in the library."""
        self._changed_keys.clear()
        items = self._without_pdf()
        for start in range(0, len(items), MANY):
            part = items[start : start + MANY]
            found = await self._library.find_many([item.paper for item in part if item.paper is not None])
            self._mark_saved({one.key: found[one.paper.id] for one in part if one.paper and one.paper.id in found})
        await self._end_saved()
        await self._remember_kept()

    async def _end_saved(self) -> None:
        """Ends the items as saved that are paused although they have saved their PDFs: an older version paused them
        before it had noted how they ended."""
        paused = [one for one in self._board.rows.in_state(DownloadState.PAUSED) if one.paper and not one.is_record]
        found = await self._library.find_many([one.paper for one in paused if one.paper]) if paused else {}
        for one in paused:
            kept = found.get(one.paper.id) if one.paper else None
            saved = item_with_unnoted_pdf(one, kept, self._stamp()) if kept is not None else None
            if saved is not None and self._board.rows.get(one.key) is one:
                self._board.keep([saved])

    def _mark_saved(self, kept: Mapping[str, KeptPaper]) -> None:
        items = (item for key in kept if (item := self._board.rows.get(key)) is not None)
        ended = [one for one in items if one.state is DownloadState.DONE and has_no_own_pdf(one) and not one.is_record]
        saved = [fresh for one in ended if (fresh := _saved_now(one, kept[one.key])) is not None]
        found = {fresh.key for fresh in saved}
        self._before_pdf |= {kept[one.key].key: one for one in ended if one.key in found}
        self._board.keep(saved)
        if saved:
            self._workers.set_alarm()


def _saved_now(item: DownloadItem, kept: KeptPaper) -> DownloadItem | None:
    """Returns *item* as saved, if the library has its PDF now, or all files of its record; else None."""
    return item_with_library_files(item, kept) or item_with_library_pdf(item, kept)
