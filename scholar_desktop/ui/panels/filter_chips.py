"""Filters of a search: years, and open-access PDF. One that is set has a cross; one that is not is dashed."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QMenu, QWidget

from scholar_desktop.domain.query import Filters
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, Kind, Look
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.overlay import Overlay

FIRST_YEAR, LAST_YEAR = 1000, 2999


def years_words(filters: Filters) -> str:
    """'2015 – 2024', 'from 2015', 'to 2024', '2020'; empty where no years are set."""
    first, last = filters.year_from, filters.year_to
    if first is not None and last is not None:
        return str(first) if first == last else f"{first} – {last}"
    if first is not None:
        return f"from {first}"
    return f"to {last}" if last is not None else ""


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


class FilterChips(QWidget):
    """Shows and sets the filters; `changed` carries the new ones. Where it is narrow, those not set are in one menu."""

    changed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._filters = Filters()
        self._folded = False
        self._years_panel: YearsPanel | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._years = Button(theme, Kind.CHIP_OPEN, "Years")
        self._years.setObjectName("filterChip.years")
        self._open_access = Button(theme, Kind.CHIP_OPEN, "Open-access PDF")
        self._open_access.setObjectName("filterChip.open_access")
        self._more = Button(theme, Kind.CHIP_OPEN, "Filters", icon="filter")
        self._more.setObjectName("filterChip.more")
        self._years.clicked.connect(self._on_years)
        self._open_access.clicked.connect(self._on_open_access)
        self._more.clicked.connect(self._on_more)
        for chip in (self._years, self._open_access, self._more):
            row.addWidget(chip)
        self._show()

    @property
    def filters(self) -> Filters:
        return self._filters

    def show_filters(self, filters: Filters) -> None:
        """Show *filters* without telling anybody."""
        self._filters = filters
        self._show()

    def set_folded(self, folded: bool) -> None:
        """Narrow: filters that are not set go into one menu."""
        self._folded = folded
        self._show()

    def _show(self) -> None:
        years = years_words(self._filters)
        self._show_chip(self._years, years, "Years", f"Years: {years}. Press to change.")
        access = "Open-access PDF" if self._filters.open_access else ""
        self._show_chip(self._open_access, access, "Open-access PDF", "Only papers with an open copy. Press to drop.")
        self._years.setVisible(bool(years) or not self._folded)
        self._open_access.setVisible(self._filters.open_access or not self._folded)
        left = (not years) + (not self._filters.open_access)
        self._more.setVisible(self._folded and left > 0)
        words = "Filters" if left == 2 else f"{left} more"
        self._more.show_look(Look(words, "filter"), name="Filters that are not set")

    def _show_chip(self, chip: Button, value: str, title: str, name: str) -> None:
        if value:
            chip.set_kind(Kind.CHIP_SET)
            chip.show_look(Look(value, trailing="cross" if chip is self._open_access else "chevron-down"), name=name)
        else:
            chip.set_kind(Kind.CHIP_OPEN)
            chip.show_look(Look(title), name=f"{title}, not set")

    def _on_years(self) -> None:
        if self._years_panel is None:
            self._years_panel = YearsPanel(self._theme, self.window())
            self._years_panel.chosen.connect(self._on_years_chosen)
        below = self._years if self._years.isVisible() else self._more
        self._years_panel.open_below(below, self._filters)

    def _on_years_chosen(self, first: int | None, last: int | None) -> None:
        self._set(year_from=first, year_to=last)

    def _on_open_access(self) -> None:
        self._set(open_access=not self._filters.open_access)

    def _on_more(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if not years_words(self._filters):
            menu.addAction("Years…").triggered.connect(self._on_years)
        if not self._filters.open_access:
            menu.addAction("Open-access PDF").triggered.connect(self._on_open_access)
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height())))

    def _set(self, **values: object) -> None:
        filters = msgspec.structs.replace(self._filters, **values)
        if filters != self._filters:
            self.show_filters(filters)
            self.changed.emit(filters)
