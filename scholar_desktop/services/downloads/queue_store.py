"""Stores the items of the download queue: each change is signalled by an event and saved in the database."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.events import Event
from scholar_desktop.services.downloads.queue_items import QueueItems
from scholar_desktop.services.open_access.get_pdf import requeued_item

if TYPE_CHECKING:
    from scholar_desktop.library.store import LibraryStore
    from scholar_desktop.services.tasks import TaskScope

log = logging.getLogger(__name__)

QUEUE = ""
"""The run under which the items of the queue are saved; runs of commands have names of their own."""
Change = Callable[[DownloadItem], DownloadItem | None]
MANY = 50
"""How many items are added in one iteration of the event loop: listeners are fast, but not for a thousand items."""


class QueueStore:
    """The items of the queue, and their copies in the database.

    Events:
        changed: an item has a new state.
        removed: an item left the queue; carries its key.
        moved: the order of items changed.
    """

    def __init__(self, library: LibraryStore, scope: TaskScope) -> None:
        self.rows = QueueItems()
        self.changed: Event[DownloadItem] = Event("downloads.changed")
        self.removed: Event[str] = Event("downloads.removed")
        self.moved: Event[None] = Event("downloads.moved")
        self._library = library
        self._scope = scope

    async def load(self) -> None:
        """Loads the saved queue. Raises the library's errors."""
        loaded = await self._library.downloads(run=QUEUE)
        for number, item in enumerate(loaded):
            if item.state is DownloadState.RUNNING:
                item = requeued_item(item)
            if item.key not in self.rows:
                self.show(item)
            if number % MANY == MANY - 1:
                await asyncio.sleep(0)

    def show(self, item: DownloadItem) -> None:
        """Replaces the item with the same key, or adds it, and emits `changed`."""
        self.rows.put(item)
        self.changed.emit(item)

    def keep(self, items: Sequence[DownloadItem]) -> None:
        """Shows *items*, and saves them in a task, so that the user interface does not wait for the disk."""
        for item in items:
            self.show(item)
        if items:
            self._scope.start(self.write_down(items), name=f"keep {items[0].key}")

    def change(
        self,
        keys: Iterable[str],
        change: Change,
        then: Callable[[], None] = lambda: None,
        *,
        last_first: bool = False,
    ) -> None:
        """Changes, shows and saves items, and then calls *then*.

        Up to `MANY` items are changed immediately; more are changed in a task, `MANY` in each iteration of the loop.

        Args:
            change: returns the new item, or None to leave it unchanged.
            last_first: start with the last item. For stopping items: when one ends, the next would be started, although
                it is to be stopped too.
        """
        chosen = [item.key for item in self.rows.of(keys)]
        if last_first:
            chosen.reverse()
        if len(chosen) <= MANY:
            self.keep(self._changed(chosen, change))
            then()
        else:
            self._scope.start(self._change_many(chosen, change, then), name=f"change {len(chosen)} rows")

    async def _change_many(self, keys: Sequence[str], change: Change, then: Callable[[], None]) -> None:
        written = []
        for start in range(0, len(keys), MANY):
            fresh = self._changed(keys[start : start + MANY], change)
            for item in fresh:
                self.show(item)
            written += fresh
            await asyncio.sleep(0)
        if written:
            # a worker may have changed an item meanwhile: save its current state
            await self.write_down([self.rows[item.key] for item in written if item.key in self.rows])
        then()

    def _changed(self, keys: Iterable[str], change: Change) -> list[DownloadItem]:
        items = (item for key in keys if (item := self.rows.get(key)) is not None)
        return [fresh for item in items if (fresh := change(item)) is not None]

    async def keep_many(self, items: Sequence[DownloadItem]) -> None:
        """Shows many items, `MANY` in each iteration of the loop; they are saved when it returns."""
        for start in range(0, len(items), MANY):
            for item in items[start : start + MANY]:
                self.show(item)
            await asyncio.sleep(0)
        await self.write_down(items)

    async def write_down(self, items: Sequence[DownloadItem]) -> None:
        """Saves *items*. A failure is only logged."""
        try:
            await self._library.save_downloads(items, run=QUEUE)
        except ScholarError as error:  # they are shown all the same, and saved with their next change
            log.warning(
                "%s of the queue could not be written down: %s",
                f"the row '{items[0].asked_as}'" if len(items) == 1 else f"{len(items)} rows",
                error.message,
            )

    def move(self, keys: Sequence[str], before: str | None) -> None:
        """Moves items before the item *before*, or to the end for None, and saves the order."""
        if self.rows.move(keys, before):
            self.moved.emit(None)
            self._scope.start(self._arrange(), name="keep the order of the queue", latest="order")

    async def remove(self, keys: Sequence[str]) -> None:
        """Removes items from the queue; they stay in the database."""
        for number, key in enumerate(keys):
            if key in self.rows:
                self.rows.drop(key)
                self.removed.emit(key)
            if number % MANY == MANY - 1:
                await asyncio.sleep(0)

    async def _arrange(self) -> None:
        try:
            await self._library.arrange_downloads(self.rows.keys())
        except ScholarError as error:
            log.warning("the order of the queue could not be written down: %s", error.message)
