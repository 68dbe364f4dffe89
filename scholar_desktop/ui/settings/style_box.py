"""The control that shows the citation style and chooses another one, in a panel that searches the offered styles."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QHBoxLayout, QWidget

from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.translation import gettext
from scholar_desktop.ui.context.style_panel import StylePanel
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonContent


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
        self._button.clicked.connect(self.open_styles)
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

    def open_styles(self) -> None:
        """Open the panel with the styles, whose box has the focus then."""
        if self._panel is None:
            self._panel = StylePanel(self._theme, self._styles, self.window())
            self._panel.chosen.connect(self._on_chosen)
        self._panel.open_under(self._button, self._current)

    def _on_chosen(self, name: str) -> None:
        self.show_style(name)
        self._write(name)
