"""The view of a citation list: row heights, selection, and expanded rows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.stored_field_names import stored
from scholar_desktop.services.citations.filtering import KINDS
from scholar_desktop.services.citations.table import citations_at
from scholar_desktop.ui.citations.citation_delegate import CitationDelegate
from scholar_desktop.ui.citations.citation_list_model import CitationListModel
from scholar_desktop.ui.citations.citation_row import CitationListRow
from scholar_desktop.ui.citations.citation_row_height import height_of_kind, most_in_line, row_height
from scholar_desktop.ui.citations.list_tools import FIND_KEY
from scholar_desktop.ui.context.current_paper import ChosenPapers
from scholar_desktop.ui.context.window_state import MOST_SELECTED
from scholar_desktop.ui.rows.row_layout import at, mirrored
from scholar_desktop.ui.widgets.row_list import RowList
from scholar_desktop.ui.widgets.state_pane import StatePane

if TYPE_CHECKING:
    from scholar_desktop.domain.citations.citation import Citation
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
MOST_COPIED = 500
"""The sentences of at most this number of selected rows are copied."""


class Place(msgspec.Struct, frozen=True, rename=stored("row offset paper expanded rows", is_selected="selected")):
    """Where a list was left: a row of its table, how far below the top of the view it was, in pixels, the ID of the
    row's paper, empty if it has none, the expanded rows by their keys, whether the user had selected a row (without
    one, the row is only outlined, and actions apply to the paper that is shown), and the rows that were selected if
    these are several, but not too many."""

    row: int
    offset: int
    paper: str = ""
    expanded: dict[str, int] = {}
    is_selected: bool = True
    rows: tuple[int, ...] = ()


class SelectedRows(msgspec.Struct, frozen=True):
    """What is selected in a list, by rows of its table. current: the row that the keyboard is on, -1 for none."""

    current: int = -1
    rows: tuple[int, ...] = ()


class CitationListView(RowList):
    """Shows the rows of a citation list.

    All lines, which may be 100,000, first get the most common height. Lines of another height are resized in turns of a
    few milliseconds, from the first on. Signals: `papers_chosen` (other papers are selected, and
    `read_selection` has them ready), `copy_wanted` (Ctrl+C while a citing sentence or several rows with sentences are
    selected, or a row shows all of its own), `sentence_picked` (another sentence is selected, or none),
    `expanded` (this line shows all of its row now).
    """

    papers_chosen = Signal()
    expanded = Signal(int)
    sentence_picked = Signal()

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
        self._most_in_line = 0
        self._revision = self._count = 0
        self._measuring = QTimer(self)
        self._measuring.setInterval(PAUSE_MS)
        self._measuring.timeout.connect(self._measure_some)
        self._table: CitationTable | None = None
        self._decoded: tuple[list[int], int, list[Paper]] = ([], -1, [])
        self._return: Place | None = None
        self._searched_from: Place | None = None
        self._offset: int | None = None
        self._is_held = False
        self._height_before = 0
        self._selection = SelectedRows()
        self._marks_first = self._rings_first = False
        self.selectionModel().selectionChanged.connect(self.emit_selection)
        self.selectionModel().currentRowChanged.connect(self._leave_sentence)
        self.selectionModel().currentRowChanged.connect(self.emit_selection)
        theme.changed.connect(self._measure_again)

    def place(self) -> Place | None:
        """Return where the list is now, to return there later; None without a current row."""
        current = self.currentIndex()
        row = self._model.row_number(current.row()) if current.isValid() else -1
        if row < 0:
            return None
        paper = self._model.paper(current.row())
        offset, expanded = self.rowViewportPosition(current.row()), self._model.expanded_rows
        several = tuple(self._rows_of(self.chosen_lines())) if 1 < self.chosen_count() <= MOST_SELECTED else ()
        return Place(row, offset, paper.id if paper is not None else "", expanded, self.chosen_count() > 0, several)

    def return_to(self, place: Place | None) -> None:
        """Make the row of *place* current where it was, select it if one was selected, and expand its expanded rows, as
        soon as the list shows it."""
        self._return, self._offset = place, None

    def leave_search(self) -> bool:
        """Return to the row from which the user went to the search box, as soon as it is shown again. False if the user
        came from elsewhere."""
        place, self._searched_from = self._searched_from, None
        if place is None:
            return False
        self.return_to(place)
        if self._model.lines is not None:
            self._go_back(self._model.lines)
        return True

    def _stay(self) -> None:
        """The user has moved in the list."""
        self._return = self._offset = None
        self._is_held = False

    def _hold(self, *, is_in_sight: bool) -> None:
        """Keep the current row where it is while the rows get other heights, at another width, if it is in sight and is
        not kept somewhere already."""
        if is_in_sight and self._offset is None and self.lead_row() >= 0:
            self._offset, self._is_held = self.rowViewportPosition(self.lead_row()), True

    def _end_hold(self) -> None:
        """The rows have their heights: show the whole current row, which may be higher than before."""
        if self._is_held:
            self._offset, self._is_held = None, False
            self._bring_lead_into_sight()

    def _go_back(self, lines: ArrangedRows) -> None:
        """Choose the row to which the list returns, if it is loaded."""
        place = self._return
        if place is None or (line := lines.line_of(place.row)) is None:
            return
        paper = self._model.paper(line)
        if place.paper and (paper is None or paper.id != place.paper):
            self._return = None  # after a restart, the list may have been loaded again
            return
        self._return, self._offset = None, place.offset
        for one in self._model.expand(place.expanded):
            self.measure(one)
            self.expanded.emit(one)
        if place.is_selected:
            self.choose(line)
        else:
            self.clearSelection()
            self._ring(line)
        if len(several := lines.lines_of(place.rows)) > 1:
            self.select_rows(several, current=line)
        self._keep_offset()

    def _keep_offset(self) -> None:
        """Scroll the current row to where it was: again while the heights of the rows above it change."""
        current = self.currentIndex()
        if self._offset is not None and current.isValid():
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.rowViewportPosition(current.row()) - self._offset)

    def _selected(self, table: CitationTable) -> SelectedRows:
        """Return the selected rows, with those that only the filter has hidden since the user selected them."""
        if self._table is not table:
            return SelectedRows()
        current = self.currentIndex()
        found = SelectedRows(
            self._model.row_number(current.row()) if current.isValid() else -1,
            tuple(self._rows_of(self.chosen_lines())),
        )
        if set(found.rows) <= set(self._selection.rows):
            found = self._selection
        if table.revision != self._revision:
            added = len(table) - self._count  # this many rows were added in front
            found = SelectedRows(
                found.current + added if found.current >= 0 else -1, tuple(row + added for row in found.rows)
            )
        return found

    def show_lines(self, table: CitationTable, lines: ArrangedRows) -> None:
        """Show *lines*; the current row stays the same, and those of the selected rows that are shown stay selected. In
        another order than before, the list begins at its top."""
        shown = self._model.lines
        is_resorted = self._table is table and shown is not None and shown.sort is not lines.sort
        if is_resorted:
            self._stay()
        top = self.verticalScrollBar().value()
        self._selection = chosen = self._selected(table)
        row = chosen.current
        self._revision, self._count = table.revision, len(table)
        self._table = table
        resized = self._resized_lines()
        lines = lines.with_short_rows(self._most_in_line)
        first = self._model.show(table, lines)
        if first == 0:
            self._kind = lines.commonest_kind()
            self.set_row_height(self._height(self._kind))
            # the header keeps the heights that were set, which were those of other rows
            self._unlike = lines.changed_lines(self._kind, also=resized).tolist()
        else:
            self._unlike = [*self._unlike[self._applied :], *lines.changed_lines(self._kind, first).tolist()]
        self._applied = 0
        self._measure_some()
        if first:
            self.verticalScrollBar().setValue(top)
        elif row >= 0 and (line := lines.line_of(row)) is not None:
            self.select_rows(lines.lines_of(chosen.rows), current=line)
            self.scrollTo(self._model.index(line, 0))
            self._keep_offset()
        elif kept := lines.lines_of(chosen.rows):
            self.select_rows(kept, current=kept[0])
            self.scrollTo(self._model.index(kept[0], 0))
        else:
            self.scrollToTop()
            if chosen.rows:
                self.papers_chosen.emit()  # none is selected now
        if is_resorted:
            self.scrollToTop()
        self._go_back(lines)
        self._mark_first()
        self._ring_first()

    def _resized_lines(self) -> Sequence[int]:
        """Return the lines whose heights may differ from the default height of the header."""
        lines = self._model.lines
        if lines is None:
            return ()
        also = [*self._unlike[self._applied :], *self._model.open_lines()]
        found: list[int] = lines.changed_lines(self._kind, also=also).tolist()
        return found

    def toggle(self, line: int) -> None:
        """Expand or collapse a row."""
        self._model.toggle(line)
        self.measure(line)
        if line == self.current_row():
            self._bring_into_sight(line, 0, self.rowHeight(line))
        if self._model.is_open(line):
            self.expanded.emit(line)

    def measure(self, line: int) -> None:
        row = self._model.row(line)
        self.verticalHeader().resizeSection(line, self.delegate.height_of(row, self.viewport().width()))
        self._keep_offset()

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

    def read_selection(self) -> ChosenPapers | tuple[Paper | None, list[Paper]] | None:
        """Return the paper that leads the selection and all selected ones, in the order of the list: none if only rows
        without a paper are selected, or if the filter hides the selected ones and no paper is shown beside the list, so
        that an action does not work on the paper selected before. None without a selection, and for the header of a
        group.

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
            has_row = any(self._model.row_number(line) >= 0 for line in lines)
            is_hidden = not lines and bool(self._selection.rows)
            if has_row:
                return ChosenPapers(None, [], unmatched=bool(self.title_without_paper()))
            return (None, []) if is_hidden and not self.acts_elsewhere() else None
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

    # Citing sentences

    def sentence_at(self, line: int, where: QPoint) -> int:
        """Return the index of the sentence of a line at a point of its row; -1 for none."""
        row = self._model.row(line)
        if not isinstance(row, CitationListRow):
            return -1
        width = self.viewport().width()
        layout = self.delegate.layout_of(row, width)
        if self.isRightToLeft():
            layout = mirrored(layout, width)
        part = at(layout, where.x(), where.y(), (f"sentence.{place}" for place in row.places))
        return int(part.rpartition(".")[2]) if part is not None else -1

    def pick(self, line: int, place: int) -> None:
        """Select a sentence of a line by its index; -1 for none."""
        if self._model.picked(line) != place:
            self._model.pick(line, place)
            self.sentence_picked.emit()
        row = self._model.row(line)
        if place >= 0 and isinstance(row, CitationListRow):
            layout = self.delegate.layout_of(row, self.viewport().width())
            pieces = [piece.rect for piece in layout if piece.name == f"sentence.{place}"]
            if pieces:
                self._bring_into_sight(line, min(r.top() for r in pieces), max(r.bottom() for r in pieces) + 1)

    def _bring_into_sight(self, line: int, top: int, bottom: int) -> None:
        """Scroll so that the part of a line from *top* to *bottom*, in pixels of its row, can be seen; the beginning of
        one that is higher than the list."""
        self.updateGeometries()
        at, bar = self.rowViewportPosition(line), self.verticalScrollBar()
        below, above = at + bottom - self.viewport().height(), at + top
        bar.setValue(bar.value() + min(max(0, below), above) if above >= 0 else bar.value() + above)

    def _leave_sentence(self, now: QModelIndex, before: QModelIndex) -> None:
        """Select no sentence of a row that is left: it would look like the current one."""
        if before.isValid() and before.row() != now.row() and self._model.picked(before.row()) >= 0:
            self.pick(before.row(), -1)

    def has_sentences(self) -> bool:
        """True if the selected rows show a citing sentence."""
        return any(self._model.sentences_of(line) for line in self.chosen_lines())

    def sentences_to_copy(self) -> list[tuple[Citation, str]]:
        """Return the selected sentence; without one, those of the selected rows, of at most `MOST_COPIED` of them, that
        pass the filter. Each comes with its row."""
        lead = self.lead_row()
        place = self._model.picked(lead) if lead >= 0 and self.chosen_count() == 1 else -1
        found: list[tuple[Citation, str]] = []
        for line in self.chosen_lines()[:MOST_COPIED] if place < 0 else [lead]:
            row = self._model.row(line)
            if not isinstance(row, CitationListRow):
                continue
            chosen = row.sentences if place < 0 else row.sentences[place : place + 1]
            found += [(row.edge, sentence.text) for sentence in chosen]
        return found

    def title_without_paper(self) -> str:
        """Return the title of the only selected row if Semantic Scholar has no paper for it, else an empty text."""
        lines = self.chosen_rows() if self.chosen_count() == 1 else []
        return self._model.title_without_paper(lines[0]) if lines else ""

    def copies_own_text(self) -> bool:
        """Return True if Copy copies sentences instead of the references of the papers: the selected rows have any. Of
        a row that Semantic Scholar has no paper for, it copies the title."""
        if self.title_without_paper():
            return True
        if self.chosen_count() > 1:
            return self.has_sentences()
        lead = self.lead_row()
        return lead >= 0 and self._model.sentences_of(lead) > 0

    def _pick_next(self, by: int) -> bool:
        """Select the next (1) or the previous (-1) sentence that the current row shows. Return False if it has none."""
        line = self.lead_row()
        row = self._model.row(line) if line >= 0 else None
        if not isinstance(row, CitationListRow) or not row.sentences:
            return False
        picked = self._model.picked(line)
        place = row.places.index(picked) if picked in row.places else -1
        place = max(-1, min(len(row.places) - 1, place + by))
        self.pick(line, row.places[place] if place >= 0 else -1)
        return True

    def _unfold(self, is_wanted: bool) -> bool:
        """Expand the current row, or collapse it, if it is listed for papers of the library. Return False if it is
        not."""
        line = self.lead_row()
        row = self._model.row(line) if line >= 0 else None
        if not isinstance(row, CitationListRow) or row.links is None:
            return False
        if row.is_open != is_wanted:
            self.preview_wanted.emit(line)
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Mark the first row when the keyboard arrives at a list without a selected one: the focus is visible then."""
        by_keys = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)
        if event.reason() in by_keys:
            self.expect_keys()
        super().focusInEvent(event)

    def expect_keys(self) -> None:
        """Mark the first row for a key that led here; without rows, as soon as they arrive."""
        self._marks_first = True
        self._mark_first()

    def _mark_first(self) -> None:
        """Mark the first row if a key led here and the focus is still here, or on the pane that waits for the rows.
        Beside the paper that is shown, it only gets the frame: actions apply to that paper until the user selects a
        row."""
        if not self._marks_first or not self._model.rowCount():
            return
        self._marks_first = False
        if self.lead_row() >= 0 or not self._is_focus_here():
            return
        if self.acts_elsewhere():
            self._ring(max(0, self.current_row()))
        else:
            self.mark(max(0, self.current_row()))

    def _ring_first(self) -> None:
        """Make the first row of a paper that Enter opened here current, so that the focus is visible. It is not
        selected: actions apply to the paper that was opened."""
        if not self._rings_first or not self._model.rowCount():
            return
        self._rings_first = False
        if self._is_focus_here() and self.current_row() < 0:
            self._ring(0)

    def _ring(self, line: int) -> None:
        """Make *line* current without selecting it, so that the focus is visible."""
        index = self._model.index(line, 0)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)

    def _is_focus_here(self) -> bool:
        """True if the list has the focus, or what its pane shows until the rows arrive."""
        pane = self.parentWidget()
        return self.hasFocus() or (isinstance(pane, StatePane) and pane.has_focus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._stay()
        super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._stay()
        self._selection = SelectedRows()
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._stay()
        self._selection = SelectedRows()
        forwards = Qt.Key.Key_Left if self.isRightToLeft() else Qt.Key.Key_Right
        if event.text() == FIND_KEY:
            self._searched_from = self.place()
            event.ignore()  # it is for the pane, which has the box
            return
        if (
            event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right)
            and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            and (self._pick_next(1 if event.key() == forwards else -1) or self._unfold(event.key() == forwards))
        ):
            self.used.emit()
        else:
            self._rings_first = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            super().keyPressEvent(event)

    # Heights

    def _height(self, kind: int) -> int:
        return height_of_kind(self._theme.type, kind, narrow=self._narrow)

    def height_without_sentences(self, width: int) -> int:
        """Return the height of a collapsed row without citing sentences in a view of *width*."""
        return row_height(self._theme.type, 0, is_open=False, narrow=self.delegate.is_narrow(width))

    def _fit_kinds(self) -> None:
        """Give the rows the heights that they need at another width."""
        scale, width = self._theme.type, self.viewport().width()
        narrow, most = self.delegate.is_narrow(width), most_in_line(scale, width)
        before, lines = (self._narrow, self._most_in_line), self._model.lines
        self._narrow, self._most_in_line = narrow, most
        if before == (narrow, most):
            return
        if narrow is not before[0] or (lines is not None and not lines.has_kinds_of(lines.with_short_rows(most))):
            self._measure_again()

    def _measure_again(self) -> None:
        scale, width = self._theme.type, self.viewport().width()  # the text may have another size
        self._narrow, self._most_in_line = self.delegate.is_narrow(width), most_in_line(scale, width)
        lines = self._model.lines
        if lines is None or self._table is None:
            self.set_row_height(self._height(1))
            return
        lines = lines.with_short_rows(self._most_in_line)
        self._model.set_kinds(lines)
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
        heights = [self._height(kind) for kind in range(KINDS)]
        kinds = lines.kinds
        first = self._applied
        seen = self.rowAt(self.viewport().height() - 1)
        ends = time.perf_counter() + A_TURN_S
        header.blockSignals(True)
        try:
            opened = set(self._model.open_lines())
            if not first:
                for line in opened:
                    header.resizeSection(line, self.delegate.height_of(self._model.row(line), self.viewport().width()))
            while self._applied < len(self._unlike) and time.perf_counter() < ends:
                for line in self._unlike[self._applied : self._applied + AT_ONCE]:
                    if line < count and line not in opened:
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
            self._keep_offset()
            self.viewport().update()
        if is_over:
            self._end_hold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if not event.size().width():  # while it moves to another pane: the rows keep the heights of the last width
            super().resizeEvent(event)
            return
        # not the old size of the event, which has none after the list was moved to another pane
        is_in_sight = self._shows_lead(self._height_before)
        self._height_before = event.size().height()
        super().resizeEvent(event)
        self._hold(is_in_sight=is_in_sight)
        self._fit_kinds()
        if self._offset is not None and event.oldSize().height() != event.size().height():
            self._keep_offset()  # the pane gets its height after its rows
            if self.rowViewportPosition(self.lead_row()) >= self.viewport().height():
                self._bring_lead_into_sight()
        if event.oldSize().width() != event.size().width():
            for line in self._model.open_lines():
                self.measure(line)
        if not self._measuring.isActive():
            self._end_hold()


def _papers_at(starts: Any, blocks: Any, rows: list[int]) -> list[Paper]:
    return [edge.paper for edge in citations_at(starts, blocks, rows) if edge.paper is not None]
