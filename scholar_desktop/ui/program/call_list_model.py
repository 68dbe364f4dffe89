"""The table of requests sent to one service, newest first: its model, and the delegate that paints its cells."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.program.call_history import KEPT_PER_SERVICE, Call
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import SMALL
from scholar_desktop.ui.words import wording
from scholar_desktop.ui.words.literal_text import row_tooltip_text

Index = QModelIndex | QPersistentModelIndex


class CallColumn(enum.IntEnum):
    TIME = 0
    REQUEST = 1
    ANSWER = 2
    TOOK = 3
    SIZE = 4
    FROM = 5
    WAITED = 6


TITLES = {
    CallColumn.TIME: Message("Time"),
    CallColumn.REQUEST: Message("Request"),
    CallColumn.ANSWER: Message("Answer"),
    CallColumn.TOOK: Message("Duration"),
    CallColumn.SIZE: Message("Size"),
    CallColumn.FROM: Message("From"),
    CallColumn.WAITED: Message("Waited for"),
}
_RIGHT = (CallColumn.TOOK, CallColumn.SIZE)
_MEANINGS = {
    304: Message("unchanged"),
    400: Message("bad request"),
    401: Message("key required"),
    403: Message("refused"),
    404: Message("not found"),
    410: Message("gone"),
    429: Message("busy"),
    503: Message("busy"),
}


def clock_time(iso: str) -> str:
    """Return '14:31:07' in local time."""
    try:
        return datetime.fromisoformat(iso).astimezone().strftime("%H:%M:%S")
    except ValueError:
        return ""


def answer_words(call: Call) -> str:
    """Return '200', '429 busy', 'no answer', 'stopped'."""
    if call.status is None:
        return gettext("stopped") if call.is_stopped else gettext("no answer")
    meaning = shown(_MEANINGS.get(call.status, Message("failed") if call.status >= 400 else ""))
    return f"{call.status} {meaning}".strip()


def is_failed(call: Call) -> bool:
    """True if the answer cannot be used; the answer that something does not exist is no failure, nor is a
    request that was stopped."""
    if call.status is None or call.error is not None:
        return not call.is_stopped
    return call.status >= 400 and call.status not in (404, 410)


def duration(seconds: float) -> str:
    """Return '412 ms', '1.3 s'."""
    return f"{round(seconds * 1000)} ms" if seconds < 1 else f"{seconds:.1f} s"


class CallListModel(QAbstractTableModel):
    """The requests of one service. A new one is inserted at the top; the rows below are unchanged."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._calls: list[Call] = []

    def call(self, row: int) -> Call:
        return self._calls[row]

    def show(self, calls: tuple[Call, ...]) -> None:
        """Show *calls*, given oldest first, as they are stored."""
        self.beginResetModel()
        self._calls = list(reversed(calls))
        self.endResetModel()

    def add(self, call: Call) -> None:
        self.beginInsertRows(QModelIndex(), 0, 0)
        self._calls.insert(0, call)
        self.endInsertRows()
        if (count := len(self._calls)) > KEPT_PER_SERVICE:
            self.beginRemoveRows(QModelIndex(), KEPT_PER_SERVICE, count - 1)
            del self._calls[KEPT_PER_SERVICE:]
            self.endRemoveRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._calls)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(CallColumn)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        call, column = self._calls[index.row()], CallColumn(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _text(call, column)
            case Qt.ItemDataRole.AccessibleTextRole:
                return gettext("{column}: {value}", column=TITLES[column], value=_text(call, column) or gettext("none"))
            case Qt.ItemDataRole.ToolTipRole:
                return row_tooltip_text(_text(call, column)) or None
            case Qt.ItemDataRole.ForegroundRole if column is CallColumn.ANSWER and is_failed(call):
                return self._theme.colour("error")
            case Qt.ItemDataRole.ForegroundRole if column is not CallColumn.REQUEST:
                return self._theme.colour("muted")
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if column in _RIGHT else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return shown(TITLES[CallColumn(section)])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if CallColumn(section) in _RIGHT else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


def _text(call: Call, column: CallColumn) -> str:
    match column:
        case CallColumn.TIME:
            return clock_time(call.time)
        case CallColumn.REQUEST:
            return f"{call.method} {call.path}"
        case CallColumn.ANSWER:
            return answer_words(call)
        case CallColumn.TOOK:
            return "" if call.stored else duration(call.latency_s)
        case CallColumn.SIZE:
            return wording.size(call.size) if call.size else ""
        case CallColumn.FROM:
            return gettext("cache") if call.stored else gettext("service")
        case CallColumn.WAITED:
            return f"{duration(call.waited_s)}, {shown(call.waited_for)}" if call.waited_for else ""


PAD = 8
"""The same padding as in the column headers."""


class CallDelegate(QStyledItemDelegate):
    """Paints cells with the theme's tokens, and a bar at the leading edge of the selected row."""

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
        # requests and sizes are written from left to right in every language
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.drawText(room, side | Qt.AlignmentFlag.AlignAbsolute, words)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, max(self._theme.px(26), self._theme.type.line(SMALL) + 6))
