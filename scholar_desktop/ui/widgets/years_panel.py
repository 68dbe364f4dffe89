"""The panel for the year filter of a search: two boxes, and bars of the papers per year."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QIntValidator, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search.facet_counts import year_counts
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import CAPTION
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.overlay import Overlay
from scholar_desktop.ui.words.literal_text import set_tooltip

FIRST_YEAR, LAST_YEAR = 1000, 2999


class YearFilterBars(QWidget):
    """A bar for each year of the list, by its number of papers; a press selects the year."""

    year_chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._years: tuple[tuple[int, int], ...] = ()
        self.setObjectName("yearBars")
        self.setFixedHeight(theme.px(52))
        self.setMouseTracking(True)

    def show_years(self, years: tuple[tuple[int, int], ...]) -> None:
        self._years = years
        most = max(years, key=lambda each: each[1], default=None)
        self.setAccessibleName(
            f"Papers a year, {years[0][0]} to {years[-1][0]}, most in {most[0]}" if most is not None else "No years"
        )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._years:
            return
        painter = QPainter(self)
        first, last = self._years[0][0], self._years[-1][0]
        most = max(count for _, count in self._years)
        text = self._theme.type.line(CAPTION)
        room = self.height() - text
        step = self.width() / (last - first + 1)
        for year, count in self._years:
            height = max(2, round(room * count / most))
            left = (year - first) * step
            painter.fillRect(QRectF(left, room - height, max(1.0, step - 1), height), self._theme.colour("plot1"))
        painter.setFont(self._theme.type.font(CAPTION))
        painter.setPen(self._theme.colour("muted"))
        line = self.rect().adjusted(0, room, 0, 0)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute, str(first))
        if last != first:
            painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute, str(last))
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        year = self._year_at(event.position().x())
        counts = dict(self._years)
        set_tooltip(self, f"{year}: {counts.get(year, 0)}" if year is not None else "")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        year = self._year_at(event.position().x())
        if year is not None:
            self.year_chosen.emit(year)

    def _year_at(self, x: float) -> int | None:
        if not self._years:
            return None
        first, last = self._years[0][0], self._years[-1][0]
        year = first + int(x / (self.width() / (last - first + 1)))
        return year if first <= year <= last else None


class YearsPanel(Overlay):
    """Two boxes for the first and the last year. Enter accepts them."""

    chosen = Signal(object, object)

    def __init__(self, theme: Theme, window: QWidget, *, who: str = "") -> None:
        """who: names the services that apply the filter; empty if no service is queried."""
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
        self._bars = YearFilterBars(theme, self)
        self._bars.year_chosen.connect(self._on_year)
        grid.addWidget(self._bars, 2, 0, 1, 2)
        if who:
            note = label(who, "small", "muted", wrap=True)
            note.setMaximumWidth(theme.px(2 * 84 + 8))
            grid.addWidget(note, 3, 0, 1, 2)
        row = QHBoxLayout()
        row.setSpacing(theme.px(4))
        row.addStretch(1)
        any_year = Button(theme, ButtonKind.PLAIN, "Any year", small=True)
        any_year.clicked.connect(self._clear)
        take = Button(theme, ButtonKind.PRIMARY, "Set years", small=True)
        take.clicked.connect(self._take)
        row.addWidget(any_year)
        row.addWidget(take)
        grid.addLayout(row, 4, 0, 1, 2)

    def open_below(self, chip: QWidget, filters: Filters, papers: Sequence[Paper] = ()) -> None:
        """Open the panel below *chip*. papers: the list whose years are counted."""
        self._bars.show_years(year_counts(papers))
        self._bars.setVisible(bool(papers))
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

    def _on_year(self, year: int) -> None:
        for box in self._boxes:
            box.setText(str(year))

    def _clear(self) -> None:
        self.close_panel()
        self.chosen.emit(None, None)
