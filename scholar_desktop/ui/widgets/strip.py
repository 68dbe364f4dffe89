"""A toolbar above or below a list, separated by a line."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.flow import FlowLayout


class Strip(QWidget):
    """edge: the side of its line (`top`, `bottom`, `left`). Rows of widgets are added one below the other."""

    def __init__(self, theme: Theme, edge: str = "bottom", *, padding: int = 10, row_gap: int = 8) -> None:
        """padding, row_gap: in units of the base size."""
        super().__init__()
        self._theme = theme
        self.setProperty("edge", edge)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        px = theme.px
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(px(16), px(padding), px(16), px(padding))
        self.column.setSpacing(px(row_gap))

    def add_row(self, gap: int = 8) -> QHBoxLayout:
        """Add another row, whose widgets are *gap* apart."""
        row = QHBoxLayout()
        row.setSpacing(self._theme.px(gap))
        self.column.addLayout(row)
        return row

    def add_flow(self, gap: int = 8) -> FlowLayout:
        """Add a row that continues in the next line where its widgets do not fit beside each other."""
        flow = FlowLayout(gap=self._theme.px(gap), line_gap=self._theme.px(4))
        self.column.addLayout(flow)
        return flow
