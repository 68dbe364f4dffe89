"""A chip with a cross that removes what it shows."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from scholar_desktop.ui.widgets.button import Button, ButtonKind

CROSS_WIDTH = 24


class DropChip(Button):
    """A press emits `clicked`; a press on the cross (or Del) emits `dropped`. Only a chip that is set (CHIP_SET) has a
    cross."""

    dropped = Signal()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        x, cross = event.position().x(), self._theme.px(CROSS_WIDTH)
        at_cross = x < cross if self.isRightToLeft() else x > self.width() - cross
        if (
            self.isDown()
            and self.kind is ButtonKind.CHIP_SET
            and at_cross
            and self.rect().contains(event.position().toPoint())
        ):
            self.setDown(False)
            self.dropped.emit()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.kind is ButtonKind.CHIP_SET:
            self.dropped.emit()
            return
        super().keyPressEvent(event)
