"""Loads the papers of the table's rows as they come into sight, and those of the selected rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.ui.actions.action_context import MOST_PAPERS

if TYPE_CHECKING:
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.library.library_list_model import LibraryListModel
    from scholar_desktop.ui.widgets.row_list import RowList

BLOCK = 50
"""Rows loaded at once: few enough to be put into the model between two frames."""
AROUND = 25
"""Rows loaded above and below those in sight."""
MOST_LOADED = 3000
"""Papers in memory; beyond, those loaded first are forgotten, unless they are in sight or selected."""


class RowLoader(QObject):
    """Signals: `filled` (more rows are loaded), `failed` (the error), `outdated` (the listing no longer fits the
    library)."""

    filled = Signal()
    failed = Signal(object)
    outdated = Signal()

    def __init__(self, scope: TaskScope, library: Library, view: RowList, model: LibraryListModel) -> None:
        super().__init__(view)
        self._scope = scope
        self._library = library
        self._view = view
        self._model = model
        self._asked: dict[int, None] = {}
        self._stale: set[int] = set()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._start)
        model.wanted.connect(self._on_wanted)
        view.verticalScrollBar().valueChanged.connect(self.load_soon)

    def load_soon(self) -> None:
        """Load what is in sight and not loaded, in the next turn of the event loop."""
        if self._model.columns and not self._soon.isActive():
            self._soon.start()

    def load_again(self) -> None:
        """The library changed: load the papers again that are loaded, those in sight first."""
        self._stale = set(self._model.full_rows())
        self.load_soon()

    def _on_wanted(self, row: int) -> None:
        self._asked[row] = None
        self.load_soon()

    def _start(self) -> None:
        self._scope.start(self._load(), name="rows of the library", latest="rows")

    async def _load(self) -> None:
        while (block := self._next_block()) is not None:
            first, last = block
            listing = self._model.listing
            try:
                papers = await self._library.papers_in(listing[first : last + 1])
            except ScholarError as error:
                self.failed.emit(error)
                return
            if self._model.listing is not listing:
                return  # other rows are shown, which are loaded by another call
            if len(papers) != last + 1 - first:
                self.outdated.emit()
                return
            self._stale.difference_update(range(first, last + 1))
            self._model.fill(first, papers)
            self._forget_some()
            self.filled.emit()

    def _next_block(self) -> tuple[int, int] | None:
        """Return the first and last row to be loaded next; None if all are loaded."""
        rows = self._model.rowCount()
        if not rows:
            return None
        top, bottom = self._in_sight()
        in_sight = range(max(0, top - AROUND), min(rows, bottom + 1 + AROUND))
        wanted = next((row for row in in_sight if self._lacks(row)), None)
        if wanted is None:
            self._asked = {row: None for row in self._asked if row < rows and self._lacks(row)}
            wanted = next(iter(self._asked), None)
        if wanted is None:
            wanted = next((row for row in self._chosen() if self._lacks(row)), None)
        if wanted is None:
            self._model.empty(self._stale - set(self._chosen()))
            self._stale.clear()
            return None
        last = wanted
        while last + 1 < rows and last + 1 - wanted < BLOCK and self._lacks(last + 1):
            last += 1
        return wanted, last

    def _chosen(self) -> list[int]:
        """Return the selected rows; none if they are too many to be kept in memory."""
        return self._view.chosen_rows() if self._view.chosen_count() <= MOST_PAPERS else []

    def _lacks(self, row: int) -> bool:
        return self._model.kept_at(row) is None or row in self._stale

    def _in_sight(self) -> tuple[int, int]:
        view = self._view
        top = view.rowAt(0)
        bottom = view.rowAt(view.viewport().height() - 1)
        return max(0, top), self._model.rowCount() - 1 if bottom < 0 else bottom

    def _forget_some(self) -> None:
        full = self._model.full_rows()
        if len(full) <= MOST_LOADED:
            return
        top, bottom = self._in_sight()
        kept = {*range(top - AROUND, bottom + AROUND + BLOCK), *self._chosen()}
        self._model.empty([row for row in full[: len(full) - MOST_LOADED // 2] if row not in kept])
