"""A section that opens and closes below its button, and the button alone."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import RING, Button, ButtonContent, ButtonKind


class FoldButton(Button):
    """Looks like the head of a section, with an arrow that says which way it is. `turned` carries whether it is open
    now."""

    turned = Signal(bool)

    def __init__(self, theme: Theme, title: str, *, is_open: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(theme, ButtonKind.LINK, title, parent=parent)
        self._title = title
        self._is_open = is_open
        self.clicked.connect(self._on_clicked)
        self._show()

    @property
    def is_open(self) -> bool:
        return self._is_open

    def set_title(self, title: str) -> None:
        """Say it in other words: a count has become known."""
        if title != self._title:
            self._title = title
            self._show()

    def set_open(self, is_open: bool) -> None:
        """Open or close it without a press; tells nobody."""
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
            ButtonContent(self._title, icon), name=f"{self._title}, {'open' if self._is_open else 'closed'}"
        )


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
