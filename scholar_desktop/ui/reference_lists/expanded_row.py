"""Keeps one row of the table expanded: adapts its height, and keeps the details in place."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer

from scholar_desktop.ui.reference_lists.line_detail import LineDetail
from scholar_desktop.ui.reference_lists.reference_line_delegate import row_height
from scholar_desktop.ui.reference_lists.review_rows import ReviewModel
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.row_list import RowList


class ExpandedRow(QObject):
    """Places one widget over the expanded row; no other row has a widget, so the number of rows costs nothing."""

    def __init__(self, theme: Theme, view: RowList, model: ReviewModel, panel: LineDetail) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view
        self._model = model
        self._panel = panel
        self._number = 0
        self._row = -1
        panel.setParent(view.viewport())
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.place)
        view.viewport().installEventFilter(self)
        view.verticalScrollBar().valueChanged.connect(self._follow)
        model.modelReset.connect(self._soon.start)
        panel.grown.connect(self._soon.start)
        theme.changed.connect(self._soon.start)

    @property
    def number(self) -> int:
        """The line that is expanded; 0 for none."""
        return self._number

    @property
    def height(self) -> int:
        """The height of the expanded row in pixels; 0 without one."""
        return self._view.rowHeight(self._row) if self._row >= 0 else 0

    def open(self, number: int) -> None:
        """Expand the line *number* and collapse the one before; 0 only collapses."""
        is_other = number != self._number
        if is_other:
            self._fold()
            self._number = number
            self._model.set_open(number)
        self.place()
        if is_other:
            self._view.updateGeometries()  # otherwise Qt moves the rows to their places only later
            self._view.room_at_end.leave()

    def place(self) -> None:
        """Compute the height of the row, and place the widget."""
        row = self._model.row_of(self._number) if self._number else None
        if row is None:
            self._fold()
            self._panel.hide()
            return
        header, width = self._view.verticalHeader(), self._view.viewport().width()
        head = row_height(self._theme.type)
        self._panel.resize(width, self._panel.height())
        height = head + self._panel.height_for(width) + 1
        self._row = row
        if header.sectionSize(row) != height:
            header.resizeSection(row, height)
        self._follow()
        self._panel.show()

    def show_whole(self) -> None:
        """Scroll so that the whole expanded row is visible."""
        if self._row >= 0:
            self._view.scrollTo(self._model.index(self._row, 0))
            self._follow()

    def _fold(self) -> None:
        if 0 <= self._row < self._model.count():
            header = self._view.verticalHeader()
            header.resizeSection(self._row, header.defaultSectionSize())
        self._row = -1

    def _follow(self) -> None:
        if self._row < 0:
            return
        rect = self._view.visualRect(self._model.index(self._row, 0))
        head = row_height(self._theme.type)
        self._panel.setGeometry(0, rect.y() + head, self._view.viewport().width(), max(0, rect.height() - head - 1))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self._number:
            self._soon.start()
        return False
