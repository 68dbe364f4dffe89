"""How the papers and files of earlier `get` commands ended, so that a final answer is not requested again for some
days."""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem
from scholar_desktop.domain.timestamps import utc_timestamp

if TYPE_CHECKING:
    from scholar_desktop.library.store import LibraryStore

RUN = "get-outcomes"
"""The run under which the outcomes are saved."""
DELETED_AFTER = timedelta(days=90)
"""Older outcomes are deleted. Until then `Retry.NONE` uses them, however many days final outcomes are kept."""
FINAL = frozenset(
    {
        ItemOutcome.CLOSED,
        ItemOutcome.NO_PDF,
        ItemOutcome.NOT_FOUND,
        ItemOutcome.NEEDS_PERSON,
        ItemOutcome.UNAVAILABLE,
    }
)
"""Outcomes that a request a moment later would hardly change."""


class Retry(enum.StrEnum):
    """Which papers of earlier runs that have no PDF are requested again."""

    TEMPORARY = "temporary"
    """Those that may end differently now, and those whose outcome is too old."""
    ALL = "all"
    NONE = "none"
    """None that was tried, whatever its outcome was."""


class EarlierOutcomes:
    """The outcomes of papers, and of files of records, that were not saved, by name: the identifier of a paper, or the
    address of a file.

    Args:
        library: stores them, in the same table as the download queue.
        keep_days: how many days a final outcome is used; 0: never.
        now: the current time.
    """

    def __init__(self, library: LibraryStore, *, keep_days: float, now: Callable[[], datetime]) -> None:
        self._library = library
        self._keep_days = keep_days
        self._now = now
        self._items: dict[str, DownloadItem] = {}

    async def load(self, retry: Retry) -> None:
        """Loads the outcomes that a run with *retry* uses, and deletes those that are too old. Raises the library's
        errors."""
        stored = await self._library.downloads(run=RUN)
        oldest = utc_timestamp(self._now() - DELETED_AFTER)
        if old := [item.key for item in stored if item.ended < oldest]:
            await self._library.forget_downloads(old)
        since = utc_timestamp(self._now() - timedelta(days=self._keep_days)) if self._keep_days else None
        self._items = {
            item.key: item
            for item in stored
            if item.ended >= oldest
            and (
                retry is Retry.NONE
                or (retry is Retry.TEMPORARY and item.outcome in FINAL and since is not None and item.ended >= since)
            )
        }

    def outcome_of(self, name: str, item: DownloadItem) -> DownloadItem | None:
        """Returns *item* as it ended in an earlier run, with its attempts; None if it must be requested."""
        found = self._items.get(_key(name))
        return None if found is None else msgspec.structs.replace(found, key=item.key, asked_as=item.asked_as)

    async def keep(self, ended: Sequence[tuple[str, DownloadItem]]) -> None:
        """Stores how each item ended now, in place of an earlier outcome. Raises the library's errors.

        An item that was not requested, because its outcome was known, keeps the time of that outcome.
        """
        saved = [_key(name) for name, item in ended if item.outcome is ItemOutcome.SAVED]
        rows = {
            _key(name): item
            for name, item in ended
            if item.outcome is not None and item.outcome is not ItemOutcome.SAVED
        }
        fresh = [
            msgspec.structs.replace(item, key=key, ended=item.ended or utc_timestamp(self._now()))
            for key, item in rows.items()
            if key not in self._items
        ]
        if fresh:
            await self._library.save_downloads(fresh, run=RUN)
        if saved:
            await self._library.forget_downloads(saved)


def _key(name: str) -> str:
    return f"{RUN}-{hashlib.sha256(name.encode()).hexdigest()[:24]}"
