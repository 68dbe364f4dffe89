"""The two boxes for the years of a search."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget

from scholar_desktop.domain.filters import Filters
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, Kind
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.overlay import Overlay

FIRST_YEAR, LAST_YEAR = 1000, 2999


class YearsPanel(Overlay):
    """Two boxes for the first and the last year. Enter takes them."""

    chosen = Signal(object, object)

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, window)
        self.setObjectName("yearsPanel")
        self.setAccessibleName("Years")
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.px(14), theme.px(12), theme.px(12), theme.px(10))
        grid.setHorizontalSpacing(theme.px(8))
        grid.setVerticalSpacing(theme.px(6))
        self._boxes = []
        for column, (name, words) in enumerate((("yearFromEdit", "From"), ("yearToEdit", "To"))):
            heading = label(words, "small", "muted")
            box = QLineEdit()
            box.setObjectName(name)
            box.setAccessibleName(f"{words} year")
            box.setPlaceholderText("any")
            box.setMaxLength(4)
            box.setValidator(QIntValidator(0, LAST_YEAR, box))
            box.setFixedWidth(theme.px(84))
            box.returnPressed.connect(self._take)
            heading.setBuddy(box)
            grid.addWidget(heading, 0, column)
            grid.addWidget(box, 1, column)
            self._boxes.append(box)
        row = QHBoxLayout()
        row.setSpacing(theme.px(4))
        row.addStretch(1)
        any_year = Button(theme, Kind.PLAIN, "Any year", small=True)
        any_year.clicked.connect(self._clear)
        take = Button(theme, Kind.PRIMARY, "Set years", small=True)
        take.clicked.connect(self._take)
        row.addWidget(any_year)
        row.addWidget(take)
        grid.addLayout(row, 2, 0, 1, 2)

    def open_below(self, chip: QWidget, filters: Filters) -> None:
        for box, year in zip(self._boxes, (filters.year_from, filters.year_to), strict=True):
            box.setText("" if year is None else str(year))
        size = self.sizeHint()
        where = chip.mapTo(self._window, QPoint(0, chip.height()))
        x = max(4, min(where.x(), self._window.width() - size.width() - 4))
        self.open_at(x, where.y(), size.width(), size.height())
        self._boxes[0].setFocus(Qt.FocusReason.PopupFocusReason)
        self._boxes[0].selectAll()

    def _take(self) -> None:
        years = [int(box.text()) if box.text() and int(box.text()) >= FIRST_YEAR else None for box in self._boxes]
        first, last = years
        if first is not None and last is not None and first > last:
            first, last = last, first
        self.close_panel()
        self.chosen.emit(first, last)

    def _clear(self) -> None:
        self.close_panel()
        self.chosen.emit(None, None)
