"""Papers that the user removes from the library while their downloads wait or run: the downloads are stopped."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.download import PAPER_BACK, PAPER_REMOVED, DownloadItem, DownloadState
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.identifiers.identifiers import ids_of, parse
from scholar_desktop.domain.library import Changes
from scholar_desktop.domain.paper import Paper
from scholar_desktop.services.downloads.queue_store import MANY, QueueStore

if TYPE_CHECKING:
    from scholar_desktop.library.store import LibraryStore
    from scholar_desktop.services.tasks import TaskScope


_REASONS = (PAPER_REMOVED, PAPER_BACK)


class RemovedPapers:
    """Stops the downloads of papers that leave the library, or are put in the trash: they would bring the papers back.
    Their reason says so, and also if the library has the paper again.

    The download of a paper that was not in the library before goes on, and adds the paper.

    Args:
        board: the store of the items.
        scope: owns the task that looks the papers up.
        stop: called with the keys of the items to be stopped.
    """

    def __init__(
        self, board: QueueStore, library: LibraryStore, scope: TaskScope, stop: Callable[[Sequence[str]], None]
    ) -> None:
        self._board = board
        self._library = library
        self._scope = scope
        self._stop = stop
        self._open: dict[str, Paper | None] = {}
        """The items that have not ended, or are tried again later, with their papers as they were looked up."""
        self._kept: dict[str, str] = {}
        """By the key of such an item: the library's key of its paper, if the library has it."""
        self._stopped: dict[str, Paper] = {}
        """The items that were stopped because their papers were removed, with these papers."""
        self._is_reason_unsure = False
        self._new: set[str] = set()
        self._changed: set[str] = set()
        self._is_following = False
        board.changed.connect(self._on_item_changed)
        board.removed.connect(self._forget)

    @property
    def followed(self) -> frozenset[str]:
        """The library's keys of the papers whose downloads are stopped if the papers leave the library."""
        return frozenset(self._kept.values())

    def kept_as(self, key: str) -> str | None:
        """Returns the library's key of the paper of the item *key*; None if the library did not have it. Called in any
        thread."""
        return self._kept.get(key)

    async def stopped_and_missing(self) -> frozenset[str]:
        """Returns the keys of the items that were stopped because their papers were removed from the library, and whose
        papers are not in it now. Raises the library's errors."""
        stopped = dict(self._stopped)
        found = await self._library.find_many(list(stopped.values())) if stopped else {}
        return frozenset(key for key, paper in stopped.items() if paper.id not in found)

    async def put_back(self, keys: Set[str], papers: Set[str]) -> list[str]:
        """Returns those of *keys*, as `stopped_and_missing` returned them, whose papers are in the library again, among
        *papers*, keys of the library. Raises the library's errors."""
        stopped = {key: paper for key, paper in self._stopped.items() if key in keys}
        found = await self._library.find_many(list(stopped.values())) if stopped and papers else {}
        return [key for key, paper in stopped.items() if paper.id in found and found[paper.id].key in papers]

    def note(self, changes: Changes) -> None:
        """Notes *changes* of the library, and stops the downloads of papers that left it."""
        if not changes.papers:
            return
        if self._open:
            self._changed |= changes.papers
        self._is_reason_unsure = bool(self._stopped)
        self._follow_soon()

    def _on_item_changed(self, item: DownloadItem) -> None:
        if item.reason not in _REASONS:
            self._stopped.pop(item.key, None)
        elif item.key not in self._stopped:
            self._stopped[item.key] = _paper_of(item)
            self._is_reason_unsure = True
            self._follow_soon()
        if not _is_open(item):
            self._open.pop(item.key, None)
            self._kept.pop(item.key, None)
        elif item.key not in self._open or self._open[item.key] is not item.paper:
            self._open[item.key] = item.paper
            self._new.add(item.key)
            self._follow_soon()

    def _forget(self, key: str) -> None:
        self._stopped.pop(key, None)

    def _follow_soon(self) -> None:
        if not self._is_following and (self._new or self._changed or self._is_reason_unsure):
            self._is_following = True
            self._scope.start(self._follow(), name="look for papers of downloads in the library")

    async def _follow(self) -> None:
        try:
            while self._new or self._changed or self._is_reason_unsure:
                new, changed = self._new, self._changed
                self._new, self._changed = set(), set()
                await self._look_up(new | await self._concerned(changed))
                if self._is_reason_unsure:
                    await self._update_reasons()
        except ScholarError:  # the library reports the error itself, and the downloads, too
            pass
        finally:
            self._is_following = False

    async def _concerned(self, changed: set[str]) -> set[str]:
        """Returns the keys of the items whose papers may be those with the library's keys *changed*."""
        keys = {key for key, kept in self._kept.items() if kept in changed}
        others = changed - self.followed
        if len(others) > MANY:
            return set(self._open)
        for other in others:
            kept = await self._library.get(other)
            item = self._board.rows.find(kept.paper) if kept is not None else None
            if item is not None:
                keys.add(item.key)
        return keys

    async def _look_up(self, keys: set[str]) -> None:
        """Notes which papers of items the library has, and stops the items whose papers it no longer has."""
        items = [item for item in self._board.rows.of(keys) if item.key in self._open]
        gone: list[str] = []
        for start in range(0, len(items), MANY):
            papers = {item.key: _paper_of(item) for item in items[start : start + MANY]}
            found = await self._library.find_many(list(papers.values()))
            for key, paper in papers.items():
                if key not in self._open:
                    continue
                if (kept := found.get(paper.id)) is not None:
                    self._kept[key] = kept.key
                elif (before := self._kept.get(key)) is not None and await self._is_gone(before):
                    gone.append(key)
        if gone:
            self._stop(gone)

    async def _update_reasons(self) -> None:
        """States in the reasons of the stopped items whether the library has their papers again."""
        self._is_reason_unsure = False
        stopped = dict(self._stopped)
        found = await self._library.find_many(list(stopped.values()))

        def stated(item: DownloadItem) -> DownloadItem | None:
            reason = PAPER_BACK if stopped[item.key].id in found else PAPER_REMOVED
            if item.reason not in _REASONS or item.reason == reason:
                return None
            return msgspec.structs.replace(item, reason=reason)

        self._board.change(stopped, stated)

    async def _is_gone(self, key: str) -> bool:
        kept = await self._library.get(key)
        return kept is None or bool(kept.trashed)


def _is_open(item: DownloadItem) -> bool:
    return item.state is not DownloadState.DONE or item.again is not None


def _paper_of(item: DownloadItem) -> Paper:
    if item.paper is not None:
        return item.paper
    identifier = parse(item.asked_as)
    return Paper(title="") if identifier is None else Paper(title="", ids=ids_of(identifier))
