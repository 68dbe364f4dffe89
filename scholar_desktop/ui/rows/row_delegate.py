"""The base class of all row delegates: caches layouts and paints them on the row's background."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from scholar_desktop.ui.rows.paper_row import STATE_PIECES
from scholar_desktop.ui.rows.roles import PaperRole
from scholar_desktop.ui.rows.row_layout import Layout, cut_texts, mirrored, paint, paint_ground
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.words.literal_text import show_tooltip

MOST_KEPT = 2000
ACCESS_PIECES = ("access", "access_dot")
"""The pieces of a row's layout that show its open access."""

Meanings = tuple[tuple[tuple[str, ...], str], ...]


def paper_meanings(row: Any) -> Meanings:
    """Return what the signs of the row of a paper mean, as `RowDelegate.meanings_of` does: those of its open access and
    of its PDF."""
    state = row.state.meaning if row.state is not None else ""
    return (ACCESS_PIECES, row.access_meaning), (STATE_PIECES, state)


class RowDelegate(QStyledItemDelegate):
    """Base class; a subclass defines the contents of its rows in `build_layout`.

    `variant` is part of the cache key, with the row and its size: change it when all rows change their appearance.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.variant: object = None
        self._kept: dict[tuple[int, int, int, object], tuple[Any, Layout]] = {}
        theme.changed.connect(self._kept.clear)

    @abstractmethod
    def build_layout(self, row: Any, width: int, height: int) -> Layout:
        """Return all pieces of *row*, left to right."""

    def ground_of(self, row: Any) -> str:
        """Return the token of the background of *row* while it is not selected."""
        return "bg"

    def layout_of(self, row: Any, width: int, height: int = 0) -> Layout:
        """Return the layout of *row*, built at most once per size. height: 0 for rows whose content determines the
        height."""
        key = (id(row), width, height, self.variant)
        found = self._kept.get(key)
        if found is None or found[0] is not row:  # Python may reuse an id after its row is deleted
            if len(self._kept) > MOST_KEPT:
                self._kept.clear()
            found = self._kept[key] = (row, self.build_layout(row, width, height))
        return found[1]

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect, state, view = option.rect, option.state, option.widget
        right_to_left = option.direction == Qt.LayoutDirection.RightToLeft
        row = index.data(PaperRole.ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ground(
            painter,
            rect,
            self._theme,
            chosen=bool(state & QStyle.StateFlag.State_Selected),
            hovered=bool(state & QStyle.StateFlag.State_MouseOver),
            focused=view is not None and view.hasFocus(),
            right_to_left=right_to_left,
            base=self.ground_of(row),
            ringed=bool(state & QStyle.StateFlag.State_HasFocus),
        )
        painter.translate(rect.topLeft())
        layout = self.layout_of(row, rect.width(), rect.height())
        if right_to_left:
            layout = mirrored(layout, rect.width())
        paint(painter, layout, self._theme, right_to_left=right_to_left)
        painter.restore()

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Show a tooltip that explains the sign that the pointer is on; elsewhere one with the whole texts that the row
        cuts, and with its hint, unless its model has a tooltip."""
        row = index.data(PaperRole.ROW)
        if row is not None and self.show_meaning(event, view, option, row):
            return True
        if super().helpEvent(event, view, option, index):
            return True
        if row is None:
            return False
        layout = self.layout_of(row, option.rect.width(), option.rect.height())
        show_tooltip(event.globalPos(), "\n".join(filter(None, (*cut_texts(layout), self.hint_of(row)))), view)
        return True

    def hint_of(self, row: Any) -> str:
        """Return what the tooltip of *row* says besides the texts that are cut; empty for nothing."""
        return ""

    def meanings_of(self, row: Any) -> Meanings:
        """Return what the signs of *row* mean: the names of the pieces of each, and its meaning."""
        return ()

    def show_meaning(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, row: Any) -> bool:
        """Show a tooltip that explains the sign of *row* that the pointer is on. Return False if it is on none."""
        rect = option.rect
        layout = self.layout_of(row, rect.width(), rect.height())
        if option.direction == Qt.LayoutDirection.RightToLeft:
            layout = mirrored(layout, rect.width())
        for names, meaning in self.meanings_of(row):
            area = QRect()
            for piece in layout:
                if piece.name in names:
                    area = area.united(piece.rect)
            area.translate(rect.topLeft())
            if meaning and area.contains(event.pos()):
                show_tooltip(event.globalPos(), meaning, view.viewport(), area)
                return True
        return False
