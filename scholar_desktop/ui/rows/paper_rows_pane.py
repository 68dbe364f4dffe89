"""A list of papers for other pages: rows as in the search, sorted and filtered locally without a request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from scholar_desktop.domain.paper import Paper
from scholar_desktop.ui.rows.paper_delegate import PaperDelegate, row_height
from scholar_desktop.ui.rows.paper_list import PaperListModel, RowsPlace
from scholar_desktop.ui.rows.paper_row import STATE_PIECES, state_action
from scholar_desktop.ui.widgets.row_list import RowList
from scholar_desktop.ui.widgets.state_pane import StatePane

if TYPE_CHECKING:
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.current_paper import CurrentPaper
    from scholar_desktop.ui.context.paper_status import PaperStatuses
    from scholar_desktop.ui.theme.theme import Theme


class PaperRowsPane(QWidget):
    """Rows in a pane with the five states. Actions on papers apply to the selected row.

    A double click shows its PDF if the library has it, a middle click pins the paper, and a click on the state of its
    PDF gets or opens that.

    Signals: `opened` (Enter or double click on a paper). add_to_menu: adds entries to the context menu of the selected
    rows; it may be replaced.
    """

    opened = Signal(object)

    def __init__(
        self,
        theme: Theme,
        actions: Actions,
        marks: PaperStatuses,
        current: CurrentPaper,
        name: str,
        accessible_name: str,
        *,
        named: QWidget,
        summaries: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Create the pane.

        Args:
            name: objectName of the list.
            named: the widget that has the property `state`.
            summaries: whether rows have a third line, the summary.
        """
        super().__init__(parent)
        self._theme = theme
        self._actions = actions
        self._marks = marks
        self._current = current
        self._name = name
        self.add_to_menu: Callable[[QMenu], None] = lambda _menu: None
        self.model = PaperListModel(marks, self)
        self.view = RowList(name, accessible_name, self)
        self.view.setModel(self.model)
        self._delegate = PaperDelegate(theme, self.view)
        self._delegate.summaries = summaries
        self.view.setItemDelegate(self._delegate)
        self.pane = StatePane(theme, self.view, row_height=72 if summaries else 56, named=named)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pane)
        current.follow(self.view, self._read_selection)
        self.view.reads = True
        self.view.opened.connect(self._on_opened)
        self.view.read_wanted.connect(self._on_read_wanted)
        self.view.pressed_at.connect(self._on_pressed_at)
        self.view.link_at = partial(self._delegate.link_at, self.view)
        self.view.middle_pressed.connect(self._on_middle_pressed)
        self.view.menu_wanted.connect(self._on_menu_wanted)
        theme.changed.connect(self._measure)
        self._measure()

    def show_papers(self, papers: Sequence[Paper]) -> None:
        """Show *papers* in this order. The selected row stays selected if its paper is still in the list. If the list
        has the focus and no current row, the first one becomes that, as when a list gets the focus."""
        chosen, current = self.chosen_papers(), self.view.currentIndex()
        moved_to = self.model.paper(current.row()) if current.isValid() else None
        self.model.set_papers(papers)
        self._marks.watch(self._name, papers)
        rows = sorted(row for row in self.model.rows_of(chosen) if row is not None)
        if rows and rows != self.view.chosen_rows():
            self.view.select_rows(rows, current=self.model.row_of(moved_to) if moved_to is not None else None)
        if papers and self.view.hasFocus() and not self.view.currentIndex().isValid():
            self.view.lead_with(0)

    @property
    def place(self) -> RowsPlace:
        """The selected and the current row and the scroll position, as `return_to` takes them."""
        row = self.view.currentIndex().row()
        current = self.model.paper(row) if 0 <= row < self.model.rowCount() else None
        return RowsPlace(tuple(self.chosen_papers()), current, self.view.verticalScrollBar().value())

    def return_to(self, place: RowsPlace) -> None:
        """Select the rows of *place* that are still there, and scroll to it."""
        rows = [row for row in self.model.rows_of(place.chosen) if row is not None]
        self.view.select_rows(rows, current=self.model.row_of(place.current) if place.current is not None else None)
        self.view.verticalScrollBar().setValue(place.scroll)

    def chosen_papers(self) -> list[Paper]:
        return [self.model.paper(row) for row in self.view.chosen_rows() if row < self.model.rowCount()]

    def focus_list(self) -> None:
        """Give the list the focus, and select the current row, else the first one, if none is selected; without rows,
        focus the first button of the message in their place, if it has one."""
        if self.pane.focus_shown() and not self.view.chosen_count():  # Qt makes the first row current, unselected
            self.view.choose(max(0, self.view.current_row()))

    def _read_selection(self) -> tuple[Paper | None, list[Paper]]:
        papers = self.chosen_papers()
        row = self.view.lead_row()
        return (self.model.paper(row) if papers else None), papers

    def _on_opened(self, row: int) -> None:
        self.opened.emit(self.model.paper(row))

    def _on_read_wanted(self, row: int) -> None:
        paper, kept = self.model.paper(row), self.model.kept_at(row)
        self.opened.emit(paper)  # the PDF is shown beside the list, as the paper is
        if kept is not None and kept.pdf:
            self._current.run_for("paper.read_pdf", paper)

    def _on_pressed_at(self, row: int, where: QPoint) -> None:
        """Handle a click on the state of the PDF, or on the number of citations, as in the results of a search."""
        if (piece := self._delegate.link_at(self.view, row, where)) is None:
            return
        paper = self.model.paper(row)
        if piece in STATE_PIECES:
            self._current.run_for(state_action(paper, self._marks.of(paper)), paper)
        else:
            self.opened.emit(paper)
            self._actions["view.cited_by"].trigger()

    def _on_middle_pressed(self, row: int) -> None:
        self._current.run_for("paper.keep_beside", self.model.paper(row))

    def _on_menu_wanted(self, where: QPoint) -> None:
        if self.view.current_row() >= 0:
            self._current.use(self._read_selection)
            menu = self._actions.row_menu(self)
            self.add_to_menu(menu)
            menu.popup(where)

    def _measure(self) -> None:
        self.view.set_row_height(row_height(self._theme.type, summaries=self._delegate.summaries))
        self.view.viewport().update()
