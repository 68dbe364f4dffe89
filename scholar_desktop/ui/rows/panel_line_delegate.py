"""Paints the lines of panels that list many choices: commands, collections."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from scholar_desktop.ui.rows.row_layout import Layout, Piece, cut_texts, elided, mirrored, paint
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY, SMALL
from scholar_desktop.ui.words.literal_text import show_tooltip

END, ICON, DEPTH = Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2, Qt.ItemDataRole.UserRole + 3
HELP = Qt.ItemDataRole.UserRole + 6
"""Roles of a row: text at the end, icon (its name), indentation depth (a number; None: 0), what its tooltip adds."""
STEP, MOST_STEPS = 16, 6


class PanelLineDelegate(QStyledItemDelegate):
    """Paints an icon and a title, and at the end the shortcut, a count, or the reason why the line cannot be chosen.
    The reason is below the title if the two have no room beside each other."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, px, rect = self._theme, self._theme.px, option.rect
        right_to_left = option.direction == Qt.LayoutDirection.RightToLeft
        works = bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        view = self.parent()  # a line that cannot be chosen is never selected
        is_current = isinstance(view, QAbstractItemView) and view.currentIndex() == index
        if option.state & QStyle.StateFlag.State_Selected or (is_current and not works):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("select"))
            painter.drawRoundedRect(rect, px(6), px(6))
        pieces = self._layout(rect.width(), rect.height(), index)
        painter.translate(rect.topLeft())
        layout = mirrored(pieces, rect.width()) if right_to_left else pieces
        paint(painter, layout, theme, right_to_left=right_to_left)
        painter.restore()

    def _layout(self, width: int, height: int, index: QModelIndex | QPersistentModelIndex) -> Layout:
        """Return the pieces of a line: title, text at the end, icon."""
        theme, px = self._theme, self._theme.px
        end_text = index.data(END) or ""
        room = width - px(34 + 24) - theme.type.metrics(BODY).horizontalAdvance(index.data() or "")
        end_width = min(theme.type.metrics(SMALL).horizontalAdvance(end_text) + 1, max(width // 2, room))
        colour = "text" if index.flags() & Qt.ItemFlag.ItemIsEnabled else "muted"
        inwards = px(STEP) * min(MOST_STEPS, index.data(DEPTH) or 0)
        title = QRect(px(34) + inwards, 0, width - px(34 + 20) - end_width - inwards, height)
        end = QRect(width - px(10) - end_width, 0, end_width, height)
        if is_below := self._has_reason_below(width, index):
            end_width = width - px(34 + 10)
            title = QRect(px(34), 0, end_width, height // 2)
            end = QRect(px(34), height // 2, end_width, height - height // 2 - px(4))
        words = elided(theme.type, end_text, end_width, SMALL)
        pieces = [
            Piece("title", "text", title, elided(theme.type, index.data(), title.width()), colour=colour),
            Piece("end", "text", end, words, SMALL, colour="muted", end=not is_below),
        ]
        if index.data(ICON):
            box = QRect(px(10) + inwards, 0, px(16), height)
            pieces.append(Piece("icon", "icon", box, index.data(ICON), 16, colour=colour))
        return tuple(pieces)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Show a tooltip with the texts that the line cuts, and the help."""
        if not index.isValid():
            return False
        layout = self._layout(option.rect.width(), option.rect.height(), index)
        words = dict.fromkeys((*cut_texts(layout), index.data(HELP) or ""))
        show_tooltip(event.globalPos(), "\n".join(filter(None, words)), view)
        return True

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        height = max(self._theme.px(30), self._theme.type.line(BODY) + 8)
        view = self.parent()
        width = view.viewport().width() if isinstance(view, QAbstractItemView) else 0
        return QSize(0, height + (height * 3 // 4 if self._has_reason_below(width, index) else 0))

    def _has_reason_below(self, width: int, index: QModelIndex | QPersistentModelIndex) -> bool:
        """Return True if a line of *width* pixels has no room for its title and the reason beside it."""
        if index.flags() & Qt.ItemFlag.ItemIsEnabled:
            return False
        texts = ((BODY, index.data()), (SMALL, index.data(END)))
        needed = sum(self._theme.type.metrics(style).horizontalAdvance(words or "") for style, words in texts)
        return needed + self._theme.px(34 + 24) > width
