"""Names with their values, side by side where there is room, or else one below the other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from scholar_desktop.ui.widgets.label import SentenceLabel, label
from scholar_desktop.ui.widgets.paper_facts import clear_layout

if TYPE_CHECKING:
    from scholar_desktop.ui.theme.theme import Theme


class FactGrid(QWidget):
    """The values can be selected. Each is below its name where the longest words do not fit beside each other, as with
    large text in a small window."""

    def __init__(self, theme: Theme, name: str, *, at_top: bool = False, parent: QWidget | None = None) -> None:
        """name: its objectName; at_top: a name is beside the first line of its value, not beside the middle."""
        super().__init__(parent)
        self.setObjectName(name)
        self._at_top = at_top
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(16))
        self._grid.setVerticalSpacing(theme.px(6))
        self._grid.setColumnStretch(1, 1)
        self._rows: list[tuple[QLabel, QLabel]] = []
        self._is_stacked = False

    def show_rows(self, rows: Iterable[tuple[str, str]]) -> None:
        """Show *rows* of name and value in place of those before."""
        clear_layout(self._grid)
        self._rows = []
        for name, value in rows:
            words = label(value, "body", wrap=True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._rows.append((SentenceLabel(name, "body", "muted"), words))
        self._place()

    def _place(self) -> None:
        place = Qt.AlignmentFlag.AlignTop if self._at_top else Qt.AlignmentFlag(0)
        for row, (name, value) in enumerate(self._rows):
            if self._is_stacked:
                self._grid.addWidget(name, 2 * row, 0, 1, 2)
                self._grid.addWidget(value, 2 * row + 1, 0, 1, 2)
            else:
                self._grid.addWidget(name, row, 0, place)
                self._grid.addWidget(value, row, 1)

    def _least_widths(self) -> tuple[int, int]:
        """Return the widths of the longest words of the names, and of the values."""
        names = max((name.minimumSizeHint().width() for name, _value in self._rows), default=0)
        return names, max((value.minimumSizeHint().width() for _name, value in self._rows), default=0)

    def minimumSizeHint(self) -> QSize:
        """Return a size down to which the values go below their names: the page must not become wider than the
        window."""
        return QSize(max(self._least_widths()), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_stacked = self.width() < sum(self._least_widths()) + self._grid.horizontalSpacing()
        if is_stacked is not self._is_stacked:
            self._is_stacked = is_stacked
            while self._grid.takeAt(0) is not None:
                pass
            self._place()
