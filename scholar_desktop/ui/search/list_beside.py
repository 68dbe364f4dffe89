"""The list that a paper was opened from on another page, beside the paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStackedWidget, QWidget

from scholar_desktop.domain.paper import Paper
from scholar_desktop.translation import gettext
from scholar_desktop.ui.rows.dragging import drag_rows
from scholar_desktop.ui.rows.paper_rows_pane import PaperRowsPane
from scholar_desktop.ui.widgets.state_pane import FULL

if TYPE_CHECKING:
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.context.paper_session import PaperSession
    from scholar_desktop.ui.context.ui_context import UiContext


def rows_beside(ui_context: UiContext, named: QWidget) -> PaperRowsPane:
    """Create the rows of the list. named: the widget that has the property `state`."""
    rows = PaperRowsPane(
        ui_context.theme,
        ui_context.actions,
        ui_context.marks,
        ui_context.current,
        "listBesideView",
        gettext("List of papers"),
        named=named,
        summaries=True,
    )
    drag_rows(rows.view, rows.model, ui_context.theme, ui_context.messages, lambda: ui_context.services.drag_out)
    return rows


class ListBeside(QObject):
    """Shows the list in the place of the results until another page, the library or a new search is shown.

    Moving to another row shows its paper; Enter opens it. 'Back' returns to the page of the list.
    """

    def __init__(
        self,
        navigation: Navigation,
        make_rows: Callable[[QWidget], PaperRowsPane],
        session: PaperSession,
        lists: QStackedWidget,
    ) -> None:
        """Create it. make_rows: creates the list; the widget that it gets has the property `state`."""
        super().__init__(lists)
        self._navigation = navigation
        self._make_rows = make_rows
        self._session = session
        self._lists = lists
        self._rows: PaperRowsPane | None = None
        self._before: QWidget | None = None

    @property
    def is_shown(self) -> bool:
        """True while the list takes the place of the results."""
        return self._rows is not None and self._lists.currentWidget() is self._rows

    def show(self, *, focus: bool) -> None:
        """Show the list that the paper shown was opened from, with its row as the current one, if there is one."""
        paper, papers = self._session.paper, self._navigation.beside
        if paper is None or all(one.id != paper.id for one in papers):
            return
        rows = self._rows
        if rows is None:
            box = QWidget(self._lists)
            box.setObjectName("listBeside")
            rows = self._rows = self._make_rows(box)
            box.hide()
            self._lists.addWidget(rows)
            rows.opened.connect(self._on_opened)
            rows.view.selectionModel().currentChanged.connect(self._on_moved)
        if not self.is_shown:
            self._before = self._lists.currentWidget()
            rows.show_papers(papers)
            rows.pane.show_rows(FULL)
            self._lists.setCurrentWidget(rows)
        row = rows.model.row_of(paper)
        if row is not None:
            rows.view.choose(row)
        if focus:
            rows.view.setFocus()

    def hide(self) -> None:
        """Show the results again."""
        if self.is_shown and self._before is not None:
            self._lists.setCurrentWidget(self._before)

    def _on_moved(self) -> None:
        rows, shown = self._rows, self._session.paper
        if rows is None or not self.is_shown:
            return
        row = rows.view.current_row()
        if 0 <= row < rows.model.rowCount():
            paper = rows.model.paper(row)
            if shown is None or shown.id != paper.id:
                self._navigation.go_on_to_paper(paper.id)
                self._session.preview(paper)

    def _on_opened(self, paper: Paper) -> None:
        self._navigation.go_on_to_paper(paper.id)
        self._session.open(paper)
