"""A heading that opens and closes what stands below it, by a click, Enter or Space."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind


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
