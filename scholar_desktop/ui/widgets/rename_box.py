"""A text box in place of a name, for renaming."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from scholar_desktop.ui.theme.theme import Theme

WIDTH = 240


class NameBox(QLineEdit):
    """Enter or a loss of focus accepts the name (`editingFinished`); Esc leaves the name unchanged: the text is then
    empty."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._has_ended = False
        self.editingFinished.connect(self._on_ended)

    def _on_ended(self) -> None:
        self._has_ended = True

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        stays = event.reason() in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if not stays and not self._has_ended:
            self.editingFinished.emit()  # Qt does not, if the text is as it was

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.setText("")
            if self.hasFocus():
                self.clearFocus()
            else:
                self.editingFinished.emit()
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()  # prevents the list below from opening its row

    def show_beside(self, button: QWidget, theme: Theme) -> None:
        """Show the box over the page, next to *button*, because there is no room for a name in its place. At the edge
        of the window it covers the button."""
        window = button.window()
        self.setParent(window)
        self.editingFinished.connect(self.deleteLater)
        corner = button.mapTo(window, QPoint(0, 0))
        left = corner.x() - theme.px(WIDTH) if button.isRightToLeft() else corner.x() + button.width() + theme.px(8)
        left = max(0, min(left, window.width() - theme.px(WIDTH) - theme.px(8)))
        self.ensurePolished()
        self.setFixedSize(theme.px(WIDTH), self.sizeHint().height())  # a widget without a layout is 480 high
        self.move(left, corner.y())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.selectAll()
