"""The control that shows the citation style and chooses another one, in a panel that searches the offered styles."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from scholar_desktop.translation import gettext
from scholar_desktop.ui.context.style_panel import StylePanel
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY, MEDIUM
from scholar_desktop.ui.widgets.button import Button, ButtonContent
from scholar_desktop.ui.words.literal_text import set_tooltip

LEAST_WIDTH = 120
"""Width of the button in pixels at base size, down to which it gives way."""


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
        theme.changed.connect(self._fit)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._button)
        row.addStretch(1)
        self.setFocusProxy(self._button)

    def show_style(self, name: str) -> None:
        """Show *name* as chosen. A style of the user's own is a path."""
        self._current = name
        self._fit()

    def _fit(self) -> None:
        """Show the whole title, or what there is room for: its middle is left out, since styles of one name differ at
        its end."""
        title = self._styles.get(self._current, self._current)
        self._show_text(title, title)
        missing = self._button.sizeHint().width() - self.width()
        if missing <= 0:
            set_tooltip(self._button, "")
            return
        metrics = self._theme.type.metrics(BODY, MEDIUM)
        room = max(0, metrics.horizontalAdvance(title) - missing)
        self._show_text(metrics.elidedText(title, Qt.TextElideMode.ElideMiddle, room), title)
        set_tooltip(self._button, title)

    def _show_text(self, text: str, title: str) -> None:
        content = ButtonContent(text, trailing="chevron-down")
        self._button.show_content(content, name=gettext("Citation style: {style}", style=title))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Return a size down to which the title is cut: the page must not become wider than the window."""
        return QSize(self._theme.px(LEAST_WIDTH), super().minimumSizeHint().height())

    def open_styles(self) -> None:
        """Open the panel with the styles, whose box has the focus then."""
        if self._panel is None:
            self._panel = StylePanel(self._theme, self._styles, self.window())
            self._panel.chosen.connect(self._on_chosen)
        self._panel.open_under(self._button, self._current)

    def _on_chosen(self, name: str) -> None:
        self.show_style(name)
        self._write(name)
