"""A small panel for choosing one value of many: a box to type part of it, and below it the most frequent values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.overlay import Overlay
from scholar_desktop.ui.words.wording import number

if TYPE_CHECKING:
    from scholar_desktop.services.citations.filtering import Facet

SHOWN = 12


class FacetPanel(Overlay):
    """Enter chooses the typed text; a press on a value chooses that; empty means any. Signal: `chosen` (text)."""

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
        self._box.setPlaceholderText(f"{title}: a name, or a part of it")
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
            shown = facet.value if len(facet.value) <= 44 else f"{facet.value[:43]}…"
            button = Button(self._theme, ButtonKind.LINK, shown, name=f"{facet.value}, {number(facet.count)}")
            button.setProperty("value", facet.value)
            button.clicked.connect(self._on_pressed)
            count = label(number(facet.count), "small", "muted")
            self._grid.addWidget(button, place, 0, Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(count, place, 1, Qt.AlignmentFlag.AlignRight)
            self._rows += [button, count]
        self._box.setText(value)
        size = self.sizeHint()
        where = chip.mapTo(self._window, QPoint(0, chip.height()))
        left = max(4, min(where.x(), self._window.width() - size.width() - 4))
        top = max(4, min(where.y(), self._window.height() - size.height() - 4))
        self.open_at(left, top, size.width(), size.height())
        self._box.setFocus(Qt.FocusReason.PopupFocusReason)
        self._box.selectAll()

    def _on_return(self) -> None:
        self._take(self._box.text().strip())

    def _on_pressed(self) -> None:
        sender = self.sender()
        if sender is not None:
            self._take(str(sender.property("value")))

    def _take(self, value: str) -> None:
        self.close_panel()
        self.chosen.emit(value)
