"""A section that opens and closes: its head is a button, its body is there while it is open."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import RING
from scholar_desktop.ui.widgets.fold_button import FoldButton


class FoldSection(QWidget):
    """`body` takes what stands below the head. `opened` comes when a person opens it, which is when it may be asked
    for."""

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
        self.button = FoldButton(theme, title, is_open=is_open)
        self.button.setObjectName(name)
        self.button.turned.connect(self._on_turned)
        column.addWidget(self.button)
        self._holder = QWidget(self)  # shown alone it would be a window of its own
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
        """Open or close it without telling anybody."""
        self.button.set_open(is_open)
        self._holder.setVisible(is_open)

    def _on_turned(self, is_open: bool) -> None:
        self._holder.setVisible(is_open)
        self.turned.emit(is_open)
        if is_open:
            self.opened.emit()
