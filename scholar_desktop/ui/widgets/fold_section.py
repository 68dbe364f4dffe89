"""A section that expands and collapses below its button, and the button alone."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from scholar_desktop.translation import gettext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import RING, Button, ButtonContent, ButtonKind


class FoldButton(Button):
    """A section header with an arrow that shows whether it is open. `turned` carries the new state."""

    turned = Signal(bool)

    def __init__(
        self, theme: Theme, title: str, *, is_open: bool = False, wraps: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, ButtonKind.LINK, title, wraps=wraps, parent=parent)
        self._title = title
        self._is_open = is_open
        self.clicked.connect(self._on_clicked)
        self._show()

    @property
    def is_open(self) -> bool:
        return self._is_open

    def set_title(self, title: str) -> None:
        """Change the title, for example when a count becomes known."""
        if title != self._title:
            self._title = title
            self._show()

    def set_open(self, is_open: bool) -> None:
        """Open or closes it without emitting a signal."""
        if is_open is not self._is_open:
            self._is_open = is_open
            self._show()

    def _on_clicked(self) -> None:
        self._is_open = not self._is_open
        self._show()
        self.turned.emit(self._is_open)

    def _show(self) -> None:
        icon = "chevron-down" if self._is_open else "chevron-right"
        self.show_content(
            ButtonContent(self._title, icon),
            name=gettext("{section}, open", section=self._title)
            if self._is_open
            else gettext("{section}, closed", section=self._title),
        )


class FoldSection(QWidget):
    """`body` is the layout for the contents. `opened` is emitted when the user opens the section: its data may be
    requested then."""

    opened = Signal()
    turned = Signal(bool)

    def __init__(
        self, theme: Theme, title: str, name: str, *, is_open: bool = False, parent: QWidget | None = None
    ) -> None:
        """name: objectName of the button."""
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(10), 0, 0)
        column.setSpacing(0)
        self.button = FoldButton(theme, title, is_open=is_open, wraps=True)
        self.button.setObjectName(name)
        self.button.turned.connect(self._on_turned)
        column.addWidget(self.button)
        self._holder = QWidget(self)  # without a parent it would be shown as a separate window
        self.body = QVBoxLayout(self._holder)
        self.body.setContentsMargins(RING, theme.px(2), RING, 0)
        self.body.setSpacing(0)
        column.addWidget(self._holder)
        self._holder.setVisible(is_open)

    @property
    def is_open(self) -> bool:
        return self.button.is_open

    def set_title(self, title: str) -> None:
        self.button.set_title(title)

    def set_open(self, is_open: bool) -> None:
        """Open or closes it without emitting a signal."""
        self.button.set_open(is_open)
        self._holder.setVisible(is_open)

    def _on_turned(self, is_open: bool) -> None:
        self._holder.setVisible(is_open)
        self.turned.emit(is_open)
        if is_open:
            self.opened.emit()
