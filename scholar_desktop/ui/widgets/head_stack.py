"""A stack of pane headers, as high as the one that is shown."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget


class HeadStack(QStackedWidget):
    """A QStackedWidget with the height of the current page; Qt's own has the height of its highest page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.currentChanged.connect(self._fit)
        self.widgetAdded.connect(self._fit)

    def _fit(self, _number: int) -> None:
        """Let the pages that are not shown ask for no height: Qt's layout takes the highest of all."""
        for number in range(self.count()):
            page = self.widget(number)
            assert page is not None
            policy = page.sizePolicy()
            is_shown = number == self.currentIndex()
            policy.setVerticalPolicy(QSizePolicy.Policy.Preferred if is_shown else QSizePolicy.Policy.Ignored)
            page.setSizePolicy(policy)
        self.updateGeometry()

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
