"""Filters of a search: years, and open-access PDF. One that is set has a cross; one that is not is dashed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from scholar_desktop.domain.filters import Filters
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, Kind, Look

if TYPE_CHECKING:
    from scholar_desktop.ui.panels.years_panel import YearsPanel


def years_words(filters: Filters) -> str:
    """'2015 – 2024', 'from 2015', 'to 2024', '2020'; empty where no years are set."""
    first, last = filters.year_from, filters.year_to
    if first is not None and last is not None:
        return str(first) if first == last else f"{first} – {last}"
    if first is not None:
        return f"from {first}"
    return f"to {last}" if last is not None else ""


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
            from scholar_desktop.ui.panels.years_panel import YearsPanel

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
