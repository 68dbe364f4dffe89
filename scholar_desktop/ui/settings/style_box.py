"""The control that shows the citation style and chooses another one, in a panel that searches the offered styles."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.translation import gettext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonContent
from scholar_desktop.ui.widgets.overlay import Overlay
from scholar_desktop.ui.widgets.style_chooser import StyleChooser

WIDTH, HEIGHT = 380, 340


class StylePanel(Overlay):
    """The chooser over the window. Enter, a double click or Esc closes it."""

    def __init__(self, theme: Theme, styles: Mapping[str, str], window: QWidget) -> None:
        super().__init__(theme, window)
        self.setObjectName("citationStylePanel")
        self.setAccessibleName(gettext("Choose a citation style"))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(8), theme.px(8), theme.px(8), theme.px(8))
        self.chooser = StyleChooser(theme, styles)
        self.chooser.confirmed.connect(self.close_panel)
        column.addWidget(self.chooser)

    def open_under(self, button: QWidget, current: str) -> None:
        """Open the panel below *button*, or above it where there is no space below."""
        self.chooser.show_style(current)
        px, window = self._theme.px, self._window
        width, height = min(px(WIDTH), window.width() - px(16)), min(px(HEIGHT), window.height() - px(16))
        corner = button.mapTo(window, QPoint(0, 0))
        left = corner.x() + button.width() - width if self.isRightToLeft() else corner.x()
        below, above = corner.y() + button.height() + px(4), corner.y() - height - px(4)
        top = below if below + height <= window.height() or above < 0 else above
        left = max(px(8), min(left, window.width() - width - px(8)))
        top = max(px(8), min(top, window.height() - height - px(8)))
        self.open_at(left, top, width, height, at=button)
        self.chooser.box.setFocus()


class StyleBox(QWidget):
    """A button with the title of the style. write: called with the name of the style that the user chooses."""

    def __init__(self, theme: Theme, styles: Mapping[str, str], write: Callable[[str], None]) -> None:
        super().__init__()
        self._theme = theme
        self._styles = styles
        self._write = write
        self._current = ""
        self._panel: StylePanel | None = None
        self._button = Button(theme)
        self._button.setObjectName("citationStyleButton")
        self._button.clicked.connect(self._open)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._button)
        row.addStretch(1)
        self.setFocusProxy(self._button)

    def show_style(self, name: str) -> None:
        """Show *name* as chosen. A style of the user's own is a path."""
        self._current = name
        title = self._styles.get(name, name)
        short = shorten(title, 40)
        name = gettext("Citation style: {style}", style=title)
        self._button.show_content(ButtonContent(short, trailing="chevron-down"), name=name)

    def _open(self) -> None:
        if self._panel is None:
            self._panel = StylePanel(self._theme, self._styles, self.window())
            self._panel.chooser.chosen.connect(self._on_chosen)
        self._panel.open_under(self._button, self._current)

    def _on_chosen(self, name: str) -> None:
        self.show_style(name)
        self._write(name)
