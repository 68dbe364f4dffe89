"""The heads of the columns of the library's table, as one stop of Tab: the arrow keys move inside it, and Enter or
Space sorts by the column, as a click does."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QTableView

from scholar_desktop.translation import gettext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.accessibility import announce
from scholar_desktop.ui.widgets.tab_order import step_of

_ACROSS = (Qt.Key.Key_Left, Qt.Key.Key_Right)
_ENDS = (Qt.Key.Key_Home, Qt.Key.Key_End)
_PRESSES = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_TO_ROWS = (Qt.Key.Key_Down, Qt.Key.Key_Escape)


class TableHead(QHeaderView):
    """Heads are called by the numbers of their columns in the model (Qt's logical indexes), in whatever order they
    are."""

    def __init__(self, theme: Theme, view: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._theme = theme
        self._view = view
        self._current = -1
        self.setObjectName("libraryTableHead")
        self.setAccessibleName(gettext("Column headings"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSelectionMode(QHeaderView.SelectionMode.NoSelection)

    @property
    def current(self) -> int:
        """The head that the keys are on; at first that of the order, else the first one. -1 if there are none."""
        shown = self._shown()
        if self._current in shown:
            return self._current
        by = self.sortIndicatorSection() if self.isSortIndicatorShown() else -1
        return by if by in shown else next(iter(shown), -1)

    def _shown(self) -> list[int]:
        """Return the heads that are shown, from left to right."""
        places = map(self.logicalIndex, range(self.count()))
        return [each for each in places if not self.isSectionHidden(each)]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
        elif event.key() in _TO_ROWS:
            self._view.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif event.key() in (*_ACROSS, *_ENDS):
            self._move(event.key())
        elif event.key() in _PRESSES and self.current >= 0:
            self.sectionClicked.emit(self.current)
            self._say()
        elif event.key() != Qt.Key.Key_Delete and not event.text().isalnum():
            event.ignore()  # else the rows get it: letters and Delete would be commands on the selected papers

    def _move(self, key: int) -> None:
        shown = self._shown()
        if not shown:
            return
        if key in _ENDS:
            at = 0 if key == Qt.Key.Key_Home else len(shown) - 1
        else:
            at = (shown.index(self.current) + step_of(key, self)) % len(shown)
        self._current = shown[at]
        left, width = self.sectionViewportPosition(self._current), self.sectionSize(self._current)
        bar, room = self._view.horizontalScrollBar(), self.viewport().width()
        if left < 0 or left + width > room:
            bar.setValue(bar.value() + (left if left < 0 or width > room else left + width - room))
        self.viewport().update()
        self._say()

    def _say(self) -> None:
        """Have a screen reader say the head that the keys are on, and the order of its rows."""
        words = self.model().headerData(self.current, self.orientation(), Qt.ItemDataRole.AccessibleTextRole)
        announce(self, str(words or ""), is_urgent=True)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803  Qt's name
        painter.save()
        super().paintSection(painter, rect, logicalIndex)
        painter.restore()
        if self.hasFocus() and logicalIndex == self.current:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()
        self._say()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()
