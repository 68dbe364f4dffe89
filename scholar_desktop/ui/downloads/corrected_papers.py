"""Looks up which papers of the downloads the user or an import has changed in the library."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.own_fields import own_fields_of, with_own_fields

if TYPE_CHECKING:
    from scholar_desktop.domain.download import DownloadItem
    from scholar_desktop.domain.library import Changes
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.tasks import TaskScope


class CorrectedPapers:
    """The papers as the library has them, by the keys of their downloads.

    Each paper is looked up once, and all are looked up again after a change by the user or an import: what a download
    adds to the library has no fields of the user's own.
    """

    def __init__(self, library: Library, scope: TaskScope, show: Callable[[Mapping[str, Paper]], None]) -> None:
        """show: called with all of them after each lookup."""
        self._library = library
        self._scope = scope
        self._show = show
        self._items: Sequence[DownloadItem] = ()
        self._looked_up: dict[str, Paper] = {}
        self._found: dict[str, Paper] = {}
        self._steps = library.steps
        library.changed.connect(self._on_library_changed)

    def follow(self, items: Sequence[DownloadItem]) -> None:
        """Look up the papers of *items*, all downloads, that were not looked up."""
        self._items = items
        if self._missing():
            self._scope.start(self._look_up(), name="look up changed papers", latest="changed papers")

    def _missing(self) -> dict[str, Paper]:
        looked_up = self._looked_up
        return {
            item.key: paper
            for item in self._items
            if (paper := item.paper) is not None and looked_up.get(item.key) is not paper
        }

    async def _look_up(self) -> None:
        wanted = self._missing()
        try:
            kept = await self._library.find_many(list(wanted.values()))
        except ScholarError:  # the list of the library says what is wrong
            return
        for key, paper in wanted.items():
            own = own_fields_of(kept[paper.id].paper) if paper.id in kept else None
            self._found.pop(key, None)
            if own is not None:
                self._found[key] = with_own_fields(paper, own)
        self._looked_up |= wanted
        self._show(dict(self._found))

    def _on_library_changed(self, _changes: Changes) -> None:
        before, self._steps = self._steps, self._library.steps
        if before != self._steps:
            self._looked_up.clear()
            self.follow(self._items)
