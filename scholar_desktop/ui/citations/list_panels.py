"""The panels of a citation list: one value of many (venue, author), and the dates that are requested."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from scholar_desktop.domain.search import date_range
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.translation import gettext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.label import label, set_tone
from scholar_desktop.ui.widgets.overlay import EDGE, Overlay
from scholar_desktop.ui.words.wording import number

if TYPE_CHECKING:
    from scholar_desktop.services.citations.filtering import Facet

SHOWN = 12
DATE_FORMS = "2019-03-05 · 2019-03 · 2019 · 2016:2020 · 2020-03: · :2015"


class FacetPanel(Overlay):
    """A box for a part of a value, and below it the most frequent values. Signal: `chosen` (the text).

    Enter chooses the typed text; a press on a value chooses that; empty means any.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, window: QWidget, name: str, title: str) -> None:
        super().__init__(theme, window)
        self.setObjectName(f"{name}Panel")
        self.setAccessibleName(title)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(theme.px(14), theme.px(12), theme.px(14), theme.px(10))
        self._grid.setVerticalSpacing(theme.px(2))
        self._grid.setColumnStretch(0, 1)
        self._box = QLineEdit()
        self._box.setObjectName(f"{name}Edit")
        self._box.setAccessibleName(title)
        self._box.setPlaceholderText(gettext("{field}: name or part of it", field=title))
        self._box.setMinimumWidth(theme.px(240))
        self._box.returnPressed.connect(self._on_return)
        self._grid.addWidget(self._box, 0, 0, 1, 2)
        self._rows: list[QWidget] = []

    def open_below(self, chip: QWidget, value: str, facets: Sequence[Facet]) -> None:
        for widget in self._rows:
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._rows = []
        for place, facet in enumerate(facets[:SHOWN], start=1):
            words = shorten(facet.value, 44)
            button = Button(self._theme, ButtonKind.LINK, words, name=f"{facet.value}, {number(facet.count)}")
            button.setProperty("value", facet.value)
            button.clicked.connect(self._on_pressed)
            count = label(number(facet.count), "small", "muted")
            self._grid.addWidget(button, place, 0, Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(count, place, 1, Qt.AlignmentFlag.AlignRight)
            self._rows += [button, count]
        self._box.setText(value)
        self.show_under(chip, self._box)

    def _on_return(self) -> None:
        self._take(self._box.text().strip())

    def _on_pressed(self) -> None:
        sender = self.sender()
        if sender is not None:
            self._take(str(sender.property("value")))

    def _take(self, value: str) -> None:
        self.close_panel()
        self.chosen.emit(value)


class CitationDatesPanel(Overlay):
    """Enter requests only the papers of these dates from Semantic Scholar. Signal: `chosen` (the text, empty: all)."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, window)
        self.setObjectName("datesPanel")
        self.setAccessibleName(gettext("Limit by date"))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(14), theme.px(12), theme.px(12), theme.px(10))
        column.setSpacing(theme.px(6))
        column.addWidget(label(gettext("Load only papers from these dates"), "body"))
        self._box = QLineEdit()
        self._box.setObjectName("datesEdit")
        self._box.setAccessibleName(gettext("Dates"))
        self._box.setPlaceholderText("2019-03:2020")
        self._box.returnPressed.connect(self._take)
        self._box.textChanged.connect(self._on_text)
        column.addWidget(self._box)
        self._hint = label("", "small", "muted", wrap=True)
        self._hint.setObjectName("datesHint")
        column.addWidget(self._hint)
        column.addWidget(
            label(gettext("Papers with no exact date count as 1 January of their year."), "small", "muted")
        )
        row = QHBoxLayout()
        row.addStretch(1)
        every = Button(theme, ButtonKind.PLAIN, gettext("Show all dates"), small=True)
        every.clicked.connect(self._clear)
        take = Button(theme, ButtonKind.PRIMARY, gettext("Load papers"), small=True)
        take.clicked.connect(self._take)
        row.addWidget(every)
        row.addWidget(take)
        column.addLayout(row)

    def open_below(self, chip: QWidget, text: str) -> None:
        self._box.setText(text)
        self._on_text()
        self.show_under(chip, self._box)

    def _on_text(self) -> None:
        self._hint.setText(DATE_FORMS)
        set_tone(self._hint, "muted")
        self._fit()

    def _fit(self) -> None:
        """Be as high as the hint needs, which wraps, within the window."""
        layout = self.layout()
        if layout is not None and self.isVisible():
            layout.activate()
            height = max(layout.totalHeightForWidth(self.width()), layout.totalMinimumSize().height())
            top = max(EDGE, min(self.y(), self._window.height() - height - EDGE))
            self.setGeometry(self.x(), top, self.width(), height)

    def _take(self) -> None:
        found = date_range.parse_date_range(self._box.text())
        if found is None:
            self._hint.setText(gettext("Not a date range. Examples: {examples}", examples=DATE_FORMS))
            set_tone(self._hint, "error")
            self._fit()
            return
        self.close_panel()
        self.chosen.emit(found.text)

    def _clear(self) -> None:
        self.close_panel()
        self.chosen.emit("")
