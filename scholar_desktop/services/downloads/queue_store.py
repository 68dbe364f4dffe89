"""The rows of the queue as they are shown and kept: every change is told, and written down."""

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
"""The run under which the rows of this queue are kept; those of commands have names of their own."""
Change = Callable[[DownloadItem], DownloadItem | None]
MANY = 50
"""So many rows are added in one turn of the loop: what listens is quick, but not for a thousand."""


class QueueStore:
    """changed: each new state of a row; removed: the key of a row that left; moved: rows stand in another order."""

    def __init__(self, library: LibraryStore, scope: TaskScope) -> None:
        self.rows = QueueItems()
        self.changed: Event[DownloadItem] = Event("downloads.changed")
        self.removed: Event[str] = Event("downloads.removed")
        self.moved: Event[None] = Event("downloads.moved")
        self._library = library
        self._scope = scope

    async def load(self) -> None:
        """Take over the queue of last time. Raises the library's errors."""
        loaded = await self._library.downloads(run=QUEUE)
        for number, item in enumerate(loaded):
            if item.state is DownloadState.RUNNING:
                item = requeued_item(item)
            if item.key not in self.rows:
                self.show(item)
            if number % MANY == MANY - 1:
                await asyncio.sleep(0)

    def show(self, item: DownloadItem) -> None:
        """The row is so from now on; tell who listens."""
        self.rows.put(item)
        self.changed.emit(item)

    def keep(self, items: Sequence[DownloadItem]) -> None:
        """Show rows and write them down, in a task of the queue's own: a press on a button does not wait for the
        disk."""
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
        """Show and keep what *change* makes of each row (None: it stays as it is), and call *then*. A few rows change
        at once; a great number change a few in each turn of the loop. last_first: where the end of one row makes room
        for the next, which is to end too."""
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
            # what a worker has made of a row since is newer
            await self.write_down([self.rows[item.key] for item in written if item.key in self.rows])
        then()

    def _changed(self, keys: Iterable[str], change: Change) -> list[DownloadItem]:
        items = (item for key in keys if (item := self.rows.get(key)) is not None)
        return [fresh for item in items if (fresh := change(item)) is not None]

    async def keep_many(self, items: Sequence[DownloadItem]) -> None:
        """The same for a great number: a few in each turn of the loop, and on the disk when it returns."""
        for start in range(0, len(items), MANY):
            for item in items[start : start + MANY]:
                self.show(item)
            await asyncio.sleep(0)
        await self.write_down(items)

    async def write_down(self, items: Sequence[DownloadItem]) -> None:
        """Keep the rows as they are."""
        try:
            await self._library.save_downloads(items, run=QUEUE)
        except ScholarError as error:  # they are shown all the same, and written with their next change
            log.warning(
                "%s of the queue could not be written down: %s",
                f"the row '{items[0].asked_as}'" if len(items) == 1 else f"{len(items)} rows",
                error.message,
            )

    def move(self, keys: Sequence[str], before: str | None) -> None:
        """Put rows before another one, None: at the end."""
        if self.rows.move(keys, before):
            self.moved.emit(None)
            self._scope.start(self._arrange(), name="keep the order of the queue", latest="order")

    async def remove(self, keys: Sequence[str]) -> None:
        """Take rows off the list and out of the database. Raises the library's errors."""
        for number, key in enumerate(keys):
            if key in self.rows:
                self.rows.drop(key)
                self.removed.emit(key)
            if number % MANY == MANY - 1:
                await asyncio.sleep(0)
        await self._library.forget_downloads(keys)

    async def _arrange(self) -> None:
        try:
            await self._library.arrange_downloads(self.rows.keys())
        except ScholarError as error:
            log.warning("the order of the queue could not be written down: %s", error.message)
