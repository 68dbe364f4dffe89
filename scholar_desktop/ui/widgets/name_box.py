"""A box in the place of a name, to type another."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from scholar_desktop.ui.theme.theme import Theme

WIDTH = 240


class NameBox(QLineEdit):
    """Enter, or leaving it, takes the name (`editingFinished`); Esc leaves the name as it was: then it is empty."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.setText("")
            self.clearFocus()
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()  # the list below is not to open its row

    def show_beside(self, button: QWidget, theme: Theme) -> None:
        """The rail has no room for a name: the box lies over the page beside *button*."""
        window = button.window()
        self.setParent(window)
        self.editingFinished.connect(self.deleteLater)
        corner = button.mapTo(window, QPoint(0, 0))
        left = corner.x() - theme.px(WIDTH) if button.isRightToLeft() else corner.x() + button.width() + theme.px(8)
        self.setFixedWidth(theme.px(WIDTH))
        self.move(left, corner.y())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.selectAll()
