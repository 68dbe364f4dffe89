"""A panel for the date filter of a citation list; accepts every form that Semantic Scholar accepts."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from scholar_desktop.domain.search import date_range
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.label import label, set_tone
from scholar_desktop.ui.widgets.overlay import Overlay

FORMS = "2019-03-05 · 2019-03 · 2019 · 2016:2020 · 2020-03: · :2015"


class CitationDatesPanel(Overlay):
    """Enter requests only the papers of these dates from Semantic Scholar. Signal: `chosen` (the text, empty: all)."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, window)
        self.setObjectName("datesPanel")
        self.setAccessibleName("Ask for dates")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(14), theme.px(12), theme.px(12), theme.px(10))
        column.setSpacing(theme.px(6))
        column.addWidget(label("Ask Semantic Scholar for these dates alone", "body"))
        self._box = QLineEdit()
        self._box.setObjectName("datesEdit")
        self._box.setAccessibleName("Dates")
        self._box.setPlaceholderText("2019-03:2020")
        self._box.returnPressed.connect(self._take)
        self._box.textChanged.connect(self._on_text)
        column.addWidget(self._box)
        self._hint = label("", "small", "muted")
        column.addWidget(self._hint)
        column.addWidget(label("A paper without a day counts as 1 January of its year.", "small", "muted"))
        row = QHBoxLayout()
        row.addStretch(1)
        every = Button(theme, ButtonKind.PLAIN, "All dates", small=True)
        every.clicked.connect(self._clear)
        take = Button(theme, ButtonKind.PRIMARY, "Ask: 1 request", small=True)
        take.clicked.connect(self._take)
        row.addWidget(every)
        row.addWidget(take)
        column.addLayout(row)

    def open_below(self, chip: QWidget, text: str) -> None:
        self._box.setText(text)
        self._on_text()
        size = self.sizeHint()
        where = chip.mapTo(self._window, QPoint(0, chip.height()))
        left = max(4, min(where.x(), self._window.width() - size.width() - 4))
        top = max(4, min(where.y(), self._window.height() - size.height() - 4))
        self.open_at(left, top, size.width(), size.height())
        self._box.setFocus(Qt.FocusReason.PopupFocusReason)
        self._box.selectAll()

    def _on_text(self) -> None:
        self._hint.setText(FORMS)
        set_tone(self._hint, "muted")

    def _take(self) -> None:
        found = date_range.parse_date_range(self._box.text())
        if found is None:
            self._hint.setText(f"This is no range of dates. Forms: {FORMS}")
            set_tone(self._hint, "error")
            return
        self.close_panel()
        self.chosen.emit(found.text)

    def _clear(self) -> None:
        self.close_panel()
        self.chosen.emit("")
