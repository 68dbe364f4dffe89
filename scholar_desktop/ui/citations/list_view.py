"""The view of a citation list: row heights, selection, and expanded rows."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelectionModel, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from scholar_desktop.domain.paper import Paper
from scholar_desktop.services.citations.table import citations_at
from scholar_desktop.ui.citations.citation_delegate import CitationDelegate, height_of_kind, is_narrow
from scholar_desktop.ui.citations.citation_list_model import CitationListModel
from scholar_desktop.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from scholar_desktop.services.citations.filtering import ArrangedRows
    from scholar_desktop.services.citations.table import CitationTable
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.theme.theme import Theme

A_TURN_S, AT_ONCE, PAUSE_MS = 0.004, 24, 4
"""Seconds spent on row heights in one turn of the event loop, heights set before the clock is checked, and milliseconds
between turns, in which other tasks run.
"""
CHOSEN_AT_ONCE = 40
"""More papers than this are decoded in a thread."""


class CitationListView(RowList):
    """Shows the rows of a citation list.

    All lines, which may be 100,000, first get the most common height. Lines of another height are resized in turns of a
    few milliseconds, from the first on. Signal: `papers_chosen` (other papers are selected, and
    `read_selection` has them ready).
    """

    papers_chosen = Signal()

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        model: CitationListModel,
        name: str,
        words: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, words, parent)
        self._theme = theme
        self._scope = scope
        self._model = model
        self.setModel(model)
        self.delegate = CitationDelegate(theme, self)
        self.setItemDelegate(self.delegate)
        self._unlike: list[int] = []
        self._applied = 0
        self._kind = 1
        self._narrow = False
        self._revision = self._count = 0
        self._measuring = QTimer(self)
        self._measuring.setInterval(PAUSE_MS)
        self._measuring.timeout.connect(self._measure_some)
        self._table: CitationTable | None = None
        self._decoded: tuple[list[int], int, list[Paper]] = ([], -1, [])
        self.selectionModel().selectionChanged.connect(self.emit_selection)
        self.selectionModel().currentRowChanged.connect(self.emit_selection)
        theme.changed.connect(self._measure_anew)

    def show_lines(self, table: CitationTable, lines: ArrangedRows) -> None:
        """Show *lines*; the current row stays the same."""
        current, top = self.currentIndex(), self.verticalScrollBar().value()
        row = self._model.row_number(current.row()) if current.isValid() and self._table is table else -1
        if row >= 0 and table.revision != self._revision:
            row += len(table) - self._count  # this many rows were added in front
        self._revision, self._count = table.revision, len(table)
        self._table = table
        first = self._model.show(table, lines)
        if first == 0:
            self._unlike, self._applied = [], 0
            self._kind = lines.commonest_kind()
            self.set_row_height(self._height(self._kind))
        self._unlike = [*self._unlike[self._applied :], *lines.changed_lines(self._kind, first).tolist()]
        self._applied = 0
        self._measure_some()
        if first:
            self.verticalScrollBar().setValue(top)
        elif row >= 0 and (line := lines.line_of(row)) is not None:
            index = self._model.index(line, 0)
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.selectionModel().setCurrentIndex(index, flags)
            self.scrollTo(index)
        else:
            self.scrollToTop()

    def toggle(self, line: int) -> None:
        """Expand or collapse a row."""
        self._model.toggle(line)
        self.measure(line)

    def measure(self, line: int) -> None:
        row = self._model.row(line)
        self.verticalHeader().resizeSection(line, self.delegate.height_of(row, self.viewport().width()))

    def chosen_lines(self) -> list[int]:
        """Return the selected lines that are papers."""
        return [line for line in self.chosen_rows() if self._model.row_number(line) >= 0]

    def emit_selection(self) -> None:
        """Emit `papers_chosen` as soon as the selected papers are decoded."""
        lines = self.chosen_lines()
        if len(lines) <= CHOSEN_AT_ONCE:
            self._scope.cancel("chosen")
            if self.read_selection() is not None:
                self.papers_chosen.emit()
        else:
            self._scope.start(self._tell_many(lines), name="papers that are chosen", latest="chosen")

    def read_selection(self) -> tuple[Paper, list[Paper]] | None:
        """Return the paper that leads the selection and all selected ones, in the order of the list; None without one.

        More than `CHOSEN_AT_ONCE` papers are decoded in a thread as soon as they are selected. If they are needed
        before, they are decoded here, so that an action never works on the papers of an earlier selection.
        """
        lines = self.chosen_lines()
        if len(lines) <= CHOSEN_AT_ONCE:
            papers = [each for each in (self._model.paper(one) for one in lines) if each is not None]
        else:
            rows = self._rows_of(lines)
            if self._decoded[:2] != (rows, self._revision) and self._table is not None:
                self._decoded = (rows, self._revision, _papers_at(*self._table.packed(), rows))
            papers = self._decoded[2]
        if not papers:
            return None
        lead = self.lead_row()
        paper = self._model.paper(lead) if self._model.row_number(lead) >= 0 else None
        return paper or papers[0], papers

    def _rows_of(self, lines: list[int]) -> list[int]:
        return [self._model.row_number(line) for line in lines]

    async def _tell_many(self, lines: list[int]) -> None:
        if self._table is None:
            return
        rows, revision = self._rows_of(lines), self._revision
        papers = await asyncio.to_thread(_papers_at, *self._table.packed(), rows)
        self._decoded = (rows, revision, papers)
        self.papers_chosen.emit()

    # Heights

    def _height(self, kind: int) -> int:
        return height_of_kind(self._theme.type, kind, narrow=self._narrow)

    def _measure_anew(self) -> None:
        lines = self._model.lines
        if lines is None or self._table is None:
            self.set_row_height(self._height(1))
            return
        self._kind = lines.commonest_kind()
        self.verticalHeader().setDefaultSectionSize(self._height(self._kind))
        self._unlike = list(range(len(lines)))
        self._applied = 0
        self._measure_some()

    def _measure_some(self) -> None:
        """Set the next heights in the header, without a new layout for each."""
        lines = self._model.lines
        count = self._model.rowCount()
        if lines is None or not count:
            self._unlike, self._applied = [], 0
            self._measuring.stop()
            return
        header = self.verticalHeader()
        heights = [self._height(kind) for kind in range(4)]
        kinds = lines.kinds
        first = self._applied
        seen = self.rowAt(self.viewport().height() - 1)
        ends = time.perf_counter() + A_TURN_S
        header.blockSignals(True)
        try:
            if not first:
                for line in self._model.open_lines():
                    header.resizeSection(line, self.delegate.height_of(self._model.row(line), self.viewport().width()))
            while self._applied < len(self._unlike) and time.perf_counter() < ends:
                for line in self._unlike[self._applied : self._applied + AT_ONCE]:
                    if line < count:
                        header.resizeSection(line, heights[kinds[line]])
                self._applied += AT_ONCE
        finally:
            header.blockSignals(False)
        is_over = self._applied >= len(self._unlike)
        is_in_sight = first < len(self._unlike) and (seen < 0 or self._unlike[first] <= seen)
        if is_over:
            self._unlike, self._applied = [], 0
            self._measuring.stop()
        else:
            self._measuring.start()
        if is_over or is_in_sight:
            self.updateGeometries()
            self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = is_narrow(self._theme.type, self.viewport().width())
        if narrow is not self._narrow:
            self._narrow = narrow
            self._measure_anew()
        if event.oldSize().width() != event.size().width():
            for line in self._model.open_lines():
                self.measure(line)


def _papers_at(starts: Any, blocks: Any, rows: list[int]) -> list[Paper]:
    return [edge.paper for edge in citations_at(starts, blocks, rows) if edge.paper is not None]
