"""A stack of pane headers, as high as the one that is shown."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget


class HeadStack(QStackedWidget):
    """A QStackedWidget with the height of the current page; Qt's own has the height of its highest page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.currentChanged.connect(lambda _number: self.updateGeometry())

    def hasHeightForWidth(self) -> bool:
        head = self.currentWidget()
        return head is not None and head.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        head = self.currentWidget()
        return head.heightForWidth(width) if head is not None else -1

    def sizeHint(self) -> QSize:
        head = self.currentWidget()
        return head.sizeHint() if head is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        head = self.currentWidget()
        return head.minimumSizeHint() if head is not None else super().minimumSizeHint()
