"""Downloads that have left the queue and whose papers a reference list has: the list still says what came of them."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.download import DownloadItem
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.services.downloads.queue_items import QueueItems

if TYPE_CHECKING:
    from scholar_desktop.library.store import LibraryStore
    from scholar_desktop.library.tables.searches_database import SearchesDatabase

log = logging.getLogger(__name__)

CLEARED = "cleared"
"""The run under which these items are saved, so that an item is in the queue or among these, and never in both."""


class ClearedItems:
    """The last download of each paper of an open reference list, if the user has removed it from the queue.

    Args:
        searches: has the reference lists.

    items: the one that was removed last is at the end.
    """

    def __init__(self, library: LibraryStore, searches: SearchesDatabase) -> None:
        self._library = library
        self._searches = searches
        self.items = QueueItems()

    async def load(self) -> None:
        """Loads the saved items, and deletes those whose papers no open list has any more. A failure is only logged."""
        try:
            loaded = await self._library.downloads(run=CLEARED)
            listed = await self._listed(loaded)
            for item in loaded:
                if item.key in listed:
                    self.items.put(item)
            await self._delete(item.key for item in loaded if item.key not in listed)
        except ScholarError as error:
            log.warning("the removed downloads of reference lists could not be read: %s", error.message)

    def add(self, items: Iterable[DownloadItem]) -> None:
        """Adds *items*, which have ended and leave the queue. They are not tried again, and have nothing to review."""
        for item in items:
            if item.paper is not None and item.is_for_paper:
                self.items.put(msgspec.structs.replace(item, again=None, quarantined=None))

    async def keep(self, keys: Sequence[str]) -> None:
        """Saves the items of *keys* that were added, in the place of earlier ones of their papers. Those of papers that
        no open list has are dropped, and deleted like other items that have left the queue. Raises the library's
        errors."""
        listed = await self._listed(self.items.of(keys))
        earlier: set[str] = set()
        for item in self.items.of(listed):
            while item.paper is not None and (other := self.items.find(item.paper)) is not None and other is not item:
                self.items.drop(other.key)
                earlier.add(other.key)
        self.take_back(key for key in keys if key not in listed)
        kept = self.items.of(listed)  # without those that an undo has put back meanwhile
        await self._library.save_downloads(kept, run=CLEARED)
        await self._delete(earlier)

    def take_back(self, keys: Iterable[str]) -> None:
        """Forgets the items of *keys*, because the queue has them again."""
        for key in keys:
            if key in self.items:
                self.items.drop(key)

    async def _listed(self, items: Iterable[DownloadItem]) -> set[str]:
        """Returns the keys of those of *items* whose papers are in a reference list."""
        items = tuple(items)
        if not items or not self._searches.exists:
            return set()
        names = await self._searches.lists.paper_ids()
        return {item.key for item in items if item.paper is not None and not names.isdisjoint(item.paper.ids.items())}

    async def _delete(self, keys: Iterable[str]) -> None:
        if gone := tuple(keys):
            await self._library.forget_downloads(gone)
