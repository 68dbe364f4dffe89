"""The panel that chooses a citation style, over the window."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from scholar_desktop.translation import gettext
from scholar_desktop.ui.context.style_chooser import StyleChooser
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.overlay import Overlay

WIDTH, HEIGHT = 500, 340


class StylePanel(Overlay):
    """The chooser over the window. Enter or a double click closes it and takes the selected style; Esc, or a press
    outside, closes it without. Signal: `chosen` (the name of the style)."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, styles: Mapping[str, str], window: QWidget) -> None:
        super().__init__(theme, window)
        self.setObjectName("citationStylePanel")
        self.setAccessibleName(gettext("Choose a citation style"))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(8), theme.px(8), theme.px(8), theme.px(8))
        self.chooser = StyleChooser(theme, styles)
        self.chooser.confirmed.connect(self._on_confirmed)
        column.addWidget(self.chooser)

    def open_under(self, button: QWidget, current: str) -> None:
        """Open the panel below *button*, or above it where there is no space below."""
        px, window = self._theme.px, self._window
        width, height = self._size()
        corner = button.mapTo(window, QPoint(0, 0))
        left = corner.x() + button.width() - width if self.isRightToLeft() else corner.x()
        below, above = corner.y() + button.height() + px(4), corner.y() - height - px(4)
        top = below if below + height <= window.height() or above < 0 else above
        left = max(px(8), min(left, window.width() - width - px(8)))
        top = max(px(8), min(top, window.height() - height - px(8)))
        self._open(current, left, top, width, height, at=button)

    def open_in_middle(self, current: str) -> None:
        """Open the panel in the middle of the window."""
        width, height = self._size()
        left, top = (self._window.width() - width) // 2, (self._window.height() - height) // 2
        self._open(current, left, top, width, height)

    def _on_confirmed(self, name: str) -> None:
        self.close_panel()
        self.chosen.emit(name)

    def _size(self) -> tuple[int, int]:
        px, window = self._theme.px, self._window
        return min(px(WIDTH), window.width() - px(16)), min(px(HEIGHT), window.height() - px(16))

    def _open(self, current: str, left: int, top: int, width: int, height: int, at: QWidget | None = None) -> None:
        self.chooser.show_style(current)
        self.open_at(left, top, width, height, at=at)
        self.chooser.box.setFocus()
