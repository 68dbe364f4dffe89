"""The batches in which downloads were requested: their names, in their order, and what belongs to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scholar_desktop.domain.download import DownloadItem

if TYPE_CHECKING:
    from scholar_desktop.ui.context.window_state import WindowState

BATCHES = "download_batches"
"""The key in the window's state under which the order of the batches is kept."""


def batch_names(items: Sequence[DownloadItem]) -> list[str]:
    """Return the names of the batches of *items*, which are in the order of the queue, newest first. A batch has the
    place of its last download: others may have been moved to the top of the queue. Those that only requested papers of
    earlier batches come first."""
    of_items = list(dict.fromkeys(item.all_batches for item in reversed(items)))
    began = list(dict.fromkeys(name for names in of_items for name in names[:1]))
    others = (name for names in of_items for name in reversed(names) if name not in began)
    return list(dict.fromkeys([*others, *began]))


class BatchOrder:
    """Keeps the order in which the batches were requested, also for the next start. The queue alone does not tell it:
    its downloads are moved, and may be requested again by a later batch.

    Args:
        state: keeps the order, the newest batch first.
    """

    def __init__(self, state: WindowState) -> None:
        self._state = state
        self._known: list[str] = state.get(BATCHES, list) or []

    def names(self, items: Sequence[DownloadItem]) -> list[str]:
        """Return the names of the batches of *items*, which are in the order of the queue, newest first."""
        found = batch_names(items)
        new = [str(name) for name in found if name not in self._known]
        self._known = [*new, *self._known]  # also those that were cleared, which an undo puts back
        names = [name for name in self._known if name in found]
        if names:
            self._state.set(BATCHES, names)
        return names


def was_requested_before(item: DownloadItem, batch: str) -> bool:
    """Return True if *item*, which belongs to *batch*, was requested before it, and is not downloaded for it."""
    return item.batch != batch and (not item.batch or item.all_batches[0] != batch)


def common_batch(items: Sequence[DownloadItem]) -> str:
    """Return the name of the latest batch that all *items* belong to; empty for a single one, or if there is none."""
    if len(items) < 2:
        return ""
    names = set[str].intersection(*(set(item.all_batches) for item in items))
    return next((name for name in reversed(items[0].all_batches) if name in names), "")
