"""One cell of the table of calls: its words, on the ground of the chosen row."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import SMALL

PAD = 8
"""As the heads of the columns have it."""


class CallDelegate(QStyledItemDelegate):
    """Paints from the theme's tokens, with the bar of the chosen row at its leading edge."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, rect, view = self._theme, option.rect, option.widget
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(rect, theme.colour("select"))
        if chosen and index.column() == 0:
            bar = theme.px(3)
            focused = view is not None and view.hasFocus()
            left = rect.right() - bar + 1 if mirrored else rect.left()
            painter.fillRect(left, rect.top(), bar, rect.height(), theme.colour("accent" if focused else "line2"))
        colour = index.data(Qt.ItemDataRole.ForegroundRole) or theme.colour("text")
        painter.setPen(theme.colour("text") if chosen and colour == theme.colour("muted") else colour)
        painter.setFont(theme.type.font(SMALL, tabular=True))
        room = rect.adjusted(theme.px(PAD), 0, -theme.px(PAD), 0)
        words = painter.fontMetrics().elidedText(index.data() or "", Qt.TextElideMode.ElideRight, max(0, room.width()))
        alignment = index.data(Qt.ItemDataRole.TextAlignmentRole)
        side = QStyle.visualAlignment(option.direction, Qt.AlignmentFlag(alignment))
        # requests and sizes are read from left to right in every window
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.drawText(room, side | Qt.AlignmentFlag.AlignAbsolute, words)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, max(self._theme.px(26), self._theme.type.line(SMALL) + 6))
